"""The supervisors' board: lights, lists, the calendar of last days, load, figures, irregular acts and ratings.

Every figure leads to its cases, and every page says how it was counted.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, cast

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.board import LIGHTS, REACHED, Behind, DueDay
from engine.errors import SealflowError
from engine.terms import Outcome, Status
from web.language import noted
from web.marks import GRADES, query
from web.problems import saying
from web.site import Posted, Supervisor, Visit

router = APIRouter()

A_PAGE = 50
MONTHS = 12
"""How many months figures show unless asked otherwise, the present one among them."""
Cursor = Annotated[str, Query(max_length=80)]
Word = Annotated[str, Query(max_length=80)]
_MONTH = re.compile(r"(20|19|21)\d\d-(0[1-9]|1[0-2])")

TABS = (
    ("/board", noted("总览")),
    ("/board/cases", noted("办件")),
    ("/board/calendar", noted("期限日历")),
    ("/board/load", noted("工作量")),
    ("/board/figures", noted("数据")),
    ("/board/irregular", noted("异常行为")),
    ("/board/ratings", noted("评价")),
)
"""The pages of the board."""
LIGHT_WORDS: Mapping[str, tuple[str, str]] = {
    "red": (noted("已超期"), "late"),
    "yellow": (noted("即将到期"), "waiting"),
    "green": (noted("期限内"), "good"),
    "still": (noted("不计时"), "paused"),
}
"""What each light reads as, and the class of its badge."""
STAGES: Mapping[str, str] = {
    "received": noted("收件"),
    "taken_up": noted("受理"),
    "came_out": noted("作出结果"),
    "favoured": noted("准予或者办成"),
}
"""What is said of how far the cases received have come."""
_WORDS = ("what", "organ", "matter", "from", "to", "light", "day", "person", "pool", "overdue", "status", "outcome",
          "late", "irregular", "reached")  # fmt: skip
"""The words of an address that say which cases are meant."""


@router.get("/board")
def overview(visit: Supervisor) -> Response:
    """Where it burns: lights by organ and matter, what wants a hand, this month."""
    board, name = visit.office.board, visit.who.name
    rows = board.lights(name)
    month = visit.office.now().date().isoformat()[:7]
    return _show(
        visit, "board.html", groups=_by(rows, "holder"), sums=_sums(rows), wanting=board.wanting(name),
        month=month, this_month=visit.office.statistics(name, months=(month, month), by=())["total"],
    )  # fmt: skip


@router.get("/board/cases")
def cases(visit: Supervisor, after: Cursor = "") -> Response:
    """The cases behind a figure, a page at a time."""
    board, name, words = visit.office.board, visit.who.name, _words(visit)
    wanted = _behind(words)
    found = board.cases(name, wanted, after=after, most=A_PAGE + 1, language=visit.speech.language)
    people = {load.person: load.called for load in board.loads(name) if load.person}
    organs = [(id, visit.office.place.organs[id].name) for id in board.organs(name)]
    return _show(
        visit, "board_cases.html", rows=found[:A_PAGE], wanted=wanted, words=words, link=_link(words), after=after,
        tabs={light: board.count(name, _behind({**words, "light": light})) for light in ("", *LIGHTS)},
        following=found[A_PAGE - 1]["cursor"] if len(found) > A_PAGE else "", back=visit.here(),
        organ_options=organs, people=people, meant=_meant(visit, wanted, people),
    )  # fmt: skip


@router.get("/board/calendar")
def calendar(visit: Supervisor, month: Word = "", matter: Word = "") -> Response:
    """The last days of a month, on the days on which organs work."""
    today = visit.office.now().date()
    first = date.fromisoformat(f"{month}-01") if _MONTH.fullmatch(month) else today.replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    days = visit.office.board.due_days(visit.who.name, first, last, matter)
    return _show(
        visit, "board_calendar.html", first=first, weeks=_weeks(days), matter=matter, today=today,
        before=_month_from(first, -1), next=_month_from(first, 1), count=sum(day.count for day in days),
    )  # fmt: skip


@router.get("/board/load")
def load(visit: Supervisor) -> Response:
    """Who has how much to do."""
    return _show(visit, "board_load.html", loads=visit.office.board.loads(visit.who.name))


@router.get("/board/figures")
def figures(visit: Supervisor, matter: Word = "", first: Annotated[str, Query(alias="from", max_length=10)] = "",
            last: Annotated[str, Query(alias="to", max_length=10)] = "") -> Response:  # fmt: skip
    """How many came and came out, how long they took, by month, matter and organ."""
    today = visit.office.now().date()
    months = (first or _month_from(today, 1 - MONTHS), last or _month_from(today, 0))

    def counted(*by: str) -> dict[str, Any]:
        return visit.office.statistics(visit.who.name, matter=matter or None, months=months, by=by)

    by_month = counted("month")
    return _show(
        visit, "board_figures.html", months=months, matter=matter, total=by_month["total"],
        by_month=_every_month(by_month["rows"], months), by_matter=counted("matter")["rows"],
        by_organ=counted("organ")["rows"],
        stages=STAGES, funnel=visit.office.board.funnel(visit.who.name, months, matter),
        link=_link({"matter": matter, "from": months[0], "to": months[1]}),
    )  # fmt: skip


@router.get("/board/irregular")
def irregular(visit: Supervisor, after: Cursor = "") -> Response:
    """The newest cases in which something was done that the law does not want to see."""
    found = visit.office.irregular_cases(
        visit.who.name, after=after, most=A_PAGE + 1, language=visit.speech.language
    )  # fmt: skip
    actors = {act["by"] for row in found for act in row["acts"] if act["by"]}
    return _show(
        visit, "board_irregular.html", rows=found[:A_PAGE], back=visit.here(), called=_called(visit, actors),
        older=found[A_PAGE - 1]["cursor"] if len(found) > A_PAGE else "",
    )  # fmt: skip


@router.get("/board/ratings")
def ratings(visit: Supervisor, every: Word = "", after: Cursor = "") -> Response:
    """What applicants thought, and what is to be put right."""
    return _ratings(visit, every == "yes", after)


@router.post("/board/ratings/{number}/{what}")
def answer_rating(number: str, what: str, visit: Supervisor, form: Posted) -> Response:
    """Write down that somebody got in touch about a bad rating, or what came of it."""
    office, name, text = visit.office, visit.who.name, str(form.get("text", "")).strip()
    day = str(form.get("visit", ""))[:10]
    try:
        if what == "contact":
            office.contact_rater(number, name, text, day)
        else:
            office.rectify(number, name, text, day)
    except SealflowError as error:
        if error.status >= 500:
            raise
        return _ratings(visit, False, "", error)
    return visit.go("/board/ratings", visit.say("已记录：%(case)s。", case=number))


def _ratings(visit: Visit, every: bool, after: str, error: SealflowError | None = None) -> Response:
    found = visit.office.ratings(visit.who.name, open_only=not every, after=after, most=A_PAGE + 1)
    rows = found["rows"]
    who = {name for row in rows for name in (row["contacted_by"], row["resolved_by"]) if name}
    return _show(
        visit, "board_ratings.html", error.status if error else 200, rows=rows[:A_PAGE], every=every,
        grades=GRADES, counts=found["grades"], given=sum(found["grades"].values()), called=_called(visit, who),
        following=rows[A_PAGE - 1]["cursor"] if len(rows) > A_PAGE else "", after=after,
        told=saying(error) if error else None,
    )  # fmt: skip


# ---- what every page of the board needs ------------------------------------------------------------------------------


def _show(visit: Visit, template: str, status: int = 200, **facts: Any) -> Response:
    call = visit.speech.call
    return visit.show(
        template, status, tabs_of_board=TABS, light_words=LIGHT_WORDS, organs=visit.office.place.organs,
        matters={code: call(title) for code, title in visit.office.board.matters().items()}, to_cases=_cases_path,
        **facts,
    )  # fmt: skip


def _cases_path(**words: object) -> str:
    """The address of the cases behind a figure."""
    return f"/board/cases{query({name.rstrip('_'): str(value) for name, value in words.items() if value})}"


def _link(words: Mapping[str, str]) -> Callable[..., str]:
    """The address of the cases meant by these words, with some of them changed; without those that are empty."""

    def link(**changed: str) -> str:
        return _cases_path(**{**words, **{name.rstrip("_"): value for name, value in changed.items()}})

    return link


def _words(visit: Visit) -> dict[str, str]:
    given = visit.request.query_params
    return {name: given[name][:80] for name in _WORDS if given.get(name)}


def _behind(words: Mapping[str, str]) -> Behind:
    """What the words of an address mean; a word that means nothing is not there."""

    def one_of(name: str, *known: str) -> Any:
        return words.get(name, "") if words.get(name, "") in known else known[0]

    months = (words.get("from", ""), words.get("to", ""))
    return Behind(
        what=one_of("what", "open", "received", "ended", "done"),
        months=cast("Any", tuple(m if _MONTH.fullmatch(m) else e for m, e in zip(months, ("0000-00", "9999-99"),
                    strict=True)) if any(months) else ("", "")),
        light=one_of("light", "", *LIGHTS), late=one_of("late", "", "promise", "law"),
        status=one_of("status", "", *Status), outcome=one_of("outcome", "", *Outcome),
        reached=one_of("reached", "", *REACHED), overdue=words.get("overdue") == "yes",
        irregular=words.get("irregular") == "yes",
        **{name: words.get(name, "") for name in ("organ", "matter", "day", "person", "pool")},
    )  # fmt: skip


def _meant(visit: Visit, wanted: Behind, people: Mapping[str, str]) -> list[str]:
    """Which cases are meant, in words, but for what the filters of the page show."""
    say, call = visit.say, visit.speech.call
    first, last = wanted.months
    span = {"received": noted("收件月份：%(first)s至%(last)s"), "ended": noted("办结月份：%(first)s至%(last)s")}
    said = []
    if wanted.what in span and any(wanted.months):
        said.append(say(span[wanted.what], first=first, last=last))
    elif wanted.what == "received":
        said.append(say("全部收件"))
    elif wanted.what == "ended":
        said.append(say("全部办结"))
    elif wanted.what == "done":
        said.append(say("30日内办过：%(name)s", name=people.get(wanted.person, wanted.person)))
    if wanted.pool:
        said.append(say("无人认领的待办"))
    if wanted.overdue:
        said.append(say("待办已超过期限"))
    if wanted.day:
        said.append(say("期满日：%(day)s", day=visit.speech.day(wanted.day)))
    if wanted.status:
        said.append(say("状态：%(name)s", name=call(Status(wanted.status).titled)))
    if wanted.outcome:
        said.append(say("结果：%(name)s", name=call(Outcome(wanted.outcome).titled)))
    if wanted.late:
        late = {"promise": noted("超过承诺期限办结"), "law": noted("超过法定期限办结")}
        said.append(say(late[wanted.late]))
    if wanted.reached:
        said.append(say("已到：%(stage)s", stage=say(STAGES[wanted.reached])))
    if wanted.irregular:
        said.append(say("有异常行为"))
    return said


def _called(visit: Visit, names: Iterable[str]) -> dict[str, str]:
    """What accounts are called."""
    return {one.name: one.person for one in visit.office.place.colleagues(sorted(names)).values()}


def _by(rows: Iterable[Mapping[str, Any]], name: str) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[name], []).append(row)
    return groups


def _sums(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    found = dict.fromkeys(LIGHTS, 0)
    for row in rows:
        for light in LIGHTS:
            found[light] += row[light]
    return found


def _weeks(days: list[DueDay]) -> list[list[DueDay | None]]:
    """The days of a month in weeks from Monday to Sunday, with gaps where a week reaches beyond."""
    cells: list[DueDay | None] = [None] * days[0].day.weekday()
    cells += days
    cells += [None] * (-len(cells) % 7)
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def _month_from(day: date, months: int) -> str:
    """The month that many months later."""
    count = day.year * 12 + day.month - 1 + months
    return f"{count // 12:04}-{count % 12 + 1:02}"


def _every_month(rows: Iterable[Mapping[str, Any]], months: tuple[str, str]) -> list[Mapping[str, Any]]:
    """The rows in the order of months, those without anything among them unless the span is long."""
    known = {row["month"]: row for row in rows if row["month"]}
    first, last = months
    span: list[str] = []
    month = first
    while month <= last and len(span) < 36:
        span.append(month)
        month = _month_from(date.fromisoformat(f"{month}-01"), 1)
    nothing = {"received": 0, "ended": 0, "outcomes": {}, "days": dict.fromkeys(("p50", "p90", "most")), "irregular": 0,
               "in_time": dict.fromkeys(("promised", "law"))}  # fmt: skip
    return [known.get(month) or {"month": month, **nothing} for month in (span if month > last else sorted(known))]
