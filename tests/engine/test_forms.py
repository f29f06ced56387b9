import json
import sys
import time
from datetime import date

import pytest

from engine.forms import Form, FormRefused, ParameterMissing, SchemaRefused
from engine.forms.form import MOST_VALUES
from engine.founding import shipped_matters
from engine.matter.folder import read_folder

TODAY = date(2026, 3, 2)


def called(zh, en, **schema):
    return {"x-labels": {"zh": zh, "en": en}, **schema}


PARTNER = called(
    "合伙人", "partner",
    type="object",
    properties={
        "name": called("姓名", "name", type="string", maxLength=20),
        "years": called("执业年限", "years of practice", type="integer", minimum=0, **{
            "x-unit": {"zh": "年", "en": "years"}}),
        "share": called("出资比例", "share", type="number"),
        "licence": called("执业证号", "licence number", type="string"),
    },
    required=["name", "years"],
)  # fmt: skip

SCHEMA = called(
    "设立申请", "application",
    type="object",
    properties={
        "name": called("名称", "name", type="string", minLength=2, maxLength=40, pattern="律师事务所$"),
        "kind": called("形式", "form", type="string", enum=["普通合伙", "个人"], **{"x-route": True}),
        "home": called("住宅用房", "in a dwelling", type="boolean", **{"x-route": True}),
        "consent": called("业主同意", "owners consent", const=True, **{
            "x-when": {"properties": {"home": {"const": True}}, "required": ["home"]}}),
        "consent_on": called("同意日期", "day of consent", type="string", format="date", **{
            "x-when": {"properties": {"consent": {"const": True}}, "required": ["consent"]}}),
        "assets": called("资产", "assets", type="string", format="money"),
        "head": called("负责人", "head", type="object", properties={
            "licence": called("执业证号", "licence", type="string")}),
        "partners": called("合伙人名册", "partners", type="array", maxItems=50, items=PARTNER),
        "tags": called("标签", "tags", type="array", items={"type": "string"}),
    },
    required=["name", "kind", "consent"],
    **{"x-rule": [
        {"each": "partners[]", "field": "years", "minimum": {"parameter": "min_years"}, "source": "律师法第十五条"},
        {"sum": "partners[].share", "equals": 100, "when": {"properties": {"kind": {"const": "普通合伙"}}}},
        {"count": "partners[]", "minimum": 2, "when": {"properties": {"kind": {"const": "普通合伙"}}}},
        {"field": "assets", "minimum": 1000},
        {"field": "consent_on", "maximum": {"today": True}},
        {"member": "head.licence", "of": "partners[].licence"},
        {"unique": "partners[].licence"},
        {"field": "name", "not": "示例律师事务所",
         "message": {"zh": "不得使用示例名称。", "en": "Not the sample name."}},
    ]},
)  # fmt: skip
FORM = Form("application", SCHEMA)
GOOD = {"name": "明理律师事务所", "kind": "个人"}


def check(answers, form=FORM, **more):
    return form.check(answers, today=TODAY, parameters={"min_years": 3}, **more)


def refused(answers, form=FORM, **more):
    with pytest.raises(FormRefused) as caught:
        check(answers, form, **more)
    return caught.value.problems


def codes(answers, form=FORM, **more):
    return [(p.path, p.code) for p in refused(answers, form, **more)]


# --- what is taken ---


def test_good_answers_are_taken_with_their_routing_variables():
    checked = check({**GOOD, "home": False})

    assert checked.answers == {**GOOD, "home": False}
    assert checked.routes == {"kind": "个人", "home": False}


def test_texts_are_composed_and_trimmed():
    checked = check({**GOOD, "name": "  Cafe\u0301律师事务所\ufeff\r\n", "tags": [" a\r\nb "]})

    assert checked.answers["name"] == "Café律师事务所"
    assert checked.answers["tags"] == ["a\nb"]


