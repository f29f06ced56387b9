"""Checking bytes nobody trusts, of diagrams and of decisions: in a process of its own, with limits on time and memory.

The checks themselves are linear and guarded; this is the wall behind them, for what a library underneath may do with a
file made to hurt it. Costs some 0.2 s for starting the process.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

import bpmn
from bpmn.catalogue import new_report
from bpmn.dmn import catalogue as dmn
from bpmn.dmn import check_dmn
from bpmn.errors import Finding
from bpmn.expressions import FUNCTIONS
from bpmn.rules.checking import CheckResult, check_file
from bpmn.sayings import Said

SECONDS = 5.0
MEGABYTES = 1024
STOPPED = frozenset(("BPMN-CHECK-STOPPED", "DMN-CHECK-STOPPED"))
"""What is found of a file that could not be read within the limits."""
_DECISIONS = ".dmn"


def check_apart(
    data: bytes,
    file: str,
    *,
    functions: Collection[str] = frozenset(FUNCTIONS),
    called: Collection[str] = (),
    seconds: float | None = None,
    megabytes: int | None = None,
) -> CheckResult:
    """As `check_file`, in a child process that is ended after `seconds` or when it asks for more than `megabytes`.

    The limits are SECONDS and MEGABYTES unless others are given.

    Decisions, known by their name `….dmn`, are read as `bpmn.dmn.check_dmn` does.
    """
    seconds, megabytes = seconds or SECONDS, megabytes or MEGABYTES
    asked = {
        "file": file, "functions": sorted(functions), "called": sorted(called),
        "seconds": seconds, "megabytes": megabytes,
    }  # fmt: skip
    here = str(Path(bpmn.__file__).resolve().parent.parent)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((here, os.environ.get("PYTHONPATH", "")))}
    command = [sys.executable, "-c", "from bpmn.rules.apart import answer; answer()", json.dumps(asked)]
    try:
        child = subprocess.run(command, input=data, capture_output=True, timeout=seconds, env=environment, check=False)
    except subprocess.TimeoutExpired:
        return _stopped(file, Said(f"用时超过{seconds:g}秒", f"it took more than {seconds:g} seconds"))
    if child.returncode != 0:
        return _stopped(
            file, Said(f"检查以状态{child.returncode}结束", f"the check ended with status {child.returncode}")
        )
    findings = tuple(Finding(**{**plain, "path": tuple(plain["path"])}) for plain in json.loads(child.stdout))
    return CheckResult(file, not any(finding.severity == "error" for finding in findings), findings)


def answer() -> None:
    """The child's part: bytes from standard input, findings as JSON to standard output."""
    asked = json.loads(sys.argv[1])
    size = int(asked["megabytes"]) * 1_000_000
    # macOS refuses a limit on address space; the limit on time still holds there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    time = int(asked["seconds"]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (time, time))
    data, file = sys.stdin.buffer.read(), asked["file"]
    if file.endswith(_DECISIONS):
        findings = check_dmn(data, file).findings
    else:
        findings = check_file(data, file, functions=asked["functions"], called=asked["called"]).findings
    json.dump([asdict(finding) for finding in findings], sys.stdout)


def _stopped(file: str, why: Said) -> CheckResult:
    decisions = file.endswith(_DECISIONS)
    report = dmn.new_report() if decisions else new_report()
    message = Said(f"检查{file}中途停下：{why.zh}", f"checking {file} was stopped: {why.en}")
    report.add("DMN-CHECK-STOPPED" if decisions else "BPMN-CHECK-STOPPED", message, file)
    return CheckResult(file, False, report.sorted())
