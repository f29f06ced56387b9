"""The functions an expression may call: one row each, with its parameters and section. Nothing else can be called.

All are pure but `now` and `today`, which read the clock the host hands in. A function raises ValueError, or an
ArithmeticError of the numbers, for arguments that do not fit; the caller makes null and a remark of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bpmn.feel.functions import contexts, lists, moments, numbers, ranges, texts


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: it may be left out when `optional`, be null when `nullable`, be repeated when `several`."""

    name: str
    optional: bool = False
    nullable: bool = False
    several: bool = False


@dataclass(frozen=True, slots=True)
class Builtin:
    """One function of the standard. `forms` are the lists of parameters it takes, any of them."""

    name: str
    forms: tuple[tuple[Parameter, ...], ...]
    call: Callable[..., Any]
    source: str

    @property
    def says(self) -> str:
        """What comes back, in a sentence."""
        return (self.call.__doc__ or "").partition("\n")[0]


def _parameter(text: str) -> Parameter:
    name = text.strip()
    return Parameter(name.rstrip("?*…"), optional="?" in name, nullable="*" in name, several="…" in name)


def _row(name: str, call: Callable[..., Any], section: int, *forms: str) -> Builtin:
    """Parameters: `?` may be left out, `*` may be null, `…` may be repeated."""
    read = tuple(tuple(_parameter(text) for text in form.split(",") if text.strip()) for form in forms)
    return Builtin(name, read, call, f"DMN 1.5 §10.3.4.{section}")


