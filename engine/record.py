"""The record of the office checked: every case's chain, the checkpoints over all of them, the gapless document numbers.

Reads only, but for `checkpoint`, which signs how far every chain has come.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

import orjson

from engine.administration import ACCOUNT, PUBLISH, RETIRE
from engine.audit import Break, Chain, Tree, checkpoint_statement, digest_of, first_break, leaf
from engine.case import instant
from engine.deputies import DEPUTY, DEPUTY_ENDED
from engine.errors import Failure
from engine.ledger import OFFICE
from engine.matter.folder import fingerprint as fingerprint_of
from engine.matter.folder import unpack
from engine.store import checkpoints, issued, ledgers, publications, questions, ratings, registry
from engine.store.asking import Row
from engine.store.database import Connection
from engine.store.tables import REVOKED, VALID, VOID
from engine.terms import Noted
from engine.workplace import Workplace


class Signer(Protocol):
    """A keyring, as far as checkpoints go."""

    def checkpoint_key(self) -> Any: ...

    def is_checkpoint(self, key: str, statement: bytes, signature: bytes) -> bool: ...


AT_ONCE = 500
"""How many cases one checkpoint takes in: its transaction stays short."""


class RecordAltered(Failure):
    """What the last checkpoint kept is not what it signed, so that none can be built on it."""

    code = "RECORD-ALTERED"
    remedy = "See where with `sealflow audit verify`; stop work, and compare with a backup before anything is mended."

    def __init__(self, size: int) -> None:
        super().__init__(f"the checkpoint of leaf {size} is not as it was signed; no further one is signed")


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


def checkpoint(place: Workplace, signer: Signer, at_once: int = AT_ONCE) -> int:
    """Sign how far every case's record has come; returns the size of the tree, unchanged when nothing is new.

    Reads the last checkpoint and the cases written to since, however many there are besides; more than `at_once` are
    signed in several checkpoints. Raises RecordAltered, and WrittenByAnother when another process signs at the same
    moment: then it is signed.
    """
    key = signer.checkpoint_key()
    while True:
        with place.database.reading() as connection:
            last = checkpoints.last_checkpoint(connection)
            cases = checkpoints.unwitnessed_heads(connection, at_once)
            others = ledgers.unwitnessed_heads(connection, at_once)
        tree = _grown(last)
        if not (cases or others):
            return tree.size
        fresh = [leaf(row["organ"], row["id"], row["entries"], bytes(row["head"])) for row in (*cases, *others)]
        rows = [{"position": tree.size + i, "body": body} for i, body in enumerate(fresh)]
        for body in fresh:
            tree.add(body)
        at = instant(place.now())
        signature = key.sign(checkpoint_statement(tree.size, tree.root(), at))
        point = {"size": tree.size, "root": tree.root(), "edge": tree.edge_bytes(), "at": at, "key": key.id}
        with place.database.writing() as connection:
            checkpoints.insert_leaves(connection, rows)
            checkpoints.insert_checkpoint(connection, {**point, "signature": signature})
            checkpoints.witness(connection, cases)
            ledgers.witness(connection, others)


def _grown(last: Row | None) -> Tree:
    """The tree as the last checkpoint left it. Raises RecordAltered when what it kept is not what it signed."""
    if last is None:
        return Tree()
    try:
        tree = Tree.resumed(last["size"], bytes(last["edge"]))
    except ValueError as error:
        raise RecordAltered(last["size"]) from error
    if tree.root() != bytes(last["root"]):
        raise RecordAltered(last["size"])
    return tree


def verify(place: Workplace, signer: Signer) -> Verification:
    """Every chain, checkpoint and series of numbers checked, and what is kept beside the entries held against them.

    Everything is read as it was at one moment: acts done meanwhile are no faults. Names the first bad entry.
    """
    with place.database.snapshot() as connection:
        heads = checkpoints.heads(connection)
        leaves = checkpoints.all_leaves(connection)
        points = checkpoints.all_checkpoints(connection)
        bad = _checkpoints(leaves, points, signer)
        witnessed: dict[str, dict[int, str]] = {}
        for row in map(orjson.loads, () if bad else leaves):
            witnessed.setdefault(row["case"], {})[row["entry"]] = row["hash"]
        entries = 0
        for head in heads:
            chain = questions.entries_of(connection, head["organ"], head["id"])
            entries += len(chain)
            bad = bad or first_break(head["id"], chain, bytes(head["head"]))
            bad = bad or _against(head, chain, witnessed.pop(head["id"], {}))
            bad = bad or _beside(connection, head, chain)
        for head in ledgers.heads(connection):
            chain = ledgers.entries_of(connection, head["organ"], head["id"])
            entries += len(chain)
            bad = bad or first_break(head["id"], chain, bytes(head["head"]))
            bad = bad or _against(head, chain, witnessed.pop(head["id"], {}))
            bad = bad or _counted(head, chain, "ledger")
        bad = bad or _office(connection)
        for case_id, seen in witnessed.items():
            bad = bad or Break(case_id, max(seen), "it has gone whole, though a checkpoint saw it")
        gaps = _gaps(issued.serials(connection), issued.counters(connection))
    return Verification(entries, len(heads), len(points), bad, gaps)


def _checkpoints(leaves: list[bytes], points: Any, signer: Signer) -> Break | None:
    tree = Tree()
    position = 0
    for point in points:
        for body in leaves[position : point["size"]]:
            tree.add(body)
        position = point["size"]
        statement = checkpoint_statement(point["size"], bytes(point["root"]), point["at"])
        kept = (tree.size, tree.root(), tree.edge_bytes())
        if kept != (point["size"], bytes(point["root"]), bytes(point["edge"])):
            return Break("checkpoint", point["size"], "the leaves under it have changed")
        if not signer.is_checkpoint(point["key"], statement, bytes(point["signature"])):
            return Break("checkpoint", point["size"], "its signature does not fit")
    if position != len(leaves):
        return Break("checkpoint", len(leaves), "there are leaves that no checkpoint signs")
    return None


def _against(head: Row, chain: Chain, seen: Mapping[int, str]) -> Break | None:
    hashes = {number: recorded.hex() for number, _, recorded in chain}
    for number, expected in sorted(seen.items()):
        if hashes.get(number) != expected:
            return Break(head["id"], number, "a checkpoint saw another entry here")
    if head["witnessed"] != max(seen, default=0):
        why = f"it says that a checkpoint saw it up to entry {head['witnessed']}"
        return Break(head["id"], max(seen, default=0) + 1, why)
    return None


def _counted(head: Row, chain: Chain, what: str) -> Break | None:
    if head["entries"] != len(chain):
        return Break(head["id"], len(chain), f"the {what} counts {head['entries']} entries")
    return None


def _beside(connection: Connection, head: Row, chain: Chain) -> Break | None:
    """The first entry that says otherwise than the answers, files and documents kept beside the record.

    What has been erased is no fault: the entry keeps its digest.
    """
    organ, case_id = head["organ"], head["id"]
    if miscounted := _counted(head, chain, "case"):
        return miscounted
    said: dict[int, Mapping[str, Any]] = {}
    for number, body, _ in chain:
        try:
            said[number] = orjson.loads(body)
        except orjson.JSONDecodeError:
            return Break(case_id, number, "it cannot be read")
    found: list[Break] = []
    for row in questions.answers_of(connection, organ, case_id):
        written = bytes(row["data"]) + (row["note"] or "").encode()
        if said.get(row["entry"], {}).get("content") != digest_of(written, bytes(row["salt"])):
            found.append(Break(case_id, row["entry"], "the answers given with it have changed"))
    for row in questions.materials_of(connection, organ, case_id):
        file = {"material": row["material"], "sha256": row["sha256"]}
        if file not in said.get(row["entry"], {}).get("files", ()):
            found.append(Break(case_id, row["entry"], f"the file handed in as {row['material']} is another"))
    sealed, judged = _last(said, "seal"), _judged(said)
    for row in issued.documents_of(connection, organ, case_id):
        entry, seal = sealed.pop(row["number"], (len(chain), {}))
        if row["sha256"] != seal.get("sha256"):
            found.append(Break(case_id, entry, f"the register has another document as {row['number']}"))
        entry, status = judged.get(row["number"], (entry, VALID))
        never_sealed = row["sha256"] is None and row["status"] == VOID
        if row["status"] != status and not never_sealed:
            found.append(Break(case_id, entry, f"the register calls {row['number']} {row['status']}"))
    given = {
        body.get("visit", ""): (number, body["grade"]) for number, body in said.items() if body.get("act") == "rate"
    }
    for row in ratings.of_case(connection, organ, case_id):
        entry, grade = given.pop(row["visit"], (len(chain), None))
        if row["grade"] != grade:
            found.append(Break(case_id, entry, f"the rating of {row['visit'] or 'the case'} is another"))
    found += [Break(case_id, entry, "a rating has gone") for entry, _ in given.values()]
    for name, number in questions.copied_in(connection, organ, case_id).items():
        if name not in said.get(number, {}).get("to", ()):
            found.append(Break(case_id, number, f"no entry copied the case to {name}"))
    found += [Break(case_id, entry, f"{name} has gone from the register") for name, (entry, _) in sealed.items()]
    return min(found, key=lambda each: each.entry) if found else None


def _office(connection: Connection) -> Break | None:
    """The first entry of the office's ledger that says otherwise than the accounts and the published matters."""
    chain = OFFICE.entries(connection)
    said = {number: orjson.loads(body) for number, body, _ in chain}
    found: list[Break] = []
    written = {body["account"]: (number, body) for number, body in said.items() if body["act"] == ACCOUNT}
    for row in registry.all_accounts(connection):
        entry, body = written.pop(row["name"], (len(chain), {}))
        if not body:
            found.append(Break(OFFICE.name, entry, f"no entry wrote the account {row['name']}"))
        elif (body.get("organ", ""), body["content"]) != (row["organ"] or "", digest_of(row["person"], b"")):
            found.append(Break(OFFICE.name, entry, f"the account {row['name']} has changed since"))
    found += [Break(OFFICE.name, entry, f"the account {name} has gone") for name, (entry, _) in written.items()]
    published = {
        (body["matter"], body["published_at"]): (number, body)
        for number, body in said.items()
        if body["act"] in (PUBLISH, RETIRE)
    }
    for row in publications.all_publications(connection):
        entry, body = published.pop((row["matter"], row["at"]), (len(chain), {}))
        if any(body.get(key, "") != row[key] for key in ("version", "bundle", "effective")):
            found.append(Break(OFFICE.name, entry, f"{row['matter']} {row['version']} was not published so"))
    found += [
        Break(OFFICE.name, entry, f"{body['matter']} {body['version']} is published no more")
        for entry, body in published.values()
    ]
    found += _deputies(connection, said)
    for fingerprint, packed in publications.all_bundles(connection):
        if _unpacked(packed) != fingerprint:
            found.append(Break(OFFICE.name, len(chain), f"the files of the bundle {fingerprint[:16]}… have changed"))
    return min(found, key=lambda each: each.entry) if found else None


