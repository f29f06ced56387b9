"""connectors.yaml of an office: where each other system is, how long it may take, how its words become ours."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import yaml

from engine import fast_yaml
from engine.connectors.errors import ConnectorsRefused
from signing.guarded import Secret

_KEYS = {"title", "url", "timeout_seconds", "token", "answer"}
_ANSWER_KEYS = {"outcome", "outcomes", "reference", "facts"}
_LONGEST_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """Where in a system's JSON answer the things stand that we take. Places are keys joined by dots."""

    outcome: str = "outcome"
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """Their word → ours; empty: they use ours."""
    reference: str = "reference"
    facts: Mapping[str, str] | None = None
    """Our name → their place; None: all that stands under `facts`."""


@dataclass(frozen=True, slots=True)
class Connector:
    """The way to one other system."""

    name: str
    title: str
    url: str
    timeout_seconds: float = 5.0
    token: Secret = field(default_factory=lambda: Secret(""))
    """Sent as a bearer token (RFC 6750) when there is one."""
    reading: Reading = field(default_factory=Reading)


def read_connectors(text: str, environment: Mapping[str, str]) -> dict[str, Connector]:
    """The connectors by name. Tokens stand in the environment, never in the file. Raises ConnectorsRefused."""
    try:
        document = fast_yaml.load(text) or {}
    except yaml.YAMLError as error:
        raise ConnectorsRefused(f"connectors.yaml: {error}") from error
    if not isinstance(document, Mapping):
        raise ConnectorsRefused("connectors.yaml must be a mapping of systems")
    return {str(name): _connector(str(name), row, environment) for name, row in document.items()}


def _connector(name: str, row: Any, environment: Mapping[str, str]) -> Connector:
    row = _mapping(row, name, _KEYS)
    url, token = _text(row, "url", "", name), _text(row, "token", "", name)
    _check_url(name, url)
    if token and not environment.get(token):
        raise ConnectorsRefused(f"connectors.yaml: {name} takes its token from {token}, which is not set")
    seconds = row.get("timeout_seconds", 5)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= _LONGEST_SECONDS:
        raise ConnectorsRefused(
            f"connectors.yaml: timeout_seconds of {name} is {seconds!r}; at most {_LONGEST_SECONDS} seconds are needed"
        )
    return Connector(
        name=name,
        title=_text(row, "title", name, name),
        url=url,
        timeout_seconds=float(seconds),
        token=Secret(environment.get(token, "") if token else ""),
        reading=_reading(name, row.get("answer")),
    )


def _reading(name: str, row: Any) -> Reading:
    if row is None:
        return Reading()
    where = f"{name}.answer"
    row = _mapping(row, where, _ANSWER_KEYS)
    facts = row.get("facts")
    return Reading(
        outcome=_text(row, "outcome", "outcome", where),
        outcomes=_texts(row.get("outcomes"), f"{where}.outcomes"),
        reference=_text(row, "reference", "reference", where),
        facts=None if facts is None else _texts(facts, f"{where}.facts"),
    )


def _text(row: Mapping[str, Any], key: str, default: str, where: str) -> str:
    value = row.get(key, default)
    if not isinstance(value, str):
        raise ConnectorsRefused(f"connectors.yaml: {key} of {where} is {value!r}, no text; put it in quotation marks")
    return value


def _texts(row: Any, where: str) -> dict[str, str]:
    row = {} if row is None else row
    if not isinstance(row, Mapping) or not all(isinstance(word, str) for pair in row.items() for word in pair):
        raise ConnectorsRefused(f"connectors.yaml: {where} must be a mapping of words to words, in quotation marks")
    return dict(row)


def _mapping(row: Any, where: str, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise ConnectorsRefused(f"connectors.yaml: {where} must be a mapping")
    if unknown := sorted(set(map(str, row)) - keys):
        raise ConnectorsRefused(f"connectors.yaml: {where} has {unknown[0]!r}; known are {', '.join(sorted(keys))}")
    return row


def _check_url(name: str, url: str) -> None:
    """Personal data travel encrypted, except inside this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise ConnectorsRefused(f"connectors.yaml: url of {name} is {url!r}: {error}") from error
    if parts.scheme == "https" and host and not parts.username:
        return
    if parts.scheme == "http" and _is_this_machine(host) and not parts.username:
        return
    raise ConnectorsRefused(
        f"connectors.yaml: url of {name} is {url!r}; an https address without a password is needed (http only to "
        "this machine)"
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
