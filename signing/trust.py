"""What a verifier believes: which roots, and which seal was allowed to whom in which span of time.

Public facts only, small enough to be handed to another process. Knows neither keys nor PDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Permit:
    """One X.509 certificate's leave to act as one seal."""

    seal: str
    """Id of the seal, the same through every change of its key."""
    name: str
    organ: str
    allowed_from: datetime
    allowed_until: datetime | None = None
    """The first instant at which it may seal no more; None while no end is fixed."""

    def covers(self, at: datetime) -> bool:
        return self.allowed_from <= at and (self.allowed_until is None or at < self.allowed_until)


@dataclass(frozen=True, slots=True)
class Trust:
    """Roots and permits, as the office's keyring states them."""

    roots: tuple[bytes, ...]
    """DER of the root certificates."""
    permits: Mapping[str, Permit] = field(default_factory=dict)
    """By the SHA-256 of the seal's X.509 certificate, in hexadecimal."""
