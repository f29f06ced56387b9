"""One example played from its opening to what must come out, and how much of the process it covered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bpmn.coverage import Coverage, drawn
from engine.acts.opening import Upload
from engine.matter.folder import Files
from engine.matter.model import Matter
from engine.matter.text import Unreadable, read_json
from engine.office import Office
from engine.rehearsal.expectations import NotAsExpected, compare
from engine.rehearsal.script import ZONE, Answers, Earlier, ExampleRefused, Line, Script, read_script
from engine.rehearsal.services import FailingServices
from engine.rehearsal.stage import InPlace, Stage
from engine.rehearsal.systems import ToldSystems
from engine.story import course, story
from engine.terms import BarReason, PromiseState, TaskVerb

FAULT = "SEALFLOW-FAULT"
"""How `why` begins when playing an example failed for what neither it nor its matter did."""
_DAY_BEGINS = time(0, 1)
_CODE = re.compile(r"\(code(?: (\d+))?\)")
"""In an answer: the code that was shown last, or as which."""
_RETRIED_FOR = timedelta(days=1)
"""How long after its last line an example waits for jobs that are tried again."""
_NUMBER_OF = "number_of"
"""The one key of an answer that is the number of an earlier example's case or paper: `{number_of: founded/licence}`."""
_MOST_EARLIER = 5
"""So many examples may be played one for the other."""


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


def play(stage: Stage, files: Files, name: str, look: Callable[[Office], object] = lambda _: None) -> Played:
    """Play one example of a matter. Never raises for what the example or the matter holds: that is in `why`.

    look: is shown the office of an example that came out as it says, before the office is gone.
    """
    title, code = name, "?"
    scene: Scene | None = None
    try:
        script = read_script(files[name], name)
        title = script.title
        scene = Scene(stage, files, script)
        code = scene.matter.code
        scene.run()
        played = Played(code, name, title, "", scene.coverage())
    except NotAsExpected as difference:
        return Played(code, name, title, str(difference), scene.coverage() if scene else None)
    except Exception as error:  # a mistake in the example must not stop the others
        said = getattr(error, "code", "") or f"{FAULT}: not the example's fault: {type(error).__name__}"
        return Played(code, name, title, f"{said}: {error}")
    else:
        look(scene.office)
        return played
    finally:
        if scene:
            scene.office.place.database.close()


