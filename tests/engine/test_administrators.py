"""The three administrators: each does what is theirs, nobody grants rights and reads the log of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from engine import administrators as three
from engine.audit import first_break
from engine.authority import (
    ADMINISTRATORS,
    AUDIT_ADMIN,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    Account,
    AdministratorsApart,
    NotYours,
    OwnRights,
)
from engine.deputies import DeputyRefused
from engine.matter.folder import MatterMissing
from engine.office import Office
from engine.organs import OrgansInFile, OrgansRefused, read_organs
from engine.workplace import FixedTime
from tests.offices import APPLICANT, HEAD, WINDOW, Premises, accept, application, matter_files, submit

SYSTEM, SECURITY, AUDIT = "cheng.system", "fan.security", "lian.audit"
Do = Callable[[Office, str | None], Any]

THEIRS: dict[str, list[Do]] = {
    SYSTEM: [
        lambda office, by: office.administrators.organs_file(by),
        lambda office, by: office.administrators.load_organs(by, b""),
        lambda office, by: office.administrators.years(by),
        lambda office, by: office.administrators.load_year(by, "2027.yaml", b""),
        lambda office, by: office.administrators.matters(by),
        lambda office, by: office.administrators.retire(by, "starter", "样"),
        lambda office, by: office.list_jobs(by=by),
        lambda office, by: office.retry_job("x", by),
    ],
    SECURITY: [
        lambda office, by: office.administrators.people(by),
        lambda office, by: office.administrators.person(by, WINDOW),
        lambda office, by: office.administrators.add(by, []),
        lambda office, by: office.administrators.employ(by, Account("a.b", "甲"), "样"),
        lambda office, by: office.administrators.grant(by, WINDOW, "head_of_organ", "样"),
        lambda office, by: office.administrators.revoke(by, WINDOW, "window_clerk", "样"),
        lambda office, by: office.administrators.new_password(by, WINDOW),
        lambda office, by: office.administrators.reset_second_factor(by, WINDOW),
        lambda office, by: office.administrators.sessions(by),
        lambda office, by: office.administrators.end_sessions(by, WINDOW),
        lambda office, by: office.administrators.seals(by),
        lambda office, by: office.administrators.sealed(by, "city_approval.organ"),
    ],
    AUDIT: [
        lambda office, by: office.administrators.log(by, "office"),
        lambda office, by: office.administrators.case_log(by, "x"),
        lambda office, by: office.administrators.export_log(by, "office"),
        lambda office, by: office.verify_record(by),
        lambda office, by: office.show_ledger(by),
    ],
}


@pytest.fixture
def premises(sqlite_premises: Premises) -> Premises:
    """Rights do not depend on the database; what is asked of it does, and is tried on both where it is marked."""
    return sqlite_premises


@pytest.mark.parametrize("whose", list(THEIRS))
def test_what_is_one_administrators_is_no_one_elses(office: Office, whose: str) -> None:
    for others in {SYSTEM, SECURITY, AUDIT, WINDOW, HEAD, APPLICANT, "wei.supervisor", "bai.auditor"} - {whose}:
        for do in THEIRS[whose]:
            with pytest.raises(NotYours):
                do(office, others)


@pytest.mark.parametrize("roles", [{SYSTEM_ADMIN, AUDIT_ADMIN}, {SECURITY_ADMIN, AUDIT_ADMIN}, {*ADMINISTRATORS},
                                   {SECURITY_ADMIN, "window_clerk"}, {AUDIT_ADMIN, "supervisor"}])  # fmt: skip
def test_an_administrator_holds_one_role_alone(office: Office, roles: set[str]) -> None:
    account = replace(office.place.account(WINDOW), roles=frozenset(roles))

    for write in (office.add_account, lambda a: office.add_accounts([a], replace=True)):
        with pytest.raises(AdministratorsApart) as refused:
            write(account)

    assert refused.value.code == "AUTHORITY-ADMINISTRATORS-APART"
    with pytest.raises(AdministratorsApart):
        office.administrators.grant(SECURITY, WINDOW, sorted(roles & ADMINISTRATORS.keys())[0], "任命")
    assert office.place.account(WINDOW).roles == {"window_clerk"}


def test_nobody_changes_their_own_rights(office: Office) -> None:
    mine = office.administrators
    for do in (
        lambda: mine.grant(SECURITY, SECURITY, AUDIT_ADMIN, "样"),
        lambda: mine.revoke(SECURITY, SECURITY, SECURITY_ADMIN, "样"),
        lambda: mine.new_password(SECURITY, SECURITY),
        lambda: mine.reset_second_factor(SECURITY, SECURITY),
        lambda: mine.add(SECURITY, [office.place.account(SECURITY)], replace=True),
    ):
        with pytest.raises(OwnRights):
            do()


def test_a_role_is_granted_and_revoked_for_a_reason_that_the_log_keeps(office: Office) -> None:
    mine = office.administrators
    with pytest.raises(three.ReasonMissing):
        mine.grant(SECURITY, WINDOW, "head_of_organ", " ")
    with pytest.raises(three.RoleUnknown):
        mine.grant(SECURITY, WINDOW, "astronaut", "任命")

    mine.grant(SECURITY, WINDOW, "head_of_organ", "示任〔2026〕3号")
    mine.revoke(SECURITY, WINDOW, "window_clerk", "轮岗")

    person, entries = mine.person(SECURITY, WINDOW)
    assert person.account.roles == {"head_of_organ"}
    assert [(e["actor"], e.get("granted"), e.get("revoked"), e["reason"]) for e in entries[:2]] == [
        (SECURITY, None, "window_clerk", "轮岗"), (SECURITY, "head_of_organ", None, "示任〔2026〕3号"),
    ]  # fmt: skip
    assert office.verify_record(AUDIT).intact


def test_an_official_is_employed_without_roles_and_granted_some(office: Office) -> None:
    mine = office.administrators
    wanted = Account("xin.window", "辛来", organ="city_approval", roles=frozenset({"head_of_organ"}))
    mine.employ(SECURITY, wanted, "新录用")
    assert office.place.account("xin.window").roles == frozenset()

    mine.grant(SECURITY, "xin.window", "window_clerk", "新录用")
    word = mine.new_password(SECURITY, "xin.window")

    assert office.access.who(office.access.log_in("xin.window", word))
    with pytest.raises(three.administration.AccountExists):
        mine.employ(SECURITY, Account("xin.window", "辛来", organ="city_approval"), "又一次")


def test_an_administrators_role_is_lent_to_no_deputy(office: Office) -> None:
    today = office.place.day(office.place.now())

    with pytest.raises(DeputyRefused):
        office.appoint_deputy(SECURITY, WINDOW, today, today, by=SECURITY)

    assert office.appoint_deputy(HEAD, "song.deputy", today, today, by=SECURITY)


def test_a_retired_matter_takes_no_new_case_and_its_cases_go_on(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    clock.set(clock() + timedelta(minutes=1))

    office.administrators.retire(SYSTEM, "starter", "职权调整")

    assert "starter" not in [row["code"] for row in office.list_matters()]
    answers, uploads = application()
    with pytest.raises(MatterMissing):
        office.open_case("starter", APPLICANT, answers, uploads)
    with pytest.raises(MatterMissing):
        office.administrators.retire(SYSTEM, "starter", "再来一次")
    assert accept(office, case)["status"] == "accepted"
    assert [bool(one["bundle"]) for versions in office.administrators.matters(SYSTEM) for one in versions
            if one["matter"] == "starter"] == [False, True]  # fmt: skip
    assert office.verify_record().intact
    clock.set(clock() + timedelta(minutes=1))
    office.publish(matter_files("starter"))
    assert submit(office)


def test_organs_are_loaded_where_nobody_and_no_seal_is_lost(office: Office, premises: Premises) -> None:
    (office.home / "organs.yaml").write_text("city_x: {name: 某局}\n", encoding="utf-8")
    mine, here = office.administrators, office.place.organs
    with pytest.raises(OrgansRefused, match="still has people"):
        mine.load_organs(SYSTEM, b"city_x: {name: x}")
    with pytest.raises(OrgansRefused, match="UTF-8"):
        mine.load_organs(SYSTEM, b"\xff")
    rows = {id: asdict(organ) for id, organ in here.items()}
    rows["city_approval"]["seals"]["new"] = {"text": "新章"}
    with pytest.raises(OrgansRefused, match="no key"):
        mine.load_organs(SYSTEM, orjson.dumps(rows))
    del rows["city_approval"]["seals"]["new"]
    rows["city_approval"]["phone"] = "990-1"

    assert mine.load_organs(SYSTEM, orjson.dumps(rows)) == ["city_approval"]

    assert office.place.organs["city_approval"].phone == "990-1"
    assert read_organs(mine.organs_file(SYSTEM).decode()) == office.place.organs
    assert office.show_ledger(AUDIT)[-1]["actor"] == SYSTEM


def test_organs_loaded_in_one_process_are_those_of_every_other_a_second_later(
    office: Office, premises: Premises, clock: FixedTime, caplog: pytest.LogCaptureFixture
) -> None:
    file, mine = office.home / "organs.yaml", office.administrators
    rows = {id: asdict(organ) for id, organ in office.place.organs.items()}
    file.write_bytes(orjson.dumps(rows))
    other = premises.open()
    other.place.organs = OrgansInFile(file, clock)
    rows["city_approval"]["phone"] = "990-1"

    mine.load_organs(SYSTEM, orjson.dumps(rows))

    assert office.place.organs["city_approval"].phone == "990-1"
    assert other.place.organs["city_approval"].phone != "990-1", "it was looked at within this second"
    clock.set(clock() + timedelta(seconds=1))
    assert other.place.organs["city_approval"].phone == "990-1"
    assert {organ.id for organ in other.place.organs.values()} == set(rows) == set(other.place.organs)
    file.write_text("city_approval: [", encoding="utf-8")
    clock.set(clock() + timedelta(seconds=1))
    assert other.place.organs["city_approval"].phone == "990-1"
    file.unlink()
    clock.set(clock() + timedelta(seconds=1))
    assert len(other.place.organs) == len(rows)
    assert [record.getMessage().partition(" ")[0] for record in caplog.records] == ["organs_not_read"] * 2


def test_an_exported_log_proves_itself_and_that_it_was_taken(office: Office) -> None:
    lines = office.administrators.export_log(AUDIT, "office").splitlines()

    entries = [orjson.loads(line) for line in lines]
    chain = [(e["number"], orjson.dumps({k: v for k, v in e.items() if k != "hash"}, option=orjson.OPT_SORT_KEYS),
              bytes.fromhex(e["hash"])) for e in entries]  # fmt: skip
    assert first_break("office", chain, chain[-1][2]) is None
    assert office.administrators.log(AUDIT, "access", act="log_exported")[0][0]["actor"] == AUDIT


def test_the_log_of_a_case_has_no_remarks_in_it(office: Office) -> None:
    case = submit(office)
    office.complete_task(f"{case}/check_materials", WINDOW, "accept", note="电话里说好了")

    log = office.administrators.case_log(AUDIT, case)

    assert {"submit", "accept"} <= {entry["act"] for entry in log}
    assert "电话里说好了" not in repr(log)
