"""What the words of a command stand for: the office, answers, files.

The office and its settings are opened here and nowhere else, once a command needs them.
"""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.errors import NotFound, Refusal

if TYPE_CHECKING:
    from engine.config import Settings
    from engine.office import Office, Upload

STDIN = Path("-")
LOG = "sealflow.log"
"""The file of an office in which what its worker logs is kept, while commands are typed."""
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class GivenFileMissing(NotFound):
    """A file named on the command line is not there, or cannot be read."""

    code = "GIVEN-FILE-MISSING"
    remedy = "Check the path and that you may read it; `-` stands for the standard input."

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be read: {why}")


class GivenFileUnreadable(Refusal):
    """A file named on the command line does not hold what was asked for: text in UTF-8, JSON, an object."""

    code = "GIVEN-FILE-UNREADABLE"
    remedy = "Mend the file where it is named; text is UTF-8, answers are one JSON object (or YAML mapping)."


class GivenFileInAnotherEncoding(GivenFileUnreadable):
    """A text was saved in the encoding of another age. It is not guessed: a wrong guess would be a wrong name."""

    code = "GIVEN-FILE-ENCODING"
    remedy = "Save it as UTF-8: in the editor, or with `iconv -f GB18030 -t UTF-8 FILE > NEW`."


class OutputRefused(Refusal):
    """What was asked for cannot be written there."""

    code = "OUTPUT-REFUSED"
    remedy = "Give the path of a file in a folder that exists, in which you may write and there is room."

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be written: {why}")


def the_settings() -> Settings:
    """The settings of this process."""
    from engine.config import read_settings

    return read_settings()


def the_office() -> Office:
    """The office of these settings, open. What its worker logs is for the operator, in a file of the office."""
    from engine.assembly import open_office

    settings = the_settings()
    office = open_office(settings)
    _log_for_the_operator(settings.home / LOG)
    return office


def _log_for_the_operator(file: Path) -> None:
    """Whoever types a command is told in sentences; until its end the log goes into the file, unless it is shown."""
    import logging

    log, command = logging.getLogger("sealflow"), click.get_current_context(silent=True)
    if not log.handlers and command is not None:
        handler = logging.FileHandler(file, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.addHandler(handler)
        command.call_on_close(handler.close)
        command.call_on_close(partial(log.removeHandler, handler))


def answers_from(path: Path | None) -> dict[str, Any]:
    """The answers in a file of JSON, or of YAML if its name says so; none without a file."""
    if path is None:
        return {}
    text = text_from(path)
    value = _yaml(path, text) if path.suffix in (".yaml", ".yml") else _json(path, text)
    if not isinstance(value, dict):
        raise GivenFileUnreadable(f"{_called(path)} must hold one object of answers, not {_kind(value)}")
    return value


def text_from(path: Path) -> str:
    """The text in a file: UTF-8, or UTF-16 that says so by its mark."""
    data = bytes_from(path)
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _encoding(path, data, line) from error


def bytes_from(path: Path) -> bytes:
    """What a file holds, or the standard input for `-`."""
    try:
        return sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    except OSError as error:
        raise GivenFileMissing(path, error.strerror or str(error)) from error


def write(path: Path, data: bytes) -> None:
    """Write a file that was asked for."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputRefused(path, error.strerror or str(error)) from error


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


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise GivenFileUnreadable(
            f"{_called(path)} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise GivenFileUnreadable(f"{_called(path)} is not JSON: {error}") from error


def _yaml(path: Path, text: str) -> Any:
    import yaml

    from engine.matter.text import load_yaml

    try:
        return load_yaml(text)[0]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise GivenFileUnreadable(f"{_called(path)} is not YAML: {' '.join(str(error).split())}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names stand once; of two answers to one question nobody could say which is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(n for n in names if names.count(n) > 1)!r} stands twice in one object")
    return found


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _encoding(path: Path, data: bytes, line: int) -> GivenFileInAnotherEncoding:
    where = f"{_called(path)}, line {line}, is not UTF-8"
    try:
        read = data.decode("gb18030").splitlines()[line - 1].strip()
    except (UnicodeDecodeError, IndexError):
        return GivenFileInAnotherEncoding(where)
    return GivenFileInAnotherEncoding(f"{where}; as GB 18030 (GBK) it would read: {read[:60]}")


def _called(path: Path) -> str:
    return "the standard input" if path == STDIN else str(path)


def _kind(value: Any) -> str:
    return {type(None): "nothing", list: "a list", str: "a text", bool: "true or false"}.get(type(value), "a number")
