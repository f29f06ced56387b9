"""What holds for whatever is sent as the answers of a form."""

import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.forms import Form, FormRefused
from engine.forms.text import Unprintable, clean

MATTER = Path(__file__).parents[2] / "workflows" / "law_firm_establish"
SCHEMAS = json.loads((MATTER / "form.json").read_text())
GOOD = json.loads((MATTER / "examples" / "three_partners.json").read_text())
FORM = Form("application", SCHEMAS["application"])
PARAMETERS = yaml.safe_load((MATTER / "matter.yaml").read_text())["parameters"]
GIVEN = {"today": date(2026, 3, 2), "parameters": PARAMETERS}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=12,
)
fields = sorted(SCHEMAS["application"]["properties"])


@given(anything)
def test_whatever_is_sent_is_taken_or_refused(answers):
    try:
        checked = FORM.check(answers, **GIVEN)
    except FormRefused as refused:
        assert refused.problems
        assert all(p.code and p.message.zh and p.message.en and p.remedy.zh and p.remedy.en for p in refused.problems)
    else:
        json.dumps(checked.answers, allow_nan=False).encode()


@given(st.dictionaries(st.sampled_from(fields), anything))
def test_good_answers_with_anything_put_into_them_are_taken_or_refused(change):
    try:
        checked = FORM.check({**GOOD, **change}, **GIVEN)
    except FormRefused:
        return
    assert FORM.check(checked.answers, **GIVEN) == checked


@given(st.lists(st.sampled_from(fields)), anything)
def test_a_value_in_a_row_is_taken_or_refused(path, value):
    partners = [dict(row) for row in GOOD["partners"]]
    column = sorted(partners[0])[len(path) % len(partners[0])]
    partners[len(path) % 3][column] = value
    try:
        FORM.check({**GOOD, "partners": partners}, **GIVEN)
    except FormRefused as refused:
        assert all(p.path.startswith("partners") or p.path == "head.licence_no" for p in refused.problems)


@given(st.text(st.characters()))
def test_cleaning_a_text_twice_changes_nothing(text):
    try:
        once = clean(text)
    except Unprintable:
        return
    assert clean(once) == once
    once.encode()


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_no_form_of_the_matter_breaks_on_an_empty_answer(name):
    try:
        Form(name, SCHEMAS[name]).check({}, **GIVEN)
    except FormRefused as refused:
        assert {p.code for p in refused.problems} == {"FORM-REQUIRED"}
