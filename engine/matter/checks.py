"""The parts of a matter met with each other: names that do not meet, figures without source, facts nobody provides, and
what the table of acts forbids on some path.

`check` never raises for a bad matter: it returns findings. Nothing with an error is published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from bpmn import rules
from bpmn.errors import Finding
from bpmn.model import Node
from bpmn.reader import read
from engine.lifecycle import KINDS, Act
from engine.matter.folder import Files, frozen
from engine.matter.model import DocumentRule, Matter, Step
from engine.matter.paths import legal_findings, walk
from engine.matter.reader import MatterRefused, read_matter
from engine.terms import ActName, Who
from signing.errors import SigningError
from signing.paper import facts_used

_PEOPLE = ("task", "userTask", "manualTask")
_MACHINES = ("serviceTask", "sendTask")
SERVICES = {
    "issue_documents": "makes, numbers and seals the documents of the step",
    "deliver": "delivers the documents of the case to the applicant's account and records when",
}
"""What a service task can ask for, by name."""

Organs = Mapping[str, Collection[str]]
"""The names of each organ's seals, by the organ's id."""

_NO_DEFAULT = "BPMN-GATEWAY-NO-DEFAULT"

ANY = "*"
"""Members that depend on the matter: checked against it below, or free."""


class Fact(NamedTuple):
    """A fact that the text of a document may use: its members, and what it says."""

    members: tuple[str, ...]
    says: str


FACTS: Mapping[str, Fact] = {
    "matter": Fact(("title", "code", "version", "basis", "item_code"), "the matter; basis is a list of law, articles"),
    "case": Fact(("number",), "the case"),
    "applicant": Fact(("name", "kind", "id_kind", "id_number", "account", "phone"), "who applies"),
    "agent": Fact(("name", "id_number", "phone"), "who acts for the applicant; empty when nobody does"),
    "application": Fact((ANY,), "each field of the form `application`, as last handed in; tables are lists"),
    "materials": Fact((ANY,), "a list of what was handed in: id, title, name, pages, at"),
    "correction": Fact(("items", "until", "asked_on", "received_on"), "what was asked, till when, when it came"),
    "received": Fact(("on",), "the day the application was received"),
    "acceptance": Fact(("on", "performed_on"), "the day it counts from, and the day it was done"),
    "decision": Fact(("on", "outcome", "by"), "the decision, once it is made"),
    "clock": Fact((ANY,), "each limit's last clock: days, unit, started, due, provisional, extended"),
    "organ": Fact(("id", "name", "phone", "address", "uscc"), "the organ that issues this document"),
    "organs": Fact((ANY,), "each organ of the matter by its slot, with the same members as `organ`"),
    "document": Fact(("title", "number", "date", "code", "url"), "this document"),
    "documents": Fact((ANY,), "a list of the documents made in steps: title, number, date"),
    "issued": Fact((ANY,), "each document of the case by its kind: title, number, date"),
    "steps": Fact((ANY,), "each step as last done: by, on, outcome, and the answers to its form"),
    "special": Fact((ANY,), "the last special procedure: kind, on, days, ended_on, and the answers"),
    "extension": Fact((ANY,), "the extension: days, reason, from, until, on"),
    "remedies": Fact((ANY,), "as `remedies` of matter.yaml"),
    "parameters": Fact((ANY,), "each parameter's figure by its id"),
    "delivery": Fact(("at", "way", "account"), "when and how the documents were delivered"),
    "withdrawal": Fact(("on", "reason"), "when and why the applicant withdrew"),
}
"""The facts every text may use. One that does not exist yet (no decision, no extension) is an error when filled in."""


def facts_as_markdown() -> str:
    """The catalogue of facts as `docs/facts.md` shows it."""
    rows = [
        f"| `{name}` | {', '.join(f'`{m}`' for m in fact.members if m != ANY) or '…'} | {fact.says} |"
        for name, fact in FACTS.items()
    ]
    return "\n".join(["| fact | members | what it says |", "|---|---|---|", *rows, ""])


def check(files: Files, organs: Organs) -> tuple[Matter | None, tuple[Finding, ...]]:
    """The matter (None when it cannot be read) and everything to be said about it.

    organs: the seals of each of the office's organs. The same files and organs are looked at once per process.
    """
    examined = tuple(sorted(frozen(files).items()))
    return _check(examined, tuple((id, tuple(seals)) for id, seals in sorted(organs.items())))


@lru_cache(maxsize=32)
def _check(
    examined: tuple[tuple[str, bytes], ...], known: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[Matter | None, tuple[Finding, ...]]:
    files, organs = dict(examined), dict(known)
    try:
        matter = read_matter(files)
    except MatterRefused as refused:
        return None, refused.findings
    findings = [*matter.definition.diagram.findings]
    # Whether every outcome has a way on is not guessed from the drawing here: `walk` tries each.
    findings += [f for f in rules.check(matter.definition.diagram, called=_called(files)) if f.code != _NO_DEFAULT]
    findings += _steps(matter)
    findings += _limits(matter)
    findings += _case_acts(matter)
    findings += _documents(matter, organs)
    findings += _variables(matter)
    findings += _forms(matter)
    if not any(f.severity == "error" for f in findings):
        paths = walk(matter)
        findings += paths.findings
        findings += legal_findings(matter, paths)
        findings += _never_opened(matter, paths.steps)
    return matter, tuple(findings)


def _called(files: Files) -> frozenset[str]:
    """The ids of the processes in the folder's other diagrams."""
    return frozenset(read(files[n], n).main for n in files if n.endswith(".bpmn") and n != "process.bpmn")


