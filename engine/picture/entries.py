"""What became of one mapping of a matter: keys set, taken away, or with another value; lists by their members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpmn.sayings import Said
from engine.picture.wording import duration, joined, key_named, say, shown

_COUNTING = ("days", "months", "years", "unit")
_MISSING = object()


def changes_of(what: Said, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Said]:
    """One sentence for each key that is different. `what` is how the entry is spoken of."""
    was, is_ = duration(old), duration(new)
    if was and is_ and was != is_:
        yield say("{what}由 {old} 改为 {new}", "{what} is {new}, was {old}", what=what, old=was, new=is_)
    counted = _COUNTING if was and is_ else ()
    for key in dict.fromkeys([*old, *new]):
        mine, theirs = old.get(key, _MISSING), new.get(key, _MISSING)
        if key in counted or mine == theirs:
            continue
        yield from _key(what, key, mine, theirs)


def _key(what: Said, key: str, old: Any, new: Any) -> Iterator[Said]:
    facts = {"what": what, "key": key_named(key)}
    if old is _MISSING:
        yield say("{what}新设{key}：{new}", "{what} now has {key}: {new}", **facts, new=shown(new))
    elif new is _MISSING:
        yield say("{what}取消{key}（原为{old}）", "{what} has no {key} any more (was {old})", **facts, old=shown(old))
    elif isinstance(old, list) and isinstance(new, list):
        yield _members(facts, [one for one in new if one not in old], [one for one in old if one not in new])
    elif isinstance(old, Mapping) and isinstance(new, Mapping) and key == "opinions":
        added = [new[id] for id in new if id not in old]
        gone = [old[id] for id in old if id not in new]
        if added or gone:
            yield _members(facts, added, gone)
        for id in old:
            if id in new and old[id] != new[id]:
                yield _other(facts, old[id], new[id])
    else:
        yield _other(facts, old, new)


def _other(facts: Mapping[str, Said], old: Any, new: Any) -> Said:
    return say(
        "{what}的{key}由{old}改为{new}", "{key} of {what}: {new}, was {old}", **facts, old=shown(old), new=shown(new)
    )


def _members(facts: Mapping[str, Said], added: list[Any], gone: list[Any]) -> Said:
    if not added and not gone:
        return say("{what}的{key}顺序有改动", "{key} of {what} stand in another order", **facts)
    parts = []
    if added:
        parts.append(say("新增{those}", "{those} new", those=shown(added)))
    if gone:
        parts.append(say("去掉{those}", "{those} gone", those=shown(gone)))
    return say("{what}的{key}{parts}", "{key} of {what}: {parts}", **facts, parts=joined(parts, "，", "; "))
