"""What happens by itself: limits that pass in silence, timers of the process, days worked out again.

The system acts as `system`, on the step that offers the act, and says in the entry which limit passed when.
"""

from __future__ import annotations

from collections.abc import Iterable

from bpmn.runner import load
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.reading import read_case
from engine.acts.writing import write
from engine.authority import SYSTEM
from engine.case import Case, instant
from engine.deadlines import Expired, expired, redated
from engine.forms import Checked
from engine.lifecycle import row as act_row
from engine.matter.model import Matter, Step
from engine.store import questions
from engine.store.asking import Row
from engine.terms import ActName, Irregular, Status
from engine.workplace import Workplace


def let_time_pass(place: Workplace, case_id: str) -> Change | None:
    """Do the one thing that is due next in a case, if anything is; call again until None."""
    return attempt(lambda: _one_thing(place, case_id), case_id)


def work_out_days(place: Workplace, case_id: str) -> bool:
    """Work out the provisional days of a case again, as after loading a year's notice; True when one moved."""

    def work() -> bool:
        case, matter = read_case(place, case_id)
        before = case.clocks()
        after = redated(before, place.calendar)
        if after == before:
            return False
        change = Change(place, case, matter, place.now())
        change.take_clocks(after)
        change.entry(SYSTEM, "days_worked_out", moved={c.limit: c.due.isoformat() for c in after if c not in before})
        change.commit()
        return True

    return attempt(work, case_id)


def _one_thing(place: Workplace, case_id: str) -> Change | None:
    now = place.now()
    case, matter = read_case(place, case_id)
    if case.next_due is None or case.next_due > instant(now) or case.is_closed or case.status is Status.SUSPENDED:
        return None
    change = Change(place, case, matter, now)
    for silence in expired(case.clocks(), matter.limits, change.today):
        step_and_token = _step_for(place, case, matter, silence)
        if step_and_token is not None:
            _silent_act(change, silence, *step_and_token)
            return change
    run = load(matter.definition, case.state)
    if reminded := case.reminders(now, place.zone):
        change.remind(reminded, run.next_due)
    elif run.next_due is not None and run.next_due <= now:
        change.progress(run.fire_due(now), run, SYSTEM)
        change.entry(SYSTEM, "timer")
    else:
        # A limit has passed, but no step is open that its act could complete: nothing follows from this silence.
        case.clocks_changed(matter.limits, passed=change.today)
        case.schedule(run.next_due, place.zone)
    change.commit()
    return change


def _silent_act(change: Change, silence: Expired, step: Step, token: str) -> None:
    limit = change.matter.limits[silence.clock.limit]
    if silence.act == ActName.ACCEPT:
        change.mark_irregular(Irregular.DEEMED_ACCEPTANCE)
    write(
        change, step, token, SYSTEM, silence.act, _said_by_silence(change, silence),
        silence=limit.name, passed=silence.clock.due.isoformat(), source=limit.source,
    )  # fmt: skip
    change.commit()


def _said_by_silence(change: Change, silence: Expired) -> Checked | None:
    """The reason for an act that needs one: that a limit has passed."""
    if "reason" not in act_row(silence.act, change.matter.kind).needs:
        return None
    due, limit = silence.clock.due, change.matter.limits[silence.clock.limit]
    reason = f"{limit.title.zh}期限至{due.year}年{due.month}月{due.day}日届满，逾期未收到"
    return Checked({"reason": reason}, {})


def _step_for(place: Workplace, case: Case, matter: Matter, silence: Expired) -> tuple[Step, str] | None:
    """The open step under the limit that passed, and its token."""
    with place.database.reading() as connection:
        tasks = questions.open_tasks(connection, case.organ, case.id)
    for task in _under(tasks, matter, silence.clock.limit):
        return matter.steps[task["step"]], task["token"]
    return None


def _under(tasks: Iterable[Row], matter: Matter, limit: str) -> Iterable[Row]:
    return (task for task in tasks if not task["main"] and matter.steps[task["step"]].limit == limit)