def _error(code: str, message: str, remedy: str, element: str = "", line: int = 0) -> Finding:
    return Finding(code, "error", message, remedy, element, line)


def _steps(matter: Matter) -> Iterator[Finding]:
    table = KINDS[matter.kind]
    for node in matter.definition.diagram.nodes():
        if node.kind in _PEOPLE and node.id not in matter.steps:
            yield _error(
                "MATTER-STEP-UNTOLD",
                f"the step {node.id} of the diagram is not in matter.yaml",
                f"Add `{node.id}:` under `steps`, with its acts or opinions.",
                node.id,
                node.line,
            )
        if node.kind in _MACHINES and node.implementation not in SERVICES:
            yield _error(
                "MATTER-SERVICE-UNKNOWN",
                f"the step {node.id} asks for the service {node.implementation or '(none)'!r}",
                f"Use one of: {', '.join(SERVICES)}.",
                node.id,
                node.line,
            )
    for step in matter.steps.values():
        node = matter.definition.diagram.node(step.id)
        yield from _outcomes(matter, step, node, table)
        for other in step.distinct_from:
            if other not in matter.steps:
                yield _error(
                    "MATTER-STEP-UNKNOWN",
                    f"{step.id} must be another person's than {other}, which is no step",
                    "Use the ids of steps.",
                    step.id,
                    node.line,
                )
        if step.limit and step.limit not in matter.limits:
            yield _error(
                "MATTER-LIMIT-UNKNOWN",
                f"{step.id} stands under the limit {step.limit}, which is not among the limits",
                f"Use one of: {', '.join(matter.limits)}.",
                step.id,
                node.line,
            )


def _outcomes(matter: Matter, step: Step, node: Node, table: Mapping[str, Act]) -> Iterator[Finding]:
    for act in step.acts:
        if act not in table:
            yield _error(
                "MATTER-ACT-UNKNOWN",
                f"{step.id} offers {act}, which is no act of a {matter.kind}",
                f"Use one of: {', '.join(table)}; an examiner's view belongs under `opinions`.",
                step.id,
                node.line,
            )
        elif Who(step.role.who) not in table[act].who:
            yield _error(
                "MATTER-ACT-ROLE",
                f"{step.id} lets {step.role.described()} {act}, which belongs to: {', '.join(sorted(table[act].who))}",
                "Move the step to the lane of those who may do it.",
                step.id,
                node.line,
            )
    for opinion in step.opinions:
        if opinion in table:
            yield _error(
                "MATTER-OPINION-IS-ACT",
                f"{step.id} has an opinion called {opinion}, which is a legal act",
                "List it under `acts`, or give the opinion another name.",
                step.id,
                node.line,
            )
    if node.kind in _PEOPLE and not step.outcomes and not step.form:
        yield Finding(
            "MATTER-STEP-EMPTY",
            "notice",
            f"{step.id} is completed without an act, an opinion or a form",
            "Say what the step is for, if it should leave a trace.",
            step.id,
            node.line,
        )
    if any(table[a].decides for a in step.acts if a in table) and not step.distinct_from:
        yield Finding(
            "MATTER-FOUR-EYES",
            "warning",
            f"{step.id} decides, and nothing keeps the examiner from deciding",
            "Name the examining steps under `distinct_from`.",
            step.id,
            node.line,
        )


