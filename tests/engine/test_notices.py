"""Telling applicants and other systems: by mail and by signed calls, in nobody's way, again until it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from engine import deputies
from engine.authority import Account
from engine.ledger import notices
from engine.mailing import MailChoiceRefused
from engine.notices import Mail, Notices, NoticesRefused, Webhook, read_notices
from engine.notices.sending import signature
from engine.office import Office
from engine.organs import OrgansRefused, read_people
from engine.store import questions, queue
from engine.store.tables import DEAD
from engine.workplace import FixedTime
from signing.guarded import Secret
from tests.offices import APPLICANT, DEPUTY, HEAD, WINDOW, accept, submit, task_of
from tests.receivers import Hook, Inbox, running

ADDRESS, SECRET = "sun@mail.shili.example", "只有两边知道"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def inbox(office: Office) -> Iterator[Inbox]:
    """The mail server of the office; the applicant has an address."""
    office.add_account(replace(office.place.account(APPLICANT), email=ADDRESS))
    inbox = Inbox()
    with running(inbox) as port:
        mail = Mail("127.0.0.1", port, "示例市政务服务 <no-reply@shili.example>", "none", timeout_seconds=2)
        office.place.notices = replace(office.place.notices, mail=mail)
        yield inbox


@pytest.fixture
def hook(office: Office) -> Iterator[Hook]:
    """A system that wants to hear of acceptances."""
    hook = Hook()
    with running(hook) as port:
        one = Webhook("exchange", f"http://127.0.0.1:{port}/cases", Secret(SECRET), frozenset({"accept"}), 2)
        office.place.notices = replace(office.place.notices, webhooks={"exchange": one})
        yield hook


def later(office: Office, clock: FixedTime, by: timedelta = A_MINUTE) -> None:
    clock.set(clock() + by)
    office.worker.once()


def told(office: Office, case: str) -> list[tuple[str, str]]:
    """What the ledger says of whom was told of what: act and why not."""
    with office.place.database.reading() as connection:
        row = questions.case(connection, case)
        assert row is not None
        bodies = [orjson.loads(b) for _, b, _ in notices(row["organ"], row["id"]).entries(connection)]
    return [(body["act"], body.get("why", "")) for body in bodies]


def test_the_applicant_is_told_of_each_act_by_mail(office: Office, inbox: Inbox, clock: FixedTime) -> None:
    case = submit(office)
    accept(office, case)
    assert inbox.mails == [], "whoever acts does not wait for a mail server"
    later(office, clock)

    assert [mail["Subject"] for mail in inbox.mails] == [f"办件{case}：提出申请", f"办件{case}：受理"]
    mail = inbox.mails[1]
    assert mail["To"] == ADDRESS
    assert "示例市行政审批局已于2026年3月2日办理：受理" in mail.get_content()
    assert told(office, case) == [("mail", ""), ("mail", "")]
    assert office.verify_record().intact


def test_a_mail_server_that_is_busy_is_asked_again_and_the_act_stands(
    office: Office, inbox: Inbox, clock: FixedTime
) -> None:
    inbox.busy = True
    case = submit(office)
    later(office, clock)
    assert office.show_case(case)["status"] == "submitted"
    assert any("NOTICE-MAIL" in job["error"] for job in office.list_jobs())

    inbox.busy = False
    later(office, clock)

    assert [mail["Subject"] for mail in inbox.mails] == [f"办件{case}：提出申请"]
    assert office.list_jobs() == []


def test_an_address_that_does_not_exist_is_tried_once(office: Office, inbox: Inbox, clock: FixedTime) -> None:
    inbox.refused = ADDRESS
    case = submit(office)
    later(office, clock)

    assert told(office, case) == [("mail_refused", "127.0.0.1 does not take mail for this address: 550")]
    assert office.list_jobs() == []


def test_who_has_no_address_is_left_out(office: Office, inbox: Inbox, clock: FixedTime) -> None:
    office.add_account(replace(office.place.account(APPLICANT), email=""))
    case = submit(office)
    later(office, clock)

    assert inbox.mails == []
    assert told(office, case) == [("mail_left_out", "nobody has given an address")]


def test_a_mail_sent_again_after_a_crash_bears_the_same_id(office: Office, inbox: Inbox, clock: FixedTime) -> None:
    submit(office)
    finish = queue.finish_job
    queue.finish_job = lambda *_: False  # type: ignore[assignment]  # the worker loses its lease at the last moment
    try:
        later(office, clock)
    finally:
        queue.finish_job = finish
    later(office, clock)

    first, second = (mail["Message-ID"] for mail in inbox.mails)
    assert first == second


def test_a_system_is_called_with_a_signature_it_can_check(office: Office, hook: Hook, clock: FixedTime) -> None:
    case = submit(office)
    accept(office, case)
    later(office, clock)

    ((headers, body),) = hook.calls
    assert headers["Sealflow-Signature"] == f"sha256={signature(SECRET, headers['Sealflow-Timestamp'], body)}"
    said = orjson.loads(body)
    assert (said["case"], said["act"], said["status"], said["on"]) == (case, "accept", "accepted", "2026-03-02")
    assert APPLICANT not in body.decode()
    assert told(office, case) == [("webhook", "")]


def test_a_system_that_fails_is_called_again_with_the_same_id_and_then_set_aside(
    office: Office, hook: Hook, clock: FixedTime
) -> None:
    hook.status = 503
    case = submit(office)
    accept(office, case)
    for _ in range(14):
        later(office, clock, timedelta(hours=2))

    assert len(hook.calls) == office.worker.most_attempts
    assert len({headers["Sealflow-Delivery"] for headers, _ in hook.calls}) == 1
    (job,) = office.list_jobs(only_dead=True)
    assert "exchange answered HTTP 503" in job["error"]
    assert office.show_case(case, APPLICANT)["hindered"] == []
    assert office.show_case(case)["hindered"] != []

    hook.status = 200
    office.retry_job(job["job"])
    later(office, clock)
    assert told(office, case) == [("webhook", "")]


def test_a_call_that_is_not_understood_is_not_repeated(office: Office, hook: Hook, clock: FixedTime) -> None:
    hook.status = 422
    case = submit(office)
    accept(office, case)
    for _ in range(3):
        later(office, clock)

    assert len(hook.calls) == 1
    assert told(office, case) == [("webhook_refused", "exchange answered HTTP 422")]


def test_an_office_that_tells_nobody_has_no_jobs_for_it(office: Office, clock: FixedTime) -> None:
    case = submit(office)

    with office.place.database.reading() as connection:
        assert [row for row in queue.unfinished_jobs(connection) if row["state"] != DEAD] == []
    assert told(office, case) == []


GOOD = """
mail: {host: smtp.shili.example, sender: "政务服务 <no-reply@shili.example>", user: sealflow, password: MAIL_PASSWORD}
webhooks:
  exchange: {url: "https://exchange.shili.example/cases", secret: EXCHANGE_SECRET, acts: [accept, grant]}
