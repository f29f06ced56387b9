"""Coming in and going out: login, logout, one's own password, where one is logged in."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from engine.access import LoginRefused, PasswordRefused
from engine.errors import SealflowError
from engine.mailing import HOUR, MailChoiceRefused
from engine.terms import MailChoice, MailKind
from web.problems import saying
from web.site import WAYS, Anybody, Applicant, Posted, Visit, own_path

router = APIRouter()


@router.get("/login")
def login_page(visit: Anybody) -> Response:
    """Where one logs in."""
    next_page = own_path(visit.request.query_params.get("next", "/"))
    if visit.arrival is not None:
        return onward(visit, next_page)
    return visit.show("login.html", name="", next_page=next_page, told=None)


@router.post("/login")
def log_in(visit: Anybody, form: Posted) -> Response:
    """Log in, and go where one wanted to go."""
    name, next_page = str(form.get("account", "")).strip()[:120], own_path(str(form.get("next", "/")))
    visit.site.pace.keep("login", visit.origin)
    try:
        token = visit.office.access.log_in(name, str(form.get("password", "")), visit.origin)
    except LoginRefused as error:
        return visit.show("login.html", error.status, name=name, next_page=next_page, told=saying(error))
    if visit.token:
        visit.office.access.log_out(visit.token)
    visit.enter(token)
    return onward(visit, next_page)


@router.post("/logout")
def log_out(visit: Anybody, form: Posted) -> Response:
    """Log out."""
    if visit.token:
        visit.office.access.log_out(visit.token)
    visit.keep("session", None)
    return visit.go("/", visit.say("您已退出登录。"))


@router.get("/account")
def account_page(visit: Anybody) -> Response:
    """One's own account."""
    return _account(visit)


@router.post("/account/password")
def change_password(visit: Anybody, form: Posted) -> Response:
    """Change one's own password; every other login ends."""
    _ = visit.who
    visit.site.pace.keep("login", visit.origin)
    old, new = str(form.get("old", "")), str(form.get("new", ""))
    try:
        token = visit.office.access.change_password(visit.token, old, new, visit.origin)
    except (LoginRefused, PasswordRefused) as error:
        return _account(visit, error)
    visit.enter(token)
    return visit.go("/account", visit.say("密码已更改；其他设备上的登录已全部退出。"))


@router.get("/account/mail")
def mail_page(visit: Applicant) -> Response:
    """Which notices come by mail, and when."""
    return _mail(visit)


@router.post("/account/mail")
def choose_mails(visit: Applicant, form: Posted) -> Response:
    """Have them so from now on."""
    chosen = {kind.value: str(form[kind]) for kind in MailKind if form.get(kind)}
    try:
        visit.office.choose_mails(visit.who.name, chosen)
    except MailChoiceRefused as error:
        return _mail(visit, error)
    return visit.go("/account/mail", visit.say("已保存。"))


@router.post("/account/sessions/end")
def end_sessions(visit: Anybody, form: Posted) -> Response:
    """Log out everywhere."""
    visit.office.access.log_out_everywhere(visit.who.name, by=visit.who.name)
    visit.keep("session", None)
    return visit.go("/login", visit.say("已在所有设备上退出登录。"))


def onward(visit: Visit, next_page: str) -> Response:
    """On to where one wanted to go after the password, by way of what is still owed."""
    owes = visit.arrival.owes if visit.arrival else None
    if owes is not None:
        way = "/login/code" if owes == "code" else "/account/second-factor"
        return visit.go(f"{way}?next={quote(next_page, safe='')}")
    return visit.go(_home(visit) if next_page == "/" else next_page)


def _account(visit: Visit, error: SealflowError | None = None) -> Response:
    told, access = saying(error) if error else None, visit.office.access
    return visit.show(
        "account.html", error.status if error else 200, told=told, sessions=access.sessions(visit.who.name),
        enrolled=access.is_enrolled(visit.who.name),
    )  # fmt: skip


def _mail(visit: Visit, error: SealflowError | None = None) -> Response:
    return visit.show(
        "mail.html", error.status if error else 200, mail=visit.office.mail_choices(visit.who.name),
        words=list(MailChoice), hour=HOUR, told=saying(error) if error else None,
    )  # fmt: skip


def _home(visit: Visit) -> str:
    """Where somebody begins who has just logged in: at the first way that is not everybody's."""
    account = visit.account
    return next((way.path for way in WAYS if way.whose(account) and not way.whose(None)), "/cases")
