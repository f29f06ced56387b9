"""Acceptance with secondary materials still missing (容缺受理): which, and what the applicant supplies by the day.

The official says at acceptance what is deferred, all of it and nothing else; what is supplied is all of that.
Source: 浙江省保障“最多跑一次”改革规定第十一条; other regions by their policy profile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import orjson

from engine.acts.change import Change
from engine.acts.opening import APPLICATION, MaterialMissing, MaterialRefused, Upload
from engine.errors import Refusal
from engine.forms import Checked
from engine.matter.items import item_column, item_named
from engine.matter.model import Matter, Step
from engine.store import questions

ROWS = "deferred"
"""The table of the accepting step's form that names what is deferred."""


class DeferredOtherwise(Refusal):
    """What is accepted as deferred is not what may be, and is, missing."""

    code = "DEFERRED-NOT-AS-MISSING"
    remedy = "List every secondary material that is missing, and no other; what may not be deferred is asked for."
    source = "浙江省保障“最多跑一次”改革规定第十一条"
    status = 422

    def __init__(self, matter: Matter, unlisted: Collection[str], wrong: Collection[str]) -> None:
        told = [f"{matter.materials[id].title.zh} ({id}) is missing and not listed" for id in sorted(unlisted)]
        told += [f"{id} is listed, and is not missing or may not be deferred" for id in sorted(wrong)]
        super().__init__("; ".join(told))


def accept_with(change: Change, step: Step, checked: Checked) -> Checked:
    """Note what is deferred; returns the answers with each material under its title. Raises DeferredOtherwise,
    ItemUnknown."""
    matter = change.matter
    if not matter.deferrable:
        return checked
    key = (change.case.organ, change.case.id)
    with change.place.database.reading() as connection:
        answered = questions.latest_answers(connection, *key)
        handed_in = {row["material"] for row in questions.latest_materials(connection, *key)}
    application = next(orjson.loads(row["data"]) for row in answered if row["form"] == APPLICATION)
    missing = {m.id for m in matter.asked_of(application) if m.may_be_deferred} - handed_in
    column, rows, listed = item_column(matter.forms.get(step.form), ROWS), [], []
    for row in checked.answers.get(ROWS, ()):
        item = item_named(matter, application, row[column])
        listed.append(item.id)
        rows.append({**row, column: item.title.zh})
    if missing != {*listed}:
        raise DeferredOtherwise(matter, missing - {*listed}, {*listed} - missing)
    change.case.record.deferred = list(dict.fromkeys(listed))
    return replace(checked, answers={**checked.answers, ROWS: rows}) if rows else checked


def check_supplied(change: Change, uploads: Iterable[Upload]) -> None:
    """Raises MaterialMissing when not all that was deferred is handed in, MaterialRefused when something else is."""
    materials, deferred = change.matter.materials, change.case.record.deferred
    handed_in = {upload.material: upload.name for upload in uploads}
    for id, name in handed_in.items():
        if id not in deferred:
            raise MaterialRefused(name, f"{id!r} was not deferred; these were: {', '.join(deferred)}")
    if left := [materials[id] for id in deferred if id not in handed_in]:
        raise MaterialMissing(left)
    change.case.record.deferred = []
