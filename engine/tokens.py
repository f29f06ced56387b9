"""Tokens: what another program shows to ask in somebody's name. For what, of which organ, until when.

A token does less than its account, never more: its scopes and its organ only take away. Kept is its SHA-256; the token
itself is shown once, when it is made. Sources: RFC 6750; 网络安全等级保护 GB/T 22239-2019 第三级 8.1.4.2.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine.authority import Account
from engine.case import instant, moment
from engine.errors import NotFound, Refusal
from engine.identifiers import uuid7
from engine.ledger import OFFICE, OPERATOR
from engine.store import questions
from engine.store import tokens as store
from engine.store.asking import Row
from engine.terms import Scope
from engine.workplace import Workplace, account_from_row

log = logging.getLogger("sealflow.access")

MARK = "sealflow_"
"""How every token begins, so that one that got into a file or a log is found there."""
USUAL_DAYS, MOST_DAYS = 90, 366
"""Days that a token lasts, unless said otherwise; and at most."""
LONGEST_PURPOSE = 200
_SHOWN = len(MARK) + 6
"""Signs of a token by which people tell it from others."""
_USED_EVERY = timedelta(minutes=5)
"""How exactly it is written when a token was last used."""
_ADDRESS = re.compile(r"[0-9A-Fa-f.:]{2,45}")


class TokenRefused(Refusal):
    """A token cannot be made like this."""

    code = "TOKEN-REFUSED"
    remedy = (
        f"Say what it is for, name scopes that `sealflow token create --help` lists, the organ of the account, and at "
        f"most {MOST_DAYS} days."
    )
    status = 422


class TokenUnknown(NotFound):
    """There is no such token, or it was revoked before."""

    code = "TOKEN-UNKNOWN"
    remedy = "Look for its id: `sealflow token list`."

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no token {id} that could be revoked")


class TokenNotValid(Refusal):
    """The token is none of ours, has come to its end, was revoked, or its account has moved to another organ."""

    code = "TOKEN-NOT-VALID"
    remedy = "Send `Authorization: Bearer TOKEN` with a valid token; the office makes one by `sealflow token create`."
    source = "RFC 6750 §3.1"
    status = 401

    def __init__(self) -> None:
        super().__init__("the token is not known here, has ended or was revoked")


class ScopeMissing(Refusal):
    """The token was not made for this."""

    code = "TOKEN-SCOPE"
    remedy = "Use a token that was made with the scope named."
    source = "RFC 6750 §3.1"
    status = 403

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"the token has not the scope {scope}")


@dataclass(frozen=True, slots=True)
class Token:
    """A valid token, and whose it is, with the rights that account has now."""

    id: str
    account: Account
    organ: str
    scopes: frozenset[Scope]

    def must_have(self, scope: Scope) -> None:
        """Raises ScopeMissing."""
        if scope not in self.scopes:
            raise ScopeMissing(scope)


class Tokens:
    """The tokens of one office."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def create(
        self,
        account: str,
        purpose: str,
        scopes: Iterable[str],
        *,
        organ: str = "",
        days: int = USUAL_DAYS,
        by: str = OPERATOR,
    ) -> tuple[dict[str, Any], str]:
        """A new token as `listed` shows it, and what its holder sends: told this once and kept nowhere.

        organ: it reaches only cases of that organ; of officials always their own. Raises TokenRefused, UnknownAccount.
        """
        place, now = self._place, self._place.now()
        who = place.account(account)
        wanted = sorted({_scope(scope) for scope in scopes})
        organ = organ or who.organ
        if not wanted:
            raise TokenRefused("a token needs at least one scope")
        if not 0 < len(purpose.strip()) <= LONGEST_PURPOSE:
            raise TokenRefused(f"what it is for is told in 1 to {LONGEST_PURPOSE} signs")
        if not 1 <= days <= MOST_DAYS:
            raise TokenRefused(f"a token lasts from 1 to {MOST_DAYS} days, not {days}")
        if organ and organ not in place.organs:
            raise TokenRefused(f"there is no organ {organ!r}")
        if who.kind == "official" and organ != who.organ:
            raise TokenRefused(f"{account} is an official of {who.organ}, not of {organ}")
        text = MARK + base64.urlsafe_b64encode(place.random_bytes(32)).decode().rstrip("=")
        row = {
            "id": uuid7(now, place.random_bytes),
            "digest": _digest(text),
            "begins": text[:_SHOWN],
            "account": who.name,
            "purpose": purpose.strip(),
            "organ": organ,
            "scopes": " ".join(wanted),
            "made_at": instant(now),
            "made_by": by,
            "ends_at": instant(now + timedelta(days=days)),
            "used_at": None,
            "used_from": None,
            "revoked_at": None,
            "revoked_by": None,
        }
        told = {name: row[name] for name in ("account", "purpose", "organ", "scopes", "ends_at")}
        with place.database.writing() as connection:
            store.insert_token(connection, row)
            OFFICE.write(connection, now, by, "token", token=row["id"], **told)
        return self._shown(row), text

    def listed(self, account: str = "") -> list[dict[str, Any]]:
        """The tokens of an account, or of all: for what, until when, when last used; never the token itself."""
        with self._place.database.reading() as connection:
            rows = store.tokens_of(connection, account)
        return [self._shown(row) for row in rows]

    def revoke(self, id: str, by: str = OPERATOR) -> None:
        """The token is worth nothing from now on. Raises TokenUnknown."""
        now = self._place.now()
        with self._place.database.writing() as connection:
            account = store.revoke_token(connection, id, instant(now), by)
            if account is None:
                raise TokenUnknown(id)
            OFFICE.write(connection, now, by, "token_revoked", token=id, account=account)

    def holder(self, text: str, address: str = "") -> Token:
        """The token that was shown. Raises TokenNotValid."""
        place, now = self._place, self._place.now()
        with place.database.reading() as connection:
            row = store.token(connection, _digest(text))
        if row is None or row["revoked_at"] is not None or row["ends_at"] <= instant(now):
            log.warning("token_refused known=%s address=%s", row is not None, address or "-")
            raise TokenNotValid
        account = account_from_row(row["account"], row["account_organ"], row["person"])
        if account.kind == "official" and account.organ != row["organ"]:
            log.warning("token_refused token=%s moved=True", row["id"])
            raise TokenNotValid
        if row["used_at"] is None or moment(row["used_at"]) + _USED_EVERY <= now:
            with place.database.writing() as connection:
                seen_from = address if _ADDRESS.fullmatch(address) else ""
                store.see_token(connection, row["id"], instant(now), seen_from)
        return Token(row["id"], account, row["organ"], frozenset(map(Scope, row["scopes"].split())))

    def reaches(self, token: Token, case: str) -> bool:
        """Whether the token's organ takes part in a case. What its account may see is asked elsewhere."""
        if not token.organ:
            return True
        with self._place.database.reading() as connection:
            row = questions.case(connection, case)
            return row is not None and questions.takes_part(connection, token.organ, row["organ"], row["id"])

    def _shown(self, row: Row) -> dict[str, Any]:
        now = instant(self._place.now())
        state = "revoked" if row["revoked_at"] else "ended" if row["ends_at"] <= now else "valid"
        return {
            "id": row["id"],
            "begins": row["begins"],
            "account": row["account"],
            "purpose": row["purpose"],
            "organ": row["organ"],
            "scopes": row["scopes"].split(),
            "state": state,
            "made_at": self._local(row["made_at"]),
            "made_by": row["made_by"],
            "ends_at": self._local(row["ends_at"]),
            "used_at": self._local(row["used_at"]),
            "used_from": row["used_from"] or "",
        }

    def _local(self, text: str | None) -> str | None:
        return moment(text).astimezone(self._place.zone).isoformat(timespec="seconds") if text else None


def _scope(word: str) -> str:
    try:
        return Scope(word).value
    except ValueError:
        known = ", ".join(scope.value for scope in Scope)
        raise TokenRefused(f"there is no scope {word!r}; known are {known}") from None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
