"""What everybody may see: which matters there are, what each asks for and gives, what was decided in public.

Names nobody who asks. How long a matter takes is told from its own cases, and not at all while there are too few.
"""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pypinyin import Style, lazy_pinyin

from bpmn.drawing import draw
from engine.acts.earlier import standing
from engine.authority import Account
from engine.errors import NotFound
from engine.forms import Form
from engine.lifecycle import KINDS
from engine.matter.folder import unpack
from engine.matter.model import Matter
from engine.store import publications, publicity
from engine.store.asking import Row
from engine.terms import Language, Who
from engine.workplace import Workplace
from signing.notation import shortened

COMPLAINT = "complaint"
SPECIMEN = "specimen.webp"
"""The file of a matter folder that shows what its result looks like."""
FEWEST = 5
"""Closed cases from which a usual time may be told."""
_LATEST_CASES = 200
_TOLD_FOR = timedelta(minutes=10)
_SIGNS = re.compile(r"[^\w]+")


class FormUnknown(NotFound):
    """The matter has no form of this name."""

    code = "FORM-UNKNOWN"
    remedy = "Choose one of the forms that the matter lists."

    def __init__(self, matter: str, form: str) -> None:
        super().__init__(f"{matter} has no form {form!r}")


@dataclass(frozen=True, slots=True)
class Usual:
    """How long the matter took of late, in working days from acceptance until it came out."""

    half: int
    """Half of the cases took this long or less."""
    most: int
    """Nine of ten took this long or less."""
    cases: int


@dataclass(frozen=True, slots=True)
class Guided:
    """A matter with what belongs beside it when the public reads of it."""

    matter: Matter
    usual: Usual | None
    has_specimen: bool
    is_applied_for: bool
    """Whether people apply for it, rather than an organ begin it."""


class Publicity:
    """The public side of one office."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._usual: dict[str, tuple[datetime, Usual | None]] = {}
        self._texts: dict[str, str] = {}

    def matters(self) -> list[Matter]:
        """The matters that people apply for, by code."""
        with self._place.database.reading() as connection:
            rows = publications.current_publications(connection)
        return [matter for row in rows if _is_applied_for(matter := self._place.matter(row["bundle"]))]

    def search(self, text: str) -> list[Matter]:
        """The matters that somebody may mean by a name, a part of it, another word for it, or its pinyin.

        Every word must be found; those are first whose name begins with what was typed.
        """
        words = _plain(text).split()
        found = [matter for matter in self.matters() if all(word in self._searched(matter) for word in words)]
        first = _plain(text).replace(" ", "")
        return sorted(found, key=lambda m: not any(t.startswith(first) for t in _names(m)))

    def guide(self, code: str) -> Guided:
        """What the public is told of a matter. Raises MatterMissing."""
        matter = self._place.current_matter(code)
        return Guided(matter, self.usual(code), SPECIMEN in self._files(matter), _is_applied_for(matter))

    def form(self, code: str, name: str) -> Form:
        """A form of a matter. Raises MatterMissing, FormUnknown."""
        found = self._place.current_matter(code).forms.get(name)
        if found is None:
            raise FormUnknown(code, name)
        return found

    def specimen(self, code: str) -> bytes | None:
        """A picture (WebP) of what the matter results in, marked as a specimen; None when the matter has none."""
        return self._files(self._place.current_matter(code)).get(SPECIMEN)

    def drawing(self, code: str, language: Language) -> str:
        """How the matter goes, as SVG. Raises MatterMissing."""
        matter = self._place.current_matter(code)
        return draw(self._files(matter)["process.bpmn"], f"{matter.code} {matter.version}", language=language)

    def usual(self, code: str) -> Usual | None:
        """How long cases of the matter took; None while there are fewer than FEWEST. Remembered a while."""
        place, now = self._place, self._place.now()
        with self._lock:
            kept = self._usual.get(code)
        if kept is not None and kept[0] <= now < kept[0] + _TOLD_FOR:
            return kept[1]
        with place.database.reading() as connection:
            days = sorted(publicity.days_taken(connection, code, _LATEST_CASES))
        found = Usual(_rank(days, 0.5), _rank(days, 0.9), len(days)) if len(days) >= FEWEST else None
        with self._lock:
            self._usual[code] = (now, found)
        return found

    def decisions(self, after: str = "", most: int = 50) -> list[dict[str, Any]]:
        """Decisions that the law publishes, the newest first; `after`: older than the one of this cursor.

        Without their codes: the code belongs to whoever holds the paper, and shows it with the persons in it.
        """
        dated, _, number = after.partition("/")
        with self._place.database.reading() as connection:
            rows = publicity.disclosed(connection, (dated, number) if number else None, most)
        people = self._place.colleagues(sorted({row["applicant"] for row in rows}))
        return [self._decision(row, people) for row in rows]

    def _decision(self, row: Row, people: Mapping[str, Account]) -> dict[str, Any]:
        organ = self._place.organs.get(row["for_organ"])
        # Who complains is not named at all, whatever is published of the answer.
        named = self._place.matter(row["bundle"]).kind != COMPLAINT
        holder = people.get(row["applicant"]) if named else None
        return {
            "number": row["number"],
            "title": row["title"],
            "date": row["dated"],
            "status": standing(row, self._place.day(self._place.now())).value,
            "organ": organ.name if organ else row["for_organ"],
            "matter": row["matter_title"],
            "holder": _named(holder),
            "cursor": f"{row['dated']}/{row['number']}",
        }

    def _searched(self, matter: Matter) -> str:
        text = self._texts.get(matter.fingerprint)
        if text is None:
            text = self._texts[matter.fingerprint] = _searched(matter)
        return text

    def _files(self, matter: Matter) -> Mapping[str, bytes]:
        with self._place.database.reading() as connection:
            packed = publications.bundle(connection, matter.fingerprint)
        assert packed is not None  # the matter was read from it
        return unpack(packed)


def _is_applied_for(matter: Matter) -> bool:
    return Who.APPLICANT in KINDS[matter.kind].opening.who


def _named(holder: Account | None) -> str:
    """A body by its name, a person as the public text of the paper names one (`engine.disclosure`)."""
    if holder is None:
        return ""
    return holder.person if holder.kind == "organisation" else shortened(holder.person)


def _rank(days: Sequence[int], share: float) -> int:
    """The number of days within which that share of the cases was done: nearest rank."""
    return days[max(0, math.ceil(share * len(days)) - 1)]


def _plain(text: str) -> str:
    return _SIGNS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _names(matter: Matter) -> list[str]:
    return [_plain(name).replace(" ", "") for name in (matter.title.zh, matter.title.en, *matter.guide.words)]


def _searched(matter: Matter) -> str:
    """Everything by which a matter is found, in one text."""
    said = [matter.title.zh, matter.title.en, matter.guide.gives.zh, matter.guide.gives.en, *matter.guide.words]
    chinese = [matter.title.zh, *matter.guide.words]
    sounds = ["".join(lazy_pinyin(name)) for name in chinese]
    initials = ["".join(lazy_pinyin(name, style=Style.FIRST_LETTER)) for name in chinese]
    return " \n".join([*map(_plain, [*said, *sounds, *initials]), *_names(matter), matter.code])
