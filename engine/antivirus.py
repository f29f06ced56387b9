"""Asking ClamAV whether a file carries malware: its INSTREAM command, over TCP or a socket of this machine.

What could not be looked at is never called clean: a scanner that is away, that closes the line over a file too large
for it, or that answers anything else, leaves the file unchecked. Source: clamd(8), COMMANDS.
"""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass

from engine.errors import Failure

CHUNK_BYTES = 262_144
TIMEOUT_SECONDS = 30.0
_FOUND = re.compile(r"stream: (.+) FOUND")


class ScannerUnavailable(Failure):
    """The virus scanner does not answer, or did not look at the whole file."""

    code = "SCANNER-UNAVAILABLE"
    remedy = "Start clamd, or correct SEALFLOW_CLAMAV; if files are too large for it, raise StreamMaxLength of clamd."


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd. `address`: HOST:PORT, or the path of its socket."""

    address: str
    timeout_seconds: float = TIMEOUT_SECONDS

    def look(self, data: bytes) -> str:
        """The name of the malware in a file; empty when the file is clean. Raises ScannerUnavailable."""
        try:
            with self._connected() as line:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(data), CHUNK_BYTES):
                    piece = data[start : start + CHUNK_BYTES]
                    line.sendall(struct.pack(">L", len(piece)) + piece)
                line.sendall(struct.pack(">L", 0))
                answer = self._answer(line)
        except OSError as error:  # over its limit clamd closes the line while we still write
            raise ScannerUnavailable(f"the scanner at {self.address}: {error}") from error
        if answer == "stream: OK":
            return ""
        if found := _FOUND.fullmatch(answer):
            return found[1][:120]
        raise ScannerUnavailable(f"the scanner at {self.address} answered {answer[:200]!r}")

    def version(self) -> str:
        """What the scanner calls itself, with the day of its signatures. Raises ScannerUnavailable."""
        try:
            with self._connected() as line:
                line.sendall(b"zVERSION\0")
                answer = self._answer(line)
        except OSError as error:
            raise ScannerUnavailable(f"the scanner at {self.address}: {error}") from error
        if not answer.startswith("ClamAV"):
            raise ScannerUnavailable(f"the scanner at {self.address} answered {answer[:200]!r}")
        return answer[:120]

    def _connected(self) -> socket.socket:
        if "/" in self.address:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self.timeout_seconds)
            try:
                line.connect(self.address)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), self.timeout_seconds)

    def _answer(self, line: socket.socket) -> str:
        """What the scanner says, up to the NUL that ends it."""
        said = b""
        while not said.endswith(b"\0") and len(said) < 4_096:
            piece = line.recv(4_096)
            if not piece:
                break
            said += piece
        return said.rstrip(b"\0").decode("utf-8", "replace").strip()
