"""What pages cost the server: an inbox over 100,000 cases, a case, handing in, a sealed paper; and 200 people at once.

CPU milliseconds of the server's process for each request, which a process of its own asks over real connections: the
client's cost is not in them. Downloads stand beside a plain file server of starlette's, which knows nobody and writes
nothing down, as no other web server is a part of this project. Linux only: the cost is read from /proc.
"""

from __future__ import annotations

import gzip
import http.client
import json
import multiprocessing
import os
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import sqlalchemy as sa
import uvicorn
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Route

from engine.access import Access
from engine.assembly import open_office
from engine.config import OPTIONAL, Settings
from engine.founding import STARTER, found, workflows_folder
from engine.identifiers import uuid7
from engine.matter.folder import read_folder
from engine.office import Office, Upload
from engine.store.tables import cases, tasks
from web.app import create_app
from web.pace import ALLOWED, Pace
from web.site import Site

CASES, WAITING = 100_000, 500
"""Cases in the office, and those of them that wait at the window whose inbox is opened: each of these costs the counts
beside the list some eight microseconds."""
REQUESTS, PLAINLY, SUBMITS, PEOPLE, LOADING = 40, 400, 30, 200, 100
APPLICANT, WINDOW, PASSWORD = "sun.partner", "ma.window", "山不在高，有仙则名 7"
TICKS = os.sysconf("SC_CLK_TCK")
_FILES = read_folder(workflows_folder() / STARTER)
ANSWERS = orjson.loads(_FILES["examples/plain.json"])
PLAN = _FILES["examples/materials/plan.pdf"]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        result = measured(Path(folder))
    if "--json" in sys.argv:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<26}{value}")


def measured(home: Path) -> dict[str, float]:
    """Every figure, of an office that is made for it in this folder."""
    people = [f"person.{number}" for number in range(PEOPLE)]
    number, code = furnish(home, people)
    with serving(_pages, home) as pages, serving(_files, home / "paper.pdf") as files:
        applicant, clerk = Client(pages.port), Client(pages.port)
        applicant.log_in(APPLICANT)
        clerk.log_in(WINDOW)
        drafts = iter([_draft(applicant) for _ in range(SUBMITS + 5)])
        ours = pages.cost(lambda: applicant.get(f"/documents/{code}.pdf"))
        plain = files.cost(Client(files.port).reader("/"), PLAINLY)
        result = {
            "inbox_cpu_ms": pages.cost(lambda: clerk.get("/desk")),
            "case_cpu_ms": pages.cost(lambda: applicant.get(f"/cases/{number}")),
            "desk_case_cpu_ms": pages.cost(lambda: clerk.get(f"/desk/cases/{number}")),
            "submit_cpu_ms": pages.cost(lambda: applicant.send(f"/drafts/{next(drafts)}/submit", {}), SUBMITS),
            "download_cpu_ms": ours,
            "download_ratio": plain / ours,
            "first_page_bytes": float(first_page(Client(pages.port))),
        }
        errors, seconds = at_once(pages.port, people)
    return {
        **{name: round(value, 3) for name, value in result.items()},
        "at_once_errors": errors,
        "at_once_seconds": round(seconds, 1),
    }


def furnish(home: Path, people: list[str]) -> tuple[str, str]:
    """Make an office with many cases and people; the number of one case, and the code of its receipt."""
    settings = Settings(home=home)
    list(found(settings, matters=False))
    office = _office(home)
    office.publish(_FILES)
    model = office.place.account(APPLICANT)
    office.add_accounts([replace(model, name=name, agent_for=frozenset()) for name in people])
    for account in (APPLICANT, WINDOW, *people):
        office.access.set_password(account, PASSWORD)
    shown = office.open_case("starter", APPLICANT, ANSWERS, [Upload("plan", "plan.pdf", PLAN)])
    _fill(office, shown["id"])
    (home / "paper.pdf").write_bytes(office.download(shown["receipt"]["code"], APPLICANT)[1])
    office.place.database.close()
    return shown["case"], shown["receipt"]["code"]