def _limits(matter: Matter) -> Iterator[Finding]:
    table = KINDS[matter.kind]
    offered = {act for step in matter.steps.values() for act in step.acts} | set(matter.case_acts) | {ActName.SUBMIT}
    for limit in matter.limits.values():
        if not limit.source:
            yield _error(
                "MATTER-LIMIT-SOURCE",
                f"the limit {limit.name} does not say where it stands",
                "Add `source:` with the article.",
                f"limits.{limit.name}",
            )
        expiry = {limit.on_expiry.act} if limit.on_expiry else set()
        for act in sorted((limit.starts | limit.ends | expiry) - set(table)):
            yield _error(
                "MATTER-ACT-UNKNOWN",
                f"the limit {limit.name} names {act}, which is no act of a {matter.kind}",
                f"Use one of: {', '.join(table)}.",
                f"limits.{limit.name}",
            )
        if not limit.starts & (offered | expiry):
            yield Finding(
                "MATTER-LIMIT-IDLE",
                "warning",
                f"the limit {limit.name} never starts: no step does any of {', '.join(sorted(limit.starts))}",
                "Name an act that a step of this matter does.",
                f"limits.{limit.name}",
            )
        if limit.on_expiry and not any(s.limit == limit.name for s in matter.steps.values()):
            yield _error(
                "MATTER-EXPIRY-STEP",
                f"when the limit {limit.name} passes, {limit.on_expiry.act} is to happen, but no step stands under it",
                f"Write `limit: {limit.name}` at the step that then counts as done.",
                f"limits.{limit.name}",
            )
    for parameter in matter.parameters.values():
        if not parameter.source:
            yield _error(
                "MATTER-PARAMETER-SOURCE",
                f"the parameter {parameter.id} does not say where it stands",
                "Add `source:`.",
                f"parameters.{parameter.id}",
            )


def _case_acts(matter: Matter) -> Iterator[Finding]:
    table = KINDS[matter.kind]
    for rule in matter.case_acts.values():
        if rule.act not in table:
            yield _error(
                "MATTER-ACT-UNKNOWN",
                f"case_acts names {rule.act}, which is no act of a {matter.kind}",
                f"Use one of: {', '.join(table)}.",
                f"case_acts.{rule.act}",
            )
            continue
        for lane in rule.roles:
            if lane in matter.roles and Who(matter.roles[lane].who) not in table[rule.act].who:
                yield _error(
                    "MATTER-ACT-ROLE",
                    f"case_acts lets {lane} {rule.act}, which belongs to: {', '.join(sorted(table[rule.act].who))}",
                    "Name the lanes of those who may do it.",
                    f"case_acts.{rule.act}",
                )


def _documents(matter: Matter, organs: Organs) -> Iterator[Finding]:
    table = KINDS[matter.kind]
    for rule in matter.documents.values():
        place = f"documents.{rule.kind}"
        for act in rule.on:
            if act not in table:
                yield _error(
                    "MATTER-ACT-UNKNOWN",
                    f"{rule.kind} is made after {act}, which is no act of a {matter.kind}",
                    f"Use one of: {', '.join(table)}.",
                    place,
                )
        if rule.step and matter.steps.get(rule.step, None) is None:
            yield _error(
                "MATTER-STEP-UNKNOWN",
                f"{rule.kind} is made in {rule.step}, which is no step",
                "Use a step's id.",
                place,
            )
        elif rule.step and matter.steps[rule.step].service != "issue_documents":
            yield _error(
                "MATTER-STEP-NO-SERVICE",
                f"{rule.kind} is made in {rule.step}, which does not issue documents",
                'Give the service task implementation="issue_documents".',
                place,
            )
        seals = organs.get(matter.organs.get(rule.organ, ""))
        if seals is None:
            yield _error(
                "MATTER-ORGAN-UNKNOWN",
                f"{rule.kind} is issued by {matter.organs.get(rule.organ, rule.organ)}, which the office does not know",
                f"Use one of the organs of organs.yaml: {', '.join(organs)}.",
                place,
            )
        elif rule.seal not in seals:
            yield _error(
                "MATTER-SEAL-UNKNOWN",
                f"{rule.kind} is sealed with {rule.seal!r}, which {matter.organs[rule.organ]} does not have",
                f"Use one of: {', '.join(seals) or '(none)'}.",
                place,
            )
        yield from _text(matter, rule, place)


