"""Circles in any graph: the parts from each of whose members one can come to every other and back."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def circles(on: Mapping[T, Sequence[T]]) -> Iterator[set[T]]:
    """Each part of the graph that goes round; a member alone only if it leads to itself.

    on: from each member to the next ones, all of them members. After R. Tarjan, Depth-first search and linear graph
    algorithms (1972), without recursion.
    """
    number: dict[T, int] = {}
    lowest: dict[T, int] = {}
    stack: list[T] = []
    stacked: set[T] = set()
    for root in on:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        stack.append(root)
        stacked.add(root)
        work = [(root, iter(on[root]))]
        while work:
            here, targets = work[-1]
            for target in targets:
                if target not in number:
                    number[target] = lowest[target] = len(number)
                    stack.append(target)
                    stacked.add(target)
                    work.append((target, iter(on[target])))
                    break
                if target in stacked:
                    lowest[here] = min(lowest[here], number[target])
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[here])
                if lowest[here] == number[here]:
                    part = set()
                    while here not in part:
                        part.add(stack.pop())
                    stacked -= part
                    if len(part) > 1 or here in on[here]:
                        yield part