def _fill(office: Office, case_id: str) -> None:
    """Many cases like this one; of some the first task is open, of the rest it is done."""
    place = office.place
    with place.database.writing() as connection:
        case = dict(connection.execute(sa.select(cases).where(cases.c.id == case_id)).mappings().one())
        task = dict(connection.execute(sa.select(tasks).where(tasks.c.case_id == case_id)).mappings().one())
        for start in range(0, CASES, 5_000):
            numbers = range(start, start + 5_000)
            ids = {number: uuid7(place.now(), place.random_bytes) for number in numbers}
            connection.execute(sa.insert(cases), [
                {**case, "id": ids[n], "number": f"20260101-{n:08d}", "told": case["entries"],
                 "applicant": f"other.{n % 1000}"} for n in numbers
            ])  # fmt: skip
            connection.execute(sa.insert(tasks), [
                {**task, "case_id": ids[n], "id": uuid7(place.now(), place.random_bytes),
                 "state": 0 if n % (CASES // WAITING) == 0 else 1} for n in numbers
            ])  # fmt: skip


def _office(home: Path) -> Office:
    """The office, whose passwords cost little here: logins are not what is measured."""
    office = open_office(Settings(home=home, second_factor=OPTIONAL))
    office.access = Access(office.place, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return office


# ---- servers ---------------------------------------------------------------------------------------------------------


@dataclass
class Server:
    """A server in a process of its own."""

    port: int
    process: int

    def cost(self, ask: Callable[[], object], times: int = REQUESTS) -> float:
        """CPU milliseconds of the server for each time it is asked, after a warm-up."""
        for _ in range(5):
            ask()
        before = self._spent()
        for _ in range(times):
            ask()
        return (self._spent() - before) / times

    def _spent(self) -> float:
        words = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) * 1000 / TICKS


@contextmanager
def serving(serve: Callable[[Any, Any], None], what: Path) -> Iterator[Server]:
    """A server of its own process, until the block ends."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(what, theirs), daemon=True)
    process.start()
    try:
        yield Server(ours.recv(), process.pid or 0)
    finally:
        process.terminate()
        process.join()


def _pages(home: Path, pipe: Pipe) -> None:
    office = _office(home)
    _run(create_app(Site(office, pace=Pace(dict.fromkeys(ALLOWED, "1000000/minute")))), pipe)


def _files(file: Path, pipe: Pipe) -> None:
    def paper(_: object) -> FileResponse:
        return FileResponse(file, media_type="application/pdf")

    _run(Starlette(routes=[Route("/", paper)]), pipe)


def _run(app: Any, pipe: Pipe) -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(512)
    pipe.send(listener.getsockname()[1])
    settings = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", timeout_keep_alive=600)
    uvicorn.Server(settings).run([listener])


# ---- people ----------------------------------------------------------------------------------------------------------


@dataclass
class Client:
    """A browser as far as is needed: a connection that stays, cookies, the token of forms."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items()), "accept-encoding": "gzip"}
        self._connection.request(method, path, body, sent)
        answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("set-cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def get(self, path: str) -> bytes:
        """A page. Raises AssertionError unless it is one."""
        status, _, body = self.ask("GET", path)
        assert status == 200, f"{path}: {status}"
        return body

    def reader(self, path: str) -> Callable[[], bytes]:
        """What reads a page again and again."""
        return lambda: self.get(path)

    def send(self, path: str, fields: dict[str, str], file: bytes = b"") -> str:
        """Send a form; where it leads."""
        data, kind = urlencode({**fields, "form_token": self.token}).encode(), "application/x-www-form-urlencoded"
        if file:
            data, kind = _multipart({**fields, "form_token": self.token}, file)
        status, headers, body = self.ask("POST", path, data, content_type=kind)
        assert status == 303, f"{path}: {status} {body[:200]!r}"
        return headers["location"]

    def log_in(self, account: str) -> None:
        """Log in."""
        status, _, page = self.ask("GET", "/login")
        assert status == 200
        found = re.search(rb'name="form_token" value="([^"]+)"', _plain(page))
        assert found is not None
        self.token = found[1].decode()
        self.send("/login", {"account": account, "password": PASSWORD})


def _plain(page: bytes) -> bytes:
    return gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page


def _multipart(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    parts = [f'--edge\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()]
    head = '--edge\r\nContent-Disposition: form-data; name="file-plan"; filename="plan.pdf"\r\n'
    parts.append(f"{head}Content-Type: application/pdf\r\n\r\n".encode() + file + b"\r\n--edge--\r\n")
    return b"".join(parts), "multipart/form-data; boundary=edge"


def _draft(client: Client) -> str:
    """The id of an application that is filled in and not handed in yet."""
    path = client.send("/matters/starter/apply", {"new": "yes"})
    given = {name: {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
             for name, value in ANSWERS.items()}  # fmt: skip
    client.send(f"{path}/write", {**given, "op": "save"}, PLAN)
    return path.rpartition("/")[2]


def first_page(client: Client) -> int:
    """Bytes of the first page and of all it loads, as they come over the wire to who was never here."""
    status, headers, page = client.ask("GET", "/")
    assert status == 200
    total, seen = _size(headers, page), set(re.findall(rb'(?:src|href)="(/static/[^"#]+)', _plain(page)))
    for path in seen:
        _, headers, body = client.ask("GET", path.decode())
        total += _size(headers, body)
    return total


def _size(headers: dict[str, str], body: bytes) -> int:
    return len(body) + sum(len(name) + len(value) + 4 for name, value in headers.items())


def at_once(port: int, people: list[str]) -> tuple[int, float]:
    """So many applicants who apply at the same moment, and others who then download at once: errors, and seconds."""
    failed: list[str] = []
    receipts: list[tuple[Client, str]] = []
    began = time.monotonic()

    def apply(account: str) -> None:
        client = Client(port)
        client.log_in(account)
        case = client.send(f"/drafts/{_draft(client)}/submit", {})
        found = re.search(rb"/documents/([0-9A-Z-]+)\.pdf", _plain(client.get(case)))
        assert found is not None
        receipts.append((client, found[1].decode()))

    def load(client: Client, code: str) -> None:
        assert client.get(f"/documents/{code}.pdf").startswith(b"%PDF")

    def together(work: Callable[..., None], *given: tuple[Any, ...]) -> None:
        def one(*words: Any) -> None:
            try:
                work(*words)
            except Exception as error:
                failed.append(f"{type(error).__name__}: {error}")

        threads = [threading.Thread(target=one, args=words) for words in given]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    together(apply, *((account,) for account in people))
    together(load, *receipts[:LOADING])
    for error in failed[:3]:
        print(error, file=sys.stderr)
    missing = len(people) - len(receipts)
    return max(len(failed), missing), time.monotonic() - began


if __name__ == "__main__":
    main()
