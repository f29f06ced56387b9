"""Settings: read once, each with a unit, a default that works for a demonstration, an environment name and a sentence.

Knows where values come from; knows nothing of what is done with them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.errors import Refusal
from signing.guarded import Secret

OFFICIALS, OPTIONAL = "officials", "optional"
"""Who must have a second factor: officials, or nobody. GB/T 22239-2019 asks for two at level 3 (8.1.4.1 d)."""


class SettingRefused(Refusal):
    """A setting holds something that cannot be used."""

    code = "SETTING-REFUSED"
    remedy = "Correct the environment variable named, or unset it to use the default."

    def __init__(self, name: str, value: str, why: str) -> None:
        super().__init__(f"{name} is {value!r}: {why}")


def _setting(environment: str, sentence: str) -> dict[str, str]:
    return {"environment": environment, "sentence": sentence}


@dataclass(frozen=True)
class Settings:
    """How this office runs. `origins` says for each field whether it came from the environment or the default."""

    home: Path = field(
        default=Path("var"), metadata=_setting("SEALFLOW_HOME", "folder of the office: database, files, keys, organs")
    )
    database: str = field(
        default="", metadata=_setting("SEALFLOW_DATABASE", "SQLAlchemy URL; empty means SQLite inside the home")
    )
    timezone: str = field(
        default="Asia/Shanghai", metadata=_setting("SEALFLOW_TIMEZONE", "IANA zone in which legal days begin and end")
    )
    verify_url: str = field(
        default="https://verify.shili.example/v",
        metadata=_setting("SEALFLOW_VERIFY_URL", "address printed on papers for checking them"),
    )
    site: str = field(
        default="http://127.0.0.1:8000",
        metadata=_setting("SEALFLOW_SITE", "address of the pages for people; with https, cookies never leave TLS"),
    )
    site_name: str = field(
        default="示例市政务服务|Shili Public Services",
        metadata=_setting("SEALFLOW_SITE_NAME", "what the pages call themselves: in Chinese, and after | in English"),
    )
    language: str = field(
        default="", metadata=_setting("SEALFLOW_LANGUAGE", "zh or en: what people read; empty: the terminal's")
    )
    fonts: str = field(
        default="",
        metadata=_setting("SEALFLOW_FONTS", "folders with further font files, separated by the path separator"),
    )
    key_password: Secret = field(
        default_factory=lambda: Secret(""),  # immutable
        metadata=_setting("SEALFLOW_KEY_PASSWORD", "password of the seal keys; empty: the file keys.password"),
    )
    token_pins: Secret = field(
        default_factory=lambda: Secret(""),
        metadata=_setting("SEALFLOW_TOKEN_PINS", "PINs of PKCS#11 tokens, as LABEL=PIN, separated by commas"),
    )
    lease_seconds: int = field(
        default=30, metadata=_setting("SEALFLOW_LEASE_SECONDS", "seconds after which a silent worker loses its job")
    )
    job_attempts: int = field(
        default=12, metadata=_setting("SEALFLOW_JOB_ATTEMPTS", "times a job is tried before it is set aside")
    )
    clamav: str = field(
        default="",
        metadata=_setting(
            "SEALFLOW_CLAMAV", "virus scanner (clamd) for files handed in: HOST:PORT or its socket; empty: none"
        ),
    )
    second_factor: str = field(
        default=OFFICIALS,
        metadata=_setting(
            "SEALFLOW_SECOND_FACTOR", "officials: they must have a second factor; optional: whoever wants one has it"
        ),
    )
    warning_days: int = field(
        default=1,
        metadata=_setting("SEALFLOW_WARNING_DAYS", "working days before a last day from which its light is yellow"),
    )
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    SECRETS: ClassVar[frozenset[str]] = frozenset({"key_password", "token_pins"})

    @property
    def zone(self) -> ZoneInfo:
        """The zone of legal days."""
        return ZoneInfo(self.timezone)

    @property
    def database_url(self) -> str:
        """The database, with the default filled in."""
        return self.database or f"sqlite:///{self.home / 'sealflow.db'}"

    def rows(self) -> list[tuple[str, str, str, str]]:
        """(environment name, value, where from, sentence) of each setting; secrets read `set` or `not set`."""
        rows = []
        for f in fields(self):
            if "environment" not in f.metadata:
                continue
            value = getattr(self, f.name)
            shown = ("set" if value else "not set") if f.name in self.SECRETS else str(value)
            if f.name == "database" and "@" in shown:
                shown = shown.split("://", 1)[0] + "://…@" + shown.rsplit("@", 1)[1]
            rows.append((f.metadata["environment"], shown, self.origins.get(f.name, "default"), f.metadata["sentence"]))
        return rows


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises SettingRefused for a value that cannot be used."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for f in fields(Settings):
        name = f.metadata.get("environment")
        if not name or not environment.get(name):
            continue
        text = environment[name]
        origins[f.name] = "environment"
        if f.name == "home":
            values[f.name] = Path(text)
        elif f.name in Settings.SECRETS:
            values[f.name] = Secret(text)
        elif isinstance(f.default, int):
            if not text.isdecimal() or not 1 <= int(text) <= 100_000:
                raise SettingRefused(name, text, "a whole number from 1 to 100000 is needed")
            values[f.name] = int(text)
        else:
            values[f.name] = text
    settings = Settings(**values, origins=origins)
    if not settings.site.startswith(("http://", "https://")):
        raise SettingRefused("SEALFLOW_SITE", settings.site, "an address with http:// or https:// is needed")
    if settings.clamav and "/" not in settings.clamav and not settings.clamav.rpartition(":")[2].isdecimal():
        raise SettingRefused("SEALFLOW_CLAMAV", settings.clamav, "HOST:PORT or the path of a socket is needed")
    if settings.second_factor not in (OFFICIALS, OPTIONAL):
        raise SettingRefused("SEALFLOW_SECOND_FACTOR", settings.second_factor, "officials or optional is needed")
    if settings.language not in ("", "zh", "en"):
        raise SettingRefused("SEALFLOW_LANGUAGE", settings.language, "zh or en is needed")
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingRefused("SEALFLOW_TIMEZONE", settings.timezone, "no such zone") from error
    return settings
