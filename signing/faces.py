"""Which face draws which character: the shipped ones first, then those found on the search path, then the system's.

A character that no face has is an error that names it, never an empty box in a name. A folder on the search path
may hold the office's own licensed faces: `body.ttf` and `heavy.ttf` there replace the shipped ones, every other file is
tried for characters the first ones lack. Knows nothing of pages.
"""

from __future__ import annotations

import os
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from signing.errors import SigningError
from signing.truetype import Face, FaceUnreadable

SHIPPED = Path(__file__).parent / "fonts"
# Not Path.expanduser: it raises where nobody has a home, as in containers that give a number and no account.
SYSTEM = tuple(
    Path(os.path.expanduser(folder))
    for folder in (
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "~/.local/share/fonts",
        "~/.fonts",
        "/Library/Fonts",
        "~/Library/Fonts",
        "C:/Windows/Fonts",
    )
)

BODY, HEAVY = "body", "heavy"
_SUFFIXES = (".ttf", ".ttc")
_PREFERRED = ("hanamin", "simsun", "mingliu", "sung", "song", "mincho", "serif")
"""Of several system faces that have a rare character, one that looks like ours is wanted."""

# GB 18030-2000 left 14 characters in the private use area; old databases still write them so.
# Source: GB 18030-2022, rows FE51 to FEA0.
PRIVATE_USE = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip

_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ue000-\uf8ff\U000e0001-\U000e007f\U000f0000-\U0010ffff]"
)


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"


class MissingGlyph(SigningError):
    """No face at hand has a character the paper needs."""

    code = "PAPER-MISSING-GLYPH"
    remedy = "Put a TrueType face that has the character into a folder of SEALFLOW_FONTS, then make the paper again."
    source = "GB 18030-2022"
    exit_code = 3
    status = 503

    def __init__(self, character: str) -> None:
        self.character = character
        name = unicodedata.name(character, "")
        super().__init__(f"no face has the character {character} {_named(character)}{f' ({name})' if name else ''}")


class PrivateUseCharacter(SigningError):
    """A text holds a private-use code that means no character anybody else could read."""

    code = "PAPER-PRIVATE-USE"
    remedy = "Replace the character by its Unicode one (GB 18030-2022 has it), then make the paper again."
    source = "GB 18030-2022"

    def __init__(self, character: str, near: str) -> None:
        self.character = character
        super().__init__(f"{_named(character)} near “{near}” is a private-use code, not a character")


class ControlCharacter(SigningError):
    """A text holds a character that cannot be seen and may change how the rest is read."""

    code = "PAPER-CONTROL-CHARACTER"
    remedy = "Remove the character from the text, then make the paper again."

    def __init__(self, character: str, near: str) -> None:
        self.character = character
        super().__init__(f"{_named(character)} near “{near}” is a control character")


def readable(text: str) -> str:
    """The text with the private-use codes of GB 18030 as the characters they mean.

    Raises PrivateUseCharacter and ControlCharacter; line feed and tabulator are let through.
    """
    return _SUSPECT.sub(_readable, text) if _SUSPECT.search(text) else text


def _readable(match: re.Match[str]) -> str:
    character = match.group()
    if ord(character) in PRIVATE_USE:
        return chr(PRIVATE_USE[ord(character)])
    near = _SUSPECT.sub("�", match.string[max(0, match.start() - 6) : match.end() + 6]).replace("\n", " ")
    raise (PrivateUseCharacter if unicodedata.category(character) == "Co" else ControlCharacter)(character, near)


class Chain:
    """The faces of one role, in the order they are tried. `place` and `width` are tables that fill as they are read."""

    def __init__(self, name: str, faces: tuple[Face, ...], reserve: _Reserve) -> None:
        self.name = name
        self.faces = faces
        self.weight = faces[0].weight
        self.place = _Places(faces, reserve)
        """Character to (face, glyph). Raises MissingGlyph."""
        self.width = _Widths(self.place)
        """Character to its advance in 1/1000 em. Raises MissingGlyph."""


class _Places(dict[str, tuple[Face, int]]):
    def __init__(self, faces: tuple[Face, ...], reserve: _Reserve) -> None:
        self._faces, self._reserve = faces, reserve

    def __missing__(self, character: str) -> tuple[Face, int]:
        point = ord(character)
        for face in self._faces:
            if glyph := face.characters.get(point):
                break
        else:
            face = self._reserve.face_with(character)
            glyph = face.characters[point]
        self[character] = face, glyph
        return face, glyph


class _Widths(dict[str, int]):
    def __init__(self, place: _Places) -> None:
        self._place = place

    def __missing__(self, character: str) -> int:
        face, glyph = self._place[character]
        width = self[character] = face.advance(glyph)
        return width


class _Reserve:
    """Faces beyond the shipped ones, opened only when a character is wanted that those lack."""

    def __init__(self, files: Iterator[Path]) -> None:
        self._files = files
        self._opened: list[Face] = []
        self._lock = threading.Lock()

    def face_with(self, character: str) -> Face:
        point = ord(character)
        with self._lock:
            for face in self._opened:
                if point in face.characters:
                    return face
            for face in self._next():
                if point in face.characters:
                    return face
        raise MissingGlyph(character)

    def _next(self) -> Iterator[Face]:
        for path in self._files:
            try:
                face = Face(path)
                found = bool(face.characters)
            except FaceUnreadable:
                continue  # a folder of fonts may hold other kinds; what is missing in the end is named by character
            if found:
                self._opened.append(face)
                yield face


class FontSet:
    """The faces of an office."""

    def __init__(self, folders: Iterable[Path] = (), *, system: bool = True) -> None:
        """folders are searched in order, then the system's own unless `system` is False.

        Raises FaceUnreadable for a `body.ttf` or `heavy.ttf` that is no usable face.
        """
        self.folders = tuple(folders)
        reserve = _Reserve(_files(self.folders, SYSTEM if system else ()))
        body, heavy = self._faces(BODY, "NotoSerifSC-Regular.ttf"), self._faces(HEAVY, "NotoSerifSC-Heavy.ttf")
        self.body = Chain(BODY, body, reserve)
        self.heavy = Chain(HEAVY, heavy + body, reserve)

    def _faces(self, role: str, shipped: str) -> tuple[Face, ...]:
        own = (folder / f"{role}{suffix}" for folder in self.folders for suffix in _SUFFIXES)
        return tuple(Face(path) for path in (*filter(Path.is_file, own), SHIPPED / shipped))


def folders(setting: str) -> tuple[Path, ...]:
    """The folders of a search path as SEALFLOW_FONTS writes it."""
    return tuple(Path(part).expanduser() for part in setting.split(os.pathsep) if part)


def _files(given: Iterable[Path], system: Iterable[Path]) -> Iterator[Path]:
    for folder in given:
        yield from sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    found = (path for folder in system if folder.is_dir() for path in folder.rglob("*"))
    yield from sorted((path for path in found if path.suffix.lower() in _SUFFIXES), key=_likeness)


def _likeness(path: Path) -> tuple[int, str]:
    name = path.name.lower()
    return next((rank for rank, part in enumerate(_PREFERRED) if part in name), len(_PREFERRED)), name
