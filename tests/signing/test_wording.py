"""Templates: facts stand in the text as they are, and nothing but facts can be reached."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import markdown
from signing.notation import FactUnfit
from signing.paper import facts_used, fill
from signing.text import SEPARATOR
from signing.wording import FactMissing, TemplateRefused

FACTS: dict[str, Any] = {
    "applicant": {"name": "赵㛃𬴊", "id_number": "110101199003071234", "phone": "13800138000", "agent": None},
    "correction": {"items": [{"material": "章程", "problem": "缺签名"}, {"material": "协议", "problem": "缺日期"}]},
    "decision": {"on": "2026-03-02", "at": "2026-03-01T17:00:00+00:00", "public": True},
    "parameters": {"days": 60, "assets": Decimal("300000.5")},
    "courts": ["示例市人民政府", "示例省司法厅"],
}


def shown(markdown_text: str) -> str:
    """The plain text of the first paragraph."""
    block = markdown.read(markdown_text)[0]
    assert isinstance(block, markdown.Paragraph)
    return "".join(run.text for run in block.words)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ applicant.name }}：", "赵㛃𬴊："),
        ("{{ applicant['name'] }}", "赵㛃𬴊"),
        ("{{ decision.on | date }}", "2026年3月2日"),
        ("{{ decision.at | date }}", "2026年3月2日"),
        ("{{ decision.on | day }}", "2026-03-02"),
        ("{{ decision.public }}", "是"),
        ("{{ parameters.days | cn }}日", "六十日"),
        ("{{ parameters.assets | money }}元", "300,000.50元"),
        ("{{ courts | join }}", "示例市人民政府、示例省司法厅"),
        ('{{ courts | join("或者") }}', "示例市人民政府或者示例省司法厅"),
        ('{{ correction.items | join("；", attribute="material") }}', "章程；协议"),
        ("{{ applicant.id_number | mask }}", "110***********1234"),
        ("{{ applicant.phone | mask }}", "138****8000"),
        ("因{{ '资料尚需核实。 ' | clause }}，延长。", "因资料尚需核实，延长。"),
        ("{{ '同意；' | sentence }}{{ '拟准予！' | sentence }}{{ '事实清楚' | sentence }}", "同意。拟准予！事实清楚。"),
        ("{% for item in correction.items %}{{ loop.index }}.{{ item.material }} {% endfor %}", "1.章程 2.协议"),
        ("{% if applicant.agent %}有{% else %}无{% endif %}代理人", "无代理人"),
        ("{% if applicant.email is defined %}有{% else %}无{% endif %}", "无"),
        ('{{ applicant.email | default("未填写") }}', "未填写"),
        ("{% set name = applicant.name %}{{ name }}", "赵㛃𬴊"),
        ('{{ "共" ~ (correction.items | length) ~ "项" }}', "共2项"),
        ("{{ courts[1] }}", "示例省司法厅"),
    ],
)
def test_a_fact_stands_in_the_text(template: str, text: str) -> None:
    assert shown(fill(template, FACTS)) == text


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "零"), (2, "二"), (10, "十"), (11, "十一"), (20, "二十"), (105, "一百零五"), (110, "一百一十"),
     (1005, "一千零五"), (20003, "二万零三"), (300000, "三十万")],
)  # fmt: skip
def test_numbers_are_written_in_chinese(number: int, words: str) -> None:
    assert fill("{{ n | cn }}", {"n": number}) == words


@pytest.mark.parametrize("value", [date(2026, 3, 2), datetime(2026, 3, 1, 17, tzinfo=UTC), "2026-03-02"])
def test_a_day_is_the_one_in_beijing(value: object) -> None:
    assert fill("{{ on | date }}", {"on": value}) == "2026年3月2日"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"]), min_size=1))
def test_markdown_in_a_name_is_just_text(name: str) -> None:
    assert shown(fill("甲{{ name }}乙", {"name": name})) == f"甲{name}乙"


@pytest.mark.parametrize(
    "name",
    ["# 标题", "- 项", "1. 项", "> 引用", "---", "***", "| a | b |", "**重**", "<b>重</b>", "&amp;", "    代码", "```",
     "===", "[甲](乙)", "![图](x)", "{{ applicant.name }}", "{% raw %}", "a\\", "_甲_"],
)  # fmt: skip
def test_a_name_that_looks_like_markdown_begins_no_block(name: str) -> None:
    blocks = markdown.read(fill("{{ name }}\n\n| 甲 | 乙 |\n|---|---|\n| {{ name }} | 丙 |\n", {"name": name}))

    paragraph, table = blocks
    assert isinstance(paragraph, markdown.Paragraph)
    assert isinstance(table, markdown.Table)
    assert ["".join(run.text for run in cell) for cell in table.rows[0]] == [name.strip(), "丙"]
    assert "".join(run.text for run in paragraph.words) == name.strip()


def test_a_line_feed_in_a_fact_is_a_line_end_and_no_new_paragraph() -> None:
    filled = fill("{{ reason }}", {"reason": "第一。\n\n# 第二。"})

    assert shown(filled) == f"第一。{SEPARATOR}{SEPARATOR}# 第二。"


@pytest.mark.parametrize(
    ("template", "fact", "line"),
    [
        ("一\n\n{{ applicant.mail }}", "applicant.mail", 3),
        ("{{ organ.name }}", "organ", 1),
        ("{{ applicant.agent }}", "applicant.agent", 1),
        ("{{ applicant.agent.name }}", "applicant.agent", 1),
        ("一\n{{ steps.on | date }}", "steps", 2),
        ("{% for item in correction.items %}\n{{ item.basis }}\n{% endfor %}", "correction.items.basis", 2),
    ],
)
def test_a_missing_fact_is_named_with_its_line(template: str, fact: str, line: int) -> None:
    with pytest.raises(FactMissing) as refused:
        fill(template, FACTS)

    assert (refused.value.fact, refused.value.line, refused.value.code) == (fact, line, "PAPER-FACT-MISSING")


@pytest.mark.parametrize(
    "template",
    [
        "{{ applicant.name",
        "{% if %}",
        "{% include 'x' %}",
        "{% import 'x' as x %}",
        "{% extends 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{% filter date %}x{% endfilter %}",
        "{{ applicant.name.upper() }}",
        "{{ range(9) }}",
        "{{ '9' * 999999999 }}",
        "{{ 9 ** 99999 }}",
        "{{ '%s' % applicant }}",
        "{{ applicant | attr('__class__') }}",
        "{{ applicant | pprint }}",
        "{{ _self }}",
        "{% set x.y = 1 %}",
        "{% call(x) y() %}{% endcall %}",
        "{% for x in courts recursive %}{% endfor %}",
    ],
)
def test_what_a_template_may_not_do_is_refused_with_its_line(template: str) -> None:
    with pytest.raises(TemplateRefused, match="line 2") as refused:
        fill(f"一\n{template}", FACTS)

    assert refused.value.code == "PAPER-TEMPLATE"
    with pytest.raises(TemplateRefused):
        facts_used(template)


@pytest.mark.parametrize(
    "template",
    [
        "{{ applicant.__class__ }}",
        "{{ applicant['__class__']['__mro__'] }}",
        "{{ courts.append }}",
        "{{ applicant.keys }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ decision.on.replace }}",
        "{{ loop.__init__ }}",
    ],
)
def test_python_is_out_of_reach(template: str) -> None:
    with pytest.raises(FactMissing):
        fill(template, FACTS)


@pytest.mark.parametrize(
    "template", ["{{ applicant.name | date }}", "{{ courts | cn }}", "{{ applicant | money }}", "{{ applicant }}",
                 "{{ courts }}", "{{ applicant.name | join }}"],
)  # fmt: skip
def test_a_fact_of_the_wrong_kind_is_refused(template: str) -> None:
    with pytest.raises(FactUnfit):
        fill(template, FACTS)


def test_a_template_tells_which_facts_it_uses() -> None:
    template = """{{ applicant.name }} {{ a["b"].c | date }}
{% for item in correction.items %}{{ loop.index }} {{ item.material }} {{ item.law.title }}{% endfor %}
{% set head = application.head %}{{ head.name }} {{ courts[0] }} {{ documents | join("、", attribute="number") }}
{% if special is defined and not limits.paused %}{{ special.days | cn }}{% endif %}"""

    assert facts_used(template) == {
        "applicant.name", "a.b.c", "correction.items", "correction.items.material", "correction.items.law.title",
        "application.head", "application.head.name", "courts", "documents", "documents.number", "special",
        "limits.paused", "special.days",
    }  # fmt: skip
