"""Taking away files that nothing refers to: of drafts that were erased, of papers made twice, of uploads that failed.

Never a file that a case, a document, a draft or the scanner refers to; and none that was kept lately, for what is just
being written is referred to a moment later. Files come and go by their hash, so each hour one part of them is looked
through, and nothing need be remembered: a sweep that was killed is gone on with when its part comes again.
Source: 个人信息保护法第十九条、第四十七条.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.files import FolderVault
from engine.ledger import OFFICE
from engine.retention import ERASE, UNUSED_FILES_LAST
from engine.store import drafts, kept
from engine.workplace import Workplace

PARTS = tuple(f"{number:02x}" for number in range(256))
"""The parts of a vault, by how the hashes begin."""
_BATCH = 500
_HASH = re.compile(rb"[0-9a-f]{64}")


def part_of_the_hour(place: Workplace) -> str:
    """The part whose turn it is: each comes once in eleven days."""
    return PARTS[int(place.now().timestamp() // 3_600) % len(PARTS)]


def sweep(place: Workplace, parts: Iterable[str]) -> int:
    """Take away what nobody refers to in these parts; how many files were, which the office's ledger tells.

    Raises VaultUnreadable, VaultUnwritable.
    """
    if not isinstance(place.vault, FolderVault):
        return 0
    before, gone = (place.now() - UNUSED_FILES_LAST).timestamp(), 0
    try:
        for part in parts:
            gone += _swept(place, place.vault, part, before)
    finally:
        if gone:
            with place.database.writing() as connection:
                OFFICE.write(connection, place.now(), "system", ERASE, what="files", count=gone)
    return gone


def _swept(place: Workplace, vault: FolderVault, part: str, before: float) -> int:
    gone = 0
    if not (old := vault.last_kept_before(part, before)):
        return 0
    # Read after the times of the files: whoever refers to one from now on has kept it once more, unless a case has it.
    with place.database.snapshot() as connection:
        written = {found.decode() for files in drafts.files_of_all(connection) for found in _HASH.findall(files)}
    for some in (old[start : start + _BATCH] for start in range(0, len(old), _BATCH)):
        with place.database.snapshot() as connection:
            wanted = kept.referred_to(connection, some) | written
        gone += sum(vault.take_away(sha256, before) for sha256 in some if sha256 not in wanted)
    return gone
