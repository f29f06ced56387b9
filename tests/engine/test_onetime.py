"""Codes of an app, against the figures that the standards print."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import onetime

SECRET = b"12345678901234567890"
"""Of RFC 4226 appendix D and RFC 6238 appendix B."""
MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (0, "755224"), (1, "287082"), (2, "359152"), (3, "969429"), (4, "338314"),
        (5, "254676"), (6, "287922"), (7, "162583"), (8, "399871"), (9, "520489"),
    ],
)  # fmt: skip
def test_codes_are_those_of_rfc_4226(step: int, code: str) -> None:
    assert onetime.code(SECRET, step) == code


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
        (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_codes_of_a_moment_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert onetime.code(SECRET, onetime.step_of(datetime.fromtimestamp(seconds, UTC)), digits=8) == code


@given(now=MOMENTS, late=st.integers(-120, 120))
def test_a_code_fits_around_its_time_and_never_else(now: datetime, late: int) -> None:
    made = onetime.step_of(now - timedelta(seconds=late))
    apart = abs(onetime.step_of(now) - made)

    found = onetime.fitting_step(SECRET, onetime.code(SECRET, made), now)

    # Two steps may have the same code by chance: then it is taken for the one that fits.
    assert found == made if apart <= 1 else found is None or onetime.code(SECRET, found) == onetime.code(SECRET, made)


def test_an_app_is_told_all_it_needs() -> None:
    parts = urlsplit(onetime.address(SECRET, "ma.window", "示例市政务服务"))

    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    asked = {name: value[0] for name, value in parse_qs(parts.query).items()}
    assert asked == {
        "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "issuer": "示例市政务服务", "algorithm": "SHA1", "digits": "6",
        "period": "30",
    }  # fmt: skip
