"""The doctor names what is wrong and what to do: each mishap is found by its own check, and a sound office has none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import health
from engine.assembly import open_office
from engine.config import Settings
from engine.founding import found
from engine.jobs import new
from engine.store.database import Database
from engine.store.tables import DEAD, entries, jobs
from engine.workplace import FixedTime
from signing.guarded import Secret
from tests.offices import APPLICANT, MONDAY, application, matter_files
from tests.receivers import Inbox, running

NOW = FixedTime(MONDAY)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office without a matter."""
    settings = Settings(home=tmp_path_factory.mktemp("bare") / "var")
    list(found(settings, now=NOW, matters=False))
    return settings.home


@pytest.fixture(scope="module")
def sound(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with one matter and one case."""
    home = tmp_path_factory.mktemp("sound") / "var"
    shutil.copytree(bare, home)
    office = open_office(Settings(home=home), now=NOW)
    office.publish(matter_files("starter"))
    office.open_case("starter", APPLICANT, *application())
    office.place.database.close()
    return home


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    """The same office, to be spoilt."""
    shutil.copytree(sound, tmp_path / "var")
    return tmp_path / "var"


def bad(settings: Settings, at: datetime = MONDAY) -> dict[str, health.Check]:
    """The checks that find something, by name."""
    return {check.name: check for check in health.examine(settings, now=FixedTime(at)) if not check.ok}


def database_of(home: Path) -> Database:
    """The database of the office, to write into behind its back."""
    return Database(Settings(home=home).database_url)


def set_a_job_aside(home: Path) -> None:
    row = new("city_approval", "a case", "a job", "document", {}, MONDAY)
    with database_of(home).writing() as connection:
        connection.execute(sa.insert(jobs), {**row, "state": DEAD})


def alter_an_entry(home: Path) -> None:
    with database_of(home).writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER entries_keep_update")
        connection.execute(sa.update(entries).values(body=b"{}"))


MISHAPS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "no organs": (lambda home: (home / "organs.yaml").unlink(), "office", "sealflow init"),
    "organs that cannot be read": (lambda home: (home / "organs.yaml").write_text("{"), "office", "workflows/_shared"),
    "an empty database": (lambda home: (home / "sealflow.db").write_bytes(b""), "office", "sealflow db upgrade"),
    "a database that is none": (lambda home: (home / "sealflow.db").write_bytes(b"x" * 9000), "office", "backup"),
    "connectors that cannot be read": (
        lambda home: (home / "connectors.yaml").write_text("{"),
        "office",
        "operator.md",
    ),
    "no files": (lambda home: shutil.rmtree(home / "files"), "files", "backup"),
    "no keys": (lambda home: shutil.rmtree(home / "keys"), "office", "sealflow init"),
    "another password": (lambda home: (home / "keys.password").write_text("another"), "keys", "password"),
    "organs changed": (
        lambda home: (home / "organs.yaml").open("a").write("# changed\n"),
        "inventory",
        "sealflow init",
    ),
    "a year missing": (lambda home: (home / "calendar" / "2026.yaml").unlink(), "calendar", "sealflow calendar load"),
    "a job set aside": (set_a_job_aside, "jobs", "sealflow job retry"),
    "an entry altered": (alter_an_entry, "record", "sealflow audit verify"),
}


def test_a_sound_office_has_nothing_wrong(home: Path) -> None:
    assert bad(Settings(home=home)) == {}


@pytest.mark.parametrize("what", MISHAPS)
def test_a_mishap_is_found_by_its_check_with_the_remedy(home: Path, what: str) -> None:
    spoil, name, remedy = MISHAPS[what]
    spoil(home)

    found = bad(Settings(home=home))

    assert name in found
    assert found[name].detail.zh and found[name].detail.en
    assert remedy in found[name].remedy.en


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = bad(Settings(home=tmp_path / "nowhere"))

    assert {"home", "office"} == set(found)
    assert "nowhere" in found["home"].detail.en


def test_a_disk_nearly_full_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)

    assert set(bad(Settings(home=home))) == {"home"}


def test_an_office_without_a_matter_is_told_to_publish_one(bare: Path) -> None:
    assert set(bad(Settings(home=bare))) == {"matters"}


def test_a_wrong_password_is_shown_nowhere(home: Path) -> None:
    found = bad(Settings(home=home, key_password=Secret("春风又绿江南岸")))

    assert set(found) == {"keys"}
    assert "春风" not in repr(found)


@pytest.mark.parametrize(("on", "wrong"), [((2026, 10, 31), False), ((2026, 11, 30), False), ((2027, 1, 4), True)])
def test_the_next_year_is_missed_once_it_has_begun(home: Path, on: tuple[int, int, int], wrong: bool) -> None:
    assert ("calendar" in bad(Settings(home=home), datetime(*on, 2, tzinfo=MONDAY.tzinfo))) == wrong


def test_a_seal_whose_certificate_ran_out_is_named(home: Path) -> None:
    assert "keys" in bad(Settings(home=home), MONDAY + timedelta(days=365 * 40))


def test_notices_are_looked_at_and_a_mail_server_that_is_away_is_named(home: Path) -> None:
    def line() -> tuple[bool, str]:
        check = next(check for check in health.examine(Settings(home=home)) if check.name == "notices")
        return check.ok, check.detail.en

    assert line() == (True, "no notices.yaml: nobody is told by mail or by a call")
    mail = "mail: {host: 127.0.0.1, port: %d, sender: a@shili.example, security: none, timeout_seconds: 2}\n"
    with running(Inbox()) as port:
        (home / "notices.yaml").write_text(mail % port, encoding="utf-8")
        assert line() == (True, "the mail server answers, 0 system(s) are called")
    away, told = line()
    assert not away and "NOTICE-MAIL" in told
