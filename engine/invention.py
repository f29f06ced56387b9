"""Invented persons, numbers, telephones and addresses in the place of real ones: valid, and the same for the same.

What a person would be known by is replaced wherever it stands. Identity numbers keep their check digit, the year of
birth and the sex, so that rules about age still hold; the divisions 119901 and 990100 exist nowhere, numbers beginning
1990001 belong to nobody. Two different values never become the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import count

from engine.formats import FORMATS, Malformed, check_sign_of_id, check_sign_of_uscc

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "甲乙丙丁戊己庚辛壬癸"
_FILLING = "示例文字虚构内容"
_DIGITS = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{11,}|[0-9A-HJ-NP-Z]{18})(?![0-9A-Za-z])")
"""What looks like the number of a person, a telephone or an organisation inside a text."""


class Invention:
    """Replaces personal values; remembers what became what."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._known: dict[str, str] = {}
        self._personal: set[str] = set()
        """Those of the known values by which somebody would be known."""
        self._numbers = count(1)

    def name(self, value: str) -> str:
        """An invented person for a person."""
        return self._once(value, lambda n: f"{_SURNAMES[n % len(_SURNAMES)]}某{_numbered(n)}")

    def organisation(self, value: str) -> str:
        """An invented body for a body."""
        return self._once(value, lambda n: f"示例第{_numbered(n)}单位")

    def address(self, value: str) -> str:
        """An invented address for an address."""
        return self._once(value, lambda n: f"示例市示例区求是路{n}号")

    def number(self, value: str, form: str = "") -> str:
        """An invented number for a number: of the format named, or of the one it has."""
        formats = [form] if form else ["resident-id", "mobile-cn", "uscc", "lawyer-licence-no"]
        kind = next((each for each in formats if self._is(value, each)), "")
        makers: dict[str, Callable[[int], str]] = {
            "resident-id": lambda n: _resident_id(value, n),
            "mobile-cn": lambda n: f"1990001{n:04d}",
            "uscc": lambda n: _uscc(value, n),
            "lawyer-licence-no": lambda n: f"{value[0]}9901{value[5:9]}{value[9]}{n:07d}",
        }
        return self._once(value, makers.get(kind, lambda n: _digits_of(value, n)))

    def filling(self, value: str, takes: Callable[[str], bool]) -> str:
        """A text of the same shape for a text: as much of it as may be replaced so that it is still taken.

        Signs become signs of their kind: digits digits, letters letters, the rest a filling.
        """
        if value not in self._known or not takes(self._known[value]):
            self._known[value] = _refilled(value, takes)
        return self._known[value]

    def text(self, value: str) -> str:
        """A text in which everything replaced before, and every number that looks like a person's, is replaced."""
        for number in dict.fromkeys(_DIGITS.findall(value)):
            self.number(number)
        known = sorted((k for k in self._known if k and k in value), key=len, reverse=True)
        if not known:
            return value
        return re.sub("|".join(map(re.escape, known)), lambda found: self._known[found.group()], value)

    def left_in(self, text: str) -> int:
        """How many persons, numbers and addresses that were replaced still stand in a text."""
        return sum(len(value) > 1 and value != self._known[value] and value in text for value in self._personal)

    def _is(self, value: str, form: str) -> bool:
        try:
            return FORMATS[form](value, self._today) == value
        except (KeyError, Malformed):
            return False

    def _once(self, value: str, make: Callable[[int], str]) -> str:
        self._personal.add(value)
        if value not in self._known:
            taken = {*self._known, *self._known.values()}
            self._known[value] = next(made for n in self._numbers if (made := make(n)) not in taken)
        return self._known[value]


def _numbered(n: int) -> str:
    """1 甲, 2 乙 … 11 甲甲: in the signs in which people are numbered."""
    signs = ""
    while n > 0:
        n, sign = divmod(n - 1, len(_GIVEN))
        signs = _GIVEN[sign] + signs
    return signs


def _resident_id(value: str, n: int) -> str:
    sex = int(value[16]) % 2
    body = f"119901{value[6:10]}01{1 + n // 500 % 28:02d}{(2 * n + sex) % 1000:03d}"
    return body + check_sign_of_id(body)


def _uscc(value: str, n: int) -> str:
    body = f"{value[:2]}990100MDD{n:06d}"
    return body + check_sign_of_uscc(body)


def _digits_of(value: str, n: int) -> str:
    """The value with its last digits counted up, everything else kept in shape."""
    digits = str(n)
    signs = ["9" if sign.isdigit() else sign for sign in value]
    places = [place for place, sign in enumerate(signs) if sign.isdigit()]
    for place, digit in zip(reversed(places), reversed(digits), strict=False):
        signs[place] = digit
    return "".join(signs)


def _refilled(value: str, takes: Callable[[str], bool]) -> str:
    filled = "".join(_like(sign, place) for place, sign in enumerate(value))
    for length in range(len(value), 0, -1):
        for start in range(len(value) - length + 1):
            tried = value[:start] + filled[start : start + length] + value[start + length :]
            if tried != value and takes(tried):
                return tried
    return value


def _like(sign: str, place: int) -> str:
    if sign.isdigit():
        return str(place % 10)
    if sign.isascii():
        return ("x" if sign.islower() else "X") if sign.isalpha() else sign
    return _FILLING[place % len(_FILLING)] if sign.isalpha() else sign
