"""Policy profiles: what local rules leave to a region, as dated figures with their source.

A matter that says `policy:` carries the profile of its region, and of what that inherits, in its bundle; a case keeps
the figures it began with. Anywhere in matter.yaml `{policy: NAME}` stands for the figure that holds on the day from
which the matter is in effect, and every figure can be read as a parameter of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bpmn.errors import Finding
from engine.errors import Refusal
from engine.matter.located import Located
from engine.matter.origins import DEFINITION
from engine.matter.text import Unreadable, read_yaml
from engine.terms import Titled, Unit

FOLDER = "policy/"
"""Where the profiles stand in a bundle: the region's own first, then those it inherits."""
NATION, BY_ORGAN = "nation", "by_organ"
MOST_GENERATIONS = 5

Files = Mapping[str, bytes]
ProfileFile = Callable[[str], bytes | None]
"""The content of the profile of this code; None where there is none."""


class PolicyUnknown(Refusal):
    """The policy profile that is named cannot be found or read."""

    code = "MATTER-POLICY-UNKNOWN"
    remedy = "Name under `policy` a profile of `_shared/policies/`, or by_organ for that of the accepting organ."
    status = 422


@dataclass(frozen=True, slots=True)
class Known:
    """A figure that profiles may give: what it is, and which values it takes (none listed: a whole number)."""

    title: Titled
    choices: tuple[str, ...] = ()


KNOWN: Mapping[str, Known] = {
    "correction_days": Known(Titled("补正期限", "time to correct")),
    "late_correction": Known(
        Titled("逾期未补正的后果", "what follows from a correction not made in time"),
        ("lapse", "turn_away"),
    ),
    "received_after_hours": Known(
        Titled("下班后收到的申请", "an application that arrives after office hours"), ("same_day", "next_working_day")
    ),
    "office_closes_at": Known(Titled("停止业务活动的时间", "the hour at which the office closes")),
    "deferred_days": Known(Titled("容缺材料补交期限", "time to supply deferred materials")),
    "deferred_unsupplied": Known(
        Titled("容缺材料逾期未补交的后果", "what follows from deferred materials not supplied"),
        ("lapse", "revoke_acceptance"),
    ),
    "commitment_check_days": Known(Titled("承诺核查期限", "time to check what was promised")),
    "false_promise_bar_years": Known(Titled("不实承诺的限制年限", "years a false promise bars from others")),
    "signatures_at_hall": Known(Titled("大厅办理的签字层级", "signatures a decision at the hall needs")),
}
"""By name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a profile, with the day from which it holds and where it stands."""

    value: Any
    unit: str
    since: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Profile:
    """The figures of one region, of each the periods in order."""

    code: str
    title: Titled
    periods: Mapping[str, tuple[Figure, ...]]

    def on(self, day: str) -> dict[str, Figure]:
        """The figures that hold on an ISO day."""
        holding = {name: [f for f in figures if f.since <= day] for name, figures in self.periods.items()}
        return {name: figures[-1] for name, figures in holding.items() if figures}

    def later(self, day: str) -> dict[str, Figure]:
        """The figures that change after an ISO day: of each the next."""
        coming = {name: [f for f in figures if f.since > day] for name, figures in self.periods.items()}
        return {name: figures[0] for name, figures in coming.items() if figures}


def with_profile(files: Files, profile_file: ProfileFile) -> dict[str, bytes]:
    """The files with the profile that their matter.yaml names, and without any that it does not.

    by_organ means the nation's until an office takes the matter (`with_profile_of_organ`). Raises PolicyUnknown.
    """
    code, _ = _chosen(files)
    return _with(files, NATION if code == BY_ORGAN else code, profile_file)


def with_profile_of_organ(files: Files, profile_file: ProfileFile, regions: Mapping[str, str]) -> Files:
    """The files with the profile of the accepting organ, where their matter.yaml says by_organ; else as they are.

    regions: the profile of each organ; empty: the nation's. Raises PolicyUnknown.
    """
    code, organ = _chosen(files)
    return _with(files, regions.get(organ) or NATION, profile_file) if code == BY_ORGAN else files


def _with(files: Files, code: str, profile_file: ProfileFile) -> dict[str, bytes]:
    kept = {name: data for name, data in files.items() if not name.startswith(FOLDER)}
    line: list[str] = []
    while code:
        data = profile_file(code) if code.isidentifier() else None
        if data is None or code in line or len(line) == MOST_GENERATIONS:
            why = "is not there" if data is None else "inherits itself, or too many others"
            raise PolicyUnknown(f"{DEFINITION}: the policy profile {code!r} {why}")
        kept[f"{FOLDER}{len(line) + 1}-{code}.yaml"] = data
        line.append(code)
        code = _inherited(data)
    return kept


