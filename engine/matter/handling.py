"""What matter.yaml says of handling: organs, roles, steps, acts, limits, child matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpmn.runner import Definition
from engine.authority import Role
from engine.deadlines import Expiry, Limit
from engine.forms import Form
from engine.matter.located import Located
from engine.matter.model import CaseAct, Child, Choice, Step
from engine.matter.policies import Figure
from engine.terms import OUTSIDE, TaskVerb, Titled, Unit


def organs_of(top: Located, forms: Mapping[str, Form]) -> tuple[dict[str, str], dict[str, Choice]]:
    """The organ of each slot, and which of them an answer chooses: until then it is the first of them."""
    organs: dict[str, str] = {}
    choices: dict[str, Choice] = {}
    part = top.part("organs", needed=True)
    fields = forms["application"].root.fields if "application" in forms else {}
    for slot, value in part.value.items():
        if not isinstance(value, Mapping):
            organs[str(slot)] = str(value)
            continue
        inner = part.part(str(slot))
        name, of = inner.text("answer"), inner.part("organs", needed=True)
        chosen = {str(answer): of.text(str(answer)) for answer in of.value}
        if name not in fields:
            inner.wrong("answer", f"{name} is not asked in the application", f"Use one of: {', '.join(fields)}.")
        elif (known := fields[name].choices()) and (idle := set(chosen) - set(map(str, known))):
            of.wrong("", f"{', '.join(sorted(idle))} cannot be answered", f"Use some of: {', '.join(map(str, known))}.")
        organs[str(slot)] = next(iter(chosen.values()), "")
        choices[str(slot)] = Choice(name, chosen)
        inner.finished()
    return organs, choices


def at_hall(top: Located, figures: Mapping[str, Figure]) -> bool:
    """Whether a decision may be signed at the hall; then the region's policy says by how many at most."""
    at_hall = top.flag("at_hall")
    if at_hall and "signatures_at_hall" not in figures:
        top.wrong(
            "at_hall", "no policy profile says how many may sign a decision at the hall",
            "Name the region's profile under `policy`, such as `policy: by_organ`.",
        )  # fmt: skip
        return False
    return at_hall


def roles_of(top: Located, organs: Mapping[str, str]) -> Any:
    """Who stands behind each lane."""
    for lane, part in top.parts("roles", needed=True):
        who = part.text("who")
        if who not in ("applicant", "named", "official", "system"):
            part.wrong("who", f"{lane} is for {who!r}", "Write applicant, named, official or system.")
            who = "system"
        slot = part.text("organ", None if who == "official" else "")
        if slot and slot not in organs:
            part.wrong("organ", f"{slot} is not among the organs", f"Use one of: {', '.join(organs)}.")
        role = part.text("role", None if who == "official" else "")
        named_by = part.names("named_by", needed=who == "named")
        for key in ("named_by", "card"):
            if part.names(key) and who != "named":
                part.wrong(key, f"{lane} is for the {who}, whom no answer names", "Write `who: named`.")
        by_agent = part.flag("by_agent")
        if by_agent and who != "named":
            part.wrong("by_agent", f"{lane} is for the {who}, whom no answer names", "Write `who: named`.")
        card = part.names("card")
        titles = part.titles("title", lane)
        yield lane, Role(lane, who, organs.get(slot, slot), role, titles, named_by, by_agent, card)  # type: ignore[arg-type]
        part.finished()


def lanes_of(top: Located, key: str, roles: Mapping[str, Role]) -> Iterator[str]:
    """The lanes that a key of the matter names, of those there are."""
    for lane in top.names(key):
        if lane in roles:
            yield lane
        else:
            top.wrong(key, f"{lane} is not among the roles", f"Use one of: {', '.join(roles)}.")


def limits_of(top: Located, roles: Mapping[str, Role]) -> Any:
    """The limits by name."""
    for name, part in top.parts("limits"):
        expiry = part.part("on_expiry")
        extend = part.part("extend")
        unit = part.text("unit")
        if unit not in list(Unit):
            part.wrong("unit", f"the unit is {unit!r}", f"Use one of: {', '.join(Unit)}.")
            unit = "working_day"
        lane = extend.text("role", "")
        if lane and lane not in roles:
            extend.wrong("role", f"{lane} is not among the roles", f"Use one of: {', '.join(roles)}.")
        dateless = part.flag("until_expiry") or part.flag("named_day") or part.flag("told_days")
        days = part.whole("days", 0) if dateless else part.whole("days")
        title = part.titles("title", name)
        yield (
            name,
            Limit(
                name=name,
                days=days,
                unit=Unit(unit),
                starts=frozenset(part.names("from", needed=True)),
                ends=frozenset(part.names("until", needed=True)),
                title=Titled(**title),
                source=part.text("source"),
                only_with=part.text("only_with", ""),
                pausable=part.flag("pausable"),
                extend_days=extend.whole("days") if extend.value else 0,
                extend_role=lane if lane in roles else "",
                on_expiry=Expiry(expiry.text("act"), expiry.flag("backdate")) if expiry.value else None,
                promised_days=_promised(part, days),
                until_expiry=part.flag("until_expiry"),
                named_day=part.flag("named_day"),
                told_days=part.flag("told_days"),
                remind_days=part.whole("remind_days", 0, most=90),
            ),
        )
        for key in ("evidence", "note"):
            part.text(key, "")
        for inner in (expiry, extend, part):
            inner.finished()