def _deputies(connection: Connection, said: Mapping[int, Mapping[str, Any]]) -> list[Break]:
    """Where the deputies are not those that were appointed."""
    found: list[Break] = []
    appointed = {body["id"]: (number, dict(body)) for number, body in said.items() if body["act"] == DEPUTY}
    for body in said.values():
        if body["act"] == DEPUTY_ENDED and body["id"] in appointed:
            appointed[body["id"]][1]["last"] = body["last"]
    for row in registry.all_deputies(connection):
        entry, body = appointed.pop(row["id"], (len(said), {}))
        if any(body.get(key) != row[key] for key in ("organ", "role", "absent", "deputy", "first", "last")):
            found.append(Break(OFFICE.name, entry, f"{row['deputy']} was not appointed so to act for {row['absent']}"))
    for entry, body in appointed.values():
        found.append(Break(OFFICE.name, entry, f"{body['deputy']}, who acts for {body['absent']}, has gone"))
    return found


def _unpacked(packed: bytes) -> str:
    """The fingerprint of the files of a bundle; empty when they cannot be unpacked."""
    try:
        return fingerprint_of(unpack(packed))
    except (zipfile.BadZipFile, ValueError, OSError, zlib.error):
        return ""


def _last(said: Mapping[int, Mapping[str, Any]], act: str) -> dict[str, tuple[int, Mapping[str, Any]]]:
    """The last entry of this act for each document's number, with what it says."""
    return {str(body.get("number_of")): (number, body) for number, body in said.items() if body.get("act") == act}


def _judged(said: Mapping[int, Mapping[str, Any]]) -> dict[str, tuple[int, str]]:
    """What the last entry says that tells of each document's standing: alone, or with the promise it rested on."""
    judged = {}
    for number, body in said.items():
        if body.get("act") == Noted.DOCUMENT_STATUS:
            judged[str(body["number_of"])] = (number, str(body["status"]))
        elif body.get("act") == Noted.BREAK_PROMISE:
            judged.update({str(paper["number_of"]): (number, REVOKED) for paper in body.get("papers", ())})
    return judged


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