def test_rare_characters_stay_as_they_are():
    assert check({**GOOD, "name": "𬴊㛃律师事务所"}).answers["name"] == "𬴊㛃律师事务所"


def test_characters_that_moved_out_of_private_use_are_mapped():
    assert check({**GOOD, "name": "\ue831\ue82b律师事务所"}).answers["name"] == "\U000215d7\u9fb6律师事务所"


def test_an_empty_text_and_null_are_no_answer():
    assert check({**GOOD, "assets": "  ", "home": None, "head": {}}).answers == GOOD


@pytest.mark.parametrize(
    ("given", "kept"), [("300000", "300000.00"), (300000, "300000.00"), (1234.5, "1234.50"), ("3,000.10", "3000.10")]
)
def test_money_is_kept_with_two_decimals(given, kept):
    assert check({**GOOD, "assets": given}).answers["assets"] == kept


def test_a_whole_float_becomes_a_whole_number():
    (row,) = check({**GOOD, "partners": [{"name": "林知行", "years": 3.0}]}).answers["partners"]

    assert row["years"] == 3 and isinstance(row["years"], int)


def test_shares_are_added_up_in_decimals():
    rows = [{"name": "甲", "years": 3, "share": share} for share in (16.1, 48.2, 35.7)]

    assert sum(r["share"] for r in rows) != 100
    assert check({**GOOD, "kind": "普通合伙", "partners": rows})


# --- conditions ---


def test_a_field_that_is_not_asked_is_dropped_and_not_required():
    checked = check({**GOOD, "home": False, "consent": False, "consent_on": "nonsense"})

    assert "consent" not in checked.answers and "consent_on" not in checked.answers


def test_a_field_that_is_asked_is_required():
    assert codes({**GOOD, "home": True}) == [("consent", "FORM-REQUIRED")]


def test_hiding_one_field_hides_those_that_depend_on_it():
    asked = check({**GOOD, "home": True, "consent": True, "consent_on": "2026-03-01"})
    hidden = check({**GOOD, "home": False, "consent": True, "consent_on": "2026-03-01"})

    assert asked.answers["consent_on"] == "2026-03-01"
    assert "consent_on" not in hidden.answers


def test_conditions_read_the_act_chosen():
    form = Form("decide", called("决定", "decision", type="object", required=["reason"], properties={
        "reason": called("理由", "reason", type="string", **{
            "x-when": {"properties": {"act": {"const": "refuse"}}, "required": ["act"]}})}))  # fmt: skip

    assert check({"reason": "不用"}, form, context={"act": "grant"}).answers == {}
    assert codes({}, form, context={"act": "refuse"}) == [("reason", "FORM-REQUIRED")]


def test_a_condition_in_a_row_reads_the_row():
    row = called("行", "row", type="object", properties={
        "kind": called("种类", "kind", type="string", enum=["人", "物"]),
        "age": called("年龄", "age", type="integer", **{"x-when": {"properties": {"kind": {"const": "人"}}}}),
    }, required=["kind", "age"])  # fmt: skip
    form = Form("f", called("表", "form", type="object", properties={
        "rows": called("清单", "rows", type="array", items=row)}))  # fmt: skip

    assert check({"rows": [{"kind": "物"}, {"kind": "人", "age": 3}]}, form)
    assert codes({"rows": [{"kind": "物"}, {"kind": "人"}]}, form) == [("rows[1].age", "FORM-REQUIRED")]


