"""What the applicant's side and the officials ask each other about a case, and answer: on record, and moving nothing.

A question is no act of the law: no clock starts, stops or ends by it, and nothing is opened for correction; what has to
be corrected is asked for by the notice of that. Every question is answered once, by the other side.
Source: 行政许可法第三十条第二款（说明、解释）; 国务院关于在线政务服务的若干规定第十四条.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import orjson

from engine.acts.at_task import holders
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.reading import read_case
from engine.acts.standing_in import stood_in_for
from engine.acts.writing import NoteMissing, check_note
from engine.authority import Account, NotYours, Role, acts_for, holds_a_role
from engine.case import Case
from engine.errors import NotFound, Refusal
from engine.ledger import asked as asked_ledger
from engine.matter.model import Matter
from engine.store import questions
from engine.terms import Noted
from engine.workplace import Workplace

Side = Literal["applicant", "organ"]

MOST_OPEN = 10
"""How many questions of one side may wait for their answers."""
FORMS = {act: f"case-{act}" for act in (Noted.QUESTION, Noted.REPLY)}
"""Under what the words of each are kept; no form of a matter can be called so."""


class QuestionUnknown(NotFound):
    """The case has no such question that waits for this side's answer."""

    code = "QUESTION-UNKNOWN"
    remedy = "Look at the questions of the case: it was answered, or it is for the other side to answer."

    def __init__(self, number: str, entry: int) -> None:
        super().__init__(f"{number} has no question {entry} that waits for your answer")


class TooManyQuestions(Refusal):
    """One side has as many questions open as it may."""

    code = "QUESTION-TOO-MANY"
    remedy = "Wait for an answer, or call the organ; its telephone number stands in the guide of the matter."
    status = 409

    def __init__(self, number: str) -> None:
        super().__init__(f"{MOST_OPEN} questions in {number} wait for their answers already")


class QuestionsOver(Refusal):
    """The case is closed, and so is its dossier."""

    code = "QUESTION-CASE-CLOSED"
    remedy = "Ask the organ directly, or open a new case."
    source = "归档后的案卷不再变动（政务服务电子档案）"
    status = 409

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is closed: nothing more is asked or answered in it")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a case, by the number of its entry, and its answer, when there is one."""

    entry: int
    side: Side
    by: str
    at: str
    text: str
    answer: tuple[int, str, str, str] | None = None
    """The number of its entry, by whom, at which instant, what."""


def ask(place: Workplace, reference: str, account: Account, text: str) -> Change:
    """One side asks the other; who is to answer is told.

    Raises CaseUnknown, NotYours, QuestionsOver, TooManyQuestions, NoteMissing, NoteTooLong.
    """
    return attempt(lambda: _ask(place, reference, account, text), reference)


def answer(place: Workplace, reference: str, account: Account, entry: int, text: str) -> Change:
    """The other side answers the question of this entry, once; who asked is told. Raises as `ask`, QuestionUnknown."""
    return attempt(lambda: _answer(place, reference, account, entry, text), reference)


def _ask(place: Workplace, reference: str, account: Account, text: str) -> Change:
    case, matter = read_case(place, reference, account)
    side = _must_have_side(place, account, case, matter)
    _check(case, Noted.QUESTION, text)
    waiting = [one for one in asked_in(place, case) if one.side == side and one.answer is None]
    if len(waiting) >= MOST_OPEN:
        raise TooManyQuestions(case.number)
    to = _officials(place, case, matter) if side == "applicant" else _applicants(case)
    return _written(place, case, matter, account, Noted.QUESTION, text, to)


def _answer(place: Workplace, reference: str, account: Account, entry: int, text: str) -> Change:
    case, matter = read_case(place, reference, account)
    side = _must_have_side(place, account, case, matter)
    question = next((one for one in asked_in(place, case) if one.entry == entry), None)
    if question is None or question.answer is not None or question.side == side:
        raise QuestionUnknown(case.number, entry)
    _check(case, Noted.REPLY, text)
    to = _applicants(case) if side == "organ" else [question.by]
    return _written(place, case, matter, account, Noted.REPLY, text, to, of=entry)


def _written(
    place: Workplace, case: Case, matter: Matter, account: Account, act: Noted, text: str, to: Sequence[str],
    **said: int,
) -> Change:  # fmt: skip
    change = Change(place, case, matter, place.now())
    content = change.answer(FORMS[act], "", account, said, text.strip())
    change.entry(account, act.value, content=content, **said)
    change.want_reminded(act.value, to, outside=case.applicant in to)
    change.commit()
    return change


def _check(case: Case, act: Noted, text: str) -> None:
    if case.is_closed:
        raise QuestionsOver(case.number)
    if not text.strip():
        raise NoteMissing(act.value)
    check_note(text)


def side_of(place: Workplace, account: Account, case: Case, matter: Matter) -> Side | None:
    """On which side of a case somebody asks and answers; None: on neither, as those who look on.

    Officials from whom the matter hides whose the case is ask nothing: the answer would tell them.
    """
    if acts_for(account, case.applicant, case.agent):
        return "applicant"
    roles = matter.roles.values()
    people = [account, *stood_in_for(place, account)]
    return "organ" if any(holds_a_role(one, roles) and matter.may_know_applicant(one) for one in people) else None


def _must_have_side(place: Workplace, account: Account, case: Case, matter: Matter) -> Side:
    side = side_of(place, account, case, matter)
    if side is None:
        raise NotYours(account.name, f"ask about {case.number}", "the applicant's side and officials who handle it")
    return side


def asked_in(place: Workplace, case: Case) -> list[Asked]:
    """Every question of a case, oldest first, each with its answer."""
    with place.database.reading() as connection:
        rows = questions.answers_as(connection, case.organ, case.id, list(FORMS.values()))
    found: dict[int, Asked] = {}
    for row in rows:
        by, text = row["author"], row["note"] or ""
        if row["form"] == FORMS[Noted.QUESTION]:
            side: Side = "applicant" if by in (case.applicant, case.agent) else "organ"
            found[row["entry"]] = Asked(row["entry"], side, by, row["at"], text)
        else:
            question = found[orjson.loads(row["data"])["of"]]
            reply = (row["entry"], by, row["at"], text)
            found[question.entry] = Asked(question.entry, question.side, question.by, question.at, question.text, reply)
    return list(found.values())


def see(place: Workplace, case: Case, account: Account, entries: Sequence[int]) -> None:
    """Write down that one side has seen these entries of the other, in nobody's way who acts on the case."""
    if entries:
        with place.database.writing() as connection:
            asked_ledger(case.organ, case.id).write(
                connection, place.now(), account.name, Noted.SEEN.value, entries=list(entries)
            )


def _applicants(case: Case) -> list[str]:
    return [name for name in (case.applicant, case.agent) if name]


def _officials(place: Workplace, case: Case, matter: Matter) -> list[str]:
    """Who has the case: those with its open tasks, else whoever did the last step."""
    with place.database.reading() as connection:
        tasks = questions.open_tasks(connection, case.organ, case.id)
    found: list[str] = []
    for task in tasks:
        step = matter.steps[task["step"]]
        if step.role.who == "official" and not task["main"]:
            role = Role("", "official", task["for_organ"], task["role"])
            found += [task["assignee"]] if task["assignee"] else [one.name for one in holders(place, [role])]
    handled = [name for names in case.record.handlers.values() for name in names if name not in _applicants(case)]
    return list(dict.fromkeys(found or handled[-1:]))
