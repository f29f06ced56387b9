"""One site over an open office, and one visit to it: who asks, in which language, with which form.

A handler gets a visit and gives back what `show` or `go` makes. Everything a page knows comes from the office.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any, NamedTuple
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from isal import igzip
from jinja2 import Environment
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.responses import RedirectResponse, Response

from engine.access import Session
from engine.authority import ADMINISTRATORS, AUDITOR, SUPERVISOR, Account
from engine.office import Office
from engine.terms import Language, Titled
from web import marks, proof
from web.errors import FromElsewhere, LoginNeeded, NotForYou, Unreadable
from web.language import Speech, noted, preferred, speech
from web.pace import Pace
from web.rendering import environment

MOST_FIELDS = 25_000
SIZES = ("plain", "large")
_YEAR_SECONDS = 31_536_000
_WORTH_COMPRESSING = 1_000


class Way(NamedTuple):
    """A way in that stands on every page, for those whom it concerns."""

    path: str
    name: str
    whose: Callable[[Account | None], bool]


def applies(account: Account | None) -> bool:
    """Whether the pages of applicants are for this account; a stranger may become one."""
    return account is None or account.kind != "official"


def works_here(account: Account | None) -> bool:
    """Whether the account is an official's who has tasks; an administrator has none."""
    return not applies(account) and not administers(account)


def supervises(account: Account | None) -> bool:
    """Whether the account looks on: as a supervisor of an organ, or as an auditor of all."""
    return account is not None and bool({SUPERVISOR, AUDITOR} & account.roles)


def administers(account: Account | None) -> bool:
    """Whether the account is one of the three administrators."""
    return account is not None and bool(ADMINISTRATORS.keys() & account.roles)


def _anybody(account: Account | None) -> bool:
    return True


WAYS = (
    Way("/admin", noted("管理"), administers),
    Way("/board", noted("监督"), supervises),
    Way("/desk", noted("待办"), works_here),
    Way("/", noted("办事"), _anybody),
    Way("/cases", noted("我的办件"), applies),
    Way("/verify", noted("核验文书"), _anybody),
    Way("/decisions", noted("结果公开"), _anybody),
)
"""The ways of the head of every page, in order; who has just logged in begins at the first that is not everybody's."""


@dataclass
class Site:
    """The pages of one office. `address`: where people find it, e.g. https://zw.example."""

    office: Office
    address: str = "http://127.0.0.1:8000"
    name: Titled = field(default_factory=lambda: Titled("示例市政务服务", "Shili Public Services"))
    pace: Pace = field(default_factory=Pace)
    specimen: bool = True
    """Whether the seals are those of a demonstration, which every page then says."""

    def __post_init__(self) -> None:
        self.pace.shared = self.office.once_more

    @cached_property
    def programs(self) -> Office:
        """The office as other programs ask it: officials' programs get no personal number whole."""
        return replace(self.office, hides=True)

    @property
    def secure(self) -> bool:
        """Whether the site is reached over TLS only."""
        return self.address.startswith("https://")

    def cookie(self, name: str) -> str:
        """The name of a cookie; over TLS one that no neighbouring host can set."""
        return f"__Host-{name}" if self.secure else name

    @cached_property
    def templates(self) -> Mapping[Language, Environment]:
        """The templates in each language."""
        return {language: environment(speech(language)) for language in ("zh", "en")}