# --- what is refused ---


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": None}, [("name", "FORM-REQUIRED")]),
        ({"name": 5}, [("name", "FORM-TYPE")]),
        ({"name": ["明理律师事务所"]}, [("name", "FORM-TYPE")]),
        ({"name": "明理"}, [("name", "FORM-PATTERN")]),
        ({"name": "长" * 40 + "律师事务所"}, [("name", "FORM-LENGTH")]),
        ({"name": "长" * 5_000_000}, [("name", "FORM-LENGTH")]),
        ({"name": "明\x00理律师事务所"}, [("name", "FORM-CHARACTER")]),
        ({"name": "明\x1b[31m律师事务所"}, [("name", "FORM-CHARACTER")]),
        ({"name": "明\u202e理律师事务所"}, [("name", "FORM-CHARACTER")]),
        ({"name": "明\ue000律师事务所"}, [("name", "FORM-CHARACTER")]),
        ({"name": "明\U000f0000律师事务所"}, [("name", "FORM-CHARACTER")]),
        ({"name": "明\ud800律师事务所"}, [("name", "FORM-CHARACTER")]),
        ({"name": "明\ufffd律师事务所"}, [("name", "FORM-CHARACTER")]),
        ({"kind": "公司"}, [("kind", "FORM-CHOICE")]),
        ({"home": "true"}, [("home", "FORM-TYPE")]),
        ({"home": 1}, [("home", "FORM-TYPE")]),
        ({"home": True, "consent": False}, [("consent", "FORM-CHOICE")]),
        ({"assets": "1.005"}, [("assets", "FORM-FORMAT")]),
        ({"assets": True}, [("assets", "FORM-TYPE")]),
        ({"assets": "999.99"}, [("assets", "FORM-RULE")]),
        ({"partners": {}}, [("partners", "FORM-TYPE")]),
        ({"partners": [None]}, [("partners[0]", "FORM-REQUIRED")]),
        ({"partners": ["林知行"]}, [("partners[0]", "FORM-TYPE")]),
        ({"partners": [{"name": "林知行"}]}, [("partners[0].years", "FORM-REQUIRED")]),
        ({"partners": [{"name": "林知行", "years": 3.5}]}, [("partners[0].years", "FORM-TYPE")]),
        ({"partners": [{"name": "林知行", "years": True}]}, [("partners[0].years", "FORM-TYPE")]),
        ({"partners": [{"name": "林知行", "years": -1}]}, [("partners[0].years", "FORM-RANGE")]),
        ({"partners": [{"name": "林知行", "years": 10**400}]}, [("partners[0].years", "FORM-TYPE")]),
        ({"partners": [{"name": "林知行", "years": 3, "share": float("nan")}]}, [("partners[0].share", "FORM-TYPE")]),
        ({"partners": [{"name": "林知行", "years": 3, "share": float("inf")}]}, [("partners[0].share", "FORM-TYPE")]),
        ({"partners": [{"name": "林知行", "years": 3, "role": "x"}]}, [("partners[0].role", "FORM-UNKNOWN-FIELD")]),
        ({"partners": [{"name": "林知行", "years": 3}] * 51}, [("partners", "FORM-ROWS")]),
        ({"officer": "x"}, [("officer", "FORM-UNKNOWN-FIELD")]),
        ({"name.first": "x"}, [("name.first", "FORM-UNKNOWN-FIELD")]),
        ({"__proto__": {"a": 1}}, [("__proto__", "FORM-UNKNOWN-FIELD")]),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_taken_is_named(change, expected):
    assert codes({**GOOD, **change}) == expected


@pytest.mark.parametrize("answers", [None, 1, "text", [], [GOOD], True])
def test_answers_that_are_no_object_are_refused(answers):
    assert ("", "FORM-TYPE") in codes(answers)


def test_more_values_than_a_form_takes_are_refused_once():
    form = Form("f", called("表", "form", type="object", properties={
        "rows": called("清单", "rows", type="array", maxItems=100_000, items={"type": "integer"})}))  # fmt: skip

    assert codes({"rows": [1] * (MOST_VALUES + 5)}, form) == [("", "FORM-TOO-LARGE")]


