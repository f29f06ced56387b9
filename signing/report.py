"""The words a verification speaks in: verdict, checks, the document meant, the register's entry.

Plain data. Knows neither how a file is examined nor what follows from what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from signing.examination import SealFound


class Verdict(StrEnum):
    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"
    ALTERED = "altered"
    UNTRUSTED = "untrusted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence for the reader, in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What the register of issued documents says about one file."""

    number: str
    title: str
    organ: str
    issued_on: date
    sealed_at: datetime
    status: Literal["valid", "replaced", "revoked", "suspended", "cancelled", "expired"] = "valid"
    seal: str = ""
    """SHA-256 of the X.509 certificate it was sealed with; empty when the register did not keep it."""
    since: date | None = None
    """Day from which it is no longer in force."""
    replaced_by: str = ""
    """Number of the document that took its place, or ended its force."""
    valid_until: date | None = None
    """Its last day, of a document that is in force for a time."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Which document it is."""

    number: str
    title: str
    date: str
    organ: str
    source: Literal["register", "sealed", "claimed"]
    """Who says so: the register, bytes under a genuine seal of ours, or only the file itself."""
    status: str = ""
    """What the register says of its force, exactly: the verdict calls suspended, cancelled and expired ones revoked."""
    since: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One step of the recipe in `verify`."""

    number: int
    name: str
    passed: bool | None
    """None: could not be carried out, or does not apply."""
    title: Words
    detail: Words


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader is told about a file."""

    verdict: Verdict
    summary: Words
    checks: tuple[Check, ...]
    sha256: str
    document: DocumentFacts | None = None
    seal: SealFound | None = None
    fault: bool = False
    """The register vouches for the file, but its seal does not hold: an operator must look at it."""

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """The report as plain data, its sentences in one language."""
        return {
            "verdict": str(self.verdict),
            "summary": self.summary.in_language(language),
            "sha256": self.sha256,
            "fault": self.fault,
            "checks": [
                {
                    "number": each.number,
                    "name": each.name,
                    "passed": each.passed,
                    "title": each.title.in_language(language),
                    "detail": each.detail.in_language(language),
                }
                for each in self.checks
            ],
            "document": _document_json(self.document) if self.document else {},
            "seal": _seal_json(self.seal) if self.seal and self.seal.fingerprint else {},
        }


def _document_json(document: DocumentFacts) -> dict[str, str | None]:
    return {
        "number": document.number,
        "title": document.title,
        "date": document.date,
        "organ": document.organ,
        "source": document.source,
        **(
            {"status": document.status, "since": document.since or None, "valid_until": document.valid_until or None}
            if document.status
            else {}
        ),
    }


def _seal_json(seal: SealFound) -> dict[str, str | None]:
    return {
        "name": seal.name,
        "organ": seal.organ,
        "x509_sha256": seal.fingerprint,
        "claimed_at": seal.claimed_at.isoformat() if seal.claimed_at else None,
    }
