"""A matter for the verbs of people: steps one after another, two at once, several that sign, one that decides.

`study` → (`law` → `recheck` beside `money`) → `panel`, which three sign → `decide`. People hold few roles each, but for
a deputy who holds all; `tan.expert` belongs to no organ.
"""

from __future__ import annotations

import json
from typing import Any

from engine import administration
from engine.acts.opening import submit
from engine.acts.steps import complete
from engine.authority import Account
from engine.matter.folder import Files
from engine.matter.reader import read_matter
from engine.office import Office
from engine.store import questions

ORGAN, OTHER = "city_approval", "city_justice"
CLERK, CLERK2, LAWYER, LAWYER2, CASHIER, CHIEF, CHIEF2, ALL = (
    "ai.clerk", "bo.clerk", "ci.lawyer", "di.lawyer", "e.cashier", "fu.chief", "ge.chief", "hao.all",
)  # fmt: skip
PANEL = ("p1.member", "p2.member", "p3.member")
MORE = ("p4.member", "p5.member")
EXPERT, NEIGHBOUR, OVERSEER, APPLICANT = "tan.expert", "ying.other", "wu.overseer", "sun.partner"

ROLES = {
    CLERK: ["clerk"], CLERK2: ["clerk"], LAWYER: ["lawyer"], LAWYER2: ["lawyer"], CASHIER: ["cashier"],
    CHIEF: ["chief"], CHIEF2: ["chief"], ALL: ["clerk", "lawyer", "cashier", "chief"],
    **{member: ["member"] for member in (*PANEL, *MORE)},
}  # fmt: skip

_STEPS = """
  accept: {acts: [accept, turn_away], limit: check}
  study: {opinions: {done: {zh: 已研究, en: studied}}, limit: decide, form: opinion}
  law: {opinions: {fine: {zh: 合法, en: lawful}}, limit: decide}
  recheck: {opinions: {fine: {zh: 复核无误, en: right}}, limit: decide, distinct_from: [law]}
  money: {opinions: {fine: {zh: 经费可行, en: affordable}}, limit: decide}
  panel: {opinions: {"yes": {zh: 赞成, en: in favour}, "no": {zh: 反对, en: against}}, limit: decide, form: opinion}
  decide:
    acts: [grant, refuse]
    opinions: {more: {zh: 补充, en: more}}
    limit: decide
    distinct_from: [study, law]
    signers: [chief, lawyer]
    asks: [clerk, other, outside]
  hand_over: {acts: [deliver], limit: deliver}
"""


def council_files(**changes: Any) -> Files:
    """The folder of the matter.

    `panel`: how its signers sign; `steps`: written anew; `study`: the lane of that step; `late`: after how long the law
    is rechecked without an opinion.
    """
    signing = str(changes.get("panel", ""))
    forms = {
        "application": _form({}),
        "opinion": _form({"remark": {"type": "string", "title": "意见", "x-labels": {"zh": "意见", "en": "remark"}}}),
    }
    text = f"""
code: council
kind: licence
title: {{zh: 会商事项, en: council matter}}
version: "1"
effective: 2026-01-01
basis: [{{law: 行政许可法, articles: "34", evidence: found}}]
organs: {{accepts: {ORGAN}, other: {OTHER}}}
roles:
  firm: {{who: applicant, title: {{zh: 申请人, en: applicant}}}}
  clerk: {{who: official, organ: accepts, role: clerk, title: {{zh: 承办, en: clerk}}}}
  study_lane: {{who: official, organ: accepts, role: clerk, title: {{zh: 研究, en: study}}}}
  lawyer: {{who: official, organ: accepts, role: lawyer, title: {{zh: 法制, en: lawyer}}}}
  cashier: {{who: official, organ: accepts, role: cashier, title: {{zh: 财务, en: cashier}}}}
  member: {{who: official, organ: accepts, role: member, title: {{zh: 委员, en: member}}}}
  chief: {{who: official, organ: accepts, role: chief, title: {{zh: 负责人, en: chief}}}}
  other: {{who: official, organ: other, role: handler, title: {{zh: 协办机关, en: other organ}}}}
limits:
  check: {{days: 5, unit: working_day, from: [submit], until: [accept, turn_away], source: 行政许可法第三十二条}}
  decide: {{days: 20, unit: working_day, from: [accept], until: [grant, refuse], source: 行政许可法第四十二条}}
  deliver: {{days: 10, unit: working_day, from: [grant, refuse], until: [deliver], source: 行政许可法第四十四条}}
steps:{changes.get("steps", _STEPS)}
case_acts: {{withdraw: {{roles: [firm]}}}}
"""
    return {
        "matter.yaml": text.encode(),
        "process.bpmn": _bpmn(signing, str(changes.get("study", "study_lane")), str(changes.get("late", ""))).encode(),
        "form.json": json.dumps(forms, ensure_ascii=False).encode(),
    }


