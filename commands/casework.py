"""How a case is shown to people: its clocks, documents, open tasks, and what may be done."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from commands.language import say, spoken
from commands.showing import print_json, table

if TYPE_CHECKING:
    from engine.office import Office


def show_case(case: Mapping[str, Any]) -> None:
    """Print how a case stands: clocks, documents, open tasks, acts."""
    outcome = f", {called(case['outcome'])}" if case["outcome"] and case["outcome"] != case["status"] else ""
    click.echo(f"{say('办件', 'case')} {case['case']}  {case['title']}  {called(case['status'])}{outcome}")
    if case["clocks"]:
        click.echo()
        clocks = ((c["title"], _due(c), _state(c), c["explanation"]) for c in case["clocks"])
        table(say("期限 | 期满日 | 状态 | 计算方法", "clock | last day | state | how it is counted"), clocks)
    if case["documents"]:
        click.echo()
        papers = ((d["number"], d["title"], d["code"]) for d in case["documents"])
        table(say("文号 | 文书 | 核验码", "number | document | code"), papers)
    if case["promises"]:
        click.echo()
        table(
            say("承诺 | 内容 | 状态 | 核查期限", "promise | what | state | to be checked by"),
            map(_promise, case["promises"]),
        )
    if case["parent"]:
        click.echo(f"{say('主办件', 'parent case')} {case['parent']}")
    if case["children"]:
        click.echo()
        children = ((c["case"], c["title"], c["organ"], called(c["outcome"] or c["status"])) for c in case["children"])
        table(say("子办件 | 事项 | 机关 | 结果", "child case | title | organ | outcome"), children)
    for hindered in case["hindered"]:
        click.echo(f"! {hindered['told']}{'  ' + hindered['error'] if hindered['error'] else ''}")
    click.echo()
    rows = (
        (t["short"], t["title"], t["assignee"] or t["lane"] or t["role"], t["due"], " ".join(t["acts"]))
        for t in case["tasks"]
    )
    table(
        say("待办 | 环节 | 办理人 | 期限 | 可办理的行为和意见", "open task | step | who | due | acts and opinions"),
        rows,
        empty=say("没有待办", "no open task"),
    )
    for task in case["tasks"]:
        if task["yours"]:
            show_told(task)
    if case["may"]:
        click.echo(f"{say('对办件可办理', 'acts on the case')}: {' '.join(case['may'])}")


def show_told(task: Mapping[str, Any]) -> None:
    """Print what somebody is told of the case with a task; a table row by row."""
    for fact in task.get("shown", ()):
        rows = fact["value"] if isinstance(fact["value"], list) else [fact["value"]]
        for row in rows:
            click.echo(f"  {fact['label']}  {_said(row)}")


def show_contents(case: Mapping[str, Any]) -> None:
    """Print what was answered, form by form, and the files handed in."""
    for given in case["answers"]:
        click.echo(f"\n{given['title']}  {given['by']} {given['at'][:16]}")
        rows = ((field["label"][spoken()], _said(field["value"])) for field in given["fields"])
        table(say("问题 | 回答", "question | answer"), rows)
    if case["materials"]:
        click.echo()
        files = ((m["title"], m["name"], m["kind"], f"{m['bytes']:,}", m["at"][:16]) for m in case["materials"])
        table(say("材料 | 文件 | 类型 | 字节 | 提交时间", "material | file | kind | bytes | handed in"), files)


def _said(value: Any) -> str:
    """An answer on one line."""
    if isinstance(value, list):
        return "; ".join(map(_said, value))
    if isinstance(value, dict):
        return ", ".join(_said(inner) for inner in value.values())
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    return str(value)


def _due(clock: Mapping[str, Any]) -> str:
    provisional = say("（暂定）", " (provisional)") if clock["provisional"] else ""
    return f"{clock['due']}{provisional}{late(clock['overdue'])}"


def _promise(promise: Mapping[str, Any]) -> tuple[str, ...]:
    """A promise as a row: which, what, what became of it with the proofs that are due for it, its day."""
    from engine.terms import PromiseState

    state = PromiseState(promise["state"]).titled.say(spoken())
    due = f"{say('：', ': ')}{' '.join(promise['proofs_due'])}" if promise["proofs_due"] else ""
    return promise["commitment"], promise["title"][spoken()], state + due, promise["check_by"] or ""


def _state(clock: Mapping[str, Any]) -> str:
    """What a clock is doing, with its light where it has one."""
    state = say(_STATES[clock["state"]], clock["state"])
    return f"{state} {lit(clock['light'])}" if clock["light"] else state


def lit(light: str | None) -> str:
    """The colour of a light; nothing where none shines."""
    return say(*_LIGHTS[light]) if light else ""


def late(overdue: bool) -> str:
    """The mark of what should have been done by now."""
    return say(" 已逾期", " LATE") if overdue else ""


def show_change(office: Office, case: Mapping[str, Any], account: str, as_json: bool) -> None:
    """Print a case after an act on it, for people or for machines, with what the one who acted may do next."""
    if as_json:
        print_json(case)
        return
    show_case(office.show_case(case["id"], account, spoken()))
    click.echo(f"{say('下一步', 'next')}  sealflow case show {case['case']}")


def called(word: str) -> str:
    """What a status of a case or an outcome is called; a word the law does not know stays itself."""
    from engine.terms import Outcome, Status

    for words in (Status, Outcome):
        with contextlib.suppress(ValueError):
            return words(word).titled.say(spoken())
    return word


def held(standing: str) -> str:
    """Whether a paper still holds, in words."""
    from engine.terms import Standing

    return Standing(standing).titled.say(spoken()) if standing in list(Standing) else standing


_LIGHTS = {"green": ("绿", "green"), "yellow": ("黄", "yellow"), "red": ("红", "red")}
_STATES = {"running": "计时中", "paused": "暂停", "ended": "已结束", "expired": "已届满"}
