"""Rules about the ways through a process: what can be reached, what can end, what waits in vain, what goes in circles.

Only what is certain from the drawing is reported. Whether every combination of parallel paths comes to a good end asks
for all markings of the net and is not decided here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bpmn.catalogue import Report
from bpmn.model import Diagram, Node, Scope
from bpmn.sayings import Said
from bpmn.words import kind_named

Edges = Mapping[str, list[str]]
_ORIGIN = ""
_FORKS = ("parallelGateway", "inclusiveGateway", "complexGateway")
"""Before all that begins a process by itself."""


def check_paths(diagram: Diagram, report: Report, called: Collection[str]) -> None:
    """Report every breach in the ways through the scopes of the diagram, and in its calls."""
    for scope in diagram.scopes.values():
        forward = _edges(scope)
        reached = _reach(_beginnings(scope), forward)
        for node in scope.nodes.values():
            if node.id not in reached:
                report.add(
                    "BPMN-UNREACHABLE",
                    Said(f"走不到{kind_named(node.kind).zh}{node.id}", f"{node.kind} {node.id} cannot be reached"),
                    node.id,
                    node.line,
                )
        if not _can_be_stopped(scope, diagram):
            _check_ends(scope, forward, reached, report)
        _check_event_gateways(scope, report)
        _check_joins(scope, forward, reached, report)
    _check_calls(diagram, report, called)


def _edges(scope: Scope) -> Edges:
    """From each node to those a token can be on next; an activity also leads to the events on its boundary."""
    edges: dict[str, list[str]] = {id: [] for id in scope.nodes}
    for flow in scope.flows.values():
        edges[flow.source].append(flow.target)
    for node in scope.nodes.values():
        if node.attached_to in edges:
            edges[node.attached_to].append(node.id)
        if node.handler in edges:
            edges[node.id].append(node.handler)
    return edges


def _beginnings(scope: Scope) -> list[str]:
    """Where tokens come from by themselves: start events, event subprocesses, and all that may be done in any order."""
    starts = [node.id for node in scope.nodes.values() if node.kind == "startEvent"]
    begun = [node.id for node in scope.nodes.values() if node.by_event]
    if starts:
        return starts + begun
    return [node.id for node in scope.nodes.values() if not (node.incoming or node.attached_to or node.undoes)]


def _reversed(edges: Edges) -> Edges:
    back: dict[str, list[str]] = {id: [] for id in edges}
    for source, targets in edges.items():
        for target in targets:
            back[target].append(source)
    return back


def _reach(starts: Collection[str], edges: Edges, without: str = "") -> set[str]:
    """The nodes that can be reached from these, themselves included, on ways that do not pass `without`."""
    found = set(starts)
    waiting = list(starts)
    while waiting:
        for target in edges[waiting.pop()]:
            if target not in found and target != without:
                found.add(target)
                waiting.append(target)
    return found


def _can_be_stopped(scope: Scope, diagram: Diagram) -> bool:
    """Whether something outside a loop may end it: a terminate event beside it, an interrupting event around it."""
    if any(node.event and node.event.kind == "terminate" for node in scope.nodes.values()):
        return True
    if not scope.parent:
        return False
    around = diagram.scopes[scope.parent]
    if any(node.attached_to == scope.id and node.interrupting for node in around.nodes.values()):
        return True
    return _can_be_stopped(around, diagram)


def _check_ends(scope: Scope, forward: Edges, reached: set[str], report: Report) -> None:
    ends = [node.id for node in scope.nodes.values() if not node.outgoing]
    ending = _reach(ends, _reversed(forward))
    for node in scope.nodes.values():
        if node.id in reached and node.id not in ending:
            report.add(
                "BPMN-ENDLESS",
                Said(f"从{node.id}走不到结束", f"no way leads from {node.id} to an end"),
                node.id,
                node.line,
            )


def _check_event_gateways(scope: Scope, report: Report) -> None:
    for gateway in scope.nodes.values():
        if gateway.kind != "eventBasedGateway":
            continue
        targets = [scope.nodes[scope.flows[id].target] for id in gateway.outgoing]
        for target in targets:
            if target.kind not in ("intermediateCatchEvent", "receiveTask"):
                says = Said(
                    f"{kind_named(target.kind).zh}{target.id}在事件网关{gateway.id}之后，却不等事件",
                    f"{target.kind} {target.id} follows the event-based gateway {gateway.id} but waits for no event",
                )
            elif len(target.incoming) > 1:
                says = Said(
                    f"{target.id}在事件网关{gateway.id}之后，另外还有来路",
                    f"{target.id} follows the event-based gateway {gateway.id} and something else, too",
                )
            else:
                continue
            report.add("BPMN-GATEWAY-EVENTS", says, target.id, target.line)
        if {"intermediateCatchEvent", "receiveTask"} <= {target.kind for target in targets} and any(
            target.event and target.event.kind == "message" and target.kind != "receiveTask" for target in targets
        ):
            says = Said(
                f"事件网关{gateway.id}之后既有接收任务又有消息事件，应当只用一种",
                f"after the event-based gateway {gateway.id} stand receive tasks and message events, not one sort",
            )
            report.add("BPMN-GATEWAY-EVENTS", says, gateway.id, gateway.line)


def _check_joins(scope: Scope, forward: Edges, reached: set[str], report: Report) -> None:
    """A parallel join starves when only one token can come its way.

    Every token on its way to the join has passed the join's dominator. When nothing from there to the join makes
    several tokens of one, each of them serves one flow of the join. With one token in the process that is the end; with
    several, the others may come the same way and serve the rest, which is seldom meant.
    """
    joins = [n for n in scope.nodes.values() if n.kind == "parallelGateway" and len(n.incoming) > 1 and n.id in reached]
    if not joins:
        return
    beginnings = _beginnings(scope)
    begun_at_once = not any(scope.nodes[id].kind == "startEvent" for id in beginnings)
    forward = {**forward, _ORIGIN: beginnings}
    backward = _reversed(forward)
    dominators = _dominators(_ORIGIN, forward, backward)
    watched = {n.attached_to for n in scope.nodes.values() if n.kind == "boundaryEvent" and not n.interrupting}

    def multiplies(ids: Collection[str]) -> bool:
        return any(begun_at_once if id == _ORIGIN else _multiplies(scope.nodes[id], watched) for id in ids)

    for join in joins:
        above = dominators[join.id]
        if multiplies(_reach([above], forward, without=join.id) & _reach([join.id], backward, without=above) | {above}):
            continue
        place = above or scope.id
        waits = Said(
            f"并行合并{join.id}等{len(join.incoming)}路，而各路在{place}分开",
            f"the parallel join {join.id} waits for {len(join.incoming)} flows, but the paths part at {place}",
        )
        if multiplies(_reach([above], backward, without=join.id)):
            says = Said(f"{waits.zh}，在那里只走其中一路", f"{waits.en}, where a token takes one of them")
            report.add("BPMN-JOIN-DOUBTFUL", says, join.id, join.line)
        else:
            says = Said(f"{waits.zh}，一次只走其中一路", f"{waits.en}, and one token takes only one of them")
            report.add("BPMN-JOIN-STARVES", says, join.id, join.line)


def _multiplies(node: Node, watched: Collection[str]) -> bool:
    """Whether one token can become several here."""
    return node.id in watched or (node.kind in _FORKS and len(node.outgoing) > 1)


def _dominators(start: str, forward: Edges, backward: Edges) -> dict[str, str]:
    """The nearest node every way from the start to a node must pass, for each node that can be reached.

    After K. D. Cooper, T. J. Harvey, K. Kennedy, A Simple, Fast Dominance Algorithm (2001).
    """
    order = _postorder(start, forward)
    number = {id: position for position, id in enumerate(order)}
    nearest = {start: start}

    def common(one: str, other: str) -> str:
        while one != other:
            while number[one] < number[other]:
                one = nearest[one]
            while number[other] < number[one]:
                other = nearest[other]
        return one

    changed = True
    while changed:
        changed = False
        for id in reversed(order[:-1]):
            known = [before for before in backward[id] if before in nearest]
            found = known[0]
            for before in known[1:]:
                found = common(before, found)
            if nearest.get(id) != found:
                nearest[id] = found
                changed = True
    return nearest


def _postorder(start: str, forward: Edges) -> list[str]:
    order: list[str] = []
    seen = {start}
    stack = [(start, iter(forward[start]))]
    while stack:
        id, targets = stack[-1]
        for target in targets:
            if target not in seen:
                seen.add(target)
                stack.append((target, iter(forward[target])))
                break
        else:
            order.append(id)
            stack.pop()
    return order


def _check_calls(diagram: Diagram, report: Report, called: Collection[str]) -> None:
    processes = {scope.id for scope in diagram.scopes.values() if not scope.parent}
    calls: dict[str, list[str]] = {id: [] for id in processes}
    callers = []
    for scope in diagram.scopes.values():
        for node in scope.nodes.values():
            if node.kind != "callActivity" or not node.called:
                continue
            if node.called in processes:
                process = _process_of(scope, diagram)
                calls[process].append(node.called)
                callers.append((process, node))
                wanted, there = node.called_version, diagram.scopes[node.called].version
                if wanted not in ("", there):
                    message = Said(
                        f"{node.id}要{node.called}的版本{wanted!r}，现有的是{there!r}",
                        f"{node.id} asks for the version {wanted!r} of {node.called}, which is {there!r}",
                    )
                    report.add("BPMN-CALL-VERSION", message, node.id, node.line)
            elif node.called not in called:
                message = Said(
                    f"{node.id}调用的流程“{node.called}”不存在",
                    f"{node.id} calls the process {node.called!r}, which is not there",
                )
                report.add("BPMN-CALL-MISSING", message, node.id, node.line)
    for process, node in callers:
        if process in _reach([node.called], calls):
            message = Said(
                f"{node.id}调用{node.called}，又绕回{process}",
                f"{node.id} calls {node.called}, which leads back to {process}",
            )
            report.add("BPMN-CALL-CIRCLE", message, node.id, node.line)


def _process_of(scope: Scope, diagram: Diagram) -> str:
    while scope.parent:
        scope = diagram.scopes[scope.parent]
    return scope.id
