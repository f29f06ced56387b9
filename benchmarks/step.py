"""What one human task costs, cold: read from the database, checked, run, written with history and audit, committed.

The naive way beside it keeps the library's own JSON of the whole workflow, specification included, in one row, with the
answers in the tasks' data; it checks nothing, keeps no history, no worklist and no chain. CPU milliseconds of this
process, medians after a warm-up.
"""

from __future__ import annotations

import json
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from engine.acts import steps
from engine.acts.opening import submit
from engine.authority import Account
from engine.config import Settings
from engine.files import MemoryVault
from engine.founding import workflows_folder
from engine.matter.checks import check
from engine.matter.folder import frozen, pack
from engine.organs import read_organs, seals_of
from engine.store import publications, questions, registry, upgrade
from engine.store.asking import Row
from engine.store.database import Database
from engine.workdays import read_calendar
from engine.workplace import FixedTime, Workplace, account_row

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TURNS, WARM_UP, CASES = 4, 2, 6
EARLY, LATE, WINDOW = 10, 2000, 60

CHAIN = (
    "receive",
    "assign",
    "study",
    "interview",
    "visit",
    "report",
    "second",
    "legal",
    "draft",
    "review",
    "publicity",
)
"""Human steps that are completed with the opinion `done`, beside those with acts."""
SIGNERS = ("signer_a", "signer_b", "signer_c")

ANSWERS = {
    "name": "示例明理律师事务所",
    "address": "示例市示例区求真路66号明理大厦九层",
    "partners": [
        {"name": name, "licence": f"1990120181{n:07d}", "years": 5 + n, "share": share}
        for n, (name, share) in enumerate((("林知行", 40), ("赵若川", 35), ("王思远", 25)))
    ],
    "remarks": "申请人承诺所提交的材料真实、合法、有效。" * 30,
    "attachments": [{"name": f"材料{n}.pdf", "sha256": f"{n:064x}", "bytes": 100_000 + n} for n in range(8)],
}
OPINION = {"opinion": "经审查，申请材料齐全，符合法定形式，拟同意。" * 3}


def main() -> None:
    """Measure and print."""
    with furnished_place() as place, naive_way() as naive_case:
        ours, naive = _by_turns(lambda: approve(place)[0], naive_case)
        early, late = _loop(place)
        place.database.count_statements()
        _, statements = approve(place)
    result = {
        "cpu_ms": round(ours, 3),
        "sql": statistics.median(statements),
        "sql_most": max(statements),
        "naive_cpu_ms": round(naive, 3),
        "ratio": round(naive / ours, 2),
        "growth": round(late / early, 3),
    }
    if "--json" in sys.argv:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<14}{value}")


def _by_turns(*ways: Callable[[], list[float]]) -> tuple[float, ...]:
    """The median cost of a task each way, some cases of each in turn: a busy machine is busy for all of them."""
    costs: list[list[float]] = [[] for _ in ways]
    for _ in range(TURNS):
        for way, spent in zip(ways, costs, strict=True):
            for number in range(WARM_UP + CASES):
                case = way()
                if number >= WARM_UP:
                    spent += case
    return tuple(map(statistics.median, costs))


def approve(place: Workplace) -> tuple[list[float], list[int]]:
    """One case: what each of its tasks cost, and how many statements each took, BEGIN and COMMIT included."""
    costs: list[float] = []
    counts: list[int] = []
    case = open_case(place, "approval", ANSWERS)
    for step, outcome in _approval():
        while task := open_task(place, case, step):
            before = place.database.statements
            work = partial(steps.complete, place, task["id"], task["assignee"] or "official", outcome, OPINION)
            costs.append(_cpu(work))
            counts.append(place.database.statements - before)
    return costs, counts


def _loop(place: Workplace) -> tuple[float, float]:
    """Median cost after task 10 of one case that is sent back again and again, and after task 2,000 of another."""
    young, old = _sent_back(place), _sent_back(place)
    for _ in range(EARLY):
        next(young)
    for _ in range(LATE):
        next(old)
    costs = [(next(young), next(old)) for _ in range(WINDOW)]
    early, late = zip(*costs, strict=True)
    return statistics.median(early), statistics.median(late)