@dataclass
class Visit:
    """One request, as the handlers see it."""

    request: Request
    site: Site
    _cookies: dict[str, str | None] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        """The office asked."""
        return self.site.office

    # ---- who asks ----------------------------------------------------------------------------------------------------

    @property
    def token(self) -> str:
        """The token of the session, empty when the browser has none."""
        return self._given("session")

    @cached_property
    def arrival(self) -> Session | None:
        """The session, while it lasts, even of somebody who still owes a second factor."""
        return self.office.access.who(self.token) if self.token else None

    @property
    def session(self) -> Session | None:
        """The session of somebody who is wholly in, while it lasts."""
        return self.arrival if self.arrival is not None and self.arrival.owes is None else None

    @property
    def account(self) -> Account | None:
        """Who is logged in."""
        return self.session.account if self.session else None

    @property
    def who(self) -> Account:
        """Who is logged in. Raises LoginNeeded."""
        if self.account is None:
            raise LoginNeeded
        return self.account

    def enter(self, token: str) -> None:
        """Whoever has this token is logged in, from this answer on."""
        self.arrival = self.office.access.who(token)
        self.keep("session", token)

    @property
    def origin(self) -> str:
        """The network address the request came from."""
        return self.request.client.host if self.request.client else ""

    # ---- how ---------------------------------------------------------------------------------------------------------

    @cached_property
    def speech(self) -> Speech:
        """The language of the answer: asked for in the address, kept in a cookie, or the browser's."""
        chosen = self._chosen("language", ("zh", "en"))
        return speech(preferred(chosen, self.request.headers.get("accept-language", "")))

    @cached_property
    def size(self) -> str:
        """Plain or large letters."""
        return self._chosen("size", SIZES) or "plain"

    @cached_property
    def secret(self) -> str:
        """The browser's half of the token of forms; made when it has none yet."""
        secret = self._given("form")
        if not secret:
            secret = proof.new_secret()
            self.keep("form", secret)
        return secret

    def say(self, text: str, /, **facts: object) -> str:
        """A text in the language of the answer."""
        return self.speech.say(text, **facts)

    @property
    def partial(self) -> bool:
        """Whether htmx asks, for a part of the page."""
        return self.request.headers.get("hx-request") == "true"

    def _chosen(self, name: str, allowed: tuple[str, ...]) -> str:
        asked = self.request.query_params.get(name, "")
        if asked in allowed:
            self.keep(name, asked)
            return asked
        kept = self._given(name)
        return kept if kept in allowed else ""

    def kept(self, name: str) -> str:
        """What the browser has kept under this name, empty when nothing."""
        return self._given(name)

    def _given(self, name: str) -> str:
        return self.request.cookies.get(self.site.cookie(name), "")

    # ---- answers -----------------------------------------------------------------------------------------------------

    def keep(self, name: str, value: str | None) -> None:
        """Let the browser keep a cookie, or forget it (None)."""
        self._cookies[name] = value

    def show(self, template: str, status: int = 200, **facts: Any) -> Response:
        """A page."""
        templates = self.site.templates[self.speech.language]
        text = templates.get_template(template).render(visit=self, speech=self.speech, **facts)
        data, headers = text.encode(), {"vary": "Cookie, Accept-Language, Accept-Encoding, HX-Request"}
        if len(data) > _WORTH_COMPRESSING and "gzip" in self.request.headers.get("accept-encoding", ""):
            data, headers["content-encoding"] = igzip.compress(data, 2), "gzip"
        return self.settle(Response(data, status, headers, "text/html"))

    def go(self, path: str, note: str = "") -> Response:
        """Send the browser on to a page of this site, which shows the note once."""
        if note:
            self.keep("note", quote(note))
        # 303: what was posted is not posted again
        return self.settle(RedirectResponse(path, 303))

    def settle(self, response: Response) -> Response:
        """The answer with the cookies that this visit has set."""
        for name, value in self._cookies.items():
            called = self.site.cookie(name)
            if value is None:
                response.delete_cookie(called, path="/", secure=self.site.secure, httponly=True, samesite="lax")
                continue
            lasting = None if name in ("session", "note", "identity") else _YEAR_SECONDS
            response.set_cookie(
                called, value, max_age=lasting, path="/", secure=self.site.secure, httponly=True, samesite="lax"
            )
        return response

    def case_path(self, number: str, **words: str) -> str:
        """Where this visitor reads a case: officials at their desk, applicants among their own."""
        account = self.account
        at_desk = account is not None and account.kind == "official"
        return f"{'/desk' if at_desk else ''}/cases/{number}{marks.query({} if at_desk else words)}"

    # ---- for templates -----------------------------------------------------------------------------------------------

    @property
    def menu(self) -> list[tuple[str, str]]:
        """Where one may go from every page: (address, name)."""
        return [(way.path, self.say(way.name)) for way in WAYS if way.whose(self.account)]

    @cached_property
    def form_token(self) -> str:
        """What each form of this answer must hold to be taken."""
        return proof.token(self.secret)

    @cached_property
    def note(self) -> str:
        """What the page before wanted to have said here, once."""
        note = marks.unquoted(self._given("note"))
        if note:
            self.keep("note", None)
        return note

    def here(self, **changed: str) -> str:
        """The address of this page with other words in its query."""
        query = {**self.request.query_params, **changed}
        return self.request.url.path + marks.query(query)

    def is_at(self, path: str) -> bool:
        """Whether the visit is to this page or to one below it."""
        here = self.request.url.path
        return here == path or (path != "/" and here.startswith(f"{path}/"))


def visit(request: Request) -> Visit:
    """The visit of a request."""
    if not hasattr(request.state, "visit"):
        request.state.visit = Visit(request, request.app.state.site)
    found: Visit = request.state.visit
    return found


async def posted(request: Request) -> FormData:
    """What a form of ours has sent. Raises FromElsewhere, TooLarge, Unreadable."""
    try:
        form = await request.form(max_files=50, max_fields=MOST_FIELDS)
    except (MultiPartException, FormParserError, UnicodeDecodeError) as error:
        raise Unreadable("the form cannot be read") from error
    given = request.headers.get("x-form") or str(form.get("form_token", ""))
    if not proof.fits(visit(request)._given("form"), given):
        raise FromElsewhere
    return form


def applicant(visit: Annotated[Visit, Depends(visit)]) -> Visit:
    """The visit of somebody who may apply. Raises LoginNeeded, NotForYou."""
    if visit.who.kind == "official":
        raise NotForYou("applicants")
    return visit


def writer(visit: Annotated[Visit, Depends(visit)]) -> Visit:
    """The visit of somebody who may write an application: for oneself, or for somebody at the counter.

    Raises LoginNeeded. Whether the matter lets them is for the office to say.
    """
    _ = visit.who
    return visit


def official(visit: Annotated[Visit, Depends(visit)]) -> Visit:
    """The visit of an official. Raises LoginNeeded, NotForYou."""
    if visit.who.kind != "official":
        raise NotForYou("officials")
    return visit


def supervisor(visit: Annotated[Visit, Depends(visit)]) -> Visit:
    """The visit of a supervisor or an auditor. Raises LoginNeeded, NotForYou."""
    if not supervises(visit.who):
        raise NotForYou("supervisors and auditors")
    return visit


def administrator(visit: Annotated[Visit, Depends(visit)]) -> Visit:
    """The visit of one of the three administrators; what each may do the office says. Raises LoginNeeded, NotForYou."""
    if not administers(visit.who):
        raise NotForYou("administrators")
    return visit


Anybody = Annotated[Visit, Depends(visit)]
Applicant = Annotated[Visit, Depends(applicant)]
Writer = Annotated[Visit, Depends(writer)]
Official = Annotated[Visit, Depends(official)]
Supervisor = Annotated[Visit, Depends(supervisor)]
Administrator = Annotated[Visit, Depends(administrator)]
Posted = Annotated[FormData, Depends(posted)]


def own_path(path: str) -> str:
    """The path, if it leads to a page of this site; else the first page."""
    parts = urlsplit(path)
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and path.isprintable()
    return path if plain else "/"