def _text(matter: Matter, rule: DocumentRule, place: str) -> Iterator[Finding]:
    text = matter.templates.get(rule.template)
    if text is None:
        yield _error("MATTER-NO-FILE", f"{rule.kind}: {rule.template} is missing", "Add the text file.", place)
        return
    try:
        used = facts_used(text)
    except SigningError as error:
        yield _error(error.code, f"{rule.template}: {error}", error.remedy, place)
        return
    for fact in sorted(used):
        if why := _unknown_fact(matter, fact):
            yield _error(
                "MATTER-FACT-UNKNOWN",
                f"{rule.template} uses {fact}, and {why}",
                "Use a fact that is provided (docs/facts.md), or add the field to its form.",
                place,
            )
    if ActName.REFUSE in _acts_before(matter, rule):
        for remedy in ("reconsideration", "litigation"):
            if not any(fact.startswith(f"remedies.{remedy}") for fact in used):
                yield _error(
                    "MATTER-REMEDY-UNTOLD",
                    f"{rule.template} tells a refusal without the applicant's right to {remedy}",
                    f"Use remedies.{remedy}.… in the text (行政许可法第三十八条第二款).",
                    place,
                )


def _acts_before(matter: Matter, rule: DocumentRule) -> frozenset[str]:
    """The deciding acts that a document tells, by its condition: `decide == "refuse"`."""
    if rule.when is None:
        return frozenset(rule.on)
    deciding = [name for name, act in KINDS[matter.kind].items() if act.decides]
    return frozenset(act for act in deciding if f'"{act}"' in rule.when.text or f"'{act}'" in rule.when.text)


def _unknown_fact(matter: Matter, fact: str) -> str:
    first, _, rest = fact.partition(".")
    then = rest.split(".")[0] if rest else ""
    if first not in FACTS:
        return f"no fact begins with {first}"
    if not then:
        return ""
    known: Any = FACTS[first].members
    if first == "application":
        known = matter.forms["application"].field_names() if "application" in matter.forms else ()
    elif first == "steps":
        known = matter.steps
    elif first == "clock":
        known = matter.limits
    elif first == "organs":
        known = matter.organs
    elif first == "parameters":
        known = matter.parameters
    elif first == "remedies":
        known = matter.remedies
    elif first == "issued":
        known = matter.documents
    elif ANY in known:
        return ""
    return "" if then in known else f"{first} has no {then}"


def _variables(matter: Matter) -> Iterator[Finding]:
    """Conditions may read the steps' outcomes and the routing fields of forms, and nothing else."""
    known = set(matter.steps) | {name for form in matter.forms.values() for name in form.route_choices()}
    for node in matter.definition.diagram.nodes():
        known |= {name for name, _, _ in node.assignments}
        if node.loop:
            known |= {node.loop.element, node.loop.output}
    known |= {"nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances"}
    for name in sorted(matter.definition.variables - known):
        yield _error(
            "MATTER-VARIABLE-UNKNOWN",
            f"a condition of the diagram reads {name}, which nothing sets",
            'Read a step\'s id (its outcome), or mark the form field with "x-route": true.',
            name,
        )
    for rule in matter.documents.values():
        for name in sorted(rule.when.names - known - ({"acting"} if rule.on else set()) if rule.when else ()):
            yield _error(
                "MATTER-VARIABLE-UNKNOWN",
                f"the condition of the document {rule.kind} reads {name}, which nothing sets",
                "Read a step's id (its outcome), a routing field, or after an act `acting` (the slot of the organ).",
                f"documents.{rule.kind}",
            )


def _forms(matter: Matter) -> Iterator[Finding]:
    for form in matter.forms.values():
        for problem in form.problems(parameters=matter.parameters, materials=matter.materials):
            yield _error("MATTER-FORM", f"form.json: {problem.where}: {problem.sentence}", problem.remedy, form.name)


def _never_opened(matter: Matter, opened: set[str]) -> Iterator[Finding]:
    for step in matter.steps.values():
        node = matter.definition.diagram.node(step.id)
        if step.id not in opened and node.kind in (*_PEOPLE, *_MACHINES):
            yield _error(
                "MATTER-STEP-NEVER",
                f"no path leads to the step {step.id}",
                "Check the conditions of the gateways before it.",
                step.id,
                node.line,
            )
