"""Counting cases: how many came and came out how, how long they took, how many in time. Read only but for `recount`.

Counted from columns that each act keeps (`engine.standing`); worked out from the entries alone they are the same, which
`differing` proves case by case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import orjson

from engine.acts.reading import read_case
from engine.case import Case, events_of, irregular_in
from engine.deadlines import apply
from engine.errors import Refusal
from engine.lifecycle import KINDS
from engine.matter.model import Matter
from engine.standing import Standing
from engine.store import questions, supervision
from engine.terms import CLOSED, DECIDED, NOT_TAKEN_UP, Status
from engine.workplace import Workplace

ORGAN, MATTER, MONTH = "organ", "matter", "month"
GROUPS = (ORGAN, MATTER, MONTH)
"""What figures can be broken down by."""
EVER = ("0000-00", "9999-99")


class FiguresRefused(Refusal):
    """Figures were asked for in a way that cannot be counted."""

    code = "STATISTICS-REFUSED"
    remedy = "Break down by organ, matter or month; write months as 2026-03, the first not after the last."
    status = 422


@dataclass(slots=True)
class Figures:
    """What is counted of some cases."""

    received: int = 0
    ended: int = 0
    by_promise: int = 0
    """How many ended within what was promised."""
    by_law: int = 0
    irregular: int = 0
    days: list[str] = field(default_factory=list)
    """Working days that each case took, joined by commas, in one text or several; outcomes as well."""
    outcomes: list[str] = field(default_factory=list)
    in_hand: dict[str, int] = field(default_factory=dict)
    """Cases not closed, by status."""

    def add(self, ended: int, by_promise: int, by_law: int, irregular: int, days: str, outcomes: str) -> None:
        """Take in cases that came out, as `supervision.tallies` tells of them."""
        self.ended += ended
        self.by_promise += by_promise
        self.by_law += by_law
        self.irregular += irregular
        self.days.append(days)
        self.outcomes.append(outcomes)

    def plain(self) -> dict[str, Any]:
        """The figures as JSON values; shares and durations are null where nothing came out."""
        taken = sorted(map(int, ",".join(self.days).split(","))) if self.days else []
        outcomes = Counter(",".join(self.outcomes).split(",")) if self.outcomes else {}
        return {
            "received": self.received,
            "ended": self.ended,
            "outcomes": dict(sorted(outcomes.items())),
            "days": {"p50": percentile(taken, 50), "p90": percentile(taken, 90), "most": taken[-1] if taken else None},
            "in_time": {"promised": self._share(self.by_promise), "law": self._share(self.by_law)},
            "irregular": self.irregular,
            "in_hand": dict(sorted(self.in_hand.items())),
        }

    def _share(self, count: int) -> float | None:
        return round(count / self.ended, 4) if self.ended else None


def percentile(taken: Sequence[int], percent: int) -> int | None:
    """The least of the durations, in order, that so many of a hundred did not exceed (nearest rank); None of none."""
    return taken[-(-len(taken) * percent // 100) - 1] if taken else None


def figures(
    place: Workplace,
    organs: supervision.Organs = None,
    *,
    matter: str | None = None,
    months: tuple[str, str] = EVER,
    by: Sequence[str] = (MATTER,),
) -> dict[str, Any]:
    """The figures of these organs (None: of all) in those months: in rows broken down as asked, and in all.

    Received counts for the organ that takes applications in, all else for the one that has the case or had it when it
    came out. What is in hand is so now and belongs to no month. Raises FiguresRefused.
    """
    _check(by, months)
    with place.database.reading() as connection:
        came_out = supervision.tallies(connection, organs, matter, months)
        came = supervision.received(connection, organs, matter, months)
        waiting = supervision.in_hand(connection, organs, matter)
    places = [GROUPS.index(name) for name in by]
    rows: dict[tuple[str, ...], Figures] = {}
    total = Figures()

    def row(key: tuple[str, str, str]) -> Figures:
        chosen = tuple([key[at] for at in places])
        if (found := rows.get(chosen)) is None:
            found = rows[chosen] = Figures()
        return found

    for holder, code, month, *counted in came_out:
        row((holder, code, month)).add(*counted)
        total.add(*counted)
    for accepting, code, month, count in came:
        row((accepting, code, month)).received += count
        total.received += count
    for holder, code, status, count in waiting:
        for one in (total, *(() if MONTH in by else (row((holder, code, "")),))):
            one.in_hand[status] = one.in_hand.get(status, 0) + count
    listed = [dict(zip(by, key, strict=True)) | found.plain() for key, found in sorted(rows.items())]
    return {"rows": listed, "total": total.plain()}


def public(place: Workplace, matter: Matter) -> dict[str, Any]:
    """What everybody may know of the cases of a matter, as `public_figures`."""
    with place.database.reading() as connection:
        return public_figures(matter, supervision.statuses(connection, matter.code))


def public_figures(matter: Matter, statuses: Mapping[str, int]) -> dict[str, Any]:
    """How many cases were received, are closed, are being handled, and the rest by status; by how many are in each."""
    found = {Status(status): count for status, count in statuses.items()}
    sums = dict.fromkeys(PUBLIC_GROUPS, 0)
    for status, count in found.items():
        sums[public_group(matter, status)] += count
    rest = {s.value: found[s] for s in Status if s in found and public_group(matter, s) == OTHERS}
    return {"received": sum(found.values()), **sums, "others_by_status": rest}


def public_group(matter: Matter, status: Status) -> str:
    """Under which of the public figures a case of the matter counts; every case does under one of them.

    Closed: decided, answered or done, whatever is still to be delivered or rated. Being handled: taken up and not yet
    closed. The others wait to be taken up, or ended without having been.
    """
    if status in NOT_TAKEN_UP | {KINDS[matter.kind].opening.end, Status.CORRECTING}:
        return OTHERS
    return "closed" if status in CLOSED | DECIDED | {Status.ANSWERED} else "being_handled"


OTHERS = "others"
PUBLIC_GROUPS = ("closed", "being_handled", OTHERS)


def _check(by: Iterable[str], months: tuple[str, str]) -> None:
    for name in by:
        if name not in GROUPS:
            raise FiguresRefused(f"figures cannot be broken down by {name!r}")
    if months == EVER:
        return
    for month in months:
        try:
            date.fromisoformat(f"{month}-01")
        except ValueError as error:
            raise FiguresRefused(f"{month!r} is no month") from error
    if months[0] > months[1]:
        raise FiguresRefused(f"the last month {months[1]} comes before the first, {months[0]}")


def from_history(place: Workplace, case: Case, matter: Matter) -> tuple[Standing, list[tuple[int, str]]]:
    """How a case stands and its irregular acts, by its entries alone."""
    with place.database.reading() as connection:
        chain = questions.entries_of(connection, case.organ, case.id)
    again = Case(**{f.name: getattr(case, f.name) for f in fields(Case) if f.name not in ("record", "standing")})
    again.record.clocks = ()
    holders = matter.holders()
    for body in (orjson.loads(body) for _, body, _ in chain):
        for event in events_of([body]):
            again.record.clocks = apply(again.clocks(), matter.limits, event, place.calendar)
            again.note(event, matter.kind)
        again.record.irregular += irregular_in(body["number"], body)
        again.judge(matter.limits, holders, place.calendar, matter.kind)
    return again.standing, again.record.irregular


def differing(place: Workplace) -> Iterator[tuple[Case, Standing, list[tuple[int, str]]]]:
    """Each case that says otherwise of how it stands than its entries do, with what they say."""
    with place.database.reading() as connection:
        ids = questions.case_ids(connection)
    for _, id in ids:
        case, matter = read_case(place, id)
        stands, irregular = from_history(place, case, matter)
        if (stands, irregular) != (case.standing, case.record.irregular):
            yield case, stands, irregular


def recount(place: Workplace) -> list[str]:
    """Let every case say of how it stands what its entries do; the numbers of the cases that said otherwise."""
    mended = []
    for case, stands, irregular in differing(place):
        case.standing, case.record.irregular = stands, irregular
        row = case.to_row()
        kept = {name: row[name] for name in ("organ", "id", "record", *Standing.__slots__)}
        with place.database.writing() as connection:
            # Whoever acted on it meanwhile has judged it himself.
            supervision.restand(connection, kept, case.version)
        mended.append(case.number)
    return mended