class Scene:
    """One example being played; its office and case can be looked at afterwards."""

    def __init__(self, stage: Stage, files: Files, script: Script, generation: int = 0) -> None:
        self._stage, self._generation = stage, generation
        self._files = files
        self._script = script
        self._earlier = [self._read(one) for one in script.before]
        self.begins: datetime = min((script.opened, *(_begins(stage, *each) for each in self._earlier)))
        """When its office opens: before the first case that is played in it."""
        self.office, self._clock = stage.enter(self.begins)
        for person in script.people:
            self.office.add_account(person)
        self.matter: Matter = self.office.publish(files)
        for others in stage.others(self.matter):
            self.office.publish(others)
        self.case = ""
        """The id of the case; empty while none is opened."""
        self.number = ""
        """Its number, by which people name it."""
        self.before: dict[str, str] = {}
        """The ids of the cases that were played before, by what the example calls them."""
        self._codes: list[str] = []
        """What people showed so far."""

    def run(self) -> None:
        """Open the case, do what happens, compare. Raises NotAsExpected, ExampleRefused."""
        script = self._script
        self._play_before()
        if not self._attempt(self._open, script.refused, f"line {script.line}: the application"):
            return
        self.play()
        if self.case:
            compare(self.office, self.case, script.then, script.then_lines, self.before)

    def play(self) -> None:
        """Do what happens after the case was opened, and let what is tried again be done."""
        for line in self._script.when:
            self._pass_time(line.at)
            if line.deed != "nothing":
                self._attempt(partial(self._do, line), line.refused, line.told)
        self._let_jobs_be_tried()

    def run_until(self, moment: datetime, most: int | None = None) -> None:
        """Open the case and do what happens up to the moment, at most so many things; nothing is compared.

        What should be refused is left out.
        """
        self._play_before()
        self._open()
        for line in self._script.when[:most]:
            if line.at > moment:
                break
            self._pass_time(line.at)
            if line.deed != "nothing" and not line.refused:
                self._do(line)
        self._pass_time(moment)

    def coverage(self) -> Coverage | None:
        """What was covered of the process; None when no case was opened."""
        if not self.case:
            return None
        taken = course(story(self.office, self.case))
        return Coverage.of(drawn(self.matter.definition), taken.passed, taken.taken)

    def _read(self, one: Earlier) -> tuple[Files, Script]:
        """The files and the script of an earlier example. Raises ExampleRefused, MatterMissing."""
        files = self._stage.files(one.matter) if one.matter else self._files
        name = f"examples/{one.example}.yaml"
        if name not in files:
            there = ", ".join(Path(name).stem for name in examples(files)) or "none"
            raise ExampleRefused(f"line {one.line}: there is no example {one.example}; there are: {there}")
        return files, read_script(files[name], name)

    def _play_before(self) -> None:
        """Play the examples that come before, each in its own time, then let it be the time of this one."""
        if self._script.before and self._generation == _MOST_EARLIER:
            raise ExampleRefused(
                f"line {self._script.line}: more than {_MOST_EARLIER} examples want to be played first"
            )
        stage = InPlace(self.office, self._clock, self._stage)
        for one, (files, script) in zip(self._script.before, self._earlier, strict=True):
            self._must_be_over(one.line, _begins(self._stage, files, script))
            scene = Scene(stage, files, script, self._generation + 1)
            try:
                scene._play_before()
                scene._attempt(scene._open, "", "the application")
                scene.play()
            except NotAsExpected as difference:
                raise NotAsExpected(f"line {one.line}: in {one.example}, {difference}") from difference
            self.before[one.name] = scene.case
            self.before |= {f"{one.name}.{name}": case for name, case in scene.before.items()}
        if self._script.before:
            self._must_be_over(self._script.line, self._script.opened)
            self._pass_time(self._script.opened)
        self._furnish()

    def _must_be_over(self, line: int, opened: datetime) -> None:
        if opened < self._clock():
            what = f"the example played before it goes on until {self._clock():%Y-%m-%d}"
            raise ExampleRefused(f"line {line}: {what}, and this one begins on {opened:%Y-%m-%d}")

    def _furnish(self) -> None:
        """Let the office be as the example has it: systems, services, who may not promise, places at a time."""
        script = self._script
        self.office.worker.do = FailingServices(script.services).do
        self.office.place.systems = ToldSystems(script.systems)
        for name in script.barred:
            until = script.opened.date() + timedelta(days=365)
            self.office.bar(name, BarReason.BAD_CREDIT, until, "信用信息共享平台")
        for where, at, capacity in script.slots:
            self.office.set_slot(self.matter.code, where, at, capacity)

    def _open(self) -> None:
        script = self._script
        answers = self._answers(script.answers)
        materials = script.materials
        if materials is None:
            materials = tuple(m.id for m in self.matter.asked_of(answers))
        uploads = [self._upload(name) for name in materials if name not in script.without]
        applicant = script.applicant if script.opened_by != script.applicant else ""
        shown = self.office.open_case(self.matter.code, script.opened_by, answers, uploads, applicant=applicant)
        self.case, self.number = shown["id"], shown["case"]

    def _do(self, line: Line) -> None:
        answers = self._answers(line.answers)
        number = self._number(line.case)
        if line.deed == "case_act":
            self.office.act_on_case(number, line.by, line.of, answers, note=line.note)
        elif line.deed == "verb":
            self._use(line, number)
        elif line.deed == "message":
            self.office.deliver_message(number, line.by, line.of)
        elif line.deed == "open":
            self.office.show_case(number, line.by)
        elif line.deed == "promise" and line.outcome == PromiseState.WITHDRAWN:
            proofs = [self._upload(name) for name in line.materials]
            self.office.withdraw_promise(number, line.by, line.of, proofs, line.note)
        elif line.deed == "promise":
            self.office.check_promise(number, line.by, line.of, line.outcome == "kept", line.note)
        elif line.deed == "show":
            self._codes.append(self.office.show_code(self._shown(line, number), line.by)["code"])
        elif line.deed == "check":
            self.office.check_code(self._code(line.of), line.by)
        elif line.deed == "download":
            self.office.download(f"{number}/{line.of}", line.by)
        else:
            uploads = [self._upload(name) for name in line.materials]
            task = f"{number}/{line.of}"
            self.office.complete_task(
                task, line.by, line.outcome, answers, note=line.note, uploads=uploads, irregular=line.irregular
            )

    def _shown(self, line: Line, number: str) -> str:
        """What a line shows: who somebody is in the case, or the document of that kind."""
        return number if line.of == "person" else f"{number}/{line.of}"

    def _code(self, which: str) -> str:
        """The code that was shown last, or as the first, the second …. Raises ExampleRefused."""
        place = int(which) - 1 if which.isdecimal() else -1
        if not self._codes or place >= len(self._codes):
            raise ExampleRefused(f"{len(self._codes)} code(s) were shown so far; write `last`, or which of them")
        return self._codes[place]

    def _number(self, child: str) -> str:
        """The number of the case, or of its child of that name. Raises ExampleRefused."""
        if not child:
            return self.number
        numbers = {row["child"]: row["case"] for row in self.office.show_case(self.case)["children"]}
        if child not in numbers:
            known = ", ".join(numbers) or "none"
            raise ExampleRefused(f"no child case {child} is open; open are: {known}")
        return str(numbers[child])

    def _use(self, line: Line, number: str) -> None:
        """Let somebody use a verb on a task, or copy the case to others."""
        office, verb, by, note = self.office, line.verb, line.by, line.note
        task, until = f"{number}/{verb.task}", date.fromisoformat(verb.until) if verb.until else None
        uses: Mapping[str, Callable[[], object]] = {
            TaskVerb.CLAIM: lambda: office.claim(task, by),
            TaskVerb.RELEASE: lambda: office.release(task, by),
            TaskVerb.TRANSFER: lambda: office.transfer(task, by, verb.to, note),
            TaskVerb.DELEGATE: lambda: office.delegate(task, by, verb.to, note),
            TaskVerb.GIVE_BACK: lambda: office.give_back(task, by, note),
            TaskVerb.RECALL: lambda: office.recall(task, by, note),
            TaskVerb.RETURN: lambda: office.return_to(task, by, verb.to, note),
            TaskVerb.TAKE_BACK: lambda: office.take_back(task, by, note),
            TaskVerb.ADD_SIGNER: lambda: office.add_signer(task, by, verb.to, verb.place, note),
            TaskVerb.REMOVE_SIGNER: lambda: office.remove_signer(task, by, verb.to),
            TaskVerb.ASK: lambda: office.ask(task, by, verb.to, note, until),
            TaskVerb.CALL_OFF: lambda: office.call_off(task, by),
            TaskVerb.URGE: lambda: office.urge(task, by, note),
            TaskVerb.REMIND: lambda: office.remind(task, by, note),
            TaskVerb.REASSIGN: lambda: office.reassign(task, by, verb.to, note),
            TaskVerb.ESCALATE: lambda: office.escalate(task, by, note),
            TaskVerb.COPY: lambda: office.copy_to(number, by, [verb.to], note),
        }
        uses[line.of]()

    def _attempt(self, work: Callable[[], None], refused: str, what: str) -> bool:
        """Whether the work was done, not refused as it should be. Raises NotAsExpected, ExampleRefused."""
        try:
            work()
        except ExampleRefused as error:
            raise ExampleRefused(f"{what}: {error}") from error
        except Exception as error:
            code = getattr(error, "code", "")
            if refused and code == refused:
                return False
            if not code:
                raise
            wanted = f"it should be refused with {refused}" if refused else "it should be done"
            raise NotAsExpected(f"{what} was refused with {code}: {error} ({wanted})") from error
        if refused:
            raise NotAsExpected(f"{what} was done (it should be refused with {refused})")
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
        tomorrow = datetime.combine(self._day(now) + timedelta(days=1), _DAY_BEGINS, ZONE)
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

    def _answers(self, answers: Answers) -> dict[str, Any]:
        given: Any = answers.given
        if isinstance(given, str):
            name = given if given.startswith("examples/") else f"examples/{given}"
            if name not in self._files:
                raise ExampleRefused(f"there is no file {name}")
            try:
                given = read_json(self._files[name])
            except Unreadable as error:
                raise ExampleRefused(f"{name}, line {error.line}: {error}. {error.advice}") from error
            if not isinstance(given, Mapping):
                raise ExampleRefused(f"{name} holds no object of answers; write {{field: answer}}")
        found: dict[str, Any] = deepcopy(dict(given))
        for path, value in answers.change.items():
            _put(found, str(path), value)
        for name, value in found.items():
            if isinstance(value, str) and (which := _CODE.fullmatch(value)):
                found[name] = self._code(which[1] or "last")
        numbered: dict[str, Any] = self._with_numbers(found)
        return numbered

    def _with_numbers(self, value: Any) -> Any:
        """The answers with the numbers of earlier cases and papers where they are named."""
        if isinstance(value, dict):
            if value.keys() == {_NUMBER_OF}:
                return self._number_of(str(value[_NUMBER_OF]))
            return {key: self._with_numbers(inner) for key, inner in value.items()}
        return [self._with_numbers(inner) for inner in value] if isinstance(value, list) else value

    def _number_of(self, named: str) -> str:
        """The number of an earlier case, or with `/KIND` of its last paper of that kind. Raises ExampleRefused."""
        name, _, kind = named.partition("/")
        if name not in self.before:
            raise ExampleRefused(f"no example {name} is played before; there are: {', '.join(self.before) or 'none'}")
        shown = self.office.show_case(self.before[name])
        numbers = [paper["number"] for paper in shown["documents"] if paper["kind"] == kind]
        if kind and not numbers:
            made = ", ".join(sorted({paper["kind"] for paper in shown["documents"]})) or "none"
            raise ExampleRefused(f"the case of {name} has no {kind}; it has: {made}")
        return str(numbers[-1] if kind else shown["case"])

    def _upload(self, material: str) -> Upload:
        found = sorted(name for name in self._files if name.startswith(f"examples/materials/{material}."))
        if not found:
            raise ExampleRefused(f"there is no examples/materials/{material}.*")
        return Upload(material, found[0].rsplit("/", 1)[1], self._files[found[0]])

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZONE).date()


def _begins(stage: Stage, files: Files, script: Script, generation: int = 0) -> datetime:
    """When the first of the examples is opened that are played before this one, or this one."""
    if generation == _MOST_EARLIER:
        return script.opened
    found = [script.opened]
    for one in script.before:
        others = stage.files(one.matter) if one.matter else files
        if (data := others.get(f"examples/{one.example}.yaml")) is not None:
            found.append(_begins(stage, others, read_script(data, one.example), generation + 1))
    return min(found)


def _put(answers: dict[str, Any], path: str, value: Any) -> None:
    """Set a value deep inside: names for mappings, positions for lists; None removes. Raises ExampleRefused."""
    *way, last = path.split(".")
    target: Any = answers
    try:
        for step in way:
            target = target[int(step)] if isinstance(target, list) else target.setdefault(step, {})
        at: Any = int(last) if isinstance(target, list) else last
        if value is None:
            del target[at]
        else:
            target[at] = value
    except (KeyError, IndexError, ValueError, TypeError, AttributeError) as error:
        raise ExampleRefused(f"`change` names {path}, which the answers do not have") from error
