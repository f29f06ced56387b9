"""Correction item by item: what is named, what is open, what stays as it was."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.acts.correcting import CorrectionIncomplete, CorrectionLocked
from engine.forms import Form, FormRefused
from engine.forms.correction import changed_though_locked, place_named, put_right, read_path, value_at
from engine.matter.items import ItemUnknown
from engine.office import Office, Upload
from engine.workplace import FixedTime
from tests.offices import contents, law_firm_case, matter_files

MATTER = Path(__file__).parents[2] / "workflows" / "law_firm_establish"
ROOT = Form("application", json.loads((MATTER / "form.json").read_text())["application"]).root
GOOD = json.loads((MATTER / "examples" / "three_partners.json").read_text())


@pytest.mark.parametrize(
    ("named", "place"),
    [
        ("address", ("address",)),
        ("住所", ("address",)),
        ("address of the premises", ("address",)),
        ("partners[2].years", ("partners", 2, "years")),
        ("合伙人名册第3行：执业年限", ("partners", 2, "years")),
        ("partners[1]", ("partners", 1)),
        ("head.name", ("head", "name")),
        ("en_name", ("en_name",)),
        ("partners[3]", None),
        ("partners.years", None),
        ("partners[1].age", None),
        ("执业年限", None),
        ("", None),
        ("partners[", None),
    ],
)
def test_a_place_is_named_by_its_path_or_its_label(named, place):
    assert place_named(ROOT, GOOD, named) == place


def test_what_is_not_sent_is_taken_over():
    assert put_right(ROOT, GOOD, {}) == GOOD
    assert put_right(ROOT, GOOD, {"partners[1].years": 9})["partners"][1] == {**GOOD["partners"][1], "years": 9}
    assert put_right(ROOT, GOOD, {"head": {"name": "王若川"}})["head"] == {**GOOD["head"], "name": "王若川"}


def test_null_takes_an_answer_out_and_other_numbers_of_rows_replace_the_table():
    assert "area" not in put_right(ROOT, GOOD, {"area": None})
    assert put_right(ROOT, GOOD, {"partners": GOOD["partners"][:2]})["partners"] == GOOD["partners"][:2]


def test_what_was_taken_before_is_not_touched():
    before = json.dumps(GOOD)
    put_right(ROOT, GOOD, {"partners[0].years": 1, "head.name": "某某", "partners": [{}, {}, {"name": "某某"}]})
    assert json.dumps(GOOD) == before


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=8,
)
paths = st.sampled_from([*ROOT.fields, "partners[1]", "partners[1].years", "partners[9].years", "head.name", "a[0]"])


@given(st.dictionaries(paths, anything, max_size=4), st.lists(paths.map(read_path), max_size=3))
def test_whatever_is_sent_what_is_locked_and_not_told_is_as_before(sent, opened):
    opened = [place for place in opened if place]
    after = put_right(ROOT, GOOD, sent)
    told = changed_though_locked(ROOT, GOOD, after, opened)

    for name in ROOT.fields:
        untouched = all(place[0] != name for place in (*told, *opened))
        if untouched and ROOT.fields[name].when is None:
            assert value_at(after, (name,)) == GOOD.get(name)


ITEMS = {
    "items": [
        {"material": "章程", "problem": "缺少修改程序", "requirement": "补充", "basis": "律师法第十七条"},
        {"material": "partners[1].years", "problem": "年限不符", "requirement": "核对", "basis": "律师法第十五条"},
    ]
}
ARTICLES = Upload("articles", "章程.pdf", matter_files("law_firm_establish")["examples/materials/articles.pdf"])


@pytest.fixture
def asked(office: Office, clock: FixedTime) -> str:
    """A case whose applicant was asked for one material and one cell."""
    case = law_firm_case(office, clock, "check_materials")
    shown = office.complete_task(f"{case}/check_materials", "chen.window", "ask_correction", ITEMS)
    (task,) = shown["tasks"]
    assert [(one["kind"], one["item"], one["title"]) for one in task["open"]] == [
        ("material", "articles", "章程"),
        ("field", "partners[1].years", "合伙人名册第2行：执业年限"),
    ]
    assert office.case_history(case)[-1]["act"] == "seal"
    entry = next(entry for entry in office.case_history(case) if entry["act"] == "ask_correction")
    assert entry["asked"] == {"materials": ["articles"], "fields": ["partners[1].years"]}
    return case


def test_the_items_alone_are_enough(office: Office, asked: str) -> None:
    shown = office.complete_task(
        f"{asked}/correct", "lin.partner", "correct", {"partners[1].years": 12}, uploads=[ARTICLES]
    )

    application = next(form for form in shown["answers"] if form["form"] == "application")
    partners = next(field["value"] for field in application["fields"] if field["name"] == "partners")
    assert [row["years"] for row in partners] == [GOOD["partners"][0]["years"], 12, GOOD["partners"][2]["years"]]
    assert len(application["fields"]) == len(GOOD)


@pytest.mark.parametrize(
    ("sent", "uploads", "error", "told"),
    [
        ({"partners[1].years": 12, "area": 1}, ["articles"], CorrectionLocked, "使用面积 (area)"),
        ({"partners[0].previous_firm": "某所"}, ["articles"], CorrectionLocked, "(partners[0].previous_firm)"),
        ({"partners": GOOD["partners"][:2]}, ["articles"], FormRefused, "partners"),
        ({"partners[1].years": 12}, ["articles", "premises_proof"], CorrectionLocked, "住所证明 (premises_proof)"),
        ({"partners[1].years": 12}, [], CorrectionIncomplete, "章程 (articles)"),
        ({}, ["articles"], CorrectionIncomplete, "合伙人名册第2行：执业年限"),
        ({"partners[1].years": "many"}, ["articles"], FormRefused, "partners"),
        ({"partners[9].years": 12}, ["articles"], FormRefused, "partners"),
    ],
)
def test_more_or_less_than_was_asked_is_refused_by_name(office: Office, asked: str, sent, uploads, error, told) -> None:
    files = [Upload(material, "a.pdf", ARTICLES.data) for material in uploads]
    before = contents(office.place.database)

    with pytest.raises(error) as refused:
        office.complete_task(f"{asked}/correct", "lin.partner", "correct", sent, uploads=files)

    assert told in str(refused.value)
    assert contents(office.place.database) == before


def test_what_stays_as_it_was_needs_a_word_of_explanation(office: Office, asked: str) -> None:
    note = "执业年限经核对无误，自2012年起算。"
    shown = office.complete_task(f"{asked}/correct", "lin.partner", "correct", {}, note=note, uploads=[ARTICLES])

    assert shown["status"] == "submitted"


def test_a_notice_names_what_there_is(office: Office, clock: FixedTime) -> None:
    case = law_firm_case(office, clock, "check_materials")
    items = {"items": [{**ITEMS["items"][0], "material": "合伙协义"}]}

    with pytest.raises(ItemUnknown, match="near it: 合伙协议"):
        office.complete_task(f"{case}/check_materials", "chen.window", "ask_correction", items)
