"""The language people are spoken to in: the one asked for, else the one set, else the terminal's.

Machines are spoken to in English unless `--language` asks otherwise, wherever the terminal stands.
"""

from __future__ import annotations

import os
import sys
from contextvars import ContextVar
from typing import Any, Literal

import click

Language = Literal["zh", "en"]

asked: ContextVar[Language | None] = ContextVar("asked", default=None)
"""What `--language` says."""


def option() -> click.Option:
    """`--language`, which stands at the end of a command or before its noun."""
    return click.Option(
        ["--language", "--lang"],
        type=click.Choice(["zh", "en"]),
        is_eager=True,
        expose_value=False,
        callback=_note,
        help="Language of what people read; default: SEALFLOW_LANGUAGE, else the terminal's.",
    )


def _note(_: click.Context, __: click.Parameter, value: Any) -> None:
    if value:
        asked.set(value)


def spoken() -> Language:
    """The language of what people read."""
    chosen = asked.get() or os.environ.get("SEALFLOW_LANGUAGE")
    if chosen in ("zh", "en"):
        return "zh" if chosen == "zh" else "en"
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if locale.startswith("zh") and _can_write("中") else "en"


def say(zh: str, en: str) -> str:
    """The one of two that the reader understands."""
    return zh if spoken() == "zh" else en


def _can_write(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
