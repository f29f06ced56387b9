"""Files that nothing refers to are taken away, and no other, whoever keeps or dies meanwhile."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from engine.acts.opening import Upload
from engine.files import FileMissing, FolderVault
from engine.office import Office
from engine.retention import erase
from engine.sweeping import PARTS, part_of_the_hour, sweep
from engine.workplace import FixedTime
from tests.offices import APPLICANT, Premises, accept, matter_files, submit

PLAN = matter_files("starter")["examples/materials/plan.pdf"]
AGES = timedelta(days=400)


def made_old(office: Office, clock: FixedTime) -> list[str]:
    """Every file of the office, as if it had been kept in the office's days, and long ago."""
    vault = office.place.vault
    assert isinstance(vault, FolderVault)
    long_ago = (clock() - AGES).timestamp()
    found = [path for path in vault.path("00" * 32).parents[2].rglob("*") if path.is_file()]
    for path in found:
        os.utime(path, (long_ago, long_ago))
    return sorted(path.name for path in found)


def kept(office: Office) -> list[str]:
    vault = office.place.vault
    assert isinstance(vault, FolderVault)
    return sorted(path.name for path in vault.path("00" * 32).parents[2].rglob("*") if path.is_file())


def test_files_of_erased_drafts_go_and_those_of_cases_papers_and_drafts_stay(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    accept(office, case)
    office.worker.once()
    of_the_case = kept(office)
    for mark in (b"old", b"new"):
        draft = office.drafts.begin("starter", APPLICANT)
        office.drafts.attach(draft, APPLICANT, [Upload("plan", "plan.pdf", PLAN + mark + b"\n%%EOF")])
        if mark == b"old":
            clock.set(clock() + timedelta(days=91))
            erase(office.place)
    before = made_old(office, clock)
    assert len(before) == len(of_the_case) + 2

    assert sweep(office.place, PARTS) == 1

    (gone,) = set(before) - set(kept(office))
    assert gone not in of_the_case
    with pytest.raises(FileMissing):
        office.place.vault.get(gone)
    entry = office.administrators.log("lian.audit", "office")[0][0]
    assert (entry["act"], entry["what"], entry["count"]) == ("erase", "files", 1)
    assert sweep(office.place, PARTS) == 0 and office.verify_record().intact


def test_what_was_kept_lately_stays_and_who_keeps_it_again_renews_it(sqlite_premises: Premises) -> None:
    office, clock = sqlite_premises.open(), sqlite_premises.clock
    vault = office.place.vault
    assert isinstance(vault, FolderVault)
    here = vault.put(b"nobody refers to me")
    clock.set(clock().replace(year=2099))
    moment = (clock() - timedelta(days=30)).timestamp()
    os.utime(vault.path(here), (moment + 1, moment + 1))

    assert sweep(office.place, PARTS) == 0
    os.utime(vault.path(here), (moment - 1, moment - 1))
    assert sweep(office.place, [part for part in PARTS if part != here[:2]]) == 0
    assert sweep(office.place, [here[:2]]) == 1


def test_who_keeps_a_file_while_it_is_taken_away_has_it(tmp_path: Path) -> None:
    vault = FolderVault(tmp_path)
    here = vault.put(b"once more")
    os.utime(vault.path(here), (1_000, 1_000))
    assert vault.last_kept_before(here[:2], 2_000) == [here]

    vault.put(b"once more")

    assert not vault.take_away(here, 2_000)
    assert vault.get(here) == b"once more"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [here]


@pytest.mark.parametrize(("kept_at", "stays"), [(3_000, True), (1_000, False)])
def test_what_a_sweep_that_was_killed_put_aside_is_read_and_decided_by_the_next(
    tmp_path: Path, kept_at: int, stays: bool
) -> None:
    vault = FolderVault(tmp_path)
    here = vault.put(b"put aside")
    os.utime(vault.path(here), (kept_at, kept_at))
    vault.path(here).rename(vault.path(here).with_name(f".gone-{here}"))
    assert vault.get(here) == b"put aside"

    assert vault.last_kept_before(here[:2], 2_000) == []

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ([here] if stays else [])


def test_what_was_half_written_long_ago_is_cleared_away(tmp_path: Path) -> None:
    vault = FolderVault(tmp_path)
    here = vault.put(b"whole")
    half = vault.path(here).with_name(".new-abc")
    half.write_bytes(b"hal")
    os.utime(half, (1_000, 1_000))

    assert vault.last_kept_before(here[:2], 2_000) == []
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [here]


def test_every_part_has_its_hour(sqlite_premises: Premises) -> None:
    office, clock = sqlite_premises.open(), sqlite_premises.clock
    turns = set()
    for _ in PARTS:
        turns.add(part_of_the_hour(office.place))
        clock.set(clock() + timedelta(hours=1))

    assert turns == set(PARTS)
