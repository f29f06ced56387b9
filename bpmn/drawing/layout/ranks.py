"""In which column each vertex stands, and which lines lead back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bpmn.drawing.layout.graph import BEND, Arc, Columns, Vertex

MOST_BENDS = 150_000
"""In how many columns lines may pass by figures, all together."""


def in_columns(vertices: Sequence[Vertex], arcs: Sequence[Arc]) -> Columns:
    """The graph in columns: every line leads to the right, but for those that close a circle.

    Vertices from which lines only leave come first, in the order given; so the start of a process stands left. In a
    very large graph the longest lines are left out; the arcs of the columns say which there are.
    """
    number = {vertex.id: n for n, vertex in enumerate(vertices)}
    ends = [(number[arc.source], number[arc.target]) for arc in arcs]
    visited, back = _explored(len(vertices), ends)
    rank = _longest_paths(visited, ends, back)
    _pull_sources(rank, ends, back)
    kept = _short_enough(rank, ends)
    arcs, ends, back = [arcs[n] for n in kept], [ends[n] for n in kept], [back[n] for n in kept]
    lanes = [vertex.lane for vertex in vertices]
    columns = Columns(list(vertices), arcs, rank, lanes, len(vertices), [], back)
    _bend(columns, ends)
    _fill_layers(columns, _from_the_top(columns, visited, ends))
    return columns


def _explored(count: int, ends: Sequence[tuple[int, int]]) -> tuple[list[int], list[bool]]:
    """Vertices so that every line but those leading back goes onwards in the list; and which lines lead back."""
    leaving: dict[int, list[int]] = defaultdict(list)
    entered: set[int] = set()
    for arc, (source, target) in enumerate(ends):
        leaving[source].append(arc)
        if source != target:
            entered.add(target)
    back = [False] * len(ends)
    left: list[int] = []
    state = [0] * count  # 0 not seen, 1 on the way, 2 left
    for root in sorted(range(count), key=lambda v: v in entered):
        if state[root]:
            continue
        state[root] = 1
        way = [(root, iter(leaving[root]))]
        while way:
            vertex, ahead = way[-1]
            for arc in ahead:
                target = ends[arc][1]
                if state[target] == 1:
                    back[arc] = True
                elif state[target] == 0:
                    state[target] = 1
                    way.append((target, iter(leaving[target])))
                    break
            else:
                state[vertex] = 2
                left.append(vertex)
                way.pop()
    return left[::-1], back


def _longest_paths(visited: Sequence[int], ends: Sequence[tuple[int, int]], back: Sequence[bool]) -> list[int]:
    ahead: dict[int, list[int]] = defaultdict(list)
    for (source, target), leads_back in zip(ends, back, strict=True):
        if not leads_back:
            ahead[source].append(target)
    rank = [0] * len(visited)
    for vertex in visited:
        for target in ahead[vertex]:
            rank[target] = max(rank[target], rank[vertex] + 1)
    return rank


def _pull_sources(rank: list[int], ends: Sequence[tuple[int, int]], back: Sequence[bool]) -> None:
    """Let a vertex that nothing leads to stand right before what it leads to."""
    onward = [pair for pair, leads_back in zip(ends, back, strict=True) if not leads_back]
    entered = {target for _, target in onward}
    nearest: dict[int, int] = {}
    for source, target in onward:
        nearest[source] = min(nearest.get(source, rank[target]), rank[target])
    for vertex, column in nearest.items():
        if vertex not in entered:
            rank[vertex] = column - 1


def _short_enough(rank: Sequence[int], ends: Sequence[tuple[int, int]]) -> list[int]:
    """The lines that run through the columns: all, or in a tangle of thousands the shortest; others are left out."""
    spans = [abs(rank[target] - rank[source]) for source, target in ends]
    total, kept = 0, []
    for arc in sorted(range(len(ends)), key=lambda arc: spans[arc]):
        total += spans[arc]
        if total <= MOST_BENDS or spans[arc] < 2:
            kept.append(arc)
    return sorted(kept)


def _bend(columns: Columns, ends: Sequence[tuple[int, int]]) -> None:
    leaving: Mapping[int, int] = _counted(source for source, _ in ends)
    for arc, (source, target) in enumerate(ends):
        first, last = columns.rank[source], columns.rank[target]
        # A line that leads back passes its own ends' columns too: it runs above or below them.
        passed = range(first, last - 1, -1) if columns.back[arc] else range(first + 1, last)
        # A branch runs in the lane it leads to, a line to where branches meet in the lane it comes from.
        lane = columns.lane[target] if leaving[source] > 1 or columns.back[arc] else columns.lane[source]
        chain = [source]
        for column in passed:
            chain.append(len(columns.vertices))
            columns.vertices.append(BEND)
            columns.rank.append(column)
            columns.lane.append(lane)
        columns.chains.append([*chain, target])


def _counted(numbers: object) -> Mapping[int, int]:
    count: dict[int, int] = defaultdict(int)
    for number in numbers:  # type: ignore[attr-defined]
        count[number] += 1
    return count


def _from_the_top(columns: Columns, visited: Sequence[int], ends: Sequence[tuple[int, int]]) -> list[int]:
    """The vertices in the order in which they are first drawn from the top: of two branches the longer one first, of
    more the longest one after the first; at the end what leaves from the border below, from right to left."""
    ahead: dict[int, dict[int, float]] = defaultdict(dict)  # vertex → branch → how far left it leaves the border
    for arc, (source, target) in enumerate(ends):
        if not columns.back[arc]:
            ahead[source].setdefault(target, -(columns.arcs[arc].foot_x or 0.0))
    below = {ends[n] for n, arc in enumerate(columns.arcs) if arc.foot_x is not None}
    way = [0] * len(visited)
    for vertex in reversed(visited):
        way[vertex] = max((way[target] + 1 for target in ahead[vertex]), default=0)
    entered = {target for targets in ahead.values() for target in targets}
    drawn: dict[int, None] = {}
    for root in sorted(v for v in range(len(visited)) if v not in entered):
        waiting = [root]
        while waiting:
            vertex = waiting.pop()
            if vertex in drawn:
                continue
            drawn[vertex] = None
            branches = sorted((v for v in ahead[vertex] if (vertex, v) not in below), key=lambda v: -way[v])
            if len(branches) > 2:
                branches[0], branches[1] = branches[1], branches[0]
            branches += sorted((v for v in ahead[vertex] if (vertex, v) in below), key=ahead[vertex].__getitem__)
            waiting += reversed(branches)
    return list(drawn)


def _fill_layers(columns: Columns, order: Sequence[int]) -> None:
    """Put the vertices into their columns in this order from the top; lines back go below."""
    time = {vertex: n for n, vertex in enumerate(order)}
    key: dict[int, tuple[int, bool, float]] = {v: (columns.lane[v], False, float(t)) for v, t in time.items()}
    for arc, chain in enumerate(columns.chains):
        for bend in chain[1:-1]:
            key[bend] = (columns.lane[bend], columns.back[arc], time[chain[-1]] + 0.5)
    columns.layers = [[] for _ in range(max(columns.rank, default=-1) + 1)]
    for vertex in sorted(key, key=lambda v: key[v]):
        columns.layers[columns.rank[vertex]].append(vertex)
