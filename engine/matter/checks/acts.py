"""What must be stated with an act, and whether anybody is asked for it: a refusal without reasons is no refusal.

The particulars are those of the table of acts (`needs`); the reasons for which time stops are those of article 45.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bpmn.errors import Finding
from bpmn.sayings import Said
from engine.forms import Form
from engine.lifecycle import KINDS
from engine.matter.checks.names import titled
from engine.matter.items import item_column
from engine.matter.model import Matter
from engine.matter.rules import RULES
from engine.terms import ActName, SpecialProcedure

APPLICATION = "application"
"""The form with which a case is opened."""
_KNOWN_ANYWAY = frozenset({"approver"})
"""Particulars that the office states itself: who acts is known, and of silence the reason, that a limit has passed."""


def check_acts(matter: Matter) -> Iterator[Finding]:
    """Every act that can be done without what must be stated with it."""
    table = KINDS[matter.kind]
    opening = table.opening.name
    yield from _act(matter, opening, matter.forms.get(APPLICATION), opening.titled, APPLICATION, 0, APPLICATION)
    silences = {limit.name: limit.on_expiry.act for limit in matter.limits.values() if limit.on_expiry}
    for step in matter.steps.values():
        line = matter.definition.diagram.node(step.id).line
        for act in step.acts:
            if act in table:
                form = matter.forms.get(step.form)
                yield from _act(matter, ActName(act), form, titled(step), step.id, line, step.form or step.id)
        if ActName.SUSPEND in step.acts:
            yield from _untimed(matter, titled(step), step.id, line)
        if ActName.ASK_CORRECTION in step.acts and _asks_freely(matter.forms.get(step.form)):
            yield RULES["LAW-CORRECTION-UNNAMED"].breach(step.id, line, step=titled(step), form=step.form)
        silent = silences.get(step.limit)
        if silent is not None and silent in table and silent not in step.acts:
            named = step.form or step.id
            yield from _act(matter, ActName(silent), None, titled(step), step.id, line, named, silent=True)
    for rule in matter.case_acts.values():
        if rule.act in table:
            act, place = ActName(rule.act), f"case_acts.{rule.act}"
            yield from _act(matter, act, matter.forms.get(rule.form), act.titled, place, 0, rule.form or rule.act)
            if act is ActName.SUSPEND:
                yield from _untimed(matter, act.titled, place, 0)


def _act(
    matter: Matter,
    act: ActName,
    form: Form | None,
    where: object,
    element: str,
    line: int,
    named: str,
    silent: bool = False,
) -> Iterator[Finding]:
    told = _KNOWN_ANYWAY | ({"reason"} if silent else set())
    needed = [name for name in KINDS[matter.kind][act].needs if name not in told]
    missing = [name for name in needed if not _asks(form, name, act)]
    if missing:
        yield RULES["LAW-PARTICULAR-UNASKED"].breach(
            element, line, step=where, act=act.titled, missing=missing, form=named, name=act.value
        )
        return
    allowed = KINDS[matter.kind][act].procedures
    if allowed and form is not None and (other := _other_reasons(form, allowed)):
        known = [Said(f"{p.value}（{p.titled.zh}）", p.value) for p in allowed]
        yield RULES["LAW-SUSPEND-REASON"].breach(element, line, where=where, other=other, known=known)


def _untimed(matter: Matter, where: object, element: str, line: int) -> Iterator[Finding]:
    """A special procedure without a clock of its own. How long a court freezes an account no organ promises."""
    row = KINDS[matter.kind].get(ActName.SUSPEND)
    if row is None or set(row.procedures) == {SpecialProcedure.FREEZE}:
        return
    timed = (limit.told_days and ActName.SUSPEND in limit.starts for limit in matter.limits.values())
    if not any(timed):
        yield RULES["LAW-SPECIAL-UNTIMED"].breach(element, line, where=where)


def _asks(form: Form | None, name: str, act: str) -> bool:
    """Whether a form has the field and asks it with this act."""
    field = form.root.fields.get(name) if form is not None else None
    if field is None:
        return False
    when = field.schema.get("x-when")
    hangs_on_act = isinstance(when, Mapping) and "act" in when.get("properties", {})
    return field.when is None or not hangs_on_act or field.when.is_valid({"act": act})


def _asks_freely(form: Form | None) -> bool:
    """Whether a form lists what is to be corrected, and names none of it."""
    return form is not None and "items" in form.root.fields and not item_column(form)


def _other_reasons(form: Form, allowed: Collection[SpecialProcedure]) -> object:
    """What the reason may be besides the special procedures allowed; empty when it is kept to them."""
    choices = form.root.fields["reason"].choices()
    if not choices:
        return Said("什么都可以填", "anything can be entered")
    return [choice for choice in choices if choice not in list(allowed)]
