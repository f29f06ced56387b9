"""What becomes of each element of DMN and each function of FEEL: the tables `docs/dmn.md` is printed from."""

from __future__ import annotations

from collections.abc import Iterable

from bpmn.dmn.vocabulary import CHILDREN, NAMESPACES, SILENT
from bpmn.feel.functions import BUILTINS, Parameter

SECTIONS = {
    "definitions": ("6.3.2", "One file stands for itself."),
    "import": ("6.3.3", "Other files are not read."),
    "itemDefinition": ("7.3.3", "A fact is converted to its type: the text of a date becomes the date."),
    "itemComponent": ("7.3.3", ""),
    "functionItem": ("7.3.3", "Any function."),
    "allowedValues": ("7.3.3", "Of a collection, each entry must be allowed."),
    "typeConstraint": ("7.3.3", "Of a collection, the collection must be allowed."),
    "inputData": ("6.3.11", "A fact, given under its variable's name, its own, or its id."),
    "decision": ("6.3.7", "Asked by its id; what it requires is decided first."),
    "informationRequirement": ("6.3.13", ""),
    "knowledgeRequirement": ("6.3.14", ""),
    "businessKnowledgeModel": ("6.3.9", "In FEEL; a function in another language is refused."),
    "literalExpression": ("7.3.5", "In FEEL; a value or a plain name may be marked as another language."),
    "importedValues": ("7.3.5", "Other files are not read."),
    "decisionTable": ("8.3.1", "However it is drawn; `preferredOrientation` changes nothing."),
    "input": ("8.3.2", "`camunda:inputVariable` names the tested value, as `?` does."),
    "inputValues": ("8.3.2", "A fact that is none of them is an error; null may always be given."),
    "output": ("8.3.2", "Several outputs are a context; each needs a name."),
    "outputValues": ("8.3.2", "In their order for PRIORITY and OUTPUT ORDER; another value is an error."),
    "defaultOutputEntry": ("8.2.11", "The value when no rule matches, whatever the hit policy; without it null."),
    "rule": ("8.3.3", "Its description and annotations are kept with what it decided."),
    "inputEntry": ("8.3.3", "An empty cell means anything, as editors write it."),
    "outputEntry": ("8.3.3", "An empty cell is null, with a notice."),
    "annotation": ("8.3.2", ""),
    "context": ("10.5.1", ""),
    "functionDefinition": ("10.5.3", "In FEEL."),
    "list": ("10.5.4", ""),
    "relation": ("10.5.5", ""),
    "invocation": ("7.3.6", ""),
    "conditional": ("10.5.6", ""),
    "filter": ("10.5.8", ""),
    "for": ("10.5.10", ""),
    "every": ("10.5.12", ""),
    "some": ("10.5.13", ""),
}
"""Element that is read → section of DMN 1.5, and what is worth a word. (Their parts go with them.)"""

REFUSED = frozenset(("import", "importedValues"))

HIT_POLICIES = (
    ("UNIQUE", "the outputs of the rule that matches; two are an error that names them"),
    ("FIRST", "the outputs of the first rule that matches"),
    ("ANY", "the outputs of the rules that match; an error when they differ"),
    ("PRIORITY", "the outputs that come first in the order of the output values"),
    ("COLLECT", "a list, in the order of the rules"),
    ("COLLECT with SUM, MIN, MAX, COUNT", "the sum, least, greatest or number of the outputs; one output only"),
    ("RULE ORDER", "a list, in the order of the rules"),
    ("OUTPUT ORDER", "a list, in the order of the output values"),
)

LANGUAGE = (
    ("Values", '`5`, `-0.5`, `1e3`, `"text"`, `true`, `null`, `date("2026-03-02")`, `@"P10D"`, `[1, 2]`, `{a: 1}`, '
               "`[1..5)`, `(> 5)`; numbers have 34 decimal digits"),
    ("Cells", '`-`, `5`, `"a", "b"`, `> 5`, `[1..5]`, `]1..5[`, `not("a", [1..3])`, `null`, and any statement with '
              "`?`, the tested value"),
    ("Operators", "`+ - * / **`, `= != < <= > >=`, `and or not(…)`, `between … and …`, `in`, `instance of`"),
    ("Choice and repetition", "`if … then … else …`, `for … in … return …`, `some … in … satisfies …`, `every …`"),
    ("Names", "with blanks, signs and Chinese characters; `a.b` is a key, `list.b` the key of each entry"),
    ("Lists", "`list[1]`, `list[-1]`, `list[amount > 5]` with the entry's keys in sight and the entry as `item`"),
    ("Functions", "those below, `function(x) x + 1`, and knowledge models; in order, or all by name"),
)  # fmt: skip


def elements() -> Iterable[tuple[str, ...]]:
    """Element, what becomes of it, section, note; elements for readers last, in one row."""
    for name, (section, note) in SECTIONS.items():
        yield f"`{name}`", "refused" if name in REFUSED else "read", section, note
    parts = sorted(CHILDREN.keys() - SECTIONS.keys())
    yield ", ".join(f"`{name}`" for name in parts), "read", "", "Parts of the others."
    yield ", ".join(f"`{name}`" for name in sorted(SILENT)), "for readers", "", "They have no part in deciding."


def functions() -> Iterable[tuple[str, ...]]:
    """Function with its parameters, what it gives, section."""
    for builtin in BUILTINS.values():
        forms = " or ".join(f"`{builtin.name}({', '.join(map(_shown, form))})`" for form in builtin.forms)
        yield forms, builtin.says, builtin.source.rpartition("§")[2]


def versions() -> str:
    """The versions of DMN that are read, in words."""
    return ", ".join(sorted(set(NAMESPACES.values())))


def _shown(parameter: Parameter) -> str:
    return parameter.name + ("?" if parameter.optional else "") + ("…" if parameter.several else "")
