"""What matter.yaml says of applying: guide, materials, promises, places at a time, what registers know."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from engine.authority import Role
from engine.forms import Form
from engine.matter.located import Located
from engine.matter.model import About, Alike, Clearing, Commitment, Guide, Material, Sharing
from engine.slots import Slots
from engine.terms import Titled, Unit


def guide_of(part: Located) -> Guide:
    """What the guide for applicants says."""
    said = {key: Titled(**part.titles(key)) if key in part.value else Titled("", "") for key in ("who", "gives", "fee")}
    guide = Guide(**said, words=part.names("words"))
    part.finished()
    return guide


def slots_of(top: Located) -> Slots | None:
    """The places at a time that are booked; None when none are."""
    part = top.part("slots")
    if not part.value:
        return None
    slots = Slots(
        at=part.text("at"),
        where=part.text("where"),
        persons=part.names("persons", needed=True),
        times=part.names("times", needed=True),
        capacity=part.whole("capacity", most=10_000),
        notice_days=part.whole("notice_days", 0, 0, 365),
        most_days=part.whole("most_days", 30, most=730),
        kept_minutes=part.whole("kept_minutes", 0, 0, 1440),
        misses=part.whole("misses", 0, 0, 100),
        misses_months=part.whole("misses_months", 12, most=120),
        barred_days=part.whole("barred_days", 30, most=3650),
    )
    part.text("source")
    part.text("evidence", "")
    part.finished()
    return slots


def materials_of(top: Located) -> Any:
    """The materials that are handed in."""
    for part in top.rows("materials"):
        name = part.text("id")
        yield (
            name,
            Material(
                name,
                Titled(**part.titles("title")),
                part.flag("required"),
                part.names("kinds") or ("pdf",),
                part.whole("max_mb", 20, most=500) * 1_000_000,
                part.text("source"),
                part.flag("may_be_deferred"),
                part.expression("when"),
            ),
        )
        for key in ("evidence", "note", "form", "issuer"):
            part.text(key, "")
        part.finished()


def shared_of(top: Located) -> Iterator[tuple[str, Sharing]]:
    """What registers are asked, by system."""
    for system, part in top.parts("shared"):
        ask, fields = part.part("ask", needed=True), part.part("fields", needed=True)
        yield (
            system,
            Sharing(
                system,
                {name: ask.text(name) for name in map(str, ask.value)},
                {name: fields.text(name) for name in map(str, fields.value)},
            ),
        )
        for key in ("source", "note"):
            part.text(key, "")
        part.finished()


def clears_of(top: Located) -> Clearing | None:
    """Which act enters a needless proof into the register; None when none does."""
    part = top.part("clears_proofs")
    if not part.value:
        return None
    clears = Clearing(part.text("act"), part.text("proof"), part.text("instead"))
    part.finished()
    return clears


def commitments_of(top: Located, roles: Mapping[str, Role]) -> Iterator[tuple[str, Commitment]]:
    """What may be promised in place of a proof or a condition."""
    for name, part in top.parts("commitments"):
        kind = part.text("kind")
        if kind not in ("proof", "condition"):
            part.wrong("kind", f"{name} is a commitment of the kind {kind!r}", "Write proof or condition.")
            kind = "proof"
        check = part.part("check", needed=True)
        unit = check.text("unit")
        if unit not in list(Unit):
            check.wrong("unit", f"the unit is {unit!r}", f"Use one of: {', '.join(Unit)}.")
            unit = "working_day"
        lane = check.text("role")
        if lane not in roles or roles[lane].who != "official":
            check.wrong("role", f"{lane} is no official's role", f"Use one of: {', '.join(roles)}.")
        yield (
            name,
            Commitment(
                id=name,
                kind=kind,  # type: ignore[arg-type]  # checked above
                title=Titled(**part.titles("title")),
                field=part.text("field"),
                replaces=part.names("replaces", needed=kind == "proof"),
                told=part.text("told"),
                promised=part.text("promised"),
                check_days=check.whole("days"),
                unit=Unit(unit),
                check_role=lane,
                source=part.text("source"),
            ),
        )
        for key in ("evidence", "note"):
            part.text(key, "")
        check.finished()
        part.finished()


def about_of(top: Located, forms: Mapping[str, Form]) -> About | None:
    """Which answer names the paper of an earlier case; None when the matter is about none."""
    part = top.part("about")
    if not part.value:
        return None
    field = part.text("paper")
    asked = _asked(forms)
    if field and field not in asked:
        part.wrong("paper", f"{field} is not asked in the application", f"Use one of: {', '.join(asked)}.")
    holder = part.text("holder", "")
    if holder and holder not in asked:
        part.wrong("holder", f"{holder} is not asked in the application", f"Use one of: {', '.join(asked)}.")
    about = About(
        field, part.names("kinds", needed=True), part.whole("renewal_days", 0, most=365), part.flag("unregistered"),
        holder,
    )  # fmt: skip
    part.finished()
    return about


def alike_of(top: Located, forms: Mapping[str, Form]) -> Alike | None:
    """By which answers cases alike are found; None when they are not looked for."""
    part = top.part("alike")
    if not part.value:
        return None
    fields = part.names("fields", needed=True)
    asked = _asked(forms)
    for field in fields:
        if field not in asked:
            part.wrong("fields", f"{field} is not asked in the application", f"Use some of: {', '.join(asked)}.")
    alike = Alike(fields, part.whole("days", 365, most=3660))
    part.finished()
    return alike


def public_list_of(top: Located, forms: Mapping[str, Form]) -> Iterator[str]:
    """Only what was chosen from a list: free words may name somebody."""
    asked = forms["application"].root.fields if "application" in forms else {}
    lists = [name for name, field in asked.items() if field.choices()]
    for name in top.names("public_list"):
        if name not in lists:
            why = "holds free words" if name in asked else "is not asked in the application"
            top.wrong("public_list", f"{name} {why}", f"Use some of: {', '.join(lists)}.")
        yield name


def _asked(forms: Mapping[str, Form]) -> Collection[str]:
    """What the application asks; nothing where its form cannot be read."""
    return forms["application"].field_names() if "application" in forms else ()
