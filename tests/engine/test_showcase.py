"""A demonstration office that has been at work: cases where their examples leave them, everybody may log in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.assembly import open_office
from engine.config import Settings
from engine.showcase import FIRM, Piece, adapted, furnished, shared_password

NOW = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)


@pytest.mark.slow
def test_cases_stand_where_their_examples_leave_them_and_nothing_is_in_the_future(tmp_path: Path) -> None:
    settings = adapted(Settings(home=tmp_path, site="http://127.0.0.1:8123"))
    pieces = (
        Piece(FIRM, "corrected_then_granted", 1, 1),
        Piece(FIRM, "straight_grant", 8),
        Piece("no_criminal_record", "issued_at_once", 0),
        Piece(FIRM, "straight_grant", 0, 0),
    )

    parts = [part.what for part in furnished(settings, lambda: NOW, pieces)]
    again = [part.what for part in furnished(settings, lambda: NOW, pieces)]

    office = open_office(settings, now=lambda: NOW)
    shown = [office.show_case(case["case"]) for case in office.list_cases("lin.partner")]
    assert [case["status"] for case in shown] == ["delivered", "submitted", "correcting", "delivered"]
    assert (
        max(entry["at"] for case in shown for entry in case["history"]) <= NOW.astimezone(office.place.zone).isoformat()
    )
    assert office.access.who(office.access.log_in("chen.window", shared_password(settings)))
    assert office.verify_record().intact
    assert "cases" in parts and "cases" not in again
    document = next(d for d in shown[-1]["documents"] if d["style"] == "certificate")
    assert office.verify_document(office.place.vault.get(document["sha256"])).verdict == "valid"
    office.place.database.close()
