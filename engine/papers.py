"""Making a document: its number allotted for good, its text filled, composed, sealed and kept. At most once each.

Every stage may be repeated after a crash and ends in the same document: the number is bound to the document before it
is printed, the text follows from the record, the sealed bytes are registered once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

import orjson

from engine.case import Case, instant
from engine.errors import Failure, Refusal
from engine.facts import Pending, fact_at, gather
from engine.identifiers import verification_code
from engine.jobs import Job
from engine.matter.model import DocumentRule, Matter
from engine.organs import Organ
from engine.store import issued
from engine.store.asking import Row
from engine.store.database import Connection
from engine.store.tables import VALID
from engine.terms import ActName, Unit
from engine.workdays import plain_end
from engine.workplace import Workplace
from signing import paper, seal, signer
from signing.faces import FontSet, MissingGlyph
from signing.keys import SealKey


class OrganMissing(Failure):
    """A document is to be issued by an organ this office does not have."""

    code = "PAPER-ORGAN-MISSING"
    remedy = "Add the organ and its seal to organs.yaml; the document is then made by itself."


class CharacterUnprintable(Refusal):
    """What was written holds a character that no document could print."""

    code = "ANSWER-MISSING-GLYPH"
    remedy = "Check the character; if it belongs to a name, ask the office to add a font (SEALFLOW_FONTS)."
    source = "GB 18030-2022"
    status = 422


class Keys(Protocol):
    """Where the seal keys are: a keyring."""

    def key(self, seal: str, *, at: Any) -> SealKey: ...


@dataclass(frozen=True, slots=True)
class Press:
    """What making documents needs beside the workplace: faces, keys, and where papers are verified."""

    faces: FontSet
    keys: Keys
    verify_url: str

    def must_print(self, said: Any) -> None:
        """Raises CharacterUnprintable for a character of what people wrote that no face at hand could print.

        It must be said while somebody is there to mend it, not when the decision is to be made. Private-use and
        control characters are the forms' business.
        """
        for character in sorted(_characters(said)):
            if character.isprintable():
                try:
                    self.faces.body.place[character]
                except MissingGlyph as error:
                    raise CharacterUnprintable(str(error)) from error


@dataclass(frozen=True, slots=True)
class Allotted:
    """A document that has its number for good; `sha256` is empty until it is sealed."""

    key: str
    rule: DocumentRule
    number: str
    code: str
    dated: date
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A sealed document in the vault, not yet registered."""

    allotted: Allotted
    sha256: str
    bytes: int
    sealed_with: str
    """SHA-256 of the X.509 certificate of the key."""
    holder: str = ""
    """The number of whom it belongs to."""
    valid_until: str = ""
    """Its last day, ISO; empty: it does not expire."""
    suspends_days: int = 0
    """For how long it suspends the paper it is about, in days."""
    about: str = ""
    """The number of the earlier paper of which it makes something."""


def allot(place: Workplace, job: Job, case: Case, matter: Matter, rule: DocumentRule, key: str) -> Allotted:
    """The document's number, date and code; the same ones every time for the same key.

    The counter's row is locked until the document's row is written: no number is lost or given twice. Raises TakenOver
    when the job was cancelled, as by a withdrawal, or is in other hands.
    """
    now = place.now()
    today = place.day(now)
    organ = matter.organs[rule.organ]
    with place.database.writing() as connection:
        job.hold(connection)
        row = issued.document(connection, case.organ, case.id, key)
        if row is None:
            serial = issued.next_serial(connection, organ, rule.letter, today.year)
            row = {
                "organ": case.organ,
                "case_id": case.id,
                "key": key,
                "kind": rule.kind,
                "title": rule.title.zh,
                "for_organ": organ,
                "letter": rule.letter,
                "year": today.year,
                "serial": serial,
                "number": f"{rule.letter}〔{today.year}〕{serial}号",
                "code": verification_code(place.random_bytes),
                "dated": today.isoformat(),
                "status": VALID,
                "public": int(rule.public),
                "sha256": None,
                "bytes": None,
                "sealed_at": None,
                "sealed_with": None,
            }
            issued.insert_document(connection, row)
    return Allotted(key, rule, row["number"], row["code"], date.fromisoformat(row["dated"]), row["sha256"] or "")


def make(place: Workplace, press: Press, case: Case, matter: Matter, allotted: Allotted, upto: int | None) -> Made:
    """The document composed, sealed and kept. Raises what the text, the faces, the key and the vault raise."""
    rule = allotted.rule
    organ = place.organs.get(matter.organs[rule.organ])
    if organ is None or rule.seal not in organ.seals:
        raise OrganMissing(f"{rule.kind} is to be issued by {matter.organs[rule.organ]} under its seal {rule.seal!r}")
    now = place.now()
    facts = facts_for(place, press, case, matter, allotted, upto)
    key = press.keys.key(organ.seal_id(rule.seal), at=now)
    sheet = sheet_for(place, matter, allotted, facts, specimen=key.x509.specimen)
    unsealed = paper.compose(sheet, press.faces, at=now, reserve=signer.reserve_for(key))
    data = signer.seal(unsealed, key, at=now)
    return Made(
        allotted,
        place.vault.put(data),
        len(data),
        key.x509.fingerprint,
        holder=str(fact_at(facts, rule.holder) or "") if rule.holder else facts["applicant"].get("id_number", ""),
        valid_until=facts["document"].get("valid_until", ""),
        suspends_days=int(facts.get("acts", {}).get(ActName.SUSPEND_GRANT, {}).get("days", 0)),
        about=facts.get("about", {}).get("number", "") if rule.makes else "",
    )


