"""Who does it: roles nobody holds, people nobody names, examiners who decide, steps that nobody at hand can share.

Source: 行政许可法第三十四条 (two officers; separation of examination and decision).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from bpmn.coverage import Drawn, drawn
from bpmn.errors import Finding
from bpmn.sayings import Said
from engine.authority import Account, Role
from engine.forms import Field
from engine.lifecycle import KINDS
from engine.matter.checks.names import titled
from engine.matter.facts import fields_on_the_way, may_be_missing, unknown_fact
from engine.matter.model import Matter, Step
from engine.matter.rules import RULES

_MOST_TRIES = 20_000
"""Ways of sharing steps among people that are tried."""


def check_people(matter: Matter, people: Collection[Account] | None) -> Iterator[Finding]:
    """Everything wrong with who does what. people: the officials of the office; None when they are not known."""
    yield from _four_eyes(matter, people)
    yield from _named(matter)
    yield from _shown(matter)
    yield from _among(matter)
    if people is not None:
        holders = {step.id: _holders(step.role, people) for step in matter.steps.values()}
        yield from _held(matter, people)
        for step in matter.steps.values():
            if step.role.who == "official" and holders[step.id]:
                yield from _shared(matter, step, holders)


def _holders(role: Role, people: Collection[Account]) -> frozenset[str]:
    return frozenset(p.name for p in people if p.organ == role.organ and role.role in p.roles)


def _held(matter: Matter, people: Collection[Account]) -> Iterator[Finding]:
    for role in matter.roles.values():
        steps = [titled(step) for step in matter.steps.values() if step.role.lane == role.lane]
        acts = [rule.act for rule in matter.case_acts.values() if role.lane in rule.roles]
        acts += [KINDS[matter.kind].opening.name.value] if role.lane in matter.opens else []
        if role.who == "official" and (steps or acts) and not _holders(role, people):
            yield RULES["MATTER-ROLE-NOBODY"].breach(
                f"roles.{role.lane}", role=_called(role), named=role.role, organ=role.organ, steps=[*steps, *acts]
            )


def _named(matter: Matter) -> Iterator[Finding]:
    """People whom no answer names, or too late, or for whom a case would wait for ever."""
    what = drawn(matter.definition)
    for role in matter.named:
        place, sources = f"roles.{role.lane}", set()
        for fact in role.card:
            if why := unknown_fact(matter, fact):
                yield RULES["MATTER-SHOWS-FACT"].breach(place, step=_called(role), fact=fact, why=why)
        for fact in role.named_by:
            if why := _names_nobody(matter, fact):
                yield RULES["MATTER-NAMED-BY"].breach(place, role=_called(role), fact=fact, why=why)
            sources.add(".".join(fact.split(".")[: 2 if fact.startswith("steps.") else 1]))
        if len(sources) > 1:
            why = Said("来自不同的表单", "they are answers of different forms")
            yield RULES["MATTER-NAMED-BY"].breach(place, role=_called(role), fact=list(role.named_by), why=why)
        naming = {source.removeprefix("steps.") for source in sources if source.startswith("steps.")}
        naming &= set(matter.steps)
        for step in matter.steps.values():
            if step.role.lane != role.lane:
                continue
            line = matter.definition.diagram.node(step.id).line
            behind = {other.id for other in _behind(step, matter, what)}
            for other in sorted(naming - behind):
                yield RULES["MATTER-NAMED-NOBODY"].breach(
                    step.id, line, step=titled(step), role=_called(role), naming=titled(matter.steps[other])
                )
            if not _ends_by_itself(matter, step, what):
                yield RULES["MATTER-NAMED-NO-WAY-ON"].breach(step.id, line, step=titled(step))


def _shown(matter: Matter) -> Iterator[Finding]:
    lanes = [role.lane for role in matter.named]
    for form in matter.forms.values():
        for field in form.root.fields.values():
            if field.shown and field.shown not in lanes:
                yield RULES["MATTER-SHOWN-BY"].breach(
                    form.name, form=form.name, field=field.name, lane=field.shown, known=lanes or Said("没有", "none")
                )


def _among(matter: Matter) -> Iterator[Finding]:
    for form in matter.forms.values():
        for field in form.root.fields.values():
            fields = fields_on_the_way(matter, field.among)
            if field.among and (why := unknown_fact(matter, field.among) or _no_column(fields)):
                yield RULES["MATTER-AMONG"].breach(
                    form.name, form=form.name, field=field.name, fact=field.among, why=why
                )


def _no_column(fields: Sequence[Field]) -> Said | None:
    """Why these fields do not lead to a column of texts in a table; None when they do."""
    if len(fields) > 1 and fields[-2].item is not None and fields[-1].kind == "text":
        return None
    return Said("它不是表格里的文字列", "it is no column of texts in a table")


def _names_nobody(matter: Matter, fact: str) -> Said | None:
    """Why an answer cannot name a person; None when it can."""
    if fact.partition(".")[0] not in ("application", "steps"):
        return Said("它不是申请或者环节的回答", "it is no answer of the application or of a step")
    if why := unknown_fact(matter, fact):
        return why
    fields = fields_on_the_way(matter, fact)
    if not fields or fields[-1].kind != "text":
        return Said("表单没有问这样一个文字", "no form asks for such a text")
    if may_be_missing(matter, fact):
        return Said("它可以不填", "it may be left unanswered")
    return None


def _ends_by_itself(matter: Matter, step: Step, what: Drawn) -> bool:
    """Whether time ends the step: a timer on it or on a subprocess around it, or a limit that passes in silence."""
    limit = matter.limits.get(step.limit)
    around, scope = {step.id}, what.nodes[step.id].scope
    while scope in what.nodes:
        around.add(scope)
        scope = what.nodes[scope].scope
    timers = (n for n in what.nodes.values() if n.attached_to in around and n.event and n.event.kind == "timer")
    return any(timer.interrupting for timer in timers) or (limit is not None and limit.on_expiry is not None)


def _four_eyes(matter: Matter, people: Collection[Account] | None) -> Iterator[Finding]:
    table, what = KINDS[matter.kind], drawn(matter.definition)
    for step in matter.steps.values():
        if step.role.who != "official" or not any(table[act].decides for act in step.acts if act in table):
            continue
        line = matter.definition.diagram.node(step.id).line
        others = [other for other in _before(step, matter, what) if other.id not in step.distinct_from]
        same = [other for other in others if other.opinions and _same_role(other.role, step.role)]
        for other in same:
            yield RULES["LAW-EXAMINER-DECIDES"].breach(
                step.id, line, step=titled(step), role=_called(step.role), examiner=titled(other), id=other.id
            )
        open_to = [o for o in others if o not in same and _may_be_one_person(o, step, people)]
        if open_to and (not step.distinct_from or any(o.opinions for o in open_to)):
            yield RULES["MATTER-FOUR-EYES"].breach(
                step.id, line, step=titled(step), examiners=[titled(other) for other in open_to]
            )


def _before(step: Step, matter: Matter, what: Drawn) -> list[Step]:
    """The officials' steps from which a case can come to this one."""
    return [other for other in _behind(step, matter, what) if other.role.who == "official"]


