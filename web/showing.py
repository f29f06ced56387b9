"""Papers shown to others: codes on a screen, anew before each is over, what whoever scans one sees; and papers that an
organ may read, for one purpose, until a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.responses import Response

from engine.errors import Refusal
from engine.presenting import MOST_PURPOSE
from engine.showing import ShowingRefused
from web.problems import saying
from web.site import Anybody, Applicant, Official, Posted, Visit

router = APIRouter()

_ANEW_SECONDS = 50
"""When the page asks for the next code: while the one it shows still holds for whoever is scanning it."""


@router.get("/cases/{number}/code")
def own_code(number: str, visit: Applicant) -> Response:
    """The code by which somebody shows that a case names him."""
    return _shown(visit, number, f"/cases/{quote(number)}")


@router.get("/documents/{code}/code")
def paper_code(code: str, visit: Applicant) -> Response:
    """The code by which the holder shows a paper."""
    return _shown(visit, code, "/cases")


@router.get("/c/{code}")
def scanned(code: str, visit: Anybody) -> Response:
    """Where the QR code leads. Nothing is used up before somebody presses the button."""
    visit.site.pace.keep("verify", visit.origin)
    task = visit.office.presenting.awaited_by(code, visit.account.name) if visit.account else ""
    if task:
        return visit.go(f"/tasks/{task}?code={quote(code)}")
    return visit.show("code_check.html", code=code, found=None, told=None)


@router.post("/c/{code}")
def check(code: str, visit: Anybody, form: Posted, where: Annotated[str, Query(max_length=100)] = "") -> Response:
    """What the code shows; it is used up by that."""
    visit.site.pace.keep("verify", visit.origin)
    account = visit.account.name if visit.account else ""
    found: dict[str, Any] | None = None
    try:
        found = visit.office.check_code(code, account, where=where, language=visit.speech.language)
    except ShowingRefused as refused:
        return visit.show("code_check.html", refused.status, code=code, found=None, told=saying(refused))
    return visit.show("code_check.html", code=code, found=found, told=None)


@router.get("/authorisations")
def authorisations(visit: Applicant) -> Response:
    """Which organs may read which paper of one's own, for what, until when; and who did."""
    given = visit.office.presenting.authorisations(visit.who.name)
    readers = {read["by"] for one in given for read in one["reads"]}
    called = {one.name: one.person for one in visit.office.place.colleagues(sorted(readers)).values()}
    return visit.show("authorisations.html", given=given, called=called)


@router.get("/documents/{code}/authorise")
def authorise_page(code: str, visit: Applicant) -> Response:
    """Let an organ read a paper."""
    return _authorise(visit, code)


@router.post("/documents/{code}/authorise")
def authorise(code: str, visit: Applicant, form: Posted) -> Response:
    """Give the authorisation."""
    organ, purpose, until = (str(form.get(name, "")).strip() for name in ("organ", "purpose", "until"))
    visit.site.pace.keep("submit", visit.who.name)
    try:
        given = visit.office.authorise(code, visit.who.name, organ, purpose, _day(until))
    except Refusal as error:
        if error.status in (403, 404):
            raise
        return _authorise(visit, code, form, error)
    told = {"organ": given["organ_name"], "day": visit.speech.day(given["until"])}
    return visit.go("/authorisations", visit.say("已授权%(organ)s查阅，到%(day)s为止。", **told))


@router.post("/authorisations/{id}/withdraw")
def withdraw(id: str, visit: Applicant, form: Posted) -> Response:
    """Let an authorisation hold no more."""
    given = visit.office.presenting.withdraw(id, visit.who.name)
    return visit.go("/authorisations", visit.say("已收回授权，%(organ)s不能再查阅。", organ=given["organ_name"]))


@router.get("/desk/authorised")
def readable(visit: Official) -> Response:
    """The papers that holders let the official's organ read, each for its purpose."""
    return visit.show("desk_authorised.html", papers=visit.office.presenting.readable(visit.who.name))


def _authorise(visit: Visit, code: str, form: FormData | None = None, error: Refusal | None = None) -> Response:
    paper = visit.office.own_paper(code, visit.who.name)
    return visit.show(
        "authorise.html", error.status if error else 200, paper=paper, form=form or {}, most=MOST_PURPOSE,
        organs=visit.office.place.organs.values(), today=visit.office.now().date().isoformat(),
        told=saying(error) if error else None, detail=str(error) if error else "",
    )  # fmt: skip


def _day(text: str) -> date:
    """The day that was chosen; what is no day has long passed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _shown(visit: Visit, what: str, back: str) -> Response:
    shown = visit.office.show_code(what, visit.who.name)
    address = f"{visit.site.address}/c/{shown['code']}"
    return visit.show(
        "code.html", shown=shown, picture=visit.office.code_picture(address), address=address, back=back,
        here=visit.request.url.path, anew=_ANEW_SECONDS,
    )  # fmt: skip
