"""The two languages of the pages: Chinese as it stands in the code, English from `english.po`.

The `.po` file is read when a site is opened: there is no compiled file to ship or to forget. Knows how days, hours and
sizes are written; knows nothing of pages.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from engine.terms import Language

ENGLISH = Path(__file__).parent / "english.po"
# Read once: Babel would look for a locale named by a text among all of its files, for every day that is written.
LOCALES: Mapping[Language, Locale] = {"zh": Locale.parse("zh_CN"), "en": Locale.parse("en_GB")}


class Titled(Protocol):
    """Anything of the engine that is called something in both languages."""

    def say(self, language: Language) -> str: ...


def noted(text: str) -> str:
    """A text for pages that stands in a table of the code: found by what collects texts, spoken by `Speech.say`."""
    return text


@dataclass(frozen=True, slots=True)
class Speech:
    """One language of the pages."""

    language: Language
    translations: gettext.NullTranslations

    @property
    def html(self) -> str:
        """As the `lang` of a page."""
        return "zh-CN" if self.language == "zh" else "en"

    def say(self, text: str, /, **facts: object) -> str:
        """The text in this language, with the facts put where it names them as `%(name)s`."""
        return self.translations.gettext(text) % facts

    def call(self, titled: Titled | Mapping[str, Any] | str) -> str:
        """What something of the engine is called in this language."""
        if isinstance(titled, str):
            return titled
        if isinstance(titled, Mapping):
            return str(titled.get(self.language) or titled.get("zh") or "")
        return titled.say(self.language)

    def day(self, day: date | str | None) -> str:
        """A day as people write it: 2026年3月2日, 2 March 2026."""
        if not day:
            return ""
        return _written(day, self.language)

    def month(self, day: date | str) -> str:
        """The month of a day as people write it: 2026年3月, March 2026."""
        day = date.fromisoformat(day[:10]) if isinstance(day, str) else day
        return format_date(day, "y年M月" if self.language == "zh" else "MMMM y", LOCALES[self.language])

    def weekday(self, day: date | str) -> str:
        """The day of the week."""
        day = date.fromisoformat(day[:10]) if isinstance(day, str) else day
        return format_date(day, "EEE", LOCALES[self.language])

    def moment(self, at: datetime | str | None) -> str:
        """A moment as people write it, to the minute: 2026年3月2日 09:30."""
        if not at:
            return ""
        at = datetime.fromisoformat(at) if isinstance(at, str) else at
        pattern = "y年M月d日 HH:mm" if self.language == "zh" else "d MMMM y, HH:mm"
        return format_datetime(at, pattern, locale=LOCALES[self.language])

    def number(self, number: float) -> str:
        """A number with its thousands parted."""
        return format_decimal(number, locale=LOCALES[self.language])

    def size(self, size: int) -> str:
        """The size of a file."""
        kilobytes = size / 1000
        return f"{kilobytes:,.0f} kB" if kilobytes < 1000 else f"{kilobytes / 1000:,.1f} MB"


@lru_cache(10_000)
def _written(day: date | str, language: Language) -> str:
    """Kept, as a list has the same few days in all of its rows."""
    day = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return format_date(day, "y年M月d日" if language == "zh" else "d MMMM y", LOCALES[language])


@cache
def speech(language: Language) -> Speech:
    """The pages' speech in a language."""
    if language == "zh":
        return Speech("zh", gettext.NullTranslations())
    compiled = io.BytesIO()
    with ENGLISH.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return Speech("en", gettext.GNUTranslations(compiled))


def preferred(chosen: str, accepted: str) -> Language:
    """The language for somebody: the one they chose, else Chinese unless the browser asks for English and no Chinese.

    accepted: the header Accept-Language.
    """
    if chosen in LOCALES:
        return "zh" if chosen == "zh" else "en"
    wanted = accepted.lower()
    return "en" if "en" in wanted and "zh" not in wanted else "zh"
