"""The facts that the text of a document may use: everything known of a case up to one entry of its record.

Worked out from the record, not from the present state, so that a notice made late says what held when it was due.
Dates are ISO text, tables are lists of mappings. The catalogue is `engine.matter.facts.FACTS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from engine.authority import Account
from engine.case import Case, events_of, moment
from engine.deadlines import Clock, clocks, latest
from engine.forms import Field, Form
from engine.matter.facts import fields_on_the_way
from engine.matter.model import Matter
from engine.organs import Organ
from engine.store import issued, questions
from engine.store.asking import Row
from engine.terms import Language, Noted, Outcome
from engine.turning_points import Body, clock_note, name_of, turning_points
from engine.workplace import Workplace
from signing.notation import date_in_words


@dataclass(frozen=True, slots=True)
class Pending:
    """What an act will write and has not written yet: the bodies of its entries, rows of answers and materials."""

    entries: Sequence[bytes] = ()
    answers: Sequence[Row] = ()
    materials: Sequence[Row] = ()


def gather(
    place: Workplace, case: Case, matter: Matter, upto: int | None = None, pending: Pending | None = None
) -> dict[str, Any]:
    """The facts of a case after entry `upto` (None: now), without those of the document being made.

    pending: what an act will write, to be taken for written.
    """
    known = _read(place, case, upto, pending or Pending())
    bodies, given = known.bodies, {row["entry"]: orjson.loads(row["data"]) for row in known.answers}
    running = clocks(matter.limits, events_of(bodies), place.calendar)
    people = _people(place, bodies, case)
    applications = [given[row["entry"]] for row in known.answers if row["form"] == "application"]
    application: dict[str, Any] = on_one_line(applications[-1]) if applications else {}
    facts: dict[str, Any] = {
        "matter": {
            "title": matter.title.zh,
            "code": matter.code,
            "version": matter.version,
            "item_code": matter.item_code,
            "basis": [dict(row) for row in matter.basis],
        },
        "case": {"number": case.number},
        "applicant": person_facts(people.get(case.applicant)),
        "agent": person_facts(people.get(case.agent or "")),
        "named": _named(place, bodies),
        "application": application,
        "materials": _materials(matter, known.handed_in),
        "clock": {name: _clock(clock) for name, clock in latest(running).items()},
        "organs": {slot: _organ(place.organs[id]) for slot, id in matter.organs.items() if id in place.organs},
        "steps": _steps(place, bodies, given, people),
        "parameters": matter.parameter_values(),
        "remedies": matter.remedies,
        "issued": {row["kind"]: _paper(row) for row in known.papers},
        "documents": [
            _paper(row)
            for row in known.papers
            if row["sha256"] and row["kind"] in matter.documents and matter.documents[row["kind"]].step
        ],
        "promises": _promises(matter, application, bodies),
    }
    if matter.children:
        facts["children"] = _children(place, case, matter, bodies)
    return facts | turning_points(case, matter, bodies, given, running, people)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of a case up to one entry."""

    bodies: Sequence[Body]
    answers: Sequence[Row]
    handed_in: Sequence[Row]
    papers: Sequence[Row]


def _read(place: Workplace, case: Case, upto: int | None, pending: Pending) -> _Known:
    with place.database.reading() as connection:
        entries = questions.entries_of(connection, case.organ, case.id)
        answers = questions.answers_of(connection, case.organ, case.id)
        handed_in = questions.materials_of(connection, case.organ, case.id)
        papers = issued.documents_of(connection, case.organ, case.id)
    bodies: list[Body] = [orjson.loads(body) for body in (*(body for _, body, _ in entries), *pending.entries)]
    last = upto if upto is not None else bodies[-1]["number"]
    return _Known(
        [body for body in bodies if body["number"] <= last],
        [row for row in (*answers, *pending.answers) if row["entry"] <= last],
        [row for row in (*handed_in, *pending.materials) if row["entry"] <= last],
        papers,
    )


def fact_at(facts: Mapping[str, Any], path: str) -> Any:
    """The fact of that name, as `steps.decide.until`; None when there is none."""
    found: Any = facts
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def offered(
    place: Workplace, case: Case, matter: Matter, form: Form, language: Language = "zh"
) -> dict[str, dict[str, str]]:
    """By field of the form that is chosen among the rows of a table: each value, and what its row tells beside it."""
    choosing = [asked for asked in form.root.fields.values() if asked.among]
    facts = gather(place, case, matter) if choosing else {}
    found = {}
    for asked in choosing:
        table, _, column = asked.among.rpartition(".")
        fields = fields_on_the_way(matter, table)
        titled = fields[-1].item.fields if fields and fields[-1].item else {}
        rows = fact_at(facts, table) or ()
        found[asked.name] = {str(row[column]): _row(row, column, titled, language) for row in rows if column in row}
    return found


def _row(row: Mapping[str, Any], column: str, titled: Mapping[str, Field], language: Language) -> str:
    """What a row tells beside the column that is chosen; a number with what it is of, and its unit."""
    told = []
    for name, value in row.items():
        asked = titled.get(name)
        if name == column:
            continue
        if asked is None or asked.kind not in ("integer", "number"):
            told.append(str(value))
        else:
            unit = asked.unit.say(language) if asked.unit else ""
            told.append(f"{asked.titled.say(language)} {value} {unit}".strip())
    return ("，" if language == "zh" else ", ").join(told)


