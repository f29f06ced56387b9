"""How the parts of a matter are spoken of: sections, keys and values of matter.yaml, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bpmn.sayings import Said
from engine.terms import ActName, Unit

LONGEST = 80
"""Characters of a value that are quoted."""

SECTIONS = {
    "organs": Said("机关", "organ"),
    "roles": Said("角色", "role"),
    "parameters": Said("参数", "parameter"),
    "limits": Said("期限", "limit"),
    "materials": Said("申请材料", "material"),
    "steps": Said("环节", "step"),
    "case_acts": Said("案件行为", "act on the case"),
    "documents": Said("文书", "document"),
    "basis": Said("设定依据", "legal basis"),
    "remedies": Said("救济途径", "remedy"),
}
"""Section of matter.yaml → what one entry of it is."""

KEYS = {
    "code": Said("事项编码", "code"),
    "kind": Said("事项类型", "kind"),
    "title": Said("名称", "title"),
    "version": Said("版本", "version"),
    "effective": Said("施行日期", "day it takes effect"),
    "item_code": Said("目录编码", "item code"),
    "forms": Said("表单文件", "file of forms"),
    "acts": Said("办理行为", "acts"),
    "opinions": Said("审查意见", "opinions"),
    "limit": Said("所受期限", "limit"),
    "form": Said("表单", "form"),
    "distinct_from": Said("回避的环节", "steps done by others"),
    "officers": Said("最少人数", "officers"),
    "service": Said("服务", "service"),
    "collects": Said("汇总变量", "collected in"),
    "roles": Said("可办理的角色", "roles"),
    "who": Said("身份", "who"),
    "role": Said("岗位", "role"),
    "organ": Said("机关", "organ"),
    "from": Said("起算", "start"),
    "until": Said("截止", "end"),
    "on_expiry": Said("期满后果", "consequence of expiry"),
    "pausable": Said("可以中止", "may be suspended"),
    "extend": Said("延长", "extension"),
    "source": Said("依据", "source"),
    "evidence": Said("出处核实", "evidence"),
    "value": Said("数值", "figure"),
    "unit": Said("单位", "unit"),
    "required": Said("必须提交", "required"),
    "kinds": Said("文件类型", "kinds of file"),
    "max_mb": Said("大小上限（MB）", "most megabytes"),
    "on": Said("制作时机", "act it follows"),
    "step": Said("制作环节", "step it is made in"),
    "when": Said("制作条件", "condition"),
    "template": Said("模板", "template"),
    "letter": Said("机关代字", "letter"),
    "seal": Said("印章", "seal"),
    "style": Said("版式", "style"),
    "publish": Said("公开", "published"),
    "copies_to": Said("抄送", "copies"),
    "audience": Said("可以查阅的人", "who may read it"),
    "articles": Said("条款", "articles"),
    "to": Said("受理机关", "authorities"),
    "channel": Said("途径", "channel"),
    "court": Said("管辖法院", "court"),
    "act": Said("行为", "act"),
    "backdate": Said("追溯", "dated back"),
    "sources": Said("依据", "sources"),
}
"""Key of an entry → what it is called; others by themselves."""

_YES, _NO = Said("是", "yes"), Said("否", "no")
_ACTS = {act.value: Said(act.titled.zh, act.titled.en) for act in ActName}
_UNITS = {unit.value: Said(unit.titled.zh, unit.titled.en) for unit in Unit}


def say(zh: str, en: str, **facts: Any) -> Said:
    """A sentence from its template in each language."""
    return Said(zh, en).about(facts)


def key_named(key: str) -> Said:
    """What a key is called."""
    return KEYS.get(key, Said(key, key))


def titled(entry: Any, id: str) -> Said:
    """An entry by its title, or its id, between quotation marks."""
    title = entry.get("title") if isinstance(entry, Mapping) else None
    zh, en = (title.get("zh"), title.get("en")) if isinstance(title, Mapping) else (title, title)
    return Said(f"“{zh or id}”", f"“{en or id}”")


def quoted(text: str) -> str:
    """A value between quotation marks, shortened when it is long."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= LONGEST else line[: LONGEST - 1] + '…'}”"


def shown(value: Any) -> Said:
    """A value as it is read aloud: acts and units by their names, titles by their words."""
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, Mapping):
        if value.keys() <= {"zh", "en"}:
            return Said(quoted(str(value.get("zh", ""))), quoted(str(value.get("en", ""))))
        if amount := duration(value):
            rest = {key: one for key, one in value.items() if key not in ("days", "months", "years", "unit")}
            return say("{amount}，{rest}", "{amount}, {rest}", amount=amount, rest=shown(rest)) if rest else amount
        pairs = [
            say("{key}为{value}", "{key} {value}", key=key_named(key), value=shown(one)) for key, one in value.items()
        ]
        return joined(pairs, "，", ", ")
    if isinstance(value, list):
        return joined([shown(one) for one in value], "、", ", ")
    if isinstance(value, str):
        return _ACTS.get(value) or Said(quoted(value), quoted(value))
    return Said(str(value), str(value))


def duration(entry: Mapping[str, Any]) -> Said | None:
    """Days with their unit, when the entry counts any."""
    for key, unit in (("days", str(entry.get("unit", "natural_day"))), ("months", "month"), ("years", "year")):
        if key in entry:
            return say("{n} {unit}", "{n} {unit}", n=entry[key], unit=_UNITS.get(unit, Said(unit, unit)))
    return None


def joined(parts: Iterable[Said], zh: str, en: str) -> Said:
    """Several after one another."""
    listed = list(parts)
    return Said(zh.join(part.zh for part in listed), en.join(part.en for part in listed))