_LIST = ("list", "n…")
_NULLABLE_LIST = ("list", "b*…")
_ROWS = (
    # Conversions
    _row("date", moments.make_date, 1, "from", "year, month, day"),
    _row("date and time", moments.make_date_and_time, 1, "from", "date, time"),
    _row("time", moments.make_time, 1, "from", "hour, minute, second, offset?*"),
    _row("number", contexts.make_number, 1, "from, grouping separator?*, decimal separator?*"),
    _row("string", contexts.make_string, 1, "from"),
    _row("duration", moments.make_duration, 1, "from"),
    _row("years and months duration", moments.years_and_months, 1, "from, to"),
    _row("context", contexts.context, 10, "entries"),
    # Truth
    _row("not", numbers.opposite, 2, "negand"),
    # Texts
    _row("substring", texts.substring, 3, "string, start position, length?"),
    _row("string length", texts.string_length, 3, "string"),
    _row("upper case", texts.upper_case, 3, "string"),
    _row("lower case", texts.lower_case, 3, "string"),
    _row("substring before", texts.substring_before, 3, "string, match"),
    _row("substring after", texts.substring_after, 3, "string, match"),
    _row("replace", texts.replace, 3, "input, pattern, replacement, flags?*"),
    _row("contains", texts.contains, 3, "string, match"),
    _row("starts with", texts.starts_with, 3, "string, match"),
    _row("ends with", texts.ends_with, 3, "string, match"),
    _row("matches", texts.matches, 3, "input, pattern, flags?*"),
    _row("split", texts.split, 3, "string, delimiter"),
    _row("string join", texts.string_join, 3, "list, delimiter?*"),
    # Lists
    _row("list contains", lists.list_contains, 4, "list, element*"),
    _row("count", lists.count, 4, "list"),
    _row("min", lists.least, 4, "list", "c…"),
    _row("max", lists.greatest, 4, "list", "c…"),
    _row("sum", lists.total, 4, *_LIST),
    _row("mean", lists.mean, 4, *_LIST),
    _row("all", lists.every, 4, *_NULLABLE_LIST),
    _row("any", lists.some, 4, *_NULLABLE_LIST),
    _row("sublist", lists.sublist, 4, "list, start position, length?"),
    _row("append", lists.append, 4, "list, item*…"),
    _row("concatenate", lists.concatenate, 4, "list…"),
    _row("insert before", lists.insert_before, 4, "list, position, newItem*"),
    _row("remove", lists.remove, 4, "list, position"),
    _row("list replace", lists.list_replace, 4, "list, position, newItem*", "list, match, newItem*"),
    _row("reverse", lists.reverse, 4, "list"),
    _row("index of", lists.index_of, 4, "list, match*"),
    _row("union", lists.union, 4, "list…"),
    _row("distinct values", lists.distinct_values, 4, "list"),
    _row("flatten", lists.flatten, 4, "list"),
    _row("product", lists.product, 4, *_LIST),
    _row("median", lists.median, 4, *_LIST),
    _row("stddev", lists.deviation, 4, *_LIST),
    _row("mode", lists.mode, 4, *_LIST),
    # Numbers
    _row("decimal", numbers.rounded_half_even, 5, "n, scale"),
    _row("floor", numbers.floor, 5, "n, scale?"),
    _row("ceiling", numbers.ceiling, 5, "n, scale?"),
    _row("round up", numbers.round_up, 5, "n, scale"),
    _row("round down", numbers.round_down, 5, "n, scale"),
    _row("round half up", numbers.round_half_up, 5, "n, scale"),
    _row("round half down", numbers.round_half_down, 5, "n, scale"),
    _row("abs", numbers.absolute, 5, "n"),
    _row("modulo", numbers.modulo, 5, "dividend, divisor"),
    _row("sqrt", numbers.square_root, 5, "number"),
    _row("log", numbers.logarithm, 5, "number"),
    _row("exp", numbers.exponential, 5, "number"),
    _row("odd", numbers.is_odd, 5, "number"),
    _row("even", numbers.is_even, 5, "number"),
    # Dates and times
    _row("is", moments.is_same, 6, "value1*, value2*"),
    _row("day of year", moments.day_of_year, 8, "date"),
    _row("day of week", moments.day_of_week, 8, "date"),
    _row("month of year", moments.month_of_year, 8, "date"),
    _row("week of year", moments.week_of_year, 8, "date"),
    _row("now", moments.now, 11, ""),
    _row("today", moments.today, 11, ""),
    # Ranges
    _row("before", ranges.before, 7, "point1, point2", "range1, range2", "point, range", "range, point"),
    _row("after", ranges.after, 7, "point1, point2", "range1, range2", "point, range", "range, point"),
    _row("meets", ranges.meets, 7, "range1, range2"),
    _row("met by", ranges.met_by, 7, "range1, range2"),
    _row("overlaps", ranges.overlaps, 7, "range1, range2"),
    _row("overlaps before", ranges.overlaps_before, 7, "range1, range2"),
    _row("overlaps after", ranges.overlaps_after, 7, "range1, range2"),
    _row("finishes", ranges.finishes, 7, "point, range", "range1, range2"),
    _row("finished by", ranges.finished_by, 7, "range, point", "range1, range2"),
    _row("includes", ranges.includes, 7, "range, point", "range1, range2"),
    _row("during", ranges.during, 7, "point, range", "range1, range2"),
    _row("starts", ranges.starts, 7, "point, range", "range1, range2"),
    _row("started by", ranges.started_by, 7, "range, point", "range1, range2"),
    _row("coincides", ranges.coincides, 7, "point1, point2", "range1, range2"),
    # Sorting and contexts
    _row("sort", lists.sort, 9, "list, precedes"),
    _row("get value", contexts.get_value, 10, "m, key", "context, keys"),
    _row("get entries", contexts.get_entries, 10, "m"),
    _row("context put", contexts.context_put, 10, "context, key, value*", "context, keys, value*"),
    _row("context merge", contexts.context_merge, 10, "contexts"),
)

BUILTINS: Mapping[str, Builtin] = {row.name: row for row in _ROWS}


def arrangement(builtin: Builtin, count: int, names: tuple[str, ...]) -> tuple[tuple[Parameter, ...], tuple[int, ...]]:
    """The parameters a call fills, and for each the place of its argument (-1: left out).

    count says how many arguments there are, names what they are called when they are given by name.
    Raises ValueError when no form of the function takes them.
    """
    for form in builtin.forms:
        if names:
            wanted = {parameter.name for parameter in form}
            needed = {parameter.name for parameter in form if not parameter.optional}
            if len(set(names)) == len(names) and needed <= set(names) <= wanted:
                places = tuple(names.index(p.name) if p.name in names else -1 for p in form)
                last = max(n for n, place in enumerate(places) if place >= 0) + 1
                return form[:last], places[:last]
            continue
        several = bool(form) and form[-1].several
        least = sum(not parameter.optional for parameter in form)
        if least <= count and (several or count <= len(form)):
            filled = tuple(form[min(n, len(form) - 1)] for n in range(count))
            return filled, tuple(range(count))
    raise ValueError(f"{builtin.name} takes ({') or ('.join(_shown(form) for form in builtin.forms)})")


def _shown(form: tuple[Parameter, ...]) -> str:
    return ", ".join(p.name + ("?" if p.optional else "") + ("…" if p.several else "") for p in form)
