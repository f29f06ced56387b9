"""Refusals as RFC 9457 tells them, and as the description of the API lists them: made from the classes of the errors.

What an operation may refuse with is told by the parts of the engine that it goes through; each class there has its
code, its status and its remedy.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from engine.errors import FAMILIES, Failure, NotFound, Refusal, SealflowError, Told
from engine.forms import FormRefused
from web.api.shapes import Problem
from web.errors import FromElsewhere, NoSuchAddress, NotAllowed, NotUnderstood, TooLarge
from web.language import preferred, speech
from web.pace import TooFast
from web.problems import saying

log = logging.getLogger("sealflow.api")

MEDIA_TYPE = "application/problem+json"
_OURS = 500
_CHALLENGE = {"www-authenticate": 'Bearer realm="sealflow"'}


def refusal(request: Request, error: Told) -> Response:
    """The answer that says no."""
    if error.status >= _OURS:
        log.error("call_failed code=%s method=%s path=%s", error.code, request.method, request.url.path)
    problems: Sequence[Mapping[str, Any]] = []
    if isinstance(error, FormRefused):
        problems = [
            {"path": p.path, "code": p.code, "message": {"zh": p.message.zh, "en": p.message.en}}
            for p in error.problems
        ]
    elif isinstance(error, NotUnderstood):
        problems = error.faults
    headers = dict(_CHALLENGE) if error.status == HTTPStatus.UNAUTHORIZED else {}
    if isinstance(error, TooFast):
        headers["retry-after"] = str(error.seconds)
    return _answer(request, error.status, error.code, str(error), *_said(request, error), error.source, headers,
                   problems=problems)  # fmt: skip


def _said(request: Request, error: Told) -> tuple[str, str]:
    """What happened and what to do, in the language asked for."""
    spoken = speech(preferred(request.query_params.get("language", ""), request.headers.get("accept-language", "en")))
    told = saying(error)
    return spoken.say(told.happened.replace("%", "%%")), spoken.say(told.remedy.replace("%", "%%"))


def _answer(
    request: Request, status: int, code: str, detail: str, title: str, remedy: str, source: str,
    headers: Mapping[str, str], **more: Any,
) -> Response:  # fmt: skip
    told = Problem(
        type=f"/api#{code}", title=title, status=status, detail=detail, code=code, remedy=remedy, source=source, **more
    )
    return Response(told.model_dump_json(), status, headers, MEDIA_TYPE)


# ---- what may go wrong while answering -------------------------------------------------------------------------------


def _expected(request: Request, error: Exception) -> Response:
    assert isinstance(error, FAMILIES)
    return refusal(request, error)


def by_protocol(request: Request, error: Exception) -> Response:
    """The answer to what the framework refuses: no such address, no such method, a body that cannot be read."""
    if isinstance(error.__cause__, FAMILIES):  # raised while the body was read
        return refusal(request, error.__cause__)
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        answer = refusal(request, NotAllowed(request.method))
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer
    if status == HTTPStatus.BAD_REQUEST:
        return refusal(request, NotUnderstood([_fault("body", "unreadable", "the body cannot be read as JSON")]))
    return refusal(request, NoSuchAddress(request.url.path))


def _misunderstood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return refusal(
        request,
        NotUnderstood([_fault(_place(e["loc"]), f"API-{e['type'].upper().replace('_', '-')}", e["msg"])
                       for e in error.errors()[:100]]),
    )  # fmt: skip


def _place(where: Iterable[Any]) -> str:
    return ".".join(str(part) for part in where)[:200]


def _fault(path: str, code: str, message: str) -> dict[str, Any]:
    return {"path": path, "code": code, "message": {"zh": message, "en": message}}


def _unexpected(request: Request, error: Exception) -> Response:
    """A mistake of ours, with a number that leads to the log."""
    incident = secrets.token_hex(4)
    log.error("call_broken incident=%s path=%s", incident, request.url.path, exc_info=error)
    return _answer(
        request, _OURS, "WEB-BROKEN", "something of ours did not work", "internal error",
        "Try again later; if it lasts, tell the office the number of the incident.", "", {}, incident=incident,
    )  # fmt: skip


def install(app: FastAPI) -> None:
    """Let every error end in a problem."""
    for family in FAMILIES:
        app.add_exception_handler(family, _expected)
    app.add_exception_handler(HTTPException, by_protocol)
    app.add_exception_handler(RequestValidationError, _misunderstood)
    app.add_exception_handler(Exception, _unexpected)


# ---- what may go wrong, told beforehand ------------------------------------------------------------------------------

_ALWAYS: tuple[type[SealflowError], ...] = (NotUnderstood, TooFast)
_READING = ("engine.store.database",)
LOOKING = ("engine.case",)
AT_TASK = ("engine.case", "engine.authority", "engine.acts.at_task", "engine.acts.change")
ACTING = (
    "engine.case", "engine.acts", "engine.authority", "engine.lifecycle", "engine.forms", "engine.bars", "engine.trial",
    "engine.files", "engine.deadlines", "engine.slots", "engine.workdays", "engine.matter.items", "engine.terms",
)  # fmt: skip
"""Where a task or an act on a case goes through."""
_UNTOLD = frozenset({"CASE-CONFLICT", "STORE-CONFLICT", "STORE-DEADLOCK", "STORE-UNKNOWN", "FORM-SCHEMA-REFUSED"})
"""Mended before anybody sees it, or kept from being published."""


def documented(modules: Iterable[str] = (), *more: type[SealflowError], writes: bool = False) -> dict[int | str, Any]:
    """What an operation may refuse with, as the description of the API has it: each status with its codes."""
    classes = {*_ALWAYS, *more, *_defined_in((*_READING, *modules))}
    if writes:
        classes |= {TooLarge, FromElsewhere}
    found: dict[int | str, Any] = {}
    for error in sorted(classes, key=lambda e: e.code):
        answer = found.setdefault(
            error.status,
            {"description": HTTPStatus(error.status).phrase, "content": {MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}}},
        )  # fmt: skip
        answer["content"][MEDIA_TYPE]["examples"][error.code] = {"$ref": f"#/components/examples/{error.code}"}
        _documented[error.code] = error
    return dict(sorted(found.items()))


def examples() -> dict[str, Any]:
    """Each refusal that some operation may answer with, by its code."""
    return {code: _example(_documented[code]) for code in sorted(_documented)}


_documented: dict[str, type[SealflowError]] = {}


def _example(error: type[SealflowError]) -> dict[str, Any]:
    happened = _first_sentence(error)
    told = Problem(
        type=f"/api#{error.code}", title=happened, status=error.status, detail=happened, code=error.code,
        remedy=error.remedy, source=error.source,
    )  # fmt: skip
    return {"summary": happened, "value": told.model_dump()}


def _defined_in(modules: Iterable[str]) -> Iterator[type[SealflowError]]:
    for error in _below(SealflowError):
        module = error.__module__
        if error.code and error.code not in _UNTOLD and any(
            module == name or module.startswith(f"{name}.") for name in modules
        ):  # fmt: skip
            yield error


def _below(error: type[SealflowError]) -> Iterator[type[SealflowError]]:
    for derived in error.__subclasses__():
        if derived not in (Refusal, NotFound, Failure) and not derived.__name__.startswith("_"):
            yield derived
        yield from _below(derived)


def _first_sentence(error: type[SealflowError]) -> str:
    return " ".join((error.__doc__ or "").split("\n\n")[0].split()).rstrip(".")
