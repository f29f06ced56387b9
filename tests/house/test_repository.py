"""What may stand in a file that everybody gets."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGEST_BYTES = 20 * 1024 * 1024

# Each: what must not be found, and why. Written as patterns, so that this file does not find itself.
UNWANTED = {
    "a folder of one person's machine": re.compile(r"(?<![\w.])/(?:root|work|home/\w+|Users/\w+)/\w"),
    "the host of a package index; every machine has its own": re.compile(
        r"\b(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com)\b"
    ),
    "an unfinished thought; finish it or write it down as an issue": re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b"),
    "the mark of a merge": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}


def tracked() -> list[Path]:
    """The files of the repository; safe.directory because a checkout may belong to somebody else."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_holds(what: str) -> None:
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" in data:
            continue
        text = data.decode(errors="replace")
        found += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in UNWANTED[what].finditer(text)]

    assert found == [], what


def test_no_file_is_too_large_for_a_quick_clone() -> None:
    large = [p.relative_to(ROOT) for p in tracked() if p.stat().st_size > LARGEST_BYTES]

    assert large == []


def test_tests_have_no_packages_that_would_hide_ours() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []
