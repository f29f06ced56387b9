"""What every test may ask for: a day that never changes, fresh databases of both kinds, programs of the system."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from engine.founding import seal_owners
from engine.office import Office
from engine.store.database import Database
from engine.store.upgrade import upgrade
from engine.workplace import FixedTime
from signing.demo_keys import create_authority
from signing.guarded import Secret
from signing.keyring import Keyring
from tests.offices import MONDAY, Premises, furnish, organs
from tools import postgres

PASSWORD = "千里之行 7e21"

# `make test` tries the same examples each time, so that it fails for a change and never by chance.
# `make fuzz` seeks new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("seeking", deadline=None)
settings.load_profile("seeking" if "SEALFLOW_FUZZ" in os.environ else "steady")


def pytest_collection_finish() -> None:
    """What thousands of collected tests hold is there to the end: spare the collector of garbage from walking it."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def now() -> datetime:
    """Monday 2 March 2026, half past nine in the morning in Beijing: a working day in a working week."""
    return datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def today() -> date:
    """The legal day of `now`."""
    return date(2026, 3, 2)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server for the whole run; the test is left out, with the reasons, where none can be run."""
    try:
        with postgres.running() as server:
            yield server
    except postgres.PostgresUnavailable as error:
        pytest.skip(f"PostgreSQL cannot be run here: {error}")


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database; a test asking for it runs twice, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'office.db'}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the tables of this version and nothing in them."""
    path = tmp_path_factory.mktemp("template") / "office.db"
    _upgraded(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> str:
    """The URL of a PostgreSQL database with the tables of this version and nothing in them."""
    url = postgres_server.create()
    _upgraded(url).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An open database with every table and no row; a test asking for it runs twice, as with `databases`."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "office.db")
        opened = Database(f"sqlite:///{tmp_path / 'office.db'}")
        yield opened
        opened.close()
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    url = server.create(template=request.getfixturevalue("postgres_template"))
    opened = Database(url)
    yield opened
    opened.close()
    server.drop(url)


@pytest.fixture(scope="session")
def seal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the seal keys of every office of the run; a test that changes it makes its own copy."""
    folder = tmp_path_factory.mktemp("seals") / "keys"
    create_authority(folder, seal_owners(organs()), Secret(PASSWORD), MONDAY.replace(month=1, day=1))
    return folder


@pytest.fixture(scope="session")
def seals(seal_folder: Path) -> Keyring:
    """The opened keyring of every office of the run."""
    return Keyring(seal_folder, Secret(PASSWORD))


@pytest.fixture(scope="session")
def furnished_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, seals: Keyring) -> Path:
    """An SQLite file with people and matters, and no case."""
    path = tmp_path_factory.mktemp("furnished") / "office.db"
    shutil.copy(sqlite_template, path)
    _furnished(f"sqlite:///{path}", path.parent, seals)
    return path


@pytest.fixture(scope="session")
def furnished_postgres(
    postgres_server: postgres.Server,
    postgres_template: str,
    tmp_path_factory: pytest.TempPathFactory,
    seals: Keyring,
) -> str:
    """The URL of a PostgreSQL database with people and matters, and no case."""
    url = postgres_server.create(template=postgres_template)
    _furnished(url, tmp_path_factory.mktemp("furnished"), seals)
    return url


@pytest.fixture
def sqlite_premises(furnished_sqlite: Path, tmp_path: Path, seals: Keyring) -> Iterator[Premises]:
    """Where an office on SQLite is: with people and matters, without a case."""
    shutil.copy(furnished_sqlite, tmp_path / "office.db")
    premises = Premises(f"sqlite:///{tmp_path / 'office.db'}", tmp_path, seals)
    yield premises
    premises.close()


@pytest.fixture
def postgres_premises(
    postgres_server: postgres.Server, furnished_postgres: str, tmp_path: Path, seals: Keyring
) -> Iterator[Premises]:
    """Where an office on PostgreSQL is: with people and matters, without a case."""
    url = postgres_server.create(template=furnished_postgres)
    premises = Premises(url, tmp_path, seals)
    yield premises
    premises.close()
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def premises(request: pytest.FixtureRequest) -> Premises:
    """Where an office is; a test asking for it runs twice, as with `databases`."""
    found: Premises = request.getfixturevalue("sqlite_premises" if request.param == "sqlite" else "postgres_premises")
    return found


@pytest.fixture
def office(premises: Premises) -> Office:
    """An open office: Monday 2 March 2026, half past nine, and nobody has applied yet."""
    return premises.open()


@pytest.fixture
def clock(premises: Premises) -> FixedTime:
    """The clock of the office, to be set."""
    return premises.clock


def _furnished(url: str, folder: Path, seals: Keyring) -> None:
    premises = Premises(url, folder, seals)
    furnish(premises.open())
    premises.close()


def _upgraded(url: str) -> Database:
    database = Database(url)
    upgrade(database)
    return database


@pytest.fixture
def program() -> Callable[[str], str]:
    """Where a program of the system is, by name; a test that asks for one the machine lacks is left out."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            pytest.skip(f"{name} is not installed; `make test` says which package has it")
        return path

    return find
