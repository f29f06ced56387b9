"""Which errors are caught around a step: at its boundary, at that of an activity around it, by an event subprocess."""

from __future__ import annotations

from collections.abc import Sequence

from bpmn.model import Node
from bpmn.runner import Definition

_ANY = "error"
"""The code thrown where any is caught."""


class Errors:
    """The errors that a process is drawn to deal with."""

    def __init__(self, definition: Definition) -> None:
        self._nodes: dict[str, Node] = {}
        self._called: dict[str, list[str]] = {}
        for scope in definition.scopes.values():
            for spec in scope.nodes:
                self._nodes[spec.node.id] = spec.node
                if spec.node.called:
                    self._called.setdefault(spec.node.called, []).append(spec.node.id)
        self._at: dict[str, list[str]] = {}
        """By what catches them, an activity or a scope: the codes."""
        for node in self._nodes.values():
            if node.event is None or node.event.kind != "error":
                continue
            if node.kind == "boundaryEvent":
                self._at.setdefault(node.attached_to, []).append(node.event.name or _ANY)
            elif node.kind == "startEvent" and node.scope in self._nodes:
                self._at.setdefault(self._nodes[node.scope].scope, []).append(node.event.name or _ANY)

    def caught_around(self, step: str) -> Sequence[str]:
        """The codes of the errors that are dealt with when the step fails with them."""
        if not self._at:
            return ()
        codes: dict[str, None] = {}
        seen: set[str] = set()
        around = [step]
        while around:
            here = around.pop()
            if here in seen:
                continue
            seen.add(here)
            codes.update(dict.fromkeys(self._at.get(here, ())))
            if here in self._nodes:
                around.append(self._nodes[here].scope)
            around.extend(self._called.get(here, ()))
        return tuple(codes)
