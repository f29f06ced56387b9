"""Processes of their own for tests: forked, so that they start at once, and ended without any farewell."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence

FELL = 137
"""The exit code of a process that fell dead where it was asked to."""
_FAILED = 70
_LONGEST_SECONDS = 120


def fall_dead() -> None:
    """End this process at once, as a power cut would: nothing is flushed, closed or undone."""
    os._exit(FELL)


def start(work: Callable[[], object]) -> int:
    """The id of a new process that does the work. It must open databases of its own."""
    child = os.fork()
    if child:
        return child
    try:
        signal.alarm(_LONGEST_SECONDS)
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc(file=sys.stderr)
        sys.stderr.flush()
    finally:
        os._exit(_FAILED)


def outcome(process: int) -> int:
    """How the process ended: its exit code, or a signal's number below zero."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def together(works: Sequence[Callable[[], object]]) -> None:
    """Each work in a process of its own, all at once; fails when one of them fails."""
    ended = [outcome(process) for process in [start(work) for work in works]]
    assert ended == [0] * len(works), f"processes ended with {ended}"
