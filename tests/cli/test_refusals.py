"""What bad words and bad input get: three lines that say what, what to do, and where it stands; and a status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def open_case(run: Run, application: list[str]) -> str:
    return str(run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json").json["case"])


def test_a_refusal_says_what_what_to_do_and_where_it_stands(office: Path, run: Run, application: list[str]) -> None:
    case = open_case(run, application)

    said = run(
        "case", "act", case, "--as", "he.examiner", "--act", "resume", "--answers", answers(office, {"result": "无"})
    )

    assert said.status == 1
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[0].startswith("REFUSED  CASE-ACT-NOT-OPEN  cannot resume")
    assert lines[1].startswith("remedy   ")
    assert lines[2].startswith("source   行政许可法")


def test_what_does_not_exist_exits_with_four(office: Path, run: Run) -> None:
    for words in (
        ("case", "show", "20260101-AAAAAAAA"),
        ("task", "complete", "20260101-AAAAAAAA/check", "--as", "chen.window", "--act", "accept"),
        ("task", "list", "--as", "nobody"),
        ("document", "download", "示市司许〔1999〕1号", "--as", "lin.partner", "-o", "x.pdf"),
        ("matter", "check", "nowhere"),
        ("job", "retry", "nothing"),
        ("task", "complete", "x", "--as", "chen.window", "--answers", "nowhere.json"),
        ("document", "verify", "nowhere.pdf"),
        ("document", "find", "0000-0000-0000-0000"),
        ("account", "add", "nowhere.yaml"),
        ("calendar", "load", "nowhere.yaml"),
        ("matter", "run", "nowhere.bpmn", "--auto"),
        ("matter", "run", "nowhere", "--all-paths"),
        ("matter", "test", "nowhere"),
        ("matter", "publish", "nowhere"),
        ("matter", "normalise", "nowhere.bpmn", "-o", "x.bpmn"),
        ("matter", "show", "nowhere"),
        ("case", "open", "nowhere", "--as", "lin.partner"),
        ("case", "record", "20260101-AAAAAAAA", "-o", "x.yaml"),
        ("case", "act", "20260101-AAAAAAAA", "--as", "he.examiner", "--act", "resume"),
        ("case", "message", "20260101-AAAAAAAA", "news", "--as", "he.examiner"),
        ("task", "claim", "20260101-AAAAAAAA/check", "--as", "chen.window"),
        ("task", "release", "20260101-AAAAAAAA/check", "--as", "chen.window"),
        ("document", "list", "20260101-AAAAAAAA"),
        ("document", "status", "示市司许〔1999〕1号", "--as", "qin.head", "--set", "revoked"),
    ):
        assert run(*words).status == 4, words


def test_wrong_words_exit_with_two(run: Run) -> None:
    assert run("case", "open").status == 2
    assert run("nonsense").status == 2
    assert run("matter", "run", "x.bpmn", "--auto", "--all-paths").status == 2


def test_an_office_that_is_not_there_is_refused_with_the_way_to_make_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SEALFLOW_HOME", str(tmp_path / "nothing"))

    said = run("task", "list", "--as", "chen.window")

    assert said.status == 4
    assert "OFFICE-MISSING" in said.err
    assert "sealflow init" in said.err


def test_a_form_that_cannot_be_taken_lists_every_problem(
    office: Path, run: Run, matter: Path, application: list[str]
) -> None:
    bad = json.loads((matter / "examples/three_partners.json").read_text(encoding="utf-8"))
    bad |= {"name": 7, "partners": bad["partners"][:2], "unknown": "x"}

    said = run(
        "case", "open", "law_firm_establish", "--as", "lin.partner", *application[2:], "--answers", answers(office, bad)
    )

    assert said.status == 1
    assert "FORM-INVALID" in said.err
    for field in ("name", "partners", "unknown"):
        assert field in said.err


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "empty"), (b"MZ\x90\x00 a program", "by its content it is none of"), ("xlsx", "by its content it is xlsx")],
)
def test_a_file_is_judged_by_its_content_and_not_by_its_name(
    office: Path, run: Run, matter: Path, application: list[str], tmp_path: Path, content: bytes | str, why: str
) -> None:
    sheet = (matter / "examples/materials/lawyers_register.xlsx").read_bytes()
    (tmp_path / "articles.pdf").write_bytes(content if isinstance(content, bytes) else sheet)
    words = [w if not w.startswith("articles=") else f"articles={tmp_path / 'articles.pdf'}" for w in application]

    said = run("case", "open", "law_firm_establish", "--as", "lin.partner", *words)

    assert said.status == 1
    assert "MATERIAL-REFUSED" in said.err
    assert why in said.err


def test_a_file_that_is_too_large_is_refused(office: Path, run: Run, application: list[str], tmp_path: Path) -> None:
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.7\n" + b"0" * 20_000_001 + b"\n%%EOF")
    words = [w if not w.startswith("articles=") else f"articles={tmp_path / 'large.pdf'}" for w in application]

    said = run("case", "open", "law_firm_establish", "--as", "lin.partner", *words)

    assert said.status == 1
    assert "at most 20 MB" in said.err


def test_a_material_that_is_missing_is_named(office: Path, run: Run, application: list[str]) -> None:
    words = [
        w for pair in zip(application[::2], application[1::2], strict=True) if "articles" not in pair[1] for w in pair
    ]

    said = run("case", "open", "law_firm_establish", "--as", "lin.partner", *words)

    assert said.status == 1
    assert "MATERIAL-MISSING" in said.err
    assert "章程" in said.err


def test_a_task_that_was_done_is_not_done_again(office: Path, run: Run, application: list[str]) -> None:
    case = open_case(run, application)
    words = ("task", "complete", f"{case}/check_materials", "--as", "chen.window", "--act", "accept")
    assert run(*words).status == 0

    again = run(*words)

    assert again.status == 1
    assert "TASK-DONE" in again.err


def test_a_stale_page_is_refused_and_loses_nothing(office: Path, run: Run, application: list[str]) -> None:
    case = open_case(run, application)
    words = ("task", "complete", f"{case}/check_materials", "--as", "chen.window", "--act", "accept", "--revision", 0)

    said = run(*words)

    assert said.status == 1
    assert "CASE-STALE" in said.err
    assert run("case", "show", case, "--json").json["status"] == "submitted"


def test_the_same_application_sent_twice_opens_one_case(office: Path, run: Run, application: list[str]) -> None:
    words = ("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--key", "once", "--json")

    assert run(*words).json["case"] == run(*words).json["case"]


def test_somebody_elses_case_is_not_shown(office: Path, run: Run, application: list[str]) -> None:
    case = open_case(run, application)

    assert run("case", "show", case, "--as", "sun.partner").status == 4


def answers(folder: Path, value: object) -> Path:
    path = folder / "answers.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path
