"""The how-to for other programs does what it says: its commands are run against a site over real connections."""

from __future__ import annotations

import json
import re
import shlex
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn

from engine.notices import Notices, Webhook
from engine.office import Office
from engine.terms import Scope
from signing.guarded import Secret
from tests.browsing import site
from tests.calling import token_of
from tests.offices import APPLICANT, WINDOW
from tests.web.test_api import an_application
from web.app import create_app

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "integrate.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """Where the site of the office is served."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(uvicorn.Config(create_app(site(office)), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


def test_the_commands_of_the_how_to_do_what_it_says(
    office: Office, address: str, tmp_path: Path, program: Callable[[str], str]
) -> None:
    program("curl")
    (tmp_path / "application.json").write_text(json.dumps(an_application()), encoding="utf-8")
    hook = Webhook("exchange", "https://exchange.shili.example/", Secret("只有两边知道"), account=APPLICANT)
    office.place.notices = Notices(webhooks={"exchange": hook})
    known = {"SITE": address, "CURSOR": "0", "OFFICIAL": token_of(office, WINDOW)}
    said: list[str] = []

    for line in "".join(BLOCKS).replace("\\\n", " ").splitlines():
        if line.startswith("sealflow token create"):
            words = shlex.split(line)
            scopes = [words[place + 1] for place, word in enumerate(words) if word == "--scope"]
            assert set(scopes) <= set(Scope)
            known["TOKEN"] = token_of(office, words[words.index("--for") + 1], scopes)
            continue
        assert line.startswith("curl -s "), line
        words = ["bash", "-c", f"{line} -w '\\n%{{http_code}}'"]
        told = subprocess.run(words, cwd=tmp_path, env=known, stdout=subprocess.PIPE, text=True, check=True).stdout
        body, _, status = told.rpartition("\n")
        said.append(f"{status} {line}")
        if status == "404":
            assert json.loads(body)["remedy"] and "NOTTHERE" in line
        if line.endswith("/api/v1/cases") and status == "201":
            case = json.loads(body)
            known |= {"CASE": case["case"], "CODE": case["receipt"]["code"]}
        if line.endswith("/api/v1/tasks"):
            known["TASK"] = json.loads(body)[0]["task"]

    refused = [one for one in said if one[0] not in "2"]
    assert refused == [one for one in said if "NOTTHERE" in one], refused
    assert len(said) > 15
    assert (tmp_path / "receipt.pdf").read_bytes()[:1024] == (tmp_path / "part.pdf").read_bytes()
    assert office.show_case(known["CASE"])["status"] == "accepted"
