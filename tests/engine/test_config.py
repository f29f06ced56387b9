"""Settings: read once, refused by name when they cannot be used, and no secret ever printed."""

from __future__ import annotations

import json
import logging
import pickle
from pathlib import Path

import pytest

from engine.config import SettingRefused, Settings, read_settings
from signing.guarded import Secret


def test_without_a_word_in_the_environment_everything_has_its_default() -> None:
    settings = read_settings({})

    assert settings == Settings()
    assert settings.database_url == "sqlite:///var/sealflow.db"
    assert settings.origins == {}


def test_a_value_comes_from_the_environment_and_says_so() -> None:
    settings = read_settings({"SEALFLOW_HOME": "/srv/office", "SEALFLOW_LEASE_SECONDS": "45", "OTHER": "x"})

    assert settings.home == Path("/srv/office")
    assert settings.lease_seconds == 45
    assert settings.database_url == "sqlite:////srv/office/sealflow.db"
    assert settings.origins == {"home": "environment", "lease_seconds": "environment"}


def test_an_empty_word_is_no_word() -> None:
    assert read_settings({"SEALFLOW_HOME": "", "SEALFLOW_LEASE_SECONDS": ""}) == Settings()


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "half", "1e3", "100001", " 5", "9" * 400])
def test_a_number_that_cannot_be_used_is_refused_by_name(value: str) -> None:
    with pytest.raises(SettingRefused, match="SEALFLOW_LEASE_SECONDS") as refused:
        read_settings({"SEALFLOW_LEASE_SECONDS": value})

    assert refused.value.code == "SETTING-REFUSED"


@pytest.mark.parametrize("zone", ["Beijing", "../../etc/passwd", "Asia/Nowhere", "\0"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(SettingRefused, match="SEALFLOW_TIMEZONE"):
        read_settings({"SEALFLOW_TIMEZONE": zone})


def test_every_setting_has_a_name_and_a_sentence() -> None:
    rows = Settings().rows()

    assert len(rows) >= 8
    for name, _, origin, sentence in rows:
        assert name.startswith("SEALFLOW_")
        assert origin == "default"
        assert len(sentence) > 20


def test_no_secret_is_ever_printed() -> None:
    settings = read_settings(
        {"SEALFLOW_KEY_PASSWORD": "4711 geheim", "SEALFLOW_DATABASE": "postgresql://sealflow:0815@db/office"}
    )

    assert "4711" not in f"{settings} {settings!r} {settings.rows()} {settings.key_password!r}"
    assert {name: shown for name, shown, *_ in settings.rows()}["SEALFLOW_KEY_PASSWORD"] == "set"
    assert "0815" not in str(settings.rows())
    assert settings.key_password.reveal() == "4711 geheim"


def test_a_secret_reaches_no_log_and_no_dump(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("x").info("opened with %s %r", Secret("4711"), {"password": Secret("4711")})

    assert "4711" not in caplog.text
    with pytest.raises(TypeError):
        pickle.dumps(Settings(key_password=Secret("4711")))
    with pytest.raises(TypeError):
        json.dumps(Secret("4711"))
