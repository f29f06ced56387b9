"""Every rule a matter is held to finds its slip, and nothing where none is."""

from __future__ import annotations

import pytest

from bpmn.sayings import Principle
from engine.matter.rules import RULES
from tests.matters.slips import LARGE, RENEWING, REVOKING, SLIPS, SMALL, Slip, edited, findings


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.code)
def test_a_slip_is_found_where_it_is(slip: Slip) -> None:
    found = findings(edited(slip.of, slip.edits), slip.people)

    mine = [f for f in found if f.code == slip.code]
    assert slip.element in {f.element for f in mine}, [f"{f.code} {f.element}: {f.message}" for f in found]
    assert {f.severity for f in mine} == {RULES[slip.code].severity}


@pytest.mark.parametrize("slip", [slip for slip in SLIPS if slip.right], ids=lambda slip: slip.code)
def test_what_comes_close_and_is_right_is_not_found(slip: Slip) -> None:
    found = findings(edited(slip.of, slip.right), slip.people)

    assert [f.message for f in found if f.code == slip.code or f.severity == "error"] == []


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.code)
def test_what_is_said_is_said_in_both_languages(slip: Slip) -> None:
    for finding in findings(edited(slip.of, slip.edits), slip.people):
        if finding.code in RULES:
            assert all((finding.message, finding.message_zh, finding.remedy, finding.remedy_zh))
            assert "{" not in finding.message + finding.message_zh


def test_every_rule_has_its_slip() -> None:
    assert {slip.code for slip in SLIPS} == RULES.keys()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_both_languages_of_a_rule_ask_for_the_same_facts(rule: Principle) -> None:
    for said in (rule.says, rule.tells, rule.remedy):
        assert said.zh and said.en
        assert len(set(said.facts())) == 1, said


@pytest.mark.parametrize(
    "files", [SMALL, LARGE, REVOKING, RENEWING], ids=["starter", "law_firm_establish", "revoked_use", "renewed_use"]
)
def test_nothing_is_said_of_the_matters_that_come_with_sealflow(files: dict[str, bytes]) -> None:
    assert findings(files) == ()


def test_what_the_law_forbids_on_a_path_comes_with_the_path() -> None:
    slip = next(slip for slip in SLIPS if slip.code == "LAW-ACT-NOT-OPEN")

    finding = next(f for f in findings(edited(slip.of, slip.edits)) if f.code == slip.code)

    assert finding.path == (
        "submitted",
        "check_materials",
        "checked",
        "decide",
        "make_documents",
        "deliver",
        "delivered",
    )
    assert "审查并决定 (forward)" in finding.message