def _promised(part: Located, days: int) -> int:
    promised = part.whole("promised_days", 0)
    if promised > days:
        part.wrong("promised_days", f"{promised} days are promised of {days}", "Promise no more than the law gives.")
    return promised


def steps_of(top: Located, definition: Definition | None, roles: Mapping[str, Role], forms: Mapping[str, Form]) -> Any:
    """The steps of the diagram that people and services do, with what the matter says of each."""
    diagram = definition.diagram if definition else None
    nodes = {n.id: n for n in diagram.nodes()} if diagram else {}
    nobody = Role("", "system")
    for name, part in top.parts("steps", needed=True):
        node = nodes.get(name)
        if diagram and node is None:
            part.wrong(
                "", f"the diagram has no step {name}", "Use the id of a step of process.bpmn.", "MATTER-STEP-UNKNOWN"
            )
        lane = node.lane if node else ""
        if node and lane not in roles:
            part.wrong(
                "",
                f"{name} stands in the lane {lane or '(none)'}, which is not among the roles",
                "Draw the step into a lane whose id is a key of `roles`.",
                "MATTER-LANE-UNKNOWN",
            )
        opinions = {key: Titled(**inner) for key, inner in _opinions(part)}
        form = part.text("form", "") or (name if name in forms else "")
        if form and form not in forms:
            part.wrong(
                "form", f"{name} wants the form {form}, which does not exist", f"Use one of: {', '.join(forms)}."
            )
        yield (
            name,
            Step(
                id=name,
                role=roles.get(lane, nobody),
                title=Titled(**part.titles("title", (node.name if node else "") or name)),
                acts=part.names("acts"),
                opinions=opinions,
                form=form if form in forms else "",
                limit=part.text("limit", ""),
                planned_days=part.whole("planned_days", 0),
                distinct_from=part.names("distinct_from"),
                officers=part.whole("officers", 1, most=20),
                service=part.text("service", "") or (node.implementation if node else ""),
                ask={name: part.part("ask").text(name) for name in map(str, part.part("ask").value)},
                tries=part.whole("tries", 3, most=12),
                children=part.names("children"),
                collects=node.loop.output_element if node and node.loop else "",
                returns=part.among("returns"),
                signers=part.among("signers", roles),
                asks=part.among("asks", (*roles, OUTSIDE)),
                withholds=part.among("withholds", tuple(TaskVerb)) or (),
                shows=part.names("shows"),
            ),
        )
        part.text("note", "")
        part.finished()


def _opinions(part: Located) -> Any:
    opinions = part.part("opinions")
    for key in opinions.value:
        yield str(key), opinions.titles(str(key))


def case_acts_of(top: Located, roles: Mapping[str, Role], forms: Mapping[str, Form]) -> Any:
    """The acts on the case itself, and who may do each."""
    for name, part in top.parts("case_acts"):
        holders = part.names("roles", needed=True)
        for holder in holders:
            if holder not in roles:
                part.wrong("roles", f"{holder} is not among the roles", f"Use one of: {', '.join(roles)}.")
        form = part.text("form", "") or (name if name in forms else "")
        if form and form not in forms:
            part.wrong(
                "form", f"{name} wants the form {form}, which does not exist", f"Use one of: {', '.join(forms)}."
            )
        yield name, CaseAct(name, holders, form if form in forms else "", part.text("limit", ""))
        part.text("note", "")
        part.finished()


def children_of(top: Located) -> Any:
    """The child cases that are opened from the one application."""
    for name, part in top.parts("children"):
        places = {key: part.part(key) for key in ("answers", "materials")}
        yield (
            name,
            Child(
                name=name,
                matter=part.text("matter"),
                title=Titled(**part.titles("title")),
                required=part.flag("required", True),
                when=part.expression("when"),
                **{key: {str(k): inner.text(str(k)) for k in inner.value} for key, inner in places.items()},
            ),
        )
        part.text("note", "")
        part.finished()
