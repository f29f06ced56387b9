"""Codes that hold for a minute and are checked once; papers that holders let an organ read."""

from __future__ import annotations

import base64
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.authority import Account, NotYours, UnknownAccount
from engine.office import DocumentUnknown, Office
from engine.presenting import AuthorisationRefused, AuthorisationUnknown, NothingToShow, PaperNotValid
from engine.rehearsal.systems import ToldSystems
from engine.showing import (
    CodeExpired,
    CodeForged,
    CodeNotForYou,
    CodeOfAnother,
    CodeUnreadable,
    CodeUsed,
    Showing,
    ShowingRefused,
    check_time,
    compose,
    read,
)
from engine.terms import ShownKind
from engine.workplace import FixedTime
from signing.keyring import Keyring
from tests.offices import Premises, accept, contents, grant, matter_files, submit

HOLDER, OTHER, READER, EVENING = "sun.partner", "lin.partner", "xu.handler", datetime(2026, 5, 11, 13, 0, tzinfo=UTC)
SHOWN = Showing(ShownKind.PAPER, "A20W-0M3N-ZY1X-NQTQ", HOLDER, EVENING, "00" * 12)
FIRM = {
    "record_number": "示公锁备2024001", "firm": "示例市安心开锁服务部", "person": "石𬍤", "price": 120, "minutes": 20,
}  # fmt: skip
LOCKSMITHS: list[dict[str, Any]] = [
    {"outcome": "listed", "facts": {"firms": [FIRM]}},
    {
        "outcome": "valid",
        "facts": {"firm": "示例市安心开锁服务部", "price": 120, "person": "石𬍤", "id_number": "119901200404040080"},
    },
]


# ---- what a code says ------------------------------------------------------------------------------------------------