def furnish_council(office: Office, files: Files | None = None) -> None:
    """Put the matter and its people into an office; as it is for tests, without papers."""
    for name, roles in ROLES.items():
        office.add_account(Account(name, name.split(".")[0], "official", ORGAN, frozenset(roles)))
    office.add_account(Account(EXPERT, "谈专家"))
    office.add_account(Account(NEIGHBOUR, "应邻", "official", OTHER, frozenset({"handler"})))
    office.add_account(Account(OVERSEER, "吴督", "official", ORGAN, frozenset({"supervisor"})))
    files = files or council_files()
    administration.publish(office.place, read_matter(files), files, "tests")


def council_case(office: Office, *done: str) -> str:
    """The number of a case, accepted, with these steps done by those who usually do."""
    applicant = office.place.account(APPLICANT)
    opened = submit(office.place, office.place.current_matter("council"), applicant, {}, (), applicant=applicant)
    for step in ("accept", *done):
        do(office, opened.number, step)
    return opened.number


USUAL = {
    "accept": (CLERK, "accept"),
    "study": (CLERK, "done"), "law": (LAWYER, "fine"), "recheck": (LAWYER2, "fine"), "money": (CASHIER, "fine"),
    "decide": (CHIEF, "grant"), "hand_over": (CLERK, "deliver"),
}  # fmt: skip


def do(office: Office, case: str, step: str) -> None:
    """Do a step as it is usually done; of the panel, all that are open, in favour."""
    with office.place.database.reading() as connection:
        row = questions.case(connection, case)
        assert row is not None
        tasks = questions.open_tasks(connection, row["organ"], row["id"])
    for task in [task for task in tasks if task["step"] == step and not task["main"]]:
        by, outcome = USUAL.get(step, (task["assignee"], "yes"))
        complete(office.place, task["id"], by, outcome)


def open_steps(office: Office, case: str) -> list[str]:
    """The names of the open tasks, sorted, as CASE/STEP@WHO without the case."""
    return sorted(task["short"].split("/", 1)[1] for task in office.show_case(case)["tasks"])


def _form(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "title": "表", "additionalProperties": False, "properties": properties}


def _bpmn(signing: str, study: str, late: str) -> str:
    lanes = {
        "clerk": ("accept", "hand_over"), study: ("study",), "lawyer": ("law", "recheck"), "cashier": ("money",),
        "member": ("panel",), "chief": ("decide",),
    }  # fmt: skip
    drawn_lanes = "".join(
        f'<lane id="{lane}">{"".join(f"<flowNodeRef>{step}</flowNodeRef>" for step in steps)}</lane>'
        for lane, steps in lanes.items()
    )
    users = "".join(
        f'<userTask id="{step}" name="{step}"/>' for steps in lanes.values() for step in steps if step != "panel"
    )
    panel = (
        f'<userTask id="panel" name="panel"><multiInstanceLoopCharacteristics {signing.split("|")[0]}>'
        "<loopDataInputRef>members</loopDataInputRef><loopDataOutputRef>votes</loopDataOutputRef>"
        '<inputDataItem id="member"/><outputDataItem id="vote"/>'
        f"{signing.partition('|')[2]}</multiInstanceLoopCharacteristics></userTask>"
    )
    flows = (
        ("start", "accept"), ("accept", "accepted"), ("accepted", "study[A]"), ("accepted", "away"), ("study", "fork"),
        ("fork", "law"), ("law", "recheck"), ("recheck", "join"), ("fork", "money"), ("money", "join"),
        ("join", "members"), ("members", "panel"), ("panel", "decide"), ("decide", "decided"),
        ("decided", "hand_over[D]"), ("decided", "study"), ("hand_over", "end"),
    )  # fmt: skip
    conditions = {"[A]": 'accept == "accept"', "[D]": 'decide == "grant" or decide == "refuse"'}
    lines, defaults = [], {}
    for number, (source, way) in enumerate(flows):
        mark = way[-3:] if way.endswith("]") else ""
        target = way.removesuffix(mark)
        inner = f"<conditionExpression>{conditions[mark]}</conditionExpression>" if mark else ""
        if source in ("accepted", "decided") and not mark:
            defaults[source] = f"f{number}"
        lines.append(f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
    gateways = (
        f'<exclusiveGateway id="accepted" default="{defaults["accepted"]}"/><endEvent id="away"/>'
        f'<exclusiveGateway id="decided" default="{defaults["decided"]}"/>'
        '<parallelGateway id="fork"/><parallelGateway id="join"/>'
        f'<scriptTask id="members"><script>members = {json.dumps(PANEL)}</script></scriptTask>'
    )
    if late:
        gateways += (
            '<boundaryEvent id="late" attachedToRef="law"><timerEventDefinition>'
            f"<timeDuration>{late}</timeDuration></timerEventDefinition></boundaryEvent>"
        )
        lines.append('<sequenceFlow id="too_late" sourceRef="late" targetRef="recheck"/>')
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="sealflow">'
        f'<process id="council" isExecutable="true"><laneSet id="lanes">{drawn_lanes}</laneSet><startEvent id="start"/>'
        f'{users}{panel}{gateways}<endEvent id="end"/>{"".join(lines)}</process></definitions>'
    )
