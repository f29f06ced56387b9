"""`sealflow matter draw` and `sealflow matter diff`: what a designer sees of a diagram, a case, and two versions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bpmn.pictures import classes, drawn, texts

Run = Callable[..., Any]


@pytest.fixture
def changed(matter: Path, tmp_path: Path) -> Path:
    """The first matter with another limit and another name of a step."""
    folder = tmp_path / "law_firm_establish"
    shutil.copytree(matter, folder)
    for file, old, new in (
        ("matter.yaml", "    days: 20\n    unit: working_day", "    days: 15\n    unit: working_day"),
        ("process.bpmn", 'name="作出决定"', 'name="局长决定"'),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_a_matter_is_drawn_by_code_folder_or_file(run: Run, matter: Path, tmp_path: Path) -> None:
    pictures = []
    for number, path in enumerate(("law_firm_establish", matter, matter / "process.bpmn")):
        output = tmp_path / f"{number}.svg"
        told = run("matter", "draw", path, "-o", output, "--json", "--lang", "zh").json
        assert told["bytes"] == output.stat().st_size
        pictures.append(output.read_text(encoding="utf-8"))

    assert pictures[0] == pictures[1] == pictures[2]
    assert "decide" in drawn(pictures[0])


def test_a_matter_can_be_laid_out_anew(run: Run, tmp_path: Path) -> None:
    for name, words in (("as-drawn.svg", ()), ("anew.svg", ("--own-layout",))):
        assert run("matter", "draw", "law_firm_establish", "-o", tmp_path / name, *words).status == 0

    one, other = ((tmp_path / name).read_text(encoding="utf-8") for name in ("as-drawn.svg", "anew.svg"))
    assert one != other and drawn(one).keys() == drawn(other).keys()


def test_how_far_a_case_has_come_is_drawn(run: Run, office: Path, application: list[str], tmp_path: Path) -> None:
    case = run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json").json["case"]

    said = run("matter", "draw", "law_firm_establish", "-o", tmp_path / "case.svg", "--case", case)

    assert said.status == 0, said.err
    found = drawn((tmp_path / "case.svg").read_text(encoding="utf-8"))
    assert "is-open" in classes(found["check_materials"]) and "is-done" in classes(found["submitted"])


def test_a_case_is_not_drawn_in_the_diagram_of_another_matter(
    run: Run, office: Path, application: list[str], matter: Path, tmp_path: Path
) -> None:
    case = run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json").json["case"]

    alone = run("matter", "draw", matter / "process.bpmn", "-o", tmp_path / "no.svg", "--case", case)

    assert alone.status == 1 and case in alone.err and "CASE-OF-ANOTHER-MATTER" in alone.err
    assert run("matter", "draw", "law_firm_establish", "-o", tmp_path / "no.svg", "--case", "2026-0").status == 4


def test_differences_are_told_file_by_file(run: Run, changed: Path) -> None:
    said = run("matter", "diff", "law_firm_establish", changed, "--lang", "zh")

    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[0] == "process.bpmn" and lines[1].split() == ["1", "环节“作出决定”改名为“局长决定”"]
    assert lines[2] == "matter.yaml" and "由 20 个工作日 改为 15 个工作日" in lines[3]
    assert lines[4].endswith("有 2 处不同")


def test_differences_are_told_to_machines_in_both_languages(run: Run, changed: Path, tmp_path: Path) -> None:
    output = tmp_path / "both.svg"

    told = run("matter", "diff", "law_firm_establish", changed, "-o", output, "--json").json

    assert [(d["number"], d["file"], d["how"]) for d in told["differences"]] == [
        (1, "process.bpmn", "changed"),
        (2, "matter.yaml", "changed"),
    ]
    assert told["differences"][0]["en"] == "step “作出决定” is now called “局长决定”"
    assert "is now called" in texts(output.read_text(encoding="utf-8"))


def test_the_same_matter_has_no_differences(run: Run, matter: Path) -> None:
    assert run("matter", "diff", "law_firm_establish", matter, "--json").json["differences"] == []


def test_what_cannot_be_drawn_is_refused_by_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "no.bpmn").write_text("this is no diagram")

    refused = run("matter", "draw", tmp_path / "no.bpmn", "-o", tmp_path / "no.svg")

    assert refused.status == 1 and "BPMN-REFUSED" in refused.err
    assert not (tmp_path / "no.svg").exists()
    assert run("matter", "draw", "nowhere", "-o", tmp_path / "no.svg").status == 4
    assert run("matter", "diff", "nowhere", "law_firm_establish").status == 4
