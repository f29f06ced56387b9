"""Proofs that may not be asked for: the register of needless proofs, and what counts as a basis for asking.

A proof needs a law, an administrative regulation or a decision of the State Council; what a certificate, a promise or
the organ's own look-up can give is not asked for. Pure: the register comes in.
Source: 优化营商环境条例第四十四条; 国务院令第716号第七条.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bpmn.errors import Finding
from engine.errors import Refusal
from engine.matter.located import Located
from engine.matter.text import Unreadable, read_yaml
from engine.terms import Instead

MOST_NAME, MOST_SOURCE = 60, 200
_REMARK = re.compile(r"（[^（）]*）|\([^()]*\)|\s")
_BASIS = re.compile(r"(?<!办)法(?:第|（|典|》)|条例|国务院|国发|国办发")
_PROOF = re.compile(r"(?<!身份)证明")
"""Identity papers are no proofs in this sense: they are what somebody shows of himself."""


class ProofsRefused(Refusal):
    """The register of needless proofs cannot be read, or an entry cannot be taken."""

    code = "PROOFS-REFUSED"
    remedy = "Write each as {name: …, instead: …, since: 2026-01-01, source: …}."
    status = 422


@dataclass(frozen=True, slots=True)
class Proof:
    """One entry of the register: which proof, what stands in its place, since when, on what ground."""

    name: str
    instead: Instead
    since: str
    source: str

    def is_asked_by(self, title: str) -> bool:
        """Whether a material of this title is the proof; remarks in parentheses do not count."""
        return _bare(self.name) in _bare(title)


def read_proofs(data: bytes, file: str) -> tuple[Proof, ...]:
    """The register in a file. Raises ProofsRefused with every slip and its line."""
    findings: list[Finding] = []
    try:
        value, lines = read_yaml(data)
    except Unreadable as error:
        raise ProofsRefused(f"{file}, line {error.line}: {error}") from error
    places = {("proofs", *path): line for path, line in lines.items()}
    found = tuple(_proofs(Located({"proofs": value}, file, places, findings)))
    if findings:
        raise ProofsRefused("; ".join(f"line {f.line}: {f.message}. {f.remedy}" for f in findings[:5]))
    return found


def entry_of(name: str, instead: str, since: str, source: str) -> Proof:
    """One entry as it is taken by hand or from a case. Raises ProofsRefused."""
    name, source = name.strip(), source.strip()
    if not _bare(name) or len(name) > MOST_NAME or not name.isprintable():
        raise ProofsRefused(f"a proof is named in 1 to {MOST_NAME} characters of one line")
    if instead not in list(Instead):
        raise ProofsRefused(f"{instead!r} stands for no proof; choose one of: {', '.join(Instead)}")
    if not source or len(source) > MOST_SOURCE or not source.isprintable():
        raise ProofsRefused(f"the ground for {name} is told in 1 to {MOST_SOURCE} characters of one line")
    return Proof(name, Instead(instead), since, source)


def holding(register: Iterable[Proof], on: str = "9999-12-31") -> dict[str, Proof]:
    """By bare name the newest entry that holds on an ISO day; without one, the newest of all."""
    newest: dict[str, Proof] = {}
    for proof in sorted(register, key=lambda proof: proof.since):
        if proof.since <= on:
            newest[_bare(proof.name)] = proof
    return newest


def is_proof(title: str) -> bool:
    """Whether a material of this title proves something that somebody else says of the applicant."""
    return _PROOF.search(_bare(title)) is not None


def has_basis(source: str) -> bool:
    """Whether the source names a law, an administrative regulation or a decision of the State Council."""
    return _BASIS.search(source) is not None


def _proofs(top: Located) -> Iterator[Proof]:
    for row in top.rows("proofs"):
        instead = row.text("instead")
        if instead not in list(Instead):
            row.wrong("instead", f"{instead!r} stands for no proof", f"Use one of: {', '.join(Instead)}.")
            instead = Instead.KEPT.value
        yield Proof(row.text("name"), Instead(instead), row.day("since"), row.text("source"))
        for key in ("evidence", "note"):
            row.text(key, "")
        row.finished()


def _bare(text: str) -> str:
    return _REMARK.sub("", text)
