"""Promises in place of a proof: who may make one, when it is to be checked, what follows when it is untrue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.acts.promising import PromiseRelied, PromiseUnexplained, PromiseUnknown
from engine.authority import NotYours
from engine.bars import BarRefused, CommitmentBarred
from engine.matter.text import load_yaml
from engine.office import Office, Upload
from engine.rehearsal.systems import ToldSystems
from engine.workplace import FixedTime
from tests.offices import Unchanged, contents, matter_files

CODE = "lawyer_licence_fulltime"
FILES = matter_files(CODE)
HANDLER, PROMISE = "xu.handler", "no_intentional_crime"


def apply(office: Office, account: str = "shu.trainee", promises: bool = True) -> str:
    """The number of a case just submitted, with everything but the proof that a promise stands for."""
    office.publish(FILES)
    matter = office.place.current_matter(CODE)
    answers = {**load_yaml(FILES["examples/shu_wang.json"].decode())[0], "promises_no_crime": promises}
    uploads = [
        Upload(material.id, name.rsplit("/", 1)[1], data)
        for material in matter.asked_of(answers)
        for name, data in FILES.items()
        if name.startswith(f"examples/materials/{material.id}.")
    ]
    return str(office.open_case(CODE, account, answers, uploads)["case"])


@pytest.fixture
def granted(office: Office, clock: FixedTime) -> str:
    """A case granted on a promise and delivered."""
    office.place.systems = ToldSystems({"criminal_records": {"outcome": "none"}})
    played, _ = load_yaml(FILES["examples/straight_grant.yaml"].decode())
    case = apply(office)
    for line in played["when"]:
        if "step" in line:
            clock.set(clock().fromisoformat(str(line["at"])).replace(tzinfo=office.place.zone))
            office.complete_task(f"{case}/{line['step']}", line["by"], line["act"], line.get("answers") or {})
            office.worker.once()
    assert office.show_case(case)["status"] == "delivered"
    return case


def test_a_promise_stands_for_the_proof_and_no_promise_for_none(office: Office) -> None:
    office.publish(FILES)
    matter = office.place.current_matter(CODE)

    with_promise = {material.id for material in matter.asked_of({"promises_no_crime": True})}
    without = {material.id for material in matter.asked_of({"promises_no_crime": False})}

    assert without - with_promise == {"no_crime_proof"}


def test_a_promise_is_to_be_checked_by_a_day_once_it_has_been_relied_on(office: Office, granted: str) -> None:
    (promise,) = office.show_case(granted)["promises"]
    decided = date(2026, 3, 17)
    days = office.place.calendar.working_days_between(decided, date.fromisoformat(promise["check_by"]))

    assert (promise["state"], promise["made_on"], days) == ("open", "2026-03-02", 60)
    assert [row["case"] for row in office.promises_to_check(HANDLER)] == [granted]
    assert office.promises_to_check(HANDLER, by=decided) == []
    assert office.promises_to_check("chen.window") == []


def test_a_promise_of_a_case_that_comes_to_nothing_is_not_checked(office: Office) -> None:
    case = apply(office)

    shown = office.act_on_case(case, "shu.trainee", "withdraw")

    assert [promise["state"] for promise in shown["promises"]] == ["void"]
    assert office.promises_to_check(HANDLER) == []


def test_a_promise_taken_back_is_settled_and_its_proof_owed_until_it_is_there(office: Office) -> None:
    case = apply(office)
    proof = Upload("no_crime_proof", "证明.pdf", FILES["examples/materials/no_crime_proof.pdf"])

    taken_back = office.withdraw_promise(case, "shu.trainee", PROMISE, note="改为提交证明。")

    (promise,) = taken_back["promises"]
    assert (promise["state"], promise["proofs_due"]) == ("withdrawn", ["no_crime_proof"])
    (brought,) = office.withdraw_promise(case, "shu.trainee", PROMISE, [proof])["promises"]
    assert brought["proofs_due"] == []
    assert "no_crime_proof" in {file["material"] for file in office.show_case(case)["materials"]}
    with pytest.raises(PromiseUnknown):
        office.withdraw_promise(case, "shu.trainee", PROMISE, [proof])
    assert office.verify_record().intact


def test_a_promise_that_a_decision_rests_on_cannot_be_taken_back(office: Office, granted: str) -> None:
    with Unchanged(office), pytest.raises(PromiseRelied):
        office.withdraw_promise(granted, "shu.trainee", PROMISE)


def test_what_is_due_for_checking_is_lit_and_stands_apart(office: Office, clock: FixedTime, granted: str) -> None:
    assert office.promises_to_check(HANDLER, due=True) == []
    assert [row["light"] for row in office.promises_to_check(HANDLER)] == ["green"]

    check_by = date.fromisoformat(office.promises_to_check(HANDLER)[0]["check_by"])
    clock.set(clock() + timedelta(days=(check_by - clock().date()).days))

    assert [row["light"] for row in office.promises_to_check(HANDLER, due=True)] == ["yellow"]
    clock.set(clock() + timedelta(days=2))
    (late,) = office.promises_to_check(HANDLER, due=True)
    assert (late["light"], late["overdue"]) == ("red", True)


def test_a_true_promise_is_settled_and_changes_no_paper(office: Office, granted: str) -> None:
    shown = office.check_promise(granted, HANDLER, PROMISE, kept=True)

    assert [promise["state"] for promise in shown["promises"]] == ["kept"]
    assert {paper["status"] for paper in shown["documents"]} == {"valid"}
    assert office.bars("shu.trainee") == []
    with pytest.raises(PromiseUnknown):
        office.check_promise(granted, HANDLER, PROMISE, kept=False, note="改口")


def test_an_untrue_promise_revokes_what_rests_on_it_and_bars_whoever_made_it(
    office: Office, clock: FixedTime, granted: str
) -> None:
    shown = office.check_promise(granted, HANDLER, PROMISE, kept=False, note="复函：2019年因故意伤害罪被判处拘役。")

    status = {paper["kind"]: paper["status"] for paper in shown["documents"]}
    assert [kind for kind, now in status.items() if now == "revoked"] == ["decision_grant", "licence"]
    assert status["promise_revocation"] == "valid"
    assert shown["status"] == "delivered" and shown["outcome"] == "granted"
    (bar,) = office.bars("shu.trainee")
    assert (bar["reason"], bar["source"], bar["until"]) == ("false_promise", granted, "2029-03-17")
    data = office.download(f"{granted}/licence", "shu.trainee")[1]
    assert office.verify_document(data).verdict.value == "revoked"

    before = contents(office.place.database)
    with pytest.raises(CommitmentBarred, match="2029-03-17"):
        apply(office)
    assert contents(office.place.database) == before
    assert office.show_case(apply(office, promises=False))["promises"] == []
    clock.set(clock() + timedelta(days=3 * 366))
    assert office.bars("shu.trainee") == []


@pytest.mark.parametrize(
    ("account", "note", "error"),
    [(HANDLER, " ", PromiseUnexplained), ("he.examiner", "x", NotYours), ("shu.trainee", "x", NotYours)],
)
def test_only_who_checks_says_so_and_says_why(office: Office, granted: str, account: str, note: str, error) -> None:
    before = contents(office.place.database)

    with pytest.raises(error):
        office.check_promise(granted, account, PROMISE, kept=False, note=note)

    assert contents(office.place.database) == before


def test_a_bar_holds_for_the_person_whatever_account_is_used(office: Office) -> None:
    office.bar("shu.trainee", "bad_credit", date(2026, 12, 31), "信用信息共享平台")
    twin = office.place.account("shu.trainee")
    office.add_account(type(twin)(**{**_fields(twin), "name": "shu.again"}))

    with pytest.raises(CommitmentBarred, match="信用信息共享平台"):
        apply(office, "shu.again")

    assert apply(office, "ge.trainee")


@pytest.mark.parametrize(
    ("until", "source"), [(date(2026, 3, 2), "x"), (date(2027, 1, 1), " "), (date(2027, 1, 1), "a\nb")]
)
def test_a_bar_says_until_when_and_where_it_is_on_record(office: Office, until: date, source: str) -> None:
    with pytest.raises(BarRefused):
        office.bar("shu.trainee", "bad_credit", until, source)


def _fields(account) -> dict[str, object]:
    return {name: getattr(account, name) for name in account.__slots__}
