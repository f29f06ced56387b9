"""Which vertex of a column stands above which, so that lines cross seldom. Lanes keep their order."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict

from bpmn.drawing.layout.graph import Columns

SWEEPS = 6
MOST_SWITCHED = 2_000
MOST_LINKS = 20_000
"""Beyond this many pieces of lines one sweep must do."""


def uncross(columns: Columns) -> None:
    """Reorder `columns.layers`: sweeps to the right and left by the mean place of the neighbours, keeping the best."""
    links = columns.links()
    before: dict[int, list[int]] = defaultdict(list)
    after: dict[int, list[int]] = defaultdict(list)
    for a, b, _ in links:
        before[b].append(a)
        after[a].append(b)
    beside = _beside(columns)
    below = {(chain[0], chain[1]) for arc, chain in enumerate(columns.chains) if columns.arcs[arc].foot_x is not None}
    gaps = _gaps(columns, links)
    best, fewest = [list(layer) for layer in columns.layers], _crossings(columns, gaps)
    for sweep in range(SWEEPS if len(links) <= MOST_LINKS else 1):
        if not fewest:
            break
        rightwards = sweep % 2 == 0
        order = range(len(columns.layers)) if rightwards else range(len(columns.layers) - 1, -1, -1)
        for number in order:
            _sort(columns, number, before if rightwards else after, beside, below)
        if len(links) <= MOST_SWITCHED:
            _switch(columns, before, after)
        crossings = _crossings(columns, gaps)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in columns.layers], crossings
    columns.layers = best


def _beside(columns: Columns) -> dict[int, int]:
    """First and last bend of a line back → the vertex of the same column that it turns round."""
    found = {}
    for arc, chain in enumerate(columns.chains):
        if columns.back[arc]:
            found[chain[-2]] = chain[-1]
            found[chain[1]] = chain[0]
    return found


def _sort(
    columns: Columns,
    number: int,
    neighbours: dict[int, list[int]],
    beside: dict[int, int],
    below: set[tuple[int, int]],
) -> None:
    layer = columns.layers[number]
    place = {v: float(n) for n, v in enumerate(layer)}
    for near in (number - 1, number + 1):
        if 0 <= near < len(columns.layers):
            place.update({v: float(n) for n, v in enumerate(columns.layers[near])})
    wanted = {}
    for vertex in layer:
        places = [place[n] + (0.4 if (n, vertex) in below else 0.0) for n in neighbours[vertex]]
        if vertex in beside:
            places.append(place[beside[vertex]] + 0.6)
        wanted[vertex] = sum(places) / len(places) if places else place[vertex]
    layer.sort(key=lambda v: (columns.lane[v], wanted[v]))


def _switch(columns: Columns, before: dict[int, list[int]], after: dict[int, list[int]]) -> None:
    """Let neighbours change places wherever that takes a crossing away."""
    place = {v: n for layer in columns.layers for n, v in enumerate(layer)}
    for layer in columns.layers:
        for n in range(len(layer) - 1):
            upper, lower = layer[n], layer[n + 1]
            if columns.lane[upper] != columns.lane[lower]:
                continue
            gain = 0
            for near in (before, after):
                for a in near[upper]:
                    for b in near[lower]:
                        gain += (place[a] > place[b]) - (place[a] < place[b])
            if gain > 0:
                layer[n], layer[n + 1] = lower, upper
                place[upper], place[lower] = n + 1, n


def _gaps(columns: Columns, links: list[tuple[int, int, int]]) -> list[list[tuple[int, int]]]:
    gaps: list[list[tuple[int, int]]] = [[] for _ in columns.layers]
    for a, b, _ in links:
        gaps[columns.rank[a]].append((a, b))
    return gaps


def _crossings(columns: Columns, gaps: list[list[tuple[int, int]]]) -> int:
    place = {v: n for layer in columns.layers for n, v in enumerate(layer)}
    total = 0
    for gap in gaps:
        seen: list[int] = []
        for _, target in sorted((place[a], place[b]) for a, b in gap):
            total += len(seen) - bisect_right(seen, target)
            insort(seen, target)
    return total