def test_a_table_of_ten_thousand_rows_is_refused_with_one_sentence_and_half_of_it_taken():
    rows = [{"name": f"第{n}行"} for n in range(10_000)]
    row = called("行", "row", type="object", properties={"name": called("名称", "name", type="string", maxLength=20)})
    table = called("清单", "rows", type="array", maxItems=10_000, items={**row, "additionalProperties": False})
    roomy = Form("f", called("表", "form", type="object", properties={"rows": table}))
    narrow = Form("f", called("表", "form", type="object", properties={"rows": {**table, "maxItems": 200}}))

    taken = roomy.check({"rows": rows[:5_000]}, today=date(2026, 3, 2), parameters={}).answers

    assert taken["rows"] == rows[:5_000]
    assert codes({"rows": rows}, roomy) == [("", "FORM-TOO-LARGE")]
    assert codes({"rows": rows}, narrow) == [("rows", "FORM-ROWS")]


def test_a_deeply_nested_value_is_refused_and_not_walked():
    deep = []
    for _ in range(50_000):
        deep = [deep]

    assert codes({**GOOD, "tags": deep}) == [("tags[0]", "FORM-TYPE")]


def test_a_pattern_that_would_never_end_elsewhere_ends_at_once():
    form = Form("f", called("表", "form", type="object", properties={
        "a": called("文字", "text", type="string", maxLength=4000, pattern="^(a+)+$")}))  # fmt: skip

    started = time.process_time()
    assert codes({"a": "a" * 3999 + "!"}, form) == [("a", "FORM-PATTERN")]
    assert time.process_time() - started < 1


def test_all_problems_are_told_at_once_in_the_order_of_the_form():
    problems = refused({"x": 1, "assets": "a", "kind": "公司", "name": "明理"})

    assert [p.path for p in problems] == ["name", "kind", "assets", "x"]


def test_a_problem_names_field_and_remedy_in_both_languages():
    rows = [{"name": "林知行", "years": 2}, {"name": "王若川", "years": -1}]

    rule, range_ = sorted(refused({**GOOD, "partners": rows}), key=lambda p: p.path)

    assert range_.label.zh == "合伙人名册第2行：执业年限"
    assert range_.message.zh == "合伙人名册第2行：执业年限不得小于0年"
    assert range_.message.en == "partners, row 2: years of practice must be 0 years or more"
    assert range_.remedy.zh and range_.remedy.en
    assert rule.source == "律师法第十五条"
    assert rule.message.zh == "合伙人名册第1行：执业年限不得小于3年"


def test_a_refusal_never_repeats_the_answer():
    with pytest.raises(FormRefused) as caught:
        check({**GOOD, "name": "绝密内容"})

    assert "绝密" not in str(caught.value) + repr(caught.value.problems)


# --- rules ---

TWO = [
    {"name": "甲", "years": 3, "share": 40, "licence": "1"},
    {"name": "乙", "years": 4, "share": 60, "licence": "2"},
]
FIRM = {"name": "明理律师事务所", "kind": "普通合伙", "partners": TWO}


def row(place, **change):
    return [{**one, **(change if n == place else {})} for n, one in enumerate(TWO)]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"partners": row(1, years=2)}, "partners[1].years"),
        ({"partners": row(1, share=60.01)}, "partners"),
        ({"partners": [{**TWO[0], "share": 100}]}, "partners"),
        ({"partners": row(1, licence="1")}, "partners[1].licence"),
        ({"head": {"licence": "3"}}, "head.licence"),
        ({"assets": "999.99"}, "assets"),
        ({"home": True, "consent": True, "consent_on": "2026-03-03"}, "consent_on"),
        ({"name": "示例律师事务所"}, "name"),
    ],
)
def test_a_broken_rule_is_told_where_it_is_broken(change, path):
    assert check(FIRM)
    assert codes({**FIRM, **change}) == [(path, "FORM-RULE")]


def test_a_rule_says_its_own_message():
    (problem,) = refused({**GOOD, "name": "示例律师事务所"})

    assert problem.message.zh == "不得使用示例名称。"


