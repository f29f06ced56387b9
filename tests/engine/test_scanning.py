"""Files handed in are looked at for malware; a real server that speaks clamd's protocol answers."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine import scanning
from engine.antivirus import Scanner, ScannerUnavailable
from engine.dossier import FilesNotClean
from engine.health import Check, _scanner
from engine.office import Office
from engine.package import examine
from engine.scanning import FileInfected, FileUnchecked
from engine.workplace import FixedTime
from tests.offices import MONDAY, WINDOW, Premises, accept, grant, matter_files, submit

PLAN = matter_files("starter")["examples/materials/plan.pdf"]


@dataclass
class Clamd:
    """A server of the protocol: answers INSTREAM and VERSION as clamd does."""

    address: str = ""
    malware: bytes = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
    most: int = 1_000_000
    mood: str = "well"
    seen: list[int] = field(default_factory=list)

    def answer(self, line: Any) -> None:
        command = _until_nul(line)
        if self.mood == "silent":
            return
        if command == b"zVERSION":
            line.sendall(b"ClamAV 1.4.6/27500/Mon Mar  2 08:00:00 2026\0" if self.mood == "well" else b"SSH-2.0\0")
            return
        data = b""
        while size := struct.unpack(">L", _exactly(line, 4))[0]:
            if len(data) + size > self.most:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
            data += _exactly(line, size)
        self.seen.append(len(data))
        found = b"Eicar-Test-Signature FOUND" if self.malware in data else b"OK"
        line.sendall(b"stream: " + found + b"\0")


def _exactly(line: Any, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = line.recv(size - len(data))
        if not piece:
            raise ConnectionError
        data += piece
    return data


def _until_nul(line: Any) -> bytes:
    data = b""
    while not data.endswith(b"\0"):
        data += _exactly(line, 1)
    return data.rstrip(b"\0")


@pytest.fixture(params=["tcp", "socket"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clamd]:
    """A scanner that listens, on TCP or on a socket of the machine."""
    clamd = Clamd()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            clamd.answer(self.request)

    class Quiet(socketserver.ThreadingMixIn):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that goes away is no news."""

    server: socketserver.BaseServer
    if request.param == "tcp":
        server = type("Server", (Quiet, socketserver.TCPServer), {})(("127.0.0.1", 0), Handler)
        clamd.address = f"127.0.0.1:{server.server_address[1]}"  # type: ignore[index]
    else:
        clamd.address = str(tmp_path / "clamd.ctl")
        server = type("Server", (Quiet, socketserver.UnixStreamServer), {})(clamd.address, Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield clamd
    server.shutdown()
    server.server_close()


@pytest.fixture
def premises(sqlite_premises: Premises) -> Premises:
    """One database is enough for what does not depend on it."""
    return sqlite_premises


def test_a_file_is_sent_in_pieces_and_answered(clamd: Clamd) -> None:
    scanner = Scanner(clamd.address, 5)

    assert scanner.look(b"x" * 600_000) == ""
    assert scanner.look(b"") == ""
    assert scanner.look(b"a" * 300_000 + clamd.malware) == "Eicar-Test-Signature"
    assert clamd.seen == [600_000, 0, 300_000 + len(clamd.malware)]
    assert scanner.version().startswith("ClamAV 1.4.6")


@pytest.mark.parametrize("wrong", ["too large", "silent", "another", "away"])
def test_what_was_not_looked_at_is_never_called_clean(clamd: Clamd, wrong: str) -> None:
    scanner = Scanner(clamd.address, 2)
    if wrong == "too large":
        clamd.most = 100_000
    elif wrong == "away":
        scanner = Scanner("127.0.0.1:1", 1)
    else:
        clamd.mood = wrong

    with pytest.raises(ScannerUnavailable):
        scanner.version() if wrong == "another" else scanner.look(b"x" * 3_000_000)


def test_nobody_waits_for_the_scanner_and_nobody_opens_what_it_has_not_seen(
    clamd: Clamd, office: Office, clock: FixedTime
) -> None:
    office.place.scanner = Scanner(clamd.address, 5)
    case = submit(office)
    (shown,) = office.show_case(case, WINDOW)["materials"]
    assert shown["scan"] == "unchecked"
    with pytest.raises(FileUnchecked):
        office.desk.material(case, WINDOW, shown["sha256"])
    assert accept(office, case)["status"] == "accepted"

    office.worker.once()

    assert office.show_case(case, WINDOW)["materials"][0]["scan"] == "clean"
    assert office.desk.material(case, WINDOW, shown["sha256"])[1] == PLAN
    clamd.malware = PLAN[:64]  # a day later its signature is known
    clock.set(MONDAY + timedelta(hours=25))
    office.worker.once()
    assert office.show_case(case, WINDOW)["materials"][0]["scan"] == "infected"
    with pytest.raises(FileInfected):
        office.desk.material(case, WINDOW, shown["sha256"])


def test_while_the_scanner_is_away_files_wait_and_are_tried_again(
    clamd: Clamd, office: Office, clock: FixedTime
) -> None:
    office.place.scanner = Scanner("127.0.0.1:1", 1)
    case = submit(office)
    assert scanning.look(office.place) == 0
    office.place.scanner = Scanner(clamd.address, 5)
    assert scanning.look(office.place) == 0  # not before its time

    clock.set(MONDAY + scanning.AWAY)

    assert scanning.look(office.place) == 1
    assert office.show_case(case, WINDOW)["materials"][0]["scan"] == "clean"


def test_no_archive_gets_a_file_that_was_not_found_clean(clamd: Clamd, office: Office, clock: FixedTime) -> None:
    office.place.scanner = Scanner("127.0.0.1:1", 1)
    case = submit(office)
    accept(office, case)
    grant(office, case)
    office.worker.once()
    with pytest.raises(FilesNotClean, match="unchecked"):
        office.make_archive(case, None)

    office.place.scanner = Scanner(clamd.address, 5)
    clock.set(MONDAY + scanning.AWAY)
    office.worker.once()
    assert examine(office.make_archive(case, None)).intact

    clamd.malware = PLAN[:64]
    clock.set(clock() + scanning.AGAIN)
    office.worker.once()
    with pytest.raises(FilesNotClean, match="infected"):
        office.make_archive(case, None)


def test_without_a_scanner_nothing_is_said_of_any_file(office: Office) -> None:
    case = submit(office)
    office.worker.once()

    (shown,) = office.show_case(case, WINDOW)["materials"]

    assert shown["scan"] is None
    assert office.desk.material(case, WINDOW, shown["sha256"])[1] == PLAN


def test_the_doctor_tells_of_the_scanner(clamd: Clamd, office: Office) -> None:
    def told() -> Check:
        return _scanner(office)

    assert "not checked" in told().detail.en
    office.place.scanner = Scanner(clamd.address, 5)
    submit(office)
    assert told().detail.en.endswith("1 unchecked, 0 infected")
    office.place.scanner = Scanner("127.0.0.1:1", 1)
    with pytest.raises(ScannerUnavailable):
        told()
