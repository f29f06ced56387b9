"""The dossier of a closed case, made into a package that needs the office no more.

Case data, all versions of materials, every document, the entries of the record, and the definition under which the case
was handled. Who has downloaded what stays in the office's ledger: it goes on after the dossier is made.
Source: GB/T 42727-2023; 国务院令第716号第十二条.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from engine import scanning
from engine.acts.reading import read_case
from engine.audit import canonical
from engine.authority import AUDITOR, SUPERVISOR, Account, NotYours, may_see
from engine.case import Case, CaseUnknown
from engine.errors import Refusal
from engine.ledger import OPERATOR, downloads
from engine.matter.folder import unpack
from engine.matter.model import Matter
from engine.package import ENTRIES, FORMAT, HASHES, INDEX, METADATA, metadata, pack
from engine.record import Signer
from engine.store import issued, publications, questions
from engine.workplace import Workplace


class CaseStillOpen(Refusal):
    """A case that is not closed has no dossier yet."""

    code = "ARCHIVE-CASE-OPEN"
    remedy = "Close the case first; `sealflow case show` says what it waits for."
    status = 409

    def __init__(self, number: str, status: str) -> None:
        super().__init__(f"{number} is {status}: its dossier is made when it is closed")


class FilesNotClean(Refusal):
    """A dossier holds files that the virus scanner has not found clean."""

    code = "ARCHIVE-FILES-NOT-CLEAN"
    remedy = (
        "Wait until the scanner has looked (`sealflow doctor` tells whether it answers); what carries malware leaves "
        "the office in no package."
    )
    status = 409

    def __init__(self, number: str, files: Iterable[str]) -> None:
        super().__init__(f"{number} holds files that no archive may get: {', '.join(files)}")


def make(place: Workplace, signer: Signer, reference: str, viewer: Account | None) -> bytes:
    """The package of a closed case; the same case gives the same bytes. That it was made is recorded.

    For auditors, supervisors of an organ that took part, and the operator (viewer None).
    Raises CaseUnknown, NotYours, CaseStillOpen, FilesNotClean.
    """
    case, matter = read_case(place, reference)
    _may(place, viewer, case, matter)
    if not case.is_closed:
        raise CaseStillOpen(case.number, case.status.value)
    data = pack(_files(place, case, matter), signer.checkpoint_key())
    with place.database.writing() as connection:
        by = viewer.name if viewer else OPERATOR
        downloads(case.organ, case.id).write(connection, place.now(), by, "archive", bytes=len(data))
    return data


def _may(place: Workplace, viewer: Account | None, case: Case, matter: Matter) -> None:
    if viewer is None:
        return
    sight = place.organs_of(viewer)
    if not may_see(viewer, applicant=case.applicant, agent=case.agent, roles=matter.roles.values(), in_sight=sight):
        raise CaseUnknown(case.number)
    if not {AUDITOR, SUPERVISOR} & viewer.roles:
        whose = f"those with the role {SUPERVISOR} or {AUDITOR}"
        raise NotYours(viewer.name, f"take the dossier of {case.number}", whose)


def _files(place: Workplace, case: Case, matter: Matter) -> dict[str, bytes]:
    with place.database.snapshot() as connection:
        entries = questions.entries_of(connection, case.organ, case.id)
        answers = questions.answers_of(connection, case.organ, case.id)
        handed_in = questions.materials_of(connection, case.organ, case.id)
        papers = [row for row in issued.documents_of(connection, case.organ, case.id) if row["sha256"]]
        bundle = publications.bundle(connection, case.bundle) or b""
        unsafe = scanning.unsafe(place, connection, [row["sha256"] for row in handed_in])
    if unsafe:
        named = (f"{row['name']} ({unsafe[row['sha256']]})" for row in handed_in if row["sha256"] in unsafe)
        raise FilesNotClean(case.number, named)
    files = {f"definition/{name}": data for name, data in unpack(bundle).items()}
    index: dict[str, Any] = {"format": FORMAT, "case": _case(place, case, matter)}
    index |= {"answers": [], "materials": [], "documents": []}
    for row in answers:
        name = f"answers/{row['entry']:04}-{row['form']}.json"
        files[name] = bytes(row["data"])
        told = {key: row[key] for key in ("entry", "form", "step", "author", "at")}
        index["answers"].append({"file": name, **told, "salt": bytes(row["salt"]).hex(), "note": row["note"] or ""})
    for row in handed_in:
        name = f"materials/{row['entry']:04}-{row['position']:02}-{row['material']}.{row['kind']}"
        files[name] = place.vault.get(row["sha256"])
        title = matter.materials[row["material"]].title.zh
        told = {key: row[key] for key in ("entry", "material", "name", "kind", "bytes", "sha256", "author", "at")}
        index["materials"].append({"file": name, "title": title, **told})
    for number, row in enumerate(papers, 1):
        name = f"documents/{number:02}-{row['kind']}.pdf"
        files[name] = place.vault.get(row["sha256"])
        told = {key: row[key] for key in ("number", "kind", "title", "dated", "code", "status", "sha256", "sealed_at")}
        index["documents"].append({"file": name, **told})
    bodies = [orjson.loads(body) for _, body, _ in entries]
    kept = {row["entry"] for row in answers} | {row["entry"] for row in handed_in}
    written = (body["number"] for body in bodies if body.get("content") or body.get("files"))
    index["erased"] = [number for number in written if number not in kept]
    index["entries"], index["head"] = len(entries), case.head.hex()
    files[ENTRIES] = b"".join(body + b"\n" for _, body, _ in entries)
    files[HASHES] = b"".join(recorded.hex().encode() + b"\n" for _, _, recorded in entries)
    files[INDEX] = canonical(index)
    files[METADATA] = metadata(orjson.loads(files[INDEX]))
    return files


def _case(place: Workplace, case: Case, matter: Matter) -> dict[str, object]:
    """The metadata of the dossier as a whole."""
    days = case.record.days
    holder = place.organs.get(case.standing.holder)
    return {
        "number": case.number,
        "matter": case.matter,
        "item_code": matter.item_code,
        "title": case.title,
        "version": matter.version,
        "kind": matter.kind,
        "organ": place.organs[case.organ].name if case.organ in place.organs else case.organ,
        "holder": holder.name if holder else case.standing.holder,
        "applicant": case.applicant,
        "agent": case.agent or "",
        "opened_at": case.opened_at,
        "accepted_on": days.get("accept", ""),
        "closed_at": case.closed_at or "",
        "status": case.status.value,
        "outcome": case.record.outcome,
        "bundle": case.bundle,
    }
