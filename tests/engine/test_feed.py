"""What happened, in one order: nothing missed and nothing twice, whoever writes meanwhile; and calls made again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from engine.feed import CursorRefused, WebhookUnknown
from engine.notices import Webhook
from engine.office import Office
from engine.store import feed as store
from engine.terms import Status
from engine.workplace import FixedTime
from signing.guarded import Secret
from tests.offices import APPLICANT, HEAD, WINDOW, Premises, accept, grant, submit
from tests.receivers import Hook, running


def followed(office: Office, account: str | None, most: int = 3) -> list[tuple[str, int]]:
    """Everything in the feed as somebody reads it who goes on from the last cursor: (case, number of the entry)."""
    found, cursor, more = [], "", True
    while more:
        told = office.feed.read(account, after=cursor, most=most)
        found += [(event["case"], event["entry"]["number"]) for event in told.events]
        assert told.cursor != cursor or not told.more
        cursor, more = told.cursor, told.more
    return found


def entries(office: Office, *cases: str) -> set[tuple[str, int]]:
    """Every entry of these cases."""
    return {(case, entry["number"]) for case in cases for entry in office.case_history(case, most=200)}


def test_the_feed_tells_every_entry_once_and_goes_on_where_one_left_off(office: Office) -> None:
    first = submit(office)
    told = office.feed.read(WINDOW)
    assert {(e["case"], e["entry"]["number"]) for e in told.events} == entries(office, first)
    assert not told.more

    assert office.feed.read(WINDOW, after=told.cursor).events == []
    accept(office, first)
    second = submit(office)
    new = office.feed.read(WINDOW, after=told.cursor).events

    assert {e["case"] for e in new} == {first, second}
    assert next(e["entry"]["act"] for e in new if e["case"] == first) == "accept"
    everything = followed(office, None)
    assert set(everything) == entries(office, first, second)
    assert len(everything) == len(set(everything))
    for case in (first, second):
        numbers = [number for one, number in everything if one == case]
        assert numbers == sorted(numbers), "the entries of a case in their order"


def test_everybody_is_told_of_the_cases_they_may_see_and_as_much_as_the_history_tells(office: Office) -> None:
    case = submit(office)
    office.claim(f"{case}/check_materials", WINDOW)
    accept(office, case)

    mine = office.feed.read(APPLICANT).events
    history = office.case_history(case, APPLICANT)

    assert [event["entry"] for event in mine] == history
    assert "claim" not in {event["entry"]["act"] for event in mine}
    assert "claim" in {event["entry"]["act"] for event in office.feed.read(WINDOW).events}
    assert office.feed.read("lin.partner").events == []
    assert office.feed.read("chen.window").events == [], "of another organ"
    assert office.feed.read(APPLICANT, organ="city_justice").events == []
    assert len(office.feed.read(APPLICANT, organ="city_approval").events) == len(mine)


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "９", "1" * 19])
def test_a_cursor_that_the_feed_never_gave_is_refused(office: Office, cursor: str) -> None:
    with pytest.raises(CursorRefused):
        office.feed.read(WINDOW, after=cursor)


def test_who_follows_while_many_write_misses_nothing_and_gets_nothing_twice(premises: Premises) -> None:
    """Four write, two follow, each with connections of its own; entries are committed in any order."""
    writers, followers = 4, 2
    done, failed = threading.Event(), []
    cases: list[str] = []
    heard: list[list[tuple[str, int]]] = [[] for _ in range(followers)]

    def write() -> None:
        office = premises.open()
        for _ in range(3):
            case = submit(office)
            cases.append(case)
            accept(office, case)

    def follow(mine: list[tuple[str, int]]) -> None:
        office, cursor, last_round = premises.open(), "", False
        while True:
            told = office.feed.read(HEAD, after=cursor, most=7)
            mine += [(event["case"], event["entry"]["number"]) for event in told.events]
            cursor = told.cursor
            if last_round and not told.more:
                return
            last_round = done.is_set()

    def guarded(work, *given) -> None:  # type: ignore[no-untyped-def]
        try:
            work(*given)
        except BaseException as error:
            failed.append(error)
            done.set()

    following = [threading.Thread(target=guarded, args=(follow, mine)) for mine in heard]
    writing = [threading.Thread(target=guarded, args=(write,)) for _ in range(writers)]
    for thread in (*following, *writing):
        thread.start()
    for thread in writing:
        thread.join()
    done.set()
    for thread in following:
        thread.join()

    assert failed == []
    office = premises.open()
    there = entries(office, *cases)
    assert len(cases) == writers * 3
    for mine in heard:
        assert len(mine) == len(set(mine)), "nothing twice"
        assert set(mine) == there, "nothing missed"
    assert heard[0] == heard[1], "in one order for all"


def test_an_entry_committed_late_comes_behind_what_was_read(postgres_premises: Premises) -> None:
    """The case that a sequence of the database would get wrong: begun first, committed last."""
    office, rival = postgres_premises.open(), postgres_premises.open()
    slow, quick = submit(office), submit(office)
    cursor = office.feed.read(HEAD).cursor
    with office.place.database.writing() as connection:
        connection.exec_driver_sql("UPDATE cases SET entries = entries WHERE number = %s", (slow,))
        accept(rival, quick)
        read = rival.feed.read(HEAD, after=cursor)
        assert {event["case"] for event in read.events} == {quick}, "nobody waits for who is still writing"
    accept(office, slow)

    after = rival.feed.read(HEAD, after=read.cursor).events

    assert {event["case"] for event in after} == {slow}


def test_positions_are_given_without_a_gap(office: Office) -> None:
    for _ in range(3):
        accept(office, submit(office))
        office.feed.catch_up()

    with office.place.database.reading() as connection:
        positions = [row[0] for row in connection.exec_driver_sql("SELECT position FROM events ORDER BY position")]
        assert positions == list(range(1, store.last_position(connection) + 1))
        assert not store.anything_untold(connection)


# ---- calls made again ------------------------------------------------------------------------------------------------


@pytest.fixture
def hook(office: Office) -> Iterator[Hook]:
    """A system of the applicant's that is called after every act that applicants are told of."""
    hook = Hook()
    with running(hook) as port:
        one = Webhook("exchange", f"http://127.0.0.1:{port}/", Secret("只有两边知道"), frozenset(), 2, APPLICANT)
        office.place.notices = replace(office.place.notices, webhooks={"exchange": one})
        yield hook


