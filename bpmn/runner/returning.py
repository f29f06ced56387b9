"""A step that was done is to be done again: a token goes back to it, and what would then be done twice is taken away.

BPMN has no such move; this one leaves only situations that the drawing itself can come to. With the token on the
earlier step, whatever cannot be at work beside that step has lost its object and is cancelled, with its boundary
events, its timers and all that runs inside it: the branches of a parallel part when the step lies before the part, the
other instances when one of several returns. What can be at work beside it stays untouched. Where the step lies in one
branch of a parallel part that was joined already, the other branches count as done: each waits at the join.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn.runner.beside import at, before_join
from bpmn.runner.events import Trigger
from bpmn.runner.gateways import Inclusive, Parallel
from bpmn.runner.instances import MultiInstance, Repeated
from bpmn.runner.specs import NodeSpec, ScopeSpec
from bpmn.runner.tokens import InnerScope, MainScope, Scope, Token


def ways_back(token: Token) -> Iterator[tuple[Scope, NodeSpec]]:
    """Each person's step, in document order, that lies before this token, with its scope; the nearest scope first.

    Never a step that could be open beside it, nor one in a subprocess that is over. Out of an event subprocess no way
    leads back: what it interrupted is not there any more.
    """
    for scope, root in _around(token):
        here = root.task_spec
        for spec in scope.spec.nodes:
            if _lies_behind(scope.spec, spec, here) and spec not in [t.task_spec for t in _staying(scope, spec)]:
                yield scope, spec


def steps_behind(scopes: Mapping[str, ScopeSpec], step: str) -> frozenset[str]:
    """The ids of the persons' steps that a process may be able to go back to from a step, as it is drawn."""
    found: set[str] = set()
    waiting = [(scope, spec) for scope in scopes.values() for spec in scope.nodes if spec.bpmn_id == step]
    for scope, here in waiting:  # grows while it is walked: outward, to what runs this scope
        if here.node.by_event:
            continue
        found |= {spec.bpmn_id for spec in scope.nodes if _lies_behind(scope, spec, here)}
        waiting += [
            (outer, host)
            for outer in scopes.values()
            for host in outer.nodes
            if getattr(host.each if isinstance(host, MultiInstance | Repeated) else host, "spec", "") == scope.name
            and (outer, host) not in waiting
        ]
    return frozenset(found)


def scopes_of(main: MainScope, step: str) -> list[tuple[Scope, NodeSpec]]:
    """Each running scope in which a person's step of this id is drawn."""
    found = ((scope, spec) for scope in main.scopes() for spec in scope.spec.nodes if spec.bpmn_id == step)
    return [(scope, spec) for scope, spec in found if _is_for_a_person(spec)]


def put_back(scope: Scope, step: NodeSpec) -> None:
    """Let the step be done again."""
    staying = list(_staying(scope, step))
    for token in [token for token in _roots(scope) if token not in staying]:
        token.cancel()
    _count_as_done(scope, step, {_place(token) for token in staying})
    scope.enter(step)


def _lies_behind(scope: ScopeSpec, step: NodeSpec, here: NodeSpec) -> bool:
    place, relation = at(step.bpmn_id), scope.beside
    return (
        _is_for_a_person(step)
        and step.bpmn_id != here.bpmn_id
        and at(here.bpmn_id) in relation.after(place)
        and at(here.bpmn_id) not in relation.of(place)
    )


def _around(token: Token) -> Iterator[tuple[Scope, Token]]:
    """Each scope around a token, and the token that stands for it there."""
    while True:
        while token.parent is not None:
            token = token.parent
        if token.task_spec.node.by_event:
            return
        yield token.workflow, token
        if not isinstance(token.workflow, InnerScope):
            return
        token = token.workflow.host
        if token.task_spec.node.by_event:
            return


def _staying(scope: Scope, step: NodeSpec) -> Iterator[Token]:
    """The tokens of a scope that may be at work beside a step, or only stand by."""
    beside = scope.spec.beside.of(at(step.bpmn_id))
    for token in _roots(scope):
        if token.task_spec.node.by_event or isinstance(token.task_spec, Trigger) or _place(token) in beside:
            yield token


def _count_as_done(scope: Scope, step: NodeSpec, places: set[str]) -> None:
    """Put a token before each parallel join that will wait for a branch in which nothing is at work any more."""
    relation = scope.spec.beside
    beside, after = relation.of(at(step.bpmn_id)), relation.after(at(step.bpmn_id))
    for join in scope.spec.nodes:
        if not isinstance(join, Parallel) or len(join.node.incoming) < 2:
            continue
        flows = join.node.incoming
        if any(before_join(flow) in after and before_join(flow) not in beside for flow in flows):
            for flow in flows:
                place = before_join(flow)
                if place in beside and not relation.suppliers(place, beside) & places:
                    _wait_before(scope, join, flow)


def _wait_before(scope: Scope, join: NodeSpec, flow: str) -> None:
    token = Token(scope, join)
    token.via = flow
    join._update(token)


def _place(token: Token) -> str:
    if token.via and isinstance(token.task_spec, Inclusive | Parallel) and len(token.task_spec.node.incoming) > 1:
        return before_join(token.via)
    return at(token.task_spec.bpmn_id)


def _roots(scope: Scope) -> list[Token]:
    return [token for token in scope.tasks.values() if token.parent is None]


def _is_for_a_person(spec: NodeSpec) -> bool:
    done = spec.each if isinstance(spec, MultiInstance | Repeated) else spec
    return done.opens == "person" and spec.node.kind != "boundaryEvent" and not spec.node.undoes
