"""The table of legal acts: which act is open to a case, what it makes of the status, and under which article.

One table per kind of matter. The same rows refuse an act at run time, check a diagram before it is published
(`engine.lifecycle.paths`), print `docs/acts.md` and feed the tests. Pure: knows neither people nor dates nor diagrams.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from engine.errors import Refusal
from engine.lifecycle.acts import Act, Kind
from engine.lifecycle.annual import ANNUAL
from engine.lifecycle.appointment import APPOINTMENT
from engine.lifecycle.certificate import CERTIFICATE
from engine.lifecycle.complaint import COMPLAINT
from engine.lifecycle.ex_officio import EX_OFFICIO
from engine.lifecycle.filing import FILING
from engine.lifecycle.licence import LICENCE
from engine.lifecycle.payment import PAYMENT
from engine.lifecycle.service import SERVICE
from engine.terms import ActName, SpecialProcedure, Status, Who

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "licence": LICENCE,
        "certificate": CERTIFICATE,
        "filing": FILING,
        "service": SERVICE,
        "appointment": APPOINTMENT,
        "payment": PAYMENT,
        "complaint": COMPLAINT,
        "ex_officio": EX_OFFICIO,
        "annual": ANNUAL,
    }
)
"""Kind of matter to its table of acts."""


class ActNotOpen(Refusal):
    """The act does not belong to the present status of the case."""

    code = "CASE-ACT-NOT-OPEN"
    remedy = "Choose one of the acts listed; if none fits, ask for the case to be reopened."
    status = 409

    def __init__(self, act: str, status: Status | None, open_acts: Iterable[str], source: str = "") -> None:
        self.act, self.case_status, self.open_acts = act, status, tuple(open_acts)
        self.source = source
        where = f"a case that is {status}" if status else "a case that is not yet submitted"
        super().__init__(f"cannot {act} {where}; open now: {', '.join(self.open_acts) or 'nothing'}")


class ActOnlyOnce(ActNotOpen):
    """The law gives this act once in the life of a case, and it has been done."""

    code = "CASE-ACT-ONLY-ONCE"
    remedy = "Go on with one of the acts listed; this one cannot be repeated."


class SecondCorrection(ActOnlyOnce):
    """The applicant was asked for corrections before, and everything should have been named then."""

    code = "CASE-SECOND-CORRECTION"
    remedy = (
        "Accept the application or turn it away with reasons; what was not asked for the first time is not asked. "
        "Who has to ask all the same says so (`--irregular`) and why (`--note`): supervisors are told."
    )


class NotIrregular(Refusal):
    """An act that is lawful, or that cannot be done at all, was announced as irregular."""

    code = "CASE-NOT-IRREGULAR"
    remedy = "Act again without `--irregular`; only a second request for correction is done so."
    status = 422

    def __init__(self, act: str) -> None:
        super().__init__(f"to {act} here is no irregular act")


class ActUnknown(Refusal):
    """There is no act of that name for this kind of matter."""

    code = "CASE-ACT-UNKNOWN"
    remedy = "Use one of the acts listed in docs/acts.md for this kind of matter."
    status = 422

    def __init__(self, act: str, kind: str) -> None:
        self.act, self.kind = act, kind
        super().__init__(f"there is no act {act!r} for a {kind}; there are: {', '.join(KINDS.get(kind, ()))}")


class ParticularMissing(Refusal):
    """Something that must be said with the act was not said."""

    code = "CASE-PARTICULAR-MISSING"
    remedy = "Fill in what is named, then act again."
    status = 422

    def __init__(self, act: Act, missing: Sequence[str]) -> None:
        self.act, self.missing = act.name, tuple(missing)
        self.source = act.source
        super().__init__(f"to {act.name} one must state: {', '.join(missing)}")


def row(act: str, kind: str = "licence") -> Act:
    """The row of the table for that act. Raises ActUnknown."""
    try:
        return KINDS[kind][act]
    except KeyError:
        raise ActUnknown(act, kind) from None


def open_acts(status: Status | None, done: Collection[str] = (), *, kind: str = "licence") -> tuple[str, ...]:
    """The acts open to a case in that status, in the order of the table. `done`: the acts of its life so far."""
    return tuple(
        a.name
        for a in KINDS[kind].values()
        if (status in a.start if status else not a.start) and not (a.once and a.name in done)
    )


def after(
    status: Status | None,
    act: str,
    *,
    done: Collection[str] = (),
    before_suspension: Status | None = None,
    kind: str = "licence",
    irregularly: bool = False,
) -> Status:
    """The status of a case after the act. `status` None: there is no case yet.

    done: the names of the acts done so far. before_suspension: where a suspended case goes on, needed to resume it.
    irregularly: an act that may be done once is to be done again. Raises ActUnknown, ActNotOpen, ActOnlyOnce,
    SecondCorrection, NotIrregular.
    """
    rule = row(act, kind)
    if (status not in rule.start) if status else bool(rule.start):
        raise ActNotOpen(act, status, open_acts(status, done, kind=kind), rule.source)
    if irregularly and (rule.repeated is None or act not in done):
        raise NotIrregular(act)
    if rule.once and act in done and not irregularly:
        refused = SecondCorrection if act == ActName.ASK_CORRECTION else ActOnlyOnce
        raise refused(act, status, open_acts(status, done, kind=kind), rule.source)
    if rule.end is not None:
        return rule.end
    if status is Status.SUSPENDED:
        if before_suspension not in KINDS[kind][ActName.SUSPEND].start:
            raise ActNotOpen(act, status, (), rule.source)
        return before_suspension
    assert status is not None  # an act without an end of its own opens no case
    return status


def check_particulars(act: str, particulars: Mapping[str, Any], *, kind: str = "licence") -> None:
    """Says no when the act lacks what it needs. Raises ParticularMissing, NotASpecialProcedure."""
    rule = row(act, kind)
    missing = [key for key in rule.needs if particulars.get(key) in (None, "", [], {})]
    if missing:
        raise ParticularMissing(rule, missing)
    if rule.procedures:
        SpecialProcedure.named(particulars["reason"], rule.procedures)


_COLUMNS = ("act", "办理行为", "by", "open when the case is", "then it is", "the time", "once", "must state", "source")


def as_markdown() -> str:
    """The tables of acts as `docs/acts.md` shows them."""
    lines = []
    for kind, table in KINDS.items():
        lines += [f"## {kind} {table.titled.zh}", "", f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|"]
        for a in table.values():
            start = ", ".join(s for s in Status if s in a.start) or "(new)"
            end = a.end or ("as before the suspension" if a.name is ActName.RESUME else "as it was")
            who = ", ".join(w for w in Who if w in a.who)
            once, needs = f"yes (again: {a.repeated})" if a.repeated else "yes" if a.once else "", ", ".join(a.needs)
            cells = (a.name, a.titled.zh, who, start, end, a.clock or "–", once, needs, a.source)
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)
