"""Questions that lead to a matter: the shipped tree reaches every matter, and a tree that is none is refused."""

from __future__ import annotations

import pytest

from engine.founding import SHARED, shipped_matters, workflows_folder
from engine.situations import SituationsRefused, SituationUnknown, read_situations

SHIPPED = (workflows_folder() / SHARED / "situations.yaml").read_text(encoding="utf-8")
SMALL = "ask: {zh: 问, en: q}\nanswers: [{says: {zh: 甲, en: a}, matter: one}, {says: {zh: 乙, en: b}, matter: two}]\n"


def test_the_shipped_questions_lead_to_every_matter_that_is_applied_for() -> None:
    begun_by_organs = {"law_firm_revoke"}

    assert read_situations(SHIPPED).matters() == {folder.name for folder in shipped_matters()} - begun_by_organs


def test_a_tree_of_some_matters_has_no_dead_ends() -> None:
    tree = read_situations(SMALL)

    only = tree.of({"two"})

    assert only is not None and only.matters() == {"two"}
    assert tree.of(()) is None
    assert only.follow([0])[-1][1].says.zh == "乙"
    for way in ([1], [0, 0], [-1]):
        with pytest.raises(SituationUnknown):
            only.follow(way)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("[]", "needs `ask`"), ("ask: {zh: 问, en: q}\nanswers: []", "needs `ask`"), ("a: [", "situations.yaml"),
        (SMALL.replace("matter: one", "x: 1"), "one of the two"), (SMALL.replace("en: a", "fr: a"), "must be written"),
        (SMALL.replace("matter: one", "matter: one, answers: []"), "one of the two"),
        (SMALL.replace("zh: 问, ", ""), "`ask`"),
    ],
)  # fmt: skip
def test_a_tree_that_cannot_be_read_is_refused_with_its_place(wrong: str, why: str) -> None:
    with pytest.raises(SituationsRefused, match=why):
        read_situations(wrong)
