"""Which matter somebody needs, by questions in everyday words: a tree that an office writes in YAML.

Pure. Knows no matter but by its code; what is not published is left out of the tree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from engine.errors import NotFound, Refusal
from engine.terms import Titled

FILE = "situations.yaml"
_DEEPEST = 8


class SituationsRefused(Refusal):
    """situations.yaml cannot be used."""

    code = "SITUATIONS-REFUSED"
    remedy = "Correct the place named as its neighbours are written; workflows/_shared/situations.yaml shows the form."


class SituationUnknown(NotFound):
    """The questions have no such answer, or no longer."""

    code = "SITUATION-UNKNOWN"
    remedy = "Begin again with the first question."

    def __init__(self, way: Sequence[int]) -> None:
        super().__init__(f"the questions have no answer {'.'.join(map(str, way))}")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, with the question that it leads to, or the matter."""

    says: Titled
    hint: Titled
    matter: str
    then: Question | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers."""

    ask: Titled
    answers: tuple[Answer, ...]

    def of(self, matters: Collection[str]) -> Question | None:
        """The question, of these matters alone; None when it has no answer left."""
        answers = []
        for answer in self.answers:
            then = answer.then.of(matters) if answer.then else None
            if then or answer.matter in matters:
                answers.append(Answer(answer.says, answer.hint, answer.matter, then))
        return Question(self.ask, tuple(answers)) if answers else None

    def matters(self) -> set[str]:
        """The codes of all matters to which it may lead."""
        found: set[str] = set()
        for answer in self.answers:
            found |= answer.then.matters() if answer.then else {answer.matter}
        return found

    def follow(self, way: Sequence[int]) -> list[tuple[Question, Answer]]:
        """Each question on the way with the answer given to it. Raises SituationUnknown."""
        given: list[tuple[Question, Answer]] = []
        asked: Question | None = self
        for place in way:
            if asked is None or not 0 <= place < len(asked.answers):
                raise SituationUnknown(way)
            given.append((asked, asked.answers[place]))
            asked = asked.answers[place].then
        return given


def read_situations(text: str) -> Question:
    """The tree of a situations.yaml. Raises SituationsRefused."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SituationsRefused(f"{FILE}: {error}") from error
    return _question(document, "the first question", 0)


def _question(row: Any, where: str, depth: int) -> Question:
    if not isinstance(row, Mapping) or not isinstance(row.get("answers"), list) or not row["answers"]:
        raise SituationsRefused(f"{FILE}: {where} needs `ask` and a list of `answers`")
    if depth >= _DEEPEST:
        raise SituationsRefused(f"{FILE}: {where} lies deeper than {_DEEPEST} questions")
    ask = _titled(row.get("ask"), f"`ask` of {where}")
    return Question(ask, tuple(_answer(answer, ask.zh, depth) for answer in row["answers"]))


def _answer(row: Any, asked: str, depth: int) -> Answer:
    if not isinstance(row, Mapping):
        raise SituationsRefused(f"{FILE}: an answer to “{asked}” is no mapping")
    says = _titled(row.get("says"), f"`says` of an answer to “{asked}”")
    hint = _titled(row["hint"], f"`hint` of “{says.zh}”") if "hint" in row else Titled("", "")
    matter = row.get("matter", "")
    if bool(matter) == ("answers" in row) or not isinstance(matter, str):
        raise SituationsRefused(f"{FILE}: “{says.zh}” leads to a matter or to further questions, one of the two")
    return Answer(says, hint, matter, None if matter else _question(row, f"“{says.zh}”", depth + 1))


def _titled(value: Any, where: str) -> Titled:
    if not isinstance(value, Mapping) or not all(isinstance(value.get(name), str) for name in ("zh", "en")):
        raise SituationsRefused(f"{FILE}: {where} must be written {{zh: 中文, en: English}}")
    return Titled.of(value)
