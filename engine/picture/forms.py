"""What became of the fields that people fill in: new, gone, asked otherwise. JSON Schema as `engine.forms` reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpmn.sayings import Said
from engine.picture.wording import joined, say, shown

_TYPES = {
    "string": Said("文字", "text"),
    "number": Said("数字", "number"),
    "integer": Said("整数", "whole number"),
    "boolean": Said("是否", "yes or no"),
    "array": Said("表格", "table"),
    "object": Said("一组", "group"),
}
_RULES = {
    "minLength": Said("最短字数", "shortest length"),
    "maxLength": Said("最长字数", "longest length"),
    "pattern": Said("格式", "pattern"),
    "format": Said("格式", "format"),
    "minimum": Said("最小值", "least"),
    "maximum": Said("最大值", "most"),
    "exclusiveMinimum": Said("下限（不含）", "lower bound"),
    "exclusiveMaximum": Said("上限（不含）", "upper bound"),
    "minItems": Said("最少项数", "fewest rows"),
    "maxItems": Said("最多项数", "most rows"),
    "const": Said("固定值", "fixed value"),
    "default": Said("缺省值", "default"),
    "description": Said("填写说明", "explanation"),
    "x-message": Said("提示语", "message"),
    "x-unit": Said("单位", "unit"),
    "x-when": Said("填写条件", "condition to be asked"),
    "x-rule": Said("校验规则", "rule"),
    "x-route": Said("是否影响流向", "decides the way"),
}
_INSIDE = frozenset(
    ("properties", "items", "required", "x-labels", "type", "oneOf", "enum", "additionalProperties", "x-widget")
)
"""Keys with sentences of their own, and those that say nothing of what is asked."""

How = str


def changes_of(form: Said, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[How, Said]]:
    """(added, removed or changed, sentence) for each field, those in tables and groups too."""
    yield from _fields(form, _part(old), _part(new))


def _fields(where: Said, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[How, Said]]:
    mine, theirs = old.get("properties") or {}, new.get("properties") or {}
    for name in theirs:
        if name not in mine:
            said = say(
                "{where}新增{asked}{field}",
                "{where}: new {asked}{field}",
                where=where,
                asked=_asked(name, new),
                field=_called(name, theirs),
            )
            yield "added", said
    for name in mine:
        field = _called(name, mine)
        if name not in theirs:
            yield "removed", say("{where}删除字段{field}", "{where}: field {field} is gone", where=where, field=field)
            continue
        here = say("{where}的字段{field}", "field {field} of {where}", where=where, field=field)
        yield from (("changed", said) for said in _field(here, mine[name], theirs[name]))
        was, is_ = name in (old.get("required") or ()), name in (new.get("required") or ())
        if was != is_:
            yield (
                "changed",
                (
                    say("{f}改为必填", "{f} is now required", f=here)
                    if is_
                    else say("{f}改为选填", "{f} is now optional", f=here)
                ),
            )
        inner = say("{where}{field}", "{where} {field}", where=where, field=field)
        yield from _fields(inner, _part(mine[name]), _part(theirs[name]))
    rules = [key for key in dict.fromkeys([*old, *new]) if key.startswith("x-rule") and old.get(key) != new.get(key)]
    if rules:
        yield "changed", say("{where}的校验规则有改动", "the rules of {where} are others", where=where)


def _field(field: Said, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Said]:
    if old.get("x-labels") != new.get("x-labels"):
        labels = {"old": shown(old.get("x-labels") or ""), "new": shown(new.get("x-labels") or "")}
        yield say("{f}改名为{new}", "{f} is now called {new}", f=field, **labels)
    if old.get("type") != new.get("type"):
        types = {"old": _type(old), "new": _type(new)}
        yield say("{f}由{old}改为{new}", "{f} is a {new}, was a {old}", f=field, **types)
    before, after = _choices(old), _choices(new)
    if before != after:
        parts = []
        if added := [after[id] for id in after if id not in before]:
            parts.append(say("新增{those}", "{those} new", those=joined(added, "、", ", ")))
        if gone := [before[id] for id in before if id not in after]:
            parts.append(say("去掉{those}", "{those} gone", those=joined(gone, "、", ", ")))
        said = joined(parts, "，", "; ") if parts else Said("文字有改动", "other words")
        yield say("{f}的选项{parts}", "choices of {f}: {parts}", f=field, parts=said)
    for key in dict.fromkeys([*old, *new]):
        if key not in _INSIDE and old.get(key) != new.get(key):
            yield _rule(field, _RULES.get(key, Said(key, key)), old.get(key), new.get(key))


def _rule(field: Said, rule: Said, old: Any, new: Any) -> Said:
    facts = {"f": field, "rule": rule, "old": shown(old), "new": shown(new)}
    if old is None:
        return say("{f}新设{rule}：{new}", "{f} now has {rule}: {new}", **facts)
    if new is None:
        return say("{f}取消{rule}（原为{old}）", "{f} has no {rule} any more (was {old})", **facts)
    return say("{f}的{rule}由{old}改为{new}", "{rule} of {f}: {new}, was {old}", **facts)


def _part(schema: Any) -> Mapping[str, Any]:
    """Where the fields of a table or group are described."""
    if not isinstance(schema, Mapping):
        return {}
    return _part(schema.get("items")) if schema.get("type") == "array" else schema


def _called(name: str, fields: Mapping[str, Any]) -> Said:
    labels = fields[name].get("x-labels") if isinstance(fields[name], Mapping) else None
    labels = labels if isinstance(labels, Mapping) else {}
    return Said(f"“{labels.get('zh', name)}”（{name}）", f"“{labels.get('en', name)}” ({name})")


def _asked(name: str, schema: Mapping[str, Any]) -> Said:
    required = name in (schema.get("required") or ())
    return Said("必填字段", "required field ") if required else Said("选填字段", "optional field ")


def _type(field: Mapping[str, Any]) -> Said:
    kind = str(field.get("type", ""))
    return _TYPES.get(kind, Said(kind or "任意", kind or "any"))


def _choices(field: Mapping[str, Any]) -> dict[str, Said]:
    listed = field.get("oneOf") or [{"const": value} for value in field.get("enum") or ()]
    return {
        str(choice.get("const")): shown(choice.get("x-labels") or str(choice.get("const")))
        for choice in listed
        if isinstance(choice, Mapping)
    }
