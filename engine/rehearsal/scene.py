"""One example played from its opening to what must come out, and how much of the process it covered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import yaml

from bpmn.coverage import Coverage, drawn
from engine.acts.opening import Upload
from engine.errors import Refusal
from engine.matter.folder import Files
from engine.matter.located import Located, load_yaml
from engine.matter.model import Matter
from engine.organs import read_people
from engine.rehearsal.expectations import NotAsExpected, compare
from engine.rehearsal.services import FailingServices
from engine.rehearsal.stage import Stage
from engine.rehearsal.systems import ToldSystems, told_properly
from engine.story import course, story
from engine.workplace import FixedTime

_OFFICE_OPENS = time(9, 0)
_DAY_BEGINS = time(0, 1)
_RETRIED_FOR = timedelta(days=1)
"""How long after its last line an example waits for jobs that are tried again."""


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
    coverage: Coverage | None = None
    """What it covered of the process; None when no case was opened."""

    @property
    def passed(self) -> bool:
        """Whether everything came out as the example says."""
        return not self.why


def examples(files: Files) -> list[str]:
    """The names of a matter's examples."""
    return sorted(name for name in files if name.startswith("examples/") and name.endswith(".yaml"))


def play(stage: Stage, files: Files, name: str) -> Played:
    """Play one example of a matter. Never raises for what the example or the matter holds: that is in `why`."""
    title, code = name, "?"
    scene: Scene | None = None
    try:
        example, _ = load_yaml(files[name].decode("utf-8"))
        findings: list[Any] = []
        script = Located(example, name, {}, findings)
        title = script.titles("title", name)["zh"]
        scene = Scene(stage, files, example)
        code = scene.matter.code
        scene.run()
        return Played(code, name, title, "", scene.coverage())
    except NotAsExpected as difference:
        return Played(code, name, title, str(difference), scene.coverage() if scene else None)
    except Exception as error:  # a mistake in the example must not stop the others
        said = getattr(error, "code", type(error).__name__)
        return Played(code, name, title, f"{said}: {error}")


class Scene:
    """One example being played; its office and case can be looked at afterwards."""

    def __init__(self, stage: Stage, files: Files, example: Mapping[str, Any]) -> None:
        self._files = files
        self._example = example
        self._zone = ZoneInfo("Asia/Shanghai")
        self._clock = FixedTime(self._moment(example.get("opened", "2026-03-02T09:30")))
        self.office = stage.office(self._clock)
        self.office.worker.do = FailingServices(self._services()).do
        self.office.place.systems = ToldSystems(self._systems())
        for person in read_people(yaml.safe_dump(example.get("people") or [], allow_unicode=True)):
            self.office.add_account(person)
        self.matter: Matter = self.office.publish(files)
        self.case = ""
        """The id of the case; empty while none is opened."""

    def run(self) -> None:
        """Open the case, do what happens, compare. Raises NotAsExpected."""
        if not self._attempt(self._open, self._example.get("refused"), "opening"):
            return
        for number, line in enumerate(self._example.get("when") or (), 1):
            if not isinstance(line, Mapping):
                raise ExampleRefused(f"line {number} of `when` is not a mapping")
            self._pass_time(self._moment(line.get("at") or line.get("on")))
            if "nothing" not in line:
                self._attempt(partial(self._do, line), line.get("refused"), f"line {number} of `when`")
        self._let_jobs_be_tried()
        if self.case:
            compare(self.office, self.case, self._example.get("then") or {})

    def coverage(self) -> Coverage | None:
        """What was covered of the process; None when no case was opened."""
        if not self.case:
            return None
        taken = course(story(self.office, self.case))
        return Coverage.of(drawn(self.matter.definition), taken.passed, taken.taken)

    def _services(self) -> dict[str, Mapping[str, Any]]:
        told = self._example.get("services") or {}
        if not isinstance(told, Mapping) or not all(isinstance(part, Mapping) for part in told.values()):
            raise ExampleRefused("`services` must read {step or document: {fails: 2}}")
        return {str(name): part for name, part in told.items()}

    def _systems(self) -> dict[str, Any]:
        told = self._example.get("systems") or {}
        if not told_properly(told):
            raise ExampleRefused("`systems` must read {system: {outcome: …, facts: {…}}}, or {system: away}, or lists")
        return {str(name): script for name, script in told.items()}

    def _open(self) -> None:
        example = self._example
        answers = self._answers(example.get("answers") or {}, example.get("change"))
        applicant = str(example["applicant"])
        agent = str(example.get("agent") or applicant)
        shown = self.office.open_case(
            self.matter.code, agent, answers, self._uploads(), applicant=applicant if agent != applicant else ""
        )
        self.case = shown["id"]

    def _do(self, line: Mapping[str, Any]) -> None:
        by, note = str(line["by"]), str(line.get("note") or "")
        answers = self._answers(line.get("answers"), line.get("change")) if line.get("answers") is not None else {}
        number = self.office.show_case(self.case)["case"]
        if "case_act" in line:
            self.office.act_on_case(self.case, by, str(line["case_act"]), answers, note=note)
        elif "message" in line:
            self.office.deliver_message(self.case, by, str(line["message"]))
        elif "open" in line:
            self.office.show_case(self.case, by)
        elif "download" in line:
            self.office.download(f"{number}/{line['download']}", by)
        elif "step" in line:
            uploads = self._uploads(line["materials"]) if line.get("materials") else ()
            outcome = str(line.get("act") or line.get("opinion") or "")
            self.office.complete_task(f"{number}/{line['step']}", by, outcome, answers, note=note, uploads=uploads)
        else:
            raise ExampleRefused("a line of `when` needs step, case_act, message, download, open or nothing")

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
            raise NotAsExpected(f"{where} {wanted} {code}: {error}") from error
        if refused:
            raise NotAsExpected(f"{where} should be refused with {refused}, but was done")
        return True

    def _pass_time(self, moment: datetime) -> None:
        """Let every day up to the moment begin and every job be tried again when it is due, each at its own time."""
        while (following := self._next_stop()) < moment:
            self._clock.set(following)
            self.office.worker.once()
        if moment > self._clock():
            self._clock.set(moment)
        self.office.worker.once()

    def _next_stop(self) -> datetime:
        now = self._clock()
        tomorrow = datetime.combine(self._day(now) + timedelta(days=1), _DAY_BEGINS, self._zone)
        return min([tomorrow, *(due for due in self._due_jobs() if due > now)])

    def _due_jobs(self) -> list[datetime]:
        """When the jobs that wait are tried next."""
        waiting = (job for job in self.office.list_jobs() if job["state"] == "waiting")
        # Times are told to the second: a job is due by the end of the one it is told for.
        return [datetime.fromisoformat(job["due_at"]) + timedelta(seconds=1) for job in waiting]

    def _let_jobs_be_tried(self) -> None:
        """After the last line, wait for what failed to be done, or to be set aside."""
        until = self._clock() + _RETRIED_FOR
        while due := [moment for moment in self._due_jobs() if moment <= until]:
            self._pass_time(max(min(due), self._clock() + timedelta(seconds=1)))

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


def _put(target: Any, path: list[str], value: Any) -> None:
    """Set a value deep inside: names for mappings, positions for lists; None removes."""
    for step in path[:-1]:
        target = target[int(step)] if isinstance(target, list) else target.setdefault(step, {})
    last: Any = int(path[-1]) if isinstance(target, list) else path[-1]
    if value is None:
        del target[last]
    else:
        target[last] = value
