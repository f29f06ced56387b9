"""Telling people and other systems that something was done in a case: mail by SMTP, and signed calls over HTTP.

`settings` reads what an office wants told to whom, `sending` sends one message. Neither is part of an act: what cannot
be sent is tried again, and in the end set aside for the operator, while the case goes on.
"""

from engine.notices.sending import MailNotTaken, Message, NoticeRefused, WebhookNotTaken, call, reach, send
from engine.notices.settings import NO_NOTICES, Mail, Notices, NoticesRefused, Webhook, read_notices

__all__ = [
    "NO_NOTICES",
    "Mail",
    "MailNotTaken",
    "Message",
    "NoticeRefused",
    "Notices",
    "NoticesRefused",
    "Webhook",
    "WebhookNotTaken",
    "call",
    "reach",
    "read_notices",
    "send",
]
