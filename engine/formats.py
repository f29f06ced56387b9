"""Identifiers as they are written in China: what makes one well-formed, and its canonical form.

Each function takes what somebody typed and returns it canonical, or raises Malformed with a sentence for that person.
Full-width digits and stray spaces are forgiven; a wrong check digit is not. Knows no register: a well-formed number may
still belong to nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from engine.errors import Refusal
from engine.terms import Titled

_PROVINCES = frozenset(
    {"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42"}
    | {"43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71"}
)
_SPECIAL_REGIONS = frozenset({"81", "82"})
_RESIDENCE_PERMITS = frozenset({"810000", "820000", "830000"})
"""Codes of the residence permits of Hong Kong, Macao and Taiwan residents, which stand for no division."""

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {sign: value for value, sign in enumerate(_USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_EARLIEST = date(1900, 1, 1)
_FIRST_LICENCES = 1979
"""The year in which lawyers were admitted again."""


class Malformed(Refusal):
    """What was written is not a well-formed identifier of its kind."""

    code = "FORMAT-MALFORMED"
    remedy = "Compare it with the document it stands on, then write it again."
    status = 422

    def __init__(self, zh: str, en: str, source: str = "") -> None:
        self.says = Titled(zh, en)
        self.source = source
        super().__init__(en)


def resident_id(text: str, today: date) -> str:
    """A resident identity number, 18 signs, X in upper case.

    Checks the province (or the codes of residence permits), the birth date, which must not lie after `today`, and the
    check sign. Raises Malformed. Source: GB 11643-1999.
    """
    number = _compact(text).upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Malformed("应为18位公民身份号码", "must be a resident identity number of 18 signs", "GB 11643-1999")
    if number[:2] not in _PROVINCES and number[:6] not in _RESIDENCE_PERMITS:
        raise Malformed("前六位不是行政区划代码", "does not begin with the code of a division", "GB 11643-1999")
    born = _calendar_day(number[6:10], number[10:12], number[12:14])
    if born is None or born < _EARLIEST:
        raise Malformed("其中的出生日期不存在", "holds a birth date that does not exist", "GB 11643-1999")
    if born > today:
        raise Malformed("其中的出生日期晚于今天", "holds a birth date in the future", "GB 11643-1999")
    if number[17] != check_sign_of_id(number[:17]):
        raise Malformed("校验码不正确，请逐位核对", "has a wrong check sign: compare each digit", "GB 11643-1999")
    return number


def check_sign_of_id(body: str) -> str:
    """The last sign of a resident identity number of which `body` are the first 17 digits. Source: GB 11643-1999."""
    return _ID_CHECKS[sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, body, strict=True)) % 11]


def check_sign_of_uscc(body: str) -> str:
    """The last sign of a unified social credit code of which `body` are the first 17. Source: GB 32100-2015."""
    total = sum(weight * _USCC_VALUES[sign] for weight, sign in zip(_USCC_WEIGHTS, body, strict=True))
    return _USCC_ALPHABET[-total % 31]


def uscc(text: str, today: date = date.max) -> str:
    """A unified social credit code, 18 signs in upper case. Raises Malformed. Source: GB 32100-2015."""
    code = _compact(text).upper()
    if not re.fullmatch(rf"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}", code):
        raise Malformed("应为18位统一社会信用代码", "must be a unified social credit code of 18 signs", "GB 32100-2015")
    if code[17] != check_sign_of_uscc(code[:17]):
        raise Malformed("校验码不正确，请逐位核对", "has a wrong check sign: compare each sign", "GB 32100-2015")
    return code


def mobile(text: str, today: date = date.max) -> str:
    """A mobile telephone number of the mainland, 11 digits without country code. Raises Malformed."""
    number = re.sub(r"^(?:\+|00)86", "", _compact(text).replace("-", ""))
    if not re.fullmatch(r"1[3-9][0-9]{9}", number):
        raise Malformed("应为11位手机号码", "must be a mobile number of 11 digits")
    return number


def division(text: str, today: date = date.max) -> str:
    """A code of an administrative division, 6 digits. Checks the province only. Raises Malformed. Source: GB/T 2260."""
    code = _compact(text)
    if not re.fullmatch(r"[0-9]{6}", code) or code[:2] not in _PROVINCES | _SPECIAL_REGIONS:
        raise Malformed("应为6位行政区划代码", "must be the code of a division, 6 digits", "GB/T 2260")
    return code


def lawyer_licence_no(text: str, today: date) -> str:
    """The number of a lawyer's licence, 17 digits.

    Reads the kind of paper (1) and the year of the first licence, which must not lie after `today`; the digits for
    region, class and sex are not judged, the ministry's table being known only in part. Raises Malformed.
    """
    number = _compact(text)
    if not re.fullmatch(r"1[0-9]{16}", number):
        raise Malformed(
            "应为17位律师执业证号，首位为1", "must be a lawyer's licence number: 17 digits beginning with 1"
        )
    if not _FIRST_LICENCES <= int(number[5:9]) <= today.year:
        raise Malformed("其中的首次执业年份不正确", "holds a year of first licence that cannot be")
    return number


def day(text: str, today: date = date.max) -> str:
    """A calendar day as 2026-03-02. Raises Malformed. Source: GB/T 7408.1."""
    parts = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", _compact(text))
    if parts is None or _calendar_day(*parts.groups()) is None:
        raise Malformed(
            "应为存在的日期，形如2026-03-02", "must be a day that exists, such as 2026-03-02", "GB/T 7408.1"
        )
    return parts.group()


def money(amount: str | int | float, today: date = date.max) -> str:
    """An amount in yuan with two decimals, such as 300000.00; separators and ¥ are forgiven. Raises Malformed.

    At most 13 digits before the point; an amount with a third decimal is refused rather than rounded.
    """
    written = _compact(str(amount)).replace(",", "").removeprefix("¥")
    try:
        value = Decimal(written)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not re.fullmatch(r"-?[0-9.]+", written):
        raise Malformed("应为金额，如300000.00", "must be an amount, such as 300000.00")
    if abs(value) >= Decimal(10) ** 13:
        raise Malformed("金额过大", "is too large an amount")
    cents = value.quantize(Decimal("0.01"))
    if cents != value:
        raise Malformed("金额最多两位小数", "must have two decimals at the most")
    return f"{cents:.2f}" if cents else "0.00"


def bank_card(text: str, today: date = date.max) -> str:
    """The number of a bank card, 16 to 19 digits, the last a check digit. Raises Malformed. Source: ISO/IEC 7812-1."""
    number = _compact(text).replace("-", "")
    if not re.fullmatch(r"[0-9]{16,19}", number):
        raise Malformed("应为16至19位银行卡号", "must be a bank card's number of 16 to 19 digits", "ISO/IEC 7812-1")
    doubled = (2 * int(digit) if place % 2 else int(digit) for place, digit in enumerate(reversed(number)))
    if sum(value - 9 if value > 9 else value for value in doubled) % 10:
        raise Malformed("校验码不正确，请逐位核对", "has a wrong check digit: compare each digit", "ISO/IEC 7812-1")
    return number


FORMATS: Mapping[str, Callable[[str, date], str]] = MappingProxyType(
    {
        "resident-id": resident_id,
        "uscc": uscc,
        "mobile-cn": mobile,
        "division": division,
        "lawyer-licence-no": lawyer_licence_no,
        "date": day,
        "money": money,
        "bank-card": bank_card,
    }
)
"""The words a form may use as `format`, each with its check: (text, today) to the canonical text."""


def _compact(text: str) -> str:
    """Half-width and without blanks, as an input method's full-width digits are meant."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _calendar_day(year: str, month: str, number: str) -> date | None:
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None
