"""What the invented registers hold, and what they answer to a question. Pure: a question in, an answer out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from engine import fast_yaml
from engine.errors import Refusal


class RegistersRefused(Refusal):
    """registers.yaml cannot be used."""

    code = "DEMO-REGISTERS-REFUSED"
    remedy = "Correct the register named as workflows/_shared/registers.yaml is written."


@dataclass(frozen=True, slots=True)
class Register:
    """One register: who stands in it, and what is said of those who do not."""

    name: str
    title: str
    asks: tuple[str, ...]
    """What a question must say; the first finds the entry, the others must agree with it."""
    absent: str
    """The outcome for somebody who does not stand in it."""
    differs: str
    """The outcome when the entry found says otherwise than the question."""
    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    several: str = ""
    """The outcome for many asked about at once (`each`) when any of them stands in it; none does: `absent`."""
    within: Mapping[str, str] = field(default_factory=dict)
    """Figures a question may say, each with the figure of the entry that it may not exceed: an amount, a balance."""
    exceeds: str = ""
    """The outcome when one does."""
    lists: Mapping[str, Any] = field(default_factory=dict)
    """That it tells of many: the word (`by`) that is asked instead of the first, of which entries (`outcome`) it tells
    what (`tells`), and what the rows are called (`as`)."""
    orders: bool = False
    """It is told to do something and remembers what it was told (a bank)."""

    def answer(self, question: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The outcome and the facts for a question. Raises KeyError with the name of what it does not say.

        A question with rows under `each` is about many: the facts tell who was found.
        """
        if self.lists and self.asks[0] not in question and self.lists["by"] in question:
            return self._listed(str(question[self.lists["by"]]))
        rows = question.get("each")
        if not self.several or not isinstance(rows, list):
            return self._answer(question)
        said = [(row, self._answer(row if isinstance(row, Mapping) else {})) for row in rows]
        found = [{**{name: row[name] for name in self.asks}, "outcome": o} for row, (o, _) in said if o != self.absent]
        return (self.several, {"found": found}) if found else (self.absent, {})

    def _listed(self, wanted: str) -> tuple[str, dict[str, Any]]:
        lists = self.lists
        meant = (e for e in self.entries.values() if e["outcome"] == lists["outcome"] and e.get(lists["by"]) == wanted)
        rows = [{name: entry[name] for name in lists["tells"]} for entry in meant]
        return ("listed", {lists["as"]: rows}) if rows else ("none", {})

    def _answer(self, question: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        said = {name: " ".join(str(question[name]).split()) for name in self.asks}
        entry = self.entries.get(said[self.asks[0]])
        if entry is None:
            return self.absent, {}
        if any(str(entry.get(name, said[name])) != said[name] for name in self.asks):
            return self.differs, {}
        if any(said in question and float(question[said]) > float(entry[held]) for said, held in self.within.items()):
            return self.exceeds, {}
        facts = {name: value for name, value in entry.items() if name not in ("outcome", *self.asks)}
        return str(entry["outcome"]), facts


def read_registers(text: str) -> dict[str, Register]:
    """The registers by name. Raises RegistersRefused."""
    try:
        document = fast_yaml.load(text)
    except yaml.YAMLError as error:
        raise RegistersRefused(f"registers.yaml: {error}") from error
    if not isinstance(document, Mapping):
        raise RegistersRefused("registers.yaml must be a mapping of registers")
    return {str(name): _register(str(name), row) for name, row in document.items()}


def _register(name: str, row: Any) -> Register:
    if not isinstance(row, Mapping) or not row.get("asks") or not row.get("absent"):
        raise RegistersRefused(f"registers.yaml: {name} needs `asks` and `absent`")
    asks = tuple(map(str, row["asks"]))
    return Register(
        name=name,
        title=str(row.get("title") or name),
        asks=asks,
        absent=str(row["absent"]),
        differs=str(row.get("differs") or row["absent"]),
        entries=_entries(name, asks[0], row.get("entries") or ()),
        several=str(row.get("several") or ""),
        within={str(said): str(held) for said, held in (row.get("within") or {}).items()},
        exceeds=str(row.get("exceeds") or ""),
        lists=_lists(name, row.get("lists") or {}),
        orders=bool(row.get("orders")),
    )


def _lists(name: str, row: Any) -> Mapping[str, Any]:
    if row and (not isinstance(row, Mapping) or {"by", "outcome", "as", "tells"} - row.keys()):
        raise RegistersRefused(f"registers.yaml: `lists` of {name} needs by, outcome, as and tells")
    return row  # type: ignore[no-any-return]  # looked at above


def _entries(name: str, key: str, rows: Sequence[Any]) -> dict[str, Mapping[str, Any]]:
    entries: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        if not isinstance(row, Mapping) or key not in row or "outcome" not in row:
            raise RegistersRefused(f"registers.yaml: an entry of {name} lacks {key} or outcome: {row!r}")
        if str(row[key]) in entries:
            raise RegistersRefused(f"registers.yaml: {name} has two entries for {row[key]}")
        entries[str(row[key])] = row
    return entries
