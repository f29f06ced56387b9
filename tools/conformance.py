"""How diagrams that nobody here drew fare: `python -m tools.conformance FOLDER` prints docs/conformance.md.

Each file is checked, normalised, drawn, played and looked through for what is lost in silence. Sources are those of the
folder's MANIFEST.csv. The times are CPU milliseconds of reading and checking one file, in this process.
"""

from __future__ import annotations

import csv
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from bpmn import soundness
from bpmn.drawing import draw
from bpmn.errors import DiagramRefused, Finding
from bpmn.normalising import normalise
from bpmn.player import play
from bpmn.reader import draft, read
from bpmn.rules import check_file
from bpmn.runner import compile
from tools.losses import lost

SECONDS = 5.0
"""What a file may take."""
BUDGET = 10_000
READ = 12
"""Findings of each rule that were read and judged."""
_WHEN = datetime(2026, 1, 5, 9, tzinfo=UTC)
_MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass
class Fare:
    """What became of one file."""

    file: str
    source: str
    has_start: bool = False
    raw: list[str] = field(default_factory=list)
    """What ended in anything but an answer: where, and the exception."""
    milliseconds: float = 0.0
    """Reading and the rules."""
    slowest: float = 0.0
    """Seconds of the slowest thing done with it, exploring every path included."""
    losses: list[str] = field(default_factory=list)
    runnable: bool = False
    played: str = "refused"
    findings: tuple[Finding, ...] = ()


def fare(path: Path, source: str) -> Fare:
    """Do everything with a file that a designer can."""
    data, found = path.read_bytes(), Fare(path.name, source)
    began = time.process_time()
    checked = check_file(data, path.name)
    found.milliseconds = 1000 * (time.process_time() - began)
    found.findings, found.runnable = checked.findings, checked.runnable
    if any(finding.code == "BPMN-CHECK-STOPPED" for finding in checked.findings):
        found.raw.append(f"check: {checked.findings[0].message}")
    ways: Mapping[str, Callable[[], object]] = {
        "normalise": lambda: normalise(data, path.name),
        "draw": lambda: draw(data, path.name),
        "draw in our layout": lambda: draw(data, path.name, own_layout=True),
        "explore": lambda: _explore(data, path.name, found),
        "play": lambda: _play(data, path.name, found) if checked.playable else None,
        "losses": lambda: _look_for_losses(data, found),
    }
    for what, way in ways.items():
        began = time.process_time()
        try:
            way()
        except DiagramRefused:
            pass
        except Exception as error:  # what this table is there to count
            found.raw.append(f"{what}: {type(error).__name__}: {error}")
        if what != "losses":
            found.slowest = max(found.slowest, time.process_time() - began)
    return found


def _explore(data: bytes, file: str, found: Fare) -> None:
    if found.runnable:
        found.findings += soundness.check(read(data, file))


def _play(data: bytes, file: str, found: Fare) -> None:
    diagram = draft(data, file)
    found.played = play(compile(diagram, draft=True), seed=1, now=_WHEN, budget=BUDGET).result


def _look_for_losses(data: bytes, found: Fare) -> None:
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return
    found.has_start = next(root.iter(f"{_MODEL}startEvent"), None) is not None
    found.losses = list(lost(data))


def fares(folder: Path) -> Iterator[Fare]:
    """What became of each file of the folder."""
    with open(folder / "MANIFEST.csv", encoding="utf-8", newline="") as manifest:
        sources = {row["file"]: row["repository"] for row in csv.DictReader(manifest)}
    for path in sorted(folder.glob("*.bpmn")):
        yield fare(path, sources.get(path.name, "unknown"))


def table(found: Sequence[Fare]) -> Iterator[tuple[str, ...]]:
    """A row of figures for each source, and one for all."""
    for source in sorted({one.source for one in found}):
        yield _row(source, [one for one in found if one.source == source])
    yield _row("all", found)


HEAD = (
    "source", "files", "raw exceptions", f"over {SECONDS:g} s", "files with silent losses", "runnable as they are",
    "with a start", "run to the end", "share", "median check ms", "longest check ms", "longest of all s",
)  # fmt: skip