def later(office: Office, clock: FixedTime) -> None:
    clock.set(clock() + timedelta(minutes=1))
    office.worker.once()


def test_a_system_that_lost_its_calls_is_called_again_with_the_same_ids_and_bodies(
    office: Office, hook: Hook, clock: FixedTime
) -> None:
    case = submit(office)
    accept(office, case)
    grant(office, case)
    later(office, clock)
    lost = {headers["Sealflow-Delivery"]: orjson.loads(body) for headers, body in hook.calls}
    assert {call["status"] for call in lost.values()} >= {Status.SUBMITTED, Status.ACCEPTED}
    hook.calls.clear()

    told = office.feed.replay("exchange", APPLICANT)
    later(office, clock)

    again = {headers["Sealflow-Delivery"]: orjson.loads(body) for headers, body in hook.calls}
    assert again == lost
    assert told["calls"] == len(lost)
    assert office.show_ledger()[-1] | {"number": 0, "at": ""} == {
        "number": 0, "at": "", "actor": APPLICANT, "act": "webhook_replayed", "note": "", "to": "exchange",
        "after": "0", "until": told["cursor"], "calls": len(lost),
    }  # fmt: skip
    assert office.verify_record().intact


def test_only_the_stretch_asked_for_is_called_again(office: Office, hook: Hook, clock: FixedTime) -> None:
    case = submit(office)
    cursor = office.feed.read(None).cursor
    accept(office, case)
    later(office, clock)
    hook.calls.clear()

    before = office.feed.replay("exchange", until=cursor)
    after = office.feed.replay("exchange", after=cursor)
    later(office, clock)

    assert (before["calls"], after["calls"]) == (1, 1)
    assert [orjson.loads(body)["act"] for _, body in hook.calls] == ["submit", "accept"]


def test_a_call_set_aside_is_made_again_and_one_still_to_be_made_is_not_doubled(
    office: Office, hook: Hook, clock: FixedTime
) -> None:
    hook.status = 503
    submit(office)
    for _ in range(14):
        clock.set(clock() + timedelta(hours=2))
        office.worker.once()
    assert len(office.list_jobs(only_dead=True)) == 1
    hook.status, hook.calls = 200, []

    office.feed.replay("exchange")
    office.feed.replay("exchange")
    later(office, clock)

    assert len(hook.calls) == 1
    assert office.list_jobs() == []


def test_a_webhook_is_its_accounts_alone(office: Office, hook: Hook) -> None:
    assert [one["webhook"] for one in office.feed.webhooks(APPLICANT)] == ["exchange"]
    assert office.feed.webhooks(WINDOW) == []
    assert "只有两边知道" not in str(office.feed.webhooks())
    for name, account in (("exchange", WINDOW), ("nowhere", None)):
        with pytest.raises(WebhookUnknown):
            office.feed.replay(name, account)
