"""Make `.venv` ready, once: `python3 tools/setup.py [--tests] [--newest]`.

Standard library only, since nothing is installed yet. Says one line per thing it does and nothing when all is in place.
With --tests also installs what the tests use, from the Python index and, where it may, from the system's packages.
Versions are those of tools/pins.txt, so that every machine has the same; --newest takes the newest that setup.cfg
allows and writes them there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "ready.json"
PINS = ROOT / "tools" / "pins.txt"

# Program the tests call: the Debian packages it needs. They look at our documents with other people's eyes.
PROGRAMS = {
    "pdfsig": "poppler-utils",
    "pdftotext": "poppler-utils",
    "qpdf": "qpdf",
    "softhsm2-util": "softhsm2",
    "certutil": "libnss3-tools",
    "chromium": "chromium fonts-noto-cjk",
}


def main() -> None:
    """Everything is in place, or the program ends with a sentence saying what could not be done."""
    parser = argparse.ArgumentParser(description="make .venv ready")
    parser.add_argument("--tests", action="store_true", help="also install what the tests use")
    parser.add_argument("--newest", action="store_true", help="take the newest versions allowed and pin them")
    asked = parser.parse_args()
    if asked.newest:
        shutil.rmtree(VENV, ignore_errors=True)
    _packages(["test"] if asked.tests else [], newest=asked.newest)
    if asked.tests:
        _programs()


def _packages(extras: list[str], *, newest: bool) -> None:
    home = {"folder": str(ROOT), "python": sys.version.split()[0]}
    wanted = {"home": home, "inputs": _inputs(), "extras": extras}
    present: dict[str, Any] = json.loads(STAMP.read_text()) if STAMP.exists() else {"home": None}
    if present["home"] == home and present["inputs"] == wanted["inputs"] and set(extras) <= set(present["extras"]):
        return
    began = time.monotonic()
    python = VENV / "bin" / "python"
    if present["home"] != home or not python.exists():
        _say(f"making .venv with Python {home['python']}")
        _make_venv()
    _say("installing what setup.cfg lists; the first time takes a minute or two")
    _install(python, f".[{','.join(extras)}]" if extras else ".", newest=newest)
    STAMP.write_text(json.dumps(wanted | {"inputs": _inputs()}))
    _say(f"ready after {time.monotonic() - began:.0f} s")


def _install(python: Path, what: str, *, newest: bool) -> None:
    # -qq: an index that lacks a package is a warning, and no news; errors are still shown.
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq"]
    install = [*pip, "install", "-e", what]
    if not newest:
        if subprocess.run([*install, "-c", str(PINS)], cwd=ROOT, check=False).returncode == 0:
            return
        _say("the pinned versions are not to be had here; taking any that setup.cfg allows")
    if subprocess.run(install, cwd=ROOT, check=False).returncode != 0:
        raise SystemExit("set-up   pip could not install everything; mend what it names above, then try again")
    if newest:
        freeze = [*pip, "freeze", "--all", "--exclude", "pip", "--exclude-editable"]
        frozen = subprocess.run(freeze, capture_output=True, text=True, check=True)
        PINS.write_text(f"# The versions every machine gets, written by `make pins`.\n{frozen.stdout}")


def _inputs() -> str:
    """A hash of all that decides what gets installed: three files, and which top-level packages there are."""
    parts = [path.read_bytes() for path in (ROOT / "setup.cfg", ROOT / "pyproject.toml", PINS) if path.exists()]
    parts += [p.parent.name.encode() for p in sorted(ROOT.glob("*/__init__.py"))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _make_venv() -> None:
    # In an activated .venv sys.executable lies inside the folder that is about to be cleared.
    outside = getattr(sys, "_base_executable", sys.executable)
    make = [outside, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(make, capture_output=True, text=True, check=False)
    # Debian keeps venv's own half in a package apart.
    if made.returncode != 0 and _install_system_packages(["python3-venv"]):
        made = subprocess.run(make, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise SystemExit(f"set-up   .venv cannot be made: {(made.stdout + made.stderr).strip()}")


def _programs() -> None:
    missing = _missing_programs()
    if missing:
        packages = sorted({package for p in missing for package in PROGRAMS[p].split()})
        if _may_install_system_packages():
            _say(f"installing system packages for the tests: {', '.join(packages)}")
            _install_system_packages(packages)
        missing = _missing_programs()
    if missing:
        why = "apt-get failed" if _may_install_system_packages() else "needs root and apt-get"
        packages = sorted({package for p in missing for package in PROGRAMS[p].split()})
        _say(f"left out: tests that call {', '.join(missing)} (install {', '.join(packages)}; {why})")


def _missing_programs() -> list[str]:
    return [p for p in PROGRAMS if shutil.which(p) is None]


def _may_install_system_packages() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_system_packages(packages: list[str]) -> bool:
    if not _may_install_system_packages():
        return False
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    # The lists of a new machine are old or absent, so a first failure says little.
    for command in (install, [*apt, "update"], install):
        ran = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )  # fmt: skip
        if command is install and ran.returncode == 0:
            return True
    _say(f"apt-get: {ran.stderr.strip()[-300:]}")
    return False


def _say(line: str) -> None:
    print(f"set-up   {line}", flush=True)


if __name__ == "__main__":
    main()