def _row(source: str, found: Sequence[Fare]) -> tuple[str, ...]:
    started = [one for one in found if one.has_start]
    ended = sum(one.played == "completed" for one in started)
    times = [one.milliseconds for one in found]
    return (
        source,
        str(len(found)),
        str(sum(bool(one.raw) for one in found)),
        str(sum(one.slowest > SECONDS for one in found)),
        str(sum(bool(one.losses) for one in found)),
        str(sum(one.runnable for one in found)),
        str(len(started)),
        str(ended),
        f"{ended / len(started):.0%}" if started else "",
        f"{statistics.median(times):.1f}",
        f"{max(times):.0f}",
        f"{max(one.slowest for one in found):.1f}",
    )


def told(found: Iterable[Fare]) -> Iterator[tuple[str, ...]]:
    """How often each rule was breached, and in how many files."""
    times: Counter[str] = Counter()
    files: dict[str, set[str]] = {}
    severity: dict[str, str] = {}
    for one in found:
        for finding in one.findings:
            times[finding.code] += 1
            files.setdefault(finding.code, set()).add(one.file)
            severity[finding.code] = finding.severity
    for code, count in times.most_common():
        yield f"`{code}`", severity[code], str(count), str(len(files[code])), str(min(count, READ))


def page(found: Sequence[Fare]) -> str:
    """docs/conformance.md."""
    told_of = sum(len(one.findings) for one in found)
    return "\n".join(
        (
            "# Conformance",
            "",
            "<!-- Printed by `python -m tools.conformance ../shared/conformance/open > docs/conformance.md`. -->",
            "",
            OPENING,
            "",
            *_lines(HEAD, table(found)),
            "",
            "## Not run to the end",
            "",
            *(f"- {_short(one.file)}: {one.played}" for one in found if one.has_start and one.played != "completed"),
            "",
            f"## The {told_of:,} findings",
            "",
            *_lines(("rule", "", "breaches", "files", "read"), told(found)),
            "",
            JUDGED,
            "",
        )
    )


def _lines(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for line in (head, tuple("---" for _ in head), *rows):
        yield "| " + " | ".join(line) + " |"


def _short(file: str) -> str:
    return file.rpartition("__")[2]


OPENING = """\
How public diagrams that nobody here drew fare, by source. Each file is checked, normalised, drawn in its own layout and
in ours, explored along every path, and played with seed 1 as `sealflow matter run --auto` does; then every kind of
element and attribute in it is taken out in turn: what makes no difference and is named by no finding is *lost in
silence*. *Run to the end* counts files with a start event, refused ones included. Times are CPU milliseconds of reading
and checking, and seconds of the slowest of all steps, on one core."""

JUDGED = """\
## False alarms

Of each rule up to twelve findings were drawn (`random.Random(2026)`, column *read*), all where there are fewer, and
read by one of the makers, who opened the diagram where the sentence alone did not settle it: does what is said hold,
and is there something to do or to know? None of those left was judged false. What was false and has been mended, and
what came closest:

- `BPMN-GATEWAY-NO-DEFAULT` stood at gateways whose two conditions are each other denied (`approved`, `!approved`;
  `score > 5`, `score <= 5`), ten of twenty-two. Such conditions now count as covering every case. Of those left, most
  compare a text with two words (`reapply=='true'`, `reapply=='false'`): true here, where a third answer would stop the
  case, and a notice only. One pair (`money>10000`, `money<10000`) does stop, at exactly 10000.
- `BPMN-NEVER-HAPPENS` at *Inform Supervisor* (`invoicePayment.bpmn`): an escalation caught on a person's step. Nothing
  in that diagram throws it; the other engine's form does, in code. True here, where no code of a file is run.
- `BPMN-VENDOR-CODE` stood at *connector* (`C.8.0-roundtrip.bpmn`), which is code to Camunda and a line to ADONIS. It is
  a `BPMN-VENDOR-HINT` now.
- `BPMN-MESSAGE-UNNAMED` at tasks joined by a message flow that has a name: BPMN takes the name from the message, not
  from the drawing of its flow, and so does this reader."""


if __name__ == "__main__":
    looked = list(fares(Path(sys.argv[1])))
    sys.stdout.write(page(looked))
    for one in looked:
        for trouble in (*one.raw, *(f"lost in silence: {what}" for what in one.losses)):
            print(f"{one.file}: {trouble}", file=sys.stderr)