def _behind(step: Step, matter: Matter, what: Drawn) -> list[Step]:
    """The steps from which a case can come to this one."""
    back: dict[str, set[str]] = {}
    for flow in what.flows.values():
        back.setdefault(flow.target, set()).add(flow.source)
    for node in what.nodes.values():
        if node.attached_to:
            back.setdefault(node.id, set()).add(node.attached_to)
    seen: set[str] = set()
    waiting = [step.id]
    while waiting:
        for source in back.get(waiting.pop(), set()) - seen:
            seen.add(source)
            waiting.append(source)
    return [other for other in matter.steps.values() if other.id in seen and other.id != step.id]


def _same_role(one: Role, other: Role) -> bool:
    return (one.organ, one.role) == (other.organ, other.role)


def _may_be_one_person(one: Step, other: Step, people: Collection[Account] | None) -> bool:
    """Whether an account may do both: it belongs to one organ only, and may hold several of its roles."""
    if one.role.organ != other.role.organ:
        return False
    return people is None or bool(_holders(one.role, people) & _holders(other.role, people))


def _shared(matter: Matter, step: Step, holders: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """Whether the step and those that must be other people's can be shared among those who hold the roles."""
    line = matter.definition.diagram.node(step.id).line
    if len(holders[step.id]) < step.officers:
        why = Said(
            f"要{step.officers}名，只有{len(holders[step.id])}名",
            f"it needs {step.officers} officers, and {len(holders[step.id])} hold the role",
        )
        yield RULES["MATTER-STEP-NOBODY-CAN"].breach(step.id, line, step=titled(step), why=why)
        return
    others = [id for id in step.distinct_from if holders.get(id)]
    if others and not _can_share([*others, step.id], matter, holders):
        people = sorted(holders[step.id])
        names = [titled(matter.steps[id]) for id in others]
        told = Said(
            f"只有{'、'.join(people)}，而他们都要办过{'、'.join(n.zh for n in names)}",
            f"only {', '.join(people)} hold the role, and had to do {', '.join(n.en for n in names)}",
        )
        yield RULES["MATTER-STEP-NOBODY-CAN"].breach(step.id, line, step=titled(step), why=told)


def _can_share(steps: Sequence[str], matter: Matter, holders: Mapping[str, frozenset[str]]) -> bool:
    """Whether each step can have a person of its role so that none does two that must be different persons'."""
    tries = 0
    done: dict[str, str] = {}

    def shared(position: int) -> bool:
        nonlocal tries
        if position == len(steps):
            return True
        step = matter.steps[steps[position]]
        for person in sorted(holders[step.id]):
            tries += 1
            if tries > _MOST_TRIES:
                return True
            if any(done.get(o) == person for o in step.distinct_from) or any(
                person == by and step.id in matter.steps[o].distinct_from for o, by in done.items()
            ):
                continue
            done[step.id] = person
            if shared(position + 1):
                return True
            del done[step.id]
        return False

    return shared(0)


def _called(role: Role) -> Said:
    return Said(str(role.title.get("zh", role.lane)), str(role.title.get("en", role.lane)))
