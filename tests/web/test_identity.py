"""Logging in at a provider of identities: the real code flow over HTTP, and every way in which it may be cheated."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from engine.health import _provider
from engine.office import Office
from engine.oidc import ProviderAway, ProviderRefused, read_provider
from tests.browsing import PASSWORD, Browser, Page, browser
from tests.identity_provider import CLIENT, SECRET
from tests.offices import APPLICANT, WINDOW, Premises
from web.site import Site

ROOT = Path(__file__).parents[2]
SETTINGS = """
title: {{zh: 示例统一身份认证, en: Shili Identity}}
issuer: {issuer}
client_id: {client}
client_secret: OIDC_SECRET
"""


@dataclass
class House:
    """The provider, and what it is told to do."""

    issuer: str
    office: Office

    def is_in(self, **mood: Any) -> None:
        """From now on it does this; whom it names is who says so in `claims`."""
        mood.setdefault("now", self.office.now().timestamp())
        data = json.dumps(mood).encode()
        urllib.request.urlopen(f"{self.issuer}/mood", data=data, timeout=5).close()

    def names(self, account: str, subject: str = "1", **claims: Any) -> None:
        """From now on whoever comes is this one."""
        self.is_in(claims={"preferred_username": account, "sub": subject, **claims})


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider in a process of its own."""
    program = ROOT / "tests" / "identity_provider.py"
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def house(issuer: str, office: Office) -> House:
    """The provider, which the office knows and which is well."""
    settings(office, issuer)
    house = House(issuer, office)
    house.names(APPLICANT)
    return house


def settings(office: Office, issuer: str, **more: str) -> None:
    text = SETTINGS.format(issuer=issuer, client=CLIENT) + "".join(f"{n}: {v}\n" for n, v in more.items())
    office.provider = read_provider(text, {"OIDC_SECRET": SECRET})
    vars(office).pop("identities", None)


def come(of: Site, next_page: str = "/", *, change: Callable[[str], str] = str, by: Browser | None = None) -> Page:
    """Go away to the provider and come back; change: what happens to the address on the way back."""
    own = by or browser(of)
    own.client.follow_redirects = False
    away = own.client.get(f"/login/identity?next={next_page}")
    assert away.status_code == 303, away.text
    there = httpx2.get(away.headers["location"], follow_redirects=False, verify=False)
    assert there.status_code == 303, there.text
    back = change(there.headers["location"]).removeprefix(of.address)
    own.client.follow_redirects = True
    return own.open(back, **{"sec-fetch-site": "cross-site"})


def test_one_logs_in_there_and_is_where_one_wanted_to_be(house: House, open_site: Site) -> None:
    stranger = browser(open_site)
    assert stranger.open("/login").text("//main//a[contains(@href, '/login/identity')]") == "用示例统一身份认证登录"

    page = come(open_site, "/account", by=stranger)

    assert (page.status, page.path) == (200, "/account")
    assert "孙思远" in page.text("//header")
    acts = [entry["act"] for entry in open_site.office.administrators.log(None, "access")[0]]
    assert acts[:2] == ["log_in", "identity_linked"]
    assert open_site.office.verify_record().intact


def test_an_identity_keeps_its_account_whatever_it_is_called_later(house: House, open_site: Site) -> None:
    come(open_site)
    house.names(WINDOW, subject="1")
    assert "孙思远" in come(open_site, "/account").text("//header")

    house.names(APPLICANT, subject="2")  # the name was given to somebody else there

    page = come(open_site)
    assert page.status == 403 and "还没有对应的账号" in page.text("//*[@role='alert']")


@pytest.mark.parametrize("claims", [{"preferred_username": "nobody"}, {"preferred_username": None},
                                    {"preferred_username": ["x"]}, {"preferred_username": ""}])  # fmt: skip
def test_whoever_has_no_account_is_told_so(house: House, open_site: Site, claims: dict[str, Any]) -> None:
    house.is_in(claims=claims)

    page = come(open_site)

    assert page.status == 403
    assert browser(open_site).open("/account").path.startswith("/login")


