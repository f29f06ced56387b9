"""The command line as a person meets it: words in, lines and an exit status out, over one office per module."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import cli
from tests.cli.programs import environment, sealflow


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the office of this module's tests stands."""
    return tmp_path_factory.mktemp("office") / "var"


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `sealflow` with these words over the module's office."""
    monkeypatch.setenv("SEALFLOW_HOME", str(home))
    for name in ("SEALFLOW_DATABASE", "SEALFLOW_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def sealflow(*words: object) -> Said:
        monkeypatch.setattr("sys.argv", ["sealflow", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capfd.readouterr()
        return Said(int(stopped.value.code or 0), said.out, said.err)

    return sealflow


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Path:
    """An office as `sealflow init` makes it, made once for all processes of a run. Nobody works in it."""
    home = tmp_path_factory.getbasetemp().parent / f"founded-{testrun_uid}"
    with open(f"{home}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            said = sealflow("init", within=environment(home))
            assert said.returncode == 0, said.stderr
    return home


@pytest.fixture
def office(home: Path, request: pytest.FixtureRequest) -> Path:
    """The module's office, as `sealflow init` made it before the module's first test came."""
    if not (home / "organs.yaml").exists():
        shutil.copytree(request.getfixturevalue("founded"), home)
    return home


@pytest.fixture(scope="session")
def matter() -> Path:
    """The folder of the first matter."""
    return Path(__file__).parents[2] / "workflows" / "law_firm_establish"


@pytest.fixture
def application(matter: Path) -> list[str]:
    """Words that hand in a complete application."""
    words = ["--answers", str(matter / "examples/three_partners.json")]
    for file in sorted((matter / "examples/materials").iterdir()):
        words += ["--material", f"{file.stem}={file}"]
    return words
