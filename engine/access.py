"""Who is asking: passwords kept as argon2id, sessions that can be ended, accounts that close after failures.

A password is never kept, a token never either: only what proves that somebody has it. What is done here stands in a
ledger of its own. Sources: RFC 9106; 网络安全等级保护 GB/T 22239-2019 第三级 8.1.4.1.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import Type

from engine.authority import Account
from engine.case import instant, moment
from engine.errors import Refusal
from engine.ledger import OFFICE, OPERATOR, Ledger
from engine.store import access
from engine.workplace import Workplace, account_from_row

log = logging.getLogger("sealflow.access")

ACCESS = Ledger("", "access")
"""Who logged in and out, and which accounts closed after failures."""

FAILURES = 5
"""Failures in a row after which an account closes for a while."""
CLOSED_FOR = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
IDLE_FOR = timedelta(hours=2)
"""How long a session lasts that nobody uses."""
_SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is written when a session was last used."""
SHORTEST, LONGEST = 10, 200
"""Signs of a password."""

_ADDRESS = re.compile(r"[0-9A-Fa-f.:]{2,45}")


class LoginRefused(Refusal):
    """The name and the password do not belong together, or the account is closed for a while after failures."""

    code = "ACCESS-LOGIN-REFUSED"
    remedy = (
        f"Check the name and the password. After {FAILURES} failures in a row an account closes for "
        f"{CLOSED_FOR.seconds // 60} minutes; who has forgotten the password is given a new one by the office."
    )
    status = 401

    def __init__(self) -> None:
        super().__init__("name and password do not belong together, or the account is closed for a while")


class PasswordRefused(Refusal):
    """The password cannot be used: too short, too long, or the account's own name."""

    code = "ACCESS-PASSWORD-REFUSED"
    remedy = f"Choose one of {SHORTEST} to {LONGEST} signs that is not the account's name; a sentence is best."
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(f"the password {why}")


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is logged in."""

    account: Account
    begun_at: str
    address: str


class Access:
    """The door of one office: who comes in, with which proof, and for how long."""

    def __init__(self, place: Workplace, hasher: PasswordHasher | None = None) -> None:
        self._place = place
        # RFC 9106 §4 allows less memory for more passes; this is the smallest that OWASP still recommends, since a
        # service with 64 MiB for each login is easily exhausted.
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
        self._nobody = self._hasher.hash("nobody")
        """Compared with when there is no such account, so that it takes as long."""

    def set_password(self, account: str, password: str, by: str = OPERATOR) -> None:
        """The account's password is this one, and it is logged in nowhere. Raises UnknownAccount, PasswordRefused."""
        name = self._place.account(account).name
        if len(password) < SHORTEST:
            raise PasswordRefused(f"has {len(password)} signs; at least {SHORTEST} are needed")
        if len(password) > LONGEST:
            raise PasswordRefused(f"has {len(password)} signs; at most {LONGEST} are taken")
        if password.casefold() == name.casefold():
            raise PasswordRefused("is the account's name")
        hashed, now = self._hasher.hash(password), self._place.now()
        with self._place.database.writing() as connection:
            access.put_password(connection, name, hashed, instant(now))
            access.end_sessions(connection, name)
            OFFICE.write(connection, now, by, "password", account=name)

    def log_in(self, account: str, password: str, address: str = "") -> str:
        """The token of a new session. Raises LoginRefused."""
        place, now = self._place, self._place.now()
        with place.database.reading() as connection:
            row = access.password(connection, account)
        closed = row is not None and (row["locked_until"] or "") > instant(now)
        right = self._fits(row, password)
        if row is None or closed:
            log.warning("login_refused known=%s closed=%s address=%s", row is not None, closed, address or "-")
            raise LoginRefused
        if not right:
            self._note_failure(account, address)
            raise LoginRefused
        token = base64.urlsafe_b64encode(place.random_bytes(32)).decode().rstrip("=")
        session = {
            "token": _digest(token),
            "account": account,
            "begun_at": instant(now),
            "seen_at": instant(now),
            "ends_at": instant(now + SESSION_LASTS),
            "address": address if _ADDRESS.fullmatch(address) else "",
        }
        with place.database.writing() as connection:
            if self._hasher.check_needs_rehash(row["hash"]):
                access.put_password(connection, account, self._hasher.hash(password), row["set_at"])
            elif row["failures"] or row["locked_until"]:
                access.count_anew(connection, account, None)
            access.insert_session(connection, session)
            ACCESS.write(connection, now, account, "log_in", address=session["address"])
        return token

    def who(self, token: str) -> Session | None:
        """Whoever has this token, while the session lasts."""
        place, now = self._place, self._place.now()
        with place.database.reading() as connection:
            row = access.session(connection, _digest(token))
        if row is None or row["ends_at"] <= instant(now) or moment(row["seen_at"]) + IDLE_FOR <= now:
            return None
        if moment(row["seen_at"]) + _SEEN_EVERY <= now:
            with place.database.writing() as connection:
                access.see_session(connection, row["token"], instant(now))
        account = account_from_row(row["account"], row["organ"], row["person"])
        return Session(account, row["begun_at"], row["address"])

    def log_out(self, token: str) -> None:
        """The session of this token has ended."""
        with self._place.database.writing() as connection:
            row = access.session(connection, _digest(token))
            if row is not None:
                access.end_session(connection, row["token"])
                ACCESS.write(connection, self._place.now(), row["account"], "log_out")

    def log_out_everywhere(self, account: str, by: str = OPERATOR) -> None:
        """Every session of the account has ended."""
        with self._place.database.writing() as connection:
            access.end_sessions(connection, account)
            ACCESS.write(connection, self._place.now(), by, "log_out_everywhere", account=account)

    def sessions(self, account: str) -> list[dict[str, Any]]:
        """Where the account is logged in."""
        now = instant(self._place.now())
        with self._place.database.reading() as connection:
            rows = access.sessions_of(connection, account)
        return [
            {
                "begun_at": self._local(row["begun_at"]),
                "seen_at": self._local(row["seen_at"]),
                "address": row["address"],
            }
            for row in rows
            if row["ends_at"] > now
        ]

    def _local(self, text: str) -> str:
        return moment(text).astimezone(self._place.zone).isoformat(timespec="seconds")

    def _fits(self, row: Mapping[str, Any] | None, password: str) -> bool:
        try:
            return self._hasher.verify(row["hash"] if row else self._nobody, password[: LONGEST + 1])
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _note_failure(self, account: str, address: str) -> None:
        now = self._place.now()
        with self._place.database.writing() as connection:
            failures = access.count_failure(connection, account)
            if failures >= FAILURES:
                access.count_anew(connection, account, instant(now + CLOSED_FOR))
                ACCESS.write(connection, now, account, "closed_after_failures", address=address)
        log.warning("login_refused known=True failures=%d address=%s", failures, address or "-")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
