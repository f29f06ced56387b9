"""Which notices people outside the organs want by mail, and when: each at once, together once a day, or not at all.

What the law wants told at once is always told at once: nobody can switch it off, nor put it off to the next morning.
Source: 行政许可法第三十二条、第四十二条、第四十四条（决定和通知及时告知、送达）.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.authority import Account
from engine.errors import Refusal
from engine.lifecycle import KINDS
from engine.matter.model import Matter
from engine.store import mailing
from engine.terms import CLOSED, MailChoice, MailKind, Noted, Who
from engine.workplace import Workplace

FIXED = MailKind.SERVED
"""What the law wants told."""
HOUR = 8
"""At which hour of the office the mail of the day goes out."""


class MailChoiceRefused(Refusal):
    """A notice cannot be had in the way that was chosen."""

    code = "MAIL-CHOICE"
    remedy = "Choose for each kind one of those offered; what the law wants told comes at once."
    source = "行政许可法第三十二条、第四十四条"
    status = 422


def kind_of(matter: Matter, act: str) -> MailKind:
    """Which kind of notice a mail about this entry is."""
    if act in (Noted.QUESTION, Noted.REPLY):
        return MailKind.ASKED
    if act == Noted.REMINDER:
        return MailKind.DATES
    row = KINDS[matter.kind].get(act)
    if row is None:
        return MailKind.REMINDED
    # A withdrawal ends the case, and the notice of that is served.
    return MailKind.OWN if row.who == {Who.APPLICANT} and row.end not in CLOSED else MailKind.SERVED


def choices(place: Workplace, account: Account) -> dict[MailKind, MailChoice]:
    """What an account has chosen for each kind."""
    with place.database.reading() as connection:
        chosen = mailing.choices(connection, account.name)
    return {kind: MailChoice(chosen.get(kind, MailChoice.AT_ONCE)) for kind in MailKind}


def choose(place: Workplace, account: Account, chosen: Mapping[str, str]) -> None:
    """Have the notices of each kind so from now on; a kind that is not named comes at once.

    Raises MailChoiceRefused.
    """
    for kind, choice in chosen.items():
        if kind not in list(MailKind) or choice not in list(MailChoice):
            raise MailChoiceRefused(f"{kind}: {choice} is nothing that can be chosen")
        if kind == FIXED and choice != MailChoice.AT_ONCE:
            raise MailChoiceRefused(f"{FIXED.titled.en}: the law wants them told at once")
    wanted = {kind: choice for kind, choice in chosen.items() if choice != MailChoice.AT_ONCE}
    with place.database.writing() as connection:
        mailing.write_choices(connection, account.name, wanted)


def choice_for(place: Workplace, matter: Matter, account: Account, act: str) -> MailChoice:
    """How somebody has a notice of this entry; officials have each at once."""
    return MailChoice.AT_ONCE if account.kind == "official" else choices(place, account)[kind_of(matter, act)]


def next_morning(place: Workplace, now: datetime) -> datetime:
    """When the next mail of the day goes out."""
    here = now.astimezone(place.zone)
    morning = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return morning if morning > here else morning + timedelta(days=1)


def told(place: Workplace, account: Account) -> dict[str, Any]:
    """What the account may choose and has chosen, and whether mails reach it at all."""
    return {
        "mails": place.notices.mail is not None, "address": account.email, "fixed": FIXED,
        "choices": choices(place, account),
    }  # fmt: skip
