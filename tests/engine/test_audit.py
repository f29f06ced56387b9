"""The chain and the tree: what is linked cannot be changed, left out or moved without the link giving way."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audit import (
    GENESIS,
    Break,
    Tree,
    canonical,
    checkpoint_statement,
    digest_of,
    first_break,
    leaf,
    link,
    root_of,
)

Chain = list[tuple[int, bytes, bytes]]

bodies = st.lists(st.binary(max_size=40), min_size=1, max_size=12)


def chained(bodies: list[bytes]) -> Chain:
    """A sound chain of entries with these bodies."""
    chain: Chain = []
    head = GENESIS
    for number, body in enumerate(bodies, 1):
        head = link(head, body)
        chain.append((number, body, head))
    return chain


# ---- the chain -------------------------------------------------------------------------------------------------------


@given(bodies)
def test_a_chain_left_alone_holds(said: list[bytes]) -> None:
    chain = chained(said)

    assert first_break("c", chain, chain[-1][2]) is None


def test_a_case_without_entries_holds() -> None:
    assert first_break("c", [], GENESIS) is None


@given(bodies, st.data())
def test_an_entry_whose_content_was_changed_is_the_first_bad_one(said: list[bytes], data: st.DataObject) -> None:
    chain = chained(said)
    head = chain[-1][2]
    at = data.draw(st.integers(0, len(chain) - 1))
    number, body, recorded = chain[at]
    chain[at] = (number, body + b"!", recorded)

    assert first_break("c", chain, head) == Break("c", number, "its content does not fit its hash")


@given(bodies, st.data())
def test_an_entry_changed_with_its_hash_is_found_at_the_next(said: list[bytes], data: st.DataObject) -> None:
    chain = chained(said)
    head = chain[-1][2]
    at = data.draw(st.integers(0, len(chain) - 1))
    number, body, _ = chain[at]
    previous = chain[at - 1][2] if at else GENESIS
    chain[at] = (number, body + b"!", link(previous, body + b"!"))

    found = first_break("c", chain, head)

    assert found is not None and found.entry == number + 1


@given(bodies, st.data())
def test_an_entry_left_out_is_the_first_bad_one(said: list[bytes], data: st.DataObject) -> None:
    chain = chained(said)
    head = chain[-1][2]
    at = data.draw(st.integers(0, len(chain) - 1))
    del chain[at]

    found = first_break("c", chain, head)

    assert found is not None and found.entry == at + 1


@given(st.lists(st.binary(max_size=40), min_size=2, max_size=12, unique=True), st.data())
def test_entries_that_changed_places_are_found(said: list[bytes], data: st.DataObject) -> None:
    chain = chained(said)
    head = chain[-1][2]
    one, other = sorted(data.draw(st.sets(st.integers(0, len(chain) - 1), min_size=2, max_size=2)))
    (first, *left), (last, *right) = chain[one], chain[other]
    chain[one], chain[other] = (first, *right), (last, *left)  # type: ignore[assignment]

    found = first_break("c", chain, head)

    assert found is not None and found.entry == first


@given(bodies, st.data())
def test_a_chain_cut_short_misses_its_end(said: list[bytes], data: st.DataObject) -> None:
    chain = chained(said)
    head = chain[-1][2]
    kept = data.draw(st.integers(0, len(chain) - 1))

    assert first_break("c", chain[:kept], head) == Break("c", kept + 1, "entries at the end are missing")


@given(bodies, st.binary(max_size=40))
def test_an_entry_slipped_in_at_the_end_is_found(said: list[bytes], more: bytes) -> None:
    chain = chained(said)
    longer = chained([*said, more])

    assert first_break("c", longer, chain[-1][2]) is not None


@given(st.binary(max_size=30), st.binary(max_size=30))
def test_no_two_entries_have_one_hash_because_of_where_one_ends(one: bytes, other: bytes) -> None:
    assert link(GENESIS, one + other) != link(link(GENESIS, one), other)


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers(-(2**53), 2**53) | st.none(), max_size=6))
def test_the_same_facts_are_the_same_bytes_in_whatever_order(facts: dict[str, object]) -> None:
    shuffled = list(facts.items())
    random.Random(1).shuffle(shuffled)

    assert canonical(dict(shuffled)) == canonical(facts)


def test_a_digest_of_personal_data_tells_nothing_without_its_salt() -> None:
    assert digest_of(b"119901198505050018", b"a" * 16) != digest_of(b"119901198505050018", b"b" * 16)
    assert digest_of(b"x", b"a" * 16) == hashlib.sha256(b"a" * 16 + b"x").hexdigest()


# ---- the tree --------------------------------------------------------------------------------------------------------

# Certificate Transparency's own vectors for RFC 6962 §2.1: eight leaves, and the root of the first n of them.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_the_root_is_that_of_rfc_6962(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


def _as_the_rfc_says(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 word for word: the largest power of two smaller than n goes to the left."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + _as_the_rfc_says(leaves[:half]) + _as_the_rfc_says(leaves[half:])).digest()


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_root_of_any_leaves_is_the_one_the_rfc_defines(leaves: list[bytes]) -> None:
    assert root_of(leaves) == _as_the_rfc_says(leaves)


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_a_tree_that_grows_has_the_root_of_every_size_in_turn(leaves: list[bytes]) -> None:
    tree = Tree()
    for size, data in enumerate(leaves):
        assert tree.root() == _as_the_rfc_says(leaves[:size])
        tree.add(data)
    assert tree.size == len(leaves)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_changing_any_leaf_changes_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves]
    changed[at] += b"!"

    assert root_of(changed) != root_of(leaves)


def test_a_leaf_says_which_case_had_come_how_far() -> None:
    assert leaf("city", "c1", 3, b"\1" * 32) == (b'{"case":"c1","entry":3,"hash":"' + b"01" * 32 + b'","organ":"city"}')


def test_a_statement_covers_size_root_and_time() -> None:
    plain = checkpoint_statement(8, b"\2" * 32, "2026-03-02T01:30:00.000000Z")

    assert plain != checkpoint_statement(9, b"\2" * 32, "2026-03-02T01:30:00.000000Z")
    assert plain != checkpoint_statement(8, b"\3" * 32, "2026-03-02T01:30:00.000000Z")
    assert plain != checkpoint_statement(8, b"\2" * 32, "2026-03-02T01:30:00.000001Z")


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 9, 64, 69])
def test_a_tree_goes_on_from_its_edge_as_from_its_leaves(size: int) -> None:
    tree = Tree()
    for number in range(size):
        tree.add(b"%d" % number)
    again = Tree.resumed(size, tree.edge_bytes())

    for each in (tree, again):
        each.add(b"one more")

    assert (again.size, again.root()) == (tree.size, tree.root())


def test_an_edge_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="the edge of 3 leaves is 64 bytes, not 32"):
        Tree.resumed(3, bytes(32))
