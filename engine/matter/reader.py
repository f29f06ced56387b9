"""From the files of a folder to a Matter, or to findings that name file, line, fault and remedy.

Everything that can be told from the folder alone is told here; what must meet other parts (the table of acts, the
organs, the facts of a text) is in `engine.matter.checks`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bpmn.dmn import Decisions
from bpmn.errors import BpmnError, DiagramRefused, Finding
from bpmn.expressions import Expression, compile_expression
from bpmn.model import Diagram
from bpmn.reader import read
from bpmn.runner import Definition, compile
from engine.authority import Role
from engine.deadlines import Expiry, Limit
from engine.errors import Refusal
from engine.forms import Form
from engine.lifecycle import KINDS
from engine.matter.folder import CODE, Files, fingerprint, frozen
from engine.matter.located import Located
from engine.matter.model import (
    About,
    Alike,
    CaseAct,
    Child,
    Choice,
    Clearing,
    Commitment,
    DocumentRule,
    Guide,
    Material,
    Matter,
    Parameter,
    Sharing,
    Step,
)
from engine.matter.origins import Origins
from engine.matter.policies import Figure, filled_in, read_profile
from engine.matter.tables import read_tables
from engine.matter.text import Unreadable, read_json, read_yaml, text_of
from engine.slots import Slots
from engine.terms import BETWEEN_ORGANS, OUTSIDE, Audience, Standing, TaskVerb, Titled, Unit

_STYLES = ("decision", "letter", "certificate")
MADE = tuple(standing for standing in Standing if standing is not Standing.EXPIRED)
"""What a paper may make of an earlier one."""


class MatterRefused(Refusal):
    """A matter cannot be used as it is."""

    code = "MATTER-REFUSED"
    remedy = "Mend what the findings name, then check the matter again (`sealflow matter check`)."
    status = 422

    def __init__(self, name: str, findings: list[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [f for f in findings if f.severity == "error"]
        first = f"; first: {errors[0].message}" if errors else ""
        super().__init__(f"the matter {name} has {len(errors)} error(s){first}")


def read_matter(files: Files) -> Matter:
    """The matter these files make. Raises MatterRefused with every finding."""
    findings: list[Finding] = []
    matter = _read(files, findings)
    if matter is None or any(f.severity == "error" for f in findings):
        raise MatterRefused(matter.code if matter else "folder", findings)
    return matter


def _read(files: Files, findings: list[Finding]) -> Matter | None:
    top = _matter_yaml(files, findings)
    if top is None:
        return None
    profile = read_profile(files, findings)
    figures = profile.on(str(top.value.get("effective", ""))) if profile else {}
    top = top.with_value(filled_in(top, figures))
    decisions = read_tables(files, findings)
    # What a file that cannot be read would have held is not missed as well.
    definition = _process(files, None if findings else decisions, findings)
    forms = _forms(files, top.text("forms", "form.json"), findings)
    organs, choices = _organs(top, forms)
    roles = dict(_roles(top, organs))
    steps = dict(_steps(top, definition, roles, forms))
    uncovered = top.part("uncovered")
    matter = Matter(
        code=top.text("code"),
        kind=top.text("kind"),
        title=Titled(**top.titles("title")),
        version=top.text("version"),
        effective=top.day("effective"),
        fingerprint=fingerprint(frozen(files)),
        basis=tuple({str(k): str(v) for k, v in row.value.items()} for row in top.rows("basis", needed=True)),
        organs=organs,
        roles=roles,
        parameters={**_policies(figures), **dict(_parameters(top))},
        limits=dict(_limits(top, roles)),
        materials=dict(_materials(top)),
        forms=forms,
        steps=steps,
        case_acts=dict(_case_acts(top, roles, forms)),
        documents=dict(_documents(top, organs, roles)),
        remedies=dict(top.part("remedies").value),
        templates=dict(_templates(files, findings)),
        decisions=decisions,
        definition=definition,  # type: ignore[arg-type]
        guide=_guide(top.part("guide")),
        item_code=top.text("item_code", ""),
        about=_about(top, forms),
        alike=_alike(top, forms),
        public_list=tuple(_public_list(top, forms)),
        opens=tuple(_lanes(top, "opens", roles)),
        choices=choices,
        lanes_at={lane: part.text("organ", "") for lane, part in top.parts("roles")},
        hides_applicant=tuple(_lanes(top, "hides_applicant_from", roles)),
        revokes=tuple(_lanes(top, "revokes", roles)),
        commitments=dict(_commitments(top, roles)),
        shared=dict(_shared(top)),
        clears=_clears(top),
        profile=profile,
        children=dict(_children(top)),
        slots=_slots(top),
        at_hall=_at_hall(top, figures),
        uncovered={flow: uncovered.text(flow) for flow in uncovered.value},
    )
    if not CODE.fullmatch(matter.code):
        top.wrong(
            "code", f"code is {matter.code!r}", "Use small letters, digits and underscores, beginning with a letter."
        )
    if matter.kind not in KINDS:
        top.wrong("kind", f"kind is {matter.kind!r}", f"Use one of: {', '.join(KINDS)}.")
    top.text("inherits", "")
    top.text("policy", "")
    top.finished()
    return matter if definition is not None else None


def _organs(top: Located, forms: Mapping[str, Form]) -> tuple[dict[str, str], dict[str, Choice]]:
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


def _at_hall(top: Located, figures: Mapping[str, Figure]) -> bool:
    at_hall = top.flag("at_hall")
    if at_hall and "signatures_at_hall" not in figures:
        top.wrong(
            "at_hall", "no policy profile says how many may sign a decision at the hall",
            "Name the region's profile under `policy`, such as `policy: by_organ`.",
        )  # fmt: skip
        return False
    return at_hall


def _guide(part: Located) -> Guide:
    said = {key: Titled(**part.titles(key)) if key in part.value else Titled("", "") for key in ("who", "gives", "fee")}
    guide = Guide(**said, words=part.names("words"))
    part.finished()
    return guide


def _matter_yaml(files: Files, findings: list[Finding]) -> Located | None:
    data = files.get("matter.yaml")
    if data is None:
        findings.append(Finding("MATTER-NO-FILE", "error", "matter.yaml is missing", "Add a matter.yaml."))
        return None
    try:
        value, lines = read_yaml(data)
    except Unreadable as error:
        findings.append(error.finding("matter.yaml"))
        return None
    return Located(value, "matter.yaml", lines, findings, origins=Origins(files))


def _process(files: Files, decisions: Mapping[str, Decisions] | None, findings: list[Finding]) -> Definition | None:
    data = files.get("process.bpmn")
    if data is None:
        findings.append(
            Finding("MATTER-NO-FILE", "error", "process.bpmn is missing", "Add the diagram as process.bpmn.")
        )
        return None
    called: dict[str, Diagram] = {}
    try:
        diagram = read(data, "process.bpmn")
        findings.extend(diagram.findings)
        for name in sorted(files):
            if name.endswith(".bpmn") and name != "process.bpmn":
                other = read(files[name], name)
                called[other.main] = other
        return compile(diagram, called=called, decisions=decisions, key=fingerprint(frozen(files)))
    except DiagramRefused as refused:
        findings.extend(refused.findings)
    except BpmnError as error:
        findings.append(Finding(error.code, "error", str(error), error.remedy))
    return None


def _forms(files: Files, name: str, findings: list[Finding]) -> dict[str, Form]:
    data = files.get(name)
    if data is None:
        findings.append(Finding("MATTER-NO-FILE", "error", f"{name} is missing", f"Add the forms as {name}."))
        return {}
    try:
        document = read_json(data)
    except Unreadable as error:
        findings.append(error.finding(name))
        return {}
    forms: dict[str, Form] = {}
    if not isinstance(document, dict):
        findings.append(
            Finding("MATTER-INVALID", "error", f"{name} must be an object of forms", "Write {step id: schema}.")
        )
        return forms
    for key, schema in document.items():
        if key.startswith(("$", "_")):
            continue
        try:
            forms[key] = Form(key, schema)
        except Refusal as error:
            findings.append(Finding(error.code, "error", f"{name}: {key}: {error}", error.remedy, key))
    return forms


def _templates(files: Files, findings: list[Finding]) -> Iterator[tuple[str, str]]:
    for name, data in files.items():
        if name.endswith(".md"):
            try:
                yield name, text_of(data)
            except Unreadable as error:
                findings.append(error.finding(name))


def _roles(top: Located, organs: Mapping[str, str]) -> Any:
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
        card = part.names("card")
        titles = part.titles("title", lane)
        yield lane, Role(lane, who, organs.get(slot, slot), role, titles, named_by, card)  # type: ignore[arg-type]
        part.finished()


def _policies(figures: Mapping[str, Figure]) -> dict[str, Parameter]:
    """The figures of the region's profile, which forms and texts read like the matter's own."""
    return {
        name: Parameter(name, figure.value, figure.unit, figure.since, figure.source, figure.evidence)
        for name, figure in figures.items()
    }


def _parameters(top: Located) -> Any:
    for name, part in top.parts("parameters"):
        yield (
            name,
            Parameter(
                name,
                part.anything("value"),
                part.text("unit", ""),
                part.day("from", ""),
                part.text("source"),
                part.text("evidence", ""),
            ),
        )
        part.titles("title", name)
        part.finished()


def _limits(top: Located, roles: Mapping[str, Role]) -> Any:
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


def _slots(top: Located) -> Slots | None:
    part = top.part("slots")
    if not part.value:
        return None
    slots = Slots(
        at=part.text("at"),
        where=part.text("where"),
        persons=part.names("persons", needed=True),
        times=part.names("times", needed=True),
        capacity=part.whole("capacity", most=10_000),
        notice_days=part.whole("notice_days", 0, 0, 365),
        most_days=part.whole("most_days", 30, most=730),
        kept_minutes=part.whole("kept_minutes", 0, 0, 1440),
        misses=part.whole("misses", 0, 0, 100),
        misses_months=part.whole("misses_months", 12, most=120),
        barred_days=part.whole("barred_days", 30, most=3650),
    )
    part.text("source")
    part.text("evidence", "")
    part.finished()
    return slots


def _materials(top: Located) -> Any:
    for part in top.rows("materials"):
        name = part.text("id")
        yield (
            name,
            Material(
                name,
                Titled(**part.titles("title")),
                part.flag("required"),
                part.names("kinds") or ("pdf",),
                part.whole("max_mb", 20, most=500) * 1_000_000,
                part.text("source"),
                part.flag("may_be_deferred"),
                _expression(part, "when"),
            ),
        )
        for key in ("evidence", "note", "form", "issuer"):
            part.text(key, "")
        part.finished()


def _shared(top: Located) -> Iterator[tuple[str, Sharing]]:
    for system, part in top.parts("shared"):
        ask, fields = part.part("ask", needed=True), part.part("fields", needed=True)
        yield (
            system,
            Sharing(
                system,
                {name: ask.text(name) for name in map(str, ask.value)},
                {name: fields.text(name) for name in map(str, fields.value)},
            ),
        )
        for key in ("source", "note"):
            part.text(key, "")
        part.finished()


def _clears(top: Located) -> Clearing | None:
    part = top.part("clears_proofs")
    if not part.value:
        return None
    clears = Clearing(part.text("act"), part.text("proof"), part.text("instead"))
    part.finished()
    return clears


def _commitments(top: Located, roles: Mapping[str, Role]) -> Iterator[tuple[str, Commitment]]:
    for name, part in top.parts("commitments"):
        kind = part.text("kind")
        if kind not in ("proof", "condition"):
            part.wrong("kind", f"{name} is a commitment of the kind {kind!r}", "Write proof or condition.")
            kind = "proof"
        check = part.part("check", needed=True)
        unit = check.text("unit")
        if unit not in list(Unit):
            check.wrong("unit", f"the unit is {unit!r}", f"Use one of: {', '.join(Unit)}.")
            unit = "working_day"
        lane = check.text("role")
        if lane not in roles or roles[lane].who != "official":
            check.wrong("role", f"{lane} is no official's role", f"Use one of: {', '.join(roles)}.")
        yield (
            name,
            Commitment(
                id=name,
                kind=kind,  # type: ignore[arg-type]  # checked above
                title=Titled(**part.titles("title")),
                field=part.text("field"),
                replaces=part.names("replaces", needed=kind == "proof"),
                told=part.text("told"),
                promised=part.text("promised"),
                check_days=check.whole("days"),
                unit=Unit(unit),
                check_role=lane,
                source=part.text("source"),
            ),
        )
        for key in ("evidence", "note"):
            part.text(key, "")
        check.finished()
        part.finished()


def _steps(top: Located, definition: Definition | None, roles: Mapping[str, Role], forms: Mapping[str, Form]) -> Any:
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
                returns=_named(part, "returns"),
                signers=_named(part, "signers", roles),
                asks=_named(part, "asks", (*roles, OUTSIDE)),
                withholds=_named(part, "withholds", tuple(TaskVerb)) or (),
                shows=part.names("shows"),
            ),
        )
        part.text("note", "")
        part.finished()


def _named(part: Located, key: str, known: Collection[str] | None = None) -> tuple[str, ...] | None:
    """The names of a list, of those known; None when the list is not there at all."""
    names = part.names(key)
    for name in names:
        if known is not None and name not in known:
            part.wrong(key, f"{key} names {name}", f"Use one of: {', '.join(known)}.")
    names = tuple(name for name in names if known is None or name in known)
    return names if key in part.value else None


def _opinions(part: Located) -> Any:
    opinions = part.part("opinions")
    for key in opinions.value:
        yield str(key), opinions.titles(str(key))


def _case_acts(top: Located, roles: Mapping[str, Role], forms: Mapping[str, Form]) -> Any:
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


def _children(top: Located) -> Any:
    for name, part in top.parts("children"):
        places = {key: part.part(key) for key in ("answers", "materials")}
        yield (
            name,
            Child(
                name=name,
                matter=part.text("matter"),
                title=Titled(**part.titles("title")),
                required=part.flag("required", True),
                when=_expression(part, "when"),
                **{key: {str(k): inner.text(str(k)) for k in inner.value} for key, inner in places.items()},
            ),
        )
        part.text("note", "")
        part.finished()


def _lanes(top: Located, key: str, roles: Mapping[str, Role]) -> Iterator[str]:
    for lane in top.names(key):
        if lane in roles:
            yield lane
        else:
            top.wrong(key, f"{lane} is not among the roles", f"Use one of: {', '.join(roles)}.")


def _about(top: Located, forms: Mapping[str, Form]) -> About | None:
    part = top.part("about")
    if not part.value:
        return None
    field = part.text("paper")
    asked = forms["application"].field_names() if "application" in forms else ()
    if field and field not in asked:
        part.wrong("paper", f"{field} is not asked in the application", f"Use one of: {', '.join(asked)}.")
    holder = part.text("holder", "")
    if holder and holder not in asked:
        part.wrong("holder", f"{holder} is not asked in the application", f"Use one of: {', '.join(asked)}.")
    about = About(
        field, part.names("kinds", needed=True), part.whole("renewal_days", 0, most=365), part.flag("unregistered"),
        holder,
    )  # fmt: skip
    part.finished()
    return about


def _alike(top: Located, forms: Mapping[str, Form]) -> Alike | None:
    part = top.part("alike")
    if not part.value:
        return None
    fields = part.names("fields", needed=True)
    asked = forms["application"].field_names() if "application" in forms else ()
    for field in fields:
        if field not in asked:
            part.wrong("fields", f"{field} is not asked in the application", f"Use some of: {', '.join(asked)}.")
    alike = Alike(fields, part.whole("days", 365, most=3660))
    part.finished()
    return alike


def _public_list(top: Located, forms: Mapping[str, Form]) -> Iterator[str]:
    """Only what was chosen from a list: free words may name somebody."""
    asked = forms["application"].root.fields if "application" in forms else {}
    lists = [name for name, field in asked.items() if field.choices()]
    for name in top.names("public_list"):
        if name not in lists:
            why = "holds free words" if name in asked else "is not asked in the application"
            top.wrong("public_list", f"{name} {why}", f"Use some of: {', '.join(lists)}.")
        yield name


def _documents(top: Located, organs: Mapping[str, str], roles: Mapping[str, Role]) -> Any:
    for kind, part in top.parts("documents"):
        slot = part.text("organ")
        if slot not in organs:
            part.wrong("organ", f"{slot} is not among the organs", f"Use one of: {', '.join(organs)}.")
        style = part.text("style", "letter" if part.names("on") else "decision")
        if style not in _STYLES:
            part.wrong("style", f"the style is {style!r}", f"Use one of: {', '.join(_STYLES)}.")
        on, step = part.names("on"), part.text("step", "")
        internal = Audience.ORGANS if on and BETWEEN_ORGANS.issuperset(on) else Audience.APPLICANT
        audience = part.text("audience", internal)
        if audience not in list(Audience):
            part.wrong("audience", f"the audience is {audience!r}", f"Use one of: {', '.join(Audience)}.")
            audience = internal
        letters = part.part("letter") if isinstance(part.value.get("letter"), Mapping) else None
        by_organ = {str(id): letters.text(str(id)) for id in letters.value} if letters else {}
        letter = next(iter(by_organ.values()), "") if letters else part.text("letter")
        makes = part.text("makes", "")
        if makes and makes not in MADE:
            part.wrong("makes", f"a paper cannot be made {makes!r}", f"Use one of: {', '.join(MADE)}.")
        if bool(on) == bool(step):
            part.wrong(
                "",
                f"{kind} must say either `on` or `step`",
                "Name the acts after which, or the step in which it is made.",
            )
        yield (
            kind,
            DocumentRule(
                kind=kind,
                title=Titled(**part.titles("title")),
                template=part.text("template"),
                letter=letter,
                letters=by_organ,
                organ=slot,
                seal=part.text("seal"),
                on=on,
                step=step,
                when=_expression(part, "when"),
                style=style,
                public=part.flag("publish"),
                copies_to=part.names("copies_to"),
                audience=Audience(audience),
                readers=_named(part, "readers", [lane for lane, role in roles.items() if role.who == "named"]) or (),
                holder=part.text("holder", ""),
                valid_years=part.whole("valid_years", 0, most=100),
                valid_until=part.text("valid_until", ""),
                makes=makes if makes in MADE else "",
            ),
        )
        for key in ("note", "source"):
            part.text(key, "")
        part.finished()


def _expression(part: Located, key: str) -> Expression | None:
    text = part.text(key, "")
    if not text:
        return None
    try:
        return compile_expression(text, element=".".join((*part.path, key)), line=part.line(key))
    except BpmnError as error:
        part.wrong(key, str(error), error.remedy, error.code)
        return None
