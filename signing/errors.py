"""Why a paper could not be made, sealed or trusted. Each class carries a stable code and a remedy."""

from __future__ import annotations

from typing import ClassVar


class SigningError(Exception):
    """Base of all errors of this package; never raised itself."""

    code: ClassVar[str] = ""
    remedy: ClassVar[str] = ""
    source: str = ""
    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 422
