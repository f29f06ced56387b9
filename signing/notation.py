"""How facts are written on a paper: days, amounts, numbers in Chinese, numbers with their middle hidden. Pure.

Source: GB/T 15835-2011 (figures and numerals in publications).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from signing.errors import SigningError

BEIJING = ZoneInfo("Asia/Shanghai")
"""Where the day of an instant is counted."""

_DIGITS = "零一二三四五六七八九"
_FAMILY_NAMES_OF_TWO = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒",
     "司空", "端木", "长孙", "宇文", "独孤", "南宫", "轩辕", "申屠", "澹台", "闻人", "赫连", "钟离")
)  # fmt: skip
_LONG_NUMBER = 10
"""More signs than this are an identity or a telephone number, of which both ends may be shown."""


class FactUnfit(SigningError):
    """A text wants a fact written in a way it cannot be, such as a name as a date."""

    code = "PAPER-FACT-UNFIT"
    remedy = "Use another filter, or ask for the fact in the right form."

    def __init__(self, value: object, wanted: str) -> None:
        super().__init__(f"a value of type {type(value).__name__} cannot be written as {wanted}")


def date_in_words(value: Any) -> str:
    """2026年11月22日; value is a date, an instant, or either in ISO form."""
    found = _date(value)
    return f"{found.year}年{found.month}月{found.day}日"


def day(value: Any) -> str:
    """2026-11-22."""
    return _date(value).isoformat()


def _date(value: Any) -> date:
    try:
        if isinstance(value, str):
            value = datetime.fromisoformat(value) if len(value) > len("2026-03-02") else date.fromisoformat(value)
    except ValueError:
        raise FactUnfit(value, "a date") from None
    if isinstance(value, datetime):
        return (value.astimezone(BEIJING) if value.tzinfo else value).date()
    if isinstance(value, date):
        return value
    raise FactUnfit(value, "a date")


def money(value: Any) -> str:
    """300,000 or 300,000.50, without the unit."""
    try:
        amount = Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise FactUnfit(value, "an amount") from None
    return f"{amount:,.2f}".removesuffix(".00")


def numeral(value: Any) -> str:
    """六十 for 60; up to eight figures."""
    try:
        number = int(str(value))
    except ValueError:
        raise FactUnfit(value, "a Chinese numeral") from None
    if not 0 <= number < 10**8:
        raise FactUnfit(value, "a Chinese numeral")
    high, low = divmod(number, 10_000)
    words = (_myriad(high) + "万" if high else "") + ("零" if high and 0 < low < 1000 else "") + _myriad(low)
    return words.removeprefix("一") if words.startswith("一十") else words or "零"


def _myriad(number: int) -> str:
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + name
        gap = not digit
    return words


_CLOSING = "。．.；;，,、：: \n"
_CLOSED = ("。", "！", "？", "!", "?", "…", "”", "）")


def clause(value: Any) -> str:
    """A text without its last stop, so that a sentence may go on behind it."""
    return str(value).strip().rstrip(_CLOSING)


def sentence(value: Any) -> str:
    """A text that ends as a sentence does, however it was typed."""
    text = str(value).strip()
    return text if text.endswith(_CLOSED) else clause(text) + "。"


def shortened(name: str) -> str:
    """A person by the family name alone, as official papers write it: 孙某某, 欧阳某.

    Source: 个人信息保护法第七十三条第三项 (去标识化).
    """
    family = 2 if len(name) > 2 and name[:2] in _FAMILY_NAMES_OF_TWO else 1
    return name[:family] + "某" * (len(name) - family)


def masked(value: Any) -> str:
    """An identity or telephone number with its middle hidden; of anything shorter only the first sign remains."""
    text = str(value)
    if len(text) > _LONG_NUMBER:
        return text[:3] + "*" * (len(text) - 7) + text[-4:]
    return text[:1] + "*" * (len(text) - 1)