def test_a_code_says_again_what_was_put_into_it_wherever_it_was_scanned(seals: Keyring) -> None:
    code = compose(SHOWN, seals)

    for scanned in (code, f" {code}\n", f"https://shili.example/c/{code}/", f"{code[:40]}\n{code[40:]}"):
        assert read(scanned, seals) == SHOWN
    assert len(code) < 300, "it fits a QR code that a telephone reads from another's screen"


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_code_in_which_any_bit_was_changed_is_none_of_ours(seals: Keyring, place: int, bit: int) -> None:
    body, signature = (base64.urlsafe_b64decode(part + "==") for part in compose(SHOWN, seals).split("."))
    whole = bytearray(body + signature)
    whole[place % len(whole)] ^= 1 << bit
    parts = (bytes(whole[: len(body)]), bytes(whole[len(body) :]))

    with pytest.raises((CodeForged, CodeUnreadable)):
        read(".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), seals)


@given(text=st.text(max_size=200))
def test_what_is_no_code_is_refused_as_that(seals: Keyring, text: str) -> None:
    with pytest.raises(ShowingRefused):
        read(text, seals)


@pytest.mark.parametrize(
    ("seconds", "refused"),
    [(-6, CodeForged), (-4, None), (0, None), (59.9, None), (60, CodeExpired), (3600, CodeExpired)],
)
def test_a_code_holds_for_sixty_seconds(seconds: float, refused: type[ShowingRefused] | None) -> None:
    now = EVENING + timedelta(seconds=seconds)
    if refused is None:
        check_time(SHOWN, now)
    else:
        with pytest.raises(refused):
            check_time(SHOWN, now)


# ---- who one is in a case --------------------------------------------------------------------------------------------


@pytest.fixture
def service(premises: Premises) -> tuple[Office, str]:
    """An office, and a case in which the locksmith stands before the door; on both databases."""
    premises.clock.set(EVENING)
    office = premises.open()
    office.publish(matter_files("lock_opening"))
    return office, before_the_door(office)


def before_the_door(office: Office) -> str:
    office.place.systems = ToldSystems({"locksmiths": LOCKSMITHS})
    answers = orjson.loads(matter_files("lock_opening")["examples/locked_out.json"])
    case = str(office.open_case("lock_opening", OTHER, answers, [])["case"])
    office.complete_task(f"{case}/choose", OTHER, "chosen", {"record_number": "示公锁备2024001"})
    office.complete_task(f"{case}/take_up", "shi.locksmith", "accept")
    office.complete_task(f"{case}/arrive", "shi.locksmith", "arrived")
    return case


def show(office: Office, case: str, to: str = "") -> str:
    return str(office.show_code(case, "shi.locksmith", to=to)["code"])


def match(office: Office, case: str, code: str) -> dict[str, Any]:
    return office.complete_task(f"{case}/check_identity", OTHER, "match", {"code": code})


def test_of_many_who_check_the_same_code_at_once_one_can(service: tuple[Office, str], premises: Premises) -> None:
    """Two machines of the office, eight threads."""
    office, case = service
    code, offices = show(office, case), [office, premises.open()]
    ready, came_out = threading.Barrier(8), []

    def check(number: int) -> None:
        ready.wait()
        try:
            offices[number % 2].check_code(code)
        except CodeUsed as used:
            came_out.append(used.code)
        else:
            came_out.append("checked")

    threads = [threading.Thread(target=check, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came_out) == ["SHOWING-USED"] * 7 + ["checked"]
    with pytest.raises(CodeUsed):
        match(office, case, code)
    assert office.verify_record().intact


def test_the_step_takes_the_code_once_and_keeps_who_was_there_when(service: tuple[Office, str]) -> None:
    office, case = service
    code = show(office, case)

    shown = match(office, case, code)

    assert [task["step"] for task in shown["tasks"]] == ["check_client"]
    entry = next(e for e in office.show_case(case)["history"] if e.get("step") == "check_identity")
    assert entry["shown"]["locksmith"]["by"] == "shi.locksmith"
    with pytest.raises(CodeUsed):
        office.check_code(code)


def test_a_code_of_another_case_or_of_another_kind_does_not_do(service: tuple[Office, str]) -> None:
    office, case = service
    other = before_the_door(office)
    paper = granted(office)

    for code in (show(office, other), str(office.show_code(paper, HOLDER)["code"])):
        with pytest.raises(CodeOfAnother):
            match(office, case, code)
        office.check_code(code)  # it was not used up by that

    with office.place.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM used_codes").scalar_one() == 2
    refused = [e for e in contents(office.place.database)["ledger_entries"] if b"check_refused" in bytes(e["body"])]
    assert len(refused) == 2


def test_a_code_for_one_pair_of_eyes_is_refused_to_others(service: tuple[Office, str]) -> None:
    office, case = service
    code = show(office, case, to="pan.officer")

    for who in ("", "ren.officer"):
        with pytest.raises(CodeNotForYou):
            office.check_code(code, who)
    with pytest.raises(CodeNotForYou):
        match(office, case, code)
    told = office.check_code(code, "pan.officer", where="青年路18号")

    assert {row["fact"]: row["value"] for row in told["tells"]} == {
        "named.locksmith.name": "石𬍤",
        "steps.check_filing.firm": "示例市安心开锁服务部",
        "steps.choose.record_number": "示公锁备2024001",
    }
    assert told["holds"]


def test_only_whom_the_case_names_shows_so(service: tuple[Office, str]) -> None:
    office, case = service

    for who, refusal in ((OTHER, NothingToShow), ("bai.locksmith", DocumentUnknown), ("pan.officer", NothingToShow)):
        with pytest.raises(refusal):
            office.show_code(case, who)
    with pytest.raises(UnknownAccount):
        office.show_code(case, "nobody")


def test_of_who_was_sent_back_a_code_tells_that_he_is_sent_no_more(service: tuple[Office, str]) -> None:
    office, case = service
    code = show(office, case)
    office.act_on_case(case, OTHER, "call_off", {})

    told = office.check_code(code)

    assert (told["holds"], told["tells"]) == (False, [])


# ---- a paper of one's own --------------------------------------------------------------------------------------------


def granted(office: Office, kind: str = "decision_grant") -> str:
    """The number of a paper of this kind that the holder has; the decision is public, the receipt is not."""
    case = submit(office)
    accept(office, case)
    grant(office, case)
    return next(str(d["number"]) for d in office.list_documents(case) if d["kind"] == kind)


@pytest.fixture
def held(sqlite_premises: Premises) -> tuple[Office, str]:
    """An office on SQLite and the number of a decision in force."""
    office = sqlite_premises.open()
    return office, granted(office)


def test_whoever_scans_sees_holder_paper_and_whether_it_is_in_force(held: tuple[Office, str]) -> None:
    office, number = held
    first, second = (str(office.show_code(number, HOLDER)["code"]) for _ in range(2))
    assert first != second, "it is another one each time"

    told = office.check_code(first, where="示例市图书馆")

    assert (told["holder"], told["number"], told["status"]) == ("孙思远", number, "valid")
    assert "0101005" not in told["holder_number"], "an identity number is never told whole"
    assert [(e["act"], e["actor"], e.get("where")) for e in office.shown_to(number, HOLDER)] == [
        ("check_code", "anybody", "示例市图书馆")
    ]
    office.set_document_status(number, "revoked", "yu.head", "材料不实")
    assert office.check_code(second)["status"] == "revoked", "as it stands when it is checked"
    with pytest.raises(PaperNotValid):
        office.show_code(number, HOLDER)


@pytest.mark.parametrize("who", [OTHER, "yu.head", "tian.agent"])
def test_a_paper_is_shown_by_its_holder_alone(held: tuple[Office, str], who: str) -> None:
    office, number = held

    refusal = NothingToShow if who == "yu.head" else DocumentUnknown
    with pytest.raises(refusal):
        office.show_code(number, who)
    with pytest.raises(refusal):
        office.authorise(number, who, "city_justice", "核对", date(2026, 4, 1))


def test_an_organ_reads_a_paper_while_the_holder_lets_it_and_each_reading_is_seen(
    held: tuple[Office, str], sqlite_premises: Premises
) -> None:
    office, number = held[0], granted(held[0], "receipt")
    with pytest.raises(DocumentUnknown):
        office.download(number, READER)

    given = office.authorise(number, HOLDER, "city_justice", "办理执业许可", date(2026, 3, 31))
    assert [row["number"] for row in office.presenting.readable(READER)] == [number]
    document, data = office.download(number, READER)

    assert document["sha256"] and data.startswith(b"%PDF")
    listed = office.presenting.authorisations(HOLDER)[0]
    assert (listed["holds"], [read["by"] for read in listed["reads"]]) == (True, [READER])
    with pytest.raises(DocumentUnknown):
        office.download(number, "chen.window")  # another organ
    with pytest.raises(AuthorisationUnknown):
        office.presenting.withdraw(given["authorisation"], OTHER)
    assert not office.presenting.withdraw(given["authorisation"], HOLDER)["holds"]
    with pytest.raises(DocumentUnknown):
        office.download(number, READER)
    assert office.verify_record().intact

    office.authorise(number, HOLDER, "city_justice", "办理执业许可", date(2026, 3, 3))
    sqlite_premises.clock.set(datetime(2026, 3, 3, 15, 59, tzinfo=UTC))
    office.download(number, READER)
    sqlite_premises.clock.set(datetime(2026, 3, 3, 16, 1, tzinfo=UTC))
    with pytest.raises(DocumentUnknown):
        office.download(number, READER)


@pytest.mark.parametrize(
    ("organ", "purpose", "until"),
    [
        ("nobody", "核对", date(2026, 4, 1)),
        ("city_justice", "  ", date(2026, 4, 1)),
        ("city_justice", "核" * 201, date(2026, 4, 1)),
        ("city_justice", "核对\n其他", date(2026, 4, 1)),
        ("city_justice", "核对", date(2026, 3, 1)),
    ],
)
def test_an_authorisation_names_an_organ_a_purpose_and_a_day_to_come(
    held: tuple[Office, str], organ: str, purpose: str, until: date
) -> None:
    office, number = held

    with pytest.raises(AuthorisationRefused):
        office.authorise(number, HOLDER, organ, purpose, until)


def test_who_showed_what_to_whom_is_the_holders_to_see(held: tuple[Office, str]) -> None:
    office, number = held
    office.add_account(Account("curious", "好奇者"))

    with pytest.raises(DocumentUnknown):
        office.shown_to(number, "curious")
    with pytest.raises(NotYours, match="its holder"):
        office.shown_to(number, "yu.head")


def test_codes_that_have_ended_are_forgotten(held: tuple[Office, str], sqlite_premises: Premises) -> None:
    office, number = held
    clock: FixedTime = sqlite_premises.clock
    for _ in range(3):
        office.check_code(str(office.show_code(number, HOLDER)["code"]))
        clock.set(clock() + timedelta(minutes=5))

    assert len(contents(office.place.database)["used_codes"]) == 1
