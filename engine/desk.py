"""The desk of an official: everything there is to do in one list, the files of a case, what a task asks, papers before.

Who may see a case is asked of `engine.view`, whose a task is of `engine.acts.at_task`: nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from engine import scanning
from engine.acts import on_case, steps
from engine.acts.at_task import AtTask, about_of, candidates, must_be_mine, must_be_open, read_task
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.opening import APPLICATION
from engine.acts.reading import read_case
from engine.acts.task_names import short
from engine.authority import Account, Role, holds_a_role
from engine.case import Case, instant, known
from engine.errors import NotFound, Refusal
from engine.facts import offered
from engine.forms import Form
from engine.matter.items import item_column
from engine.matter.model import Material, Matter
from engine.papers import Press
from engine.picture import draw_case
from engine.plain import applicant_called, arranged, local, outcome_called, outcomes, step_light
from engine.store import desk, publications, questions, registry
from engine.store.asking import Row
from engine.store.database import Connection
from engine.store.desk import Wanted
from engine.terms import Language, Titled
from engine.trial import print_on_trial
from engine.view import View, look
from engine.workplace import Workplace
from signing import preview

MOST_PAGES = 6
"""How many pages of a paper are shown before it is sealed."""
EVERYTHING = Wanted()
MOST_VIEWS, LONGEST_NAME, LONGEST_QUERY = 20, 40, 400
"""Of the filters that an official names."""
COLUMNS = ("due", "case", "matter", "applicant", "assignee", "status", "submitted", "opened", "organ")
"""What the list can tell of each task; `case`, which leads to it, always."""
USUAL_COLUMNS = COLUMNS[:5]
"""What the list tells unless somebody chose otherwise."""


class FileUnknown(NotFound):
    """There is no such file among those handed in with the case."""

    code = "MATERIAL-UNKNOWN"
    remedy = "Look at the materials of the case: it may be another case's."

    def __init__(self, number: str, sha256: str) -> None:
        super().__init__(f"no file {sha256[:12]} was handed in with {number}")


class ViewRefused(Refusal):
    """A list of one's own cannot be kept under that name."""

    code = "DESK-VIEW-REFUSED"
    remedy = "Choose a shorter name, or drop a list that is not used any more."
    status = 422


class ColumnsRefused(Refusal):
    """The list cannot have these columns."""

    code = "DESK-COLUMNS-REFUSED"
    remedy = f"Choose each column once, the number of the case among them: {', '.join(COLUMNS)}."
    status = 422


@dataclass(frozen=True, slots=True)
class News:
    """What a case got since somebody looked at it, by others: how many entries, and what the last of them tells."""

    count: int
    last: str
    at: str


@dataclass(frozen=True, slots=True)
class Look:
    """Up to which entry somebody had seen a case, and when."""

    entries: int
    at: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How an official wants the list: (name, query of the page) of filters, by name, and the columns in order."""

    views: list[tuple[str, str]]
    columns: tuple[str, ...] = USUAL_COLUMNS


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tasks of one step there are to do."""

    matter: str
    title: Titled
    step: str
    step_title: Titled
    count: int = 0
    mine: int = 0
    pool: int = 0
    late: int = 0

    def plus(self, counted: Row) -> Tally:
        """With more tasks of the step, of another version of its matter."""
        names = ("count", "mine", "pool", "late")
        return replace(self, **{name: getattr(self, name) + counted[name] for name in names})


