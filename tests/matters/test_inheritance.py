"""A matter that inherits another: what is taken over, what is changed, and where a finding says it was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from engine.founding import SHARED, STARTER, shipped_matters, workflows_folder
from engine.matter.checks import check
from engine.matter.folder import fingerprint, frozen, pack, read_folder, unpack
from engine.matter.inheritance import (
    MOST_GENERATIONS,
    InheritanceCircle,
    InheritanceTooDeep,
    OverridesNothing,
    ParentUnknown,
    fold_out,
    resolve,
    stands,
)
from engine.matter.origins import ORIGINS, Origins
from engine.matter.reader import read_matter
from engine.organs import read_organs, seals_of

PARENT = {name: data for name, data in read_folder(workflows_folder() / STARTER).items() if name != ORIGINS}
ORGANS = seals_of(read_organs((workflows_folder() / SHARED / "organs.yaml").read_text(encoding="utf-8")))
OWN = 'code: child\ntitle: {zh: 子, en: child}\nversion: "2026.1"\neffective: 2026-01-01\ninherits: parent\n'


def child(definition: str = "", **files: str) -> dict[str, bytes]:
    """A folder that inherits `parent`, with these words of its own; `form_json` is form.json."""
    named = {name.replace("_json", ".json").replace("_md", ".md"): text.encode() for name, text in files.items()}
    return {"matter.yaml": (OWN + definition).encode(), **named}


def folded(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return resolve(files, {"parent": PARENT}.get)


def test_what_a_matter_does_not_say_it_takes_over() -> None:
    parent, matter = read_matter(PARENT), read_matter(folded(child()))

    assert (matter.code, matter.title.zh) == ("child", "子")
    assert (matter.kind, matter.limits, matter.materials) == (parent.kind, parent.limits, parent.materials)
    assert matter.templates.keys() == parent.templates.keys() - {"CHANGES.md"}


def test_a_key_is_changed_alone_and_null_takes_one_out() -> None:
    parent = read_matter(PARENT)

    matter = read_matter(folded(child("limits: {check: {days: 3}}\ncase_acts: {withdraw: null}\n")))

    assert matter.limits["check"].days == 3
    assert matter.limits["check"].source == parent.limits["check"].source
    assert "withdraw" in parent.case_acts and "withdraw" not in matter.case_acts


def test_a_mapping_over_a_list_changes_its_members_by_their_ids() -> None:
    extra = "materials: {plan: {required: false}, map: {title: {zh: 图, en: map}, kinds: [pdf], source: 法}}\n"

    matter = read_matter(folded(child(extra)))

    assert list(matter.materials) == ["plan", "map"]
    assert not matter.materials["plan"].required


def test_a_mapping_over_a_list_of_texts_adds_with_true_and_takes_out_with_null() -> None:
    properties = '"properties": {"place": null, "hall": {"type": "string"}}'
    form = f'{{"application": {{{properties}, "required": {{"place": null, "hall": true}}}}}}'

    resolved = folded(child(form_json=form))

    required = yaml.safe_load(resolved["form.json"])["application"]["required"]
    assert "hall" in required and "place" not in required


def test_a_list_over_a_list_replaces_it() -> None:
    matter = read_matter(folded(child("materials: [{id: map, title: {zh: 图, en: map}, kinds: [pdf], source: 法}]\n")))

    assert list(matter.materials) == ["map"]


def test_a_file_stands_for_the_parents_and_examples_are_not_taken_over() -> None:
    resolved = folded(child(letter_receipt_md="收到。"))

    assert resolved["letter_receipt.md"] == "收到。".encode()
    assert resolved["process.bpmn"] == PARENT["process.bpmn"]
    assert "examples/materials/plan.pdf" in resolved
    assert not [name for name in resolved if name.startswith("examples/") and name.endswith(".yaml")]
    assert "CHANGES.md" not in resolved


def test_the_fingerprint_is_that_of_the_resolved_whole_wherever_it_was_written() -> None:
    before = fingerprint(frozen(folded(child())))
    moved = {**PARENT, "matter.yaml": b"# a line more\n" + PARENT["matter.yaml"]}
    changed = {**PARENT, "letter_receipt.md": b"x"}

    assert fingerprint(frozen(resolve(child(), {"parent": moved}.get))) == before
    assert fingerprint(frozen(resolve(child(), {"parent": changed}.get))) != before
    assert fingerprint(frozen(resolve(child(letter_receipt_md="y"), {"parent": changed}.get))) == fingerprint(
        frozen(folded(child(letter_receipt_md="y")))
    )


def test_a_published_matter_needs_its_parent_no_more() -> None:
    resolved = folded(child())

    assert read_matter(unpack(pack(frozen(resolved)))).fingerprint == read_matter(resolved).fingerprint


def test_a_finding_names_the_file_and_line_of_whoever_wrote_it() -> None:
    wrong = PARENT["matter.yaml"].replace(b"    days: 20", b"    dayss: 20", 1)
    assert wrong != PARENT["matter.yaml"]
    parents_line = wrong.split(b"dayss")[0].count(b"\n") + 1

    _, found = check(
        resolve(child("limits: {check: {dayz: 3}}\n"), {"parent": {**PARENT, "matter.yaml": wrong}}.get), ORGANS
    )

    told = {f.element: (f.message.split(":")[0], f.line) for f in found}
    assert told["limits.check.dayz"] == ("matter.yaml", 6)
    assert ("parent/matter.yaml", parents_line) in told.values()


def test_a_fault_in_an_inherited_text_diagram_or_form_names_the_parents_file() -> None:
    spoilt = {
        **PARENT,
        "letter_receipt.md": b"{{ applicant.nickname }}",
        "form.json": PARENT["form.json"].replace(
            b'"x-rule": [', b'"x-rule": [{"count": "nothing[]", "minimum": 1},', 1
        ),
    }

    _, found = check(resolve(child(), {"parent": spoilt}.get), ORGANS)

    assert any("parent/letter_receipt.md" in f.message for f in found if f.code == "MATTER-FACT-UNKNOWN")
    assert any(
        f.message.startswith("parent/form.json: ") and f.line
        for f in found
        if f.code.startswith(("FORM", "MATTER-FORM"))
    )


def test_a_matter_that_inherits_nothing_is_left_as_it_is() -> None:
    assert resolve(PARENT, {}.get) == PARENT
    assert Origins(PARENT).chain == ()


def test_an_unknown_parent_is_told_with_file_and_line() -> None:
    with pytest.raises(ParentUnknown, match=r"matter\.yaml:5: child inherits parent, which has no folder"):
        resolve(child(), {}.get)


def test_a_parent_that_cannot_be_read_is_told() -> None:
    with pytest.raises(ParentUnknown, match=r"cannot be read"):
        resolve(child(), {"parent": {"matter.yaml": b"{"}}.get)


@pytest.mark.parametrize("path", ["../law_firm_establish", "/etc", "_shared/starter", ""])
def test_a_parent_is_a_code_and_never_a_path(tmp_path: Path, path: str) -> None:
    (tmp_path / "child").mkdir()
    (tmp_path / "child" / "matter.yaml").write_text(OWN.replace("parent", f'"{path}"'), encoding="utf-8")

    with pytest.raises(ParentUnknown):
        read_folder(tmp_path / "child")


def test_a_circle_is_refused() -> None:
    other = {"matter.yaml": OWN.replace("child", "parent").replace("inherits: parent", "inherits: child").encode()}

    with pytest.raises(InheritanceCircle, match="child inherits parent inherits child"):
        resolve(child(), {"parent": other, "child": child()}.get)


def test_more_generations_than_one_can_follow_are_refused() -> None:
    line = {
        f"m{n}": {"matter.yaml": OWN.replace("child", f"m{n}").replace("parent", f"m{n + 1}").encode()}
        for n in range(MOST_GENERATIONS + 1)
    }

    with pytest.raises(InheritanceTooDeep, match=f"at most {MOST_GENERATIONS}"):
        resolve(line["m0"], line.get)


@pytest.mark.parametrize(
    ("definition", "place"),
    [
        ("limits: {chekc: null}\n", "matter.yaml:6: limits.chekc is not inherited"),
        ("materials: {plna: null}\n", "matter.yaml:6: materials.plna is not inherited"),
        ("basis: {first: null}\n", "matter.yaml:6: basis is a list without names"),
    ],
)
def test_taking_out_what_is_not_there_is_refused_with_file_and_line(definition: str, place: str) -> None:
    with pytest.raises(OverridesNothing) as refused:
        folded(child(definition))

    assert place in str(refused.value)
    assert all(finding.remedy for finding in refused.value.findings)


def test_changing_what_is_not_there_is_told_as_incomplete() -> None:
    _, found = check(folded(child("limits: {chekc: {days: 3}}\n")), ORGANS)

    assert ("MATTER-MISSING-KEY", "limits.chekc.unit", 6) in [(f.code, f.element, f.line) for f in found]


@pytest.mark.parametrize("file", ["matter.yaml", "form.json"])
def test_a_spoilt_file_of_the_child_is_told_and_never_covered_by_the_parents(file: str) -> None:
    _, found = check(folded({**child(form_json="{}"), file: b"{"}), ORGANS)

    assert any(f.severity == "error" and f.message.startswith(f"{file}: ") for f in found), found


def test_names_are_never_inherited() -> None:
    _, found = check(folded({"matter.yaml": b"inherits: parent\ncode: child\n"}), ORGANS)

    assert {f.element for f in found} >= {"title", "version", "effective"}


def test_the_fold_out_says_of_every_line_where_it_was_written() -> None:
    told = fold_out(folded(child("limits: {check: {days: 3}}\n")))

    lines = [line.split(maxsplit=1) for line in told["matter.yaml"].splitlines()]
    assert ["matter.yaml:1", "code: child"] in lines
    assert ["matter.yaml:6", "days: 3"] in lines
    assert all(where.startswith(("matter.yaml:", "parent/matter.yaml:")) for where, _ in lines)


def test_it_is_told_where_each_file_stands() -> None:
    chain, where = stands(folded(child(letter_receipt_md="收到。")))

    assert chain == ["parent"]
    assert where["matter.yaml"] == "parent/matter.yaml + matter.yaml"
    assert (where["process.bpmn"], where["letter_receipt.md"]) == ("parent/process.bpmn", "letter_receipt.md")


@pytest.mark.parametrize("folder", shipped_matters(), ids=lambda folder: folder.name)
def test_a_shipped_matter_resolves(folder: Path) -> None:
    assert read_matter(read_folder(folder)).code == folder.name
