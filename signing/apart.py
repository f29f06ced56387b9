"""Examines a stranger's file in a process of its own: limited in time, memory and size, with no secrets at hand.

Parent and child talk through pipes: the question is one line of JSON followed by the file, the answer is JSON. The
child is a fresh program and not a fork, so it may be started beside threads and inherits neither keys nor environment.
Whatever happens to it becomes a fact about the file.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from signing.claims import Claims
from signing.examination import Examination, SealFound, examine

_MEBIBYTE = 1024 * 1024
_PACKAGES = Path(__file__).resolve().parents[1]
"""The folder that holds this package: the child finds it there, installed or not."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost."""

    cpu_seconds: int = 5
    wall_seconds: float = 15.0
    memory_bytes: int = 768 * _MEBIBYTE
    file_bytes: int = 32 * _MEBIBYTE


DEFAULT_LIMITS = Limits()


def examine_apart(
    data: bytes, roots: Sequence[bytes], *, sealed_at: datetime | None, limits: Limits = DEFAULT_LIMITS
) -> Examination:
    """As `examine`, in a child process. A child that fails leaves an Examination whose `trouble` names why."""
    if len(data) > limits.file_bytes:
        return Examination(readable=False, trouble="size")
    question = {
        "roots": [root.hex() for root in roots],
        "sealed_at": sealed_at.isoformat() if sealed_at else None,
        "cpu_seconds": limits.cpu_seconds,
        "memory_bytes": limits.memory_bytes,
    }
    try:
        child = subprocess.run(
            [sys.executable, "-m", "signing.apart"],
            input=json.dumps(question).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
            cwd=_PACKAGES,
            env={name: os.environ[name] for name in ("PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Examination(readable=False, trouble="time")
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Examination(readable=False, trouble="time")
    try:
        return _examination(json.loads(child.stdout))
    except (ValueError, TypeError, KeyError):
        return Examination(readable=False, trouble="crash")


def _answer() -> None:
    """The child: reads the question, limits itself, examines, answers."""
    question = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (question["memory_bytes"], question["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (question["cpu_seconds"], question["cpu_seconds"] + 1))
    roots = [bytes.fromhex(root) for root in question["roots"]]
    sealed_at = datetime.fromisoformat(question["sealed_at"]) if question["sealed_at"] else None
    try:
        found = examine(sys.stdin.buffer.read(), roots, sealed_at=sealed_at)
    except MemoryError:
        found = Examination(readable=False, trouble="memory")
    json.dump(asdict(found), sys.stdout, default=datetime.isoformat)


def _examination(said: dict[str, Any]) -> Examination:
    seals = tuple(SealFound(**each) for each in said["seals"])
    return Examination(
        readable=said["readable"],
        seals=tuple(
            replace(each, claimed_at=datetime.fromisoformat(str(each.claimed_at)) if each.claimed_at else None)
            for each in seals
        ),
        claims=Claims(**said["claims"]) if said["claims"] else None,
        trouble=said["trouble"],
    )


if __name__ == "__main__":
    _answer()