def facts_for(
    place: Workplace,
    press: Press,
    case: Case,
    matter: Matter,
    allotted: Allotted,
    upto: int | None,
    pending: Pending | None = None,
) -> dict[str, Any]:
    """The facts of a document: those of the case after entry `upto`, the issuing organ's, and its own."""
    facts = gather(place, case, matter, upto, pending)
    facts["organ"] = facts["organs"][allotted.rule.organ]
    facts["document"] = {
        "title": allotted.rule.title.zh,
        "number": allotted.number,
        "date": allotted.dated.isoformat(),
        "code": allotted.code,
        "url": f"{press.verify_url}/{allotted.code.replace('-', '')}",
        **_in_force(allotted, matter, facts),
    }
    return facts


def _in_force(allotted: Allotted, matter: Matter, facts: Mapping[str, Any]) -> dict[str, str]:
    """The first and the last day of a document that is in force for a time; a renewal goes on from the last one."""
    rule, first = allotted.rule, allotted.dated
    before = facts.get("about", {}).get("valid_until")
    if matter.about is not None and matter.about.renewal_days and before:
        first = date.fromisoformat(before) + timedelta(days=1)
    if rule.valid_years:
        last = plain_end(first - timedelta(days=1), rule.valid_years, Unit.YEAR)
        return {"valid_from": first.isoformat(), "valid_until": last.isoformat()}
    last_day = fact_at(facts, rule.valid_until) if rule.valid_until else None
    return {"valid_from": first.isoformat(), "valid_until": str(last_day)} if last_day else {}


def text_of(place: Workplace, press: Press, case: Case, matter: Matter, row: Row) -> str:
    """The text of a document as it was filled in: made again from the record up to the entry that wanted it."""
    rule = matter.documents[row["kind"]]
    allotted = Allotted(row["key"], rule, row["number"], row["code"], date.fromisoformat(row["dated"]))
    entry = row["key"].split(":", 1)[0]
    facts = facts_for(place, press, case, matter, allotted, int(entry) if entry.isdecimal() else None)
    return paper.fill(matter.templates[rule.template], facts)


def register(connection: Connection, case: Case, made: Made, at: str) -> bool:
    """Write the sealed document into the register, inside the caller's transaction; False when it stood there."""
    row = {
        "sha256": made.sha256,
        "bytes": made.bytes,
        "sealed_at": at,
        "sealed_with": made.sealed_with,
        "holder": made.holder or None,
        "valid_until": made.valid_until or None,
    }
    return issued.seal_document(connection, case.organ, case.id, made.allotted.key, row)


def sheet_for(
    place: Workplace, matter: Matter, allotted: Allotted, facts: Mapping[str, Any], *, specimen: bool
) -> paper.Sheet:
    """What the document says and shows, of facts from `facts_for`. Raises what the text raises.

    specimen: it is marked as one, because its key is a demonstration's, or it will not be sealed at all.
    """
    rule = allotted.rule
    organ = place.organs[matter.organs[rule.organ]]
    image = organ.seals[rule.seal]
    return paper.Sheet(
        organ=organ.head,
        kind=rule.style,  # type: ignore[arg-type]
        title=rule.title.zh,
        number=allotted.number,
        body=paper.fill(matter.templates[rule.template], facts),
        signatory=organ.name,
        seal=seal.SealStyle(name=image.text, line=image.line, code=image.code, specimen=specimen),
        date=allotted.dated,
        verify_url=facts["document"]["url"],
        code=allotted.code,
        copies=rule.copies_to,
        facts=_attached(organ, allotted, facts),
    )


def _attached(organ: Organ, allotted: Allotted, facts: Mapping[str, Any]) -> bytes:
    """The decision as JSON inside the document: what it decides and for whom, without what it does not print."""
    applicant = facts["applicant"]
    return orjson.dumps(
        {
            "document": {**facts["document"], "kind": allotted.rule.kind},
            "organ": {"name": organ.name, "uscc": organ.uscc},
            "matter": {key: facts["matter"][key] for key in ("code", "title", "version", "item_code")},
            "case": facts["case"]["number"],
            "applicant": applicant.get("name", ""),
            "decision": facts.get("decision", {}),
        },
        option=orjson.OPT_INDENT_2,
    )


def sealed_now(place: Workplace) -> str:
    """The instant written into the register."""
    return instant(place.now())


def _characters(value: Any) -> set[str]:
    """Every character of every text in plain JSON values."""
    if isinstance(value, str):
        return set(value)
    if isinstance(value, Mapping):
        return set().union(*map(_characters, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_characters, value))
    return set()
