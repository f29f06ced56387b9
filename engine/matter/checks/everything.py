"""Everything that can be said about a matter before it is published.

`check` never raises for a bad matter: it returns findings. Nothing with an error is published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from bpmn import rules
from bpmn.errors import Finding
from bpmn.reader import read
from engine.authority import Account
from engine.matter.checks.acts import check_acts
from engine.matter.checks.hall import check_hall
from engine.matter.checks.names import check_forms_readable, check_names
from engine.matter.checks.people import check_people
from engine.matter.checks.proofs import check_proofs
from engine.matter.checks.tables import check_tables
from engine.matter.checks.texts import check_texts
from engine.matter.checks.times import check_times
from engine.matter.folder import Files, frozen
from engine.matter.model import Matter
from engine.matter.origins import Origins
from engine.matter.paths import walk
from engine.matter.proofs import Proof
from engine.matter.reader import MatterRefused, read_matter

Organs = Mapping[str, Collection[str]]
"""The names of each organ's seals, by the organ's id."""

_NO_DEFAULT = "BPMN-GATEWAY-NO-DEFAULT"


def check(
    files: Files, organs: Organs, people: Iterable[Account] | None = None, proofs: Iterable[Proof] = ()
) -> tuple[Matter | None, tuple[Finding, ...]]:
    """The matter (None when it cannot be read) and everything to be said about it.

    organs: the seals of each of the office's organs; people: its officials, None when they are not known; proofs:
    the register of needless proofs. The same matter is looked at once per process.
    """
    examined = tuple(sorted(frozen(files).items()))
    known = tuple((id, tuple(seals)) for id, seals in sorted(organs.items()))
    officials = None if people is None else frozenset(a for a in people if a.organ)
    return _check(examined, known, officials, tuple(proofs))


@lru_cache(maxsize=32)
def _check(
    examined: tuple[tuple[str, bytes], ...],
    known: tuple[tuple[str, tuple[str, ...]], ...],
    people: frozenset[Account] | None,
    proofs: tuple[Proof, ...],
) -> tuple[Matter | None, tuple[Finding, ...]]:
    files = dict(examined)
    origins = Origins(files)
    try:
        matter = read_matter(files)
    except MatterRefused as refused:
        return None, tuple(map(origins.placed, refused.findings))
    if unreadable := list(check_forms_readable(matter)):
        return matter, tuple(map(origins.placed, unreadable))
    findings = [*matter.definition.diagram.findings]
    # Whether every outcome has a way on is not guessed from the drawing here: playing every path tries each.
    findings += [f for f in rules.check(matter.definition.diagram, called=_called(files)) if f.code != _NO_DEFAULT]
    findings += check_names(matter, dict(known))
    findings += check_proofs(matter, proofs)
    findings += check_tables(matter)
    findings += check_texts(matter)
    findings += check_acts(matter)
    findings += check_people(matter, people)
    if not any(f.severity == "error" for f in findings):
        paths = walk(matter)
        findings += paths.findings()
        findings += check_times(matter, paths)
        findings += check_hall(matter, paths)
    return matter, tuple(map(origins.placed, findings))


def _called(files: Files) -> frozenset[str]:
    """The ids of the processes in the folder's other diagrams."""
    return frozenset(read(files[n], n).main for n in files if n.endswith(".bpmn") and n != "process.bpmn")
