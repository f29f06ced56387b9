"""What a person sees on a terminal: bars while something takes long, and columns that stand straight with Chinese."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from rich.cells import cell_len

import cli
from commands.given import the_office
from tests.cli.programs import environment, on_terminal, sealflow

Run = Callable[..., Any]
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def new_matter(run: Run, tmp_path: Path) -> Path:
    """A matter with few examples."""
    folder = tmp_path / "street_fair"
    assert run("matter", "new", folder).status == 0
    return folder


def test_long_work_shows_a_bar_on_a_terminal(home: Path, new_matter: Path) -> None:
    printed = on_terminal("matter", "test", new_matter, within=environment(home))

    assert "examples" in printed and "100%" in printed and "[####" in printed
    assert "0 failed" in printed


def test_no_bar_is_left_in_what_is_piped(home: Path, new_matter: Path) -> None:
    said = sealflow("matter", "test", new_matter, within=environment(home))

    assert said.returncode == 0
    assert said.stderr == b""
    assert b"100%" not in said.stdout and b"\x1b" not in said.stdout and b"\r" not in said.stdout


@pytest.mark.parametrize("language", ["zh", "en"])
def test_columns_stand_straight_though_chinese_is_twice_as_wide(office: Path, run: Run, language: str) -> None:
    lines = run("account", "list", "--language", language).out.splitlines()

    starts = [column_starts(line) for line in lines]
    assert len(lines) > 20
    person = starts[0][1]
    assert all(person in found for found in starts)
    assert any(cell_len(line) != len(line) for line in lines)


def test_a_row_keeps_one_line_when_piped_and_folds_inside_a_terminal(
    office: Path, home: Path, run: Run, application: list[str]
) -> None:
    case = run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json").json["case"]

    piped = run("case", "show", case).out
    narrow = CONTROL.sub("", on_terminal("case", "show", case, within=environment(home), columns=60))

    assert any("working days from the day after" in line and "ending on" in line for line in piped.splitlines())
    rows = [line.rstrip() for line in narrow.splitlines() if not line.startswith("case ")]
    assert len(rows) > len(piped.splitlines())
    assert max(map(cell_len, rows)) <= 60


def test_what_a_worker_logs_is_for_the_operator_and_not_for_whoever_types(
    office: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEALFLOW_HOME", str(office))
    listening = logging.getLogger("sealflow").handlers[:]

    with click.Context(click.Command("any")):
        the_office()
        logging.getLogger("sealflow.worker").error("job_failed job=x code=CONNECTOR-AWAY")

    assert capfd.readouterr().err == ""
    assert "job_failed job=x" in (office / "sealflow.log").read_text(encoding="utf-8")
    assert logging.getLogger("sealflow").handlers == listening


def test_lists_say_in_words_what_there_is_a_word_for(office: Path, run: Run, application: list[str]) -> None:
    case = run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json").json["case"]

    tasks = run("task", "list", "--as", "chen.window", "--language", "zh").out
    record = run("audit", "show", case, "--language", "zh").out
    ledger = run("audit", "show", "--office", "--language", "zh").out
    kinds = run("matter", "list", "--language", "zh").out

    assert any(line.startswith("绿") and case in line for line in tasks.splitlines())
    assert "提出申请" in record and "制作文书并盖章" in record and "submit" not in record
    assert "登记账号" in ledger and "发布事项" in ledger
    assert "行政许可" in kinds and " licence" not in kinds


def test_an_empty_list_says_so(office: Path, run: Run) -> None:
    assert run("job", "list").out == "nothing\n"
    assert run("job", "list", "--language", "zh").out == "没有\n"
    assert run("job", "list", "--json").json == []


def groups() -> list[str]:
    return ["", *(name for name, command in cli.cli.commands.items() if isinstance(command, click.Group))]


@pytest.mark.parametrize("noun", groups())
def test_no_help_is_cut_off_on_a_terminal_of_eighty_columns(home: Path, run: Run, noun: str) -> None:
    said = run(*([noun] if noun else []), "--help")

    listed = said.out.split("Commands:")[1]
    assert "..." not in listed
    assert all(cell_len(line) <= 80 for line in said.out.splitlines() if "sealflow" not in line)


def column_starts(line: str) -> list[int]:
    """Where the words begin that stand after two spaces or more, in cells of the terminal."""
    return [0, *(cell_len(line[: found.end()]) for found in re.finditer(r" {2,}", line))]
