"""The page that says no: what happened, what to do, under which code; and where a stranger goes to log in."""

from __future__ import annotations

import logging
import secrets
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from engine.errors import FAMILIES, SealflowError, Told
from engine.forms import FormRefused
from web.errors import LoginNeeded, NoSuchPage
from web.guard import SAFE
from web.pace import TooFast
from web.sayings import SAYINGS, Saying
from web.site import Visit, visit

log = logging.getLogger("sealflow.web")

_OURS = 500


def page(visit: Visit, error: Told) -> Response:
    """The page of a refusal or failure. Who is not logged in is led to where one logs in, and back afterwards."""
    if isinstance(error, LoginNeeded) and visit.request.method in SAFE and not visit.partial:
        here = visit.request.url.path + (f"?{visit.request.url.query}" if visit.request.url.query else "")
        return visit.go(f"/login?next={quote(here, safe='')}")
    details = [visit.speech.call(p.message) for p in error.problems] if isinstance(error, FormRefused) else []
    response = _page(visit, error.status, error.code, details, str(error), error.remedy, error.source)
    if isinstance(error, TooFast):
        response.headers["retry-after"] = str(error.seconds)
    return response


def saying(error: Told) -> Saying:
    """What a refusal says to people, as a Chinese text that the page translates."""
    return SAYINGS.get(error.code) or Saying(str(error), error.remedy)


def _page(
    visit: Visit, status: int, code: str, details: list[str], said: str = "", remedy: str = "", source: str = ""
) -> Response:
    told = SAYINGS.get(code) or Saying(said, remedy)
    return visit.show(
        "problem.html", status, code=code, told=told, details=details, source=source,
        engine=(said, remedy) if code not in SAYINGS else None, incident="",
    )  # fmt: skip


def expected(request: Request, error: Exception) -> Response:
    """The page of an error of ours."""
    assert isinstance(error, FAMILIES)
    if error.status >= _OURS:
        log.error("page_failed code=%s method=%s path=%s", error.code, request.method, request.url.path)
    return page(visit(request), error)


def by_protocol(request: Request, error: Exception) -> Response:
    """The page of what the framework refuses: no such address, no such method."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    code = "WEB-NOT-ALLOWED" if status == 405 else NoSuchPage.code
    return _page(visit(request), status if status in (404, 405) else 404, code, [])


def unexpected(request: Request, error: Exception) -> Response:
    """The page of a mistake of ours, with a number that leads to the log."""
    incident = secrets.token_hex(4)
    log.error("page_broken incident=%s path=%s", incident, request.url.path, exc_info=error)
    return visit(request).show(
        "problem.html", _OURS, code="WEB-BROKEN", told=SAYINGS["WEB-BROKEN"], details=[], source="", engine=None,
        incident=incident,
    )  # fmt: skip


async def answer(request: Request, error: SealflowError) -> Response:
    """The page of a refusal for those who stand before the application."""
    return await run_in_threadpool(page, visit(request), error)


def install(app: FastAPI) -> None:
    """Let every error end in a page."""
    for family in FAMILIES:
        app.add_exception_handler(family, expected)
    app.add_exception_handler(HTTPException, by_protocol)
    app.add_exception_handler(RequestValidationError, by_protocol)
    app.add_exception_handler(Exception, unexpected)
