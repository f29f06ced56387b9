"""Coming in and going out at the pages, and what stands before them."""

from __future__ import annotations

import logging

import pytest

from engine.office import Office
from tests.browsing import ADDRESS, PASSWORD, Browser, browser, site
from tests.offices import APPLICANT, WINDOW
from web import proof
from web.guard import MOST_BYTES
from web.pace import Pace
from web.site import Site


def test_a_login_leads_back_to_where_one_wanted_to_go(stranger: Browser) -> None:
    page = stranger.open("/account")
    assert page.path == "/login?next=%2Faccount"

    page = stranger.send({"account": APPLICANT, "password": PASSWORD}, action="/login")

    assert (page.status, page.path) == (200, "/account")
    assert "孙思远" in page.text("//header")


def test_a_wrong_password_is_told_on_the_page_and_the_name_is_kept(stranger: Browser) -> None:
    page = stranger.log_in(APPLICANT, "not the password")

    assert page.status == 401
    assert "账号与密码不相符" in page.text("//*[@role='alert']")
    assert page.tree.xpath("//input[@name='account']/@value") == [APPLICANT]
    assert page.tree.xpath("//input[@name='password']/@value") == []


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_a_login_never_leads_to_another_site(stranger: Browser, elsewhere: str) -> None:
    stranger.client.follow_redirects = False
    stranger.open("/login", x="y")

    page = stranger.send({"account": WINDOW, "password": PASSWORD, "next": elsewhere}, action="/login")

    assert page.response.headers["location"] == "/desk"


def test_after_a_logout_the_token_is_worth_nothing(open_site: Site, applicant: Browser) -> None:
    token = applicant.client.cookies["__Host-session"]
    applicant.open("/account")
    applicant.send(action="/logout")

    thief = browser(open_site)
    thief.client.cookies.set("__Host-session", token)

    assert thief.open("/account").path.startswith("/login")


def test_one_changes_ones_password_and_stays(applicant: Browser, open_site: Site) -> None:
    other = browser(open_site)
    other.log_in(APPLICANT)
    applicant.open("/account")

    page = applicant.send({"old": PASSWORD, "new": "a whole new sentence"}, action="/account/password")

    assert "密码已更改" in page.text("//*[@role='status']")
    assert other.open("/account").path.startswith("/login")


def test_the_old_password_is_needed_for_a_new_one(applicant: Browser) -> None:
    applicant.open("/account")

    page = applicant.send({"old": "not the password", "new": "a whole new sentence"}, action="/account/password")

    assert page.status == 401
    assert applicant.open("/account").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_what_another_site_sends_is_refused_before_it_is_read(applicant: Browser, headers: dict[str, str]) -> None:
    token = applicant.open("/account").tree.xpath("//form[@action='/logout']//input/@value")[0]

    answer = applicant.client.post("/logout", data={"form_token": token}, headers=headers)

    assert answer.status_code == 403
    assert "WEB-FROM-ELSEWHERE" in answer.text
    assert applicant.open("/account").status == 200


@pytest.mark.parametrize("token", ["", "x", proof.token("another secret")], ids=["none", "broken", "another's"])
def test_a_form_without_the_token_of_its_browser_is_refused(applicant: Browser, token: str) -> None:
    answer = applicant.client.post("/logout", data={"form_token": token}, headers={"origin": ADDRESS})

    assert answer.status_code == 403
    assert applicant.open("/account").status == 200


def test_the_token_of_a_form_reads_differently_each_time_and_survives_a_login(stranger: Browser) -> None:
    first = stranger.open("/login").tree.xpath("//input[@name='form_token']/@value")[0]
    second = stranger.open("/login").tree.xpath("//input[@name='form_token']/@value")[0]
    stranger.log_in(APPLICANT)

    answer = stranger.client.post("/logout", data={"form_token": first}, headers={"origin": ADDRESS})

    assert first != second
    assert answer.status_code == 200  # led on to the first page


def test_logins_are_counted_by_address(office: Office, open_site: Site) -> None:
    hasty = browser(site(office, pace=Pace({"login": "3/minute"})))
    for _ in range(3):
        assert hasty.log_in(APPLICANT, "not the password").status == 401

    page = hasty.log_in(APPLICANT)

    assert page.status == 429
    assert 0 < int(page.response.headers["retry-after"]) <= 60
    assert "WEB-TOO-FAST" in page.text()


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_refused_before_it_is_read(stranger: Browser, declared: bool) -> None:
    stranger.open("/login")
    data = b"form_token=" + b"x" * (MOST_BYTES + 1)
    pieces = (data[start : start + 65536] for start in range(0, len(data), 65536))
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": ADDRESS}

    answer = stranger.client.post("/login", content=data if declared else pieces, headers=headers)

    assert answer.status_code == 413
    assert "WEB-TOO-LARGE" in answer.text


def test_every_answer_carries_the_headers_that_make_it_safe(stranger: Browser) -> None:
    for path in ("/", "/nowhere", "/static/sealflow.css"):
        headers = stranger.open(path).response.headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"]
    assert stranger.open("/").response.headers["cache-control"] == "no-store"


def test_the_cookies_are_kept_from_scripts_and_from_other_hosts(stranger: Browser) -> None:
    page = stranger.open("/login")

    (set_cookie,) = page.response.headers.get_list("set-cookie")
    assert set_cookie.startswith("__Host-form=")
    assert all(word in set_cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))


def test_nothing_secret_reaches_the_log(stranger: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        stranger.log_in(APPLICANT, "not the password")
        stranger.log_in(APPLICANT)

    assert "login_refused" in caplog.text
    said = [PASSWORD, "not the password", stranger.client.cookies["__Host-session"]]
    assert [secret for secret in said if secret in caplog.text] == []
