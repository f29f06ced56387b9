"""Playing the `examples/` of a matter: a real office in memory, a fixed clock, real papers, and what must come out.

A jurist can write an example; the same play runs for a designer (`sealflow matter test`) and for pytest.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from engine.acts.opening import Upload
from engine.config import Settings
from engine.errors import Refusal
from engine.matter.folder import Files
from engine.matter.located import Located, load_yaml
from engine.matter.model import Matter
from engine.office import Office
from engine.workplace import FixedTime
from signing.demo_keys import create_authority
from signing.guarded import Secret

_OFFICE_OPENS = time(9, 0)
_PASSWORD = "rehearsal"


class ExampleRefused(Refusal):
    """An example cannot be played as it is written."""

    code = "EXAMPLE-REFUSED"
    remedy = "Write the example as its neighbours are written (workflows/README.md tells the form)."


@dataclass(frozen=True, slots=True)
class Played:
    """How one example came out. `why` is empty when everything was as expected."""

    matter: str
    example: str
    title: str
    why: str

    @property
    def passed(self) -> bool:
        """Whether everything came out as the example says."""
        return not self.why


OfficeMaker = Callable[[Settings, Path, Secret, Callable[[], datetime]], Office]


class Stage:
    """Where examples are played: makes a fresh office for each, with throw-away keys made once for each year."""

    def __init__(self, make_office: OfficeMaker, owners: Any) -> None:
        self._make_office = make_office
        self._owners = owners
        self._folder = Path(tempfile.mkdtemp(prefix="sealflow-stage-"))
        self._lock = threading.Lock()

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def office(self, clock: FixedTime) -> Office:
        """An empty office at that time."""
        year = clock().year
        keys = self._folder / f"keys-{year}"
        with self._lock:
            if not keys.exists():
                create_authority(keys, self._owners, Secret(_PASSWORD), datetime(year, 1, 1, tzinfo=UTC))
        return self._make_office(Settings(home=self._folder), keys, Secret(_PASSWORD), clock)


def examples(files: Files) -> list[str]:
    """The names of a matter's examples."""
    return sorted(name for name in files if name.startswith("examples/") and name.endswith(".yaml"))


def play(stage: Stage, files: Files, name: str) -> Played:
    """Play one example of a matter. Never raises for what the example or the matter holds: that is in `why`."""
    title, code = name, "?"
    try:
        example, _ = load_yaml(files[name].decode("utf-8"))
        findings: list[Any] = []
        script = Located(example, name, {}, findings)
        title = script.titles("title", name)["zh"]
        scene = _Scene(stage, files, example)
        code = scene.matter.code
        scene.run()
    except _NotAsExpected as difference:
        return Played(code, name, title, str(difference))
    except Exception as error:  # a mistake in the example must not stop the others
        said = getattr(error, "code", type(error).__name__)
        return Played(code, name, title, f"{said}: {error}")
    return Played(code, name, title, "")


class _NotAsExpected(Exception):
    """What came out is not what the example says."""