@pytest.mark.parametrize(
    "mood",
    [
        {"state": "another"}, {"error": "access_denied"}, {"signed": "none"}, {"signed": "shared"},
        {"signed": "foreign"},
        {"claims": {"nonce": "another"}}, {"claims": {"nonce": None}}, {"claims": {"aud": "another"}},
        {"claims": {"iss": "https://evil.example"}}, {"claims": {"exp": 1}}, {"claims": {"sub": None}},
        {"claims": {"aud": ["sealflow", "another"], "azp": "another"}}, {"claims": {"iat": None}},
    ],
    ids=str,
)  # fmt: skip
def test_an_answer_that_is_not_for_this_browser_opens_nothing(
    house: House, open_site: Site, mood: dict[str, Any]
) -> None:
    claims = {"preferred_username": APPLICANT, **mood.pop("claims", {})}
    house.is_in(**mood, claims=claims)
    own = browser(open_site)

    page = come(open_site, by=own)

    assert page.status == 401, page.text("//main")
    assert "统一身份认证没有完成" in page.text("//*[@role='alert']")
    assert own.open("/account").path.startswith("/login")


def test_an_answer_is_taken_once_and_only_by_the_browser_that_asked(house: House, open_site: Site) -> None:
    taken: list[str] = []

    def keep(address: str) -> str:
        taken.append(address)
        return address

    own, thief = browser(open_site), browser(open_site)
    come(open_site, change=keep, by=own)
    back = taken[0].removeprefix(open_site.address)

    assert thief.open(back).status == 401  # it began nothing
    assert own.open(back).status == 401  # its cookie is gone
    assert come(open_site, change=lambda address: f"{address}&iss=https%3A%2F%2Fevil.example").status == 401


def test_a_login_begun_too_long_ago_is_refused(house: House, open_site: Site, premises: Premises) -> None:
    def later(address: str) -> str:
        premises.clock.set(premises.clock() + timedelta(minutes=11))
        return address

    assert come(open_site, change=later).status == 401


def test_a_key_that_is_new_there_is_asked_for(house: House, open_site: Site) -> None:
    assert come(open_site, "/account").path == "/account"
    house.is_in(signed="second", claims={"preferred_username": APPLICANT})

    assert come(open_site, "/account").path == "/account"


def test_while_the_provider_is_away_the_password_still_opens(house: House, open_site: Site) -> None:
    house.is_in(down=True)
    own = browser(open_site)

    page = own.open("/login/identity?next=/cases")

    assert page.status == 503 and "暂时没有应答" in page.text("//*[@role='alert']")
    assert own.send({"account": APPLICANT, "password": PASSWORD}, action="/login").path == "/cases"
    with pytest.raises(ProviderAway):
        _provider(open_site.office)
    house.names(APPLICANT)
    assert _provider(open_site.office).ok


def test_the_second_factor_there_counts_only_where_it_is_trusted(house: House, open_site: Site, office: Office) -> None:
    office.place.second_factors = True
    house.names(WINDOW, amr=["pwd", "otp"])
    assert come(open_site, "/desk").path.startswith("/account/second-factor")

    settings(office, house.issuer, second_factor="trusted")

    assert come(open_site, "/desk").path == "/desk"
    house.names(WINDOW, amr=["pwd"])
    assert come(open_site, "/desk").path.startswith("/account/second-factor")


def test_accounts_are_found_by_another_claim_where_the_office_says_so(
    house: House, open_site: Site, office: Office
) -> None:
    settings(office, house.issuer, claim="identity", matches="id_number")
    house.is_in(claims={"identity": office.place.account(APPLICANT).id_number})

    assert "孙思远" in come(open_site, "/account").text("//header")


def test_without_a_provider_there_is_no_such_way(open_site: Site) -> None:
    stranger = browser(open_site)

    assert stranger.open("/login/identity").status == stranger.open("/login/identity/back").status == 404
    assert not stranger.open("/login").tree.xpath("//a[contains(@href, '/login/identity')]")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"issuer": "http://id.example"}, "https is needed"), ({"issuer": ""}, "issuer must be named"),
        ({"client_secret": "NOT_SET"}, "not set"), ({"matches": "phone"}, "one of account, id_number, email"),
        ({"scopes": "[profile]"}, "openid in it"), ({"timeout_seconds": "0"}, "up to 60"),
        ({"colour": "red"}, "colour"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_refused_by_name(changed: dict[str, str], why: str) -> None:
    rows = {"issuer": "https://id.example", "client_id": "x", "client_secret": "OIDC_SECRET", **changed}

    with pytest.raises(ProviderRefused, match=why):
        read_provider("".join(f"{n}: {v}\n" for n, v in rows.items()), {"OIDC_SECRET": "y"})


def test_the_secret_reaches_no_page_and_no_log(house: House, open_site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(0):
        page = come(open_site, "/account")

    assert SECRET not in page.response.text + caplog.text + repr(open_site.office.provider)
