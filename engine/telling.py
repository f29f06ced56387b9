"""The jobs that tell of an act or a reminder: a mail to whom it concerns, a call to each system that wants to hear.

Done apart from the act and never in its way; that something was sent, or will never be, stands in a ledger of the case.
Little is told: what was done in which case. What a paper says is read where the paper is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from engine import jobs
from engine.acts.reading import read_case
from engine.acts.standing_in import standing_in_for
from engine.authority import SYSTEM, Account
from engine.case import Case, instant, moment
from engine.jobs import Job
from engine.ledger import notices
from engine.mailing import choice_for, next_morning
from engine.matter.model import Matter
from engine.notices import Mail, Message, NoticeRefused, call, send
from engine.store import mailing, questions, queue
from engine.store.database import Connection
from engine.terms import ActName, MailChoice, Noted, TaskVerb
from engine.workplace import Workplace
from signing.notation import date_in_words

_SUBJECT = "办件{number}：{act}"
_TEXT = (
    "{name}：\n\n你提出的“{title}”申请（办件编号{number}），{organ}已于{day}办理：{act}。\n\n"
    "请登录政务服务平台查看有关文书和后续期限。本邮件由系统自动发出，请勿回复。\n"
)
_WAITING = "办件{number}：{verb}"
_URGED = (
    "{name}：\n\n办件{number}（{title}）的“{step}”正等您办理，现予{verb}。\n\n"
    "请登录办理。本邮件由系统自动发出，请勿回复。\n"
)
_REMINDED = (
    "{name}：\n\n办件{number}（{title}）的“{step}”正等您办理，特此{verb}。\n\n"
    "请登录政务服务平台查看内容和期限。本邮件由系统自动发出，请勿回复。\n"
)
_REASSIGNED = (
    "{name}：\n\n办件{number}（{title}）的“{step}”已改派给{to}办理。\n\n"
    "请登录查看原因和期限。本邮件由系统自动发出，请勿回复。\n"
)
_ESCALATED = (
    "{name}：\n\n办件{number}（{title}）的“{step}”已经超期或者即将到期，现{verb}：请负责人督促，请承办人抓紧办理。\n\n"
    "请登录查看。本邮件由系统自动发出，请勿回复。\n"
)
_ASKED = (
    "{name}：\n\n办件{number}（{title}）有新的{verb}。\n\n"
    "请登录查看和答复；询问不影响办理期限。本邮件由系统自动发出，请勿回复。\n"
)
_DAILY_SUBJECT = "您的办件今日汇总"
_DAILY = (
    "{name}：\n\n你的办件有以下新情况：\n\n{lines}\n\n"
    "请登录政务服务平台查看。您选择了每天汇总发送；在“我的账号”可以更改。本邮件由系统自动发出，请勿回复。\n"
)
_DAYS = (
    "{name}：\n\n办件{number}（{title}）临近下列日期：{days}。\n\n"
    "请登录政务服务平台查看；不能办理的，请及时改期或者取消。本邮件由系统自动发出，请勿回复。\n"
)


def mail(place: Workplace, job: Job) -> list[str]:
    """Tell the applicant, and the agent, by mail, whoever has an address. Raises MailNotTaken."""
    if (settings := place.notices.mail) is None:
        return _done(place, job, "mail_left_out", why="notices.yaml has no mail")
    case, matter = read_case(place, job.case_id)
    whom = [name for name in (case.applicant, case.agent) if name]
    return _mailed(place, settings, job, whom, lambda one: _written(place, case, matter, job, one.person))


def reminder(place: Workplace, job: Job) -> list[str]:
    """Tell those by mail who are waited for, and their deputies of that day, whoever has an address.

    Raises MailNotTaken.
    """
    if (settings := place.notices.mail) is None:
        return _done(place, job, "mail_left_out", why="notices.yaml has no mail")
    case, matter = read_case(place, job.case_id)
    to, role = job.arguments["to"], job.arguments.get("role")
    roles = [role] if role else [one.role for one in matter.roles.values()]
    whom = [*to, *standing_in_for(place, to, roles)]
    return _mailed(place, settings, job, whom, lambda one: _reminding(place, case, matter, job, one))


def _mailed(
    place: Workplace, settings: Mail, job: Job, whom: list[str], written: Callable[[Account], tuple[str, str]]
) -> list[str]:
    """Send each of these accounts that has an address what is written for it, as it has chosen to have such notices;
    the ledger says how it went."""
    case, matter = read_case(place, job.case_id)
    act = _entry(place, case, job)["act"]
    addresses = {one.email: one for one in place.colleagues(whom).values() if one.email}
    came_out: dict[str, list[str]] = {}
    waiting: list[Account] = []
    for address, one in addresses.items():
        choice = choice_for(place, matter, one, act)
        if choice is not MailChoice.AT_ONCE:
            came_out.setdefault("mail_unwanted" if choice is MailChoice.NEVER else "mail_put_off", [])
            waiting += [one] if choice is MailChoice.DAILY else []
            continue
        try:
            send(settings, Message(_id(job, address), address, *written(one)), place.now())
            came_out.setdefault("mail", [])
        except NoticeRefused as error:
            came_out.setdefault("mail_refused", []).append(str(error))
    if not addresses:
        return _done(place, job, "mail_left_out", why="nobody has given an address")
    word = next(word for word in ("mail_refused", "mail", "mail_put_off", "mail_unwanted") if word in came_out)
    lines = [(one, written(one)[0]) for one in waiting]
    return _done(place, job, word, lambda connection: _put_off(place, connection, job, lines), why="; ".join(
        came_out[word]))  # fmt: skip


def _put_off(place: Workplace, connection: Connection, job: Job, lines: Sequence[tuple[Account, str]]) -> None:
    """Let each line wait for its reader's next mail of the day, and that mail be sent."""
    due_at = instant(next_morning(place, place.now()))
    for one, line in lines:
        row = {
            "account": one.name, "id": _id(job, one.name), "organ": job.organ, "case_id": job.case_id,
            "entry": job.arguments["entry"], "due_at": due_at, "line": line,
        }  # fmt: skip
        mailing.insert_lines(connection, [row])
        arguments = {"account": one.name, "due_at": due_at}
        sends = jobs.new(job.organ, job.case_id, f"daily:{one.name}:{due_at}", "send_daily", arguments, place.now())
        queue.insert_job_once(connection, {**sends, "due_at": due_at})


