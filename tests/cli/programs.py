"""`sealflow` as a program of its own, with the environment, the input and the terminal it is given."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a program over the office in that folder; nothing of the machine's language."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "SEALFLOW_HOME": str(home), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **more}


def sealflow(
    *words: object, within: Mapping[str, str], given: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run it with these words; what it printed is bytes, as it is for any other program."""
    command = [sys.executable, "-m", "cli", *map(str, words)]
    return subprocess.run(command, input=given, capture_output=True, env=dict(within), cwd=cwd, check=False)


def on_terminal(*words: object, within: Mapping[str, str], columns: int = 80) -> str:
    """All that it prints on a terminal of that width."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = [sys.executable, "-m", "cli", *map(str, words)]
    environment = {**within, "TERM": "xterm"}
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=environment, close_fds=True) as program:
        os.close(its)
        printed = b""
        try:
            while part := os.read(ours, 65536):
                printed += part
        except OSError:  # EIO: the program has closed its end
            pass
        program.wait()
    os.close(ours)
    return printed.decode("utf-8")
