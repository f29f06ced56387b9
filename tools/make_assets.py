"""Write the pages' foreign files from their packages: `python -m tools.make_assets [--check]`.

`web/assets.lock.json` names packages with version and SHA-512, and what is taken of each. npm only fetches: nothing of
a package is run, and nothing is built. With --check compares instead of writing, and says what differs.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "web" / "assets.lock.json"
ICONS = "web/static/icons.svg"
NOTICE = "web/static/licences.txt"


class AssetsUnavailable(Exception):
    """A package cannot be had, or is not the one that was locked."""


def lock() -> dict[str, Any]:
    """What is taken from where."""
    read: dict[str, Any] = json.loads(LOCK.read_text())
    return read


def made() -> dict[str, bytes]:
    """Every file by its path, from the locked packages. Raises AssetsUnavailable."""
    wanted = lock()
    packages = {name: _package(name, **known) for name, known in wanted["packages"].items()}
    files = {path: packages[name][part] for path, (name, part) in wanted["copies"].items()}
    files[ICONS] = _sprite({name: packages["@tabler/icons"][f"icons/outline/{drawn}.svg"].decode()
                            for name, drawn in sorted(wanted["icons"].items())})  # fmt: skip
    files[NOTICE] = (
        "\n\n".join(
            f"{name} {known['version']} ({known['licence']})\n\n{_terms(packages[name])}"
            for name, known in sorted(wanted["packages"].items())
            if name != "axe-core"
        ).encode()
        + b"\n"
    )
    return files


def _terms(package: dict[str, bytes]) -> str:
    """The licence of a package, and the notice that the Apache licence wants carried along (§4d)."""
    return "\n\n".join(package[name].decode().strip() for name in ("LICENSE", "NOTICE") if name in package)


def different() -> list[str]:
    """The paths of files that are not what their packages make. Raises AssetsUnavailable."""
    return [path for path, data in made().items() if not _is(ROOT / path, data)]


def _is(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _package(name: str, version: str, integrity: str, licence: str) -> dict[str, bytes]:
    """The files of a package by their path in it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--ignore-scripts", "--silent", f"{name}@{version}"]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
        except (OSError, subprocess.SubprocessError) as error:
            raise AssetsUnavailable(f"npm cannot fetch {name}@{version}: {error}") from error
        (archive,) = Path(folder).glob("*.tgz")
        data = archive.read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != integrity:
        raise AssetsUnavailable(f"{name}@{version} is {found}, not {integrity}")
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        members = [member for member in tar.getmembers() if member.isfile()]
        return {m.name.split("/", 1)[1]: tar.extractfile(m).read() for m in members}  # type: ignore[union-attr]


def _sprite(icons: dict[str, str]) -> bytes:
    """One SVG that holds every icon as a symbol."""
    symbols = []
    for name, drawing in icons.items():
        paths = "".join(re.findall(r"<(?:path|circle|rect|line|polyline)[^>]*/>", drawing))
        paths = paths.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" '
                       f'stroke-linecap="round" stroke-linejoin="round">{paths}</symbol>')  # fmt: skip
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def main() -> None:
    """Write the files, or say which differ."""
    parser = argparse.ArgumentParser(description="write the pages' foreign files from their packages")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    asked = parser.parse_args()
    try:
        differing = different()
        if asked.check:
            sys.exit("\n".join(f"differs  {path}" for path in differing) if differing else 0)
        files = made()
        for path, data in files.items():
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_bytes(data)
            print(f"written  {path}  {len(data)} B")
        digests = {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}
        LOCK.write_text(json.dumps(lock() | {"sha256": digests}, ensure_ascii=False, indent=2) + "\n")
    except AssetsUnavailable as error:
        sys.exit(f"assets   {error}")


if __name__ == "__main__":
    main()
