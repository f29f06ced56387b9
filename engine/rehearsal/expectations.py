"""What must come out of an example, compared with what did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.errors import Refusal
from engine.office import Office
from engine.rehearsal.script import DAYS


class NotAsExpected(Refusal):
    """What came out of an example is not what it says."""

    code = "EXAMPLE-NOT-AS-EXPECTED"
    remedy = "Find out which of the two is wrong, the matter or the example, and mend that."


def compare(
    office: Office, case: str, expected: Mapping[str, Any], lines: Mapping[str, int], before: Mapping[str, str]
) -> None:
    """Raises NotAsExpected for the first thing of `then` that did not come out so.

    lines: where each is expected; before: the cases that were played before, by what the example calls them.
    """
    shown = office.show_case(case)
    jobs = {job["what"]: job for job in office.list_jobs()}
    for name, job in jobs.items():
        if name not in (expected.get("jobs") or {}):
            raise NotAsExpected(f"the job {name} was not done: {job['error'] or 'it was never tried'}")
    for key, value in expected.items():
        try:
            if key == "before":
                _papers_before(office, before, value or {})
            else:
                _compare(office, case, shown, jobs, key, value)
        except NotAsExpected as difference:
            raise NotAsExpected(f"line {lines[key]}: {difference}") from difference


def _compare(
    office: Office, case: str, shown: Mapping[str, Any], jobs: Mapping[str, Any], key: str, value: Any
) -> None:
    if key == "documents":
        _same("documents", sorted(d["kind"] for d in shown["documents"]), _sorted(value))
    elif key == "revoked":
        _same("revoked", sorted(d["kind"] for d in shown["documents"] if d["status"] == "revoked"), _sorted(value))
    elif key == "promises":
        _same("promises", {one["commitment"]: one["state"] for one in shown["promises"]}, dict(value or {}))
    elif key == "jobs":
        _same("jobs", {name: job["state"] for name, job in jobs.items()}, dict(value or {}))
    elif key == "children":
        _same("children", {c["child"]: c["outcome"] or c["status"] for c in shown["children"]}, dict(value or {}))
    elif key == "clocks":
        _clocks({clock["name"]: clock for clock in shown["clocks"]}, value or {})
    elif key == "tasks":
        _same("open tasks", sorted(t["step"] for t in shown["tasks"]), _sorted(value))
    elif key.endswith("_on"):
        _same(key, _days(_history(office, case, shown)).get(key.removesuffix("_on")), str(value))
    elif key == "decisions":
        _decisions(_history(office, case, shown), value or {})
    elif key == "deadline":
        going = [c["due"] for c in shown["clocks"] if c["state"] in ("running", "paused")]
        _same("deadline", min(going, default=None), str(value))
    elif key == "texts":
        _texts(office, case, value or {})
    else:
        _same(key, shown.get(key), value)


def _papers_before(office: Office, before: Mapping[str, str], wanted: Mapping[str, Mapping[str, Any]]) -> None:
    """How the papers of earlier cases stand now, the last of each kind."""
    for name, papers in wanted.items():
        if name not in before:
            raise NotAsExpected(f"no example {name} was played before; there are: {', '.join(before) or 'none'}")
        found = {paper["kind"]: paper["status"] for paper in office.show_case(before[name])["documents"]}
        for kind, want in papers.items():
            _same(f"{name}: {kind}", found.get(kind), want)


def _sorted(names: Any) -> list[str]:
    """Names as they are expected: a list, one alone, or none."""
    return sorted([names] if isinstance(names, str) else names or [])


def _history(office: Office, case: str, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All of it; of a long one only the newest entries are shown with the case."""
    return office.case_history(case, most=shown["history"][-1]["number"])


def _decisions(history: list[dict[str, Any]], wanted: Mapping[str, Any]) -> None:
    """By business rule task the numbers of the rules that matched when it was last asked, by table."""
    asked = {entry["consulted"]["task"]: entry["consulted"] for entry in history if "consulted" in entry}
    for task, rules in wanted.items():
        if task not in asked:
            raise NotAsExpected(f"{task} asked no decision; asked were: {', '.join(asked) or 'none'}")
        _same(f"rules that matched for {task}", asked[task].get("rules", {}), dict(rules))


def _clocks(found: Mapping[str, Mapping[str, Any]], expected: Mapping[str, Mapping[str, Any]]) -> None:
    for name, wanted in expected.items():
        if name not in found:
            raise NotAsExpected(f"there is no clock {name}; there are: {', '.join(found) or 'none'}")
        for what, want in wanted.items():
            _same(f"clock {name}: {what}", _plain(found[name].get(what)), _plain(want))


def _days(history: list[dict[str, Any]]) -> dict[str, str]:
    """The legal days of the acts, by the words examples use."""
    events = {entry["act"]: entry for entry in history if entry.get("legal")}
    return {
        DAYS.get(act, act): (event.get("particulars") or {}).get("effective", event["on"])
        for act, event in events.items()
    }


def _texts(office: Office, case: str, wanted: Mapping[str, Any]) -> None:
    """Each document named must say what is listed; spaces and the marks of Markdown do not count."""
    for kind, phrases in wanted.items():
        text = "".join(office.document_text(case, kind).replace("\\", "").split())
        for phrase in [phrases] if isinstance(phrases, str) else phrases:
            if "".join(str(phrase).split()) not in text:
                raise NotAsExpected(f"the {kind} does not say {phrase!r}")


def _same(what: str, found: Any, wanted: Any) -> None:
    if found != wanted:
        raise NotAsExpected(f"{what}: {found!r} came out, {wanted!r} was expected")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
