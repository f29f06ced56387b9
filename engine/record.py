"""The record of the office checked: every case's chain, the checkpoints over all of them, the gapless document numbers.

Reads only, but for `checkpoint`, which signs how far every chain has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

import orjson

from engine.audit import Break, Tree, checkpoint_statement, first_break, leaf
from engine.case import instant
from engine.store import questions
from engine.workplace import Workplace


class Signer(Protocol):
    """A keyring, as far as checkpoints go."""

    def checkpoint_key(self) -> Any: ...

    def is_checkpoint(self, key: str, statement: bytes, signature: bytes) -> bool: ...


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking the record found."""

    entries: int
    cases: int
    checkpoints: int
    first_bad: Break | None
    gaps: tuple[str, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return self.first_bad is None and not self.gaps


def checkpoint(place: Workplace, signer: Signer) -> int:
    """Sign how far every case's record has come; returns the size of the tree, unchanged when nothing is new.

    Raises WrittenByAnother when another process signs at the same moment: then it is signed.
    """
    with place.database.reading() as connection:
        known = questions.all_leaves(connection)
        heads = questions.heads(connection)
    reached = {(row["organ"], row["case"]): row["entry"] for row in map(orjson.loads, known)}
    fresh = [
        leaf(row["organ"], row["id"], row["entries"], bytes(row["head"]))
        for row in heads
        if reached.get((row["organ"], row["id"])) != row["entries"]
    ]
    if not fresh:
        return len(known)
    tree = Tree()
    for body in (*known, *fresh):
        tree.add(body)
    at = instant(place.now())
    key = signer.checkpoint_key()
    row = {
        "size": tree.size,
        "root": tree.root(),
        "at": at,
        "key": key.id,
        "signature": key.sign(checkpoint_statement(tree.size, tree.root(), at)),
    }
    with place.database.writing() as connection:
        questions.insert_leaves(
            connection, [{"position": len(known) + i, "body": body} for i, body in enumerate(fresh)]
        )
        questions.insert_checkpoint(connection, row)
    return tree.size


def verify(place: Workplace, signer: Signer) -> Verification:
    """Every chain, checkpoint and series of numbers checked; stops at the first bad entry."""
    with place.database.reading() as connection:
        heads = questions.heads(connection)
        leaves = questions.all_leaves(connection)
        points = questions.all_checkpoints(connection)
        serials = questions.serials(connection)
        counters = questions.counters(connection)
    bad = _checkpoints(leaves, points, signer)
    witnessed: dict[str, dict[int, str]] = {}
    for row in map(orjson.loads, leaves):
        witnessed.setdefault(row["case"], {})[row["entry"]] = row["hash"]
    entries = 0
    for head in heads:
        with place.database.reading() as connection:
            chain = questions.entries_of(connection, head["organ"], head["id"])
        entries += len(chain)
        bad = bad or first_break(head["id"], chain, bytes(head["head"]))
        bad = bad or _against(head["id"], chain, witnessed.pop(head["id"], {}))
    for case_id, seen in witnessed.items():
        bad = bad or Break(case_id, max(seen), "the case has gone, though a checkpoint saw it")
    return Verification(entries, len(heads), len(points), bad, _gaps(serials, counters))


def _checkpoints(leaves: list[bytes], points: Any, signer: Signer) -> Break | None:
    tree = Tree()
    position = 0
    for point in points:
        for body in leaves[position : point["size"]]:
            tree.add(body)
        position = point["size"]
        statement = checkpoint_statement(point["size"], bytes(point["root"]), point["at"])
        if tree.size != point["size"] or tree.root() != bytes(point["root"]):
            return Break("checkpoint", point["size"], "the leaves under it have changed")
        if not signer.is_checkpoint(point["key"], statement, bytes(point["signature"])):
            return Break("checkpoint", point["size"], "its signature does not fit")
    return None


def _against(case_id: str, chain: list[tuple[int, bytes, bytes]], seen: Mapping[int, str]) -> Break | None:
    hashes = {number: recorded.hex() for number, _, recorded in chain}
    for number, expected in sorted(seen.items()):
        if hashes.get(number) != expected:
            return Break(case_id, number, "a checkpoint saw another entry here")
    return None


def _gaps(serials: Any, counters: Any) -> tuple[str, ...]:
    """Where numbers of a series are missing, doubled or beyond its counter."""
    found = []
    last = {(row["organ"], row["letter"], row["year"]): row["last"] for row in counters}
    given = {
        key: [row["serial"] for row in rows]
        for key, rows in groupby(serials, key=lambda row: (row["for_organ"], row["letter"], row["year"]))
    }
    for key in sorted(last.keys() | given.keys()):
        if given.get(key, []) != list(range(1, last.get(key, 0) + 1)):
            organ, letter, year = key
            found.append(f"{organ} {letter}〔{year}〕: {len(given.get(key, []))} documents, counter {last.get(key, 0)}")
    return tuple(found)
