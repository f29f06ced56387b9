"""People of no organ whom an answer names: their own tasks of this one case, the papers for them, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from engine.acts.at_task import TaskUnknown, VerbNotPossible
from engine.authority import (
    Account,
    ApplicantNotNamed,
    NamedTwice,
    NamedUnknown,
    NotYours,
    Role,
    identity_mark,
    may_act,
    may_see,
    named_as,
)
from engine.case import CaseUnknown
from engine.notices import Mail
from engine.office import DocumentNotForYou, DocumentUnknown, Office
from engine.presenting import NothingToShow
from engine.rehearsal.systems import ToldSystems
from engine.workplace import FixedTime
from tests.engine.test_showing import FIRM
from tests.offices import Premises, Unchanged, matter_files
from tests.receivers import Inbox, running

MATTER, HE, SHE, OTHER, REGISTRAR = "marriage_appointment", "wang.partner", "cheng.bride", "sun.partner", "xi.registrar"
LOCKSMITH = Role("locksmith", "named", named_by=("steps.check.id_number",))


@pytest.fixture
def registry(sqlite_premises: Premises) -> Office:
    """An office where marriages are registered, on 11 May, on SQLite."""
    sqlite_premises.clock.set(datetime(2026, 5, 11, 1, 0, tzinfo=UTC))
    office = sqlite_premises.open()
    office.place.systems = ToldSystems({"marriage": {"outcome": "none"}})
    office.publish(matter_files(MATTER))
    return office


def couple(**changes: Any) -> dict[str, Any]:
    answers: dict[str, Any] = orjson.loads(matter_files(MATTER)["examples/on_520.json"])
    return {**answers, **changes}


def booked(office: Office, by: str = HE) -> str:
    return str(office.open_case(MATTER, by, couple(), [])["case"])


def test_only_whom_the_case_names_holds_the_role() -> None:
    named = {"locksmith": "shi.locksmith"}
    for name, may in (("shi.locksmith", True), ("bai.locksmith", False), ("lin.partner", False)):
        account = Account(name, name)
        assert may_see(account, applicant="a", agent=None, roles=[LOCKSMITH], in_sight=(), named=named) is may
        if may:
            may_act(account, LOCKSMITH, applicant="a", agent=None, named=named, what="come")
        else:
            with pytest.raises(NotYours, match="locksmith"):
                may_act(account, LOCKSMITH, applicant="a", agent=None, named=named, what="come")


def test_answers_name_by_the_form_and_the_step_they_belong_to() -> None:
    assert LOCKSMITH.naming("check", "check", {"id_number": "7"}) == ["7"]
    assert LOCKSMITH.naming("check", "check", {}) == []
    assert LOCKSMITH.naming("application", "", {"id_number": "7"}) is None
    both = Role("other", "named", named_by=("application.a.id", "application.b.id"))
    assert both.naming("application", "correct", {"a": {"id": "1"}, "b": {"id": "2"}}) == ["1", "2"]


def test_an_identity_number_is_the_same_however_it_is_typed() -> None:
    assert identity_mark("11990119880808002x") == identity_mark(" 1199 0119880808002X ")


def test_the_other_party_is_found_by_the_number_and_sees_nothing_but_what_is_hers(registry: Office) -> None:
    case = booked(registry)

    assert [(task["case"], task["step"]) for task in registry.list_tasks(SHE)] == [(case, "confirm")]
    assert [row["case"] for row in registry.list_cases(SHE)] == [case]
    shown = registry.show_case(case, SHE)
    assert [task["step"] for task in shown["tasks"]] == ["confirm"]
    told = {fact["fact"]: fact["value"] for fact in shown["tasks"][0]["shown"]}
    assert told == {
        "applicant.name": "王若川",
        "appointment.where": "示例区婚姻登记处",
        "appointment.day": "2026-05-20",
        "appointment.time": "09:00",
    }
    assert [document["kind"] for document in shown["documents"]] == ["voucher"]
    assert (shown["applicant"], shown["answers"], shown["clocks"], shown["materials"]) == ("", [], [], [])
    assert [entry["act"] for entry in shown["history"]] == ["seal"], "the paper that is for her, too"
    assert registry.show_task(f"{case}/confirm", SHE)["shown"]


@pytest.mark.parametrize("who", [OTHER, "lin.partner", "he.examiner"])
def test_to_anybody_else_the_case_is_unknown(registry: Office, who: str) -> None:
    case = booked(registry)

    assert registry.list_tasks(who) == []
    with pytest.raises(CaseUnknown):
        registry.show_case(case, who)
    with pytest.raises(DocumentUnknown):
        registry.download(f"{case}/voucher", who)
    with Unchanged(registry), pytest.raises(TaskUnknown):
        registry.complete_task(f"{case}/confirm", who, "agree")


def test_neither_who_applies_nor_the_registrar_confirms_for_her(registry: Office) -> None:
    case = booked(registry)

    for who in (HE, REGISTRAR):
        with Unchanged(registry), pytest.raises(NotYours):
            registry.complete_task(f"{case}/confirm", who, "agree")
    task = registry.show_case(case, HE)["tasks"][0]
    assert (task["step"], task["assignee"], task["yours"], task["acts"]) == ("confirm", None, False, [])


def test_what_she_did_stands_in_the_record_and_in_what_the_applicant_sees(registry: Office) -> None:
    case = booked(registry)

    registry.complete_task(f"{case}/confirm", SHE, "agree", note="说好了")

    done = next(entry for entry in registry.show_case(case, HE)["history"] if entry.get("step") == "confirm")
    assert (done["actor"], done["act"], done["note"]) == (SHE, "agree", "")
    assert registry.show_case(case)["history"][0]["named"] == {"other_party": SHE}
    assert registry.show_case(case, SHE)["tasks"] == []
    assert registry.verify_record().intact


def test_a_paper_that_is_not_meant_for_her_is_refused_and_that_is_written_down(
    registry: Office, sqlite_premises: Premises
) -> None:
    case = booked(registry)
    sqlite_premises.clock.set(datetime(2026, 5, 12, 1, 1, tzinfo=UTC))
    registry.worker.once()

    with pytest.raises(DocumentNotForYou):
        registry.download(f"{case}/unconfirmed", SHE)

    assert [entry["act"] for entry in registry.show_record(case) if entry["actor"] == SHE] == ["download_refused"]


def test_who_applies_may_remind_her_and_nobody_takes_over_her_task(registry: Office) -> None:
    case = booked(registry)

    registry.remind(f"{case}/confirm", HE)

    for verb in ("claim", "transfer", "delegate", "add_signer", "ask", "return"):
        told = next(v for v in registry.task_verbs(f"{case}/confirm", SHE) if v["verb"] == verb)
        assert not told["possible"], verb
    with Unchanged(registry), pytest.raises((VerbNotPossible, NotYours)):
        registry.transfer(f"{case}/confirm", SHE, OTHER)


def test_one_of_the_two_applies_and_the_other_is_another_with_an_account(registry: Office) -> None:
    nobody = {"name": "苏未央", "id_number": "119901198001010047", "mobile": "19900000099"}

    for by, answers, refused in (
        (OTHER, couple(), ApplicantNotNamed),
        (HE, couple(woman=nobody), NamedUnknown),
    ):
        with Unchanged(registry), pytest.raises(refused):
            registry.open_case(MATTER, by, answers, [])


def test_an_agent_does_not_confirm_for_the_other_side(registry: Office) -> None:
    registry.add_account(
        Account("wang.agent", "程颐年", id_number="119901197904040146", agent_for=frozenset({HE}))
    )
    registry.add_account(Account(SHE, "程颐年", id_number=""))

    with Unchanged(registry), pytest.raises(NamedTwice):
        registry.open_case(MATTER, "wang.agent", couple(), [], applicant=HE)


def test_who_is_named_anew_takes_over_and_the_first_sees_nothing_any_more(
    sqlite_premises: Premises, clock_of_evening: FixedTime
) -> None:
    office = sqlite_premises.open()
    office.publish(matter_files("lock_opening"))
    filed = {"firm": "示例市安心开锁服务部", "price": 120}
    told = [
        {"outcome": "listed", "facts": {"firms": [{**FIRM, "record_number": f"示公锁备202400{n}"} for n in (1, 3)]}},
        {"outcome": "valid", "facts": {**filed, "person": "石𬍤", "id_number": "119901200404040080"}},
        {"outcome": "valid", "facts": {**filed, "person": "柏舟", "id_number": "119901199109120138"}},
    ]
    office.place.systems = ToldSystems({"locksmiths": told})
    answers = orjson.loads(matter_files("lock_opening")["examples/locked_out.json"])
    case = str(office.open_case("lock_opening", "lin.partner", answers, [])["case"])
    office.complete_task(f"{case}/choose", "lin.partner", "chosen", {"record_number": "示公锁备2024001"})
    assert office.show_case(case, "shi.locksmith")["tasks"][0]["step"] == "take_up"
    office.complete_task(f"{case}/take_up", "shi.locksmith", "decline")

    office.complete_task(f"{case}/choose", "lin.partner", "chosen", {"record_number": "示公锁备2024003"})

    assert office.list_tasks("shi.locksmith") == office.list_cases("shi.locksmith") == []
    assert [row["case"] for row in office.list_cases("bai.locksmith")] == [case]
    with pytest.raises(CaseUnknown):
        office.show_case(case, "shi.locksmith")
    told_him = {fact["fact"] for fact in office.show_case(case, "bai.locksmith")["tasks"][0]["shown"]}
    assert told_him == {"application.district", "application.lock_kind", "application.relation"}, "no address yet"


@pytest.fixture
def clock_of_evening(sqlite_premises: Premises) -> FixedTime:
    """Nine in the evening."""
    sqlite_premises.clock.set(datetime(2026, 5, 11, 13, 0, tzinfo=UTC))
    return sqlite_premises.clock


def test_both_are_reminded_once_the_day_before_and_of_a_new_day_anew(
    registry: Office, sqlite_premises: Premises
) -> None:
    case, clock = booked(registry), sqlite_premises.clock
    registry.complete_task(f"{case}/confirm", SHE, "agree")

    def reminded(who: str) -> list[tuple[str, Any]]:
        registry.worker.once()
        history = registry.show_case(case, who)["history"]
        return [(entry["at"][:16], entry["of"]) for entry in history if entry["act"] == "reminder"]

    clock.set(datetime(2026, 5, 19, 0, 59, tzinfo=UTC))
    assert reminded(HE) == []
    clock.set(datetime(2026, 5, 19, 1, 0, tzinfo=UTC))
    told = [("2026-05-19T09:00", {"attend": "2026-05-20"})]
    assert reminded(HE) == reminded(SHE) == told
    registry.act_on_case(case, HE, "rebook", {"office": "示例区婚姻登记处", "slot": "2026-05-28T10:00"})
    clock.set(datetime(2026, 5, 27, 2, 0, tzinfo=UTC))
    assert reminded(SHE) == [*told, ("2026-05-27T10:00", {"attend": "2026-05-28"})]
    assert registry.verify_record().intact


def test_a_reminder_goes_by_mail_to_both(registry: Office, sqlite_premises: Premises) -> None:
    for name in (HE, SHE):
        registry.add_account(replace(registry.place.account(name), email=f"{name}@mail.shili.example"))
    inbox = Inbox()
    with running(inbox) as port:
        mail = Mail("127.0.0.1", port, "示例市政务服务 <no-reply@shili.example>", "none", timeout_seconds=2)
        registry.place.notices = replace(registry.place.notices, mail=mail)
        case = booked(registry)
        registry.complete_task(f"{case}/confirm", SHE, "agree")
        for minute in (0, 1):
            sqlite_premises.clock.set(datetime(2026, 5, 19, 1, minute, tzinfo=UTC))
            registry.worker.once()

    sent = [mail for mail in inbox.mails if mail["Subject"] == f"办件{case}：提醒"]
    assert sorted(mail["To"] for mail in sent) == [f"{SHE}@mail.shili.example", f"{HE}@mail.shili.example"]
    assert "到场，2026年5月20日" in sent[0].get_content()


# ---- by an agent -----------------------------------------------------------------------------------------------------


@pytest.fixture
def by_agents(sqlite_premises: Premises) -> Office:
    """An office where the other party need not confirm in person, and one who is authorised by her."""
    sqlite_premises.clock.set(datetime(2026, 5, 11, 1, 0, tzinfo=UTC))
    office = sqlite_premises.open()
    office.place.systems = ToldSystems({"marriage": {"outcome": "none"}})
    files = dict(matter_files(MATTER))
    named = b"    who: named\n"
    files["matter.yaml"] = files["matter.yaml"].replace(named, named + b"    by_agent: true\n")
    office.publish(files)
    authorised(office, AGENT, SHE)
    return office


def authorised(office: Office, agent: str, *principals: str) -> None:
    office.add_account(replace(office.place.account(agent), agent_for=frozenset(principals)))


AGENT = "tian.agent"


def test_an_agent_does_what_is_the_named_persons_to_do_and_both_stand_in_the_record(by_agents: Office) -> None:
    case = booked(by_agents)
    assert [(task["case"], task["step"]) for task in by_agents.list_tasks(AGENT)] == [(case, "confirm")]
    assert [row["case"] for row in by_agents.list_cases(AGENT)] == [case]
    shown = by_agents.show_case(case, AGENT)
    assert [task["yours"] for task in shown["tasks"]] == [True]
    assert (shown["applicant"], shown["answers"], shown["materials"]) == ("", [], []), "no more than she sees"

    by_agents.complete_task(f"{case}/confirm", AGENT, "agree")

    done = next(entry for entry in by_agents.show_case(case)["history"] if entry.get("step") == "confirm")
    assert (done["actor"], done["act"], done["on_behalf"]) == (AGENT, "agree", SHE)
    assert by_agents.list_tasks(SHE) == []
    assert by_agents.verify_record().intact


def test_an_agent_whose_authorisation_has_ended_knows_of_nothing(by_agents: Office) -> None:
    case = booked(by_agents)
    authorised(by_agents, AGENT)

    with Unchanged(by_agents), pytest.raises(TaskUnknown):
        by_agents.complete_task(f"{case}/confirm", AGENT, "agree")
    with pytest.raises(CaseUnknown):
        by_agents.show_case(case, AGENT)
    assert by_agents.list_tasks(AGENT) == by_agents.list_cases(AGENT) == []


def test_nobody_acts_for_both_sides(by_agents: Office) -> None:
    case = booked(by_agents)
    authorised(by_agents, HE, SHE)

    with Unchanged(by_agents), pytest.raises(NotYours):
        by_agents.complete_task(f"{case}/confirm", HE, "agree")
    assert by_agents.list_tasks(HE) == []


def test_what_must_be_done_in_person_no_agent_does(registry: Office) -> None:
    case = booked(registry)
    authorised(registry, AGENT, SHE)

    assert registry.list_tasks(AGENT) == registry.list_cases(AGENT) == []
    with Unchanged(registry), pytest.raises(TaskUnknown):
        registry.complete_task(f"{case}/confirm", AGENT, "agree")


def test_who_one_is_no_agent_shows(by_agents: Office) -> None:
    case = booked(by_agents)

    assert by_agents.show_code(case, SHE)["code"]
    with pytest.raises(NothingToShow):
        by_agents.show_code(case, AGENT)


def test_of_two_people_named_nobody_is_the_agent_of_both() -> None:
    roles = [replace(LOCKSMITH, by_agent=True), Role("witness", "named", by_agent=True)]
    one, both = (Account("tian.agent", "田小满", agent_for=frozenset(whom)) for whom in (["shi"], ["shi", "bai"]))
    named = {"locksmith": "shi", "witness": "bai"}

    assert named_as(one, roles, applicant="a", agent=None, named=named) == {"locksmith": "shi"}
    assert named_as(both, roles, applicant="a", agent=None, named=named) == {}
