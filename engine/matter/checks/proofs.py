"""Proofs in the list of materials that nobody may ask for: without a basis, or in the register of needless proofs.

Source: 优化营商环境条例第四十四条; 国务院令第716号第七条.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpmn.errors import Finding
from engine.matter.model import Matter
from engine.matter.proofs import Proof, has_basis, holding, is_proof
from engine.matter.rules import RULES
from engine.terms import Instead


def check_proofs(matter: Matter, register: Iterable[Proof]) -> Iterator[Finding]:
    """Every proof of the matter's materials that may not be asked for. register: what is entered by now."""
    promised = {id for one in matter.commitments.values() for id in one.replaces}
    needless = holding(register)
    for material in matter.materials.values():
        place, title = f"materials.{material.id}", material.title.zh
        entry = max((p for p in needless.values() if p.is_asked_by(title)), key=lambda p: len(p.name), default=None)
        if entry is not None and not _may_be_asked(entry, material.id in promised):
            yield RULES["LAW-PROOF-NEEDLESS"].breach(
                place, material=material.title, proof=entry.name, instead=entry.instead.titled, since=entry.since,
                ground=entry.source,
            )  # fmt: skip
        elif is_proof(title) and not has_basis(material.source):
            yield RULES["LAW-PROOF-BASELESS"].breach(
                place, material=material.title, basis=material.source or matter.title
            )


def asks_for(matter: Matter, proof: Proof) -> bool:
    """Whether the matter asks for the proof of everybody, or of those who could promise instead without offering it."""
    promised = {id for one in matter.commitments.values() for id in one.replaces}
    return any(
        proof.is_asked_by(material.title.zh) and not _may_be_asked(proof, material.id in promised)
        for material in matter.materials.values()
    )


def _may_be_asked(entry: Proof, is_promised: bool) -> bool:
    """A proof that is kept may; one that a promise stands for may from whoever does not promise."""
    return entry.instead is Instead.KEPT or (entry.instead is Instead.PROMISED and is_promised)
