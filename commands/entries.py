"""Entries of the record in words: what was done, and what the entry tells of it, each under a name people know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.language import say, spoken

_SHOWN = 160
"""How many characters of what an entry tells are shown."""
_FIRST = ("number", "at", "actor", "act", "title", "step_title", "legal")
_WORDS: Mapping[str, tuple[str, str]] = {
    "step": ("环节", "step"),
    "task": ("待办", "task"),
    "on": ("日期", "day"),
    "note": ("附言", "remark"),
    "files": ("材料", "files"),
    "content": ("内容摘要值", "digest of the content"),
    "sha256": ("文件摘要值", "digest of the file"),
    "matter": ("事项", "matter"),
    "bundle": ("事项版本", "bundle"),
    "version": ("版本", "version"),
    "effective": ("施行日期", "in effect from"),
    "published_at": ("发布时间", "published at"),
    "applicant": ("申请人", "applicant"),
    "account": ("账号", "account"),
    "address": ("来源地址", "address"),
    "particulars": ("事由", "particulars"),
    "document": ("文书", "document"),
    "number_of": ("文号", "number"),
    "dated": ("成文日期", "dated"),
    "status": ("状态", "status"),
    "to": ("对象", "to"),
    "took_part": ("共同办理", "took part"),
    "on_behalf": ("代", "on behalf of"),
    "voting": ("本轮表决", "round of votes"),
    "due": ("期限", "due"),
    "due_before": ("原期满日", "last day before"),
    "overrun": ("逾期的期限", "limits overrun"),
    "irregular": ("违规", "irregular"),
    "procedures": ("特别程序", "special procedures"),
    "commitment": ("承诺", "promise"),
    "promised": ("承诺", "promised"),
    "papers": ("文书", "papers"),
    "about": ("在先文书", "earlier paper"),
    "silence": ("届满的期限", "limit that passed"),
    "passed": ("届满日", "passed on"),
    "source": ("依据", "source"),
    "parent": ("主办件", "parent case"),
    "child": ("子办件", "child case"),
    "outcome": ("结果", "outcome"),
    "way": ("送达方式", "way of service"),
    "system": ("系统", "system"),
    "until": ("至", "until"),
    "reason": ("原因", "reason"),
}
"""What is told of an entry, by the key it has in the record; what stands here under no key is printed under its own."""
_OFFICE: Mapping[str, tuple[str, str]] = {
    "account": ("登记账号", "write an account"),
    "publish": ("发布事项", "publish a matter"),
    "slot": ("设定号源", "set places at a time"),
    "deputy": ("委托代理", "appoint a deputy"),
    "deputy_ended": ("终止代理", "end a deputy"),
    "bar": ("限制告知承诺", "bar from promising"),
    "needless_proof": ("列入无谓证明", "enter a needless proof"),
    "password": ("设定密码", "set a password"),
    "take_over": ("接手待办", "take tasks over"),
    "organs": ("机关变更", "organs changed"),
    "calendar": ("日历变更", "calendar changed"),
    "keys": ("密钥变更", "keys changed"),
}
"""The acts of the office's own ledger, which no law names."""


def in_words(entry: Mapping[str, Any]) -> tuple[str, str]:
    """What was done, and what the entry tells of it on one line."""
    told = (f"{_key(key)} {_value(entry, key)}" for key, value in entry.items() if key not in _FIRST and value)
    return _act(entry), say("；", "; ").join(told)[:_SHOWN]


def _act(entry: Mapping[str, Any]) -> str:
    """As the case calls it, else as the law, the verbs of people or the record do; a word nobody knows stays itself."""
    from engine.terms import ActName, Noted, TaskVerb

    if entry.get("title"):
        return str(entry["title"])
    act = entry["act"]
    if act in _OFFICE:
        return say(*_OFFICE[act])
    words = (word for kind in (ActName, TaskVerb, Noted) for word in kind if word.value == act)
    return next((word.titled.say(spoken()) for word in words), str(act))


def _key(key: str) -> str:
    return say(*_WORDS[key]) if key in _WORDS else key


def _value(entry: Mapping[str, Any], key: str) -> str:
    return str(entry.get("step_title") or entry[key]) if key == "step" else _plain(entry[key])


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_key(str(key))} {_plain(inner)}" for key, inner in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list | tuple) else str(value)