def test_a_rule_may_compare_two_fields():
    form = Form("f", called("表", "form", type="object", properties={
        "a": called("起", "from", type="string", format="date"), "b": called("止", "to", type="string", format="date")},
        **{"x-rule": [{"field": "b", "minimum": {"field": "a"}}]}))  # fmt: skip

    assert check({"a": "2026-01-01", "b": "2026-01-02"}, form)
    assert check({"b": "2026-01-02"}, form)
    assert codes({"a": "2026-01-03", "b": "2026-01-02"}, form) == [("b", "FORM-RULE")]


@pytest.mark.parametrize(
    ("number", "on", "path"),
    [
        ("119901200405200018", "2026-05-19T09:00", "who"),
        ("119901200405200018", "2026-05-20T09:00", ""),
        ("119901200405200026", "2026-05-20T09:00", "who"),
        ("119901200402290015", "2026-02-28T09:00", "who"),
        ("119901200402290015", "2026-03-01T09:00", ""),
    ],
)
def test_a_rule_reads_age_and_sex_from_an_identity_number(number, on, path):
    rules = [{"age": "who", "on": {"field": "slot"}, "minimum": 22}, {"sex": "who", "equals": "男"}]
    asked = {"who": called("谁", "who", type="string"), "slot": called("何时", "when", type="string")}
    form = Form("f", called("表", "form", type="object", properties=asked, **{"x-rule": rules}))

    if path:
        assert codes({"who": number, "slot": on}, form) == [(path, "FORM-RULE")]
    else:
        assert check({"who": number, "slot": on}, form)


def test_a_parameter_nobody_gives_is_our_failure_not_the_applicant():
    with pytest.raises(ParameterMissing):
        FORM.check(FIRM, today=TODAY)


# --- publication ---


def test_a_good_form_can_be_published():
    assert FORM.problems(parameters={"min_years"}) == ()


@pytest.mark.parametrize("folder", shipped_matters(), ids=lambda folder: folder.name)
def test_the_forms_of_our_matters_can_be_published(folder):
    for name, schema in json.loads(read_folder(folder)["form.json"]).items():
        assert Form(name, schema).problems() == ()


def one(**field):
    return called("表", "form", type="object", properties={"a": called("甲", "a", **{"type": "string", **field})})


@pytest.mark.parametrize(
    ("schema", "word"),
    [
        ({"type": "array"}, "object"),
        ({"type": "objekt"}, "anyOf"),
        (one(pattern="("), "regex"),
        (one(pattern="(?=a)"), "regex"),
        (one(minLenght=3), "minLenght"),
        (one(**{"x-wehn": {}}), "x-wehn"),
        (one(format="email"), "email"),
        (one(type="integer", format="date"), "date"),
        (one(type=["string", "integer"]), "takes"),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, "called"),
        ({**one(), "required": ["b"]}, "required"),
        (one(**{"x-route": True}), "routing"),
        (one(enum=["x"], **{"x-route": "yes"}), "x-route"),
        (one(**{"x-when": {"properties": {"b": {}}}}), "x-when reads b"),
        (one(**{"x-when": {"properties": {"a": {}}}}), "depends on itself"),
        (one(**{"x-when": "a"}), "x-when is a schema"),
        (one(**{"x-unit": "年"}), "x-unit"),
        (one(**{"x-file": "will"}), "material will"),
        (one(**{"x-rule": []}), "top of the form"),
        ({**one(), "properties": {"act": called("行为", "act", type="string")}}, "act"),
        ({**one(), "x-rule": [{"field": "b", "minimum": 1}]}, "leads to no field"),
        ({**one(), "x-rule": [{"field": "a"}]}, "comparison"),
        ({**one(), "x-rule": [{"field": "a", "minimum": 1, "maximal": 2}]}, "maximal"),
        ({**one(), "x-rule": [{"sum": "a", "equals": 1}]}, "added up"),
        ({**one(), "x-rule": [{"count": "a", "minimum": 1}]}, "rows"),
        ({**one(), "x-rule": [{"field": "a", "sum": "a", "minimum": 1}]}, "exactly one"),
        ({**one(), "x-rule": [{"member": "a"}]}, "of"),
        ({**one(), "x-rule": [{"field": "a", "minimum": {"parameter": "p"}}]}, "parameter p"),
        ({**one(), "x-rule": [{"field": "a", "minimum": {"prameter": "p"}}]}, "comparison is with"),
        ({**one(), "x-rule": [{"field": "a[]b", "minimum": 1}]}, "path"),
        ({**one(), "x-rule": ["a"]}, "object"),
        ({**one(), "x-rule": [{"field": "a", "minimum": 1, "message": {"zh": "x"}}]}, "zh and en"),
        (one(**{"$ref": "https://example.org/schema"}), "leads to nothing"),
        ({**one(**{"$ref": "#/$defs/a"}), "$defs": {"a": {"properties": {"b": {"$ref": "#/$defs/a"}}}}}, "into itself"),
    ],
)
def test_a_form_that_cannot_be_published_says_why(schema, word):
    problems = Form("f", schema).problems(parameters=(), materials=())

    assert any(word in str(p) for p in problems), [str(p) for p in problems]


