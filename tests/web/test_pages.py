"""What holds for every page: its texts in both languages, its errors, its foreign files."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.office import Office
from engine.store.database import DatabaseBusy
from tests.browsing import Browser
from tools import make_assets, print_docs, translate
from web.language import preferred, speech
from web.sayings import SAYINGS
from web.site import Site

ROOT = Path(__file__).parents[2]
AT_PAGES = (
    "ACCESS-", "AUTHORITY-", "BATCH-", "CASE-", "CORRECTION-", "DESK-", "DOCUMENT-", "DRAFT-", "FORM-INVALID",
    "MATERIAL-", "RATING-", "STATISTICS-", "TASK-", "WEB-",
)  # fmt: skip
"""How the codes begin that people meet at pages."""
MET: list[Any] = [e for e in print_docs.errors() if not e.__module__.startswith("commands.")]


def test_every_text_of_the_pages_has_its_english() -> None:
    catalog = translate.catalog()
    said = {text for text, _ in translate.texts()}

    silent = sorted(text for text in said if not (catalog.get(text) and catalog.get(text).string))

    assert silent == [], "run `python -m tools.translate` and put the English into web/english.po"
    assert sorted(m.id for m in catalog if m.id and m.id not in said) == [], "run `python -m tools.translate`"


def test_an_english_text_names_the_same_facts() -> None:
    different = [
        message.id
        for message in translate.catalog()
        if message.id and set(_facts(message.id)) != set(_facts(message.string))
    ]

    assert different == []


def _facts(text: str) -> list[str]:
    return [part.split(")", 1)[0] for part in text.split("%(")[1:]]


@pytest.mark.parametrize(
    "code",
    [e.code for e in MET if e.code.startswith(AT_PAGES)],
)
def test_a_refusal_that_people_meet_is_told_in_their_language(code: str) -> None:
    assert code in SAYINGS, "give it a row in engine/sayings.py, or web/sayings.py if it is the pages' own"


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        ("", "", "zh"), ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("", "en-GB,en;q=0.9", "en"), ("", "de", "zh"),
        ("en", "zh-CN", "en"), ("zh", "en", "zh"), ("fr", "en", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_chosen_else_the_browsers(chosen: str, accepted: str, language: str) -> None:
    assert preferred(chosen, accepted) == language


def test_a_chosen_language_and_size_stay(stranger: Browser) -> None:
    assert stranger.open("/help?language=en&size=large").text("//h1") == "Help"

    page = stranger.open("/accessibility")

    assert page.text("//h1") == "Accessibility"
    assert page.tree.get("lang") == "en" and "large" in page.tree.get("class")


def test_days_and_numbers_are_written_as_people_write_them() -> None:
    zh, en = speech("zh"), speech("en")

    assert (zh.day("2026-03-02"), en.day("2026-03-02")) == ("2026年3月2日", "2 March 2026")
    assert zh.moment("2026-03-02T09:30:00+08:00") == "2026年3月2日 09:30"
    assert (zh.size(640), zh.size(12_500), zh.size(20_000_000)) == ("1 kB", "12 kB", "20.0 MB")


@pytest.mark.parametrize("path", ["/nowhere", "/static/nothing.css", "/static/../app.py"])
def test_an_address_that_is_none_offers_the_search(stranger: Browser, path: str) -> None:
    page = stranger.open(path)

    assert page.status == 404
    assert page.text("//h1") == "没有这个页面"


def test_a_failure_of_ours_is_told_without_what_lies_behind_it(
    stranger: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise DatabaseBusy("the database is busy: /secret/path is locked")

    monkeypatch.setattr(office.place.database, "reading", busy)
    page = stranger.open("/")

    assert page.status == 503
    assert page.text("//h1") == "系统正忙" and "secret" not in page.response.text


def test_a_mistake_of_ours_gets_a_number_that_is_in_the_log(
    open_site: Site, stranger: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stranger.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    monkeypatch.setattr(open_site.office.place, "database", None)

    page = stranger.open("/")

    assert page.status == 500
    incident = page.all("//dl//code")[1]
    assert f"incident={incident}" in caplog.text


def test_an_asset_is_kept_for_a_year_under_an_address_that_changes_with_it(stranger: Browser) -> None:
    address = stranger.open("/").tree.xpath("//link[@rel='stylesheet']/@href")[0]

    answer = stranger.client.get(address)

    assert "immutable" in answer.headers["cache-control"] and answer.headers["content-type"].startswith("text/css")
    assert hashlib.sha256(answer.content).hexdigest().startswith(address.rsplit("=", 1)[1])
    assert "immutable" not in stranger.client.get(address[:-1]).headers["cache-control"]


def test_the_first_page_is_light_on_the_wire(stranger: Browser) -> None:
    """60 kB is what a phone on a slow line loads in a second or two."""
    paths = ["/", *(p for p in stranger.open("/").tree.xpath("//link/@href | //script/@src"))]
    paths += ["/static/icons.svg"]

    sizes = {
        path: int(stranger.client.head(path).headers.get("content-length", 0)) or _wire(stranger, path)
        for path in paths
    }

    assert sum(sizes.values()) < 60_000, sizes


def _wire(stranger: Browser, path: str) -> int:
    with stranger.client.stream("GET", path) as answer:
        return sum(len(piece) for piece in answer.iter_raw())


def test_the_foreign_files_are_those_of_the_lock() -> None:
    lock = json.loads((ROOT / "web/assets.lock.json").read_text())

    for path, digest in lock["sha256"].items():
        assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == digest, f"{path}: run tools.make_assets"


@pytest.mark.slow
def test_the_foreign_files_are_made_again_from_their_packages() -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    try:
        assert make_assets.different() == []
    except make_assets.AssetsUnavailable as error:
        if "cannot fetch" not in str(error):
            raise
        pytest.skip(str(error))
