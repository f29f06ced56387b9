"""Opening a case: the form checked, the materials kept, the process started, the receipt on its way.

Most are opened by who applies; an official may open one for somebody where the kind of matter and the matter say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from bpmn.runner import load, start
from engine.acts import earlier
from engine.acts.change import Change, Keeping, Trial
from engine.acts.merging import mark_of
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
from engine.terms import Titled, Who
from engine.workplace import Workplace

APPLICATION = "application"


class MaterialMissing(Refusal):
    """A material the matter requires was not handed in."""

    code = "MATERIAL-MISSING"
    remedy = "Hand in a file for each material named."
    source = "Administrative Licensing Law art. 31"
    status = 422

    def __init__(self, missing: Iterable[Material]) -> None:
        self.missing = tuple(missing)
        super().__init__("missing: " + ", ".join(f"{m.title.zh} ({m.id})" for m in self.missing))


class MaterialRefused(Refusal):
    """A file cannot be taken for this material."""

    code = "MATERIAL-REFUSED"
    remedy = "Hand in a whole file of one of the kinds named, saved by the program that made it."
    status = 422

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


class ChildRefused(Refusal):
    """A joint application lacks what one of its matters asks, so that nothing of it was submitted."""

    code = "CASE-CHILD-REFUSED"
    remedy = "Mend what is named; it is asked for the matter named."
    status = 422

    def __init__(self, title: str, error: Refusal) -> None:
        super().__init__(f"{title}: {error.code}: {error}")


class OrganNotHere(Refusal):
    """The organ that an answer chooses is none of this office's."""

    code = "CASE-NO-ORGAN"
    remedy = "Choose one of those listed, or hand the application in where the organ named keeps its cases."
    source = "行政许可法第三十二条第一款第二项"
    status = 422

    def __init__(self, asked: Titled, answer: object, there: Mapping[str, str]) -> None:
        self.there = there
        told = ", ".join(f"{answer} ({name})" for answer, name in there.items()) or "none"
        super().__init__(f"{asked.zh} {answer}: no organ here is competent; there are: {told}")


class KeyUsedOtherwise(Refusal):
    """The idempotency key was used before, for another application or for something else."""

    code = "CASE-KEY-REUSED"
    remedy = "Use a new key for everything new; send the same key only with the same request."
    status = 409

    def __init__(self, key: str) -> None:
        super().__init__(f"this account has used the key {key!r} for something else")


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


@dataclass(frozen=True, slots=True)
class Parentage:
    """Under which case a child is opened: the organ that keeps it, its id and number, and what it calls the child."""

    organ: str
    id: str
    number: str
    part: str


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
    uploads = list(uploads)
    digest = _digest(matter, applicant, answers, uploads)
    if key and (before := _before(place, actor, key, digest)):
        return before
    change = _opening(place, matter, actor, answers, uploads, applicant, now)
    _children_could_open(place, matter, change, uploads)
    if trial is not None:
        trial(change)
    case = change.case

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


def open_child(
    place: Workplace,
    matter: Matter,
    actor: Account,
    answers: Mapping[str, Any],
    uploads: Iterable[Upload],
    *,
    applicant: Account,
    under: Parentage,
    hold: Callable[[Connection], None],
) -> Opened:
    """The part of a joint application has become a case of its own. hold: keeps it from being opened too late.

    Raises as `submit`.
    """
    change = _opening(place, matter, actor, answers, list(uploads), applicant, place.now(), under)
    change.commit(hold)
    return Opened(change.case.id, change.case.number, False, tuple(change.jobs))


def _opening(
    place: Workplace,
    matter: Matter,
    actor: Account,
    answers: Mapping[str, Any],
    uploads: list[Upload],
    applicant: Account,
    now: datetime,
    under: Parentage | None = None,
) -> Change:
    """What opening a case will write."""
    opening, today = KINDS[matter.kind].opening, place.day(now)
    checked = matter.forms[APPLICATION].check(answers, today=today, parameters=matter.parameter_values())
    organs = matter.organs_chosen(checked.answers)
    matter = _with_organs(place, matter, organs, checked.answers)
    promised = matter.promised(checked.answers)
    check_free_to_promise(place, applicant, promised, today)
    about = earlier.named(place, matter, applicant, checked.answers, today)
    at_once = [material for material in matter.asked_of(checked.answers) if not material.may_be_deferred]
    files = keep_materials(place, matter, uploads, at_once)
    case = _new_case(place, matter, actor, applicant, now, under)
    case.record.organs = organs
    case.record.expires = about.get("valid_until", "")
    change = Change(place, case, matter, now, is_new=True, mark=mark_of(matter, checked.answers))
    given = dict(checked.answers) if matter.slots else {key: checked.answers.get(key) for key in opening.needs}
    said = change.perform(opening.name, given, counts_from=_day_of_receipt(place, matter, now))
    run = start(matter.definition, checked.routes, now=now)
    change.progress(run.progress, run, actor)
    change.naming.name(APPLICATION, "", actor, checked.answers)
    content = change.answer(APPLICATION, "", actor, checked.answers)
    kept = change.keep(files, actor)
    change.promised.make(promised)
    change.compare_shared()
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
        parent=under.number if under else "",
        part=under.part if under else "",
        about=about,
        organs=organs,
    )
    return change


def _new_case(
    place: Workplace, matter: Matter, actor: Account, applicant: Account, now: datetime, under: Parentage | None
) -> Case:
    """The case before the act that opens it."""
    case = Case(
        organ=matter.home,
        id=uuid7(now, place.random_bytes),
        number=case_number(place.day(now).isoformat(), place.random_bytes),
        matter=matter.code,
        bundle=matter.fingerprint,
        applicant=applicant.name,
        agent=actor.name if actor.name != applicant.name and actor.kind != "official" else None,
        title=matter.title.zh,
        status=None,  # type: ignore[arg-type]  # there is no case before the act that opens it
        opened_at=instant(now),
        parent=under.id if under else None,
        part=under.part if under else None,
    )
    case.record.under = under.organ if under else ""
    return case


def _with_organs(place: Workplace, matter: Matter, organs: Mapping[str, str], answers: Mapping[str, Any]) -> Matter:
    """The matter with the organs that the answers chose. Raises OrganNotHere."""
    for slot, organ in organs.items():
        choice = matter.choices[slot]
        if organ not in place.organs:
            there = {answer: place.organs[id].name for answer, id in choice.organs.items() if id in place.organs}
            raise OrganNotHere(
                matter.forms[APPLICATION].root.fields[choice.field].titled, answers.get(choice.field), there
            )
    return place.matter_of(matter.fingerprint, organs)


def _children_could_open(place: Workplace, matter: Matter, change: Change, uploads: Iterable[Upload]) -> None:
    """Whether the one application has what each of its child cases asks. Raises ChildRefused."""
    if not matter.children:
        return
    application = orjson.loads(change.pending.answers[-1]["data"])
    variables = load(matter.definition, change.case.state).variables
    handed_in = {upload.material for upload in uploads}
    for child in matter.children.values():
        if not matter.needs(child, variables):
            continue
        of = place.current_matter(child.matter)
        form = of.forms[APPLICATION]
        answers = child.answers_from(form.field_names(), application)
        try:
            checked = form.check(answers, today=change.today, parameters=of.parameter_values())
            asked = [m.id for m in of.asked_of(checked.answers) if not m.may_be_deferred]
            shared = child.materials_from(asked)
            if missing := [of.materials[name] for name, source in shared.items() if source not in handed_in]:
                raise MaterialMissing(missing)
        except Refusal as error:
            raise ChildRefused(child.title.zh, error) from error


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
