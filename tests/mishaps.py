"""What happens to machines: a folder that takes no files, a full disk, a database locked by somebody else."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.store.database import Database
from tests.processes import outcome, start


@contextmanager
def no_new_files_in(folder: Path) -> Iterator[None]:
    """Every place where the vault would make a folder is taken by a file, so that nothing new can be kept.

    Permissions would not do: tests may run as root, who may write anywhere.
    """
    places = [folder / f"{n:02x}" for n in range(256)]
    blocks = [place / f"{n:02x}" for place in places if place.is_dir() for n in range(256)]
    blocks = [block for block in [*places, *blocks] if not block.exists()]
    folder.mkdir(exist_ok=True)
    for block in blocks:
        block.touch()
    try:
        yield
    finally:
        for block in blocks:
            block.unlink()


@contextmanager
def no_file_longer_than(most_bytes: int) -> Iterator[None]:
    """Writing beyond that many bytes of a file fails as it does where there is no room."""
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


@contextmanager
def locked_by_another_process(database: Database, table: str = "cases") -> Iterator[None]:
    """Another process is in the middle of a write and does not come to its end."""
    ready, locked = os.pipe()
    finish, told = os.pipe()

    def hold() -> None:
        mine = Database(database.url.render_as_string(hide_password=False))
        with mine.writing() as connection:
            if not mine.is_sqlite:
                connection.exec_driver_sql(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
            os.write(locked, b".")
            os.read(finish, 1)

    process = start(hold)
    assert os.read(ready, 1) == b"."
    try:
        yield
    finally:
        os.write(told, b".")
        for end in (ready, locked, finish, told):
            os.close(end)
        assert outcome(process) == 0
