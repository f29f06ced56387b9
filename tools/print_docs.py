"""Print the pages of docs/ that say what the code says: `python -m tools.print_docs`.

The code is where these things are decided; a test keeps the pages equal to it.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from bpmn import catalogue, soundness, support
from bpmn.catalogue import Rule
from bpmn.dmn import support as decisions
from bpmn.dmn.catalogue import RULES as DECISION_RULES
from bpmn.sayings import Principle
from engine import glossary, lifecycle
from engine.errors import FAMILIES, Failure, NotFound, Refusal
from engine.matter.facts import facts_as_markdown
from engine.matter.rules import RULES as MATTER_RULES
from tools import access, element_examples, rule_examples, slip_examples

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bpmn", "signing", "engine", "web", "commands")
BASES: frozenset[type[Exception]] = frozenset({*FAMILIES, Refusal, Failure, NotFound})
"""Families and what is said of them only together; none is ever raised itself."""

EXITS = {1: "refused", 3: "our failure", 4: "not found"}


def modules() -> Iterator[ModuleType]:
    """Every module of ours, imported."""
    for package in map(importlib.import_module, PACKAGES):
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." not in found.name:
                yield importlib.import_module(found.name)
    yield importlib.import_module("cli")


@cache
def exceptions() -> list[type[Exception]]:
    """Every exception class defined in a module of ours, by module and line."""
    found = {
        thing
        for module in modules()
        for thing in vars(module).values()
        if inspect.isclass(thing) and issubclass(thing, Exception) and thing.__module__ == module.__name__
    }
    return sorted(found, key=lambda e: (e.__module__, inspect.getsourcelines(e)[1]))


def errors() -> list[type[Exception]]:
    """Every error somebody may meet: the members of the families, without heads of families and of kinds."""
    members = [e for e in exceptions() if issubclass(e, FAMILIES) and e not in BASES]
    return [e for e in members if not e.__name__.startswith("_") and not _is_head(e)]


def _is_head(error: type[Exception]) -> bool:
    """Whether it only stands for the errors derived from it: it has no code and is never raised itself."""
    return not error.code and bool(error.__subclasses__())  # type: ignore[attr-defined]


def errors_page() -> str:
    """docs/errors.md: every code, what happened, what to do."""
    rows = [
        (f"`{e.code}`", _first_sentence(e), e.remedy, EXITS.get(e.exit_code, ""), _text(e.source))  # type: ignore[attr-defined]
        for e in errors()
    ]
    return _page(
        "Errors",
        "Every code the command line, the pages and the log may show, what has happened, what to do. A *refusal* "
        "(exit status 1) answers what was asked; a *failure* (3) is ours, and tried again where that can help; 4 says "
        "that there is no such thing. Tests and other programs may rely on the codes; the wording may improve.",
        _table(("code", "what has happened", "what to do", "exit", "source"), sorted(rows)),
    )


def access_page() -> str:
    """docs/access.md: whom each address lets in."""
    roles = [f"- **{role}**: {what}" for role, what in access.ROLES.items()]
    return _page(
        "Access",
        "Whom each address of the pages and of the API lets in (●); everybody else is sent to log in, or told no. A "
        "test asks every address as every role, with a case just submitted to the clerk's organ; an address without a "
        "row fails it. A token of the API has every scope here, and is bound to its account's organ.",
        "\n".join(roles),
        _table(("address", *access.ROLES), access.table()),
    )


def glossary_page() -> str:
    """docs/glossary.md: our words, the law's words, and what they mean."""
    return _page(
        "Glossary",
        "One thing, one word: in diagrams, files, columns, pages and logs. The words are the law's.",
        glossary.glossary_as_markdown().strip(),
    )


def acts_page() -> str:
    """docs/acts.md: the tables of legal acts."""
    return _page(
        "Legal acts",
        "The table that says which act is open to a case and what it makes of it. The same rows refuse an act at run "
        "time and check a diagram before it is published, so what stands here is what happens.",
        lifecycle.as_markdown().strip(),
    )


def rules_page() -> str:
    """docs/rules.md: what a diagram, its process and a matter are held to."""
    return _page(
        "Rules",
        "What `sealflow matter check` holds a diagram and a matter to. An *error* keeps it from running. A *warning* "
        "names what would do more elsewhere than here, or was most likely meant otherwise. A *notice* names what was "
        "repaired to BPMN's meaning, or has no use here. Nothing is dropped in silence. What is wrong and what is "
        "right is shown in pictures: [of diagrams](rules-in-pictures.md), "
        "[of matters](rules-of-matters-in-pictures.md).",
        "## Structure",
        "How a diagram is drawn: its flows, gateways and events, and the ways through it.",
        _table(_RULE, map(_rule, catalogue.FAMILIES["structure"])),
        "## Engine",
        "What would not run, or not as it is meant: the file, its words, expressions, services and calls.",
        _table(_RULE, map(_rule, catalogue.FAMILIES["engine"])),
        "## Soundness",
        "Found by playing the process along every path. Of a diagram alone, what hangs on a condition nobody can "
        "decide is a warning; every breach comes with a way through the diagram.",
        _table(_RULE, map(_rule, soundness.PROPERTIES.values())),
        "## Approval",
        "Found when the parts of a matter meet each other, the table of legal acts, the people of the office and the "
        "law's times.",
        _table(_RULE, map(_rule, MATTER_RULES.values())),
    )


