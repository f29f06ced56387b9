"""Identifiers: in order of making, readable aloud, never twice, and typed codes understood however they are typed."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.identifiers import case_number, crockford, read_code, uuid7, verification_code

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

moments = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
rests = st.binary(min_size=16, max_size=16)


@given(moments, rests)
def test_an_id_is_a_uuid_of_version_seven(moment: datetime, rest: bytes) -> None:
    made = uuid.UUID(uuid7(moment, lambda n: rest[:n]))

    assert made.version == 7
    assert made.variant == uuid.RFC_4122


def test_an_id_is_the_one_the_rfc_shows() -> None:
    """RFC 9562 appendix A.6."""
    moment = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    rest = bytes.fromhex("0cc318c4dc0c0c07398f")

    assert uuid7(moment, lambda n: rest) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(moments, st.timedeltas(timedelta(milliseconds=1), timedelta(days=9000)), rests, rests)
def test_ids_sort_by_their_time_of_making(moment: datetime, time: timedelta, one: bytes, other: bytes) -> None:
    assert uuid7(moment, lambda n: one[:n]) < uuid7(moment + time, lambda n: other[:n])


def test_ten_thousand_ids_of_one_moment_are_different() -> None:
    assert len({uuid7(NOON) for _ in range(10_000)}) == 10_000


def test_a_case_number_is_its_day_and_eight_letters() -> None:
    assert re.fullmatch(r"20260302-[0-9A-HJKMNP-TV-Z]{8}", case_number("2026-03-02"))


@given(rests)
def test_no_letter_that_is_misread_on_paper_is_ever_used(rest: bytes) -> None:
    assert not set("ILOU") & set(crockford(16, lambda n: rest[:n]))


def test_every_letter_is_as_likely_as_any_other() -> None:
    every_byte = bytes(range(256))

    letters = crockford(256, lambda n: every_byte)

    assert {letters.count(letter) for letter in set(letters)} == {8}
    assert len(set(letters)) == 32


@given(rests)
def test_a_code_is_read_as_it_was_printed(rest: bytes) -> None:
    code = verification_code(lambda n: rest[:n])

    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", code)
    assert read_code(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        "7q4k-m2xd-9hta-p6wn",
        "7Q4KM2XD9HTAP6WN",
        " 7Q4K M2XD 9HTA P6WN ",
        "7Q4K–M2XD–9HTA–P6WN",
        "7q4k.m2xd/9hta_p6wn\n",
        "７ｑ４ｋ－Ｍ２ＸＤ－９ＨＴＡ－Ｐ６ＷＮ",
        "７Ｑ４Ｋ　Ｍ２ＸＤ　９ＨＴＡ　Ｐ６ＷＮ",
        "核验码：7Q4K-M2XD-9HTA-P6WN",
        "https://verify.shili.example/v/7Q4KM2XD9HTAP6WN",
        " https://verify.shili.example/v/7Q4KM2XD9HTAP6WN/?from=paper#top\n",
        "verify.shili.example/v/7q4km2xd9htap6wn",
    ],
)
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "7Q4K-M2XD-9HTA-P6WN"


def test_letters_misread_from_paper_are_read_as_what_was_printed() -> None:
    assert read_code("OIlL-0111-AAAA-BBBB") == "0111-0111-AAAA-BBBB"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_without_complaint(typed: str) -> None:
    assert re.fullmatch(r"[0-9A-Z-]*", read_code(typed))
