"""A clock in words: how its last day came about, in a sentence for a letter or a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.deadlines.clock import Clock, ClockState, days_between, standing_still
from engine.terms import ActName, Language, Unit
from engine.workdays import WorkCalendar


def explanation(clock: Clock, calendar: WorkCalendar, language: Language = "zh") -> str:
    """How the last day came about, in a sentence for a letter or a page."""
    return _in_chinese(clock, calendar) if language == "zh" else _in_english(clock, calendar)


def paused_days(clock: Clock, calendar: WorkCalendar) -> int:
    """How many days finished special procedures took off the count, in working days or natural days as the unit is."""
    over = replace(clock, pauses=tuple(p for p in clock.pauses if p.last))
    return sum(days_between(clock, before, last, calendar) for before, last in standing_still(over))


def days_late(clock: Clock, calendar: WorkCalendar) -> int:
    """By how many days, as its unit counts them, a clock had passed when it ended; 0: it was in time, or still goes."""
    return days_between(clock, clock.due, clock.ended, calendar) if clock.ended and clock.ended > clock.due else 0


def _in_chinese(clock: Clock, calendar: WorkCalendar) -> str:
    what = f"{clock.procedure.titled.zh}所需时间" if clock.procedure else ""
    begun = f"自{_zh(clock.started)}{ActName(clock.started_by).titled.zh}之次日起计{clock.days}{clock.unit.titled.zh}"
    parts = [what + begun]
    if clock.extension:
        parts.append(f"经批准延长{clock.extension.days}{clock.unit.titled.zh}")
    if taken := paused_days(clock, calendar):
        parts.append(f"扣除特别程序{taken}{_pause_unit(clock).titled.zh}")
    if clock.state is ClockState.PAUSED:
        pause = clock.pauses[-1]
        parts.append(f"自{_zh(pause.first)}起因{pause.reason.titled.zh}暂停计算，结束后继续")
    else:
        parts.append(f"至{_zh(clock.due)}届满")
    doubt = "（所涉年度放假安排尚未公布，期满日为暂定）" if clock.provisional else ""
    return "，".join(parts) + doubt


def _in_english(clock: Clock, calendar: WorkCalendar) -> str:
    what = f"the {clock.procedure.titled.en} takes " if clock.procedure else ""
    begun = f"{clock.days} {clock.unit.titled.en} from the day after {clock.started} ({_act_en(clock.started_by)})"
    parts = [what + begun]
    if clock.extension:
        parts.append(f"extended by {clock.extension.days} {clock.unit.titled.en}")
    if taken := paused_days(clock, calendar):
        parts.append(f"not counting {taken} {_pause_unit(clock).titled.en} of special procedures")
    if clock.state is ClockState.PAUSED:
        pause = clock.pauses[-1]
        parts.append(f"standing still since {pause.first} for {pause.reason.titled.en}")
    else:
        parts.append(f"ending on {clock.due}")
    doubt = " (provisional: the holidays of a year it reaches are not published)" if clock.provisional else ""
    return ", ".join(parts) + doubt


def _pause_unit(clock: Clock) -> Unit:
    return Unit.WORKING_DAY if clock.unit is Unit.WORKING_DAY else Unit.NATURAL_DAY


def _act_en(act: str) -> str:
    return ActName(act).titled.en


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
