"""Codes on a screen: one's own, anew before each is over, and what whoever scans one sees."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.showing import ShowingRefused
from web.problems import saying
from web.site import Anybody, Applicant, Posted, Visit

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


def _shown(visit: Visit, what: str, back: str) -> Response:
    shown = visit.office.show_code(what, visit.who.name)
    address = f"{visit.site.address}/c/{shown['code']}"
    return visit.show(
        "code.html", shown=shown, picture=visit.office.code_picture(address), address=address, back=back,
        here=visit.request.url.path, anew=_ANEW_SECONDS,
    )  # fmt: skip