class _Scene:
    """One example being played."""

    def __init__(self, stage: Stage, files: Files, example: Mapping[str, Any]) -> None:
        self._files = files
        self._example = example
        self._zone = ZoneInfo("Asia/Shanghai")
        self._clock = FixedTime(self._moment(example.get("opened", "2026-03-02T09:30")))
        self.office = stage.office(self._clock)
        self.matter: Matter = self.office.publish(files)
        self._case = ""

    def run(self) -> None:
        """Open the case, do what happens, compare."""
        if not self._attempt(self._open, self._example.get("refused"), "opening"):
            return
        for number, line in enumerate(self._example.get("when") or (), 1):
            if not isinstance(line, Mapping):
                raise ExampleRefused(f"line {number} of `when` is not a mapping")
            self._pass_time(self._moment(line.get("at") or line.get("on")))
            if "nothing" not in line:
                self._attempt(partial(self._do, line), line.get("refused"), f"line {number} of `when`")
        self._compare(self._example.get("then") or {})

    def _open(self) -> None:
        example = self._example
        answers = self._answers(example.get("answers") or {}, example.get("change"))
        applicant = str(example["applicant"])
        agent = str(example.get("agent") or applicant)
        shown = self.office.open_case(
            self.matter.code, agent, answers, self._uploads(), applicant=applicant if agent != applicant else ""
        )
        self._case = shown["id"]

    def _do(self, line: Mapping[str, Any]) -> None:
        by, note = str(line["by"]), str(line.get("note") or "")
        answers = self._answers(line.get("answers"), line.get("change")) if line.get("answers") is not None else {}
        if "case_act" in line:
            self.office.act_on_case(self._case, by, str(line["case_act"]), answers, note=note)
        elif "open" in line:
            self.office.show_case(self._case, by)
        elif "download" in line:
            number = self.office.show_case(self._case)["case"]
            self.office.download(f"{number}/{line['download']}", by)
        elif "step" in line:
            number = self.office.show_case(self._case)["case"]
            task = f"{number}/{line['step']}"
            uploads = self._uploads(line["materials"]) if line.get("materials") else ()
            outcome = str(line.get("act") or line.get("opinion") or "")
            self.office.complete_task(task, by, outcome, answers, note=note, uploads=uploads)
        else:
            raise ExampleRefused("a line of `when` needs step, case_act, download, open or nothing")

    def _attempt(self, work: Callable[[], None], refused: Any, where: str) -> bool:
        try:
            work()
        except Exception as error:
            code = getattr(error, "code", "")
            if refused and code == refused:
                return False
            if not code:
                raise
            wanted = f"should be refused with {refused}, but was" if refused else "was refused with"
            raise _NotAsExpected(f"{where} {wanted} {code}: {error}") from error
        if refused:
            raise _NotAsExpected(f"{where} should be refused with {refused}, but was done")
        return True

    def _pass_time(self, moment: datetime) -> None:
        """Let every day up to the moment begin, so that what falls due happens on its own day."""
        while True:
            now = self._clock()
            tomorrow = datetime.combine(self._day(now) + timedelta(days=1), time(0, 1), self._zone)
            if tomorrow >= moment:
                break
            self._clock.set(tomorrow)
            self.office.worker.once()
        if moment > self._clock():
            self._clock.set(moment)
        self.office.worker.once()

    def _compare(self, expected: Mapping[str, Any]) -> None:
        if not self._case:
            return
        for job in self.office.list_jobs():
            raise _NotAsExpected(f"the job {job['service']} was not done: {job['error'] or 'it was never tried'}")
        shown = self.office.show_case(self._case)
        case_days = self._days()
        for key, value in expected.items():
            if key == "documents":
                _same("documents", sorted(d["kind"] for d in shown["documents"]), sorted(value))
            elif key == "clocks":
                found = {clock["name"]: clock for clock in shown["clocks"]}
                for name, wanted in value.items():
                    if name not in found:
                        raise _NotAsExpected(f"there is no clock {name}; there are: {', '.join(found) or 'none'}")
                    for what, want in wanted.items():
                        _same(f"clock {name}: {what}", _plain(found[name].get(what)), _plain(want))
            elif key == "tasks":
                _same("open tasks", sorted(t["step"] for t in shown["tasks"]), sorted(value))
            elif key.endswith("_on"):
                _same(key, case_days.get(key.removesuffix("_on")), str(value))
            elif key == "deadline":
                going = [c["due"] for c in shown["clocks"] if c["state"] in ("running", "paused")]
                _same("deadline", min(going, default=None), str(value))
            elif key == "texts":
                self._texts(value)
            else:
                _same(key, shown.get(key), value)

    def _days(self) -> dict[str, str]:
        """The legal days of the acts, by the words examples use."""
        events = {e["act"]: e for e in self.office.show_case(self._case)["history"] if e.get("legal")}
        words = {"accept": "accepted", "submit": "received", "grant": "decided", "refuse": "decided",
                 "forward": "forwarded", "deliver": "delivered"}  # fmt: skip
        return {
            words.get(act, act): (event.get("particulars") or {}).get("effective", event["on"])
            for act, event in events.items()
        }

    def _texts(self, wanted: Mapping[str, Any]) -> None:
        """Each document named must say what is listed; spaces and the marks of Markdown do not count."""
        for kind, phrases in wanted.items():
            text = "".join(self.office.document_text(self._case, kind).replace("\\", "").split())
            for phrase in [phrases] if isinstance(phrases, str) else phrases:
                if "".join(str(phrase).split()) not in text:
                    raise _NotAsExpected(f"the {kind} does not say {phrase!r}")

    def _answers(self, answers: Any, change: Mapping[str, Any] | None) -> dict[str, Any]:
        if isinstance(answers, str):
            name = answers if answers.startswith("examples/") else f"examples/{answers}"
            if name not in self._files:
                raise ExampleRefused(f"there is no file {name}")
            answers = orjson.loads(self._files[name])
        found: dict[str, Any] = orjson.loads(orjson.dumps(answers))
        for path, value in (change or {}).items():
            _put(found, path.split("."), value)
        return found

    def _uploads(self, named: Any = None) -> list[Upload]:
        named = named if named is not None else self._example.get("materials", "all")
        without = set(self._example.get("without") or ())
        names = [m.id for m in self.matter.materials.values() if m.required] if named == "all" else list(named)
        return [self._upload(name) for name in names if name not in without]

    def _upload(self, material: str) -> Upload:
        found = sorted(name for name in self._files if name.startswith(f"examples/materials/{material}."))
        if not found:
            raise ExampleRefused(f"there is no examples/materials/{material}.*")
        return Upload(material, found[0].rsplit("/", 1)[1], self._files[found[0]])

    def _moment(self, text: Any) -> datetime:
        """A moment of the example; a day alone means that day at nine."""
        if text is None:
            raise ExampleRefused("a line of `when` needs `at`")
        text = str(text)
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), _OFFICE_OPENS, self._zone)
        return datetime.fromisoformat(text).replace(tzinfo=self._zone)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()


def _same(what: str, found: Any, wanted: Any) -> None:
    if found != wanted:
        raise _NotAsExpected(f"{what}: {found!r} came out, {wanted!r} was expected")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _put(target: Any, path: list[str], value: Any) -> None:
    """Set a value deep inside: names for mappings, positions for lists; None removes."""
    for step in path[:-1]:
        target = target[int(step)] if isinstance(target, list) else target.setdefault(step, {})
    last: Any = int(path[-1]) if isinstance(target, list) else path[-1]
    if value is None:
        del target[last]
    else:
        target[last] = value


def iterate(stage: Stage, files: Files, names: list[str]) -> Iterator[Played]:
    """Play several examples one after another."""
    for name in names:
        yield play(stage, files, name)
