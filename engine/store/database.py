"""Opening a database and working in it: SQLite by default, PostgreSQL when it outgrows one machine.

A unit of work is short: read, compute outside, then write with a version check inside. Translates the drivers' errors
into ours, so that nothing above needs to know them.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection as Connection
from sqlalchemy.pool import NullPool, StaticPool

from engine.errors import Failure, Refusal
from engine.store.prepared import send
from engine.store.tables import APPEND_ONLY, metadata


class DatabaseBusy(Failure):
    """Another process kept the database locked for too long."""

    code = "STORE-BUSY"
    remedy = "Try again in a moment; if it lasts, look for a process that keeps the database open (sealflow doctor)."


class DatabaseUnknown(Refusal):
    """The address of the database names none that Sealflow works with."""

    code = "STORE-UNKNOWN"
    remedy = "Set SEALFLOW_DATABASE to sqlite:///… or postgresql://…, or unset it."

    def __init__(self, why: str) -> None:
        super().__init__(f"the database's address cannot be used: {why}")


class Deadlock(DatabaseBusy):
    """Two transactions waited for each other, and the database undid this one."""

    code = "STORE-DEADLOCK"
    remedy = "Try again; acts do so by themselves."


class DatabaseGone(Failure):
    """The database cannot be reached, or went away in the middle."""

    code = "STORE-GONE"
    remedy = "Start the database again, then look at the case: what was not confirmed may or may not have been done."


class DatabaseFull(Failure):
    """The database has no room to write."""

    code = "STORE-FULL"
    remedy = "Free space on the database's disk; nothing was half done."


class DatabaseNotReady(Failure):
    """The tables are missing or older than this version of Sealflow."""

    code = "STORE-NOT-READY"
    remedy = "Run `sealflow db upgrade`."


class DatabaseUnwritable(Failure):
    """The file of the database cannot be opened or written."""

    code = "STORE-UNWRITABLE"
    remedy = "Let the account that runs Sealflow write the database's file and its folder; nothing was half done."


class DatabaseDamaged(Failure):
    """The file of the database is not one, or has been damaged."""

    code = "STORE-DAMAGED"
    remedy = "Stop every process, keep the damaged file for the examiners, and restore the backup."


class WrittenByAnother(Failure):
    """Another process wrote the same row at the same moment."""

    code = "STORE-CONFLICT"
    remedy = "Look whether what you wanted is there now; if not, try again."


class _Queue:
    """A lock that serves in the order of asking: SQLite's own waiting is not fair (of eight, one waited 3.7 s)."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def acquire(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


class _Compiled(dict[Any, Any]):
    """Statements compiled for one database, for every other of this process: an example has one of its own."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(_alike(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        if len(self) >= _MOST_COMPILED:
            self.clear()
        super().__setitem__(_alike(key), compiled)


def _alike(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """SQLAlchemy's key, with what its dialect speaks instead of the dialect, of which each engine has its own."""
    dialect, *statement = key
    return (dialect.name, dialect.server_version_info, *statement)


_MOST_COMPILED = 1_000
_COMPILED = _Compiled()