_RULE = ("code", "", "the rule", "what to do", "source")


def _rule(rule: Rule | Principle) -> tuple[str, ...]:
    says, remedy = rule.says, rule.remedy
    return f"`{rule.code}`", rule.severity, f"{says.en} / {says.zh}", f"{remedy.en} / {remedy.zh}", rule.source


def rules_in_pictures_page() -> str:
    """docs/rules-in-pictures.md: of each rule of diagrams what is wrong and what is right."""
    return _page(
        "Rules in pictures",
        "Of each rule that a diagram is held to, what breaks it and the same put right: the diagrams that the tests "
        "hold the rule to. The rules of matters have [a page of their own](rules-of-matters-in-pictures.md).",
        *rule_examples.sections(),
    )


def rules_of_matters_in_pictures_page() -> str:
    """docs/rules-of-matters-in-pictures.md: of each rule of the approval family what is wrong and what is right."""
    return _page(
        "Rules of matters in pictures",
        "Of each rule that a matter is held to, a slip that breaks it and the same put right, as the tests hold the "
        "rule to them: slips in matters that come with Sealflow. Each step is drawn with its acts and opinions, and "
        "with the steps whose people may not do it (≠). The way to what is wrong is drawn strong. The rules that a "
        "diagram alone is held to have [a page of their own](rules-in-pictures.md).",
        *slip_examples.sections(),
    )


def facts_page() -> str:
    """docs/facts.md: what the texts of documents may use."""
    return _page(
        "Facts",
        "What the text of a document may use, as `{{ applicant.name }}`. A name that is not here, or not in the "
        "matter, is found by `sealflow matter check`. Filters: `date` (2026年3月2日), `day`, `money`, `cn` (十), "
        "`join`, `mask`, `sentence` (ends with 。), `clause` (without its last stop), `default`, `first`, `last`, "
        "`length`.",
        facts_as_markdown(),
    )


def bpmn_page() -> str:
    """docs/bpmn.md: what becomes of each element of BPMN."""
    return _page(
        "BPMN",
        "What becomes of each element of BPMN 2.0.2. *Run*: with its BPMN meaning. *Repaired*: what is missing is put "
        "in, with a notice, and `sealflow matter normalise` writes it into the file. *Noticed*: named by "
        "`sealflow matter check`, and without effect. *For readers*: BPMN gives it no meaning when a process runs. "
        "*Refused*: with a remedy. Nothing is dropped in silence. Each diagram is one that runs as the row says; of a "
        "repair it shows what was put in. What is drawn nowhere has none.",
        support.as_markdown(
            {name: element_examples.path_of(name) for name in element_examples.element_examples()},
            {name: element_examples.path_of(name, event=True) for name in element_examples.event_examples()},
        ),
    )


def dmn_page() -> str:
    """docs/dmn.md: what decision tables may hold, and what they come to."""
    return _page(
        "DMN",
        f"Decisions, as DMN {decisions.versions()} writes them, from any editor. Nothing of a file runs as code, and "
        "nothing is dropped in silence. Where the standard gives null because operands do not fit, the outcome says "
        "where and why. A fact that is missing, of the wrong type or none of the values allowed is an error: null may "
        "be given.",
        "## Elements",
        _table(("element", "", "DMN 1.5 §", "note"), decisions.elements()),
        "## Hit policies",
        "When no rule matches, the outputs are their defaults, or null.",
        _table(("policy", "the table comes to"), decisions.HIT_POLICIES),
        "## FEEL",
        "A comparison of values of different kinds is null, and a cell whose test is null does not match. Refused "
        "where they are written, because they would never mean what they look like: `1 < x < 5`, `2026-03-02` without "
        "`date(…)`, a date that is none, a range that ends before it begins, texts in single quotation marks.",
        _table(("", ""), decisions.LANGUAGE),
        "## Functions of FEEL",
        _table(("function", "gives", "DMN 1.5 §"), decisions.functions()),
        "## Rules",
        "What a file is held to when it is read.",
        _table(_RULE, map(_rule, DECISION_RULES.values())),
    )


PAGES: dict[str, Callable[[], str]] = {
    "docs/access.md": access_page,
    "docs/acts.md": acts_page,
    "docs/bpmn.md": bpmn_page,
    "docs/dmn.md": dmn_page,
    "docs/errors.md": errors_page,
    "docs/facts.md": facts_page,
    "docs/glossary.md": glossary_page,
    "docs/rules.md": rules_page,
    "docs/rules-in-pictures.md": rules_in_pictures_page,
    "docs/rules-of-matters-in-pictures.md": rules_of_matters_in_pictures_page,
}


def pictures() -> dict[str, Callable[[], str]]:
    """The pictures of these pages: by path, what draws it."""
    return {
        f"docs/{path}": drawn
        for examples in (element_examples, rule_examples, slip_examples)
        for path, drawn in examples.pictures().items()
    }


def _page(title: str, opening: str, *parts: str) -> str:
    note = "<!-- Printed from the code by `make docs`; change the code, not this page. -->"
    return "\n\n".join([f"# {title}", note, opening, *parts]) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _first_sentence(thing: type) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")


def _text(value: object) -> str:
    # A source that depends on the case is a property; the class alone cannot say it.
    return value if isinstance(value, str) else ""


if __name__ == "__main__":
    for path, page in (PAGES | pictures()).items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(page())
        print(f"printed  {path}")
