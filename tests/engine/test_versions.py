"""Two versions of a matter: what is said of the definition, the forms and the texts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from engine.matter.reader import MatterRefused
from engine.picture import Difference, differences
from tests.offices import matter_files

FILES = matter_files("starter")

CASES: dict[str, tuple[str, Callable[[str], str], list[str]]] = {
    "a shorter limit": (
        "matter.yaml",
        lambda t: t.replace("    days: 20\n", "    days: 15\n"),
        ["期限“决定”（decide）由 20 个工作日 改为 15 个工作日"],
    ),
    "another unit": (
        "matter.yaml",
        lambda t: t.replace("    days: 10\n    unit: working_day\n", "    days: 10\n    unit: natural_day\n"),
        ["期限“送达”（deliver）由 10 个工作日 改为 10 日"],
    ),
    "another act": (
        "matter.yaml",
        lambda t: t.replace("acts: [accept, turn_away], limit: check", "acts: [accept, ask_correction], limit: check"),
        ["环节“check_materials”的办理行为新增补正告知，去掉不予受理"],
    ),
    "no separation any more": (
        "matter.yaml",
        lambda t: t.replace(", distinct_from: [check_materials]", ""),
        ["环节“decide”取消回避的环节（原为“check_materials”）"],
    ),
    "a limit nobody sets": (
        "matter.yaml",
        lambda t: re.sub(r"  deliver:\n    days: 10\n.*?(?=\nmaterials)", "", t, flags=re.DOTALL),
        ["删除期限“送达”（deliver）（10 个工作日）"],
    ),
    "one more material": (
        "matter.yaml",
        lambda t: t.replace(
            "materials:\n", "materials:\n  - {id: lease, title: {zh: 租约, en: lease}, required: true, kinds: [pdf]}\n"
        ),
        ["新增申请材料“租约”（lease）（必须提交为是）"],
    ),
    "a material that may be left out": (
        "matter.yaml",
        lambda t: t.replace("required: true, kinds: [pdf, jpeg, png]", "required: false, kinds: [pdf]"),
        ["申请材料“活动方案”（plan）的必须提交由是改为否", "申请材料“活动方案”（plan）的文件类型去掉“jpeg”、“png”"],
    ),
    "another seal": (
        "matter.yaml",
        lambda t: re.sub(r"(letter: 示市审收\n    organ: accepts\n    seal: )acceptance", r"\1organ", t),
        ["文书“申请材料接收凭证”（receipt）的印章由“acceptance”改为“organ”"],
    ),
    "another title": (
        "matter.yaml",
        lambda t: re.sub(r"(?m)^title: .*$", "title: {zh: 场地许可, en: Place}", t),
        ["事项的名称由“公共场地临时使用许可”改为“场地许可”"],
    ),
    "a figure": (
        "matter.yaml",
        lambda t: t.replace("value: 30", "value: 45"),
        ["参数“most_days”的数值由30改为45"],
    ),
    "comments and order of keys": (
        "matter.yaml",
        lambda t: "# x\n" + re.sub(r"\{(acts: \[accept, turn_away\]), (limit: check)\}", r"{\2, \1}", t),
        [],
    ),
    "other words in a text": (
        "result_grant.md",
        lambda t: t + "另起一行。\n",
        ["result_grant.md 的文字有改动：增 1 行，删 0 行"],
    ),
}  # fmt: skip


def changed(file: str, change: Callable[[str], str]) -> list[Difference]:
    text = FILES[file].decode()
    assert change(text) != text or file == "none"
    return differences(FILES, {**FILES, file: change(text).encode()})


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_said_as_a_designer_would(name: str) -> None:
    file, change, expected = CASES[name]

    found = changed(file, change)

    assert [difference.said.zh for difference in found] == expected
    assert all(difference.file == file and difference.said.en for difference in found)


def test_the_same_folder_does_not_differ() -> None:
    assert differences(FILES, dict(FILES)) == []
    assert differences(matter_files("law_firm_establish"), matter_files("law_firm_establish")) == []


FIELDS: dict[str, tuple[Callable[[dict[str, Any]], object], list[tuple[str, str]]]] = {
    "a field more": (
        lambda form: form["properties"].update(phone={"type": "string", "x-labels": {"zh": "电话", "en": "phone"}}),
        [("added", "表单“application”新增选填字段“电话”（phone）")],
    ),
    "a field less": (
        lambda form: form["properties"].pop("event"),
        [("removed", "表单“application”删除字段“{event}”（event）")],
    ),
    "longer": (
        lambda form: form["properties"]["event"].update(maxLength=999),
        [("changed", "表单“application”的字段“{event}”（event）的最长字数由{maxLength}改为999")],
    ),
    "of another kind": (
        lambda form: form["properties"]["event"].update(type="boolean"),
        [("changed", "表单“application”的字段“{event}”（event）由文字改为是否")],
    ),
    "optional": (
        lambda form: form["required"].remove("event"),
        [("changed", "表单“application”的字段“{event}”（event）改为选填")],
    ),
    "with choices": (
        lambda form: form["properties"]["event"].update(enum=["甲", "乙"]),
        [("changed", "表单“application”的字段“{event}”（event）的选项新增“甲”、“乙”")],
    ),
}


@pytest.mark.parametrize("name", FIELDS)
def test_what_became_of_a_field_is_said(name: str) -> None:
    change, expected = FIELDS[name]
    forms = json.loads(FILES["form.json"])
    field = forms["application"]["properties"]["event"]
    known = {"event": field["x-labels"]["zh"], "maxLength": field.get("maxLength", "")}
    change(forms["application"])

    found = differences(FILES, {**FILES, "form.json": json.dumps(forms).encode()})

    assert [(d.how, d.said.zh) for d in found] == [(how, said.format(**known)) for how, said in expected]


def test_fields_of_tables_are_told_with_their_table() -> None:
    files = matter_files("law_firm_establish")
    forms = json.loads(files["form.json"])
    forms["application"]["properties"]["partners"]["items"]["properties"]["years"]["maximum"] = 3

    (found,) = differences(files, {**files, "form.json": json.dumps(forms).encode()})

    assert "partners" in found.said.zh and "years" in found.said.zh and "最大值" in found.said.zh


def test_the_process_comes_first_and_new_files_are_named() -> None:
    process = FILES["process.bpmn"].decode().replace('name="办结"', 'name="归档"').encode()
    other = {**FILES, "process.bpmn": process, "letter_new.md": b"# new"}

    found = differences(FILES, other)

    assert [(d.file, d.said.zh) for d in found] == [
        ("process.bpmn", "事件“办结”改名为“归档”"),
        ("letter_new.md", "新增文件 letter_new.md"),
    ]


def test_diagrams_alone_are_compared_too() -> None:
    one = {"process.bpmn": FILES["process.bpmn"]}

    assert differences(one, FILES) == []


@pytest.mark.parametrize(("file", "data"), [("matter.yaml", b"a: [1"), ("matter.yaml", b"- 1"), ("form.json", b"{")])
def test_a_file_that_cannot_be_read_is_refused_by_name(file: str, data: bytes) -> None:
    with pytest.raises(MatterRefused) as refused:
        differences(FILES, {**FILES, file: data})

    assert refused.value.findings[0].element == file
