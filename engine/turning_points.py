"""What the acts of a case were about, as the texts of documents tell it: the last of each kind counts.

Pure: the entries of the record, what was answered with them and the clocks go in, facts come out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.authority import Account
from engine.case import Case
from engine.deadlines import Clock
from engine.matter.model import Matter
from engine.terms import BREAK_PROMISE, DECISIONS, ActName, SpecialProcedure
from signing.notation import date_in_words

Body = Mapping[str, Any]
Facts = dict[str, Any]


def turning_points(
    case: Case,
    matter: Matter,
    bodies: Sequence[Body],
    given: Mapping[int, Any],
    running: Sequence[Clock],
    people: Mapping[str, Account],
) -> Facts:
    """The facts of the acts in these entries. given: what was answered, by entry; running: every clock there was."""
    told = _Told(case, matter, running, people, {})
    for body in bodies:
        said = given.get(body["number"]) or {}
        if "about" in body:
            told.points["about"] = body["about"]
        if body["act"] == "document_status" and body["status"] == "revoked":
            told.revoked(body, said)
        elif body["act"] == BREAK_PROMISE:
            told.promise_broken(body, said)
        if body.get("legal"):
            told.done(body, said)
    return told.points


def name_of(people: Mapping[str, Account], account: str) -> str:
    """The name of a person or body, by the account; of what acts by itself, that it does."""
    return people[account].person if account in people else "系统"


def clock_note(clock: Clock) -> str:
    """What must stand behind the last day of a clock."""
    return "（所涉年度的放假安排尚未公布，该日期为暂定，公布后以重新计算的日期为准）" if clock.provisional else ""


@dataclass(frozen=True, slots=True)
class _Told:
    """The turning points of a case as far as its entries have been read."""

    case: Case
    matter: Matter
    running: Sequence[Clock]
    people: Mapping[str, Account]
    points: Facts

    def revoked(self, body: Body, said: Facts) -> None:
        """A document of the case was revoked."""
        paper = {"title": body["title"], "number": body["number_of"], "date": body["dated"]}
        self.points["revocation"] = {**said, **paper, "on": body["on"]}

    def promise_broken(self, body: Body, said: Facts) -> None:
        """What was promised was found untrue."""
        self.points["broken_promise"] = {
            "title": self.matter.commitments[body["commitment"]].title.zh,
            "reason": said.get("reason", ""),
            "on": body["on"],
            "papers": [
                {"title": self.matter.documents[one["document"]].title.zh, "number": one["number_of"]}
                for one in body.get("papers", ())
            ],
        }

    def done(self, body: Body, said: Facts) -> None:
        """A legal act was done."""
        act, on, by = body["act"], body["on"], name_of(self.people, body["actor"])
        self.points.setdefault("acts", {})[act] = {**said, "on": on, "by": by}
        if act in (ActName.BOOK, ActName.REBOOK) and self.matter.slots is not None:
            day, _, time = str(said[self.matter.slots.at]).partition("T")
            self.points["appointment"] = {"where": said[self.matter.slots.where], "day": day, "time": time}
        if body["number"] == 1:
            self.points["received"] = {"on": _particulars(body).get("effective", on)}
        elif act in DECISIONS:
            self.points["decision"] = {"on": on, "outcome": act, "by": by}
        elif act in _TOLD_OF:
            _TOLD_OF[act](self, body, said)

    def correction_asked(self, body: Body, said: Facts) -> None:
        asked = [clock for clock in self.running if clock.started_by == "ask_correction"]
        items = {"items": said.get("items", []), "asked_on": body["on"]}
        self.points["correction"] = items | _until(asked)

    def corrected(self, body: Body, said: Facts) -> None:
        self.points.setdefault("correction", {})["received_on"] = body["on"]

    def accepted(self, body: Body, said: Facts) -> None:
        on = body["on"]
        self.points["acceptance"] = {"on": _particulars(body).get("effective", on), "performed_on": on}
        owing = [clock for clock in self.running if self.matter.limits[clock.limit].only_with == "deferred"]
        self.points["deferred"] = {"items": said.get("deferred", [])} | _until(owing)

    def suspended(self, body: Body, said: Facts) -> None:
        particulars, on = _particulars(body), body["on"]
        reason = SpecialProcedure(particulars["reason"])
        special = {**said, "kind": reason.titled.zh, "on": on, "days": particulars.get("days")}
        timed = [clock for clock in self.running if clock.procedure and clock.started.isoformat() == on]
        self.points["special"] = special | ({"until": timed[-1].due.isoformat()} if timed else {})

    def resumed(self, body: Body, said: Facts) -> None:
        self.points["special"] = {**self.points.get("special", {}), **said, "ended_on": body["on"]}

    def extended(self, body: Body, said: Facts) -> None:
        particulars = _particulars(body)
        newest = {clock.limit: clock for clock in self.running}
        clock = newest.get(particulars.get("limit", "")) or next(one for one in self.running if one.extension)
        told = {key: particulars.get(key) for key in ("days", "reason")}
        days = {"on": body["on"], "from": body.get("due_before", "")}
        self.points["extension"] = {**said, **told, **days} | _until([clock])

    def withdrawn(self, body: Body, said: Facts) -> None:
        self.points["withdrawal"] = {"on": body["on"], "reason": said.get("reason", "")}

    def delivered(self, body: Body, said: Facts) -> None:
        told = {name: body.get(name, "") for name in ("receiver", "reference", "address")}
        # Handed over by an official, as at a window, it may say no more than the day.
        at, way = body.get("delivered_at") or date_in_words(body["on"]), body.get("way", "当场交付")
        day = body.get("served_on", body["on"])
        self.points["delivery"] = {"at": at, "way": way, "account": self.case.applicant, "on": day, **told}


_TOLD_OF: Mapping[str, Callable[[_Told, Body, Facts], None]] = {
    ActName.ASK_CORRECTION: _Told.correction_asked,
    ActName.CORRECT: _Told.corrected,
    ActName.ACCEPT: _Told.accepted,
    ActName.SUSPEND: _Told.suspended,
    ActName.RESUME: _Told.resumed,
    ActName.EXTEND: _Told.extended,
    ActName.WITHDRAW: _Told.withdrawn,
    ActName.DELIVER: _Told.delivered,
}


def _particulars(body: Body) -> Mapping[str, Any]:
    return body.get("particulars") or {}


def _until(clocks: Sequence[Clock]) -> Facts:
    """The last day of the newest of these clocks, and what must stand behind it; empty words where there is none."""
    if not clocks:
        return {"until": "", "note": ""}
    return {"until": clocks[-1].due.isoformat(), "note": clock_note(clocks[-1])}
