"""What somebody is still writing: an application, or the answer to a task; kept as it is, checked when handed in.

A draft is its writer's alone and no part of the record. Handing it in twice opens one case: the draft's id is the key.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson

from engine.acts.change import Keeping
from engine.acts.correcting import open_items
from engine.acts.opening import APPLICATION, MaterialMissing, Upload, keep_materials
from engine.authority import Account, acts_for, may_open
from engine.case import Case, CaseUnknown, instant, known, moment
from engine.errors import NotFound, Refusal
from engine.forms import Form
from engine.identifiers import uuid7
from engine.matter.folder import MatterMissing
from engine.matter.items import Item, item_column
from engine.matter.model import Material, Matter
from engine.store import drafts, questions
from engine.store.asking import Row
from engine.store.tables import OPEN
from engine.terms import ActName
from engine.workplace import Workplace

MOST_FILES = 60
MOST_BYTES = 900_000
"""What the answers of a draft may take, as JSON."""
MOST_DRAFTS = 100


class DraftUnknown(NotFound):
    """There is no such draft, or it is somebody else's."""

    code = "DRAFT-UNKNOWN"
    remedy = "It may have been handed in or deleted: look among the cases."

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no draft {id} of yours")


class DraftFull(Refusal):
    """The draft holds more than a draft may."""

    code = "DRAFT-FULL"
    remedy = "Remove what is not needed, or hand in what is there."
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(f"the draft cannot hold more: {why}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its writer sees it."""

    id: str
    account: str
    applicant: Account
    matter: Matter
    task: str
    """The task it answers; empty for an application."""
    step: str
    case: str
    """The number of the task's case."""
    begun_at: datetime
    saved_at: datetime
    answers: Mapping[str, Any]
    files: Sequence[Keeping]
    opened: Sequence[Item] = ()
    """What a correction notice opened; everything else is locked. Empty: everything is open."""
    notes: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """What the notice says of each item, by its id: label of the column → text."""
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What registers knew when it was begun, by the name of the answer: {value, called (the register), at}."""

    @property
    def form(self) -> Form:
        """The questions it answers."""
        return self.matter.forms[self.matter.steps[self.step].form if self.step else APPLICATION]

    @property
    def materials(self) -> tuple[Material, ...]:
        """What may be handed in with it: of a correction, what its notice names."""
        opened = {item.id for item in self.opened if not item.path}
        return tuple(m for m in self.matter.materials.values() if not self.opened or m.id in opened)

    def files_of(self, material: str) -> list[tuple[int, Keeping]]:
        """The files attached for a material, each with its position in the draft."""
        return [(place, file) for place, file in enumerate(self.files) if file.material == material]


class Drafts:
    """The drafts of one office."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def begin(self, matter: str, account: str, applicant: str = "") -> str:
        """A new, empty application; its id. Raises MatterMissing, NotYours, UnknownAccount."""
        who, found = self._place.account(account), self._place.current_matter(matter)
        behalf = self._place.account(applicant) if applicant else who
        may_open(who, behalf, found.openers())
        answers = {f.name: f.schema["default"] for f in found.forms[APPLICATION].root.fields.values()
                   if "default" in f.schema}  # fmt: skip
        return self._insert(who, behalf.name, found.code, "", answers)

    def fill_in(self, id: str, account: str, told: Iterable[Mapping[str, Any]]) -> int:
        """Fill in what registers told (`Office.prefill`), each answer with its source; how many answers were.

        Raises DraftUnknown.
        """
        known = {
            name: {"value": value, "called": one["called"], "at": one["at"]}
            for one in told
            for name, value in one["fields"].items()
        }
        if known:
            values = {name: one["value"] for name, one in known.items()}
            self.change(id, account, lambda draft: ({**draft.answers, **values}, draft.files))
            with self._place.database.writing() as connection:
                drafts.write_known(connection, id, account, orjson.dumps(known))
        return len(known)

    def copy(self, reference: str, account: str) -> str:
        """A new application, begun with what was last answered and handed in to a case of one's own; its id.

        What is declared is declared anew; what is no longer asked is left out. Raises CaseUnknown, MatterMissing,
        NotYours.
        """
        who = self._place.account(account)
        with self._place.database.reading() as connection:
            row = known(questions.case(connection, reference), reference)
            answered = questions.latest_answers(connection, row["organ"], row["id"])
            handed_in = questions.latest_materials(connection, row["organ"], row["id"])
        case = Case.from_row(row)
        if not acts_for(who, case.applicant, case.agent):
            raise CaseUnknown(reference)
        matter = self._place.current_matter(case.matter)
        asked = matter.forms[APPLICATION].root.fields
        said: dict[str, Any] = next((orjson.loads(a["data"]) for a in answered if a["form"] == APPLICATION), {})
        answers = {n: value for n, value in said.items() if n in asked and "const" not in asked[n].schema}
        files = [
            Keeping(*(f[name] for name in Keeping.__slots__)) for f in handed_in if f["material"] in matter.materials
        ]
        id = self.begin(matter.code, who.name, case.applicant)
        self.change(id, who.name, lambda draft: ({**draft.answers, **answers}, files))
        return id

    def answer(self, task: str, account: str) -> str:
        """What the account writes in answer to a task of its own, begun with what was answered last; its id.

        Raises DraftUnknown when it is no open task of an applicant or a person named.
        """
        who = self._place.account(account)
        with self._place.database.reading() as connection:
            before = drafts.draft_of_task(connection, task, who.name)
            if before is not None:
                return str(before["id"])
            row = questions.task_with_case(connection, task, who.name)
            answered = questions.latest_answers(connection, row["organ"], row["id"]) if row else ()
        if row is None or row["task_state"] != OPEN:
            raise DraftUnknown(task)
        case = Case.from_row(row)
        matter = self._place.matter_of(case.bundle, case.record.organs)
        step = matter.steps[row["task_step"]]
        named = case.named_as(who, [step.role]).get(step.role.lane, "")
        if not named and (step.role.who != "applicant" or not acts_for(who, case.applicant, case.agent)):
            raise DraftUnknown(task)
        if named:
            return self._insert(who, named, matter.code, task, {})
        last = next((a for a in reversed(answered) if a["form"] == step.form), None)
        return self._insert(who, case.applicant, matter.code, task, orjson.loads(last["data"]) if last else {})

    def get(self, id: str, account: str) -> Draft:
        """A draft of this account. Raises DraftUnknown."""
        with self._place.database.reading() as connection:
            row = drafts.draft(connection, id, account)
        if row is None:
            raise DraftUnknown(id)
        return self._read(row)

    def of(self, account: str) -> list[Draft]:
        """The drafts of an account, the last written first. One whose task is done meanwhile is left out."""
        with self._place.database.reading() as connection:
            rows = drafts.drafts_of(connection, account, MOST_DRAFTS)
        found = []
        for row in rows:
            with contextlib.suppress(DraftUnknown, MatterMissing):
                found.append(self._read(row))
        return found

    def change(
        self, id: str, account: str, work: Callable[[Draft], tuple[Mapping[str, Any], Sequence[Keeping]]]
    ) -> Draft:
        """The draft with the answers and files that `work` makes of it, as it then stands: windows that write at the
        same moment wait for each other. Raises DraftUnknown, DraftFull.
        """
        found, now = self.get(id, account), self._place.now()
        with self._place.database.writing() as connection:
            row = drafts.hold_draft(connection, id, account)
            if row is None:
                raise DraftUnknown(id)
            answers, files = work(replace(found, answers=orjson.loads(row["answers"]), files=_unpacked(row["files"])))
            data = orjson.dumps(answers)
            if len(data) > MOST_BYTES:
                raise DraftFull(f"the answers take {len(data)} bytes, at most {MOST_BYTES} can be kept")
            if len(files) > MOST_FILES:
                raise DraftFull(f"there are {len(files)} files, at most {MOST_FILES} can be kept")
            kept = {"answers": data, "files": _packed(files), "saved_at": instant(now)}
            drafts.update_draft(connection, {"id": id, "account": account, **kept})
        return replace(found, answers=answers, files=tuple(files), saved_at=now.astimezone(self._place.zone))

    def attach(self, id: str, account: str, uploads: Iterable[Upload]) -> Draft:
        """The draft with these files, checked and in the vault. Raises MaterialRefused, and as `change`."""
        keeping = keep_materials(self._place, self.get(id, account).matter, uploads)
        return self.change(
            id, account, lambda draft: (draft.answers, [*draft.files, *(k for k in keeping if k not in draft.files)])
        )

    def check(self, draft: Draft) -> Mapping[str, Any]:
        """The answers as they would be taken. Raises FormRefused, MaterialMissing."""
        checked = draft.form.check(
            dict(draft.answers),
            today=self._place.day(self._place.now()),
            parameters=draft.matter.parameter_values(),
            context={"act": self.outcome(draft), "done": ["submit"]} if draft.task else {},
        )
        there = {file.material for file in draft.files}
        owed = () if draft.task else draft.matter.asked_of(checked.answers)
        if lacking := [m for m in owed if m.id not in there and not m.may_be_deferred]:
            raise MaterialMissing(lacking)
        return checked.answers

    def outcome(self, draft: Draft) -> str:
        """The act that handing in the answer to a task does."""
        outcomes = draft.matter.steps[draft.step].outcomes if draft.step else ()
        return outcomes[0] if outcomes else ""

    def uploads(self, draft: Draft) -> list[Upload]:
        """The files of a draft with their bytes."""
        return [Upload(file.material, file.name, self._place.vault.get(file.sha256)) for file in draft.files]

    def became(self, id: str, account: str) -> str:
        """The number of the case that this draft became; empty when it became none."""
        with self._place.database.reading() as connection:
            command = questions.command(connection, account, id)
            row = questions.case(connection, command["case_id"]) if command else None
        return str(row["number"]) if row else ""

    def drop(self, id: str, account: str) -> None:
        """There is no such draft any more."""
        with self._place.database.writing() as connection:
            drafts.drop_draft(connection, id, account)

    def _insert(self, who: Account, applicant: str, matter: str, task: str, answers: Mapping[str, Any]) -> str:
        now = self._place.now()
        row = {
            "id": uuid7(now, self._place.random_bytes),
            "account": who.name,
            "applicant": applicant,
            "matter": matter,
            "task": task,
            "revision": 1,
            "begun_at": instant(now),
            "saved_at": instant(now),
            "answers": orjson.dumps(answers),
            "files": _packed(()),
            "known": None,
        }
        with self._place.database.writing() as connection:
            drafts.insert_draft(connection, row)
        return str(row["id"])

    def _read(self, row: Mapping[str, Any]) -> Draft:
        step, number = "", ""
        opened: tuple[Item, ...] = ()
        notes: dict[str, Sequence[Mapping[str, str]]] = {}
        if row["task"]:
            with self._place.database.reading() as connection:
                task = questions.task_with_case(connection, row["task"], row["account"])
                said = questions.latest_answers(connection, task["organ"], task["id"]) if task else ()
            if task is None or task["task_state"] != OPEN:
                raise DraftUnknown(row["id"])
            step, number, matter = task["task_step"], str(task["number"]), self._place.matter(task["bundle"])
            if ActName.CORRECT in matter.steps[step].acts:
                opened = tuple(open_items(matter, Case.from_row(task).record.asked))
                notes = {item.id: _notes(matter, said, item) for item in opened}
        else:
            matter = self._place.current_matter(row["matter"])
        zone = self._place.zone
        return Draft(
            id=row["id"],
            account=row["account"],
            applicant=self._place.account(row["applicant"]),
            matter=matter,
            task=row["task"],
            step=step,
            case=number,
            begun_at=moment(row["begun_at"]).astimezone(zone),
            saved_at=moment(row["saved_at"]).astimezone(zone),
            answers=orjson.loads(row["answers"]),
            files=_unpacked(row["files"]),
            opened=opened,
            notes=notes,
            known=orjson.loads(row["known"]) if row["known"] else {},
        )


def _notes(matter: Matter, answered: Sequence[Row], item: Item) -> list[Mapping[str, str]]:
    """What the newest notice says of an item, column by column."""
    found: list[Mapping[str, str]] = []
    for row in answered:
        form = matter.forms.get(row["form"])
        if form is None or not (column := item_column(form)):
            continue
        cells = form.root.fields["items"].item.fields  # type: ignore[union-attr]  # where the column is
        rows = orjson.loads(row["data"]).get("items", ())
        found = [
            {name: str(told[name]) for name in cells if name != column and told.get(name)}
            for told in rows
            if told.get(column) == item.title.zh
        ]
    return found


def _packed(files: Sequence[Keeping]) -> bytes:
    return orjson.dumps([{name: getattr(file, name) for name in Keeping.__slots__} for file in files])


def _unpacked(files: bytes) -> tuple[Keeping, ...]:
    return tuple(Keeping(**file) for file in orjson.loads(files))
