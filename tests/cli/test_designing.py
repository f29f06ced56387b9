"""What a designer asks of the command line: every path, what is covered, and findings in Chinese or English."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

STARVING = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<process id="p" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="choice" name="选择" default="f2"/>
<userTask id="a" name="甲"/><userTask id="b" name="乙"/><parallelGateway id="join" name="合并"/><endEvent id="e"/>
<sequenceFlow id="f0" sourceRef="s" targetRef="choice"/>
<sequenceFlow id="f1" sourceRef="choice" targetRef="a"><conditionExpression>big</conditionExpression></sequenceFlow>
<sequenceFlow id="f2" sourceRef="choice" targetRef="b"/><sequenceFlow id="f3" sourceRef="a" targetRef="join"/>
<sequenceFlow id="f4" sourceRef="b" targetRef="join"/><sequenceFlow id="f5" sourceRef="join" targetRef="e"/>
<parallelGateway id="f"/><sequenceFlow id="f6" sourceRef="a" targetRef="f"/>
<sequenceFlow id="f7" sourceRef="f" targetRef="e"/>
</process></definitions>"""


@pytest.fixture
def starving(tmp_path: Path) -> Path:
    """A diagram whose join waits for a token that does not come."""
    (tmp_path / "starving.bpmn").write_text(STARVING)
    return tmp_path / "starving.bpmn"


def test_every_path_of_a_matter_is_played_and_covers_all_that_is_drawn(run: Run) -> None:
    said = run("matter", "run", "law_firm_establish", "--all-paths", "--json")

    assert said.status == 0, said.out
    told = said.json
    assert told["whole"] is True and told["paths"] > 10
    for what in ("nodes", "flows"):
        assert told[what]["covered"] == told[what]["total"] and told[what]["never"] == []


def test_what_no_path_comes_to_is_listed_and_the_way_into_the_fault_is_shown(run: Run, starving: Path) -> None:
    told = run("matter", "run", starving, "--all-paths", "--json").json

    assert [node["id"] for node in told["nodes"]["never"]] == ["join"]
    assert told["flows"]["never"][0] == {"id": "f5", "source": "join", "target": "e", "name": "", "line": 7}
    finding = next(f for f in told["findings"] if f["code"] == "BPMN-TOKEN-LEFT")
    assert "way: s → 选择 → 甲" in finding["message"]


def test_findings_are_told_in_the_language_asked_for_or_the_terminals(
    run: Run, starving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(variable, "zh_CN.UTF-8")
    chinese = run("matter", "check", starving).out
    english = run("matter", "check", starving, "--lang", "en").out
    machines = run("matter", "check", starving, "--json").json
    asked = run("matter", "check", starving, "--json", "--lang", "zh").json

    assert "到达结束事件后" in chinese and "到达结束事件后" not in english
    assert "a token is left" in english
    assert any("a token is left" in f["message"] for f in machines["findings"])
    assert any("到达结束事件后" in f["message"] for f in asked["findings"])


def test_one_must_say_whether_one_path_or_all_are_played(run: Run, starving: Path) -> None:
    assert run("matter", "run", starving).status == 2
    assert run("matter", "run", starving, "--auto", "--all-paths").status == 2


def test_testing_a_matter_tells_what_its_examples_cover(run: Run, new_matter: Path) -> None:
    (new_matter / "examples" / "turned_away.yaml").unlink()

    told = run("matter", "test", new_matter, "--json")
    shown = run("matter", "test", new_matter)

    (covered,) = told.json["coverage"]
    assert told.status == 0
    assert covered["matter"] == "street_fair"
    assert covered["uncovered"] == ["turn_away"]
    assert covered["flows"]["covered"] == covered["flows"]["total"] - 1
    assert "never   turn_away  不予受理: 是否受理 → 不予受理" in shown.out


def test_a_matter_is_published_once_its_examples_take_every_deciding_flow(
    run: Run, office: Path, new_matter: Path
) -> None:
    example = new_matter / "examples" / "turned_away.yaml"
    kept = example.read_bytes()
    example.unlink()

    refused = run("matter", "publish", new_matter, "--json")
    example.write_bytes(kept)
    done = run("matter", "publish", new_matter, "--json")

    assert refused.status == 1
    assert "MATTER-FLOWS-UNCOVERED" in refused.err and "turn_away" in refused.err
    assert done.status == 0, done.err
    assert done.json["code"] == "street_fair"


@pytest.fixture
def new_matter(run: Run, tmp_path: Path) -> Path:
    """A matter just begun."""
    folder = tmp_path / "street_fair"
    assert run("matter", "new", folder, "--title", "街市许可").status == 0
    return folder


def test_a_case_is_recorded_as_an_example_that_passes(
    run: Run, office: Path, application: list[str], matter: Path, tmp_path: Path
) -> None:
    case = run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json").json["case"]
    run("task", "complete", f"{case}/check_materials", "--as", "chen.window", "--act", "accept", "--note", "林知行来电")

    said = run("case", "record", case, "-o", tmp_path / "accepted.yaml", "--json")

    assert said.status == 0, said.out
    assert said.json == {
        "file": str(tmp_path / "accepted.yaml"), "matter": "law_firm_establish", "passed": True, "why": ""
    }  # fmt: skip
    assert "林知行" not in (tmp_path / "accepted.yaml").read_text()


def test_what_a_matter_inherits_is_shown_and_folded_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "child").mkdir()
    (tmp_path / "child" / "matter.yaml").write_text(
        'inherits: law_firm_establish\ncode: child\ntitle: 子\nversion: "1"\neffective: 2026-01-01\n'
        "limits: {examine: {days: 15}}\n"
    )

    shown = run("matter", "show", tmp_path / "child", "--json").json
    folded = run("matter", "show", tmp_path / "child", "--resolved").out

    assert shown["inherits"] == ["law_firm_establish"]
    assert shown["files"]["process.bpmn"] == "law_firm_establish/process.bpmn"
    assert [line for line in folded.splitlines() if line.startswith("matter.yaml:6") and line.endswith("days: 15")]
