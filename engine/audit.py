"""The chained record: every act and download is an entry whose hash covers the entry before it.

Pure: how entries are linked and checked, and the tree over all of them whose root is signed from time to time. Where
they are kept is the store's business.
Source: the tree follows RFC 6962 §2.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

GENESIS = bytes(32)
"""The hash before the first entry of a case."""

Chain = Sequence[tuple[int, bytes, bytes]]
"""(number, canonical bytes, recorded hash) of entries, in order."""

_MARK = b"sealflow/entry/v1\n"


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed: JSON with sorted keys and no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def link(previous: bytes, body: bytes) -> bytes:
    """The hash of an entry with these canonical bytes that follows the entry hashed `previous`."""
    return hashlib.sha256(_MARK + previous + body).digest()


def digest_of(data: bytes, salt: bytes) -> str:
    """Hex digest of personal data for use in an entry: the data can be erased later without breaking the chain."""
    return hashlib.sha256(salt + data).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold."""

    case: str
    entry: int
    why: str


def first_break(case: str, entries: Iterable[tuple[int, bytes, bytes]], head: bytes) -> Break | None:
    """What is wrong with one case's chain, or None.

    entries: (number, canonical bytes, recorded hash) in order; head: the hash the case itself remembers.
    """
    previous, expected = GENESIS, 1
    for number, body, recorded in entries:
        if number != expected:
            return Break(case, expected, f"entry {expected} is missing")
        if link(previous, body) != recorded:
            return Break(case, number, "its content does not fit its hash")
        previous, expected = recorded, expected + 1
    if previous != head:
        return Break(case, expected, "entries at the end are missing")
    return None


@dataclass
class Tree:
    """A Merkle tree that grows: only the roots of its complete subtrees are kept (RFC 6962 §2.1)."""

    size: int = 0
    edge: list[bytes | None] = field(default_factory=list)

    def add(self, data: bytes) -> None:
        """Append one leaf."""
        node, level = hashlib.sha256(b"\0" + data).digest(), 0
        while level < len(self.edge) and (left := self.edge[level]) is not None:
            node = hashlib.sha256(b"\1" + left + node).digest()
            self.edge[level] = None
            level += 1
        if level == len(self.edge):
            self.edge.append(None)
        self.edge[level] = node
        self.size += 1

    def edge_bytes(self) -> bytes:
        """What `resumed` needs, besides the size: the roots of the complete subtrees, smallest first."""
        return b"".join(node for node in self.edge if node is not None)

    @classmethod
    def resumed(cls, size: int, edge: bytes) -> Tree:
        """The tree of this size whose `edge_bytes` these are, without its leaves. Raises ValueError: of another."""
        nodes = [edge[at : at + 32] for at in range(0, len(edge), 32)]
        if len(edge) != 32 * size.bit_count():
            raise ValueError(f"the edge of {size} leaves is {32 * size.bit_count()} bytes, not {len(edge)}")
        return cls(size, [nodes.pop(0) if size >> level & 1 else None for level in range(size.bit_length())])

    def root(self) -> bytes:
        """The hash over all leaves so far; the hash of nothing for an empty tree."""
        root: bytes | None = None
        for node in self.edge:
            if node is not None:
                root = node if root is None else hashlib.sha256(b"\1" + node + root).digest()
        return root if root is not None else hashlib.sha256(b"").digest()


def leaf(organ: str, case: str, number: int, entry_hash: bytes) -> bytes:
    """The bytes of a checkpoint's leaf: which case had reached which entry."""
    return canonical({"organ": organ, "case": case, "entry": number, "hash": entry_hash.hex()})


def checkpoint_statement(size: int, root: bytes, at: str) -> bytes:
    """What a checkpoint's signature covers."""
    return canonical({"sealflow": "checkpoint/v1", "size": size, "root": root.hex(), "at": at})


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree with these leaves."""
    tree = Tree()
    for data in leaves:
        tree.add(data)
    return tree.root()