def _sent_back(place: Workplace) -> Iterator[float]:
    case = open_case(place, "rework", {})
    while True:
        for step, outcome in (("draft", "done"), ("review", "send_back")):
            task = open_task(place, case, step)
            assert task is not None
            yield _cpu(partial(steps.complete, place, task["id"], "official", outcome))


@contextmanager
def naive_way() -> Iterator[Callable[[], list[float]]]:
    """The library as its documentation shows it: parse once, then load JSON, complete, save JSON, commit.

    Gives what does one case and returns what each of its tasks cost.
    """
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.spiff.parser import SpiffBpmnParser
    from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
    from SpiffWorkflow.util.task import TaskState

    parser = SpiffBpmnParser()
    parser.add_bpmn_str(_approval_bpmn().encode())
    specification, parts = parser.get_spec("approval"), parser.get_subprocess_specs("approval")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
    numbers = count()
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "naive.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE cases (id INTEGER PRIMARY KEY, state TEXT)")

        def complete(case: int, step: str, outcome: str) -> None:
            (state,) = connection.execute("SELECT state FROM cases WHERE id = ?", (case,)).fetchone()
            workflow = serializer.deserialize_json(state)
            ready = workflow.get_tasks(state=TaskState.READY, manual=True)
            task = next(t for t in ready if t.task_spec.bpmn_id == step)
            task.data.update({f"{step}_answers": OPINION, step: outcome})
            if step == "countersign":
                task.data["view"] = outcome
            task.run()
            workflow.do_engine_steps()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE cases SET state = ? WHERE id = ?", (serializer.serialize_json(workflow), case))
            connection.execute("COMMIT")

        def approve_naively() -> list[float]:
            case = next(numbers)
            workflow = BpmnWorkflow(specification, parts)
            workflow.data["application"] = ANSWERS
            workflow.do_engine_steps()
            first = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
            first.data["application"] = ANSWERS
            connection.execute("INSERT INTO cases VALUES (?, ?)", (case, serializer.serialize_json(workflow)))
            return [
                _cpu(partial(complete, case, step, outcome))
                for step, outcome in _approval()
                for _ in range(len(SIGNERS) if step == "countersign" else 1)
            ]

        yield approve_naively
        connection.close()


def _cpu(work: Callable[[], Any]) -> float:
    start = time.process_time_ns()
    work()
    return (time.process_time_ns() - start) / 1e6


