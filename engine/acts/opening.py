"""Opening a case: the form checked, the materials kept, the process started, the receipt on its way.

Most are opened by who applies; an official may open one for somebody where the kind of matter and the matter say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from bpmn.runner import start
from engine.acts.change import Change, Keeping, Trial
from engine.authority import Account, may_open
from engine.bars import check_free_to_promise
from engine.case import Case, instant
from engine.errors import Refusal
from engine.files import KINDS as FILE_KINDS
from engine.files import kind_of
from engine.identifiers import case_number, uuid7
from engine.lifecycle import KINDS
from engine.matter.model import Material, Matter
from engine.store import questions
from engine.store.database import Connection
from engine.terms import Who
from engine.workplace import Workplace

APPLICATION = "application"


class MaterialMissing(Refusal):
    """A material the matter requires was not handed in."""

    code = "MATERIAL-MISSING"
    remedy = "Hand in a file for each material named."
    source = "Administrative Licensing Law art. 31"
    status = 422

    def __init__(self, missing: Iterable[Material]) -> None:
        super().__init__("missing: " + ", ".join(f"{m.title.zh} ({m.id})" for m in missing))


class MaterialRefused(Refusal):
    """A file cannot be taken for this material."""

    code = "MATERIAL-REFUSED"
    remedy = "Hand in a whole file of one of the kinds named, saved by the program that made it."
    status = 422

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


class KeyUsedOtherwise(Refusal):
    """The idempotency key was used before, for another application."""

    code = "CASE-KEY-REUSED"
    remedy = "Use a new key for a new application."
    status = 409

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} belongs to another application of this account")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was handed in: for which material, its name, its bytes."""

    material: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was opened, or had been opened before under the same key."""

    case_id: str
    number: str
    again: bool
    jobs: tuple[str, ...]


def submit(
    place: Workplace,
    matter: Matter,
    actor: Account,
    answers: Mapping[str, Any],
    uploads: Iterable[Upload],
    *,
    applicant: Account,
    key: str = "",
    trial: Trial | None = None,
) -> Opened:
    """The application has become a case of `applicant`, who need not be who acts.

    key: the sender's own key; sending it twice opens one case.
    trial: looks at what is to be written, and may refuse it.

    Raises what the form, the materials and the account's rights raise; then nothing was kept but unused files.
    """
    opening = KINDS[matter.kind].opening
    may_open(actor, applicant, matter.openers(), by_applicant=Who.APPLICANT in opening.who)
    now = place.now()
    today = place.day(now)
    uploads = list(uploads)
    digest = _digest(matter, applicant, answers, uploads)
    if key and (before := _before(place, actor, key, digest)):
        return before
    checked = matter.forms[APPLICATION].check(answers, today=today, parameters=matter.parameter_values())
    promised = matter.promised(checked.answers)
    check_free_to_promise(place, applicant, promised, today)
    at_once = [material for material in matter.asked_of(checked.answers) if not material.may_be_deferred]
    files = keep_materials(place, matter, uploads, at_once)
    case = Case(
        organ=matter.organs.get("accepts", next(iter(matter.organs.values()))),
        id=uuid7(now, place.random_bytes),
        number=case_number(today.isoformat(), place.random_bytes),
        matter=matter.code,
        bundle=matter.fingerprint,
        applicant=applicant.name,
        agent=actor.name if actor.name != applicant.name and actor.kind != "official" else None,
        title=matter.title.zh,
        status=None,  # type: ignore[arg-type]  # there is no case before the act that opens it
        opened_at=instant(now),
    )
    change = Change(place, case, matter, now, is_new=True)
    given = {key: checked.answers.get(key) for key in opening.needs}
    said = change.perform(opening.name, given, counts_from=_day_of_receipt(place, matter, now))
    run = start(matter.definition, checked.routes, now=now)
    change.progress(run.progress, run, actor)
    content = change.answer(APPLICATION, "", actor, checked.answers)
    kept = change.keep(files, actor)
    change.promise(promised)
    case.revision = 1
    change.entry(
        actor,
        opening.name.value,
        **said,
        content=content,
        files=kept,
        matter=matter.code,
        bundle=matter.fingerprint,
        applicant=applicant.name,
        promised=[one.id for one in promised],
    )

    if trial is not None:
        trial(change)

    def remember(connection: Connection) -> None:
        row = {"account": actor.name, "key": key, "case_id": case.id, "digest": digest, "at": instant(now)}
        if key and not questions.insert_command(connection, row):
            raise _Twice

    try:
        change.commit(remember)
    except _Twice:
        found = _before(place, actor, key, digest)
        assert found is not None
        return found
    return Opened(case.id, case.number, False, tuple(change.jobs))


def _day_of_receipt(place: Workplace, matter: Matter, now: datetime) -> date | None:
    """The next working day for what arrives after the office has closed, where the region's policy says so; else None.

    Source: 民法典第二百零三条第二款.
    """
    policy = matter.parameter_values()
    if policy.get("received_after_hours") != "next_working_day":
        return None
    today = place.day(now)
    closed = now.astimezone(place.zone).hour >= policy["office_closes_at"]
    return place.calendar.next_working_day(today) if closed or not place.calendar.is_working_day(today) else None


def keep_materials(
    place: Workplace, matter: Matter, uploads: Iterable[Upload], owed: Iterable[Material] = ()
) -> list[Keeping]:
    """The files, checked and in the vault. `owed`: the materials that must be among them.

    Raises MaterialMissing, MaterialRefused, and what the vault raises.
    """
    uploads = list(uploads)
    for upload in uploads:
        _check_material(matter, upload)
    handed_in = {upload.material for upload in uploads}
    if missing := [material for material in owed if material.id not in handed_in]:
        raise MaterialMissing(missing)
    return [
        Keeping(u.material, _file_name(u.name), kind_of(u.data) or "", len(u.data), place.vault.put(u.data))
        for u in uploads
    ]


def _check_material(matter: Matter, upload: Upload) -> None:
    material = matter.materials.get(upload.material)
    if material is None:
        raise MaterialRefused(upload.name, f"{upload.material!r} is not a material of {matter.code}")
    if not upload.data:
        raise MaterialRefused(upload.name, "the file is empty")
    if len(upload.data) > material.most_bytes:
        most = material.most_bytes / 1_000_000
        raise MaterialRefused(upload.name, f"the file has {len(upload.data) / 1_000_000:.1f} MB; at most {most:g} MB")
    kind = kind_of(upload.data)
    if kind not in material.kinds:
        found = f"by its content it is {kind}" if kind else "by its content it is none of " + ", ".join(FILE_KINDS)
        raise MaterialRefused(upload.name, f"{material.title.zh} takes {', '.join(material.kinds)}; {found}")


def _file_name(name: str) -> str:
    """The name without folders and control characters, at most 200 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[-200:] or "file"


def _digest(matter: Matter, applicant: Account, answers: Mapping[str, Any], uploads: Iterable[Upload]) -> str:
    digest = hashlib.sha256(f"{matter.code}\0{applicant.name}".encode())
    try:
        digest.update(orjson.dumps(answers, option=orjson.OPT_SORT_KEYS))
    except TypeError:
        digest.update(repr(answers).encode())
    for upload in uploads:
        digest.update(upload.material.encode() + b"\0" + hashlib.sha256(upload.data).digest())
    return digest.hexdigest()


def _before(place: Workplace, actor: Account, key: str, digest: str) -> Opened | None:
    with place.database.reading() as connection:
        row = questions.command(connection, actor.name, key)
        if row is None:
            return None
        if row["digest"] != digest:
            raise KeyUsedOtherwise(key)
        case = questions.case(connection, row["case_id"])
    assert case is not None  # written in the same transaction
    return Opened(case["id"], case["number"], True, ())


class _Twice(Exception):
    """The same key was sent twice at the same moment; the other was faster."""
