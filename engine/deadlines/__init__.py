"""Statutory clocks: when a limit starts, stops, goes on, is extended and ends."""

from engine.deadlines.clock import Clock, ClockState, Event, Expiry, Extension, Limit, Pause, dated, standing_still
from engine.deadlines.hearing import Hearing, HearingUntimely
from engine.deadlines.history import (
    Clocks,
    Expired,
    ExtensionRefused,
    Limits,
    PauseRefused,
    apply,
    clocks,
    effective_day,
    expired,
    latest,
    redated,
)
from engine.deadlines.words import days_late, explanation, paused_days

__all__ = [
    "Clock",
    "ClockState",
    "Clocks",
    "Event",
    "Expired",
    "Expiry",
    "Extension",
    "ExtensionRefused",
    "Hearing",
    "HearingUntimely",
    "Limit",
    "Limits",
    "Pause",
    "PauseRefused",
    "apply",
    "clocks",
    "dated",
    "days_late",
    "effective_day",
    "expired",
    "explanation",
    "latest",
    "paused_days",
    "redated",
    "standing_still",
]
