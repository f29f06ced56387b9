import pytest

from engine.glossary import GLOSSARY, glossary_as_markdown
from engine.terms import CLOSED, DECIDED, ActName, Outcome, SpecialProcedure, Status, Titled, Unit, Who


@pytest.mark.parametrize("word", [*Status, *Outcome, *ActName, *Unit, *Who, *SpecialProcedure], ids=str)
def test_every_word_is_kept_as_itself_and_has_both_titles(word):
    assert type(word)(word.value) is word
    assert word.titled.zh and word.titled.en


def test_no_term_stands_in_the_glossary_twice():
    terms = [row.term for row in GLOSSARY]

    assert len(terms) == len(set(terms))
    assert all(all(row) for row in GLOSSARY)


def test_every_act_and_special_procedure_is_explained():
    shown = glossary_as_markdown()

    assert all(act.titled.en.split()[0] in shown for act in ActName)
    assert all(procedure.titled.en in shown for procedure in SpecialProcedure)


def test_a_decided_case_is_not_yet_closed():
    assert not CLOSED & DECIDED


def test_a_title_speaks_both_languages():
    titled = Titled.of({"zh": "受理", "en": "accept"})

    assert (titled.say("zh"), titled.say("en")) == ("受理", "accept")
