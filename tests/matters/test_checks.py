"""What `sealflow matter check` finds: one slip in the first matter each, and the code it must be found with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bpmn.errors import Finding
from bpmn.soundness import explore
from engine.founding import SHARED, STARTER, new_matter, shipped_matters, workflows_folder
from engine.matter.checks import check
from engine.matter.checks.times import check_times
from engine.matter.folder import fingerprint, frozen, pack, read_folder, unpack
from engine.matter.outcomes import StepOutcomes
from engine.matter.paths import Paths
from engine.matter.reader import read_matter
from engine.organs import read_organs, seals_of

ORGANS = seals_of(read_organs((workflows_folder() / SHARED / "organs.yaml").read_text(encoding="utf-8")))
MATTER = read_folder(workflows_folder() / "law_firm_establish")


def findings(files: dict[str, bytes]) -> tuple[Finding, ...]:
    return check(files, ORGANS)[1]


def with_change(file: str, old: str, new: str) -> dict[str, bytes]:
    text = MATTER[file].decode("utf-8")
    assert old in text, f"{file} no longer says {old!r}"
    return {**MATTER, file: text.replace(old, new, 1).encode("utf-8")}


@pytest.mark.parametrize("folder", [*shipped_matters(), workflows_folder() / STARTER], ids=lambda folder: folder.name)
def test_the_matters_that_come_with_sealflow_have_nothing_to_be_said(folder: Path) -> None:
    assert findings(read_folder(folder)) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("matter.yaml", "limit: check\n", "limit: chek\n", "MATTER-LIMIT-UNKNOWN"),
        ("matter.yaml", "acts: [accept, ask_correction, turn_away]", "acts: [acept, turn_away]", "MATTER-ACT-UNKNOWN"),
        ("matter.yaml", "  check_materials:\n", "  check_matrials:\n", "MATTER-STEP-UNKNOWN"),
        ("matter.yaml", "  dist_window: {who", "  window: {who", "MATTER-LANE-UNKNOWN"),
        ("matter.yaml", "who: official, organ: accepts", "who: official, organ: acepts", "MATTER-INVALID"),
        ("matter.yaml", "    pausable: true\n", "    pausible: true\n", "MATTER-UNKNOWN-KEY"),
        ("matter.yaml", "    source: 行政许可法第三十二条第一款第四项\n", "", "MATTER-MISSING-KEY"),
        ("matter.yaml", "template: letter_receipt.md", "template: letter_reciept.md", "MATTER-NO-FILE"),
        ("matter.yaml", "seal: acceptance", "seal: aceptance", "MATTER-SEAL-UNKNOWN"),
        ("matter.yaml", "distinct_from: [receive]", "distinct_from: [recieve]", "MATTER-STEP-UNKNOWN"),
        ("matter.yaml", "distinct_from: [receive]", "returns: [recieve]", "MATTER-STEP-UNKNOWN"),
        ("matter.yaml", "distinct_from: [receive]", "signers: [recieve]", "MATTER-INVALID"),
        ("matter.yaml", "distinct_from: [receive]", "asks: [outsiders]", "MATTER-INVALID"),
        ("matter.yaml", "distinct_from: [receive]", "withholds: [transfr]", "MATTER-INVALID"),
        ("matter.yaml", "withdraw: {roles: [firm]", "withdraw: {roles: [dist_window]", "MATTER-ACT-ROLE"),
        ("matter.yaml", 'when: decide == "grant"', 'when: decision == "grant"', "MATTER-VARIABLE-UNKNOWN"),
        ("matter.yaml", "kind: licence", "kind: licence\nkind: licence", "MATTER-NOT-YAML"),
        ("letter_receipt.md", "{{ organ.phone }}", "{{ organ.fax }}", "MATTER-FACT-UNKNOWN"),
        ("letter_receipt.md", "{{ case.number }}", "{{ application.nickname }}", "MATTER-FACT-UNKNOWN"),
        ("letter_receipt.md", "{{ case.number }}", "{{ case.number", "PAPER-TEMPLATE"),
        ("process.bpmn", 'implementation="deliver"', 'implementation="delivr"', "MATTER-SERVICE-UNKNOWN"),
        ("process.bpmn", 'check_materials == "accept"', 'check_material == "accept"', "MATTER-VARIABLE-UNKNOWN"),
        ("process.bpmn", 'check_materials == "accept"', 'check_materials == "acept"', "BPMN-FLOW-NEVER"),
        ("form.json", '"x-rule"', '"x-rules"', "MATTER-FORM"),
        ("form.json", "{", "", "MATTER-NOT-JSON"),
    ],
)
def test_a_slip_is_found_with_its_code(file: str, old: str, new: str, code: str) -> None:
    found = findings(with_change(file, old, new))

    assert code in {f.code for f in found}, [f"{f.code}: {f.message}" for f in found]
    assert all(f.remedy for f in found)


def test_a_refusal_that_does_not_tell_how_to_go_to_court_is_found() -> None:
    text = MATTER["result_refuse.md"].replace(b"remedies.litigation", b"remedies.reconsideration")

    assert "MATTER-REMEDY-UNTOLD" in {f.code for f in findings({**MATTER, "result_refuse.md": text})}


def test_a_decision_before_acceptance_is_found_on_the_path() -> None:
    files = with_change("matter.yaml", "acts: [accept, ask_correction, turn_away]", "acts: [turn_away]")
    files["matter.yaml"] = files["matter.yaml"].replace(
        b"    acts: [turn_away]", b"    acts: [turn_away]\n    opinions: {accept_it: {zh: \xe5\x8f\x97, en: take}}", 1
    )
    files["process.bpmn"] = files["process.bpmn"].replace(
        b'check_materials == "accept"', b'check_materials == "accept_it"'
    )

    codes = {f.code for f in findings(files)}

    assert codes & {"LAW-ACT-NOT-OPEN", "LAW-DECIDED-UNACCEPTED"}, codes


def test_a_decision_that_is_never_delivered_is_found_on_the_path() -> None:
    files = with_change("matter.yaml", "    acts: [deliver]\n", "")

    assert "LAW-NOT-DELIVERED" in {f.code for f in findings(files)}


def test_the_fingerprint_depends_on_what_a_case_depends_on_and_on_nothing_else() -> None:
    before = fingerprint(frozen(MATTER))

    assert fingerprint(frozen({**MATTER, "examples/another.yaml": b"title: x"})) == before
    assert fingerprint(frozen({**MATTER, "letter_receipt.md": b"x"})) != before


def test_a_packed_matter_comes_out_as_it_went_in() -> None:
    assert unpack(pack(MATTER)) == MATTER
    assert pack(MATTER) == pack(dict(reversed(MATTER.items())))


def test_a_new_matter_works_at_once(tmp_path: Path) -> None:
    new_matter(tmp_path / "street_fair", "街市许可")

    matter, found = check(read_folder(tmp_path / "street_fair"), ORGANS)

    assert matter is not None
    assert (matter.code, matter.title.zh) == ("street_fair", "街市许可")
    assert found == ()


@pytest.mark.parametrize("spoil", [lambda data: data[:-200], lambda data: b"\xff\xfe" + data, lambda data: b""])
@pytest.mark.parametrize("file", ["matter.yaml", "process.bpmn", "form.json"])
def test_a_spoilt_file_is_a_finding_and_never_a_traceback(file: str, spoil: Callable[[bytes], bytes]) -> None:
    assert any(f.severity == "error" for f in findings({**MATTER, file: spoil(MATTER[file])}))


@pytest.mark.parametrize("most", [1, 2, 5])
def test_the_times_of_a_matter_are_judged_as_far_as_it_was_played(most: int) -> None:
    matter = read_matter(read_folder(workflows_folder() / "law_firm_establish"))
    outcomes = StepOutcomes(matter)
    paths = Paths(matter, outcomes, explore(matter.definition, outcomes, most=most))

    assert [finding.severity for finding in check_times(matter, paths)] == []
