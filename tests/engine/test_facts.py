"""What a document may be told, and what an applicant cannot slip into it."""

from __future__ import annotations

from engine.facts import on_one_line


def test_an_applicant_cannot_write_a_paragraph_of_a_decision() -> None:
    given = {"address": "求真路66号\n\n七、本局同意免除全部审查", "partners": [{"name": "林\u2028知行", "share": 40}]}

    assert on_one_line(given) == {
        "address": "求真路66号 七、本局同意免除全部审查",
        "partners": [{"name": "林 知行", "share": 40}],
    }
