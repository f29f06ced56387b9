"""A demonstration office that has been at work for months: cases in every state, people who can log in.

Each case is an example of its matter, moved by whole weeks so that it happened of late, played through the office's own
door at its own time, and left where it then stood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from engine.assembly import open_office
from engine.config import OPTIONAL, Settings
from engine.founding import Founded, found, matter_folder
from engine.identifiers import password
from engine.matter.folder import Files, read_folder
from engine.office import Office
from engine.rehearsal import InPlace, Scene, Script, read_script
from engine.rehearsal.script import Answers
from engine.terms import Titled
from engine.workplace import FixedTime, system_time
from signing.private_files import write_private

PASSWORD = "demo.password"
"""The file in the office's folder that holds the one password of all its people."""
AT_WORK = timedelta(days=150)
"""How long the office has been at work."""
_WEEK = timedelta(days=7)
_NEAR = 400
"""Days around the day of the application within which a date of the answers moves with it."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Piece:
    """One case: the example it is, how many weeks ago it was opened, how far it has come (None: to its end)."""

    matter: str
    example: str
    weeks: int
    lines: int | None = None


FIRM = "law_firm_establish"
PIECES = (
    *(Piece(FIRM, "straight_grant", weeks) for weeks in (16, 14, 12, 10, 8)),
    Piece(FIRM, "refused", 11),
    Piece(FIRM, "corrected_late", 9),
    Piece(FIRM, "turned_away", 6),
    Piece(FIRM, "withdrawn", 5),
    Piece(FIRM, "corrected_then_granted", 4, 7),
    Piece(FIRM, "straight_grant", 3, 5),
    Piece(FIRM, "hearing_stops_the_clock", 2, 7),
    Piece(FIRM, "straight_grant", 2, 3),
    Piece(FIRM, "corrected_then_granted", 1, 1),
    Piece(FIRM, "straight_grant", 1, 1),
    Piece(FIRM, "straight_grant", 0, 0),
    Piece(FIRM, "turned_away", 0, 0),
    Piece(FIRM, "refused", 0, 0),
    Piece("law_firm_change_name", "straight_grant", 7),
    Piece("law_firm_change_head", "straight_grant", 1, 0),
    Piece("no_criminal_record", "issued_at_once", 2),
    Piece("no_criminal_record", "issued_at_once", 0),
    Piece("food_business_licence", "granted", 3),
    Piece("lawyer_licence_fulltime", "promise_taken_back", 1, 3),
    Piece("proof_complaint", "answered_and_content", 7),
    Piece("proof_complaint", "extended_by_five_days", 4),
    Piece("proof_complaint", "a_court_is_out_of_scope", 3),
    Piece("proof_complaint", "nobody_rates", 1, 2),
    Piece("proof_complaint", "by_telephone_and_withdrawn", 0, 0),
)
"""What the office has had to do, in the order in which it was played."""
RATED = (
    (1, "一次就办成了。"),
    (2, ""),
    (1, "进度看得清楚。"),
    (5, "补正的要求说得不清楚，打了两次电话。"),
    (2, ""),
    (3, ""),
)
"""What an applicant thought of the closed cases, from the newest on."""
RATER = "lin.partner"


def at_work_since() -> datetime:
    """The moment at which a demonstration office was founded, as far as its seals and its record tell."""
    return system_time() - AT_WORK


def adapted(settings: Settings) -> Settings:
    """The settings of a demonstration, where they were not told otherwise: its papers lead to its own pages, and
    nobody must have a telephone at hand to look around.
    """
    eased: dict[str, Any] = {"verify_url": f"{settings.site.rstrip('/')}/v", "second_factor": OPTIONAL}
    return replace(settings, **{name: value for name, value in eased.items() if name not in settings.origins})


def furnished(
    settings: Settings, now: Callable[[], datetime] = system_time, pieces: Sequence[Piece] = PIECES
) -> Iterator[Founded]:
    """Make what is missing of a demonstration office that has been at work for a while; yields each part.

    Cases are played once: an office whose people have a password already has them.
    """
    if (settings.home / PASSWORD).is_file():
        yield from found(settings, now=now)  # what a later version brings comes today, after what was done since
        return
    yield from found(settings, now=lambda: now() - AT_WORK)
    clock = FixedTime(now())
    office = open_office(settings, now=clock)
    # In the order of opening: what an example changes in the office itself is entered one after the other.
    scenes = sorted((_moved(piece, now()) for piece in pieces), key=lambda scene: scene.script.opened)
    for scene in scenes:
        scene.play(office, clock, now())
    clock.set(now())
    closed = [case["case"] for case in office.list_cases(RATER) if case["closed_at"]]
    for case, (grade, text) in zip(closed, RATED, strict=False):
        office.rate(case, RATER, grade, text)
    office.worker.once()
    office.checkpoint()
    yield Founded(
        "cases", Titled("办件", "cases"), Titled(f"{len(scenes)} 件，各种状态都有", f"{len(scenes)}, in every state")
    )
    word = password()
    for account in office.list_accounts():
        office.access.set_password(account.name, word)
    write_private(settings.home / PASSWORD, word.encode())
    office.place.database.close()


def shared_password(settings: Settings) -> str:
    """The password of everybody in a demonstration office; empty in any other."""
    file = settings.home / PASSWORD
    return file.read_text(encoding="utf-8") if file.is_file() else ""


@dataclass(frozen=True, slots=True)
class _Play:
    """One case to be played: the example at its new time."""

    files: Files
    script: Script
    by: timedelta
    lines: int | None

    def play(self, office: Office, clock: FixedTime, now: datetime) -> None:
        scene = _Moved(InPlace(office, clock), self.files, self.script, self.by)
        scene.run_until(now, self.lines)


def _moved(piece: Piece, now: datetime) -> _Play:
    files = read_folder(matter_folder(piece.matter))
    script = read_script(files[f"examples/{piece.example}.yaml"], piece.example)
    by = ((now - script.opened) // _WEEK - piece.weeks) * _WEEK
    lines = tuple(replace(line, at=line.at + by) for line in script.when)
    return _Play(files, replace(script, opened=script.opened + by, when=lines), by, piece.lines)


class _Moved(Scene):
    """An example that happens at another time than it was written for."""

    def __init__(self, stage: InPlace, files: Files, script: Script, by: timedelta) -> None:
        self._by, self._first = by, (script.opened - by).date()
        super().__init__(stage, files, script)

    def _answers(self, answers: Answers) -> dict[str, Any]:
        moved: dict[str, Any] = self._moved(super()._answers(answers))
        return moved

    def _moved(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._moved(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._moved(inner) for inner in value]
        if isinstance(value, str) and _DAY.fullmatch(value):
            day = date.fromisoformat(value)
            return (day + self._by).isoformat() if abs((day - self._first).days) <= _NEAR else value
        return value
