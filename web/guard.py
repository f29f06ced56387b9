"""What stands before every page: bodies have a size, strangers' requests end here, answers carry safe headers.

Plain ASGI, since it must act before anything of a request is parsed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.errors import SealflowError
from web.errors import FromElsewhere, TooLarge

Answer = Callable[[Request, SealflowError], Awaitable[Response]]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BYTES = 1_000_000
"""What a request may carry."""
UPLOADS: Mapping[str, int] = {
    "/verify/files": 25_000_000, "/write": 250_000_000, "/proof": 50_000_000,
    "/api/v1/verification/files": 25_000_000, "/api/v1/cases": 50_000_000, "/complete": 50_000_000,
    "/admin/matters/publish": 25_000_000,
}  # fmt: skip
"""How addresses end to which files are sent, and what a request there may carry. Who writes a draft is logged in."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; worker-src 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
}


class Guard:
    """The site behind its guard. `answer` makes a page of a refusal."""

    def __init__(self, app: ASGIApp, answer: Answer, secure: bool) -> None:
        self._app, self._answer = app, answer
        self._headers = HEADERS | ({"strict-transport-security": "max-age=31536000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        if scope["method"] not in SAFE and not is_ours(headers):
            response = await self._answer(Request(scope), FromElsewhere())
            await response(scope, receive, safely)
            return
        await self._app(scope, _limited(scope, headers, receive), safely)


def is_ours(headers: Headers) -> bool:
    """Whether a request that changes something was sent by a page of this site, as far as its headers tell.

    Browsers since 2023 say it themselves; older ones name the origin.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _limited(scope: Scope, headers: Headers, receive: Receive) -> Receive:
    """The body, which ends in TooLarge before too much of it is taken in, whether or not its length was declared."""
    most = next((most for end, most in UPLOADS.items() if scope["path"].endswith(end)), MOST_BYTES)
    declared = headers.get("content-length", "")
    seen = 0

    async def take() -> Message:
        nonlocal seen
        if declared.isdecimal() and int(declared) > most:
            raise TooLarge(most)
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLarge(most)
        return message

    return take
