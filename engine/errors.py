"""The two families of errors, and what each of their members must carry.

A Refusal answers the asker: what was asked is not open, and here is what is. A Failure is ours: something did not work.
Knows neither cases nor the database; every other module of the engine derives its own errors from these two.
"""

from __future__ import annotations

from typing import ClassVar

from bpmn.errors import BpmnError
from signing.errors import SigningError


class SealflowError(Exception):
    """Anything the engine says no with. Never raised itself: raise a Refusal or a Failure."""

    code: ClassVar[str] = ""
    """Stable name for logs, tests and pages, e.g. CASE-ACT-NOT-OPEN."""
    remedy: ClassVar[str] = ""
    """What the reader may do now: a sentence with a verb."""
    source: str = ""
    """The article of law or the standard behind it, where there is one."""
    status: ClassVar[int] = 400
    """The HTTP status that says the same."""


class Refusal(SealflowError):
    """What was asked is not open. The command line exits with 1 (4 when the thing does not exist); never retried."""

    exit_code: ClassVar[int] = 1


class NotFound(Refusal):
    """There is no such thing, or the asker may not know of it."""

    exit_code: ClassVar[int] = 4
    status: ClassVar[int] = 404


class Failure(SealflowError):
    """Something of ours did not work. The command line exits with 3; a job is tried again; the operator is told."""

    exit_code: ClassVar[int] = 3
    status: ClassVar[int] = 503


Told = SealflowError | BpmnError | SigningError
"""Any error that has a code, a remedy and a status, whichever floor it comes from."""
FAMILIES: tuple[type[Told], ...] = (SealflowError, BpmnError, SigningError)
