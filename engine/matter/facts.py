"""The facts that the text of a document may use, by name: a catalogue for the checks of a text and for `docs/facts.md`.

What stands behind each in one case is put together by `engine.facts`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from bpmn.sayings import Said
from engine.forms import Field
from engine.lifecycle import KINDS
from engine.matter.model import Matter
from engine.terms import Titled

ANY = "*"
"""Members that depend on the matter: checked against it, or free."""


class Fact(NamedTuple):
    """A fact that the text of a document may use: its members, and what it says."""

    members: tuple[str, ...]
    says: str


FACTS: Mapping[str, Fact] = {
    "matter": Fact(("title", "code", "version", "basis", "item_code"), "the matter; basis is a list of law, articles"),
    "case": Fact(("number",), "the case"),
    "applicant": Fact(("name", "kind", "id_kind", "id_number", "account", "phone"), "who applies"),
    "agent": Fact(("name", "id_number", "phone"), "who acts for the applicant; empty when nobody does"),
    "named": Fact(
        (ANY,),
        "each person whom an answer names, by lane: name, kind, id_kind, id_number, account, phone; "
        "`shown_at`: when the code was checked by which that person showed who he is",
    ),
    "application": Fact((ANY,), "each field of the form `application`, as last handed in; tables are lists"),
    "materials": Fact((ANY,), "a list of what was handed in: id, title, name, kind, size, at"),
    "correction": Fact(("items", "until", "note", "asked_on", "received_on"), "what was asked, till when; its answer"),
    "received": Fact(("on",), "the day the application was received, or the case opened"),
    "acceptance": Fact(("on", "performed_on"), "the day it counts from, and the day it was done"),
    "decision": Fact(("on", "outcome", "by"), "the decision, once it is made"),
    "clock": Fact((ANY,), "each limit's last clock: days, unit, started, due, provisional, extended, note"),
    "organ": Fact(("id", "name", "phone", "address", "uscc"), "the organ that issues this document"),
    "organs": Fact((ANY,), "each organ of the matter by its slot, with the same members as `organ`"),
    "document": Fact(
        ("title", "number", "date", "code", "url", "valid_from", "valid_until"),
        "this document; its days, if it is in force for a time",
    ),
    "documents": Fact((ANY,), "a list of the documents made in steps: title, number, date"),
    "issued": Fact((ANY,), "each document of the case by its kind: title, number, date"),
    "steps": Fact((ANY,), "each step as last done: by, people (all who took part), on, outcome, and its answers"),
    "about": Fact(
        ("number", "kind", "title", "dated", "valid_until"), "the paper of an earlier case that this one is about"
    ),
    "acts": Fact((ANY,), "each legal act as last done: on, by, and the answers given with it"),
    "special": Fact((ANY,), "the last special procedure: kind, on, days, until, ended_on, and the answers"),
    "extension": Fact((ANY,), "the extension: days, reason, from, until, note, on"),
    "remedies": Fact((ANY,), "as `remedies` of matter.yaml"),
    "parameters": Fact((ANY,), "each parameter's figure by its id"),
    "children": Fact(
        (ANY,), "a list of the child cases of a joint application: child, title, case, organ, outcome, documents"
    ),
    "delivery": Fact(
        ("at", "way", "account", "on", "receiver", "reference", "address"),
        "how the documents were served, the lawful day of it, and who took them",
    ),
    "revocation": Fact(("title", "number", "date", "on", "reason"), "the paper last revoked, when and why"),
    "deferred": Fact(("items", "until", "note"), "what was deferred at acceptance, and till when it is to be supplied"),
    "promises": Fact((ANY,), "a list of what the applicant promises: id, title, kind, told (by the organ), promised"),
    "broken_promise": Fact(("title", "reason", "on", "papers"), "what was promised and is untrue; the papers revoked"),
    "appointment": Fact(("where", "day", "time"), "where and when one comes, as last booked"),
    "withdrawal": Fact(("on", "reason"), "when and why the applicant withdrew"),
}
"""The facts every text may use. One that does not exist yet (no decision, no extension) is an error when filled in."""


def facts_as_markdown() -> str:
    """The catalogue of facts as `docs/facts.md` shows it."""
    rows = [
        f"| `{name}` | {', '.join(f'`{m}`' for m in fact.members if m != ANY) or '…'} | {fact.says} |"
        for name, fact in FACTS.items()
    ]
    return "\n".join(["| fact | members | what it says |", "|---|---|---|", *rows, ""])


def unknown_fact(matter: Matter, fact: str) -> Said | None:
    """Why a text of this matter cannot use the fact; None when it can."""
    first, _, rest = fact.partition(".")
    then = rest.split(".")[0] if rest else ""
    if first not in FACTS:
        return Said(f"没有以{first}开头的事实", f"no fact begins with {first}")
    application = matter.forms.get("application")
    members: Mapping[str, Collection[str]] = {
        "application": application.field_names() if application else (),
        "steps": matter.steps,
        "named": [role.lane for role in matter.named],
        "acts": KINDS[matter.kind],
        "about": FACTS["about"].members if matter.about is not None else (),
        "clock": matter.limits,
        "organs": matter.organs,
        "parameters": matter.parameters,
        "remedies": matter.remedies,
        "issued": matter.documents,
    }
    known = members.get(first, FACTS[first].members)
    if not then or then in known or ANY in known:
        return None
    return Said(f"{first}里没有{then}", f"{first} has no {then}")


def may_be_missing(matter: Matter, fact: str) -> bool:
    """Whether the fact is an answer that its form does not require; what is asked with an act only is left to that."""
    return any(not field.required and field.when is None for field in fields_on_the_way(matter, fact))


def fact_titled(matter: Matter, fact: str) -> Titled:
    """What a fact is called before people: as the question it answers, else by its own name."""
    asked = fields_on_the_way(matter, fact)
    first, *rest = fact.split(".")
    if asked and len(asked) == len(rest) - (first == "steps"):
        return asked[-1].titled
    return _TITLES.get(rest[-1] if rest else first, Titled(fact, fact))


_TITLES: Mapping[str, Titled] = {
    "name": Titled("姓名", "name"), "phone": Titled("电话", "telephone"),
    "id_number": Titled("证件号码", "identity number"), "on": Titled("日期", "day"),
    "by": Titled("办理人", "by"), "outcome": Titled("结果", "outcome"),
    "number": Titled("编号", "number"), "time": Titled("时间", "time"), "day": Titled("日期", "day"),
    "where": Titled("地点", "place"),
}  # fmt: skip


def fields_on_the_way(matter: Matter, fact: str) -> list[Field]:
    """The fields of a form that lead to a fact that is an answer, as far as they are asked; none for any other."""
    first, *rest = fact.split(".")
    if first == "steps" and rest and (step := matter.steps.get(rest[0])):
        form, rest = matter.forms.get(step.form), rest[1:]
    else:
        form = matter.forms.get("application") if first == "application" else None
    field, found = form.root if form is not None else None, []
    for name in rest:
        group = field.item if field is not None and field.item is not None else field
        field = group.fields.get(name) if group is not None else None
        if field is None:
            break
        found.append(field)
    return found