def test_references_within_the_form_are_followed_and_fields_keep_their_order():
    person = called(
        "人", "person", type="object", properties={"name": called("姓名", "name", type="string")}, required=["name"]
    )
    form = Form("f", called("表", "form", type="object", required=["seller", "buyer"], properties={
        "seller": {"$ref": "#/$defs/person", "x-labels": {"zh": "卖方", "en": "seller"}},
        "buyer": {"$ref": "#/$defs/person"}}, **{"$defs": {"person": person}}))  # fmt: skip

    assert form.problems() == ()
    assert form.field_names() == ("seller", "buyer")
    assert [p.label.zh for p in refused({"seller": {"name": ""}, "buyer": {"name": "乙"}}, form)] == ["卖方：姓名"]


def test_references_that_would_fill_the_memory_are_refused():
    defs = {f"d{n}": {"properties": {x: {"$ref": f"#/$defs/d{n + 1}"} for x in "abcdefgh"}} for n in range(9)}
    form = Form("f", {"type": "object", "properties": {"a": {"$ref": "#/$defs/d0"}}, "$defs": {**defs, "d9": {}}})

    assert any("parts" in str(p) for p in form.problems())


@pytest.mark.parametrize("schema", [None, [], "x", 3])
def test_a_schema_that_is_no_object_is_refused_at_once(schema):
    with pytest.raises(SchemaRefused):
        Form("f", schema)


def test_routing_variables_tell_the_values_they_can_have():
    assert FORM.route_choices() == {"kind": ("普通合伙", "个人"), "home": (True, False, None)}


def test_choices_with_titles_are_choices():
    form = Form("f", called("表", "form", type="object", required=["r"], properties={
        "r": called("种类", "kind", type="string", **{"x-route": True, "oneOf": [
            {"const": "hearing", "x-labels": {"zh": "听证", "en": "hearing"}},
            {"const": "tender", "title": "招标"}]})}))  # fmt: skip

    assert form.route_choices() == {"r": ("hearing", "tender")}
    assert check({"r": "hearing"}, form).routes == {"r": "hearing"}
    assert codes({"r": "enquiry"}, form) == [("r", "FORM-CHOICE")]


# --- cost ---


def test_a_form_made_once_checks_with_far_less_than_one_made_for_every_answer():
    def calls(form):
        made = 0

        def note(_frame, event, _argument):
            nonlocal made
            made += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            check(FIRM, form())
        finally:
            sys.setprofile(before)
        return made

    calls(lambda: FORM)
    ours, naive = calls(lambda: FORM), calls(lambda: Form("application", SCHEMA))

    assert ours * 4 < naive, f"{ours} calls against {naive}"
