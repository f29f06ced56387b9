"""How high each vertex stands: the main path straight, other paths in rows of their own, nothing touching.

Vertices that shall stand level form a *row* (the blocks of U. Brandes and B. Köpf, 2001); rows are packed lane by lane
and then drawn towards the vertices they are connected with, as far as there is room.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from itertools import pairwise
from statistics import median

from bpmn.drawing.layout.graph import Columns

GAP = 32.0
"""Between two figures one above the other."""
BEND_GAP = 16.0
"""Between a line and a figure or line above it."""
ROUNDS = 6


def heights(columns: Columns) -> tuple[list[float], list[tuple[float, float]]]:
    """The height of every vertex's middle, within its lane; and how far up and down each lane's content goes."""
    row = _rows(columns)
    lanes = max(columns.lane, default=-1) + 1
    members: dict[int, list[int]] = defaultdict(list)
    for vertex, number in enumerate(row):
        members[number].append(vertex)
    above, below = _neighbours(columns, row)
    height = _packed(above, sorted(members))
    _balance(columns, row, members, above, below, height)
    found = [height[number] for number in row]
    extents = []
    for lane in range(lanes):
        inside = [v for v in range(len(row)) if columns.lane[v] == lane]
        top = min((found[v] - columns.vertices[v].up for v in inside), default=0.0)
        bottom = max((found[v] + columns.vertices[v].down for v in inside), default=0.0)
        extents.append((top, bottom))
    return found, extents


def _rows(columns: Columns) -> list[int]:
    """For each vertex the first vertex of its row. Lines that continue the longest way are made straight first."""
    place = {v: n for layer in columns.layers for n, v in enumerate(layer)}
    ahead, behind = _ways(columns)
    weighted = []
    for a, b, arc in columns.links():
        bends = columns.is_bend(a) + columns.is_bend(b)
        leaves_below = columns.arcs[arc].foot_x is not None and a == columns.chains[arc][0]
        if columns.lane[a] == columns.lane[b] and not leaves_below:
            weighted.append((-(bends == 2), -(behind[a] + ahead[b]) if bends < 2 else 0, arc, place[a], a, b))
    onward: dict[int, int] = {}
    entered: set[int] = set()
    straight: dict[int, list[tuple[int, int]]] = defaultdict(list)  # column → places joined, in order
    for *_, a, b in sorted(weighted):
        if a in onward or b in entered:
            continue
        joined, pair = straight[columns.rank[a]], (place[a], place[b])
        at = bisect_left(joined, pair)
        if (at and joined[at - 1][1] > pair[1]) or (at < len(joined) and joined[at][1] < pair[1]):
            continue
        insort(joined, pair)
        onward[a] = b
        entered.add(b)
    row = list(range(len(columns.vertices)))
    for vertex in range(len(row)):
        if vertex not in entered:
            follower = onward.get(vertex)
            while follower is not None:
                row[follower] = vertex
                follower = onward.get(follower)
    return row


def _ways(columns: Columns) -> tuple[list[int], list[int]]:
    """For each vertex how many columns the longest way goes on after it, and has come before it."""
    ahead, behind = [0] * len(columns.vertices), [0] * len(columns.vertices)
    links = [link for link in columns.links() if not columns.back[link[2]]]
    for a, b, _ in sorted(links, key=lambda link: -columns.rank[link[0]]):
        ahead[a] = max(ahead[a], ahead[b] + 1)
    for a, b, _ in sorted(links, key=lambda link: columns.rank[link[0]]):
        behind[b] = max(behind[b], behind[a] + 1)
    return ahead, behind


Pairs = dict[int, dict[int, float]]


def _neighbours(columns: Columns, row: list[int]) -> tuple[Pairs, Pairs]:
    """For each row the rows right above it in its lane, and right below, each with the distance to keep."""
    above: Pairs = defaultdict(dict)
    below: Pairs = defaultdict(dict)
    for layer in columns.layers:
        for upper, lower in pairwise(layer):
            if columns.lane[upper] != columns.lane[lower]:
                continue
            bends = columns.is_bend(upper) or columns.is_bend(lower)
            distance = columns.vertices[upper].down + columns.vertices[lower].up + (BEND_GAP if bends else GAP)
            a, b = row[upper], row[lower]
            above[b][a] = below[a][b] = max(distance, above[b].get(a, 0.0))
    return above, below


def _packed(above: Pairs, rows: list[int]) -> dict[int, float]:
    """Each row as high up as those above it allow."""
    waiting = {row: len(above[row]) for row in rows}
    below: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        for upper in above[row]:
            below[upper].append(row)
    height = dict.fromkeys(rows, 0.0)
    ready = [row for row in rows if not waiting[row]]
    while ready:
        upper = ready.pop()
        for lower in below[upper]:
            height[lower] = max(height[lower], height[upper] + above[lower][upper])
            waiting[lower] -= 1
            if not waiting[lower]:
                ready.append(lower)
    return height


def _balance(
    columns: Columns,
    row: list[int],
    members: dict[int, list[int]],
    above: Pairs,
    below: Pairs,
    height: dict[int, float],
) -> None:
    """Move rows towards what they are connected with, without making the lane higher."""
    drawn: dict[int, list[int]] = defaultdict(list)
    for a, b, _ in columns.links():
        if row[a] != row[b] and columns.lane[a] == columns.lane[b]:
            drawn[row[a]].append(row[b])
            drawn[row[b]].append(row[a])
    up = {number: max(columns.vertices[v].up for v in vertices) for number, vertices in members.items()}
    down = {number: max(columns.vertices[v].down for v in vertices) for number, vertices in members.items()}
    ceiling: dict[int, float] = defaultdict(float)
    floor: dict[int, float] = defaultdict(float)
    for number in members:
        lane = columns.lane[number]
        ceiling[lane] = min(ceiling[lane], height[number] - up[number])
        floor[lane] = max(floor[lane], height[number] + down[number])
    order = sorted((n for n in members if drawn[n]), key=lambda n: (-len(members[n]), n))
    for _ in range(ROUNDS):
        for number in order:
            lane = columns.lane[number]
            low = max([ceiling[lane] + up[number], *(height[upper] + gap for upper, gap in above[number].items())])
            high = min([floor[lane] - down[number], *(height[lower] - gap for lower, gap in below[number].items())])
            if low <= high:
                height[number] = min(max(median(height[other] for other in drawn[number]), low), high)
