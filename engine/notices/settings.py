"""What an office wants told to whom: `notices.yaml` in its folder.

Passwords and secrets stand in the environment, never in the file. What leaves this machine leaves it encrypted.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml

from engine import fast_yaml
from engine.errors import Refusal
from signing.guarded import Secret

Security = Literal["tls", "starttls", "none"]

_MAIL_KEYS = {"host", "port", "security", "sender", "user", "password", "timeout_seconds"}
_HOOK_KEYS = {"url", "secret", "acts", "account", "timeout_seconds"}
_LONGEST_SECONDS = 120


class NoticesRefused(Refusal):
    """notices.yaml cannot be used."""

    code = "NOTICES-REFUSED"
    remedy = "Correct the line named; docs/how-to/operator.md shows the file."


@dataclass(frozen=True, slots=True)
class Mail:
    """The way to a mail server. `security` none is for this machine only."""

    host: str
    port: int
    sender: str
    security: Security = "tls"
    user: str = ""
    password: Secret = field(default_factory=lambda: Secret(""))
    timeout_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Webhook:
    """A system that is called after acts. acts: those it wants to hear of; none: all that the applicant is told of.

    account: whose it is, and who may have it called again.
    """

    name: str
    url: str
    secret: Secret
    acts: frozenset[str] = frozenset()
    timeout_seconds: float = 10.0
    account: str = ""

    def wants(self, act: str, tells: bool) -> bool:
        """Whether it is called after this act; tells: whether the applicant is told of it."""
        return act in self.acts or (tells and not self.acts)


@dataclass(frozen=True, slots=True)
class Notices:
    """What the office tells."""

    mail: Mail | None = None
    webhooks: Mapping[str, Webhook] = field(default_factory=dict)


NO_NOTICES = Notices()
"""An office that tells nobody anything."""


def read_notices(text: str, environment: Mapping[str, str]) -> Notices:
    """What a notices.yaml says. Raises NoticesRefused."""
    try:
        document = fast_yaml.load(text) or {}
    except yaml.YAMLError as error:
        raise NoticesRefused(f"notices.yaml: {error}") from error
    document = _mapping(document, "notices.yaml", {"mail", "webhooks"})
    hooks = document.get("webhooks") or {}
    if not isinstance(hooks, Mapping):
        raise NoticesRefused("notices.yaml: webhooks must be a mapping of names to settings")
    mail = document.get("mail")
    return Notices(
        mail=None if mail is None else _mail(mail, environment),
        webhooks={str(name): _webhook(str(name), row, environment) for name, row in hooks.items()},
    )


def _mail(row: Any, environment: Mapping[str, str]) -> Mail:
    row = _mapping(row, "mail", _MAIL_KEYS)
    host, sender, security = _text(row, "host", "mail"), _text(row, "sender", "mail"), row.get("security", "tls")
    if security not in ("tls", "starttls", "none"):
        raise NoticesRefused(f"notices.yaml: security of mail is {security!r}; tls, starttls or none is needed")
    if security == "none" and not _is_this_machine(host):
        raise NoticesRefused(f"notices.yaml: mail to {host} must be encrypted (security: tls or starttls)")
    if "@" not in parseaddr(sender)[1]:
        raise NoticesRefused(f"notices.yaml: sender of mail is {sender!r}, which is no address")
    port = row.get("port", {"tls": 465, "starttls": 587, "none": 25}[security])
    if type(port) is not int or not 0 < port < 65536:
        raise NoticesRefused(f"notices.yaml: port of mail is {port!r}")
    password = _secret(row, "password", "mail", environment) if "password" in row else Secret("")
    return Mail(host, port, sender, security, str(row.get("user") or ""), password, _seconds(row, "mail"))


def _webhook(name: str, row: Any, environment: Mapping[str, str]) -> Webhook:
    row = _mapping(row, name, _HOOK_KEYS)
    url = _text(row, "url", name)
    parts = urlsplit(url)
    local = parts.scheme == "http" and _is_this_machine(parts.hostname or "")
    if not (local or parts.scheme == "https") or not parts.hostname or parts.username:
        raise NoticesRefused(
            f"notices.yaml: url of {name} is {url!r}; an https address without a password is needed (http only to "
            "this machine)"
        )
    acts = row.get("acts") or []
    if not isinstance(acts, list) or not all(isinstance(act, str) for act in acts):
        raise NoticesRefused(f"notices.yaml: acts of {name} must be a list of acts, such as [accept, grant]")
    account = row.get("account") or ""
    if not isinstance(account, str):
        raise NoticesRefused(f"notices.yaml: account of {name} must be the name of an account")
    secret = _secret(row, "secret", name, environment)
    return Webhook(name, url, secret, frozenset(acts), _seconds(row, name), account)


def _secret(row: Mapping[str, Any], key: str, where: str, environment: Mapping[str, str]) -> Secret:
    name = _text(row, key, where)
    if not environment.get(name):
        raise NoticesRefused(f"notices.yaml: {where} takes its {key} from the variable {name}, which is not set")
    return Secret(environment[name])


def _seconds(row: Mapping[str, Any], where: str) -> float:
    seconds = row.get("timeout_seconds", 10)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= _LONGEST_SECONDS:
        raise NoticesRefused(f"notices.yaml: timeout_seconds of {where} is {seconds!r}; at most {_LONGEST_SECONDS}")
    return float(seconds)


def _text(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise NoticesRefused(f"notices.yaml: {where} needs {key}, a text")
    return value


def _mapping(row: Any, where: str, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise NoticesRefused(f"notices.yaml: {where} must be a mapping")
    if unknown := sorted(set(map(str, row)) - keys):
        raise NoticesRefused(f"notices.yaml: {where} has {unknown[0]!r}; known are {', '.join(sorted(keys))}")
    return row


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