def daily(place: Workplace, job: Job) -> list[str]:
    """Send somebody the one mail of the day: a line for each notice that waited for it. Raises MailNotTaken."""
    one = place.account(job.arguments["account"])
    with place.database.reading() as connection:
        lines = mailing.lines(connection, one.name, job.arguments["due_at"])
    settings, sent = place.notices.mail, "mail_left_out"
    if settings is not None and one.email and lines:
        text = _DAILY.format(name=one.person, lines="\n".join(f"· {row['line']}" for row in lines))
        try:
            send(settings, Message(_id(job, one.email), one.email, _DAILY_SUBJECT, text), place.now())
            sent = "mail"
        except NoticeRefused:
            sent = "mail_refused"
    with place.database.writing() as connection:
        job.finish(connection)
        mailing.drop_lines(connection, one.name, [row["id"] for row in lines])
        for row in lines:
            notices(row["organ"], row["case_id"]).write(
                connection, place.now(), SYSTEM.name, sent, entry=row["entry"], why="together, once a day"
            )
    return []


def webhook(place: Workplace, job: Job) -> list[str]:
    """Call one system. Raises WebhookNotTaken."""
    name = job.arguments["webhook"]
    hook = place.notices.webhooks.get(name)
    if hook is None:
        return _done(place, job, "webhook_left_out", to=name, why=f"notices.yaml has no webhook {name}")
    case, _ = read_case(place, job.case_id)
    told = {**_entry(place, case, job), "case": case.number, "matter": case.matter, "title": case.title}
    try:
        call(hook, _id(job, name), told, place.now())
    except NoticeRefused as error:
        return _done(place, job, "webhook_refused", to=name, why=str(error))
    return _done(place, job, "webhook", to=name)


