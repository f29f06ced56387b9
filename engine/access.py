"""Who is asking: passwords kept as argon2id, second factors, sessions that can be ended, accounts that close after
failures.

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
from functools import cached_property
from typing import Any, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import Type

from engine import onetime
from engine.authority import Account
from engine.case import instant, moment
from engine.errors import Refusal
from engine.identifiers import read_code, verification_code
from engine.ledger import OFFICE, OPERATOR, Ledger
from engine.oidc import Identity
from engine.store import access, registry
from engine.store.database import Connection
from engine.workplace import Workplace, account_from_row
from signing import qr

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

PROOF_LASTS = timedelta(minutes=10)
"""How long one may take for the second factor after the first."""
RECOVERY_CODES = 10
"""How many codes somebody gets to come in without the telephone; each opens once."""

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


class CodeRefused(Refusal):
    """The code is not the one of now, was used already, or the account is closed for a while after failures."""

    code = "ACCESS-CODE-REFUSED"
    remedy = (
        "Wait for the next code of the app and type it; check that the telephone's clock is right. A recovery code "
        "opens once. Who has neither is given a new beginning by the office (`sealflow account second-factor --reset`)."
    )
    status = 401

    def __init__(self) -> None:
        super().__init__("the code does not fit, was used already, or the account is closed for a while")


class SecondFactorMissing(Refusal):
    """What was asked needs a second factor that the account does not have, or has not confirmed."""

    code = "ACCESS-NO-SECOND-FACTOR"
    remedy = "Set one up first: under one's own account, by the app on a telephone."
    status = 409

    def __init__(self, account: str) -> None:
        super().__init__(f"{account} has no second factor that waits for this")


class SecondFactorThere(Refusal):
    """The account has a second factor already: another is set up only after that one was removed."""

    code = "ACCESS-SECOND-FACTOR-THERE"
    remedy = "Remove the one that is there, then set up the other."
    status = 409

    def __init__(self, account: str) -> None:
        super().__init__(f"{account} has a second factor already")


class IdentityUnknown(Refusal):
    """Whoever came from the provider of identities has no account here, or another identity has it already."""

    code = "ACCESS-IDENTITY-UNKNOWN"
    remedy = "Ask the office to make the account, or to write there what the provider says of you; or use a password."
    status = 403

    def __init__(self, issuer: str) -> None:
        super().__init__(f"nobody here is who {issuer} says")


Owing = Literal["code", "enrolment"]
"""What somebody still owes after the password: the second factor, or setting one up."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is logged in, or has shown the first factor and still owes something."""

    account: Account
    begun_at: str
    address: str
    owes: Owing | None = None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A second factor that waits to be confirmed: the QR code for an app as SVG, and the same to be typed."""

    picture: str
    key: str


class Access:
    """The door of one office: who comes in, with which proof, and for how long."""

    def __init__(self, place: Workplace, hasher: PasswordHasher | None = None) -> None:
        self._place = place
        # RFC 9106 §4 allows less memory for more passes; this is the smallest that OWASP still recommends, since a
        # service with 64 MiB for each login is easily exhausted.
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)

    @cached_property
    def _nobody(self) -> str:
        """Compared with when there is no such account, so that it takes as long."""
        return self._hasher.hash("nobody")

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
        """The token of a new session, which may still owe a second factor. Raises LoginRefused."""
        row = self._password(account, password, address)
        with self._place.database.writing() as connection:
            if self._hasher.check_needs_rehash(row["hash"]):
                access.rehash(connection, account, self._hasher.hash(password))
            return self._begin(connection, account, address)

    def log_in_by(self, identity: Identity, matches: str, address: str = "") -> str:
        """The token of a new session for somebody whom a provider of identities has named; as `log_in`.

        matches: which of an account's words the provider's claim is compared with. Raises IdentityUnknown.
        """
        place, issuer = self._place, identity.issuer
        with place.database.reading() as connection:
            linked = access.linked_account(connection, issuer, identity.subject)
            found = [linked] if linked else _whose(connection, identity.value, matches)
            known = len(found) == 1 and registry.account(connection, found[0]) is not None
            taken = known and not linked and access.is_linked(connection, issuer, found[0])
        if not known or taken:
            log.warning("identity_refused known=%s taken=%s address=%s", known, taken, address or "-")
            raise IdentityUnknown(issuer)
        with place.database.writing() as connection:
            if not linked:
                access.link(connection, issuer, identity.subject, found[0], instant(place.now()))
                ACCESS.write(connection, place.now(), found[0], "identity_linked", issuer=issuer)
            return self._begin(connection, found[0], address, proved=identity.strong)

    def _begin(self, connection: Connection, account: str, address: str, *, proved: bool = False) -> str:
        """A session for somebody who has shown the first factor, or both."""
        place, now = self._place, self._place.now()
        owes_code = not proved and access.is_enrolled(connection, account)
        token = base64.urlsafe_b64encode(place.random_bytes(32)).decode().rstrip("=")
        session = {
            "token": _digest(token),
            "account": account,
            "begun_at": instant(now),
            "seen_at": instant(now),
            "ends_at": instant(now + (PROOF_LASTS if owes_code else SESSION_LASTS)),
            "address": address if _ADDRESS.fullmatch(address) else "",
            "proved": int(proved),
        }
        access.insert_session(connection, session)
        if not owes_code:
            # Not before: who knows the password could else guess codes without end, logging in after each few.
            access.count_anew(connection, account, None)
            ACCESS.write(connection, now, account, "log_in", address=session["address"])
        return token

    def _password(self, account: str, password: str, address: str) -> Mapping[str, Any]:
        """The row of the account's password, when it is this one and the account is open. Raises LoginRefused."""
        with self._place.database.reading() as connection:
            row = access.password(connection, account)
        closed = self._is_closed(row)
        right = self._fits(row, password)
        if row is None or closed:
            log.warning("login_refused known=%s closed=%s address=%s", row is not None, closed, address or "-")
            raise LoginRefused
        if not right:
            self._note_failure(account, address)
            raise LoginRefused
        return row

    def _is_closed(self, row: Mapping[str, Any] | None) -> bool:
        return row is not None and (row["locked_until"] or "") > instant(self._place.now())

    def change_password(self, token: str, old: str, new: str, address: str = "") -> str:
        """Whoever has this token has a new password; the token of the one session that is left.

        Raises LoginRefused for another old password, PasswordRefused.
        """
        row = self._row(token)
        if row is None:
            raise LoginRefused
        name = str(row["account"])
        self._password(name, old, address)
        self.set_password(name, new, by=name)
        with self._place.database.writing() as connection:
            return self._begin(connection, name, address, proved=bool(row["proved"]))

    # ---- the second factor -------------------------------------------------------------------------------------------

    def is_enrolled(self, account: str) -> bool:
        """Whether the account has a second factor."""
        with self._place.database.reading() as connection:
            return access.is_enrolled(connection, account)

    def recovery_codes_left(self, account: str) -> int:
        """How many recovery codes were not used yet."""
        with self._place.database.reading() as connection:
            return access.count_recovery_codes(connection, account)

    def enrol(self, account: str, issuer: str) -> Enrolment:
        """A second factor that counts once it is confirmed; asked again before that, the same.

        issuer: what the app shows it under. Raises SecondFactorThere, UnknownAccount.
        """
        name = self._place.account(account).name
        with self._place.database.writing() as connection:
            row = access.second_factor(connection, name)
            if row is not None and row["confirmed_at"]:
                raise SecondFactorThere(name)
            if row is None:
                secret = self._place.random_bytes(onetime.SECRET_BYTES)
                access.insert_second_factor(connection, name, self._place.strongbox.close(secret, name))
            else:
                secret = self._place.strongbox.open(bytes(row["secret"]), name)
        return Enrolment(qr.picture(onetime.address(secret, name, issuer)), onetime.letters(secret))

    def confirm(self, token: str, code: str, address: str = "") -> tuple[str, list[str]]:
        """The second factor counts from now on: a new token, and the recovery codes, which are shown this once.

        Every other session of the account has ended. Raises LoginRefused, CodeRefused, SecondFactorMissing.
        """
        row = self._row(token)
        if row is None:
            raise LoginRefused
        name, now = str(row["account"]), self._place.now()
        with self._place.database.reading() as connection:
            factor = access.second_factor(connection, name)
        if factor is None or factor["confirmed_at"]:
            raise SecondFactorMissing(name)
        self._check_code(name, code, address)
        with self._place.database.writing() as connection:
            access.confirm_second_factor(connection, name, instant(now))
            ACCESS.write(connection, now, name, "second_factor_enrolled")
            codes = self._new_codes(connection, name)
            access.end_sessions(connection, name)
            return self._begin(connection, name, address, proved=True), codes

    def prove(self, token: str, code: str, address: str = "") -> str:
        """The token of a full session for somebody who owed the code: that of the app, or a recovery code.

        Raises LoginRefused, CodeRefused, SecondFactorMissing.
        """
        row = self._row(token)
        if row is None:
            raise LoginRefused
        if not row["confirmed_at"]:
            raise SecondFactorMissing(str(row["account"]))
        name = str(row["account"])
        self._check_code(name, code, address)
        with self._place.database.writing() as connection:
            access.end_session(connection, row["token"])
            return self._begin(connection, name, address, proved=True)

    def renew_codes(self, account: str, code: str, address: str = "") -> list[str]:
        """New recovery codes in place of those there were. Raises CodeRefused, SecondFactorMissing."""
        if not self.is_enrolled(account):
            raise SecondFactorMissing(account)
        self._check_code(account, code, address)
        with self._place.database.writing() as connection:
            ACCESS.write(connection, self._place.now(), account, "recovery_codes_renewed")
            return self._new_codes(connection, account)

    def remove_second_factor(self, account: str, password: str, code: str, address: str = "") -> None:
        """The account has no second factor any more, as its owner wishes. Raises LoginRefused, CodeRefused."""
        self._password(account, password, address)
        self._check_code(account, code, address)
        with self._place.database.writing() as connection:
            access.drop_second_factor(connection, account)
            ACCESS.write(connection, self._place.now(), account, "second_factor_removed")

    def reset_second_factor(self, account: str, by: str = OPERATOR) -> None:
        """The account has no second factor any more and is logged in nowhere: its owner has lost it.

        Raises UnknownAccount, SecondFactorMissing.
        """
        name = self._place.account(account).name
        with self._place.database.writing() as connection:
            if not access.drop_second_factor(connection, name):
                raise SecondFactorMissing(name)
            access.end_sessions(connection, name)
            OFFICE.write(connection, self._place.now(), by, "second_factor_reset", account=name)

    def _new_codes(self, connection: Connection, account: str) -> list[str]:
        codes = [verification_code(self._place.random_bytes) for _ in range(RECOVERY_CODES)]
        access.put_recovery_codes(connection, account, [_digest(code) for code in codes])
        return codes

    def _check_code(self, account: str, given: str, address: str) -> None:
        """Take a code of the app or a recovery code, once. Failures count with those of the password.

        Raises CodeRefused.
        """
        place, now = self._place, self._place.now()
        with place.database.reading() as connection:
            factor, row = access.second_factor(connection, account), access.password(connection, account)
        if factor is None or self._is_closed(row):
            raise CodeRefused
        digits = "".join(sign for sign in given if sign.isdigit())
        plain = digits if len(digits) == onetime.DIGITS else ""
        step = onetime.fitting_step(place.strongbox.open(bytes(factor["secret"]), account), plain, now)
        with place.database.writing() as connection:
            # The step moves on under the row's lock: of two who send the same code at once, one comes in.
            taken = step is not None and access.take_step(connection, account, step)
            if not taken and access.use_recovery_code(connection, account, _digest(read_code(given))):
                ACCESS.write(connection, now, account, "recovery_code_used")
                taken = True
        if not taken:
            self._note_failure(account, address)
            raise CodeRefused

    # ---- sessions ----------------------------------------------------------------------------------------------------

    def who(self, token: str) -> Session | None:
        """Whoever has this token, while the session lasts; `owes` says what is still to be shown."""
        row = self._row(token)
        if row is None:
            return None
        account = account_from_row(row["account"], row["organ"], row["person"])
        owes: Owing | None = None
        if row["confirmed_at"] and not row["proved"]:
            owes = "code"
        elif self._place.second_factors and account.kind == "official" and not (row["confirmed_at"] or row["proved"]):
            owes = "enrolment"
        return Session(account, row["begun_at"], row["address"], owes)

    def _row(self, token: str) -> Mapping[str, Any] | None:
        place, now = self._place, self._place.now()
        with place.database.reading() as connection:
            row = access.session(connection, _digest(token))
        if row is None or row["ends_at"] <= instant(now) or moment(row["seen_at"]) + IDLE_FOR <= now:
            return None
        if moment(row["seen_at"]) + _SEEN_EVERY <= now:
            with place.database.writing() as connection:
                access.see_session(connection, row["token"], instant(now))
        return row

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
        nobody = self._nobody  # whoever comes first waits for it, known or not
        try:
            return self._hasher.verify(row["hash"] if row else nobody, password[: LONGEST + 1])
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _note_failure(self, account: str, address: str) -> None:
        now = self._place.now()
        with self._place.database.writing() as connection:
            failures = access.count_failure(connection, account, instant(now))
            if failures >= FAILURES:
                access.count_anew(connection, account, instant(now + CLOSED_FOR))
                ACCESS.write(connection, now, account, "closed_after_failures", address=address)
        log.warning("login_refused known=True failures=%d address=%s", failures, address or "-")


def _whose(connection: Connection, value: str, matches: str) -> list[str]:
    """The accounts that an identity could mean, by what is compared."""
    if not value:
        return []
    if matches == "account":
        return [value]
    accounts = (
        account_from_row(row["name"], row["organ"], row["person"]) for row in registry.all_accounts(connection)
    )
    return [account.name for account in accounts if getattr(account, matches) == value]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
