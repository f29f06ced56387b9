"""Zip files that come from elsewhere: how a spoiled one shows itself, and which names lead out of their folder."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import PurePosixPath

SPOILED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What `zipfile` raises over what is no zip, is cut off or damaged, encrypted, or compressed as it cannot read."""


def leads_out(name: str) -> bool:
    """Whether a file of this name could be written elsewhere, or could not be shown."""
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or not name.isprintable()
