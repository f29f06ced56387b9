"""Functions on contexts, and conversions between kinds. Source: DMN 1.5 §10.3.4.1, §10.3.4.10."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bpmn.feel.conversion import text_of
from bpmn.feel.functions.kinds import a_context, a_list, a_text
from bpmn.feel.run import Run
from bpmn.feel.values import NUMBERS


def get_value(run: Run, m: Any, key: Any) -> Any:
    """The entry of a context with a key, or along a list of keys; null when it is not there."""
    found: Any = a_context(m)
    for one in a_list(key):
        found = found.get(a_text(one)) if type(found) is dict else None
    return found


def get_entries(run: Run, m: Any) -> list[Any]:
    """The entries of a context as a list of contexts with `key` and `value`."""
    return run.entries([{"key": key, "value": value} for key, value in a_context(m).items()])


def context(run: Run, entries: Any) -> dict[str, Any]:
    """A context from a list of contexts with `key` and `value`; no key may come twice."""
    made: dict[str, Any] = {}
    for entry in a_list(entries):
        run.charge()
        if not {"key", "value"} <= a_context(entry).keys():
            raise ValueError("asks for entries with key and value")
        key = a_text(entry["key"])
        if key in made:
            raise ValueError("a key comes twice")
        made[key] = entry["value"]
    return made


def context_put(run: Run, context: Any, key: Any, value: Any) -> dict[str, Any]:
    """The context with one entry set, or one inside it along a list of keys."""
    outer = a_context(context)
    first, *rest = a_list(key) or [None]
    run.charge(len(outer) + 1)
    inner = outer.get(a_text(first), {})
    return {**outer, first: context_put(run, inner if type(inner) is dict else {}, rest, value) if rest else value}


def context_merge(run: Run, contexts: Any) -> dict[str, Any]:
    """The entries of several contexts in one; later ones count."""
    made: dict[str, Any] = {}
    for one in a_list(contexts):
        run.charge(len(a_context(one)))
        made |= one
    return made


def make_number(run: Run, text: Any, grouping: Any = None, decimal: Any = None) -> Decimal:
    """The number a text says, with the signs it uses between thousands and before decimals."""
    if type(text) is Decimal:
        return text
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", ".") or (grouping and grouping == decimal):
        raise ValueError("grouping is a blank, comma or point, the decimal sign a comma or point, and not the same")
    said = a_text(text)
    if grouping:
        said = said.replace(grouping, "")
    if decimal:
        said = said.replace(decimal, ".")
    digits = said.lstrip("-")
    if len(said) - len(digits) > 1 or not digits.isascii() or not _is_number(digits):
        raise ValueError("the string is no number")
    return NUMBERS.create_decimal(said)


def make_string(run: Run, value: Any) -> str:
    """The text of a value."""
    return run.text(text_of(value, run))


def _is_number(digits: str) -> bool:
    mantissa, sign, exponent = digits.replace("E", "e").partition("e")
    whole, point, decimals = mantissa.partition(".")
    power = exponent.lstrip("+-") if len(exponent) - len(exponent.lstrip("+-")) < 2 else ""
    return (
        (whole + decimals).isdigit()
        and (not point or decimals.isdigit())
        and (not sign or (power.isdigit() and len(power) < 5))
    )
