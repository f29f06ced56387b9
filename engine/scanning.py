"""Whether files that were handed in carry malware: looked at by the worker, and read by nobody before.

Who hands in never waits for the scanner. Where the office has one, officials open a file once it was found clean; what
cannot be looked at stays shut. Without a scanner nothing is said of any file.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from engine.antivirus import ScannerUnavailable
from engine.case import instant
from engine.errors import Refusal
from engine.files import FileDamaged, FileMissing
from engine.store import scans
from engine.store.database import Connection
from engine.store.tables import CLEAN, INFECTED, UNCHECKED
from engine.workplace import Workplace

log = logging.getLogger("sealflow.scanning")

BATCH = 20
AGAIN = timedelta(days=1)
"""After how long a clean file is looked at once more: by then there are signatures of what was new."""
LOOKS = 2
AWAY = timedelta(minutes=2)
"""How long a file waits when the scanner did not look at it."""
WORDS = {UNCHECKED: "unchecked", CLEAN: "clean", INFECTED: "infected"}


class FileUnchecked(Refusal):
    """The virus scanner has not looked at the file yet."""

    code = "MATERIAL-UNCHECKED"
    remedy = "Try again in a few minutes; if it lasts, `sealflow doctor` tells whether the scanner answers."
    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was not checked for malware yet")


class FileInfected(Refusal):
    """The virus scanner found malware in the file."""

    code = "MATERIAL-INFECTED"
    remedy = "Ask the applicant to hand the paper in again, from a machine without malware."
    status = 403

    def __init__(self, name: str, found: str) -> None:
        super().__init__(f"{name} carries {found}")


def states(place: Workplace, connection: Connection, files: Sequence[str]) -> Mapping[str, str]:
    """What is known of each file: unchecked, clean or infected; nothing where the office has no scanner."""
    if place.scanner is None:
        return {}
    known = scans.states(connection, files)
    return {sha256: WORDS[known.get(sha256, (UNCHECKED, ""))[0]] for sha256 in files}


def must_be_safe(place: Workplace, sha256: str, name: str) -> None:
    """Raises FileUnchecked, FileInfected for a file that nobody may open."""
    if place.scanner is None:
        return
    with place.database.reading() as connection:
        state, found = scans.states(connection, [sha256]).get(sha256, (UNCHECKED, ""))
    if state == INFECTED:
        raise FileInfected(name, found)
    if state != CLEAN:
        raise FileUnchecked(name)


def unsafe(place: Workplace, connection: Connection, files: Sequence[str]) -> dict[str, str]:
    """Those of these files that the office's scanner did not find clean, with why not; nothing without a scanner."""
    return {sha256: word for sha256, word in states(place, connection, files).items() if word != WORDS[CLEAN]}


def look(place: Workplace) -> int:
    """Let the scanner look at the files that are due; how many it looked at."""
    if place.scanner is None:
        return 0
    now = place.now()
    with place.database.reading() as connection:
        due = scans.due(connection, instant(now), BATCH)
    looked_at = 0
    for sha256, looks in due:
        try:
            found = place.scanner.look(place.vault.get(sha256))
        except ScannerUnavailable as error:
            log.error("scan_failed file=%s code=%s why=%s", sha256[:16], error.code, error)
            _put_off(place, sha256, instant(now + AWAY))
            continue
        except (FileMissing, FileDamaged) as error:
            log.error("scan_failed file=%s code=%s", sha256[:16], error.code)
            _put_off(place, sha256, None)
            continue
        looked_at += 1
        again = instant(now + AGAIN) if not found and looks + 1 < LOOKS else None
        with place.database.writing() as connection:
            scans.say(connection, sha256, INFECTED if found else CLEAN, found, instant(now), again)
        if found:
            log.error("malware_found file=%s name=%s", sha256[:16], found)
    return looked_at


def _put_off(place: Workplace, sha256: str, due_at: str | None) -> None:
    with place.database.writing() as connection:
        scans.put_off(connection, sha256, due_at)
