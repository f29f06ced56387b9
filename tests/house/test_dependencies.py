"""Every dependency has its line of reason, and is used."""

from __future__ import annotations

import ast
import configparser
import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bpmn", "signing", "engine", "web", "commands")


def _required(section: str, option: str) -> list[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    return [re.split(r"[\[<>=;~! ]", line)[0] for line in config[section][option].splitlines() if line.strip()]


def _imported() -> set[str]:
    """The distributions our packages import something from."""
    owners = metadata.packages_distributions()
    return {
        _plain(owner)
        for path in [ROOT / "cli.py", *(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))]
        for node in ast.walk(ast.parse(path.read_text()))
        for module in _modules(node)
        for owner in owners.get(module.split(".")[0], ())
    }


def _plain(name: str) -> str:
    """A distribution's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def test_every_dependency_of_the_product_is_imported_by_it() -> None:
    imported = _imported()

    idle = {name for name in _required("options", "install_requires") if _plain(name) not in imported}

    # psycopg is loaded by SQLAlchemy, which finds its name in the database's URL
    assert idle == {"psycopg"}


@pytest.mark.parametrize(
    "name", [*_required("options", "install_requires"), *_required("options.extras_require", "test")]
)
def test_a_dependency_is_explained_with_licence_and_last_release(name: str) -> None:
    lines = (ROOT / "docs/dependencies.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line.startswith(f"| {name} |")]

    assert len(rows) == 1, f"give {name} one line in docs/dependencies.md"
    assert all(rows[0][1:5]), f"the line of {name} says what for, licence and last release"
