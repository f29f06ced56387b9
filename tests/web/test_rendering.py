"""What templates say in words of their own is translated when they are compiled."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from engine.terms import Language
from web.language import speech
from web.rendering import environment

SAID: dict[Language, str] = {"zh": "把&lt;b&gt;退回待领", "en": "Put &lt;b&gt; back"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "template",
    ['{{ _("把%(case)s退回待领", case=case) }}', '{% set text = _("把%(case)s退回待领", case=case) %}{{ text }}'],
    ids=["put out", "kept"],
)
def test_facts_stand_where_the_language_puts_them_and_are_no_markup(language: Language, template: str) -> None:
    assert environment(speech(language)).from_string(template).render(case="<b>") == SAID[language]


def test_a_text_without_facts_stands_in_the_compiled_template() -> None:
    compiled = environment(speech("en")).compile('<p title="{{ _("待办") }}">{{ _("待办") }}</p>', raw=True)

    assert f"'<p title=\"{speech('en').say('待办')}\">" in compiled
    assert "context.call" not in compiled


def test_per_cent_is_written_once() -> None:
    text = "页脚可以切换大字版；页面放大到400%%时仍只需上下滚动。"

    assert environment(speech("zh")).from_string(f'{{{{ _("{text}") }}}}').render() == text.replace("%%", "%")


def test_a_fact_that_is_not_given_is_found_at_once() -> None:
    template = environment(speech("zh")).from_string('{{ _("把%(case)s退回待领", case=case) }}')

    with pytest.raises(UndefinedError):
        template.render()