@dataclass(frozen=True, slots=True)
class AtHand:
    """A task before whoever is to complete it, or an act on the case: what is chosen from, and what it then asks."""

    task: str
    """Empty for an act on the case itself."""
    case: str
    step: str
    title: Titled
    revision: int
    matter: Matter
    outcomes: Mapping[str, Titled]
    form: Form | None
    done: Sequence[str]
    """The acts that were done in the case: conditions of forms may read them."""
    officers: int
    """How many officials have to take part."""
    colleagues: Sequence[Account]
    """The officials among whom they are named; empty where one is enough."""
    item_column: str
    """The column of the form's table `items` that names what is to be corrected; empty where none does."""
    application: Mapping[str, Any]
    question: str = ""
    """What was asked, when it is a question."""
    among: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By field that is chosen among the rows of a table: each value and what its row tells."""
    shown: Sequence[Mapping[str, Any]] = ()
    """What the matter shows of the case with the step: {fact, label, value}."""

    @property
    def materials(self) -> Sequence[Material]:
        """What may be named as to be corrected beside the answers."""
        return tuple(self.matter.materials.values())

    @property
    def application_form(self) -> Form:
        """The form of the application."""
        return self.matter.forms[APPLICATION]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper as it would be sealed: its title, and its pages as WebP."""

    title: Titled
    pages: Sequence[bytes]
    count: int


@dataclass
class _Looked(Exception):
    """The papers are composed, and nothing is to be written."""

    sheets: list[Sheet] = field(default_factory=list)


