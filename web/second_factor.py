"""The second factor: the code asked for after the password, and setting it up by an app on one's telephone."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from engine.access import CodeRefused, LoginRefused
from engine.authority import Account
from engine.errors import SealflowError
from web.account import onward
from web.errors import LoginNeeded
from web.problems import saying
from web.site import Anybody, Posted, Visit, own_path

router = APIRouter()


@router.get("/login/code")
def code_page(visit: Anybody) -> Response:
    """Where one types the code after the password."""
    next_page = own_path(visit.request.query_params.get("next", "/"))
    if visit.arrival is None or visit.arrival.owes != "code":
        return onward(visit, next_page) if visit.arrival else visit.go("/login")
    return visit.show("login_code.html", next_page=next_page, told=None)


@router.post("/login/code")
def send_code(visit: Anybody, form: Posted) -> Response:
    """Come in with the code of the app, or with a recovery code."""
    next_page = own_path(str(form.get("next", "/")))
    visit.site.pace.keep("login", visit.origin)
    try:
        visit.enter(visit.office.access.prove(visit.token, str(form.get("code", ""))[:60], visit.origin))
    except CodeRefused as error:
        return visit.show("login_code.html", error.status, next_page=next_page, told=saying(error))
    except LoginRefused:  # the password was shown too long ago
        return visit.go("/login", visit.say("登录时间已过，请重新输入账号和密码。"))
    return onward(visit, next_page)


@router.get("/account/second-factor")
def page(visit: Anybody) -> Response:
    """Whether one has a second factor, and what can be done about it."""
    return _page(visit)


@router.post("/account/second-factor/begin")
def begin(visit: Anybody, form: Posted) -> Response:
    """Show the QR code that the app on the telephone reads."""
    return _enrolling(visit, own_path(str(form.get("next", "/"))))


@router.post("/account/second-factor/confirm")
def confirm(visit: Anybody, form: Posted) -> Response:
    """The first code of the app: from now on it is asked for. The recovery codes are shown this once."""
    _ = _arrived(visit)
    next_page = own_path(str(form.get("next", "/")))
    visit.site.pace.keep("login", visit.origin)
    try:
        token, codes = visit.office.access.confirm(visit.token, str(form.get("code", ""))[:60], visit.origin)
    except CodeRefused as error:
        return _enrolling(visit, next_page, error)
    visit.enter(token)
    return visit.show("recovery_codes.html", codes=codes, next_page=next_page)


@router.post("/account/second-factor/codes")
def renew_codes(visit: Anybody, form: Posted) -> Response:
    """New recovery codes, shown this once."""
    visit.site.pace.keep("login", visit.origin)
    try:
        codes = visit.office.access.renew_codes(visit.who.name, str(form.get("code", ""))[:60], visit.origin)
    except CodeRefused as error:
        return _page(visit, error)
    return visit.show("recovery_codes.html", codes=codes, next_page="/account/second-factor")


@router.post("/account/second-factor/remove")
def remove(visit: Anybody, form: Posted) -> Response:
    """Do without, or begin anew with another telephone."""
    visit.site.pace.keep("login", visit.origin)
    password, code = str(form.get("password", "")), str(form.get("code", ""))[:60]
    try:
        visit.office.access.remove_second_factor(visit.who.name, password, code, visit.origin)
    except (CodeRefused, LoginRefused) as error:
        return _page(visit, error)
    return visit.go("/account/second-factor", visit.say("第二重验证已移除。"))


def _arrived(visit: Visit) -> Account:
    """Who may set a second factor up: somebody who is in, or owes just that. Raises LoginNeeded."""
    if visit.arrival is None or visit.arrival.owes == "code":
        raise LoginNeeded
    return visit.arrival.account


def _page(visit: Visit, error: SealflowError | None = None) -> Response:
    account, access = _arrived(visit), visit.office.access
    next_page = own_path(visit.request.query_params.get("next", "/account"))
    return visit.show(
        "second_factor.html", error.status if error else 200, enrolled=access.is_enrolled(account.name),
        left=access.recovery_codes_left(account.name), required=visit.arrival is not visit.session,
        enrolment=None, next_page=next_page, told=saying(error) if error else None,
    )  # fmt: skip


def _enrolling(visit: Visit, next_page: str, error: SealflowError | None = None) -> Response:
    enrolment = visit.office.access.enrol(_arrived(visit).name, visit.site.name.zh)
    return visit.show(
        "second_factor.html", error.status if error else 200, enrolled=False, left=0, required=False,
        enrolment=enrolment, next_page=next_page, told=saying(error) if error else None,
    )  # fmt: skip
