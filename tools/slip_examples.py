"""The pictures of the rules of matters: a slip and the same put right, as the tests hold each rule to them.

What a matter does stands beside its diagram, so each step is drawn with its acts, its opinions and whose hands it must
not be in. Where that looks alike, the lines of the folder that differ say it all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import unified_diff
from functools import cache
from itertools import pairwise

from lxml import etree

from bpmn.drawing import draw
from engine.matter.rules import RULES
from engine.matter.text import read_yaml
from tests.matters.slips import SLIPS, Slip, edited, findings
from tools.rule_examples import heading, path_of, two_pictures, two_texts

_PROCESS, _MATTER = "process.bpmn", "matter.yaml"
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def pictures() -> dict[str, Callable[[], str]]:
    """By path below docs/: what draws the picture."""

    def drawn(slip: Slip, side: str) -> Callable[[], str]:
        return lambda: _drawn(slip, side)

    return {path_of(code, side): drawn(slip, side)
            for code, slip in _slips().items() if _is_seen(slip) for side in ("wrong", "right")}  # fmt: skip


def sections() -> Iterator[str]:
    """A section for each rule of matters, in the order of docs/rules.md."""
    for rule in RULES.values():
        yield from heading(rule)
        yield from _example(rule.code)


@cache
def _slips() -> Mapping[str, Slip]:
    return {slip.code: slip for slip in reversed(SLIPS)}


def _example(code: str) -> Iterator[str]:
    slip = _slips()[code]
    if _is_seen(slip):
        yield two_pictures(code, slip.element)
    lines = list(_difference(slip))
    if lines:
        yield from two_texts(slip.element, lines)
    elif not _is_seen(slip):
        yield f"Wrong, found at `{slip.element}`, is who works at the office, not what stands in the folder."


def _difference(slip: Slip) -> Iterator[str]:
    wrong, right = _files(slip, "wrong"), _files(slip, "right")
    for name in sorted({*wrong, *right}):
        drawn = name == _PROCESS and _is_seen(slip)
        if wrong.get(name) != right.get(name) and not drawn:
            before, after = (files.get(name, b"").decode("utf-8").splitlines() for files in (wrong, right))
            lines = list(unified_diff(before, after, lineterm="", n=0))[2:]
            yield f"# {name}"
            yield from (line for line in lines if not line.startswith("@@"))


def _files(slip: Slip, side: str) -> dict[str, bytes]:
    return edited(slip.of, slip.edits if side == "wrong" else slip.right)


def _is_seen(slip: Slip) -> bool:
    return etree.tostring(_told(_files(slip, "wrong"))) != etree.tostring(_told(_files(slip, "right")))


def _drawn(slip: Slip, side: str) -> str:
    """The picture; of what is wrong on a path, with that path."""
    files = _files(slip, side)
    root = _told(files)
    path = next((f.path for f in findings(files, slip.people) if f.code == slip.code), ()) if side == "wrong" else ()
    passed = {*pairwise(path)}
    taken = [flow.get("id", "") for flow in root.iter(f"{_BPMN}sequenceFlow")
             if (flow.get("sourceRef"), flow.get("targetRef")) in passed]  # fmt: skip
    return draw(etree.tostring(root), "example.bpmn", language="en", taken=taken)


def _told(files: Mapping[str, bytes]) -> etree._Element:
    """The process, each step named with what the matter lets be done there, each timer with its time."""
    root = etree.fromstring(files[_PROCESS])
    steps = read_yaml(files[_MATTER])[0].get("steps", {})
    for node in root.iter(f"{_BPMN}userTask", f"{_BPMN}serviceTask", f"{_BPMN}task"):
        step = steps.get(node.get("id"), {})
        does = [*step.get("acts", ()), *step.get("opinions", ())]
        told = [", ".join(does), *(f"≠ {other}" for other in step.get("distinct_from", ()))]
        node.set("name", "\n".join((node.get("name", ""), *filter(None, told))))
    for waited in root.iter(f"{_BPMN}timeDuration"):
        event = next(waited.iterancestors(f"{_BPMN}intermediateCatchEvent", f"{_BPMN}boundaryEvent"))
        event.set("name", f"{event.get('name', '')}\n{waited.text}")
    return root
