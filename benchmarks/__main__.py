"""All benchmarks, one after the other, as a table: `python -m benchmarks`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import ge, le
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should be: at most or at least so much."""

    sign: str
    figure: float

    def is_met(self, value: float) -> bool:
        """Whether the value is as good as was wished."""
        compare: Callable[[float, float], bool] = le if self.sign == "≤" else ge
        return compare(value, self.figure)


GOALS: Mapping[str, Mapping[str, Goal]] = {
    "step": {"cpu_ms": Goal("≤", 1.0), "sql": Goal("≤", 8), "ratio": Goal("≥", 5), "growth": Goal("≤", 1.1)},
    "seal": {"cpu_ms": Goal("≤", 10), "ratio": Goal("≥", 12), "bytes": Goal("≤", 150_000)},
    "check": {"cpu_ms": Goal("≤", 100)},
    "statistics": {"cpu_ms": Goal("≤", 200), "own_organ_cpu_ms": Goal("≤", 200)},
    "web": {
        "inbox_cpu_ms": Goal("≤", 12), "case_cpu_ms": Goal("≤", 15), "desk_case_cpu_ms": Goal("≤", 15),
        "submit_cpu_ms": Goal("≤", 25), "download_ratio": Goal("≥", 0.4), "first_page_bytes": Goal("≤", 60_000),
        "at_once_errors": Goal("≤", 0),
    },
    "growth": {name: Goal("≤", 1.1) for name in ("worklist", "worklist_next", "cases", "history", "act", "checkpoint")},
}


def main() -> int:
    """Print a line per figure; the exit status is 3 when a benchmark could not be run."""
    status = 0
    print(f"{'benchmark':<10}{'figure':<18}{'value':>12}   wished")
    for name, goals in GOALS.items():
        command = [sys.executable, "-m", f"benchmarks.{name}", "--json"]
        ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        if ran.returncode != 0:
            print(f"{name:<10}failed; its message stands above", flush=True)
            status = 3
            continue
        for figure, value in json.loads(ran.stdout).items():
            goal = goals.get(figure)
            wish = f"{goal.sign} {goal.figure:g}{'' if goal.is_met(value) else '   missed'}" if goal else ""
            print(f"{name:<10}{figure:<18}{_short(value):>12}   {wish}".rstrip(), flush=True)
    return status


def _short(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3g}"


if __name__ == "__main__":
    sys.exit(main())
