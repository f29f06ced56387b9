"""Every dependency has its line of reason."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _required(section: str, option: str) -> list[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    return [re.split(r"[\[<>=;~! ]", line)[0] for line in config[section][option].splitlines() if line.strip()]


@pytest.mark.parametrize(
    "name", [*_required("options", "install_requires"), *_required("options.extras_require", "test")]
)
def test_a_dependency_is_explained_with_licence_and_last_release(name: str) -> None:
    lines = (ROOT / "docs/dependencies.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line.startswith(f"| {name} |")]

    assert len(rows) == 1, f"give {name} one line in docs/dependencies.md"
    assert all(rows[0][1:5]), f"the line of {name} says what for, licence and last release"
