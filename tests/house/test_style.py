"""What a machine can see of our style; whether a sentence reads well is for people."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TYPED = ("bpmn", "signing", "engine", "web", "commands", "cli.py", "tools", "benchmarks")
# ruff's cache does not see that a new file makes an import one of ours.
CHECKERS = [("ruff", "check", "--quiet", "--no-cache"), ("mypy", "--no-error-summary", *TYPED)]


@pytest.mark.parametrize("command", CHECKERS, ids=lambda c: c[0])
def test_a_checker_has_nothing_to_say(command: tuple[str, ...]) -> None:
    program = [sys.executable, "-m", *command]

    checked = subprocess.run(program, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr
