"""How differences are put into words: what a node, a flow or a value is called, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence

from bpmn.comparison.matching import Neighbours, family
from bpmn.model import Node
from bpmn.sayings import Said
from bpmn.words import kind_named

LONGEST = 120
"""Characters of a value that are quoted."""

_NOUNS = {"step": Said("环节", "step"), "gateway": Said("网关", "gateway"), "event": Said("事件", "event")}


def say(zh: str, en: str, **facts: object) -> Said:
    """A sentence from its template in each language."""
    return Said(zh, en).about(facts)


def called(node: Node) -> Said:
    """A node as it is spoken of: “name”, or what it is and its id when it has no name."""
    if node.name:
        return say("“{name}”", "“{name}”", name=one_line(node.name))
    return say("{kind}（{id}）", "{kind} ({id})", kind=kind_named(node.kind), id=node.id)


def in_full(node: Node) -> Said:
    """A node with noun, name and id."""
    if not node.name:
        return called(node)
    noun, name = _NOUNS[family(node)], one_line(node.name)
    return say("{noun}“{name}”（{id}）", "{noun} “{name}” ({id})", noun=noun, name=name, id=node.id)


def in_short(node: Node) -> Said:
    """A node with noun and name."""
    return (
        say("{noun}{name}", "{noun} {name}", noun=_NOUNS[family(node)], name=called(node))
        if node.name
        else called(node)
    )


def quoted(value: str) -> str:
    """A value between quotation marks, shortened when it is long."""
    text = one_line(value)
    return f"“{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}”"


def one_line(text: str) -> str:
    return " ".join(text.split())


def place_of(node: Node, around: Neighbours) -> Said | None:
    """Between which named nodes it stands; None when it stands alone."""
    before, after = _named(node, around, onwards=False), _named(node, around, onwards=True)
    if before and after:
        return say("{a}与{b}之间", "between {a} and {b}", a=_joined(before), b=_joined(after))
    if before:
        return say("{a}之后", "after {a}", a=_joined(before))
    return say("{b}之前", "before {b}", b=_joined(after)) if after else None


def _joined(nodes: Sequence[Node]) -> Said:
    names = [called(node) for node in nodes[:2]]
    more = "等" if len(nodes) > 2 else ""
    return Said("".join(n.zh for n in names) + more, " and ".join(n.en for n in names) + (" …" if more else ""))


def _named(node: Node, around: Neighbours, *, onwards: bool) -> list[Node]:
    """The nearest named nodes before or after a node; gateways without a name are passed over."""
    ways = around.after if onwards else around.before
    found: dict[str, Node] = {}
    seen, ahead = {node.id}, list(ways[node.id])
    while ahead:
        id = ahead.pop(0)
        if id in seen or id not in around.nodes:
            continue
        seen.add(id)
        other = around.nodes[id]
        if other.name or family(other) != "gateway":
            found[id] = other
        else:
            ahead += ways[id]
    return list(found.values())