def profiles_in(*folders: Path) -> ProfileFile:
    """The profiles of these folders, the first that has one."""

    def file(code: str) -> bytes | None:
        return next((p.read_bytes() for folder in folders if (p := folder / f"{code}.yaml").is_file()), None)

    return file


def read_profile(files: Files, findings: list[Finding]) -> Profile | None:
    """The profile of a bundle, if it has one; what is wrong with its files is added to the findings."""
    names = sorted(name for name in files if name.startswith(FOLDER))
    code, title = "", Titled("", "")
    periods: dict[str, tuple[Figure, ...]] = {}
    for name in names:
        shown = f"_shared/policies/{name.split('-', 1)[1]}"
        try:
            value, lines = read_yaml(files[name])
        except Unreadable as error:
            findings.append(error.finding(shown))
            continue
        top = Located(value, shown, lines, findings)
        if not code:
            code, title = top.text("code"), Titled(**top.titles("title"))
        for key in ("code", "inherits", "title"):
            top.anything(key)
        figures = top.part("figures", needed=True)
        for figure in map(str, figures.value):
            given, own = tuple(_figures(figures, figure)), periods.get(figure, ())
            # What is inherited holds until the day from which the region has its own.
            periods[figure] = (*(f for f in given if not own or f.since < own[0].since), *own)
        figures.finished()
        top.finished()
    return Profile(code, title, periods) if names else None


def filled_in(top: Located, figures: Mapping[str, Figure]) -> Any:
    """The definition with the figure in the place of each `{policy: NAME}`; one that is not there is written down."""

    def fill(value: Any, path: tuple[str, ...]) -> Any:
        if isinstance(value, dict):
            if value.keys() == {"policy"}:
                name = str(value["policy"])
                if name in figures:
                    return figures[name].value
                known = ", ".join(sorted(figures)) or "nothing: the matter names no `policy`"
                top.at(*path[:-1]).wrong(path[-1], f"the policy profile has no {name} then", f"Use one of: {known}.")
                return None
            return {key: fill(inner, (*path, str(key))) for key, inner in value.items()}
        if isinstance(value, list):
            return [fill(inner, (*path, str(index))) for index, inner in enumerate(value)]
        return value

    return {key: value if key == "policy" else fill(value, (str(key),)) for key, value in top.value.items()}


def _figures(figures: Located, name: str) -> Iterator[Figure]:
    """The periods of one figure, in order."""
    known = KNOWN.get(name)
    if known is None:
        figures.anything(name)
        figures.wrong(name, f"there is no policy {name}", f"Use one of: {', '.join(KNOWN)}.")
        return
    before = ""
    for row in figures.rows(name):
        since = row.day("from")
        if known.choices:
            value: Any = row.text("value")
            if value not in known.choices:
                row.wrong("value", f"{name} is {value!r}", f"Use one of: {', '.join(known.choices)}.")
        else:
            value = row.whole("value")
        unit = row.text("unit", "")
        if unit and unit not in list(Unit):
            row.wrong("unit", f"the unit is {unit!r}", f"Use one of: {', '.join(Unit)}.")
        if since <= before:
            row.wrong("from", f"{name} from {since} comes after {before}", "Write the periods in order, each day once.")
        before = since
        yield Figure(value, unit, since, row.text("source"), row.text("evidence"))
        row.text("note", "")
        row.finished()


def _chosen(files: Files) -> tuple[str, str]:
    """The profile that the matter names, empty where it names none; and the organ that accepts."""
    return _chosen_by(files.get(DEFINITION, b""))


@lru_cache(maxsize=256)
def _chosen_by(data: bytes) -> tuple[str, str]:
    definition = _mapping(data)
    code, organs = definition.get("policy"), definition.get("organs")
    slots = organs if isinstance(organs, dict) else {}
    home = slots.get("accepts") or next(iter(slots.values()), "")
    if isinstance(
        home, dict
    ):  # an answer chooses it: all of them belong to one region, or the matter names its profile
        chosen = home.get("organs")
        home = next(iter(chosen.values()), "") if isinstance(chosen, dict) else ""
    return str(code) if isinstance(code, str) else "", str(home)


def _inherited(data: bytes) -> str:
    return str(_mapping(data).get("inherits") or "")


def _mapping(data: bytes) -> Mapping[str, Any]:
    """What a YAML file says, as far as it can be read; its reader tells what is wrong."""
    try:
        value, _ = read_yaml(data)
    except Unreadable:
        return {}
    return value if isinstance(value, dict) else {}
