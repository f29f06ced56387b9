"""How pages are rendered: the templates in a language, and what they may call.

What a template says in words of its own (`_("…")`) is translated once, when the template is compiled, and stands in the
page's text from then on: a page says some thousand such words, and an answer in a hundred of a second cannot look each
of them up.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from engine.logbook import act_called, details
from engine.terms import ActName, Outcome, PromiseState, Standing, Status
from web import assets, marks
from web.language import Speech

_FACT = re.compile(r"%\((\w+)\)s")


class _Spoken(Environment):
    """Templates whose own words are translated when they are compiled."""

    spoken: Speech

    def _generate(self, source: nodes.Template, *rest: Any, **more: Any) -> str:
        return super()._generate(_Translator(self.spoken).visit(source), *rest, **more)


class _Translator(NodeTransformer):
    def __init__(self, spoken: Speech) -> None:
        self._spoken = spoken

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        """A text that is put out becomes the facts in it and what stands between them."""
        self.generic_visit(node)
        node.nodes = [part for child in node.nodes for part in self._parts(child)]
        return node

    def _parts(self, node: nodes.Expr) -> list[nodes.Expr]:
        text = _own_words(node)
        if text is None:
            return [node]
        facts = {fact.key: fact.value for fact in node.kwargs}  # type: ignore[attr-defined]
        # What stands between the facts and, at odd places, their names.
        pieces = _FACT.split(self._spoken.translations.gettext(text))
        return [
            facts[piece] if place % 2 else nodes.TemplateData(piece.replace("%%", "%"), lineno=node.lineno)
            for place, piece in enumerate(pieces)
        ]

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """A text without facts that is handed on, as to a macro."""
        self.generic_visit(node)
        text = _own_words(node)
        if text is None or node.kwargs:
            return node
        return nodes.TemplateData(self._spoken.say(text), lineno=node.lineno)


def _own_words(node: nodes.Node) -> str | None:
    """The text, if the node says one that stands in the template."""
    says = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "_"
    words = node.args[0] if says else None  # type: ignore[attr-defined]
    return words.value if isinstance(words, nodes.Const) else None


def environment(spoken: Speech) -> Environment:
    """The templates of the pages in a language."""
    environment = _Spoken(
        loader=PackageLoader("web"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_gettext_translations(spoken.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.spoken = spoken
    environment.globals["_"] = said(spoken)
    environment.globals.update(asset=assets.address, Status=Status, Outcome=Outcome)
    environment.filters.update(
        day=spoken.day, month=spoken.month, weekday=spoken.weekday, moment=spoken.moment, number=spoken.number,
        size=spoken.size, act_word=act_word(spoken), outcome_word=outcome_word(spoken),
        call=spoken.call, light=marks.light, status_word=spoken_status(spoken), grouped=marks.grouped,
        logged=lambda act: act_called(act, spoken.language),
        log_details=lambda entry: details(entry, spoken.language),
        promise_word=lambda state: spoken.call(PromiseState(state).titled),
        standing_light=marks.standing_light, standing_word=lambda standing: spoken.call(Standing(standing).titled),
    )  # fmt: skip
    return environment


def said(spoken: Speech) -> Any:
    """What templates call `_`: a text in the language, as markup."""

    def say(text: str, /, **facts: Any) -> Markup:
        return Markup(spoken.translations.gettext(text)) % facts

    return say


def spoken_status(spoken: Speech) -> Any:
    """A filter: the status of a case in words."""
    return lambda status: spoken.call(Status(status).titled)


def act_word(spoken: Speech) -> Any:
    """A filter: an act of the law in words; another word stays itself."""
    return lambda act: spoken.call(ActName(act).titled) if act in list(ActName) else act


def outcome_word(spoken: Speech) -> Any:
    """A filter: how a case came out, in words."""
    return lambda outcome: spoken.call(Outcome(outcome).titled)
