"""Every error says what happened under a stable code, and what to do about it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tools import print_docs

CODE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
SENTENCE = re.compile(r"[A-Z“`].*\s.*\.", re.DOTALL)
ERRORS = print_docs.errors()


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: f"{e.__module__}.{e.__name__}")
def test_an_error_has_a_code_a_remedy_and_a_meaning(error: type[Exception]) -> None:
    code, remedy = vars(error).get("code", ""), getattr(error, "remedy", "")

    assert CODE.fullmatch(code), f"{code!r} is no code of its own like CASE-ACT-NOT-OPEN"
    assert SENTENCE.fullmatch(remedy), f"{remedy!r} is no sentence that says what to do"
    assert error.__doc__, "say in a sentence what has happened"
    assert error.exit_code in print_docs.EXITS  # type: ignore[attr-defined]


def test_no_code_means_two_things() -> None:
    codes = Counter(e.code for e in ERRORS)  # type: ignore[attr-defined]

    assert [code for code, times in codes.items() if times > 1] == []


def test_every_exception_belongs_to_a_family() -> None:
    strangers = [e for e in print_docs.exceptions() if not issubclass(e, print_docs.FAMILIES)]

    assert [f"{e.__module__}.{e.__name__}" for e in strangers if not e.__name__.startswith("_")] == []
