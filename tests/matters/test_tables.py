"""A matter that a decision table routes: read, checked, played along every path, and told in the case's record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from bpmn.errors import Finding
from engine.checking import check_path
from engine.founding import SHARED, STARTER, stage, workflows_folder
from engine.matter.checks import check
from engine.matter.folder import fingerprint, frozen, read_folder
from engine.matter.inheritance import resolve
from engine.matter.paths import walk
from engine.matter.reader import read_matter
from engine.organs import read_organs, seals_of
from engine.rehearsal import Scene, Stage, examples, play, read_script
from engine.store import questions

UP_TO_TEN = "</inputExpression><inputValues><text>[1..10]</text></inputValues>"
FOLDER = Path(__file__).parent / "graded_use"
ORGANS = seals_of(read_organs((workflows_folder() / SHARED / "organs.yaml").read_text(encoding="utf-8")))
OWN = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()}
MATTER = resolve(OWN, {"starter": read_folder(workflows_folder() / STARTER)}.get)


def findings(file: str = "", old: str = "", new: str = "", **more: bytes) -> list[Finding]:
    """What a check says once `old` stands as `new` in a file."""
    files = {**MATTER, **{name.replace("_dmn", ".dmn"): data for name, data in more.items()}}
    if file:
        text = files[file].decode("utf-8")
        assert old in text, f"{file} no longer says {old!r}"
        files[file] = text.replace(old, new, 1).encode("utf-8")
    return list(check(files, ORGANS)[1])


@pytest.fixture(scope="module")
def theatre() -> Iterator[Stage]:
    with stage() as theatre:
        yield theatre


def test_the_matter_has_nothing_to_be_said() -> None:
    assert findings() == []


def test_the_table_belongs_to_what_is_frozen() -> None:
    changed = {**MATTER, "grading.dmn": MATTER["grading.dmn"].replace(b"&gt; 10", b"&gt; 11")}

    assert fingerprint(frozen(changed)) != fingerprint(frozen(MATTER))
    assert read_matter(changed).definition.key != read_matter(MATTER).definition.key


@pytest.mark.parametrize("name", examples(MATTER))
def test_the_example_comes_out_with_the_rules_it_names(theatre: Stage, name: str) -> None:
    played = play(theatre, MATTER, name)

    assert played.passed, f"{played.title}: {played.why}"


def test_an_example_that_names_another_rule_fails_with_the_rule_that_matched(theatre: Stage) -> None:
    name = "examples/simple.yaml"
    files = {**MATTER, name: MATTER[name].replace(b"{grades: [3]}", b"{grades: [1]}")}

    played = play(theatre, files, name)

    assert played.why.endswith("rules that matched for grade: {'grades': [3]} came out, {'grades': [1]} was expected")


def test_an_example_names_rules_by_their_numbers(theatre: Stage) -> None:
    name = "examples/simple.yaml"
    files = {**MATTER, name: MATTER[name].replace(b"{grades: [3]}", b"{grades: other_use}")}

    played = play(theatre, files, name)

    assert "decisions.grade.grades is 'other_use'" in played.why


def test_every_path_is_played_with_figures_on_both_sides_of_what_the_table_compares_with() -> None:
    space = walk(read_matter(MATTER)).space

    taken = {flow for move in space.moves for flow in move.taken}
    assert {"general", "simple"} <= taken
    assert space.whole


def test_a_rule_that_decides_otherwise_closes_a_way_and_that_is_found() -> None:
    found = findings("grading.dmn", "<text>&gt; 10</text>", "<text>&gt; 1000</text>")
    assert found == []  # many stalls still lead there

    found = findings("process.bpmn", 'grade == "general"', 'grade == "genral"')
    assert "BPMN-NEVER-HAPPENS" in {f.code for f in found}


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "says"),
    [
        ("process.bpmn", 'implementation="grading"', 'implementation="gradin"', "BPMN-REFUSED", "there are: grading"),
        ("grading.dmn", "<text>days</text>", "<text>dayz</text>", "MATTER-FACT-UNPROVIDED", "(grading.dmn)"),
        ("grading.dmn", "</inputExpression>", UP_TO_TEN, "MATTER-FACT-TYPE", "days, which can be 11"),
        ("grading.dmn", "<text>\"simple\"</text>", "<text>\"easy\"</text>", "DMN-CELL-TYPE", "grading.dmn: "),
        ("grading.dmn", "</decisionTable>", "", "DMN-NOT-XML", "grading.dmn: "),
        ("process.bpmn", 'grade == "general"', "stalls", "MATTER-DECISION-UNREAD", "sets grade"),
    ],
)  # fmt: skip
def test_a_slip_between_table_and_matter_is_found(file: str, old: str, new: str, code: str, says: str) -> None:
    found = [finding for finding in findings(file, old, new) if finding.code == code]

    assert found and says in found[0].message, [f"{f.code}: {f.message}" for f in findings(file, old, new)]
    assert found[0].line > 0
    assert found[0].remedy


def test_a_decision_in_two_files_is_an_error_and_one_nobody_asks_a_notice() -> None:
    other = MATTER["grading.dmn"].replace(b'id="grading"', b'id="other"')

    twice = findings(again_dmn=MATTER["grading.dmn"])
    idle = findings(other_dmn=other.replace(b'"#grading"', b'"#other"'))

    assert [(f.code, f.element) for f in twice] == [("MATTER-DECISION-TWICE", "grading")]
    assert [(f.code, f.element, f.severity) for f in idle] == [("MATTER-DECISION-IDLE", "other", "notice")]


def test_a_file_of_tables_can_be_checked_alone(tmp_path: Path) -> None:
    right, wrong, hostile = tmp_path / "right.dmn", tmp_path / "wrong.dmn", tmp_path / "hostile.dmn"
    right.write_bytes(MATTER["grading.dmn"])
    wrong.write_bytes(MATTER["grading.dmn"].replace(b"&gt; 10", b"many ("))
    hostile.write_bytes(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')

    assert check_path(str(right)).findings == ()
    assert check_path(str(right)).runnable
    assert {f.code for f in check_path(str(wrong)).findings} == {"DMN-EXPRESSION"}
    assert {f.code for f in check_path(str(hostile)).findings} == {"DMN-DOCTYPE"}


def test_the_record_says_why_in_words_and_keeps_the_whole_course(theatre: Stage) -> None:
    name = "examples/many_stalls.yaml"
    scene = Scene(theatre, MATTER, read_script(MATTER[name], name))

    scene.run()

    history = scene.office.show_case(scene.case)["history"]
    entry = next(entry for entry in history if entry["act"] == "consult")
    assert entry["actor"] == "system"
    assert entry["consulted"] == {"task": "grade", "decision": "grading", "rules": {"grades": [2]}}
    assert entry["note"] == (
        '使用天数 = 2, 是否设置摊位 = true, 摊位数量 = 20 → grades: 2 (摊位二十个以上) → grade = "general"'
    )
    assert "days" not in orjson.dumps(entry["consulted"]).decode()  # what was tested may have to be erased one day
    with scene.office.place.database.reading() as connection:
        case = questions.case(connection, scene.case)
        assert case is not None
        kept = questions.answers_of(connection, case["organ"], case["id"])
    course = orjson.loads(next(row["data"] for row in kept if row["entry"] == entry["number"]))
    assert course["sets"] == {"grade": "general"}
    assert course["steps"][0]["tables"][0]["matched"] == [
        {"number": 2, "rule": "many_stalls", "note": "摊位二十个以上", "counted": True}
    ]
    assert scene.office.verify_record().intact
