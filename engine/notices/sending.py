"""Sending one notice: a mail over SMTP, or a signed call over HTTP. One try; retries belong to the queue.

What is sent twice after a crash bears the same id, so that whoever receives it can tell.
Source: mail RFC 5321, 5322; signature HMAC-SHA256 (RFC 2104) over the moment, a full stop, and the body.
"""

from __future__ import annotations

import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

import orjson
import urllib3
from urllib3.exceptions import HTTPError

from engine.errors import Failure
from engine.notices.settings import Mail, Webhook

_POOL = urllib3.PoolManager(num_pools=20, maxsize=4, retries=False)


class MailNotTaken(Failure):
    """The mail server did not take a mail, or not now."""

    code = "NOTICE-MAIL"
    remedy = "It is tried again by itself; if it lasts, look at `mail` in notices.yaml, then `sealflow job retry`."


class WebhookNotTaken(Failure):
    """A system did not take a call."""

    code = "NOTICE-WEBHOOK"
    remedy = "It is tried again by itself; if it lasts, tell the keepers of that system, then `sealflow job retry`."


class NoticeRefused(Failure):
    """The receiver will never take this notice: the address does not exist, or the call is not understood."""

    code = "NOTICE-REFUSED"
    remedy = "Correct the address of the account, or the webhook in notices.yaml."


@dataclass(frozen=True, slots=True)
class Message:
    """A mail: to whom, what about, and its id."""

    id: str
    to: str
    subject: str
    text: str


def send(mail: Mail, message: Message, now: datetime) -> None:
    """Hand a mail to the server. Raises MailNotTaken, NoticeRefused for an address that it refuses for good."""
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = mail.sender, message.to, message.subject
    written["Date"] = format_datetime(now)
    written["Message-ID"] = f"<{message.id}@{parseaddr(mail.sender)[1].rpartition('@')[2]}>"
    written["Auto-Submitted"] = "auto-generated"
    written.set_content(message.text)
    try:
        with _connected(mail) as server:
            if mail.user:
                server.login(mail.user, mail.password.reveal())
            server.send_message(written)
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _ in error.recipients.values())
        refused = NoticeRefused if code >= 500 else MailNotTaken
        raise refused(f"{mail.host} does not take mail for this address: {code}") from error
    except (smtplib.SMTPException, ssl.SSLError, OSError) as error:
        raise MailNotTaken(f"{mail.host} did not take a mail: {type(error).__name__}") from error


def reach(mail: Mail) -> None:
    """Hand the server nothing; raises MailNotTaken when it cannot be spoken to."""
    try:
        with _connected(mail) as server:
            if mail.user:
                server.login(mail.user, mail.password.reveal())
            server.noop()
    except (smtplib.SMTPException, ssl.SSLError, OSError) as error:
        raise MailNotTaken(f"{mail.host}:{mail.port} does not answer: {type(error).__name__}") from error


def call(hook: Webhook, id: str, told: Mapping[str, Any], now: datetime) -> None:
    """Tell a system. Raises WebhookNotTaken, NoticeRefused for an answer that no repetition will change."""
    body, moment = orjson.dumps(told, option=orjson.OPT_SORT_KEYS), str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "Sealflow-Delivery": id,
        "Sealflow-Timestamp": moment,
        "Sealflow-Signature": f"sha256={signature(hook.secret.reveal(), moment, body)}",
    }
    try:
        response = _POOL.request(
            "POST", hook.url, body=body, headers=headers, timeout=urllib3.Timeout(total=hook.timeout_seconds),
            redirect=False, preload_content=False,
        )  # fmt: skip
        response.close()
    except HTTPError as error:
        raise WebhookNotTaken(f"{hook.name} did not answer: {type(error).__name__}") from error
    if response.status in (400, 404, 410, 413, 422):
        raise NoticeRefused(f"{hook.name} answered HTTP {response.status}")
    if not 200 <= response.status < 300:
        raise WebhookNotTaken(f"{hook.name} answered HTTP {response.status}")


def signature(secret: str, moment: str, body: bytes) -> str:
    """What the receiver compares: HMAC-SHA256 over the moment, a full stop and the body, in hexadecimal."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _connected(mail: Mail) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=mail.timeout_seconds, context=context)
    server = smtplib.SMTP(mail.host, mail.port, timeout=mail.timeout_seconds)
    if mail.security == "starttls":
        server.starttls(context=context)
    return server
