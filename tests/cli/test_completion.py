"""The shell offers what may stand where one types: commands, matters, cases, tasks, acts, people, papers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.shell_completion import ShellComplete

import cli
from engine.assembly import open_office
from engine.config import Settings
from engine.founding import found
from tests.cli.programs import ROOT, environment
from tests.offices import APPLICANT, application, matter_files

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def case(home: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A case in the office of this module, waiting for the window."""
    settings = Settings(home=home)
    list(found(settings, matters=False))
    office = open_office(settings)
    office.publish(matter_files("starter"))
    answers, uploads = application()
    return str(office.open_case("starter", APPLICANT, answers, uploads)["case"])


@pytest.fixture
def offered(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """What is offered after these words for a word begun."""
    monkeypatch.setenv("SEALFLOW_HOME", str(home))

    def offer(*words: str, begun: str = "") -> list[str]:
        shell = ShellComplete(cli.cli, {}, "sealflow", "_SEALFLOW_COMPLETE")
        return [item.value for item in shell.get_completions(list(words), begun)]

    return offer


@pytest.mark.parametrize(
    ("words", "begun", "among"),
    [
        ((), "doc", ["doctor", "document"]),
        (("task",), "", ["claim", "complete", "list", "release"]),
        (("task", "list", "--as"), "ma.", ["ma.window"]),
        (("case", "open"), "star", ["starter"]),
        (("document", "verify", "x.pdf"), "--js", ["--json"]),
    ],
)
def test_what_may_stand_there_is_offered(
    case: str, offered: Callable[..., list[str]], words: tuple[str, ...], begun: str, among: list[str]
) -> None:
    found = offered(*words, begun=begun)

    assert set(among) <= set(found)
    assert all(word.startswith(begun) for word in found)


def test_a_case_its_tasks_their_acts_and_its_papers_are_offered(case: str, offered: Callable[..., list[str]]) -> None:
    task = f"{case}/check_materials"

    assert offered("case", "show") == [case]
    assert offered("task", "complete") == [task]
    assert set(offered("task", "complete", task, "--as", "ma.window", "--act")) >= {"accept", "turn_away"}
    assert offered("task", "claim", "--as", "ma.window") == [task]
    assert "withdraw" in offered("case", "act", case, "--as", APPLICANT, "--act", begun="with")
    assert len(offered("document", "download")) == 1


def test_nothing_is_offered_and_nothing_said_where_there_is_no_office(
    tmp_path: Path,
    offered: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SEALFLOW_HOME", str(tmp_path / "nowhere"))

    assert offered("case", "show") == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(run: Run, shell: str) -> None:
    said = run("completion", shell)

    assert said.status == 0
    assert "_SEALFLOW_COMPLETE" in said.out and f"{shell}_complete" in said.out


def test_a_shell_nobody_knows_is_wrong_usage(run: Run) -> None:
    assert run("completion", "tcsh").status == 2


def test_bash_completes_with_the_script_it_was_given(
    case: str, home: Path, tmp_path: Path, program: Callable[[str], str]
) -> None:
    sealflow = tmp_path / "sealflow"
    sealflow.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cli "$@"\n')
    sealflow.chmod(0o755)
    within = environment(home)
    within["PATH"] = f"{tmp_path}{os.pathsep}{within['PATH']}"
    typed = (
        'eval "$(sealflow completion bash)"; COMP_WORDS=(sealflow case show ""); COMP_CWORD=3; '
        '_sealflow_completion sealflow; echo "${COMPREPLY[@]}"'
    )

    said = subprocess.run(
        [program("bash"), "-c", typed], capture_output=True, text=True, env=within, cwd=ROOT, check=True
    )

    assert said.stdout.split() == [case]