@contextmanager
def furnished_place() -> Iterator[Workplace]:
    """An office on SQLite in a temporary folder, with the two matters of this benchmark."""
    shared = workflows_folder() / "_shared"
    organs = read_organs((shared / "organs.yaml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/office.db")
        upgrade.upgrade(database)
        place = Workplace(
            database, MemoryVault(), read_calendar(shared / "calendar"), organs, Settings().zone, FixedTime(NOW)
        )
        everybody = frozenset({"official"})
        with database.writing() as connection:
            for account in (
                Account("applicant", "林知行"),
                *(Account(name, "陈晓", "official", "city_justice", everybody) for name in ("official", *SIGNERS)),
            ):
                registry.put_account(connection, account_row(account))
            for files in (_approval_matter(), _rework_matter()):
                matter, findings = check(files, seals_of(organs))
                assert matter is not None, findings
                row = {"hash": matter.fingerprint, "matter": matter.code, "files": pack(frozen(files))}
                publications.insert_bundle(connection, row)
                at = {"matter": matter.code, "at": "2026", "bundle": matter.fingerprint, "version": "1"}
                at["effective"] = "2026-01-01"
                publications.insert_publication(connection, {**at, "kind": matter.kind, "title": matter.title.zh})
        yield place
        database.close()


def open_case(place: Workplace, matter: str, answers: dict[str, Any]) -> str:
    """The id of a new case of this matter."""
    applicant = place.account("applicant")
    opened = submit(place, place.current_matter(matter), applicant, answers, (), applicant=applicant)
    return opened.case_id


def open_task(place: Workplace, case: str, step: str) -> Row | None:
    """An open task of the case at this step, if there is one."""
    with place.database.reading() as connection:
        rows = questions.open_tasks(connection, "city_justice", case)
    return next((row for row in rows if row["step"] == step), None)


# ---- the matters -----------------------------------------------------------------------------------------------------


def _approval() -> list[tuple[str, str]]:
    """The human steps of a case in order, each with its outcome: seventeen, three of them countersignatures."""
    done = [(step, "done") for step in CHAIN if step != "publicity"]
    after = [("decide", "grant"), ("publicity", "done"), ("hand_over", "deliver")]
    return [("check", "accept"), *done, ("countersign", "done"), *after]


def _approval_bpmn() -> str:
    """An approval as they are: gateways where views differ, a subprocess, a fork, countersignatures, reminders."""
    nodes = [
        *map(
            _user,
            ("check", "receive", "assign", "report", "second", "legal", "draft", "decide", "publicity", "hand_over"),
        )
    ]
    flows = [("start", "check", ""), ("check", "accepted", "")]
    nodes.append('<exclusiveGateway id="accepted" default="f_away"/><endEvent id="away"/>')
    flows += [("accepted", "receive", 'check == "accept"'), ("accepted", "away", "")]
    nodes.append('<parallelGateway id="fork"/><parallelGateway id="join"/>')
    nodes.append(f'<scriptTask id="name_signers"><script>signers = {json.dumps(SIGNERS)}</script></scriptTask>')
    flows += [("receive", "assign", ""), ("assign", "name_signers", ""), ("name_signers", "fork", "")]
    nodes.append(
        f'<subProcess id="inspect"><startEvent id="inspect_start"/>{_user("study")}{_user("interview")}{_user("visit")}'
        '<endEvent id="inspect_end"/><sequenceFlow id="i1" sourceRef="inspect_start" targetRef="study"/>'
        '<sequenceFlow id="i2" sourceRef="study" targetRef="interview"/>'
        '<exclusiveGateway id="inspected" default="i5"/>'
        '<sequenceFlow id="i3" sourceRef="interview" targetRef="visit"/>'
        '<sequenceFlow id="i4" sourceRef="visit" targetRef="inspected"/>'
        '<sequenceFlow id="i5" sourceRef="inspected" targetRef="study"/>'
        '<sequenceFlow id="i6" sourceRef="inspected" targetRef="inspect_end">'
        '<conditionExpression>visit == "done"</conditionExpression></sequenceFlow></subProcess>'
    )
    flows += [("fork", "inspect", ""), ("fork", "report", ""), ("inspect", "join", ""), ("report", "join", "")]
    nodes.append(
        '<userTask id="countersign" name="countersign"><multiInstanceLoopCharacteristics>'
        "<loopDataInputRef>signers</loopDataInputRef><loopDataOutputRef>opinions</loopDataOutputRef>"
        '<inputDataItem id="signer"/><outputDataItem id="view"/></multiInstanceLoopCharacteristics></userTask>'
    )
    flows += [("join", "second", ""), ("second", "legal", ""), ("legal", "draft", ""), ("draft", "review", "")]
    nodes.append(_user("review"))
    nodes.append('<exclusiveGateway id="agreed" default="f_back"/><exclusiveGateway id="decided" default="f_more"/>')
    flows += [("review", "agreed", ""), ("agreed", "countersign", 'review == "done"'), ("agreed", "draft", "")]
    flows += [("countersign", "decide", ""), ("decide", "decided", "")]
    flows += [("decided", "publicity", 'decide == "grant"'), ("decided", "draft", "")]
    flows += [("publicity", "hand_over", ""), ("hand_over", "end", "")]
    for step, days in (("receive", 5), ("report", 15), ("review", 10), ("decide", 10)):
        nodes.append(
            f'<boundaryEvent id="late_{step}" attachedToRef="{step}" cancelActivity="false"><timerEventDefinition>'
            f'<timeDuration>"P{days}D"</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="end_{step}"/>'
        )
        flows.append((f"late_{step}", f"end_{step}", ""))
    named = {("accepted", "away"): "f_away", ("agreed", "draft"): "f_back", ("decided", "draft"): "f_more"}
    return _bpmn("approval", nodes, flows, named)


def _rework_bpmn() -> str:
    nodes = [_user("draft"), _user("review"), _user("decide"), '<exclusiveGateway id="agreed" default="f_back"/>']
    flows = [("start", "draft", ""), ("draft", "review", ""), ("review", "agreed", "")]
    flows += [("agreed", "decide", 'review == "agree"'), ("agreed", "draft", ""), ("decide", "end", "")]
    return _bpmn("rework", nodes, flows, {("agreed", "draft"): "f_back"})


def _user(id: str) -> str:
    return f'<userTask id="{id}" name="{id}"/>'


def _bpmn(process: str, nodes: list[str], flows: list[tuple[str, str, str]], named: dict[tuple[str, str], str]) -> str:
    drawn = "".join(nodes)
    ids = re.findall(r'<(?:userTask|scriptTask|subProcess) id="(\w+)"', drawn)
    members = "".join(f"<flowNodeRef>{id}</flowNodeRef>" for id in ids)
    lanes = f'<laneSet id="lanes"><lane id="office" name="office">{members}</lane></laneSet>'
    lines = []
    for number, (source, target, condition) in enumerate(flows):
        id = named.get((source, target), f"f{number}")
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        lines.append(f'<sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="sealflow">'
        f'<process id="{process}" isExecutable="true">{lanes}<startEvent id="start"/>{drawn}<endEvent id="end"/>'
        f"{''.join(lines)}</process></definitions>"
    )


def _matter(code: str, bpmn: str, steps_yaml: str, forms: dict[str, Any]) -> dict[str, bytes]:
    text = f"""
code: {code}
kind: licence
title: {{zh: 基准, en: benchmark}}
version: "1"
effective: 2026-01-01
basis: [{{law: 行政许可法, articles: "34"}}]
organs: {{accepts: city_justice}}
roles:
  office: {{who: official, organ: accepts, role: official, title: {{zh: 承办, en: office}}}}
limits:
  check: {{days: 5, unit: working_day, from: [submit], until: [accept], source: 行政许可法第三十二条}}
  decide: {{days: 20, unit: working_day, from: [accept], until: [grant], pausable: true, source: 行政许可法第四十二条}}
steps:
{steps_yaml}
"""
    return {"matter.yaml": text.encode(), "process.bpmn": bpmn.encode(), "form.json": json.dumps(forms).encode()}


def _approval_matter() -> dict[str, bytes]:
    lines = ["  check: {acts: [accept], limit: check, form: opinion}"]
    lines += [f"  {s}: {{opinions: {{done: {{zh: 办结, en: done}}}}, limit: decide, form: opinion}}" for s in CHAIN]
    lines += [
        "  countersign: {opinions: {done: {zh: 会签, en: countersigned}}, limit: decide, form: opinion}",
        "  decide: {acts: [grant], limit: decide, form: opinion}",
        "  hand_over: {acts: [deliver], form: opinion}",
    ]
    opinion = _form({"opinion": {"type": "string", "title": "意见", "x-labels": {"zh": "意见", "en": "opinion"}}})
    text = {"type": "string", "title": "文本", "maxLength": 1000}
    partner = {"type": "object", "properties": {"name": text, "licence": text, "years": _number(), "share": _number()}}
    partners = {"type": "array", "title": "合伙人", "minItems": 3, "items": {**partner, "title": "合伙人"}}
    attachment = {"type": "object", "properties": {"name": text, "sha256": text, "bytes": _number()}, "title": "附件"}
    attachments = {"type": "array", "title": "附件", "items": attachment}
    fields = {"name": text, "address": text, "partners": partners, "remarks": text, "attachments": attachments}
    application = _form(fields)
    return _matter("approval", _approval_bpmn(), "\n".join(lines), {"application": application, "opinion": opinion})


def _rework_matter() -> dict[str, bytes]:
    lines = (
        "  draft: {opinions: {done: {zh: 办结, en: done}}, limit: check}\n"
        "  review: {opinions: {agree: {zh: 同意, en: agree}, send_back: {zh: 退回, en: send back}}, limit: check}\n"
        "  decide: {acts: [accept, turn_away], limit: check}"
    )
    return _matter("rework", _rework_bpmn(), lines, {"application": _form({})})


def _number() -> dict[str, Any]:
    return {"type": "integer", "title": "数"}


def _form(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "title": "表", "additionalProperties": False, "properties": properties}


if __name__ == "__main__":
    main()
