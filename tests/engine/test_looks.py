"""Up to where an official has seen a case, what others did since, and that it is forgotten in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import retention
from engine.desk import EVERYTHING, ColumnsRefused, Look
from engine.office import Office
from engine.workplace import FixedTime
from tests.offices import APPLICANT, HEAD, WINDOW, submit


def news(office: Office) -> Any:
    (row,) = office.desk.inbox(WINDOW, EVERYTHING)
    return row["news"]


def test_what_others_did_since_one_looked_is_news_until_one_looks_again(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    shown = office.show_case(case, WINDOW)
    entries = shown["history"][-1]["number"]
    assert news(office) is None

    assert office.desk.seen(shown["id"], WINDOW, entries) is None
    assert office.desk.seen(shown["id"], WINDOW, entries - 1) == Look(entries, "2026-03-02T09:30:00+08:00")
    office.claim(f"{case}/check_materials", WINDOW)
    assert news(office) is None, "one's own acts are none"
    clock.set(clock() + timedelta(hours=1))
    office.urge(f"{case}/check_materials", APPLICANT)
    office.copy_to(case, WINDOW, [HEAD])
    assert (news(office).count, news(office).last, news(office).at) == (1, "催办", "2026-03-02T10:30:00+08:00")
    assert office.desk.seen(shown["id"], WINDOW, entries + 3).entries == entries  # type: ignore[union-attr]
    assert news(office) is None
    assert office.verify_record().intact


def test_a_copy_is_unread_until_one_looks_at_the_case(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    office.copy_to(case, WINDOW, [HEAD])
    assert (office.desk.unread_copies(HEAD), office.desk.unread_copies(WINDOW)) == (1, 0)

    clock.set(clock() + timedelta(minutes=1))
    office.desk.seen(office.show_case(case)["id"], HEAD, 3)

    assert office.desk.unread_copies(HEAD) == 0


def test_looks_are_erased_in_time(office: Office, clock: FixedTime) -> None:
    case = office.show_case(submit(office))["id"]
    office.desk.seen(case, WINDOW, 1)

    clock.set(clock() + timedelta(days=179))
    assert retention.erase(office.place)["looks"] == 0
    clock.set(clock() + timedelta(days=2))
    assert retention.erase(office.place)["looks"] == 1
    assert office.desk.seen(case, WINDOW, 1) is None


def test_columns_that_the_list_does_not_know_are_refused(office: Office) -> None:
    for wrong in (["due"], ["case", "case"], ["case", "secret"]):
        with pytest.raises(ColumnsRefused):
            office.desk.keep_columns(WINDOW, wrong)
    office.desk.keep_columns(WINDOW, ["status", "case"])
    office.desk.keep_view(WINDOW, "超期", "late=yes")

    assert (office.desk.kept(WINDOW).columns, office.desk.kept(WINDOW).views) == (
        ("status", "case"), [("超期", "late=yes")],
    )  # fmt: skip
