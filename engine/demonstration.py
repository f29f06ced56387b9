"""One application from submission to delivered decision, through the office's own door and in real time.

It plays an example of the shipped matter, with the dates of the example moved to today: what a newcomer sees is what
the tests prove.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from engine.acts.opening import Upload
from engine.matter.folder import Files
from engine.matter.text import load_yaml
from engine.office import Office
from engine.terms import Language

MATTER = "law_firm_establish"
EXAMPLE = "examples/corrected_then_granted.yaml"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that was done: which step, by whom, which act, when, and what came of it; `told` is both in words."""

    step: str
    actor: str
    act: str
    at: str
    said: str
    told: tuple[str, str]


class Demonstration:
    """The demonstration of one office; `case` and `applicant` are known once it has run."""

    def __init__(self, office: Office, files: Files, language: Language = "zh") -> None:
        self._office = office
        self._language = language
        self._files = files
        self._example: Mapping[str, Any] = load_yaml(files[EXAMPLE].decode("utf-8"))[0]
        self._today = office.place.day(office.place.now()).isoformat()
        self.applicant = str(self._example["applicant"])
        self.case: dict[str, Any] = {}

    def run(self) -> Iterator[Shown]:
        """Do it step by step."""
        answers = self._answers(self._example["answers"], self._example.get("change"))
        names = [n for n in self._files if n.startswith("examples/materials/")]
        self.case = self._office.open_case(
            MATTER, self.applicant, answers, [self._upload(name) for name in sorted(names)]
        )
        yield self._shown("application", self.applicant, "submit")
        for line in self._example["when"]:
            materials = [f"examples/materials/{name}" for name in line.get("materials") or ()]
            uploads = [self._upload(n) for n in sorted(self._files) if n.rsplit(".", 1)[0] in materials]
            self.case = self._office.complete_task(
                f"{self.case['case']}/{line['step']}",
                line["by"],
                line["act"],
                self._answers(line.get("answers") or {}),
                uploads=uploads,
            )
            yield self._shown(line["step"], line["by"], line["act"])
        self._office.worker.once()
        self.case = self._office.show_case(self.case["id"])
        self._office.checkpoint()

    def _shown(self, step: str, actor: str, act: str) -> Shown:
        entries = self._office.show_case(self.case["id"], None, self._language)["history"]
        mine = next(e for e in reversed(entries) if e["actor"] == actor)
        sealed = [e["number_of"] for e in entries[entries.index(mine) :] if e["act"] == "seal"]
        return Shown(step, actor, act, mine["at"], "、".join(sealed), (mine["step_title"], mine["title"]))

    def _answers(self, answers: Any, change: Mapping[str, Any] | None = None) -> dict[str, Any]:
        if isinstance(answers, str):
            answers = orjson.loads(self._files[f"examples/{answers}"])
        found: dict[str, Any] = orjson.loads(orjson.dumps(answers))
        found.update(change or {})
        return {key: self._moved(value) for key, value in found.items()}

    def _moved(self, value: Any) -> Any:
        """A day of the example's story as today; any other value as it is."""
        opened = str(self._example["opened"])[:10]
        if isinstance(value, str) and _DAY.fullmatch(value) and value >= opened:
            return self._today
        return value

    def _upload(self, name: str) -> Upload:
        file = name.rsplit("/", 1)[1]
        return Upload(file.rsplit(".", 1)[0], file, self._files[name])
