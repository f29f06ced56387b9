"""What tests of the pages stand on: an office in which some can log in, and browsers before it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from engine.office import Office
from tests.browsing import PASSWORD, Browser, browser, quick, site
from tests.offices import APPLICANT, HEAD, WINDOW, Premises
from web.site import Site


@pytest.fixture
def premises(sqlite_premises: Premises) -> Premises:
    """One database is enough: a browser does not see which one is behind the pages."""
    return sqlite_premises


@pytest.fixture
def open_site(office: Office) -> Site:
    """The site of an office in which the applicant, the window and the head of the small matter may log in."""
    office.access = quick(office)
    for account in (APPLICANT, WINDOW, HEAD):
        office.access.set_password(account, PASSWORD)
    return site(office)


@pytest.fixture
def stranger(open_site: Site) -> Browser:
    """A browser in which nobody is logged in."""
    return browser(open_site)


@pytest.fixture
def applicant(open_site: Site) -> Browser:
    """The browser of the applicant, logged in."""
    opened = browser(open_site)
    opened.log_in(APPLICANT)
    return opened


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed; `make test` says which package has it")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()
