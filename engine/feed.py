"""What happened in all cases, in one order, for programs that follow along; and calls of other systems made again.

Order: the entries of a case as they were written, those of different cases as they became known here. Nothing is ever
put in before what was read: a program that goes on from its last cursor misses nothing and gets nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from engine import jobs
from engine.acts.reading import sees
from engine.authority import AUDITOR, Account
from engine.case import Case
from engine.errors import NotFound, Refusal
from engine.ledger import OFFICE, OPERATOR
from engine.lifecycle import KINDS
from engine.matter.model import Matter
from engine.notices import Webhook
from engine.store import feed, questions
from engine.terms import Language, Status
from engine.view import View
from engine.workplace import Workplace

MOST = 200
"""How many events are told at once."""
_CASES = 500
"""Of how many cases entries get their positions in one transaction."""
_SPAN = 20_000
"""How many positions are looked through at once for somebody who may see few of them."""


class CursorRefused(Refusal):
    """The cursor is none that the feed has given."""

    code = "FEED-CURSOR"
    remedy = "Send the `cursor` of the answer before; leave it out to begin with the first event."
    status = 422

    def __init__(self, cursor: str) -> None:
        super().__init__(f"{cursor!r} is no cursor of the feed")


class WebhookUnknown(NotFound):
    """No system of this name is called, or it is another account's."""

    code = "WEBHOOK-UNKNOWN"
    remedy = "Look for its name: `sealflow webhook list`; notices.yaml says whose it is (`account`)."

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no webhook {name!r} of yours")


@dataclass(frozen=True, slots=True)
class Told:
    """A stretch of the feed."""

    events: list[dict[str, Any]]
    cursor: str
    more: bool
    """Whether there is something behind the cursor already."""


@dataclass
class _Views:
    """Each case of a stretch before the eyes that read it; None where they may not see it."""

    place: Workplace
    viewer: Account | None
    language: Language
    _seen: dict[str, View | None] = field(default_factory=dict)

    def of(self, row: Mapping[str, Any]) -> View | None:
        """The case of a row."""
        if row["id"] not in self._seen:
            case = Case.from_row(row)
            matter = self.place.matter_of(case.bundle, case.record.organs)
            seen = self.viewer is None or sees(self.place, self.viewer, case, matter)
            self._seen[row["id"]] = View(self.place, case, matter, self.viewer, self.language) if seen else None
        return self._seen[row["id"]]


