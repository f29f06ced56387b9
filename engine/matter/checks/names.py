"""Names that must meet: steps, acts, limits, organs, seals, variables, forms; and figures that say where they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bpmn.coverage import drawn
from bpmn.errors import Finding
from bpmn.model import COUNTED, Node
from bpmn.runner import steps_behind
from bpmn.sayings import Said
from engine.forms import Form
from engine.forms.fields import at
from engine.lifecycle import KINDS
from engine.matter.facts import unknown_fact
from engine.matter.items import item_column
from engine.matter.model import (
    ALL_GRANTED,
    AWAIT_CHILDREN,
    NOT_ALL_GRANTED,
    OPEN_CHILDREN,
    UNAVAILABLE,
    Commitment,
    DocumentRule,
    Matter,
    Step,
)
from engine.matter.policies import KNOWN
from engine.matter.rules import RULES
from engine.terms import BREAK_PROMISE, PAPER_ACTS, REVOKE, ActName, Audience, Instead, Who

PEOPLE = ("task", "userTask", "manualTask")
_MACHINES = ("serviceTask", "sendTask", "businessRuleTask")
SERVICES = {
    "issue_documents": "makes, numbers and seals the documents of the step",
    "perform": "does the one act of the step in the name of the system, such as issuing what the registers support",
    OPEN_CHILDREN: "opens the child cases of the step under a joint application",
    AWAIT_CHILDREN: "goes on once every child case of the step has come out",
    "deliver": "delivers the documents of the case to the applicant's account and records when",
}
"""What a service task can ask for, by name."""


def check_names(matter: Matter, organs: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """Every name of the matter that meets nothing. organs: the seals of each organ of the office."""
    for node in matter.definition.diagram.nodes():
        yield from _node(matter, node)
    for step in matter.steps.values():
        yield from _step(matter, step, matter.definition.diagram.node(step.id))
    yield from _limits(matter)
    yield from _case_acts(matter)
    yield from _slots(matter)
    yield from _opening(matter)
    for rule in matter.documents.values():
        yield from _document(matter, rule, organs)
    yield from _children(matter)
    yield from _revocable(matter)
    yield from _variables(matter)
    yield from _deferring(matter)
    yield from _clearing(matter)
    yield from _sharing(matter)
    for commitment in matter.commitments.values():
        yield from _commitment(matter, commitment)
    for form in matter.forms.values():
        yield from _form(matter, form)
    flows = [flow.id for flow in drawn(matter.definition).decisive()]
    for flow in matter.uncovered.keys() - set(flows):
        yield RULES["MATTER-UNCOVERED-UNKNOWN"].breach(f"uncovered.{flow}", flow=flow, known=flows)


def _slots(matter: Matter) -> Iterator[Finding]:
    """What an appointment takes up is told by fields that are there."""
    if matter.slots is None:
        return
    moving = [step.form for step in matter.steps.values() if ActName.REBOOK in step.acts]
    moving += [rule.form for rule in matter.case_acts.values() if rule.act == ActName.REBOOK]
    wanted = [("application", "persons", path) for path in matter.slots.persons]
    for form in ("application", *moving):
        wanted += [(form, "at", matter.slots.at), (form, "where", matter.slots.where)]
    for form, key, path in wanted:
        root = matter.forms[form].root if form in matter.forms else None
        if root is None or at(root, path.split(".")) is None:
            yield RULES["MATTER-SLOTS"].breach(f"slots.{key}", key=key, field=path, form=form or "-")


def check_forms_readable(matter: Matter) -> Iterator[Finding]:
    """Every form that has no fields to look at: of such a matter nothing else can be told."""
    for form in matter.forms.values():
        if not form.is_readable:
            yield from _form(matter, form)


def _form(matter: Matter, form: Form) -> Iterator[Finding]:
    for problem in form.problems(parameters=matter.parameters, materials=matter.materials):
        how = problem.remedy
        yield RULES["MATTER-FORM"].breach(form.name, where=problem.where, fault=problem.sentence, how=how)


def titled(step: Step) -> Said:
    """What a step is called."""
    return Said(step.title.zh, step.title.en)


def _node(matter: Matter, node: Node) -> Iterator[Finding]:
    if node.kind in PEOPLE and node.id not in matter.steps:
        yield RULES["MATTER-STEP-UNTOLD"].breach(node.id, node.line, step=node.name or node.id, id=node.id)
    asks = node.asks is not None or (node.id in matter.steps and matter.steps[node.id].ask)
    if node.kind in _MACHINES and node.implementation not in SERVICES and not asks:
        service = node.implementation or Said("（未写）", "(none)")
        yield RULES["MATTER-SERVICE-UNKNOWN"].breach(
            node.id, node.line, step=node.name or node.id, service=service, known=list(SERVICES)
        )


def _step(matter: Matter, step: Step, node: Node) -> Iterator[Finding]:
    table = KINDS[matter.kind]
    for act in step.acts:
        if act not in table:
            yield _unknown_act(matter, act, titled(step), step.id, node.line)
        elif Who(step.role.who) not in table[act].who:
            yield RULES["MATTER-ACT-ROLE"].breach(
                step.id, node.line, where=titled(step), role=step.role.described(), act=ActName(act).titled,
                whose=[who.titled for who in sorted(table[act].who)],
            )  # fmt: skip
    for opinion in step.opinions:
        if opinion in table:
            yield RULES["MATTER-OPINION-IS-ACT"].breach(step.id, node.line, step=titled(step), opinion=opinion)
    if node.kind in PEOPLE and not step.outcomes and not step.form:
        yield RULES["MATTER-STEP-EMPTY"].breach(step.id, node.line, step=titled(step))
    if step.service == "perform" and len(step.acts) != 1:
        yield RULES["MATTER-PERFORM-ACTS"].breach(step.id, node.line, step=titled(step), count=len(step.acts))
    if step.ask:
        yield from _asking(matter, step, node)
    for other in step.distinct_from:
        if other not in matter.steps:
            yield _unknown_step(matter, other, titled(step), step.id, node.line)
    for other in step.returns or ():
        if other not in matter.steps:
            yield _unknown_step(matter, other, titled(step), step.id, node.line)
        elif other not in steps_behind(matter.definition.scopes, step.id):
            to = titled(matter.steps[other])
            yield RULES["MATTER-RETURN-NOT-BEHIND"].breach(step.id, node.line, step=titled(step), to=to)
    for fact in step.shows:
        if why := unknown_fact(matter, fact):
            yield RULES["MATTER-SHOWS-FACT"].breach(step.id, node.line, step=titled(step), fact=fact, why=why)
    if step.limit and step.limit not in matter.limits:
        yield RULES["MATTER-LIMIT-UNKNOWN"].breach(
            step.id, node.line, step=titled(step), limit=step.limit, known=list(matter.limits)
        )


def _asking(matter: Matter, step: Step, node: Node) -> Iterator[Finding]:
    if node.kind not in _MACHINES or not step.service or step.service in SERVICES:
        yield RULES["MATTER-ASK-IDLE"].breach(step.id, node.line, step=titled(step))
    for fact in step.ask.values():
        if why := unknown_fact(matter, fact):
            yield RULES["MATTER-ASK-FACT"].breach(step.id, node.line, step=titled(step), fact=fact, why=why)
    if UNAVAILABLE not in step.opinions or len(step.outcomes) < 2:
        missing = Said("对方的回答", "what it may answer") if UNAVAILABLE in step.opinions else UNAVAILABLE
        yield RULES["MATTER-ASK-NO-WAY-ON"].breach(step.id, node.line, step=titled(step), missing=missing)


def _unknown_act(matter: Matter, act: str, where: object, element: str, line: int = 0) -> Finding:
    return RULES["MATTER-ACT-UNKNOWN"].breach(element, line, where=where, act=act, known=list(KINDS[matter.kind]))


def _unknown_step(matter: Matter, named: str, where: object, element: str, line: int = 0) -> Finding:
    return RULES["MATTER-STEP-UNKNOWN"].breach(element, line, where=where, named=named, known=list(matter.steps))


def _limits(matter: Matter) -> Iterator[Finding]:
    offered = {act for step in matter.steps.values() for act in step.acts} | set(matter.case_acts)
    offered.add(KINDS[matter.kind].opening.name)
    for limit in matter.limits.values():
        place = f"limits.{limit.name}"
        if not limit.source:
            yield RULES["MATTER-LIMIT-SOURCE"].breach(place, limit=limit.title)
        expiry = {limit.on_expiry.act} if limit.on_expiry else set()
        for act in sorted((limit.starts | limit.ends | expiry) - set(KINDS[matter.kind])):
            yield _unknown_act(matter, act, place, place)
        if not limit.starts & (offered | expiry):
            yield RULES["MATTER-LIMIT-IDLE"].breach(place, limit=limit.title, acts=sorted(limit.starts))
        for act in expiry & set(KINDS[matter.kind]):
            if Who.SYSTEM not in KINDS[matter.kind][act].who:
                yield RULES["LAW-SILENCE-DECIDES"].breach(
                    place, limit=limit.title, act=ActName(act).titled,
                    known=[row.titled for row in KINDS[matter.kind].values() if Who.SYSTEM in row.who],
                )  # fmt: skip
        if limit.until_expiry or ActName.RENEW in {*limit.ends, *expiry}:
            yield from _renewing(matter, place)
        if limit.on_expiry and not any(s.limit == limit.name for s in matter.steps.values()):
            yield RULES["MATTER-EXPIRY-STEP"].breach(place, limit=limit.title, act=limit.on_expiry.act, id=limit.name)
        extending = matter.lanes_of(ActName.EXTEND)
        if limit.extend_role and limit.extend_role not in extending:
            yield RULES["MATTER-EXTEND-ROLE"].breach(
                place, limit=limit.title, role=limit.extend_role,
                others=sorted(extending) or Said("没有人", "nobody"),
            )  # fmt: skip
    if matter.profile is not None:
        for name, figure in matter.profile.later(matter.effective).items():
            yield RULES["MATTER-POLICY-LATER"].breach(
                "policy", region=matter.profile.title, policy=KNOWN[name].title, day=figure.since, value=figure.value
            )
    for parameter in matter.parameters.values():
        if not parameter.source:
            yield RULES["MATTER-PARAMETER-SOURCE"].breach(f"parameters.{parameter.id}", parameter=parameter.id)


def _renewing(matter: Matter, where: str) -> Iterator[Finding]:
    if matter.about is None or not matter.about.renewal_days:
        yield RULES["MATTER-RENEWS-NOTHING"].breach(where, where=where)


def _case_acts(matter: Matter) -> Iterator[Finding]:
    table = KINDS[matter.kind]
    for rule in matter.case_acts.values():
        place = f"case_acts.{rule.act}"
        if rule.act not in table:
            yield _unknown_act(matter, rule.act, place, place)
            continue
        for lane in rule.roles:
            if lane in matter.roles and Who(matter.roles[lane].who) not in table[rule.act].who:
                yield RULES["MATTER-ACT-ROLE"].breach(
                    place, where=place, role=lane, act=ActName(rule.act).titled,
                    whose=[who.titled for who in sorted(table[rule.act].who)],
                )  # fmt: skip


def _opening(matter: Matter) -> Iterator[Finding]:
    """Who opens a case: nobody, or somebody to whom it does not belong."""
    opening = KINDS[matter.kind].opening
    if Who.APPLICANT not in opening.who and not matter.opens:
        yield RULES["MATTER-OPENS-NOBODY"].breach("opens", act=opening.titled)
    for lane in matter.opens:
        if matter.roles[lane].who != "official" or Who.OFFICIAL not in opening.who:
            yield RULES["MATTER-ACT-ROLE"].breach(
                "opens", where="opens", role=lane, act=opening.titled,
                whose=[who.titled for who in sorted(opening.who)],
            )  # fmt: skip


def _document(matter: Matter, rule: DocumentRule, organs: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    place = f"documents.{rule.kind}"
    for act in rule.on:
        if act not in KINDS[matter.kind] and act not in PAPER_ACTS:
            yield _unknown_act(matter, act, place, place)
    if rule.step and rule.step not in matter.steps:
        yield _unknown_step(matter, rule.step, place, place)
    elif rule.step and matter.steps[rule.step].service != "issue_documents":
        step = titled(matter.steps[rule.step])
        yield RULES["MATTER-STEP-NO-SERVICE"].breach(place, document=rule.title, step=step)
    if rule.makes and matter.about is None:
        yield RULES["MATTER-ABOUT-NOTHING"].breach(place, document=rule.title, makes=rule.makes)
    for fact in filter(None, (rule.holder, rule.valid_until)):
        if why := unknown_fact(matter, fact):
            yield RULES["MATTER-FACT-UNKNOWN"].breach(place, file=place, fact=fact, why=why)
    if rule.public and rule.audience is Audience.ORGANS:
        yield RULES["MATTER-PUBLISHED-INTERNAL"].breach(place, document=rule.title)
    choice = matter.choices.get(rule.organ)
    for organ in choice.organs.values() if choice else (matter.organs.get(rule.organ, rule.organ),):
        if organ not in organs:
            yield RULES["MATTER-ORGAN-UNKNOWN"].breach(place, document=rule.title, organ=organ, known=list(organs))
        elif rule.seal not in organs[organ]:
            yield RULES["MATTER-SEAL-UNKNOWN"].breach(
                place, document=rule.title, seal=rule.seal, organ=organ, known=list(organs[organ])
            )


def _children(matter: Matter) -> Iterator[Finding]:
    """Children that no step opens or that share what is not there; steps that know no child, or no way on."""
    application = matter.forms.get("application")
    fields = application.field_names() if application else ()
    opened = {c.name for s in matter.steps.values() if s.service == OPEN_CHILDREN for c in matter.children_of(s)}
    for child in matter.children.values():
        place = f"children.{child.name}"
        if child.name not in opened:
            yield RULES["MATTER-CHILD-UNOPENED"].breach(place, child=child.title, service=OPEN_CHILDREN)
        shared = [(name, name.partition(".")[0] in fields) for name in child.answers.values()]
        shared += [(name, name in matter.materials) for name in child.materials.values()]
        for name, known in shared:
            if not known:
                yield RULES["MATTER-CHILD-SHARES"].breach(place, child=child.title, name=name)
    for step in matter.steps.values():
        if step.service not in (OPEN_CHILDREN, AWAIT_CHILDREN):
            continue
        for name in step.children or (() if matter.children else ("children",)):
            if name not in matter.children:
                yield RULES["MATTER-CHILD-UNKNOWN"].breach(
                    step.id, step=titled(step), child=name, known=list(matter.children) or Said("没有", "none")
                )
        if step.service == AWAIT_CHILDREN and set(step.opinions) != {ALL_GRANTED, NOT_ALL_GRANTED}:
            yield RULES["MATTER-CHILDREN-OPINIONS"].breach(
                step.id, step=titled(step), wanted=[ALL_GRANTED, NOT_ALL_GRANTED]
            )


def _revocable(matter: Matter) -> Iterator[Finding]:
    """Organs whose papers nobody may revoke, or of whose revocations no paper tells the applicant."""
    papers = [rule for rule in matter.documents.values() if rule.audience is Audience.APPLICANT]
    slots = {matter.organs.get(rule.organ, rule.organ): rule.organ for rule in reversed(papers)}
    telling = {matter.organs.get(rule.organ, rule.organ) for rule in papers if REVOKE in rule.on}
    for organ, slot in slots.items():
        if not matter.revokers(organ):
            yield RULES["MATTER-REVOKE-NOBODY"].breach(f"organs.{slot}", organ=organ)
        if organ not in telling:
            yield RULES["LAW-REVOCATION-UNTOLD"].breach(f"organs.{slot}", organ=organ, slot=slot)


def _sharing(matter: Matter) -> Iterator[Finding]:
    fields = matter.forms["application"].root.fields if "application" in matter.forms else {}
    for one in matter.shared.values():
        place = f"shared.{one.system}"
        for fact in one.ask.values():
            why = unknown_fact(matter, fact)
            if why is None and not fact.startswith("applicant."):
                why = Said("申请以前只知道申请人", "before the application only the applicant is known")
            if why:
                yield RULES["MATTER-ASK-FACT"].breach(place, step=one.system, fact=fact, why=why)
        for name in one.fields:
            if name not in fields:
                yield RULES["MATTER-SHARED-FIELD"].breach(place, system=one.system, field=name, known=list(fields))


def _clearing(matter: Matter) -> Iterator[Finding]:
    clears, place = matter.clears, "clears_proofs"
    if clears is None:
        return
    steps = [step for step in matter.steps.values() if clears.act in step.acts]
    if not steps:
        yield _unknown_act(matter, clears.act, place, place)
    for step in steps:
        fields = matter.forms[step.form].root.fields if step.form else {}
        for name in (clears.proof, clears.instead):
            if name not in fields:
                yield RULES["MATTER-CLEARS-FIELD"].breach(place, step=titled(step), field=name, known=list(fields))
        if clears.instead in fields and not set(fields[clears.instead].choices()) <= set(Instead):
            yield RULES["MATTER-CLEARS-FIELD"].breach(
                place, step=titled(step), field=clears.instead, known=[one.value for one in Instead]
            )


def _deferring(matter: Matter) -> Iterator[Finding]:
    """Materials that may be deferred where nothing can be listed, supplied or become due."""
    accepting = [step for step in matter.steps.values() if ActName.ACCEPT in step.acts]
    missing: list[Said] = []
    if not all(item_column(matter.forms.get(step.form), "deferred") for step in accepting if step.service != "perform"):
        missing.append(Said("受理的表单没有deferred表", "no form of acceptance has a table of them"))
    if not any(ActName.SUPPLY in step.acts for step in matter.steps.values()):
        missing.append(Said("没有补交的环节", "no step has the act supply"))
    if not any(limit.only_with == "deferred" for limit in matter.limits.values()):
        missing.append(Said("没有补交的期限", "no limit is `only_with: deferred`"))
    if matter.deferrable and missing:
        titles = [Said(m.title.zh, m.title.en) for m in matter.materials.values() if m.may_be_deferred]
        yield RULES["MATTER-DEFERRED-NO-WAY"].breach("materials", materials=titles, missing=missing)


def _commitment(matter: Matter, commitment: Commitment) -> Iterator[Finding]:
    place = f"commitments.{commitment.id}"
    application = matter.forms.get("application")
    field = application.root.fields.get(commitment.field) if application is not None else None
    if field is None or field.kind != "boolean":
        known = [f.name for f in application.root.fields.values() if f.kind == "boolean"] if application else []
        yield RULES["MATTER-COMMITMENT-FIELD"].breach(
            place, commitment=commitment.title, field=commitment.field, known=known
        )
    for id in commitment.replaces:
        if id not in matter.materials:
            yield RULES["MATTER-COMMITMENT-MATERIAL"].breach(
                place, commitment=commitment.title, material=id, known=list(matter.materials)
            )
    if not any(BREAK_PROMISE in rule.on for rule in matter.documents.values()):
        yield RULES["LAW-PROMISE-UNTOLD"].breach(place, commitment=commitment.title)


def variables_set(matter: Matter) -> frozenset[str]:
    """The variables that something sets: steps' outcomes, routing fields of forms, scripts, loops, decisions."""
    known = set(matter.steps) | {name for form in matter.forms.values() for name in form.routed}
    for node in matter.definition.diagram.nodes():
        known |= {name for name, _, _ in node.assignments}
        if node.loop:
            known |= {node.loop.element, node.loop.output}
    for node, decisions in matter.definition.asked:
        assert node.asks is not None
        known |= {node.asks.result, *(decisions.outputs(node.asks.decision) if node.asks.mapping == "outputs" else ())}
    return frozenset(known)


def _variables(matter: Matter) -> Iterator[Finding]:
    """Conditions may read what something sets, and what is counted of instances."""
    known = variables_set(matter) | COUNTED
    for name in sorted(matter.definition.variables - known):
        yield RULES["MATTER-VARIABLE-UNKNOWN"].breach(name, where=Said("图", "the diagram"), name=name)
    for child in matter.children.values():
        for name in sorted(child.when.names - known) if child.when else ():
            place = f"children.{child.name}"
            yield RULES["MATTER-VARIABLE-UNKNOWN"].breach(place, where=place, name=name)
    for rule in matter.documents.values():
        for name in sorted(rule.when.names - known - ({"acting"} if rule.on else set()) if rule.when else ()):
            place = f"documents.{rule.kind}"
            yield RULES["MATTER-VARIABLE-UNKNOWN"].breach(place, where=place, name=name)
    fields = matter.forms["application"].root.fields if "application" in matter.forms else {}
    for material in matter.materials.values():
        for name in sorted(material.when.names - set(fields)) if material.when else ():
            yield RULES["MATTER-MATERIAL-WHEN"].breach(
                f"materials.{material.id}", material=material.title, name=name, known=list(fields)
            )