def on_one_line(value: Any) -> Any:
    """Plain values with every text on one line: an applicant must not be able to write a paragraph of a decision."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {key: on_one_line(inner) for key, inner in value.items()}
    return [on_one_line(inner) for inner in value] if isinstance(value, list) else value


def _people(place: Workplace, bodies: Sequence[Body], case: Case) -> dict[str, Account]:
    names = {name for body in bodies for name in (body["actor"], *body.get("took_part", ()))}
    names |= {case.applicant} | ({case.agent} if case.agent else set())
    return place.colleagues(sorted(names))


def _named(place: Workplace, bodies: Sequence[Body]) -> dict[str, dict[str, Any]]:
    """The people whom the answers named last, by lane."""
    names: dict[str, str] = {}
    shown: dict[str, str] = {}
    for body in bodies:
        shown = {lane: at for lane, at in shown.items() if lane not in body.get("named", {})}
        names |= body.get("named", {})
        shown |= {lane: told["at"] for lane, told in body.get("shown", {}).items()}
    people = place.colleagues(sorted(filter(None, names.values()))) if names else {}
    return {
        lane: {
            **person_facts(people.get(name)),
            **({"shown_at": _minute(place, shown[lane])} if lane in shown else {}),
        }
        for lane, name in names.items()
    }


def _minute(place: Workplace, at: str) -> str:
    """A moment of an entry in the office's time, as papers tell it: the day, and the time to the second."""
    there = moment(at).astimezone(place.zone)
    return f"{date_in_words(there.date().isoformat())}{there:%H:%M:%S}"


def person_facts(account: Account | None) -> dict[str, Any]:
    """The facts of an account that is a person or body; none for nobody."""
    if account is None:
        return {}
    return {
        "name": account.person,
        "kind": account.kind,
        "id_kind": account.id_kind,
        "id_number": account.id_number,
        "account": account.name,
        "phone": account.phone,
    }


def _paper(row: Row) -> dict[str, Any]:
    return {"title": row["title"], "number": row["number"], "date": row["dated"]}


def _promises(matter: Matter, application: Mapping[str, Any], bodies: Sequence[Body]) -> list[dict[str, Any]]:
    """What the application promises, without what was taken back."""
    taken_back = {body["commitment"] for body in bodies if body["act"] == Noted.WITHDRAW_PROMISE}
    return [
        {"id": one.id, "title": one.title.zh, "told": one.told, "promised": one.promised, "kind": one.kind}
        for one in matter.promised(application)
        if one.id not in taken_back
    ]


def _organ(organ: Organ) -> dict[str, Any]:
    return {"id": organ.id, "name": organ.name, "phone": organ.phone, "address": organ.address, "uscc": organ.uscc}


def _children(place: Workplace, case: Case, matter: Matter, bodies: Sequence[Body]) -> list[dict[str, Any]]:
    """The child cases that the entries know, with how they came out and the papers made for the applicant."""
    outcomes: dict[str, str] = {}
    for body in bodies:
        outcomes |= {name: child["outcome"] for name, child in body.get("opened", {}).items()}
        if body["act"] == "child_came_out":
            outcomes[body["child"]] = body["outcome"]
    with place.database.reading() as connection:
        rows = {row["part"]: row for row in questions.children_of(connection, case.id) if row["part"] in outcomes}
        papers = {part: issued.documents_of(connection, row["organ"], row["id"]) for part, row in rows.items()}
    return [
        {
            "child": child.name,
            "title": child.title.zh,
            "case": rows[child.name]["number"],
            "organ": place.organs[rows[child.name]["holder"]].name,
            "outcome": Outcome(outcomes[child.name]).titled.zh if outcomes[child.name] else "",
            "documents": [
                _paper(paper)
                for paper in papers[child.name]
                if paper["sha256"] and ":" in paper["key"] and not paper["key"].split(":")[0].isdecimal()
            ],
        }
        for child in matter.children.values()
        if child.name in rows
    ]


def _materials(matter: Matter, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The last version of each material, in the order of the matter."""
    newest: dict[str, int] = {row["material"]: row["entry"] for row in rows}
    order = {name: position for position, name in enumerate(matter.materials)}
    kept = [row for row in rows if row["entry"] == newest[row["material"]]]
    kept.sort(key=lambda row: order.get(row["material"], len(order)))
    return [
        {
            "id": row["material"],
            "title": matter.materials[row["material"]].title.zh,
            "name": row["name"],
            "kind": row["kind"],
            "size": _size(row["bytes"]),
            "at": row["at"][:10],
        }
        for row in kept
    ]


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "days": clock.days,
        "unit": clock.unit.titled.zh,
        "started": clock.started.isoformat(),
        "due": clock.due.isoformat(),
        "provisional": clock.provisional,
        "extended": clock.extension.days if clock.extension else 0,
        "note": clock_note(clock),
    }


def _steps(
    place: Workplace, bodies: Sequence[Body], given: Mapping[int, Any], people: Mapping[str, Account]
) -> dict[str, dict[str, Any]]:
    steps: dict[str, dict[str, Any]] = {}
    for body in bodies:
        if "step" not in body or body["act"] in ("claim", "release"):
            continue
        steps[body["step"]] = {
            **(given.get(body["number"]) or {}),
            "by": name_of(people, body["actor"]),
            "people": [name_of(people, name) for name in (body["actor"], *body.get("took_part", ()))],
            "on": body.get("on") or _day(place, body),
            "outcome": body["act"],
        }
    return steps


def _day(place: Workplace, body: Body) -> str:
    return place.day(moment(body["at"])).isoformat()
