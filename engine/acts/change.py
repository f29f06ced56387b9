"""What one act will write: gathered while nothing is locked, written at once under a version check.

The entry's hash follows the case's head, so two acts can never both follow the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import orjson

from bpmn.runner import Consultation, OpenStep, Progress, Run, load
from engine import jobs, proofs
from engine.acts import consulting
from engine.acts.attempts import Conflict
from engine.acts.booking import Booking, booking
from engine.acts.naming import Naming
from engine.acts.promised import Promised
from engine.acts.shown_codes import ShownCodes
from engine.audit import canonical, digest_of, link
from engine.authority import (
    SYSTEM,
    Account,
    holds_a_role,
)
from engine.case import Case, instant, irregular_in, moment, not_before
from engine.deadlines import Clock, days_late
from engine.errors import Refusal
from engine.facts import Pending
from engine.identifiers import uuid7
from engine.lifecycle import KINDS
from engine.matter.model import DocumentRule, Matter, Step
from engine.matter.proofs import Proof
from engine.notices import NO_NOTICES
from engine.store import questions, queue, scans
from engine.store.asking import Row
from engine.store.database import Connection
from engine.store.tables import CANCELLED, DONE
from engine.terms import CLOSED, FAVOURABLE, GRANTING, ActName, Irregular, Noted
from engine.workplace import Command, Workplace

TRIES = 16
_A_MOMENT = timedelta(seconds=1)
"""How long after an act its notices are sent: whoever acts does not wait for a mail server."""

T = TypeVar("T")


class ChildNotGranted(Refusal):
    """A parent case cannot be granted without a child that its matter requires."""

    code = "CASE-CHILD-NOT-GRANTED"
    remedy = "Wait until every child case has come out; where one was not granted, refuse the parent case with reasons."
    source = "行政许可法第二十六条第二款"
    status = 409

    def __init__(self, number: str, wanting: Mapping[str, str]) -> None:
        told = ", ".join(f"{title} ({outcome or 'not decided yet'})" for title, outcome in wanting.items())
        super().__init__(f"{number} cannot be granted: {told}")


class DoneBefore(Refusal):
    """What a program asks has been done under the same key."""

    code = "COMMAND-DONE-BEFORE"
    remedy = "Look at the case: it is as that left it, or has gone on since."
    status = 409

    def __init__(self, key: str) -> None:
        super().__init__(f"it was done before under the key {key!r}")


class ProofDue(Refusal):
    """Nothing is decided for an applicant who took a promise back and has yet to bring the proof."""

    code = "CASE-PROOF-DUE"
    remedy = "Wait for the proof (`sealflow promise withdraw CASE PROMISE --material ID=FILE`), or refuse with reasons."
    source = "国办发〔2020〕42号；行政许可法第三十八条"
    status = 409

    def __init__(self, number: str, due: Iterable[str]) -> None:
        super().__init__(f"in {number} a promise was taken back, and the proof is due: {', '.join(due)}")


@dataclass(frozen=True, slots=True)
class Keeping:
    """A file handed in, already in the vault."""

    material: str
    name: str
    kind: str
    bytes: int
    sha256: str


Trial = Callable[["Change"], None]
"""Looks at a change before it is written; what it raises refuses the act."""


@dataclass
class Change:
    """The pending rows of one act on one case."""

    place: Workplace
    case: Case
    matter: Matter
    now: datetime
    is_new: bool = False
    mark: str = ""
    """Of a new case: by what cases alike are found."""
    naming: Naming = field(init=False)
    promised: Promised = field(init=False)
    codes: ShownCodes = field(init=False)
    _version: int = 0
    _opened: list[dict[str, Any]] = field(default_factory=list)
    _closed: list[dict[str, Any]] = field(default_factory=list)
    _entries: list[dict[str, Any]] = field(default_factory=list)
    _answers: list[dict[str, Any]] = field(default_factory=list)
    _materials: list[dict[str, Any]] = field(default_factory=list)
    _jobs: list[dict[str, Any]] = field(default_factory=list)
    _unwanted: list[str] = field(default_factory=list)
    _altered: dict[str, dict[str, Any]] = field(default_factory=dict)
    _redated: dict[str, str | None] = field(default_factory=dict)
    _thrown: list[str] = field(default_factory=list)
    _signals: list[str] = field(default_factory=list)
    _failure: str = ""
    _irregular: str = ""
    _judged: bool = False
    _cleared: list[tuple[Proof, str]] = field(default_factory=list)
    _awaited: list[dict[str, Any]] = field(default_factory=list)
    _silent: list[str] = field(default_factory=list)
    _consulted: list[Consultation] = field(default_factory=list)
    _bookings: list[Booking] = field(default_factory=list)
    _wanted: list[DocumentRule] = field(default_factory=list)
    _command: Command | None = None

    def __post_init__(self) -> None:
        self._version = self.case.version
        self.now = not_before(self.case.record.last_at, self.now)
        self.at = instant(self.now)
        """The moment of the act, as it stands in columns."""
        self.today = self.place.day(self.now)
        """The legal day of the act."""
        self.naming = Naming(self.place, self.case, self.matter)
        self.promised = Promised(self.place, self.case, self.matter, self.today)
        self.codes = ShownCodes(self.place, self.case, self.now)

    @property
    def wanted(self) -> list[tuple[str, dict[str, Any]]]:
        """What the jobs of this act will do: each service with its arguments."""
        return [(row["service"], orjson.loads(row["arguments"])) for row in self._jobs]

    @property
    def pending(self) -> Pending:
        """What the act will write of the case's record."""
        return Pending([row["body"] for row in self._entries], self._answers, self._materials)

    @property
    def answering(self) -> str:
        """The step whose answers the act brings; empty when it is none."""
        return str(self._answers[-1]["step"]) if self._answers else ""

    @property
    def jobs(self) -> list[str]:
        """Ids of the jobs this act wants done at once."""
        return [row["id"] for row in self._jobs if row["due_at"] <= self.at]

    def perform(
        self,
        act: str,
        data: Mapping[str, Any],
        *,
        on: date | None = None,
        irregular: bool = False,
        counts_from: date | None = None,
    ) -> dict[str, Any]:
        """Do a legal act on the case; returns what its entry must say so that the clocks can be made again.

        irregular: it is done again though it may be done once; the entry is then marked. counts_from: the day from
        which it counts, where that is another.
        """
        taken = booking(self.place, self.matter, self.case, act, data, self.now)
        if taken is not None:
            self._bookings.append(taken)
            data = {**data, "day": taken.at[:10]} if taken.at else data
        before = dict(self.case.record.due)
        going = {(clock.limit, clock.run) for clock in self.case.clocks() if clock.going}
        undecided = not self.case.record.outcome
        row = KINDS[self.matter.kind].get(act)
        if row is not None and row.outcome in FAVOURABLE:
            self._children_granted()
        if act in GRANTING and self.case.record.proofs_due:
            materials = (self.matter.materials[id].title.zh for id in self.case.record.proofs_due)
            raise ProofDue(self.case.number, materials)
        event = self.case.perform(
            act, on or self.today, data, self.matter.limits, self.place.calendar, self.matter.kind,
            irregularly=irregular, counts_from=counts_from,
        )  # fmt: skip
        if irregular and (code := KINDS[self.matter.kind][act].repeated):
            self.mark_irregular(code)
        self._note_moved(before)
        self._judged = True
        moved = self._stand_still(act)
        if self.case.status in CLOSED and self.case.closed_at is None:
            self.case.closed_at = self.at
        if self.case.record.promises:
            self.promised.see_to(act)
        self.want(act)
        if undecided and self.case.record.outcome:
            self._tell_parent()
        if self.case.status in CLOSED and self.matter.children:
            self._job(f"{self.case.id}:{self.case.entries + 1}:children", "end_children", {"act": act})
        said: dict[str, Any] = {"legal": True, "on": event.on.isoformat()}
        if event.data:
            said["particulars"] = dict(event.data)
        if moved:
            said["timers_moved_seconds"] = round(moved.total_seconds())
        said["overrun"] = self._overrun(going)
        said["procedures"] = self._procedures(going)
        if act == ActName.EXTEND:
            extended = next(c.limit for c in self.case.clocks() if c.extension and c.extension.on == event.on)
            said["due_before"] = before[extended]
        return said

    def _overrun(self, going: Collection[tuple[str, int]]) -> list[str]:
        """The limits of organs that had passed before the act that ended them; `going`: those that ran before it.

        What an organ told of a special procedure is its word, no limit of the law.
        """
        holders, limits = self.matter.holders(), self.matter.limits
        return [
            clock.limit
            for clock in self.case.clocks()
            if clock.ended and clock.ended > clock.due and clock.limit in holders and (clock.limit, clock.run) in going
            if not limits[clock.limit].told_days
        ]

    def _procedures(self, going: Collection[tuple[str, int]]) -> list[dict[str, Any]]:
        """The special procedures that the act ended: how many days were told, until when, and how many too many."""
        return [
            {
                "procedure": clock.procedure.value,
                "told_days": clock.days,
                "due": clock.due.isoformat(),
                "late_days": days_late(clock, self.place.calendar),
            }
            for clock in self.case.clocks()
            if clock.procedure and clock.ended and (clock.limit, clock.run) in going
        ]

    def _children_granted(self) -> None:
        """Raises ChildNotGranted when a child that the matter requires has not come out for the applicant."""
        if not self.matter.children:
            return
        variables = load(self.matter.definition, self.case.state).variables
        required = [c for c in self.matter.children.values() if c.required and self.matter.needs(c, variables)]
        outcomes = {c.title.zh: self.case.record.children.get(c.name, {}).get("outcome", "") for c in required}
        if wanting := {title: outcome for title, outcome in outcomes.items() if outcome not in FAVOURABLE}:
            raise ChildNotGranted(self.case.number, wanting)

    def _tell_parent(self) -> None:
        """Let the parent case hear how this child of it came out."""
        case = self.case
        if case.parent and case.part:
            told = {"child": case.part, "case": case.number, "outcome": case.record.outcome}
            id = f"{case.parent}:child:{case.part}"
            self._jobs.append(jobs.new(case.record.under, case.parent, id, "child_came_out", told, self.now))

    def _stand_still(self, act: str) -> timedelta | None:
        """Stop the process with the time of the case, and let it go on with what was left; by how much timers moved.

        A timer that names its date keeps it; when that passed meanwhile, it is fired as soon as the case goes on.
        """
        record = self.case.record
        if act == ActName.SUSPEND:
            record.suspended_at = self.at
        elif act == ActName.RESUME:
            stood, record.suspended_at = self.now - moment(record.suspended_at), ""
            run = load(self.matter.definition, self.case.state)
            if run.next_due is not None:
                run.postpone(stood)
                self.case.state = run.save()
                return stood
        return None

    def compare_shared(self) -> None:
        """Let the application be compared with each register that the matter asks first."""
        for system in self.matter.shared:
            self._job(f"{self.case.id}:shared:{system}", "compare_shared", {"system": system})

    def clear_proof(self, proof: Proof, by: Account) -> None:
        """Enter a proof into the register of needless proofs, with the act that says so."""
        self._cleared.append((proof, by.name))

    def mark_irregular(self, code: Irregular) -> None:
        """Let the entry that comes next say that its act is irregular; the reason is the note kept with it."""
        self._irregular = code.value

    def want(self, act: str) -> None:
        """Let the papers be made that the matter makes after this act, once its entry is there."""
        self._wanted += self.matter.documents_on(act)

    def remind(self, limits: Sequence[str], process_due: datetime | None) -> None:
        """Remind of the last days of these limits, once."""
        record = self.case.record
        record.remind_on = {limit: day for limit, day in record.remind_on.items() if limit not in limits}
        self.case.schedule(process_due, self.place.zone)
        self.entry(SYSTEM, Noted.REMINDER, of={limit: record.due[limit] for limit in limits})
        whom = (self.case.applicant, self.case.agent or "", *record.named.values())
        self.want_reminded(Noted.REMINDER, list(filter(None, whom)), outside=True)

    def take_clocks(self, clocks: tuple[Clock, ...]) -> None:
        """Put clocks whose days were worked out again in the place of the case's."""
        before = dict(self.case.record.due)
        self.case.record.clocks = clocks
        self.case.clocks_changed(self.matter.limits)
        self._judged = True
        self._note_moved(before)
        self.case.schedule(load(self.matter.definition, self.case.state).next_due, self.place.zone)

    def progress(self, progress: Progress, run: Run, actor: Account, outcome: str = "", token: str = "") -> None:
        """Take over what the process did: steps closed and opened, jobs wanted, its new state."""
        for closed in progress.closed:
            mine = closed.token == token
            self._close(
                closed.token, DONE if closed.how == "completed" else CANCELLED, actor, outcome if mine else None
            )
            if closed.how != "completed":
                self._unwanted.append(closed.token)
            if self.matter.definition.signals:
                self._silent.append(closed.token)
        named = self._named(progress.opened)
        for opened in progress.opened:
            if opened.kind == "person":
                self._opened.append(self._task(opened, named, again=opened.step in {c.step for c in progress.closed}))
            elif opened.kind == "service":
                self._job(
                    f"{self.case.id}:{opened.token}", opened.service, {"token": opened.token, "step": opened.step}
                )
            elif opened.signal:
                self._await(opened)
        if self._redated:
            new = {opened.token for opened in progress.opened}
            still = {waiting.step for waiting in run.open if waiting.token not in new}
            self._redated = {step: due for step, due in self._redated.items() if step in still}
        self._thrown += progress.thrown
        self._signals += progress.signals
        self.case.record.failure = self._failure = progress.failure
        self._consulted += progress.consulted
        self.case.state = run.save()
        self.case.schedule(progress.next_due, self.place.zone)

    def answer(self, form: str, step: str, author: Account, data: Mapping[str, Any], note: str = "") -> str:
        """Keep answers and note with the entry that comes next; returns the digest for that entry.

        What people write may have to be erased one day; the digest in the entry stays.
        """
        salt, packed = self.place.random_bytes(16), orjson.dumps(data)
        self._answers.append(
            {
                "organ": self.case.organ,
                "case_id": self.case.id,
                "entry": self.case.entries + 1,
                "form": form,
                "step": step,
                "author": author.name,
                "at": self.at,
                "salt": salt,
                "data": packed,
                "note": note or None,
            }
        )
        return digest_of(packed + note.encode(), salt)

    def keep(self, files: Sequence[Keeping], author: Account) -> list[dict[str, str]]:
        """Note the files handed in with the entry that comes next; returns what the entry says of them."""
        first = len(self._materials)
        for position, file in enumerate(files, first):
            self._materials.append(
                {
                    "organ": self.case.organ,
                    "case_id": self.case.id,
                    "entry": self.case.entries + 1,
                    "position": position,
                    "material": file.material,
                    "name": file.name,
                    "kind": file.kind,
                    "bytes": file.bytes,
                    "sha256": file.sha256,
                    "author": author.name,
                    "at": self.at,
                }
            )
        return [{"material": file.material, "sha256": file.sha256} for file in files]

    def kept(self, entry: int) -> tuple[dict[str, Any], str]:
        """The answers and the note kept with an earlier entry."""
        with self.place.database.reading() as connection:
            row = questions.answer_at(connection, self.case.organ, self.case.id, entry)
        return ({}, "") if row is None else (orjson.loads(row["data"]), row["note"] or "")

    def alter(self, row: Row, **values: Any) -> None:
        """Write whose the open task of this row is from now on (`assignee`), and what was arranged (`about`)."""
        before = {"assignee": row["task_assignee"], "about": row["task_about"]}
        token = row["task_token"]
        self._altered[token] = {**self._key(token), **before, **self._altered.get(token, {}), **values}

    def open_part(
        self, row: Row, assignee: str | None, organ: str, role: str, about: str | None, due: str | None
    ) -> None:
        """Open a part of the task of this row, for a person or for the pool of a role."""
        self.case.record.parts += 1
        main = row["task_token"]
        self._opened.append(
            {
                **self._new_task(row["task_step"]),
                "token": f"{main}+{self.case.record.parts}",
                "element": None,
                "for_organ": organ,
                "role": role,
                "assignee": assignee,
                "due_on": due,
                "entry": self.case.entries,
                "main": main,
                "about": about,
            }
        )

    def close_part(self, token: str, actor: Account, outcome: str | None) -> None:
        """Close a part of a task: with what it was completed with, else as cancelled."""
        self._close(token, DONE if outcome else CANCELLED, actor, outcome)

    def assign_opened(self, step: str, account: str | None, about: str | None = None) -> None:
        """Let the tasks of this step that the act opens be this account's, unless the process names somebody."""
        for row in self._opened:
            if row["step"] == step and (about is not None or row["element"] is None):
                row["assignee"], row["about"] = account, about

    def entry(self, actor: Account, act: str, **said: Any) -> None:
        """Append one entry to the case's record, chained to the one before, and one for each decision asked on the way.

        It also names the messages that left the process, which nobody receives yet, the signals, which are on their way
        to all cases, the error the process failed by, and that the act is irregular.
        """
        case = self.case
        case.entries += 1
        said["thrown"], self._thrown = self._thrown, []
        said["signals"] = self._send_signals()
        said["failure"], self._failure = self._failure, ""
        said["irregular"], self._irregular = self._irregular, ""
        if self.place.command is not None and self.place.command.account == actor.name:
            self._command = self.place.command
            said["through"] = self._command.through
        said["named"] = self.naming.said()
        said["shown"] = self.codes.said()
        self._want_documents(actor)
        body = canonical(
            {
                "case": case.id,
                "number": case.entries,
                "at": self.at,
                "actor": actor.name,
                "act": act,
                **{key: value for key, value in said.items() if value not in (None, "", [], {})},
            }
        )
        case.head = link(case.head, body)
        case.record.last_at = self.at
        if irregular := irregular_in(case.entries, said):
            case.record.irregular += irregular
            self._judged = True
        self._entries.append(
            {"organ": case.organ, "case_id": case.id, "number": case.entries, "body": body, "hash": case.head}
        )
        self._want_notices(act, bool(said.get("legal")))
        consulted, self._consulted = self._consulted, []
        for one in consulted:
            note = consulting.described(one)
            content = self.answer(consulting.ACT, one.step, SYSTEM, consulting.course_of(one), note)
            self.entry(SYSTEM, consulting.ACT, consulted=consulting.entry_of(one), content=content)

    def commit(self, also: Callable[[Connection], None] | None = None) -> None:
        """Write everything in one transaction; `also` may write more in it, or undo it by raising."""
        case = self.case
        case.version = self._version + 1
        if self._judged:
            case.judge(self.matter.limits, self.matter.holders(), self.place.calendar, self.matter.kind)
        self.naming.give(self._opened)
        row = case.to_row()
        with self.place.database.writing() as connection:
            # The case's row first, in every act: two acts that lock in different orders would wait for each other.
            if self.is_new:
                questions.insert_case(connection, row)
            elif not questions.update_case(connection, row, self._version):
                raise Conflict
            if self._command is not None and self._command.key:
                self._remember(connection, self._command)
            if also is not None:
                also(connection)
            for taken in self._bookings:
                taken.write(connection)
            self.codes.write(connection)
            questions.close_tasks(connection, self._closed)
            if case.record.parts:
                questions.cancel_parts(connection, self._closed)
            questions.insert_tasks(connection, self._opened)
            for altered in self._altered.values():
                if not questions.alter_task(connection, altered):
                    raise Conflict
            questions.insert_entries(connection, self._entries)
            for answer in self._answers:
                questions.insert_answer(connection, answer)
            questions.insert_materials(connection, self._materials)
            scans.expect(connection, [row["sha256"] for row in self._materials], self.at)
            queue.insert_jobs(connection, self._jobs)
            for proof, by in self._cleared:
                proofs.enter(connection, self.place, proof, by)
            self.promised.write(connection)
            if self.mark:
                questions.insert_likeness(connection, self._likeness())
            questions.insert_awaited(connection, self._awaited)
            questions.forget_awaited(connection, case.organ, case.id, self._silent)
            if self._unwanted:
                queue.cancel_jobs(connection, case.organ, case.id, self._unwanted)
            for step, due in self._redated.items():
                questions.redate_tasks(connection, case.organ, case.id, step, due)
            self.naming.write(connection)

    def _remember(self, connection: Connection, command: Command) -> None:
        row = {"account": command.account, "key": command.key, "case_id": self.case.id, "digest": command.digest}
        if not questions.insert_command(connection, {**row, "at": self.at}):
            raise DoneBefore(command.key)

    def _likeness(self) -> dict[str, str]:
        return {"organ": self.case.organ, "case_id": self.case.id, "mark": self.mark, "at": self.case.opened_at}

    def _note_moved(self, before: Mapping[str, str]) -> None:
        after = self.case.record.due
        for step in self.matter.steps.values():
            if step.limit in after and before.get(step.limit) != after[step.limit]:
                self._redated[step.id] = after[step.limit]

    def _task(self, opened: OpenStep, accounts: Mapping[str, Account], *, again: bool) -> dict[str, Any]:
        """The row of a task. again: the move closed one of the same step, as where they sign one after another."""
        step = self.matter.steps[opened.step]
        role = step.role
        account = accounts.get(opened.element) if isinstance(opened.element, str) else None
        named = account.name if account is not None and holds_a_role(account, [role]) else None
        return {
            **self._new_task(step.id),
            "token": opened.token,
            "element": orjson.dumps(opened.element).decode() if opened.element is not None else None,
            "for_organ": role.organ if role.who == "official" else self.case.organ,
            "role": role.role if role.who == "official" else role.who,
            "assignee": (self.case.agent or self.case.applicant) if role.who == "applicant" else named,
            "due_on": self.case.due_on(step.limit) if step.limit else None,
            "entry": self.case.entries + 1,
            "main": None,
            "about": self._round(step) if again and opened.element is not None else None,
        }

    def _new_task(self, step: str) -> dict[str, Any]:
        """What the row of every task is at first, a part's too."""
        return {
            "organ": self.case.organ,
            "case_id": self.case.id,
            "id": uuid7(self.now, self.place.random_bytes),
            "step": step,
            "state": 0,
            "opened_at": self.at,
            "done_at": None,
            "done_by": None,
            "outcome": None,
            "bundle": self.case.bundle,
        }

    def _round(self, step: Step) -> str | None:
        """Of a step done once per person: that the round of votes goes on."""
        voted = self.case.record.rounds.get(step.id)
        return orjson.dumps({"round": voted["opened"]}).decode() if voted else None

    def _key(self, token: str) -> dict[str, Any]:
        return {"b_organ": self.case.organ, "b_case": self.case.id, "b_token": token}

    def _close(self, token: str, state: int, actor: Account, outcome: str | None) -> None:
        told = {"done_at": self.at, "done_by": actor.name, "outcome": outcome}
        self._closed.append({**self._key(token), "state": state, **told})

    def _await(self, opened: OpenStep) -> None:
        self._awaited.append(
            {
                "organ": self.case.organ,
                "case_id": self.case.id,
                "token": opened.token,
                "signal": opened.signal,
                "since": self.at,
            }
        )

    def _send_signals(self) -> list[str]:
        """Ask for each signal thrown in this entry to be told to all cases that wait for it now."""
        thrown, self._signals = self._signals, []
        for number, signal in enumerate(thrown, 1):
            told = {"signal": signal, "at": self.at, "sender": self.case.number}
            self._job(f"{self.case.id}:{self.case.entries}:signal{number}", "tell_signal", told)
        return thrown

    def _named(self, opened: Sequence[OpenStep]) -> dict[str, Account]:
        """The accounts that elements of lists name, of steps done once per element."""
        elements = [o.element for o in opened if o.kind == "person" and isinstance(o.element, str)]
        return self.place.colleagues(elements) if elements else {}

    def tell_merged(self, organ: str, case_id: str) -> None:
        """Ask for the case that this one is merged into to be told."""
        told = {"into": {"organ": organ, "case": case_id}, "number": self.case.number}
        self._job(f"{self.case.id}:merged", "tell_merged", told)

    def make_of_paper(self, number: str, standing: str, by: str, *, days: int = 0) -> None:
        """Ask for the paper of an earlier case to become replaced, revoked …, by the paper of that number.

        days: for how long, where it is suspended; 0: until something else is made of it.
        """
        told = {"number": number, "standing": standing, "by": by, "on": self.today.isoformat(), "days": days}
        self._job(f"{self.case.id}:{by}:paper", "tell_paper", told)

    def _want_documents(self, actor: Account) -> None:
        """Ask for the documents of the acts in this entry, those whose condition holds now.

        Conditions may read the routing variables and, as `acting`, the slot of the organ that acts.
        """
        wanted, self._wanted = self._wanted, []
        if any(rule.when for rule in wanted):
            acting = next((slot for slot, organ in self.matter.organs.items() if organ == actor.organ), "")
            variables = {**load(self.matter.definition, self.case.state).variables, "acting": acting}
            wanted = [rule for rule in wanted if self.matter.is_wanted(rule, variables)]
        for rule in wanted:
            entry = self.case.entries
            self._job(f"{self.case.id}:{entry}:{rule.kind}", "document", {"kind": rule.kind, "entry": entry})

    def _want_notices(self, act: str, legal: bool) -> None:
        """Let the applicant and other systems be told of a legal act, a moment later and in nobody's way."""
        if not legal or self.place.notices is NO_NOTICES:
            return
        self._want_told(act, "send_mail", {}, self.matter.tells(act))

    def want_reminded(self, act: str, to: Sequence[str], outside: bool, role: str = "") -> None:
        """Let these accounts hear that they are waited for, as the entry just made says; and systems that want to.

        outside: it is the applicant who is told. role: that in which their deputies hear it, too; empty: any of the
        matter.
        """
        self._want_told(act, "send_reminder", {"to": list(to), "role": role}, bool(to), outside)

    def _want_told(
        self, act: str, by_mail: str, more: Mapping[str, Any], mails: bool, applicant: bool | None = None
    ) -> None:
        """Jobs that tell of the entry just made. mails: somebody is told by mail; applicant: the applicant is told."""
        notices, case = self.place.notices, self.case
        told = {"entry": case.entries, "status": case.status.value, "outcome": case.record.outcome}
        if notices.mail and mails:
            self._job(f"{case.id}:{case.entries}:mail", by_mail, {**told, **more}, after=_A_MOMENT)
        for hook in notices.webhooks.values():
            if hook.wants(act, mails if applicant is None else applicant):
                id = f"{case.id}:{case.entries}:webhook:{hook.name}"
                self._job(id, "call_webhook", {**told, "webhook": hook.name}, after=_A_MOMENT)

    def _job(self, id: str, service: str, arguments: Mapping[str, Any], after: timedelta = timedelta()) -> None:
        row = jobs.new(self.case.organ, self.case.id, id, service, arguments, self.now)
        self._jobs.append({**row, "due_at": instant(self.now + after)})