class Desk:
    """What officials of one office see at their desks."""

    def __init__(self, place: Workplace, press: Press) -> None:
        self._place, self._press = place, press

    # ---- the list ----------------------------------------------------------------------------------------------------

    def rows(self, account: str, wanted: Wanted = EVERYTHING, *, after: str = "", most: int = 200) -> Sequence[Row]:
        """The tasks that this account may do, most urgent first; `after`: what follows the task of this cursor."""
        return self._rows(self._place.account(account), wanted, after, most)

    def _rows(self, who: Account, wanted: Wanted, after: str, most: int) -> Sequence[Row]:
        place = self._place
        urgency, _, id = after.partition("/")
        today = place.day(place.now()).isoformat()
        with place.database.reading() as connection:
            absent = registry.deputyships(connection, who.name, today) if who.organ else ()
            only = list(wanted.conditions(who.name, today))
            shares = questions.may_do(who.name, who.organ or None, who.roles, absent)
            rows = questions.worklist(connection, shares, (urgency, id), most, only)
            if not who.agent_for:
                return rows
            # An agent sees what waits for those it acts for, where an agent may.
            theirs = [share for one in sorted(who.agent_for) for share in questions.may_do(one, None, ())]
            more = questions.worklist(connection, theirs, (urgency, id), most, only)
            mine = [row for row in more if self._is_for_agent(connection, who, row)]
            return sorted([*rows, *mine], key=lambda row: (row["urgency"], row["id"]))[:most]

    def _is_for_agent(self, connection: Connection, who: Account, row: Row) -> bool:
        role = self._place.matter(row["bundle"]).steps[row["step"]].role
        case = Case.from_row(known(questions.case(connection, row["case_id"]), row["number"]))
        return role.who == "named" and role.lane in case.named_as(who, [role])

    def inbox(
        self, account: str, wanted: Wanted, *, after: str = "", most: int = 50, language: Language = "zh",
        columns: Sequence[str] = USUAL_COLUMNS,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """As `Office.list_tasks`, of those wanted, with what one looks for: the applicant, the step, the light, what is
        new; when it was submitted only where the columns have it."""
        place, who = self._place, self._place.account(account)
        rows = self._rows(who, wanted, after, most)
        news = self._news(who.name, rows, language)
        names = {name for row in rows for name in (row["applicant"], row["assignee"]) if name}
        people = place.colleagues(sorted(names))
        found = []
        for row in rows:
            matter = place.matter(row["bundle"])
            step = matter.steps[row["step"]]
            applicant, assignee = people.get(row["applicant"]), people.get(row["assignee"] or "")
            found.append(
                {
                    **listed(place, row, matter),
                    "matter": matter.title.say(language),
                    "step_title": step.title.say(language),
                    "status": row["status"],
                    "applicant": (applicant.person if applicant else row["applicant"])
                    if matter.may_know_applicant(who)
                    else applicant_called(matter, language),
                    "taken_by": assignee.person if assignee else row["assignee"],
                    "submitted": local(place, row["submitted_at"]) if "submitted" in columns else None,
                    "organ": row["organ"],
                    "news": news.get(row["case_id"]),
                }
            )
        return found

    def _news(self, account: str, rows: Sequence[Row], language: Language) -> dict[str, News]:
        """What others did in the cases of these tasks since the account looked, by case."""
        with self._place.database.reading() as connection:
            entries = desk.news_of(connection, account, list({row["case_id"] for row in rows}))
        matters = {row["case_id"]: row["bundle"] for row in rows} if entries else {}
        found: dict[str, News] = {}
        for entry in entries:
            body, id = orjson.loads(entry["body"]), entry["case_id"]
            if body["actor"] == account:
                continue
            step = self._place.matter(matters[id]).steps.get(body.get("step", ""))
            called = outcome_called(step, body["act"]) or Titled(body["act"], body["act"])
            count = found[id].count + 1 if id in found else 1
            found[id] = News(count, called.say(language), local(self._place, body["at"]))
        return found

    def seen(self, case_id: str, account: str, entries: int) -> Look | None:
        """Up to where the account had seen the case, None: never; from now on it has seen so many entries.

        Raises CaseUnknown.
        """
        place = self._place
        with place.database.reading() as connection:
            before = desk.look_of(connection, account, case_id)
        if before is None or before["entries"] < entries:
            case, _ = read_case(place, case_id)
            look = {"account": account, "case_id": case.id, "organ": case.organ, "entries": entries}
            with place.database.writing() as connection:
                desk.put_look(connection, {**look, "at": instant(place.now())})
        return Look(before["entries"], local(place, before["at"])) if before else None

    def unread_copies(self, account: str) -> int:
        """How many cases were copied or raised to the account that it has not looked at since."""
        with self._place.database.reading() as connection:
            return desk.unread_copies(connection, account)

    def tallies(self, account: str) -> list[Tally]:
        """How many tasks of each step of each matter this account may do."""
        place, who = self._place, self._place.account(account)
        today = place.day(place.now()).isoformat()
        with place.database.reading() as connection:
            absent = registry.deputyships(connection, who.name, today) if who.organ else ()
            shares = questions.may_do(who.name, who.organ or None, who.roles, absent)
            rows = list(desk.tally(connection, shares, who.name, today))
        found: dict[tuple[str, str], Tally] = {}
        for row in rows:
            matter = place.matter(row["bundle"])
            step = matter.steps[row["step"]]
            empty = Tally(matter.code, matter.title, step.id, step.title)
            found[matter.code, step.id] = found.get((matter.code, step.id), empty).plus(row)
        return [tally for _, tally in sorted(found.items())]

    def kept(self, account: str) -> Kept:
        """How an official wants the list."""
        with self._place.database.reading() as connection:
            views = desk.views_of(connection, account)
        if views and not views[0][0]:
            return Kept(views[1:], tuple(views[0][1].split(",")))
        return Kept(views)

    def keep_columns(self, account: str, columns: Sequence[str]) -> None:
        """Let the list have these columns, in this order; none: the usual ones. Raises ColumnsRefused."""
        if columns and (len(set(columns)) < len(columns) or "case" not in columns or set(columns) - set(COLUMNS)):
            raise ColumnsRefused(f"the list cannot have the columns {', '.join(columns)}")
        with self._place.database.writing() as connection:
            if not columns or tuple(columns) == USUAL_COLUMNS:
                desk.drop_view(connection, account, "")
            else:
                desk.put_view(connection, account, "", ",".join(columns), instant(self._place.now()))

    def keep_view(self, account: str, name: str, query: str) -> None:
        """Give filters a name of one's own. Raises ViewRefused."""
        name = " ".join(name.split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise ViewRefused(f"a name has 1 to {LONGEST_NAME} characters")
        with self._place.database.writing() as connection:
            known = {kept for kept, _ in desk.views_of(connection, account) if kept}
            if name not in known and len(known) >= MOST_VIEWS:
                raise ViewRefused(f"there are {MOST_VIEWS} already")
            desk.put_view(connection, account, name, query[:LONGEST_QUERY], instant(self._place.now()))

    def drop_view(self, account: str, name: str) -> None:
        """Forget a name; the tasks stay where they are."""
        with self._place.database.writing() as connection:
            desk.drop_view(connection, account, name)

    def openable(self, account: str) -> list[Matter]:
        """The matters that this official may take down for somebody else."""
        place, who = self._place, self._place.account(account)
        with place.database.reading() as connection:
            rows = publications.current_publications(connection)
        matters = (place.matter(row["bundle"]) for row in rows)
        return [matter for matter in matters if holds_a_role(who, matter.openers())]

    # ---- a case ------------------------------------------------------------------------------------------------------

    def first_answers(self, reference: str, account: str, language: Language = "zh") -> list[dict[str, Any]]:
        """What was first answered to each form that was answered again since. Raises CaseUnknown."""
        view = look(self._place, reference, account, language)
        first: dict[str, Row] = {}
        with self._place.database.reading() as connection:
            rows = questions.answers_of(connection, view.case.organ, view.case.id)
            for answered in rows:
                first.setdefault(answered["form"], answered)
            last = {answered["form"]: answered["entry"] for answered in rows}
            again = [answered for form, answered in first.items() if last[form] != answered["entry"]]
            return view.answers(connection, again)

    def material(self, reference: str, account: str, sha256: str) -> tuple[dict[str, Any], bytes]:
        """A file handed in with a case, as `show_case` lists it, and its bytes.

        Raises CaseUnknown, FileUnknown, and FileUnchecked or FileInfected where the office has a virus scanner.
        """
        view = look(self._place, reference, account)
        with self._place.database.reading() as connection:
            handed_in = questions.materials_of(connection, view.case.organ, view.case.id)
        found = view.materials([file for file in handed_in if file["sha256"] == sha256][-1:])
        if not found:
            raise FileUnknown(view.case.number, sha256)
        scanning.must_be_safe(self._place, sha256, found[0]["name"])
        return found[0], self._place.vault.get(sha256)

    def drawing(self, reference: str, account: str, language: Language = "zh") -> str:
        """The process of a case with where it stands, as SVG. Raises CaseUnknown."""
        view = look(self._place, reference, account, language)
        return draw_case(self._place, view.case.id, language=language)

    def roles(self, reference: str) -> Sequence[Role]:
        """Who stands behind the lanes of a case's matter. Raises CaseUnknown."""
        return tuple(read_case(self._place, reference)[1].roles.values())

    # ---- a task ------------------------------------------------------------------------------------------------------

    def at_hand(self, task: str, account: str, language: Language = "zh") -> AtHand:
        """A task that this account is to complete. Raises TaskUnknown, TaskDone, NotYours, Claimed."""
        at = attempt(lambda: read_task(self._place, task, account), task)
        must_be_mine(at, f"do {at.step.id} in {at.case.number}")
        must_be_open(at)
        case, matter, step = at.case, at.matter, at.step
        form = matter.forms[step.form] if step.form and not at.main else None
        several = step.officers > 1 and not at.main
        row = {"main": at.main, "about": at.row["task_about"]}
        words = tuple(outcomes(row, step))
        return AtHand(
            task=at.id,
            case=case.number,
            step=step.id,
            title=step.title,
            revision=case.revision,
            matter=matter,
            outcomes={word: outcome_called(step, word) or Titled(word, word) for word in words},
            form=form,
            done=list(case.record.days),
            officers=step.officers if several else 1,
            colleagues=candidates(at, (step.role.lane,)) if several else (),
            item_column=item_column(form),
            application=self._application(case),
            question=self._question(at),
            among=offered(self._place, case, matter, form, language) if form else {},
            shown=self._shown(at, form, language),
        )

    def act_at_hand(self, reference: str, account: str, act: str) -> AtHand:
        """An act on the case that this account may do now. Raises CaseUnknown, ActNotOffered."""
        view = look(self._place, reference, account)
        case, matter = view.case, view.matter
        offered = on_case.acts_offered(self._place, case, matter, view.viewer)
        if act not in offered:
            raise on_case.ActNotOffered(act, {name: matter.case_acts[name] for name in offered})
        rule, title = matter.case_acts[act], outcome_called(None, act) or Titled(act, act)
        return AtHand(
            task="", case=case.number, step="", title=title, revision=case.revision, matter=matter,
            outcomes={act: title}, form=matter.forms[rule.form] if rule.form else None, done=list(case.record.days),
            officers=1, colleagues=(), item_column="", application={},
        )  # fmt: skip

    def preview(
        self, task: str, account: str, outcome: str, answers: Mapping[str, Any], *, note: str = "",
        seen: int | None = None, case: str = "",
    ) -> list[Sheet]:  # fmt: skip
        """The papers that completing the task in this way, or the act on the case (no task), would bring:
        exact but for number, code and signature, and marked as specimens.

        Nothing is written. Raises what completing the task raises.
        """

        def look_at(change: Change) -> None:
            raise _Looked([_sheet(rule.title, pdf) for rule, pdf in print_on_trial(self._press, change)])

        try:
            if task:
                steps.complete(self._place, task, account, outcome, answers, note=note, seen=seen, trial=look_at)
            else:
                who = self._place.account(account)
                on_case.perform(self._place, case, who, outcome, answers, note=note, seen=seen, trial=look_at)
        except _Looked as looked:
            return looked.sheets
        raise AssertionError("a trial ends in _Looked: acts try before they write")

    def _application(self, case: Case) -> Mapping[str, Any]:
        with self._place.database.reading() as connection:
            rows = questions.latest_answers(connection, case.organ, case.id)
        data = next((row["data"] for row in rows if row["form"] == APPLICATION), b"{}")
        answers: dict[str, Any] = orjson.loads(data)
        return answers

    def _shown(self, at: AtTask, form: Form | None, language: Language) -> Sequence[Mapping[str, Any]]:
        """What the matter shows with the step, but for tables of which the form lets one row be chosen."""
        tables = {asked.among.rpartition(".")[0] for asked in (form.root.fields.values() if form else ())}
        view = View(self._place, at.case, at.matter, at.account, language)
        return [] if at.main else [fact for fact in view.shown_at(at.step) if fact["fact"] not in tables]

    def _question(self, at: AtTask) -> str:
        asked = at.about.get("asked") if at.main else None
        return at.change().kept(asked)[1] if asked else ""


def listed(place: Workplace, row: Row, matter: Matter) -> dict[str, Any]:
    """A task of a case of the matter as lists show it."""
    today = place.day(place.now()).isoformat()
    return {
        "task": row["id"],
        "case": row["number"],
        "step": row["step"],
        "title": row["title"],
        "role": row["role"],
        "assignee": row["assignee"],
        "due": row["due_on"],
        "overdue": bool(row["due_on"] and row["due_on"] < today),
        "opened_at": local(place, row["opened_at"]),
        "cursor": f"{row['urgency']}/{row['id']}",
        "short": short(row["number"], row),
        **step_light(place, matter.steps[row["step"]], row, row["promised_on"]),
        **arranged(about_of(row["about"])),
    }


def _sheet(title: Titled, pdf: bytes) -> Sheet:
    count = preview.pages(pdf)
    return Sheet(title, [preview.picture(pdf, page) for page in range(min(count, MOST_PAGES))], count)


__all__ = ["AtHand", "Desk", "FileUnknown", "Sheet", "Tally", "Wanted", "listed"]
