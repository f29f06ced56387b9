"""Passwords given at the console, and the pages served from it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.assembly import open_office
from engine.config import Settings
from web.serving import site_of

Run = Callable[..., Any]
ROOT = Path(__file__).parents[2]


def test_a_password_is_made_printed_once_and_opens_the_door(office: Path, run: Run) -> None:
    made = run("account", "password", "lin.partner", "--generate", "--json")

    password = made.json["password"]
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", password)
    opened = open_office(Settings(home=office))
    assert opened.access.who(opened.access.log_in("lin.partner", password))
    opened.place.database.close()


def test_a_password_is_read_from_a_pipe_and_never_printed(
    office: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "in").write_text("a whole sentence\nand more\n")
    with (tmp_path / "in").open() as pipe:
        monkeypatch.setattr("sys.stdin", pipe)
        said = run("account", "password", "chen.window", "--stdin")

    assert said.status == 0 and "sentence" not in said.out + said.err
    opened = open_office(Settings(home=office))
    assert opened.access.log_in("chen.window", "a whole sentence")
    opened.place.database.close()


def test_a_bad_password_or_account_is_refused(
    office: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "in").write_text("short\n")
    with (tmp_path / "in").open() as pipe:
        monkeypatch.setattr("sys.stdin", pipe)
        short = run("account", "password", "chen.window", "--stdin")

    assert (short.status, short.err.split()[1]) == (1, "ACCESS-PASSWORD-REFUSED")
    nobody = run("account", "password", "nobody", "--generate")
    assert "AUTHORITY-UNKNOWN-ACCOUNT" in nobody.err
    assert run("account", "password", "chen.window", "--generate", "--stdin").status == 2


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [("示例市|Shili", "示例市", "Shili"), ("示例市", "示例市", "示例市")],
)
def test_the_site_is_called_as_the_settings_say(office: Path, name: str, zh: str, en: str) -> None:
    settings = Settings(home=office, site="https://zw.example/", site_name=name)
    opened = open_office(settings)

    site = site_of(opened, settings)

    assert (site.name.zh, site.name.en, site.address, site.secure) == (zh, en, "https://zw.example", True)
    opened.place.database.close()


@pytest.mark.slow
@pytest.mark.parametrize("told_by", [signal.SIGINT, signal.SIGTERM])
def test_the_pages_are_served_with_a_worker_inside_until_told_to_stop(
    office: Path, tmp_path: Path, told_by: signal.Signals
) -> None:
    port = 20_000 + os.getpid() % 20_000
    environment = os.environ | {"SEALFLOW_HOME": str(office), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    words = [sys.executable, str(ROOT / "cli.py"), "serve", "--port", str(port)]
    with (tmp_path / "said").open("w+") as said:
        served = subprocess.Popen(words, env=environment, stdout=said, stderr=said, cwd=tmp_path)
        try:
            page = _patiently(f"http://127.0.0.1:{port}/help", served)
        finally:
            served.send_signal(told_by)
            status = served.wait(timeout=30)
        said.seek(0)
        told = said.read()

    assert "怎样核验一份文书" in page
    assert f"http://127.0.0.1:{port}/help" in page, "the page knows where it is found"
    assert f"http://127.0.0.1:{port}" in told and "Traceback" not in told
    assert status == 0, told


def _patiently(address: str, served: subprocess.Popen[bytes]) -> str:
    """The page at an address, once it is served; the wait ends when the server does."""
    asked = urllib.request.Request(address, headers={"Accept-Language": "zh-CN"})
    for _ in range(600):
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return str(answer.read().decode())
        except OSError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"the server has stopped with {served.wait(timeout=0.1)}") from None
    raise AssertionError("nothing is served")
