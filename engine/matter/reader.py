"""From the files of a folder to a Matter, or to findings that name file, line, fault and remedy.

Everything that can be told from the folder alone is told here; what must meet other parts (the table of acts, the
organs, the facts of a text) is in `engine.matter.checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpmn.dmn import Decisions
from bpmn.errors import BpmnError, DiagramRefused, Finding
from bpmn.model import Diagram
from bpmn.reader import read
from bpmn.runner import Definition, compile
from engine.errors import Refusal
from engine.forms import Form
from engine.lifecycle import KINDS
from engine.matter.applying import (
    about_of,
    alike_of,
    clears_of,
    commitments_of,
    guide_of,
    materials_of,
    public_list_of,
    shared_of,
    slots_of,
)
from engine.matter.folder import CODE, Files, fingerprint, frozen
from engine.matter.handling import (
    at_hall,
    case_acts_of,
    children_of,
    lanes_of,
    limits_of,
    organs_of,
    roles_of,
    steps_of,
)
from engine.matter.located import Located
from engine.matter.model import Matter, Parameter
from engine.matter.origins import Origins
from engine.matter.paper_rules import documents_of, templates_of
from engine.matter.policies import Figure, filled_in, read_profile
from engine.matter.tables import read_tables
from engine.matter.text import Unreadable, read_json, read_yaml
from engine.terms import Titled


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
    organs, choices = organs_of(top, forms)
    roles = dict(roles_of(top, organs))
    steps = dict(steps_of(top, definition, roles, forms))
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
        limits=dict(limits_of(top, roles)),
        materials=dict(materials_of(top)),
        forms=forms,
        steps=steps,
        case_acts=dict(case_acts_of(top, roles, forms)),
        documents=dict(documents_of(top, organs, roles)),
        remedies=dict(top.part("remedies").value),
        templates=dict(templates_of(files, findings)),
        decisions=decisions,
        definition=definition,  # type: ignore[arg-type]
        guide=guide_of(top.part("guide")),
        item_code=top.text("item_code", ""),
        about=about_of(top, forms),
        alike=alike_of(top, forms),
        public_list=tuple(public_list_of(top, forms)),
        opens=tuple(lanes_of(top, "opens", roles)),
        choices=choices,
        lanes_at={lane: part.text("organ", "") for lane, part in top.parts("roles")},
        hides_applicant=tuple(lanes_of(top, "hides_applicant_from", roles)),
        revokes=tuple(lanes_of(top, "revokes", roles)),
        commitments=dict(commitments_of(top, roles)),
        shared=dict(shared_of(top)),
        clears=clears_of(top),
        profile=profile,
        children=dict(children_of(top)),
        slots=slots_of(top),
        at_hall=at_hall(top, figures),
        uncovered={flow: uncovered.text(flow) for flow in uncovered.value},
    )
    _finish(top, matter)
    return matter if definition is not None else None


def _finish(top: Located, matter: Matter) -> None:
    """What is said of the file as a whole: its code, its kind, and keys that nobody asked for."""
    if not CODE.fullmatch(matter.code):
        top.wrong(
            "code", f"code is {matter.code!r}", "Use small letters, digits and underscores, beginning with a letter."
        )
    if matter.kind not in KINDS:
        top.wrong("kind", f"kind is {matter.kind!r}", f"Use one of: {', '.join(KINDS)}.")
    for known_elsewhere in ("inherits", "policy"):
        top.text(known_elsewhere, "")
    top.finished()


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
