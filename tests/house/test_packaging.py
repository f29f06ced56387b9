"""What is installed is ours, whole, and nobody else's."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bpmn", "signing", "engine", "web", "workflows", "commands")
BUILD_WHEEL = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names inside a wheel built from a copy of the project."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "cli.py"):
        shutil.copy(ROOT / name, copy)
    subprocess.run([sys.executable, "-c", BUILD_WHEEL, str(out)], cwd=copy, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return set(zipfile.ZipFile(built).namelist())


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_carries_every_file_of_a_package(package: str, wheel: set[str]) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert ours - wheel == set(), "name what is missing in [options.package_data] of setup.cfg"


def test_the_wheel_carries_nothing_of_the_workshop(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel if ".dist-info" not in name}

    assert tops == {*PACKAGES, "cli.py"}


@pytest.mark.parametrize("name", [*PACKAGES, "cli"])
def test_no_other_distribution_owns_a_name_of_ours(name: str) -> None:
    # web.py, for one, installs a `web` that would overwrite ours without a word.
    owners = set(metadata.packages_distributions().get(name, ())) - {"sealflow"}

    assert owners == set()


@pytest.mark.parametrize("name", [*PACKAGES, "cli"])
def test_the_code_that_is_imported_is_the_code_beside_the_tests(name: str) -> None:
    module = importlib.import_module(name)

    assert module.__file__ is not None
    assert Path(module.__file__).is_relative_to(ROOT)