class Database:
    """An open database. Threads may share it."""

    def __init__(self, url: str, *, busy_seconds: float = 10.0) -> None:
        try:
            self.url = sa.make_url(url)
        except sa.exc.ArgumentError as error:
            raise DatabaseUnknown("it cannot be read as an SQLAlchemy URL") from error
        if self.url.get_backend_name() not in ("sqlite", "postgresql"):
            raise DatabaseUnknown(f"{self.url.get_backend_name()} is neither sqlite nor postgresql")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._queue = _Queue() if self.is_sqlite else None
        self._busy_seconds = busy_seconds
        self._idle: list[Connection] = []
        self.statements = 0
        if self.is_sqlite:
            self.engine = self._open_sqlite()
        else:
            if self.url.drivername == "postgresql":
                self.url = self.url.set(drivername="postgresql+psycopg")
            # prepare_threshold=None: prepared statements fail behind a transaction-pooling PgBouncer.
            self.engine = sa.create_engine(
                self.url,
                pool_pre_ping=True,
                pool_size=8,
                max_overflow=24,
                hide_parameters=True,
                connect_args={"prepare_threshold": None},
                execution_options={"compiled_cache": _COMPILED},
            )

    def _open_sqlite(self) -> sa.Engine:
        in_memory = not self.url.database or self.url.database == ":memory:"
        if not in_memory:
            Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
        options: dict[str, Any] = {"connect_args": {"timeout": self._busy_seconds, "check_same_thread": False}}
        # Connections stay at hand here (`_connected`), not in a pool of SQLAlchemy's: its fifteen were never given
        # back, so that the sixteenth thread waited half a minute for one and was told that the database is busy.
        options["poolclass"] = StaticPool if in_memory else NullPool
        options["execution_options"] = {"compiled_cache": _COMPILED}
        engine = sa.create_engine(self.url, hide_parameters=True, **options)

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _: Any) -> None:
            # None: the driver begins no transaction of its own; we say BEGIN IMMEDIATE where we write. With the
            # driver's default, 451 of 600 concurrent updates were lost.
            connection.isolation_level = None
            if not in_memory:
                connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA cache_size=-16000")

        return engine

    def count_statements(self) -> None:
        """From now on `statements` counts what is sent, for tests and benchmarks; counting costs time itself."""

        @event.listens_for(self.engine, "before_cursor_execute")
        def _count(*_: Any) -> None:
            self.statements += 1

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A connection nobody else has meanwhile.

        SQLite's stay at hand between one use and the next: to take one from SQLAlchemy's pool and give it back costs a
        tenth of a whole act. Those of PostgreSQL go through the pool, which asks whether the server is still there.
        """
        if not self.is_sqlite:
            with self.engine.connect() as connection:
                yield connection
            return
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self.engine.connect()
        try:
            yield connection
            connection.rollback()
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions; each statement sees the latest committed state."""
        with _translated(), self._connected() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection for questions that all see the database as it was at one moment, whoever writes meanwhile."""
        with _translated(), self._connected() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
                yield connection
                return
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A short transaction that writes: committed at the end of the block, undone by any exception."""
        if self._queue is None:
            with _translated(), self.engine.begin() as connection:
                # For this transaction only: a setting of the session would reach others behind a pooling PgBouncer.
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{self._busy_seconds}s'")
                yield connection
            return
        self._queue.acquire()
        try:
            with _translated(), self._connected() as connection:
                connection.begin()
                send(connection, "BEGIN IMMEDIATE")
                try:
                    yield connection
                    send(connection, "COMMIT")
                except BaseException:
                    if connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
                        send(connection, "ROLLBACK")
                    raise
        finally:
            self._queue.release()

    def create(self) -> None:
        """Make all tables at once, for a rehearsal in memory; a real office is made by the migrations."""
        with self.writing() as connection:
            metadata.create_all(connection)
            dialect = self.engine.dialect.name
            for statement in (*append_only_function(dialect), *append_only_triggers(dialect, APPEND_ONLY)):
                connection.execute(sa.text(statement))

    def twin(self) -> Database:
        """Another database in memory, holding what this one in memory holds."""
        twin = Database("sqlite://")
        with self.reading() as mine, twin.reading() as its:
            mine.connection.driver_connection.backup(its.connection.driver_connection)  # type: ignore[union-attr]
        return twin

    def close(self) -> None:
        """Give back every connection."""
        while self._idle:
            self._idle.pop().close()
        self.engine.dispose()


def append_only_function(dialect: str) -> list[str]:
    """What the triggers of every table call, where the database wants it made apart."""
    if dialect == "sqlite":
        return []
    return [
        "CREATE FUNCTION sealflow_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    ]


def append_only_triggers(dialect: str, tables: Iterable[str]) -> list[str]:
    """Statements that make the database itself refuse to change or delete what is only ever appended."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_keep_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in tables
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE TRIGGER {table}_keep{how} BEFORE {verbs} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION sealflow_append_only()"
        for table in tables
        for how, verbs, each in (("", "UPDATE OR DELETE", "ROW"), ("_whole", "TRUNCATE", "STATEMENT"))
    ]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
        ours = _ours(error)
        if ours is None:
            raise
        raise ours from error


_MEANINGS: tuple[tuple[tuple[str, ...], type[Failure], str], ...] = (
    (("deadlock detected", "could not serialize"), Deadlock, "two acts waited for each other"),
    (("is locked", "lock timeout"), DatabaseBusy, "the database is busy"),
    (("no such table", "no such column"), DatabaseNotReady, "a table is missing"),
    (("database or disk is full", "No space left"), DatabaseFull, "the database cannot grow"),
    (("readonly", "unable to open"), DatabaseUnwritable, "the database cannot be written"),
    (("malformed", "not a database"), DatabaseDamaged, "the database cannot be read"),
)
"""What the drivers' words mean. SQLite has one class of error for most of them."""


def _ours(error: Exception) -> Failure | None:
    """Our word for a driver's error; None for a mistake of ours, which stays as it is."""
    text = str(getattr(error, "orig", None) or error)
    if isinstance(error, sa.exc.IntegrityError):
        return None if "append-only" in text else WrittenByAnother(f"the same row was written by another: {text}")
    for words, meaning, sentence in _MEANINGS:
        if any(word in text for word in words):
            return meaning(f"{sentence}: {text}")
    if isinstance(error, sa.exc.ProgrammingError) and "does not exist" in text:
        return DatabaseNotReady(f"a table is missing: {text}")
    if isinstance(error, sa.exc.TimeoutError):
        return DatabaseBusy(f"every connection is in use: {text}")
    if isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError, sqlite3.OperationalError)):
        return DatabaseGone(f"the database cannot be used: {text}")
    return None
