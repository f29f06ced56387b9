"""The second factor at the pages: set up, asked for, and no page before it."""

from __future__ import annotations

import base64

from engine import onetime
from engine.office import Office
from tests.browsing import PASSWORD, Browser, browser
from tests.offices import WINDOW
from web.site import Site


def code(office: Office, key: str, steps: int = 0) -> str:
    """What an app that was given this key shows, so many steps later."""
    secret = base64.b32decode(key.replace(" ", ""))
    return onetime.code(secret, onetime.step_of(office.place.now()) + steps)


def test_one_sets_it_up_and_is_asked_for_it_from_then_on(stranger: Browser, office: Office, open_site: Site) -> None:
    stranger.log_in(WINDOW)
    stranger.open("/account/second-factor")
    page = stranger.send(action="/account/second-factor/begin")
    key = page.text("//code[@class='key']")
    assert page.tree.xpath("//*[@role='img'][@aria-label]//*[local-name()='path']")

    page = stranger.send({"code": "000000"}, action="/account/second-factor/confirm")
    assert page.status == 401 and page.text("//code[@class='key']") == key
    page = stranger.send({"code": code(office, key)}, action="/account/second-factor/confirm")
    codes = page.all("//ul[@class='codes card']//code")
    assert len(codes) == 10
    assert stranger.open("/desk").status == 200

    again = browser(open_site)
    page = again.log_in(WINDOW)
    assert page.path.startswith("/login/code")
    assert again.open("/desk").path.startswith("/login/code")  # no page without it
    assert again.open("/account/second-factor").path.startswith("/login/code")
    page = again.send({"code": "000000"})
    assert page.status == 401 and "验证码不正确" in page.text("//*[@role='alert']")

    page = again.send({"code": code(office, key, 1)})

    assert page.path == "/account/second-factor"
    assert "还有10个恢复码" in page.text("//main")
    assert again.open("/desk").status == 200


def test_who_must_have_one_is_led_there_and_on_to_where_they_wanted(office: Office, stranger: Browser) -> None:
    office.place.second_factors = True
    stranger.open("/desk?late=yes")
    page = stranger.send({"account": WINDOW, "password": PASSWORD}, action="/login")
    assert page.path.startswith("/account/second-factor") and "本机关要求" in page.text("//main")
    assert stranger.open("/account").path.startswith("/account/second-factor")
    assert stranger.open("/desk?late=yes").path.startswith("/account/second-factor")

    page = stranger.send(action="/account/second-factor/begin")
    key = page.text("//code[@class='key']")
    page = stranger.send({"code": code(office, key)}, action="/account/second-factor/confirm")

    assert page.tree.xpath("//a[.='已经保存，继续']/@href") == ["/desk?late=yes"]
    assert stranger.open("/desk?late=yes").status == 200


def test_it_is_removed_with_password_and_code(office: Office, stranger: Browser) -> None:
    stranger.log_in(WINDOW)
    stranger.open("/account/second-factor")
    key = stranger.send(action="/account/second-factor/begin").text("//code[@class='key']")
    stranger.send({"code": code(office, key)}, action="/account/second-factor/confirm")
    stranger.open("/account/second-factor")

    wrong = stranger.send({"password": PASSWORD, "code": "000000"}, action="/account/second-factor/remove")
    assert wrong.status == 401
    page = stranger.send({"password": PASSWORD, "code": code(office, key, 1)}, action="/account/second-factor/remove")

    assert "已移除" in page.text("//*[@role='status']")
    assert not office.access.is_enrolled(WINDOW)
