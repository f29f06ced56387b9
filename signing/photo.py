"""Reads the QR codes in a stranger's photograph, in a process of its own: limited in time, memory and size.

As `signing.apart` does for documents: the child is a fresh program that inherits neither keys nor environment.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import zxingcpp
from PIL import Image

MOST_BYTES = 20_000_000
MOST_PIXELS = 80_000_000
"""What the camera of a telephone makes, and some."""
_MOST_SIDE = 2_400
"""Longer sides are made shorter first: a code that fills a corner is still read, in a tenth of the time."""
_FORMATS = ("JPEG", "PNG", "WEBP")
_CPU_SECONDS, _WALL_SECONDS, _MEMORY_BYTES = 6, 15.0, 1_024 * 1_024 * 1_024
_PACKAGES = Path(__file__).resolve().parents[1]


def codes_in(data: bytes) -> list[str]:
    """The texts of the QR codes in the picture; none for what is no picture, is too large or brings its reader down."""
    if len(data) > MOST_BYTES:
        return []
    try:
        child = subprocess.run(
            [sys.executable, "-m", "signing.photo"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_WALL_SECONDS,
            cwd=_PACKAGES,
            env={name: os.environ[name] for name in ("PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ},
            check=False,
        )
        found = json.loads(child.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return []
    return [text for text in found if isinstance(text, str)]


def _answer() -> None:
    """The child: limits itself, looks, answers."""
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 1))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            image.draft("L", (_MOST_SIDE, _MOST_SIDE))
            grey = image.convert("L")
            grey.thumbnail((_MOST_SIDE, _MOST_SIDE))
            found = [
                code.text
                for code in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
            ]
    except (OSError, ValueError, MemoryError, SyntaxError, Image.DecompressionBombError):
        found = []
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    _answer()
