"""The style sheet, the scripts and the icons, held in memory with the digest that makes their address lasting."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from isal import igzip

_COMPRESSED = (".css", ".js", ".svg", ".txt")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of `web/static`."""

    data: bytes
    compressed: bytes
    """With gzip; empty where that saves nothing."""
    media_type: str
    digest: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every file of `web/static` by its path below it."""
    return dict(_read(files("web") / "static", ""))


def address(name: str) -> str:
    """The address of an asset; another one whenever its content changes. KeyError when there is none."""
    return f"/static/{name}?v={assets()[name].digest}"


def _read(folder: Traversable, before: str) -> list[tuple[str, Asset]]:
    found: list[tuple[str, Asset]] = []
    for entry in folder.iterdir():
        name = f"{before}{entry.name}"
        if entry.is_dir():
            found += _read(entry, f"{name}/")
            continue
        data = entry.read_bytes()
        compressed = igzip.compress(data, 3, mtime=0) if name.endswith(_COMPRESSED) else b""
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        found.append((name, Asset(data, compressed, media_type, hashlib.sha256(data).hexdigest()[:12])))
    return found
