"""What became of one node that is in both diagrams: name, kind, lane, event, repetition, service, and all the rest.

Every field of a node is compared. One that has no words of its own here is named by the field, so that nothing new in
the model is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from bpmn.comparison.saying import in_short, one_line, quoted, say
from bpmn.model import Event, Node
from bpmn.sayings import Said
from bpmn.words import TRIGGERS, kind_named

_OTHERWISE = frozenset(
    ("id", "kind", "name", "scope", "line", "lane", "incoming", "outgoing", "default", "documentation")
)
"""Fields with sentences of their own, and those that flows tell."""

_REFERRING = ("attached_to", "handler")
"""Fields that name another node, whose id may have changed."""

_NAMES = {
    "implementation": Said("服务", "service"),
    "called": Said("调用的流程", "called process"),
    "called_version": Said("调用的版本", "called version"),
    "passing": Said("传递的变量", "values passed"),
    "passing.into": Said("传入的变量", "values passed in"),
    "passing.back": Said("传回的变量", "values passed back"),
    "passing.all_in": Said("传入全部变量", "all variables passed in"),
    "passing.all_back": Said("传回全部变量", "all variables passed back"),
    "assignments": Said("脚本", "script"),
    "attached_to": Said("所附环节", "step it is attached to"),
    "interrupting": Said("是否中断", "interrupting"),
    "handler": Said("补偿环节", "compensating step"),
    "by_event": Said("由事件启动", "begun by an event"),
    "undoes": Said("仅用于补偿", "only for compensation"),
    "assignee": Said("办理人", "assignee"),
    "candidateUsers": Said("候选办理人", "candidates"),
    "candidateGroups": Said("办理岗位", "candidate groups"),
    "dueDate": Said("到期时间", "due date"),
    "priority": Said("优先级", "priority"),
    "formKey": Said("表单", "form"),
    "event.kind": Said("触发方式", "trigger"),
    "event.timer": Said("定时方式", "kind of timer"),
    "event.text": Said("定时或条件", "time or condition"),
    "event.message": Said("消息", "message"),
    "event.name": Said("信号或代码", "signal or code"),
    "loop": Said("多实例", "multi-instance"),
    "loop.sequential": Said("逐个办理", "one after the other"),
    "loop.cardinality": Said("次数", "number of instances"),
    "loop.collection": Said("逐项办理的清单", "list it is done for"),
    "loop.element": Said("当前项的变量", "variable of the present element"),
    "loop.output": Said("汇总到的清单", "list of the answers"),
    "loop.output_element": Said("汇总的答复", "answer collected"),
    "loop.completion": Said("提前完成的条件", "condition to be done early"),
    "repetition": Said("循环", "loop"),
    "repetition.condition": Said("循环条件", "loop condition"),
    "repetition.before": Said("先判断后办理", "asked before the first round"),
    "repetition.maximum": Said("最多循环次数", "most rounds"),
    "asks": Said("决策", "decision"),
    "asks.decision": Said("依据的决策表", "decision asked"),
    "asks.result": Said("结果变量", "variable of the result"),
    "asks.mapping": Said("结果的形式", "form of the result"),
    "activation": Said("合并条件", "activation condition"),
    "ad_hoc": Said("即席办理", "ad hoc"),
    "ad_hoc.completion": Said("完成条件", "completion condition"),
    "ad_hoc.ordered": Said("逐个办理", "one at a time"),
    "ad_hoc.cancels": Said("完成时取消其余", "the rest is cancelled"),
}
_YES, _NO = Said("是", "yes"), Said("否", "no")


def changes_of(old: Node, new: Node, lanes: tuple[str, str] | None, pairs: Mapping[str, str]) -> Iterator[Said]:
    """One sentence for each thing that is different. `lanes` is what its lanes are called, if it has moved."""
    what = in_short(old)
    if old.id != new.id:
        yield say(
            "{what}的编号由 {old} 改为 {new}", "the id of {what} is {new}, was {old}", what=what, old=old.id, new=new.id
        )
    if one_line(old.name) != one_line(new.name):
        yield _renamed(what, old, new)
    if old.kind != new.kind:
        kinds = {"old": kind_named(old.kind), "new": kind_named(new.kind)}
        yield say("{what}由{old}改为{new}", "{what} is now a {new}, was a {old}", what=what, **kinds)
    if lanes:
        yield _moved(what, *lanes)
    for name in (field.name for field in fields(Node)):
        if name not in _OTHERWISE:
            mine, theirs = getattr(old, name), getattr(new, name)
            if name in _REFERRING:
                mine = pairs.get(mine, mine)
            yield from _different(what, name, mine, theirs)
    if one_line(old.documentation) != one_line(new.documentation):
        yield say("{what}的说明文字有改动", "the documentation of {what} reads differently", what=what)


def _renamed(what: Said, old: Node, new: Node) -> Said:
    if not old.name:
        return say("{what}取名为{new}", "{what} is now called {new}", what=what, new=quoted(new.name))
    if not new.name:
        return say("{what}不再有名称", "{what} has no name any more", what=what)
    return say("{what}改名为{new}", "{what} is now called {new}", what=what, new=quoted(new.name))


def _moved(what: Said, old: str, new: str) -> Said:
    if old and new:
        return say(
            "{what}的办理人由{old}改为{new}（换泳道）", "{what} moved from lane {old} to lane {new}",
            what=what, old=quoted(old), new=quoted(new),
        )  # fmt: skip
    if new:
        return say("{what}移入泳道{new}", "{what} moved into lane {new}", what=what, new=quoted(new))
    return say("{what}移出泳道{old}", "{what} left lane {old}", what=what, old=quoted(old))


def _different(what: Said, name: str, old: Any, new: Any) -> Iterator[Said]:
    """Sentences about one field; one that holds several is taken apart."""
    if name in ("assignments", "passing.into", "passing.back"):
        old, new = (" ; ".join(f"{a} = {b}" for a, b, _ in lines) for lines in (old, new))
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted(old.keys() | new.keys()):
            yield from _different(what, key, old.get(key, ""), new.get(key, ""))
    elif isinstance(old, Event) and isinstance(new, Event) and old.kind != new.kind:
        yield _told(what, _NAMES["event.kind"], _trigger(old), _trigger(new))
    elif _is_record(old) and _is_record(new):
        for field in fields(old):
            if field.name != "line":
                yield from _different(what, f"{name}.{field.name}", getattr(old, field.name), getattr(new, field.name))
    else:
        yield _told(what, _NAMES.get(name, Said(name, name)), _shown(old), _shown(new))


def _trigger(event: Event) -> Said | None:
    """What an event waits for or does, with the time, message or name it does it by."""
    if event.kind == "none":
        return None
    by = event.text or event.message or event.name
    return say("{kind}{by}", "{kind} {by}", kind=TRIGGERS[event.kind], by=quoted(by)) if by else TRIGGERS[event.kind]


def _is_record(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def _told(what: Said, field: Said, old: Said | None, new: Said | None) -> Said:
    facts = {"what": what, "field": field, "old": old, "new": new}
    if old is None:
        return say("{what}新设{field}：{new}", "{what} now has a {field}: {new}", **facts)
    if new is None:
        return say("{what}取消{field}（原为{old}）", "{what} has no {field} any more (was {old})", **facts)
    return say("{what}的{field}由{old}改为{new}", "the {field} of {what} is {new}, was {old}", **facts)


def _shown(value: Any) -> Said | None:
    """A value as it is quoted; None for none."""
    if isinstance(value, bool):
        return _YES if value else _NO
    if value in ("", None, 0, (), "none"):
        return None
    if _is_record(value):
        held = [
            f"{f.name}={getattr(value, f.name)}" for f in fields(value) if f.name != "line" and getattr(value, f.name)
        ]
        return Said(quoted(", ".join(held)), quoted(", ".join(held)))
    return TRIGGERS.get(str(value)) or Said(quoted(str(value)), quoted(str(value)))
