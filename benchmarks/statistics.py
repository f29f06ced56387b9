"""What the figures of an office with 100,000 cases cost a supervisor: all organs, matters and months, and one organ's.

The naive way beside it reads each case's record and counts in Python, as one would at first. CPU milliseconds of this
process, medians after a warm-up. The cases are copies of one, with what a supervisor counts drawn from a seed: five
organs, twenty matters, two years, one case in ten still in hand.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import orjson
import sqlalchemy as sa

from benchmarks.step import ANSWERS, NOW, furnished_place, open_case
from engine import supervision
from engine.authority import SUPERVISOR, Account
from engine.case import instant
from engine.identifiers import uuid7
from engine.statistics import GROUPS
from engine.store.tables import cases
from engine.workplace import Workplace

CASES, RUNS = 100_000, 5
ORGANS = ("city_justice", "district_justice", "city_police", "city_approval", "city_housing")
MATTERS = tuple(f"matter_{number:02}" for number in range(20))
OUTCOMES = ("granted",) * 8 + ("refused", "withdrawn", "turned_away")
FIRST_DAY, DAYS = date(2024, 3, 1), 730


def main() -> None:
    """Measure and print."""
    with furnished_place() as place:
        _fill(place)
        supervisor = Account("supervisor", "魏明", "official", ORGANS[0], frozenset({SUPERVISOR}))
        ours = _median(partial(supervision.figures, place, None, by=GROUPS))
        own = _median(partial(supervision.figures, place, supervisor, by=GROUPS))
        late = _median(partial(supervision.late, place, supervisor, most=50))
        naive = _median(partial(_naive, place), runs=1)
        counted = supervision.figures(place, None, by=GROUPS)["total"]
    assert counted["received"] == CASES
    assert counted["ended"] + sum(counted["in_hand"].values()) == CASES
    result = {
        "cpu_ms": round(ours, 1),
        "own_organ_cpu_ms": round(own, 1),
        "late_cpu_ms": round(late, 2),
        "naive_cpu_ms": round(naive, 1),
        "ratio": round(naive / ours, 1),
    }
    if "--json" in sys.argv:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<18}{value}")


def _fill(place: Workplace) -> None:
    """Many cases like one that was opened here, some out, some in hand, a few late, a few irregular."""
    id = open_case(place, "approval", ANSWERS)
    with place.database.writing() as connection:
        model = dict(connection.execute(sa.select(cases).where(cases.c.id == id)).mappings().one())
        connection.execute(sa.delete(cases))
        chosen = random.Random(4)
        rows = _rows(model, chosen)
        while part := [row for _, row in zip(range(5_000), rows, strict=False)]:
            connection.execute(sa.insert(cases), part)


def _rows(model: dict[str, Any], chosen: random.Random) -> Iterator[dict[str, Any]]:
    record = orjson.loads(model["record"])
    for number in range(CASES):
        opened = FIRST_DAY + timedelta(days=chosen.randrange(DAYS))
        days = min(30, int(chosen.expovariate(1 / 6)))
        out = number % 10 > 0
        ended = opened + timedelta(days=1 + days * 7 // 5) if out else None
        promised = NOW.date() + timedelta(days=chosen.randrange(-3, 20))
        held = {"days": {"submit": opened.isoformat()} | ({"grant": ended.isoformat()} if ended else {})}
        yield {
            **model,
            "organ": chosen.choice(ORGANS),
            "id": uuid7(NOW + timedelta(milliseconds=number), chosen.randbytes),
            "number": f"B{number:07}",
            "matter": chosen.choice(MATTERS),
            "status": "delivered" if out else "accepted",
            "closed_at": instant(NOW) if out else None,
            "record": orjson.dumps({**record, **held}),
            "holder": chosen.choice(ORGANS),
            "due_on": None if out else promised.isoformat(),
            "promised_on": None if out else promised.isoformat(),
            "received": opened.isoformat()[:7],
            "ended": ended.isoformat()[:7] if ended else None,
            "outcome": chosen.choice(OUTCOMES) if out else None,
            "days": days if out else None,
            "late": chosen.choices((0, 1, 2), (90, 7, 3))[0],
            "irregular": int(chosen.random() < 0.01),
        }


def _naive(place: Workplace) -> dict[Any, Any]:
    """Every case read, its record unpacked, its working days counted."""
    found: dict[Any, list[int]] = {}
    outcomes: Counter[Any] = Counter()
    with place.database.reading() as connection:
        rows = connection.execute(sa.select(cases)).mappings().all()
    for row in rows:
        days = orjson.loads(row["record"])["days"]
        if "grant" not in days:
            continue
        start, end = date.fromisoformat(days["submit"]), date.fromisoformat(days["grant"])
        key = row["holder"], row["matter"], days["grant"][:7]
        found.setdefault(key, []).append(place.calendar.working_days_between(start, end))
        outcomes[*key, row["outcome"]] += 1
    return {key: (statistics.median(values), len(values)) for key, values in found.items()}


def _median(work: Callable[[], Any], runs: int = RUNS) -> float:
    costs = []
    for _ in range(runs + 1):
        start = time.process_time_ns()
        work()
        costs.append((time.process_time_ns() - start) / 1e6)
    return statistics.median(costs[1:])


if __name__ == "__main__":
    main()