class Feed:
    """The feed of one office."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def read(
        self, account: str | None, *, after: str = "", most: int = MOST, organ: str = "", language: Language = "zh"
    ) -> Told:
        """What happened behind a cursor in the cases that the account may see, as far as it may know of it.

        account None: the operator. organ: only of cases in which it takes part. Raises CursorRefused.
        """
        rows, cursor, more = self._stretch(account, after, most, organ)
        views = _Views(self._place, self._viewer(account), language)
        told = []
        with self._place.database.reading() as connection:
            for row in rows:
                view, number = views.of(row), row["event_entry"]
                if view is None:
                    continue
                note = questions.notes_of(connection, row["organ"], row["id"], range(number, number + 1))
                entry = view.entry_seen(orjson.loads(row["body"]), note.get(number, ""))
                if entry is not None:
                    about = {name: row[name] for name in ("matter", "title")}
                    told.append({"cursor": str(row["position"]), "case": row["number"], **about, "entry": entry})
        return Told(told, str(cursor), more)

    def _stretch(
        self, account: str | None, after: str, most: int, organ: str
    ) -> tuple[list[Mapping[str, Any]], int, bool]:
        """Events that may be the account's to see, up to which position they reach, and whether there are more."""
        if after and not (after.isascii() and after.isdecimal() and len(after) < 19):
            raise CursorRefused(after)
        behind, viewer = int(after or 0), self._viewer(account)
        self.catch_up()
        all_of_them = viewer is None or AUDITOR in viewer.roles
        own = None if viewer is None or all_of_them or viewer.organ else viewer.name
        within = "" if viewer is None or all_of_them else viewer.organ
        with self._place.database.reading() as connection:
            last = feed.last_position(connection)
            until = min(last, behind + _SPAN)
            rows = feed.events_between(connection, behind, until, most, account=own, organ=within, bound_to=organ)
        cursor = rows[-1]["position"] if len(rows) == most else max(behind, until)
        return list(rows), cursor, cursor < last

    def catch_up(self) -> int:
        """Give every entry its position that has none; how many there were."""
        count = 0
        while True:
            with self._place.database.reading() as connection:
                if not feed.anything_untold(connection):
                    return count
            with self._place.database.writing() as connection:
                given = feed.give_positions(connection, _CASES)
            count += given
            if not given:  # all of them are being acted on, or another has been faster
                return count

    # ---- calls made again --------------------------------------------------------------------------------------------

    def webhooks(self, account: str | None = None) -> list[dict[str, Any]]:
        """The systems that are called after acts: all, or those that are this account's."""
        return [
            {"webhook": hook.name, "url": hook.url, "acts": sorted(hook.acts), "account": hook.account}
            for hook in self._place.notices.webhooks.values()
            if account is None or hook.account == account
        ]

    def replay(
        self, name: str, account: str | None = None, *, after: str = "", until: str = "", organ: str = ""
    ) -> dict[str, Any]:
        """Have a system called again for what happened behind a cursor, and up to another; how many calls that are.

        Each call bears the id and the body that it bore before. Only of cases that the account may see. Raises
        WebhookUnknown, CursorRefused.
        """
        hook = self._place.notices.webhooks.get(name)
        if hook is None or account not in (None, hook.account):
            raise WebhookUnknown(name)
        if until and not (until.isascii() and until.isdecimal() and len(until) < 19):
            raise CursorRefused(until)
        place, views, count, cursor = self._place, _Views(self._place, self._viewer(account), "zh"), 0, after
        end = int(until) if until else None
        while True:
            rows, reached, more = self._stretch(account, cursor, MOST, organ)
            rows = [row for row in rows if end is None or row["position"] <= end]
            wanted = list(self._calls(hook, rows, views))
            with place.database.writing() as connection:
                for row in wanted:
                    feed.put_again(connection, row)
            count, cursor = count + len(wanted), str(reached if end is None else min(reached, end))
            if not more or (end is not None and reached >= end):
                break
        with place.database.writing() as connection:
            OFFICE.write(
                connection, place.now(), account or OPERATOR, "webhook_replayed", to=name, after=after or "0",
                until=cursor, calls=count,
            )  # fmt: skip
        return {"webhook": name, "calls": count, "cursor": cursor}

    def _calls(self, hook: Webhook, stretch: Iterable[Mapping[str, Any]], views: _Views) -> Iterable[dict[str, Any]]:
        """The jobs that call the system for those of the events that it wants to hear of."""
        for row in stretch:
            view, body = views.of(row), orjson.loads(row["body"])
            if view is None or not body.get("legal") or not hook.wants(body["act"], view.matter.tells(body["act"])):
                continue
            case, number = view.case, row["event_entry"]
            with self._place.database.reading() as connection:
                rows = questions.entries_between(connection, case.organ, case.id, range(1, number + 1))
            before = [orjson.loads(body) for _, body, _ in rows]
            told = {"entry": number, **_after(view.matter, before), "webhook": hook.name}
            id = f"{case.id}:{number}:webhook:{hook.name}"
            yield jobs.new(case.organ, case.id, id, "call_webhook", told, self._place.now())

    def _viewer(self, account: str | None) -> Account | None:
        return None if account is None else self._place.account(account)


def _after(matter: Matter, bodies: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The status and the outcome that the acts of these entries made."""
    status = before = ""
    outcome = ""
    for body in bodies:
        if not body.get("legal"):
            continue
        row = KINDS[matter.kind][body["act"]]
        if row.end is Status.SUSPENDED:
            before = status
        if row.end is not None:
            status = row.end.value
        elif status == Status.SUSPENDED:
            status = before
        outcome = row.outcome.value if row.outcome is not None else outcome
    return {"status": status, "outcome": outcome}