"""
SET = {"MAIL_PASSWORD": "x", "EXCHANGE_SECRET": "y"}


def test_the_settings_are_read() -> None:
    found = read_notices(GOOD, SET)

    assert isinstance(found, Notices) and found.mail
    assert (found.mail.port, found.mail.security, found.mail.password.reveal()) == (465, "tls", "x")
    assert found.webhooks["exchange"].acts == {"accept", "grant"}
    assert read_notices("", {}) == Notices()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("password: MAIL_PASSWORD", "password: MAIL_PASS", "MAIL_PASS, which is not set"),
        ("host: smtp.shili.example", "host: smtp.shili.example, security: none", "must be encrypted"),
        ("host: smtp.shili.example", "host: smtp.shili.example, port: 70000", "port of mail is 70000"),
        ("no-reply@shili.example", "nobody", "no address"),
        ("https://", "http://", "an https address"),
        ("acts: [accept, grant]", "acts: accept", "must be a list of acts"),
        ("secret:", "secrets:", "'secrets'"),
        ("mail:", "mails:", "'mails'"),
        ("webhooks:", "webhooks: [", "notices.yaml"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_by_name(old: str, new: str, why: str) -> None:
    with pytest.raises(NoticesRefused, match=why):
        read_notices(GOOD.replace(old, new), SET)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(OrgansRefused, match="no address"):
        list(read_people("- {account: a, name: 甲, email: nowhere}"))


def test_who_is_urged_or_reminded_hears_of_it_by_mail_and_systems_that_want_to_by_a_call(
    office: Office, clock: FixedTime, inbox: Inbox, hook: Hook
) -> None:
    clerk, head = "ma@office.shili.example", "yu@office.shili.example"
    office.add_account(replace(office.place.account(WINDOW), email=clerk))
    office.add_account(replace(office.place.account(HEAD), email=head))
    hooks = {"exchange": replace(office.place.notices.webhooks["exchange"], acts=frozenset({"urge"}))}
    office.place.notices = replace(office.place.notices, webhooks=hooks)
    case = submit(office)
    later(office, clock)
    inbox.mails.clear()

    office.urge(f"{case}/check_materials", APPLICANT, "请尽快办理")
    assert inbox.mails == []
    later(office, clock)

    (mail,) = [mail for mail in inbox.mails if mail["To"] == clerk]
    assert head not in {mail["To"] for mail in inbox.mails}
    assert case in mail["Subject"] and "催办" in mail["Subject"]
    assert "请尽快办理" not in mail.get_content()  # what people write is read where the case is
    ((_, body),) = hook.calls
    assert {key: orjson.loads(body)[key] for key in ("case", "act", "step")} == {
        "case": case, "act": "urge", "step": "check_materials",
    }  # fmt: skip
    assert ("mail", "") in told(office, case) and ("webhook", "") in told(office, case)


def test_a_task_that_somebody_has_taken_is_urged_of_that_one_alone(
    office: Office, clock: FixedTime, inbox: Inbox
) -> None:
    for name in (WINDOW, DEPUTY):
        office.add_account(replace(office.place.account(name), email=f"{name}@office.shili.example"))
    case = submit(office)
    office.claim(f"{case}/check_materials", DEPUTY)
    later(office, clock)
    inbox.mails.clear()

    office.urge(f"{case}/check_materials", APPLICANT)
    later(office, clock)

    assert [mail["To"] for mail in inbox.mails] == [f"{DEPUTY}@office.shili.example"]


@pytest.mark.parametrize("taken", [True, False])
def test_the_deputy_of_who_is_away_is_urged_too_in_the_role_that_was_lent_and_while_it_is(
    office: Office, clock: FixedTime, inbox: Inbox, taken: bool
) -> None:
    others = ("night.clerk", "other.clerk")
    for name in others:
        office.add_account(Account(name, "夜班员", "official", "city_approval", frozenset({"counter"})))
    for name in (WINDOW, *others):
        office.add_account(replace(office.place.account(name), email=f"{name}@office.shili.example"))
    office.add_account(replace(office.place.account(WINDOW), roles=frozenset({"window_clerk", "counter"})))
    today = office.place.day(clock())
    deputies.appoint(office.place, WINDOW, others[0], today, today, ["window_clerk"])
    deputies.appoint(office.place, WINDOW, others[1], today, today + timedelta(days=9), ["counter"])
    case = submit(office)
    if taken:
        office.claim(f"{case}/check_materials", WINDOW)
    later(office, clock)

    def hear() -> set[str]:
        inbox.mails.clear()
        office.urge(f"{case}/check_materials", APPLICANT)
        later(office, clock)
        return {mail["To"].partition("@")[0] for mail in inbox.mails}

    assert hear() == {WINDOW, others[0]}
    assert all("现予催办" in mail.get_content() for mail in inbox.mails)
    clock.set(clock() + timedelta(days=1))
    assert hear() == {WINDOW}


def test_both_hear_by_mail_of_a_task_reassigned_and_of_one_raised(
    office: Office, clock: FixedTime, inbox: Inbox
) -> None:
    overseer = "hall.supervisor"
    office.add_account(Account(overseer, "关注", "official", "city_approval", frozenset({"supervisor"})))
    for name in (WINDOW, DEPUTY, HEAD):
        office.add_account(replace(office.place.account(name), email=f"{name}@office.shili.example"))
    case = submit(office)
    office.claim(f"{case}/check_materials", WINDOW)
    later(office, clock)
    inbox.mails.clear()

    office.reassign(f"{case}/check_materials", overseer, DEPUTY, "承办人出差")
    later(office, clock)
    assert {mail["To"].partition("@")[0] for mail in inbox.mails} == {WINDOW, DEPUTY}
    assert all("已改派给宋文办理" in mail.get_content() for mail in inbox.mails)
    assert not any("出差" in mail.get_content() for mail in inbox.mails)

    later(office, clock, timedelta(days=6))
    inbox.mails.clear()
    office.escalate(task_of(office, case, "check_materials"), overseer, "期限将至")
    later(office, clock)
    assert {mail["To"].partition("@")[0] for mail in inbox.mails} == {HEAD, DEPUTY}
    assert all("报请督办" in mail["Subject"] for mail in inbox.mails)


# ---- who wants what --------------------------------------------------------------------------------------------------


def test_what_is_chosen_so_comes_together_in_the_morning_and_what_the_law_wants_told_at_once(
    office: Office, inbox: Inbox, clock: FixedTime
) -> None:
    office.choose_mails(APPLICANT, {"own": "daily", "asked": "daily"})
    case = submit(office)
    office.ask_about(case, WINDOW, "活动是否收费？")
    accept(office, case)
    later(office, clock)
    assert [mail["Subject"] for mail in inbox.mails] == [f"办件{case}：受理"]
    assert sorted(told(office, case)) == [("mail", ""), ("mail_put_off", ""), ("mail_put_off", "")]

    clock.set(clock().replace(hour=23, minute=59))  # a minute before eight in the morning in Beijing
    office.worker.once()
    assert len(inbox.mails) == 1
    later(office, clock)

    (_, daily) = inbox.mails
    assert daily["Subject"] == "您的办件今日汇总"
    assert f"· 办件{case}：提出申请\n· 办件{case}：询问" in daily.get_content()
    assert told(office, case)[3:] == [("mail", "together, once a day")] * 2
    later(office, clock, timedelta(days=1))
    assert len(inbox.mails) == 2, "nothing new, no mail"
    assert office.verify_record().intact


def test_what_is_not_wanted_is_not_sent_and_the_ledger_says_so(
    office: Office, inbox: Inbox, clock: FixedTime
) -> None:
    office.choose_mails(APPLICANT, {"own": "never"})
    case = submit(office)
    later(office, clock)

    assert inbox.mails == [] and told(office, case) == [("mail_unwanted", "")]


def test_a_mail_of_the_day_that_is_not_taken_is_sent_later_once(
    office: Office, inbox: Inbox, clock: FixedTime
) -> None:
    office.choose_mails(APPLICANT, {"own": "daily"})
    submit(office)
    later(office, clock)
    inbox.busy = True
    later(office, clock, timedelta(days=1))
    assert inbox.mails == []

    inbox.busy = False
    later(office, clock, timedelta(hours=1))
    later(office, clock, timedelta(hours=1))

    assert [mail["Subject"] for mail in inbox.mails] == ["您的办件今日汇总"]


@pytest.mark.parametrize(
    "chosen", [{"served": "never"}, {"served": "daily"}, {"own": "sometimes"}, {"others": "daily"}]
)
def test_what_the_law_wants_told_can_be_neither_switched_off_nor_put_off(
    office: Office, chosen: dict[str, str]
) -> None:
    before = office.mail_choices(APPLICANT)

    with pytest.raises(MailChoiceRefused):
        office.choose_mails(APPLICANT, chosen)

    assert office.mail_choices(APPLICANT) == before
