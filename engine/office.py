"""The one door: what the pages and the command line may ask, wired together from settings.

Every method names who asks. What comes back is plain data, ready to be shown or printed as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import orjson

from engine import (
    administration,
    booking,
    correspondence,
    deputies,
    dossier,
    haste,
    listing,
    mailing,
    proofs,
    record,
    reveals,
    sharing,
    supervision,
)
from engine.access import Access
from engine.acts import (
    corresponding,
    cosigning,
    handing,
    on_case,
    promising,
    questioning,
    rating,
    returning,
    steps,
    telling,
    verbs,
)
from engine.acts.at_task import TaskUnknown, must_be_mine, read_task
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.opening import KeyUsedOtherwise, MaterialMissing, MaterialRefused, Opened, Upload, submit
from engine.acts.reading import read_case, sees
from engine.acts.revoking import STATUSES, change_status
from engine.acts.task_names import task_id
from engine.acts.time import work_out_days
from engine.administrators import Administrators
from engine.authority import AUDITOR, Account
from engine.bars import bar_by_hand, bars_of
from engine.batches import Batches, Doing
from engine.board import Board
from engine.case import CaseUnknown, instant
from engine.desk import Desk, Wanted, listed
from engine.documents import DocumentNotForYou, DocumentNotReady, Documents, DocumentUnknown
from engine.drafts import Draft, Drafts
from engine.errors import Refusal
from engine.feed import Feed
from engine.forms import Form
from engine.identifiers import read_code
from engine.identities import Identities
from engine.ledger import OFFICE, OPERATOR
from engine.matter.checks import check
from engine.matter.folder import POLICIES, Files, fingerprint, frozen, workflows_folder
from engine.matter.model import Matter
from engine.matter.policies import profiles_in, with_profile_of_organ
from engine.matter.reader import MatterRefused
from engine.oidc import Login, Provider
from engine.open_figures import OpenFigures
from engine.organs import seals_of
from engine.papers import CharacterUnprintable
from engine.plain import told
from engine.presenting import Presenting
from engine.publicity import Publicity
from engine.situations import FILE, Question, read_situations
from engine.statistics import EVER, MATTER, differing, public, recount
from engine.store import publications, questions, queue, registry
from engine.store.tables import WAITING
from engine.terms import BarReason, Language, TaskVerb
from engine.tokens import Tokens
from engine.trial import try_out
from engine.view import SHOWN, View, look, show
from engine.worker import Worker
from engine.workplace import Command, Workplace, account_from_row
from signing import photo, qr, verify
from signing.keyring import Keyring

Said = TypeVar("Said")
LISTED = 200
"""How many tasks or cases one page has, unless asked otherwise."""


@dataclass
class Office:
    """An open office. Threads may share it."""

    place: Workplace
    worker: Worker
    keyring: Keyring
    home: Path
    provider: Provider | None = None
    """Who says of people who they are, if anybody."""
    hides: bool = False
    """Whether personal numbers of a case are hidden from the officials who handle it. Pages hide them themselves, and
    show one to whoever says why; other programs get none whole."""

    @property
    def is_demonstration(self) -> bool:
        """Whether papers are made here that are specimens only."""
        return self.keyring.is_demonstration(self.place.now())

    # ---- rooms: what has questions of its own ------------------------------------------------------------------------

    @cached_property
    def access(self) -> Access:
        """Who comes in, with which proof: passwords and sessions."""
        return Access(self.place)

    @cached_property
    def tokens(self) -> Tokens:
        """By which other programs ask."""
        return Tokens(self.place)

    @cached_property
    def feed(self) -> Feed:
        """What happened in all cases, for programs that follow along."""
        return Feed(self.place)

    @cached_property
    def identities(self) -> Identities | None:
        """The way in by a provider of identities; None where the office is told of none."""
        return Identities(self.place, self.access, Login(self.provider)) if self.provider else None

    @cached_property
    def administrators(self) -> Administrators:
        """What the three administrators may see and do."""
        return Administrators(self.place, self.home, self.keyring, self.access)

    @cached_property
    def drafts(self) -> Drafts:
        """What people are still writing."""
        return Drafts(self.place)

    @cached_property
    def desk(self) -> Desk:
        """What officials see beside the case: everything there is to do, files, what a task asks, papers before."""
        return Desk(self.place, self.worker.press)

    @cached_property
    def batches(self) -> Batches:
        """Many tasks done in one go."""
        doing: dict[TaskVerb, Doing] = {
            TaskVerb.CLAIM: lambda task, me, alike: self.claim(task, me),
            TaskVerb.RELEASE: lambda task, me, alike: self.release(task, me),
            TaskVerb.COMPLETE: lambda task, me, alike: self.complete_task(
                task, me, alike.outcome, alike.answers, note=alike.note
            ),
        }
        return Batches(self.place, doing)

    @cached_property
    def board(self) -> Board:
        """What supervisors see counted, and the cases behind each figure."""
        return Board(self.place)

    @cached_property
    def presenting(self) -> Presenting:
        """What people show each other for a minute, and let organs read until a day."""
        return Presenting(self.place)

    @cached_property
    def documents(self) -> Documents:
        """The register of what was sealed: found, handed out, looked at, verified."""
        return Documents(self.place, self.worker.press, self.keyring, self.presenting)

    @cached_property
    def publicity(self) -> Publicity:
        """What everybody may see: matters and what they ask for, decisions that the law publishes."""
        return Publicity(self.place)

    @cached_property
    def open_figures(self) -> OpenFigures:
        """What everybody may know of the cases of each matter."""
        return OpenFigures(self.place, self.publicity)

    # ---- applying ----------------------------------------------------------------------------------------------------

    def situations(self) -> Question | None:
        """The questions that lead to a matter, of those that people apply for here; None when none do.

        Raises SituationsRefused.
        """
        return self._questions.of({matter.code for matter in self.publicity.matters()})

    @cached_property
    def _questions(self) -> Question:
        own, shipped = self.home / FILE, workflows_folder() / "_shared" / FILE
        return read_situations((own if own.is_file() else shipped).read_text(encoding="utf-8"))

    def begin_draft(self, matter: str, account: str, applicant: str = "") -> tuple[str, int]:
        """A new application, filled in with what registers know of it: its id, and how many answers they knew."""
        id = self.drafts.begin(matter, account, applicant)
        return id, self.drafts.fill_in(id, account, self.prefill(matter, applicant or account))

    def prefill(self, matter: str, account: str) -> list[dict[str, Any]]:
        """What registers know of an application before it is filled in, each with its source."""
        return sharing.prefilled(self.place, self.place.current_matter(matter), self.place.account(account))

    def open_case(
        self,
        matter: str,
        account: str,
        answers: Mapping[str, Any],
        uploads: Iterable[Upload] = (),
        *,
        applicant: str = "",
        key: str = "",
    ) -> dict[str, Any]:
        """Submit an application; the receipt is made at once when it can be. As `show_case`, with `receipt`."""
        opened = self._open(matter, account, answers, uploads, applicant, key)
        shown = self.show_case(opened.case_id, account)
        receipts = [d for d in shown["documents"] if d["kind"] == "receipt"]
        shown["receipt"] = receipts[0] if receipts else None
        return shown

    def hand_in(self, draft: Draft, account: str, note: str = "") -> str:
        """Hand in a draft: an application becomes a case, an answer completes its task; the number of the case.

        Handed in twice it becomes one case. Raises what `open_case` and `complete_task` raise; then it is still there.
        """
        uploads = self.drafts.uploads(draft)
        if draft.task:
            outcome = self.drafts.outcome(draft)
            number = self.complete_task(draft.task, account, outcome, draft.answers, note=note, uploads=uploads)["case"]
        else:
            applicant = draft.applicant.name
            number = self._open(draft.matter.code, account, draft.answers, uploads, applicant, draft.id).number
        self.drafts.drop(draft.id, account)
        return str(number)

    # ---- a case: acted on, looked at ---------------------------------------------------------------------------------

    def complete_task(
        self,
        task: str,
        account: str,
        outcome: str,
        answers: Mapping[str, Any] | None = None,
        *,
        note: str = "",
        uploads: Iterable[Upload] = (),
        seen: int | None = None,
        irregular: bool = False,
    ) -> dict[str, Any]:
        """Complete a task (by id, or CASE/STEP) with an act or opinion; as `show_case`.

        irregular: an act that may be done once is done again, for the reason in the note; supervisors are told.
        """
        change = steps.complete(
            self.place, task_id(self.place, task), account, outcome, self._said(answers), note=note, uploads=uploads,
            seen=seen, irregular=irregular, trial=self._trial,
        )  # fmt: skip
        return self._after(change, account)

    def act_on_case(
        self,
        reference: str,
        account: str,
        act: str,
        answers: Mapping[str, Any] | None = None,
        *,
        note: str = "",
        seen: int | None = None,
    ) -> dict[str, Any]:
        """Withdraw, suspend, resume or extend; as `show_case`."""
        change = on_case.perform(
            self.place, reference, self.place.account(account), act, self._said(answers), note=note, seen=seen,
            trial=self._trial,
        )  # fmt: skip
        return self._after(change, account)

    def deliver_message(self, reference: str, account: str, message: str) -> dict[str, Any]:
        """Give the case a message that a step waits for; as `show_case`."""
        change = on_case.deliver_message(self.place, reference, self.place.account(account), message)
        return self._after(change, account)

    def show_case(self, reference: str, account: str | None = None, language: Language = "zh") -> dict[str, Any]:
        """A case as its applicant or an official taking part may see it, with the newest entries of its history.

        account None: the operator at the console. When the first entry's `number` is not 1, `case_history` has the
        earlier ones.
        """
        return show(self.place, reference, account, language, hides=self.hides)

    def case_history(
        self,
        reference: str,
        account: str | None = None,
        language: Language = "zh",
        *,
        before: int | None = None,
        most: int = SHOWN,
    ) -> list[dict[str, Any]]:
        """Entries of a case's history, oldest first: the newest, or those just before the entry of that number."""
        view = look(self.place, reference, account, language)
        with self.place.database.reading() as connection:
            last = view.case.entries + 1
            return view.history(connection, last if before is None else min(before, last), most)

    def case_notices(self, reference: str, account: str | None = None) -> list[dict[str, Any]]:
        """Who was told of what was done in a case, and how, oldest first; applicants see the mails to their side."""
        view = look(self.place, reference, account)
        with self.place.database.reading() as connection:
            return view.notices(connection)

    def list_cases(self, account: str, *, after: str = "", most: int = LISTED, organ: str = "") -> list[dict[str, Any]]:
        """The newest cases this account may see: its own, or those its organ takes part in.

        after: those older than the case of this `cursor`. organ: of its own, only those in which it takes part.
        """
        return listing.cases(self.place, self.place.account(account), after=after, most=most, organ=organ)

    def find_cases(
        self, account: str, name: str, *, most: int = LISTED, language: Language = "zh"
    ) -> tuple[list[dict[str, Any]], bool]:
        """The newest cases that an official handles of applicants in whose name this part is; whether there are more.

        The log keeps that somebody looked, and what was found. Raises NotYours, NameTooShort.
        """
        return listing.named(self.place, self.place.account(account), name, most, language)

    def form(self, reference: str, name: str) -> Form:
        """A form of the case's own version of its matter. Raises CaseUnknown."""
        return read_case(self.place, reference)[1].forms[name]

    def reveal(self, reference: str, account: str, form: str, path: str, reason: str) -> str:
        """A personal number that officials see with its middle hidden, whole; who asked and why stands in the log."""
        return reveals.reveal(self.place, reference, account, form, path, reason)

    def may_reveal(self, reference: str, account: str) -> bool:
        """Whether `reveal` would show this account a number of the case; not to whoever only looks on."""
        return reveals.may_reveal(self.place, reference, account)

    # ---- a task and its verbs ----------------------------------------------------------------------------------------

    def list_tasks(self, account: str, *, after: str = "", most: int = LISTED, organ: str = "") -> list[dict[str, Any]]:
        """What this account may do now, most urgent first; `after`: what follows the task of this `cursor`.

        organ: only in cases in which it takes part.
        """
        rows = self.desk.rows(account, Wanted(organ=organ), after=after, most=most)
        return [listed(self.place, row, self.place.matter(row["bundle"])) for row in rows]

    def show_task(self, task: str, account: str, language: Language = "zh") -> dict[str, Any]:
        """A task as whoever is to do it sees it, with the question if it is one; for experts who see no case, too."""
        at = read_task(self.place, task_id(self.place, task), account)
        if not at.main or not sees(self.place, at.account, at.case, at.matter):
            must_be_mine(at, f"read {at.step.id} in {at.case.number}")
        row = {name.removeprefix("task_"): value for name, value in at.row.items() if name.startswith("task_")}
        asked = at.about.get("asked")
        question = Change(self.place, at.case, at.matter, self.place.now()).kept(asked)[1] if asked else ""
        shown = View(self.place, at.case, at.matter, None, language).task(row)
        return {**shown, "case": at.case.number, "matter": at.matter.title.say(language), "question": question}

    def task_verbs(self, task: str, account: str, language: Language = "zh") -> list[dict[str, Any]]:
        """What the account may do with a task, verb by verb: {verb, title, possible, why, code} and the choices.

        `people`, `steps`, `places`, `lanes`, `signers` name the choices of a verb that wants one.
        """
        return verbs.verbs(self.place, task_id(self.place, task), account, language)

    def claim(self, task: str, account: str) -> None:
        """Take a task from the pool."""
        handing.claim(self.place, task_id(self.place, task), account)

    def release(self, task: str, account: str) -> None:
        """Put a task back into the pool."""
        handing.release(self.place, task_id(self.place, task), account)

    def transfer(self, task: str, account: str, to: str, note: str = "") -> None:
        """Give a task to a colleague for good."""
        handing.transfer(self.place, task_id(self.place, task), account, to, self._said(note))

    def delegate(self, task: str, account: str, to: str, note: str = "") -> None:
        """Give a task to a colleague for an opinion; it comes back."""
        handing.delegate(self.place, task_id(self.place, task), account, to, self._said(note))

    def give_back(self, task: str, account: str, note: str) -> None:
        """Give a task back to whoever gave it, with the opinion."""
        handing.give_back(self.place, task_id(self.place, task), account, self._said(note))

    def recall(self, task: str, account: str, note: str = "") -> None:
        """Have a task again that one gave away for an opinion."""
        handing.recall(self.place, task_id(self.place, task), account, self._said(note))

    def return_to(self, task: str, account: str, step: str, note: str) -> dict[str, Any]:
        """Send the case back to an earlier step; as `show_case`."""
        change = returning.return_to(self.place, task_id(self.place, task), account, step, self._said(note))
        return self._after(change, account)

    def take_back(self, task: str, account: str, note: str = "") -> dict[str, Any]:
        """Take one's own opinion or signature back while nobody has gone on from it; as `show_case`."""
        change = returning.take_back(self.place, task_id(self.place, task, done=True), account, self._said(note))
        return self._after(change, account)

    def add_signer(self, task: str, account: str, who: str, place: str = "beside", note: str = "") -> dict[str, Any]:
        """Let somebody sign before, beside or after whoever does the task; as `show_case`."""
        change = cosigning.add_signer(self.place, task_id(self.place, task), account, who, place, self._said(note))
        return self._after(change, account)

    def remove_signer(self, task: str, account: str, who: str) -> dict[str, Any]:
        """Do without a signer one has added; as `show_case`."""
        change = cosigning.remove_signer(self.place, task_id(self.place, task), account, who, self._trial)
        return self._after(change, account)

    def ask(self, task: str, account: str, to: str, question: str, by: date | None = None) -> dict[str, Any]:
        """Ask a lane of the matter, a colleague or an outside expert, to answer by that day; as `show_case`."""
        change = questioning.ask(self.place, task_id(self.place, task), account, to, self._said(question), by)
        return self._after(change, account)

    def call_off(self, task: str, account: str) -> dict[str, Any]:
        """Take a question back; `task` is the question's; as `show_case`."""
        return self._after(questioning.call_off(self.place, task_id(self.place, task), account), account)

    def urge(self, task: str, account: str, note: str = "") -> None:
        """Tell whoever has an official's task that it is waited for."""
        telling.urge(self.place, task_id(self.place, task), account, self._said(note))

    def remind(self, task: str, account: str, note: str = "") -> None:
        """Tell the applicant, a signer or whoever was asked that it is waited for."""
        telling.remind(self.place, task_id(self.place, task), account, self._said(note))

    def reassign(self, task: str, account: str, to: str, note: str) -> None:
        """Give a task to another official as a supervisor, with the reason."""
        handing.reassign(self.place, task_id(self.place, task), account, to, self._said(note))

    def escalate(self, task: str, account: str, note: str) -> None:
        """Raise a late task to the head of its organ as a supervisor."""
        telling.escalate(self.place, task_id(self.place, task), account, self._said(note))

    def take_over(self, leaver: str, to: str = "", by: str | None = None, note: str = "") -> list[dict[str, Any]]:
        """Give every open task of an official who left to a successor, or to the pools; by None: the operator."""
        actor = None if by is None else self.place.account(by)
        moved = handing.take_over(self.place, leaver, to, actor, self._said(note))
        return [{"case": m.case, "step": m.step, "task": m.task, "to": m.to, "why": m.why} for m in moved]

    # ---- who acts for whom, who is told ------------------------------------------------------------------------------

    def appoint_deputy(
        self, absent: str, deputy: str, first: date, last: date, roles: Iterable[str] = (), by: str | None = None
    ) -> list[str]:
        """Let a colleague act for an official who is away; the ids of the appointments. by None: the operator."""
        actor = None if by is None else self.place.account(by)
        return deputies.appoint(self.place, absent, deputy, first, last, roles, actor)

    def end_deputy(self, id: str, by: str | None = None) -> None:
        """Let a deputy act no more. by None: the operator."""
        deputies.end(self.place, id, None if by is None else self.place.account(by))

    def list_deputies(self, account: str = "") -> list[dict[str, Any]]:
        """Who acts for whom, now and later: all, or where this account is one of the two."""
        return deputies.listed(self.place, account)

    def copy_to(self, reference: str, account: str, to: Iterable[str], note: str = "") -> None:
        """Let officials of the organs read a case, for information."""
        telling.copy(self.place, reference, self.place.account(account), to, self._said(note))

    def list_copies(self, account: str) -> list[dict[str, Any]]:
        """The cases an account got for information, or that were raised to it, the newest first."""
        return listing.copies(self.place, self.place.account(account), LISTED)

    def ask_about(self, reference: str, account: str, text: str) -> None:
        """Ask the other side of a case, as its applicant or as an official who handles it. Moves nothing."""
        corresponding.ask(self.place, reference, self.place.account(account), self._said(text))

    def answer_question(self, reference: str, account: str, entry: int, text: str) -> None:
        """Answer what the other side asked in the entry of this number."""
        corresponding.answer(self.place, reference, self.place.account(account), entry, self._said(text))

    def case_questions(self, reference: str, account: str, language: Language = "zh") -> dict[str, Any]:
        """What was asked and answered in a case, and seen; whoever may answer has seen it from now on."""
        return correspondence.questions_of(self.place, reference, account, language)

    def mail_choices(self, account: str) -> dict[str, Any]:
        """Which notices somebody outside the organs has by mail, and when; which are fixed; whether mails go out."""
        return mailing.told(self.place, self.place.account(account))

    def choose_mails(self, account: str, chosen: Mapping[str, str]) -> None:
        """Have notices by mail so from now on, by kind (`MailKind`: `MailChoice`). Raises MailChoiceRefused."""
        mailing.choose(self.place, self.place.account(account), chosen)

    # ---- promises in place of proofs ---------------------------------------------------------------------------------

    def check_promise(
        self, reference: str, account: str, commitment: str, kept: bool, note: str = ""
    ) -> dict[str, Any]:
        """Say whether what was promised in a case is true; as `show_case`.

        If not, the papers that rest on it are revoked, and who promised may not for some years.
        """
        change = promising.check_promise(
            self.place, reference, self.place.account(account), commitment, kept, note, self._trial
        )
        return self._after(change, account)

    def withdraw_promise(
        self, reference: str, account: str, commitment: str, uploads: Iterable[Upload] = (), note: str = ""
    ) -> dict[str, Any]:
        """Take a promise back before the decision, with the proof that it stood for or without it yet; as `show_case`.

        What is handed in later is handed in by the same call.
        """
        change = promising.withdraw_promise(
            self.place, reference, self.place.account(account), commitment, uploads, self._said(note)
        )
        return self._after(change, account)

    def promises_to_check(self, account: str, *, by: date | None = None, due: bool = False) -> list[dict[str, Any]]:
        """The promises that this official's organ has to check by that day (none: all of them), most urgent first.

        due: only those whose light is no longer green.
        """
        return promising.to_check(self.place, self.place.account(account), by=by, due=due)

    def promises_made(self, account: str) -> list[dict[str, Any]]:
        """What the account, or whom it acts for, promised: how each stands, and which proofs are owed until when."""
        return promising.promises_made(self.place, self.place.account(account))

    def promise_made(self, reference: str, account: str, commitment: str) -> promising.Made:
        """One thing that the applicant promised in a case. Raises CaseUnknown, PromiseUnknown."""
        return promising.promise_made(self.place, reference, self.place.account(account), commitment)

    def bars(self, account: str) -> list[dict[str, Any]]:
        """What bars an account from promising today; nothing: it may."""
        rows = bars_of(self.place, self.place.account(account), self.place.day(self.place.now()))
        return [{key: row[key] for key in ("reason", "since", "until", "source")} for row in rows]

    def bar(self, account: str, reason: str, until: date, source: str, by: str = OPERATOR) -> None:
        """Bar an account from promising, for a record kept elsewhere; entered in the office's ledger."""
        bar_by_hand(self.place, self.place.account(account), BarReason(reason), until, source, by)

    # ---- places at a time --------------------------------------------------------------------------------------------

    def list_slots(self, matter: str, where: str, first: date, last: date) -> list[dict[str, Any]]:
        """Every time that can be booked today from one day to another, with the places there are and those left."""
        return booking.list_slots(self.place, self.place.current_matter(matter), where, first, last)

    def set_slot(self, matter: str, where: str, at: str, capacity: int, by: str = OPERATOR) -> int:
        """Let there be so many places at a time, none to close it; returns how many are taken. Nobody loses theirs."""
        return booking.set_slot(self.place, self.place.current_matter(matter), where, at, capacity, by)

    # ---- documents ---------------------------------------------------------------------------------------------------

    def list_documents(self, reference: str, account: str | None = None) -> list[dict[str, Any]]:
        """The sealed documents of a case."""
        documents: list[dict[str, Any]] = self.show_case(reference, account)["documents"]
        return documents

    def download(self, number: str, account: str) -> tuple[dict[str, Any], bytes]:
        """The document with this number (or code, or CASE/KIND) as it was sealed; the download is recorded."""
        return self.documents.download(number, account)

    def picture(self, number: str, account: str, page: int = 0) -> bytes:
        """What a page of a document looks like, as WebP; for those who may download it. Raises DocumentUnknown."""
        return self.documents.picture(number, account, page)

    def picture_by_code(self, code: str, page: int = 0) -> bytes:
        """What a page of the document with this printed code looks like: whoever knows the code has the paper."""
        return self.documents.picture_by_code(code, page)

    def document_text(self, reference: str, kind: str) -> str:
        """The text of a case's document of this kind, as Markdown; for rehearsals and designers."""
        return self.documents.text(reference, kind)

    def verify_document(self, data: bytes) -> verify.Report:
        """What can be said of a file that claims to be a document of this office. Hostile files are read apart."""
        return self.documents.verify(data)

    def document_by_code(self, code: str) -> dict[str, Any]:
        """The document with this printed code, however it was typed. Raises DocumentUnknown."""
        return self.documents.by_code(code)

    def document_by_hash(self, sha256: str) -> dict[str, Any] | None:
        """The document whose file has this SHA-256, as `document_by_code`; None when there is none."""
        return self.documents.registered("sha256", sha256)

    def disclosed(self, code: str) -> tuple[dict[str, Any], bytes]:
        """A document that the law publishes, for everybody. Raises DocumentUnknown."""
        return self.documents.disclosed(code)

    def disclosed_text(self, number: str) -> tuple[dict[str, Any], str]:
        """A document that the law publishes, and its text with the names and numbers of persons hidden.

        Raises DocumentUnknown.
        """
        return self.documents.disclosed_text(number)

    def code_in_photo(self, data: bytes) -> str:
        """The verification code whose QR code is in a photograph, empty when none is. Hostile files are read apart."""
        codes = [read_code(text) for text in photo.codes_in(data)]
        return next((code for code in codes if len(code) == len("0000-0000-0000-0000")), "")

    def printed_code(self, text: str) -> str:
        """A verification code as it is printed, however it was typed."""
        return read_code(text)

    def set_document_status(self, number: str, status: str, account: str, note: str) -> None:
        """Write that a document is valid, replaced, revoked, suspended or cancelled, and why.

        For those who sign for the organ that issued it; the notice of a revocation is made at once.
        """
        row = self.documents.find(number)
        if status not in STATUSES or row["sha256"] is None:
            raise DocumentNotReady(number)
        change = change_status(self.place, row, self.place.account(account), status, note, self._trial)
        self.worker.after_act(change.jobs)

    # ---- showing -----------------------------------------------------------------------------------------------------

    def show_code(self, what: str, account: str, *, to: str = "") -> dict[str, Any]:
        """A code that shows, for a minute and once, who the account is in a case, or a paper of its own.

        what: the number of a case or of a document. Raises NothingToShow, PaperNotValid, CaseUnknown, DocumentUnknown.
        """
        with suppress(CaseUnknown):
            return self.presenting.show_person(what, account, to)
        return self.presenting.show_paper(self.documents.known_to(what, account), account, to)

    def code_picture(self, text: str) -> str:
        """The QR code of a text as SVG."""
        return qr.picture(text)

    def check_code(self, code: str, account: str = "", *, where: str = "", language: Language = "zh") -> dict[str, Any]:
        """What a code shows that somebody holds before one; it cannot be checked again. Raises ShowingRefused."""
        return self.presenting.check(code, account, self._said(where), language)

    def authorise(self, number: str, account: str, organ: str, purpose: str, until: date) -> dict[str, Any]:
        """Let an organ's officials read a paper of one's own, for a purpose, until a day."""
        row = self.documents.known_to(number, account)
        return self.presenting.authorise(row, account, organ, self._said(purpose), until)

    def own_paper(self, number: str, account: str) -> dict[str, Any]:
        """A paper in force that the account may show and let organs read. Raises NothingToShow, PaperNotValid."""
        return self.presenting.own_paper(self.documents.known_to(number, account), account)

    def shown_to(self, number: str, account: str) -> list[dict[str, Any]]:
        """To whom the holder showed a paper, and which organs may read it."""
        return self.presenting.seen_by(self.documents.known_to(number, account), account)

    # ---- ratings -----------------------------------------------------------------------------------------------------

    def rate(self, reference: str, account: str, grade: int, text: str = "", visit: str = "") -> None:
        """Rate a closed case, or a visit for a case (its day), from 1 (very satisfied) to 5; each once."""
        rating.rate(self.place, reference, self.place.account(account), grade, self._said(text), visit)

    def ratings_given(self, reference: str, account: str) -> list[dict[str, Any]]:
        """How the applicant's side has rated the case and visits for it, and what was done about it."""
        return rating.given(self.place, reference, self.place.account(account))

    def contact_rater(self, reference: str, account: str, note: str, visit: str = "") -> None:
        """Write down that somebody got in touch about a rating of 4 or 5."""
        rating.contact(self.place, reference, self.place.account(account), note, visit)

    def rectify(self, reference: str, account: str, result: str, visit: str = "") -> None:
        """Write down what came of a rating of 4 or 5."""
        rating.rectify(self.place, reference, self.place.account(account), result, visit)

    def ratings(
        self, account: str | None = None, *, open_only: bool = False, after: str = "", most: int = LISTED
    ) -> dict[str, Any]:
        """The newest ratings and how often each grade was given; for the eyes of `late_cases`."""
        return supervision.rated(self.place, self._viewer(account), open_only=open_only, after=after, most=most)

    # ---- supervising -------------------------------------------------------------------------------------------------

    def late_cases(
        self, account: str | None = None, *, soon: bool = False, after: str = "", most: int = LISTED,
        language: Language = "zh",
    ) -> list[dict[str, Any]]:  # fmt: skip
        """The cases that are late by what was promised, or soon will be; each with its lights and open steps.

        account: a supervisor, who sees the own organ's, or an auditor; None: the operator.
        """
        viewer = self._viewer(account)
        return supervision.late(self.place, viewer, soon=soon, after=after, most=most, language=language)

    def irregular_cases(
        self, account: str | None = None, *, after: str = "", most: int = LISTED, language: Language = "zh"
    ) -> list[dict[str, Any]]:
        """The newest cases with irregular acts, and these acts; for the eyes of `late_cases`."""
        return supervision.irregular(self.place, self._viewer(account), after=after, most=most, language=language)

    def statistics(
        self,
        account: str | None = None,
        *,
        matter: str | None = None,
        months: tuple[str, str] = EVER,
        by: Sequence[str] = (MATTER,),
        organ: str = "",
    ) -> dict[str, Any]:
        """Figures of cases in rows by organ, matter or month, and in all; for the eyes of `late_cases`.

        organ: of this one alone, for those who see all.
        """
        return supervision.figures(self.place, self._viewer(account), matter=matter, months=months, by=by, organ=organ)

    def public_figures(self, matter: str) -> dict[str, Any]:
        """What everybody may know of the cases of a matter: received, closed, being handled, the rest by status."""
        return {"matter": matter, **public(self.place, self.place.current_matter(matter))}

    def differing_cases(self) -> list[str]:
        """The numbers of the cases whose columns for supervisors differ from what their entries tell."""
        return [case.number for case, _, _ in differing(self.place)]

    def recount(self) -> list[str]:
        """Work those columns out again from the entries; the numbers of the cases that changed."""
        return recount(self.place)

    # ---- matters -----------------------------------------------------------------------------------------------------

    def check(self, files: Files) -> Matter:
        """The matter, if it could be published here. Raises MatterRefused with the findings."""
        known = proofs.register(self.place)
        matter, findings = check(self._of_region(files), seals_of(self.place.organs), proofs=known)
        if matter is None or any(f.severity == "error" for f in findings):
            raise MatterRefused(matter.code if matter else "folder", list(findings))
        return matter

    def publish(self, files: Files, by: str = OPERATOR) -> Matter:
        """Freeze a matter under its fingerprint and let new cases use it. Raises MatterRefused with the findings.

        What stands published with these very files is not checked again.
        """
        files = self._of_region(files)
        if standing := administration.standing(self.place, fingerprint(frozen(files))):
            return standing
        matter = self.check(files)
        administration.publish(self.place, matter, files, by)
        return matter

    def needless_proofs(self) -> list[dict[str, Any]]:
        """The register of needless proofs as it holds today, with the published matters that still ask for each."""
        return proofs.listed(self.place)

    def put_needless_proof(self, name: str, instead: str, source: str, by: str = OPERATOR) -> None:
        """Enter a proof into the register; matters published from now on are held to it. Raises ProofsRefused."""
        proofs.put(self.place, name, instead, source, by)

    def list_matters(self) -> list[dict[str, Any]]:
        """The published matters."""
        with self.place.database.reading() as connection:
            rows = publications.current_publications(connection)
        return [
            {"code": row["matter"], "title": row["title"], "version": row["version"], "kind": row["kind"]}
            for row in rows
        ]

    # ---- accounts ----------------------------------------------------------------------------------------------------

    def list_accounts(self) -> list[Account]:
        """Every account."""
        with self.place.database.reading() as connection:
            rows = registry.all_accounts(connection)
        return [account_from_row(row["name"], row["organ"], row["person"]) for row in rows]

    def add_account(self, account: Account, by: str = OPERATOR) -> None:
        """Add an account, or write it anew. Raises AccountsRefused."""
        administration.put_account(self.place, account, by)

    def add_accounts(self, accounts: Sequence[Account], by: str = OPERATOR, *, replace: bool = False) -> int:
        """Add accounts that come from outside, all or none; how many were new or changed.

        Raises AccountsRefused, also for a role that no matter published here knows; AccountExists unless `replace`.
        """
        return administration.add_accounts(self.place, accounts, by, replace=replace)

    # ---- operating ---------------------------------------------------------------------------------------------------

    def list_jobs(self, only_dead: bool = False, by: str | None = None) -> list[dict[str, Any]]:
        """Unfinished jobs, or only those set aside. by: a system administrator, or None for the operator."""
        return self.administrators.jobs(by, only_dead)

    def retry_job(self, job: str, by: str | None = None) -> None:
        """Let a job that was set aside run again. by: as in `list_jobs`."""
        self.administrators.retry_job(by, job)

    def checkpoint(self) -> int:
        """Sign how far the record has come; the size of the tree."""
        return record.checkpoint(self.place, self.keyring)

    def verify_record(self, by: str | None = None) -> record.Verification:
        """Check every chain, checkpoint and series of numbers. by: an audit administrator, or None for the operator."""
        return self.administrators.verify_log(by)

    def show_ledger(self, by: str | None = None) -> list[dict[str, Any]]:
        """What was changed in the office itself: accounts, published matters, organs, calendars, keys.

        by: an audit administrator, or None for the operator.
        """
        self.administrators.must_audit(by)
        with self.place.database.reading() as connection:
            entries = OFFICE.entries(connection)
        return [told(self.place, orjson.loads(body)) for _, body, _ in entries]

    def show_record(self, reference: str, language: Language = "zh") -> list[dict[str, Any]]:
        """Every entry of a case, and after them every download of its documents, for the operator."""
        view = look(self.place, reference, None, language)
        with self.place.database.reading() as connection:
            history = view.history(connection, view.case.entries + 1, view.case.entries)
            return history + view.downloads(connection)

    def work_out_days(self) -> list[str]:
        """Work out provisional days again, as after loading a calendar; the numbers of the cases whose days moved."""
        with self.place.database.reading() as connection:
            cases = questions.provisional_cases(connection)
        return [case_id for case_id in cases if work_out_days(self.place, case_id)]

    def make_archive(self, reference: str, account: str | None = None) -> bytes:
        """The package of a closed case's dossier, for auditors, supervisors and the operator; that it was made is kept.

        `engine.package.examine` checks it without the office.
        """
        return dossier.make(self.place, self.keyring, reference, self._viewer(account))

    def archive_key(self) -> str:
        """The id of the key by which packages are signed now: whoever checks one compares it."""
        return str(self.keyring.checkpoint_key().id)

    def once_more(self, what: str, by: str, seconds: int) -> tuple[float, int]:
        """How often this was asked from there of late, over all processes, and when a new span begins, in seconds."""
        return haste.once_more(self.place, what, by, seconds)

    def now(self) -> datetime:
        """The office's time."""
        return self.place.now().astimezone(self.place.zone)

    # ---- what other programs ask -------------------------------------------------------------------------------------

    def once(self, command: Command, case: str, work: Callable[[Office], object]) -> dict[str, Any]:
        """Do something in a case for another program, once for its key; the case as it is then, as `show_case`.

        work: does it with the office that it is given. Raises KeyUsedOtherwise, and what the work raises.
        """
        if (before := self._before(command)) is None:
            try:
                work(self.asked_by(command))
            except Refusal:
                # A twin of it was faster.
                if (before := self._before(command)) is None:
                    raise
        return self._as_left(before or case, command.account)

    def asked_by(self, command: Command) -> Office:
        """The office for what another program asks: its entries say through which token."""
        return replace(self, place=replace(self.place, command=command))

    def case_of_task(self, task: str, account: str) -> str:
        """The id of the case of a task that the account may know of: as who sees the case, or who is to do it.

        Raises TaskUnknown.
        """
        return attempt(lambda: read_task(self.place, task, account), task).case.id

    def case_of_document(self, number: str) -> str:
        """The id of the case of a document, whoever asks. Raises DocumentUnknown."""
        return str(self.documents.find(number)["case_id"])

    # ---- how it is answered ------------------------------------------------------------------------------------------

    def _before(self, command: Command) -> str | None:
        """The case in which what is asked was done before under the same key."""
        with self.place.database.reading() as connection:
            row = questions.command(connection, command.account, command.key) if command.key else None
        if row is not None and row["digest"] != command.digest:
            raise KeyUsedOtherwise(command.key)
        return str(row["case_id"]) if row else None

    def _open(
        self,
        matter: str,
        account: str,
        answers: Mapping[str, Any],
        uploads: Iterable[Upload],
        applicant: str,
        key: str,
    ) -> Opened:
        actor = self.place.account(account)
        behalf = self.place.account(applicant) if applicant else actor
        opened = submit(
            self.place, self.place.current_matter(matter), actor, self._said(answers), uploads, applicant=behalf,
            key=key, trial=self._trial,
        )  # fmt: skip
        self.worker.after_act(opened.jobs)
        return opened

    def _after(self, change: Change, account: str) -> dict[str, Any]:
        self.worker.after_act(dict.fromkeys([*self._waiting_jobs(change.case.id), *change.jobs]))
        return self._as_left(change.case.id, account)

    def _as_left(self, case_id: str, account: str) -> dict[str, Any]:
        """As `show_case`; of a case that the account may not see any more, that it is done."""
        try:
            return self.show_case(case_id, account)
        except CaseUnknown:  # an outside expert has answered, a deputy's time is over: theirs was the task alone
            with self.place.database.reading() as connection:
                row = questions.case(connection, case_id)
            if row is None:
                raise
            return {"case": row["number"], "id": row["id"], "tasks": []}

    def _waiting_jobs(self, case_id: str) -> list[str]:
        """The jobs of a case that may run now: those of the act, and of what had to happen before it."""
        now = instant(self.place.now())
        with self.place.database.reading() as connection:
            case = questions.case(connection, case_id)
            rows = queue.jobs_of(connection, case["organ"], case_id) if case else ()
        return [row["id"] for row in rows if row["state"] == WAITING and row["due_at"] <= now]

    def _said(self, said: Said) -> Said:
        """What somebody wrote, if documents can print it. Raises CharacterUnprintable."""
        self.worker.press.must_print(said)
        return said

    def _trial(self, change: Change) -> None:
        try_out(self.worker.press, change)

    def _viewer(self, account: str | None) -> Account | None:
        return None if account is None else self.place.account(account)

    def _of_region(self, files: Files) -> Files:
        """The files with the policy profile of the organ that accepts, where the matter leaves it to the organ."""
        profiles = profiles_in(self.home / "policies", workflows_folder() / POLICIES)
        return with_profile_of_organ(files, profiles, {o.id: o.policy for o in self.place.organs.values()})


__all__ = [
    "AUDITOR", "CharacterUnprintable", "DocumentNotForYou", "DocumentNotReady", "DocumentUnknown", "KeyUsedOtherwise",
    "MaterialMissing", "MaterialRefused", "Office", "TaskUnknown", "Upload",
]  # fmt: skip