def _entry(place: Workplace, case: Case, job: Job) -> dict[str, Any]:
    """What happened, as the record has it."""
    with place.database.reading() as connection:
        body = orjson.loads(questions.entry_body(connection, case.organ, case.id, job.arguments["entry"]) or b"{}")
    after = {"status": job.arguments["status"], "outcome": job.arguments["outcome"]}
    about = {name: body[name] for name in _ABOUT.get(body["act"], ())}
    return {"act": body["act"], "at": body["at"], "on": body.get("on", ""), "entry": body["number"], **about, **after}


_EXCHANGED: Mapping[str, str] = {Noted.QUESTION: "询问", Noted.REPLY: "答复"}
_ABOUT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((TaskVerb.URGE, TaskVerb.REMIND, TaskVerb.REASSIGN, TaskVerb.ESCALATE), ("step",)),
    Noted.REMINDER: ("of",),
}
"""What more an entry tells of what is waited for."""


def _written(place: Workplace, case: Case, matter: Matter, job: Job, name: str) -> tuple[str, str]:
    entry = _entry(place, case, job)
    day = place.day(moment(entry["at"]))
    organ = place.organs.get(case.standing.holder or case.organ)
    told = {
        "name": name, "number": case.number, "title": matter.title.zh, "act": ActName(entry["act"]).titled.zh,
        "organ": organ.name if organ else case.organ, "day": f"{day.year}年{day.month}月{day.day}日",
    }  # fmt: skip
    return _SUBJECT.format(**told), _TEXT.format(**told)


def _reminding(place: Workplace, case: Case, matter: Matter, job: Job, one: Account) -> tuple[str, str]:
    """What somebody reads who is waited for, or whose day comes: officials are urged, the others reminded."""
    entry = _entry(place, case, job)
    if entry["act"] == Noted.REMINDER:
        days = "、".join(f"{matter.limits[limit].title.zh}，{date_in_words(day)}" for limit, day in entry["of"].items())
        near = {"name": one.person, "number": case.number, "title": matter.title.zh, "days": days}
        return _WAITING.format(number=case.number, verb=TaskVerb.REMIND.titled.zh), _DAYS.format(**near)
    if entry["act"] in _EXCHANGED:
        new = {"name": one.person, "number": case.number, "title": matter.title.zh, "verb": _EXCHANGED[entry["act"]]}
        return _WAITING.format(**new), _ASKED.format(**new)
    told = {
        "name": one.person, "number": case.number, "title": matter.title.zh,
        "verb": TaskVerb(entry["act"]).titled.zh, "step": matter.steps[entry["step"]].title.zh,
    }  # fmt: skip
    text = _URGED if one.kind == "official" else _REMINDED
    if entry["act"] == TaskVerb.REASSIGN:
        (to,) = place.colleagues(job.arguments["to"][:1]).values()
        text, told["to"] = _REASSIGNED, to.person
    elif entry["act"] == TaskVerb.ESCALATE:
        text = _ESCALATED
    return _WAITING.format(**told), text.format(**told)


def _id(job: Job, to: str) -> str:
    """The same for every attempt at telling the same to the same."""
    return hashlib.sha256(f"{job.id}\0{to}".encode()).hexdigest()[:32]


def _done(
    place: Workplace, job: Job, act: str, also: Callable[[Connection], None] = lambda _: None, **said: str
) -> list[str]:
    with place.database.writing() as connection:
        job.finish(connection)
        also(connection)
        notices(job.organ, job.case_id).write(
            connection, place.now(), SYSTEM.name, act, entry=job.arguments["entry"], **said
        )
    return []


SERVICES: Mapping[str, Callable[[Workplace, Job], list[str]]] = {
    "send_mail": mail,
    "send_reminder": reminder,
    "send_daily": daily,
    "call_webhook": webhook,
}
"""What telling adds to what jobs can do."""
