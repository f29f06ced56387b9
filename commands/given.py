"""What the words of a command stand for: the office, answers, files.

The office and its settings are opened here and nowhere else, once a command needs them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from engine.config import Settings
    from engine.office import Office, Upload


def the_settings() -> Settings:
    """The settings of this process."""
    from engine.config import read_settings

    return read_settings()


def the_office() -> Office:
    """The office of these settings, open."""
    from engine.office import open_office

    return open_office(the_settings())


def answers_from(path: Path | None) -> dict[str, Any]:
    """The answers in a JSON file; none without a file."""
    if path is None:
        return {}
    try:
        value = json.loads(bytes_from(path).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{path} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise click.UsageError(f"{path} must hold one JSON object of answers")
    return value


def bytes_from(path: Path) -> bytes:
    """What a file holds."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from error


def write(path: Path, data: bytes) -> None:
    """Write a file that was asked for."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error


def uploads_from(materials: Iterable[str]) -> list[Upload]:
    """The files given as ID=FILE."""
    from engine.office import Upload

    uploads = []
    for text in materials:
        name, separator, file = text.partition("=")
        if not separator:
            raise click.UsageError(f"--material {text}: write ID=FILE")
        uploads.append(Upload(name, Path(file).name, bytes_from(Path(file))))
    return uploads
