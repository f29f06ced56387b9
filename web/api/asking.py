"""One call of the API: whose token asks, what of, and how the answer leaves.

The token is read from `Authorization` alone: no cookie counts here, so no page of another site can lend its reader's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Annotated, Any, cast
from urllib.parse import urlencode

from fastapi import Depends, Header, Query, Request
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from engine.case import CaseUnknown
from engine.office import DocumentUnknown, Office, TaskUnknown
from engine.terms import Scope
from engine.tokens import Token, TokenNotValid
from engine.workplace import Command
from web.api.shapes import Language
from web.pace import What
from web.site import Site

MOST_ROWS = 200
_BEARER = "bearer "


@dataclass
class Asked:
    """One call."""

    request: Request
    site: Site
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        """The office asked."""
        return self.site.programs

    @property
    def origin(self) -> str:
        """The network address the call came from."""
        return self.request.client.host if self.request.client else ""

    @cached_property
    def token(self) -> Token:
        """The token that was sent, counted once more. Raises TokenNotValid, TooFast."""
        sent = self.request.headers.get("authorization", "")
        if not sent.lower().startswith(_BEARER):
            raise TokenNotValid
        self.site.pace.keep("token", self.origin, only_look=True)
        try:
            token = self.office.tokens.holder(sent[len(_BEARER) :].strip(), self.origin)
        except TokenNotValid:
            self.site.pace.keep("token", self.origin)
            raise
        self.count("call", token.id)
        return token

    @property
    def who(self) -> str:
        """The name of the account that asks."""
        return self.token.account.name

    def count(self, what: What, by: str) -> None:
        """Count once more, and tell how often it may be done yet. Raises TooFast."""
        self.site.pace.keep(what, by)
        left = self.site.pace.left(what, by)
        self.headers |= {
            "ratelimit-limit": str(left.limit),
            "ratelimit-remaining": str(left.remaining),
            "ratelimit-reset": str(left.seconds),
        }

    async def in_thread(self, work: Callable[..., Response], *given: object) -> Response:
        """What the work answers, which may take its time."""
        return await run_in_threadpool(work, self, *given)

    # ---- what the token reaches --------------------------------------------------------------------------------------

    def case(self, reference: str) -> str:
        """The reference of a case that the token reaches. Raises CaseUnknown."""
        if not self.office.tokens.reaches(self.token, reference):
            raise CaseUnknown(reference)
        return reference

    def case_of_task(self, task: str) -> str:
        """The id of the case of a task that the token reaches. Raises TaskUnknown."""
        case = self.office.case_of_task(task, self.who)
        if not self.office.tokens.reaches(self.token, case):
            raise TaskUnknown(task)
        return case

    def document(self, number: str) -> str:
        """The number of a document that the token reaches. Raises DocumentUnknown."""
        if not self.office.tokens.reaches(self.token, self.office.case_of_document(number)):
            raise DocumentUnknown(number)
        return number

    # ---- writing -----------------------------------------------------------------------------------------------------

    def command(self, key: str, body: object = None) -> Command:
        """What is asked, as the office remembers it under the key."""
        said = f"{self.request.method} {self.request.url.path}\n".encode()
        digest = hashlib.sha256(said + (body if isinstance(body, bytes) else repr(body).encode())).hexdigest()
        return Command(self.who, self.token.id, key, digest)

    def once(self, key: str, body: object, case: str, work: Callable[[Office], object]) -> dict[str, Any]:
        """As `Office.once`."""
        return self.office.once(self.command(key, body), case, work)

    # ---- answers -----------------------------------------------------------------------------------------------------

    def answer(self, shape: Any, value: Any, status: int = 200) -> Response:
        """The value in its shape. What the asker has already (If-None-Match) is not sent again."""
        data = _adapter(shape).dump_json(_adapter(shape).validate_python(value), exclude_unset=True)
        headers = {**self.headers, "vary": "Authorization, Accept-Language"}
        if self.request.method == "GET":
            headers["etag"] = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
            headers["cache-control"] = "private, no-cache"
            if self.request.headers.get("if-none-match") == headers["etag"]:
                return Response(None, 304, headers)
        return Response(data, status, headers, "application/json")

    def page(self, shape: Any, rows: Sequence[Mapping[str, Any]], most: int) -> Response:
        """Rows, and in `Link` (RFC 8288) where the next ones are. rows: one more than `most`, if there are more."""
        shown = rows[:most]
        if len(rows) > most:
            query = {**self.request.query_params, "after": shown[-1]["cursor"]}
            self.headers["link"] = f'<{self.request.url.path}?{urlencode(query)}>; rel="next"'
        return self.answer(shape, shown)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def asked(request: Request) -> Asked:
    """A call that needs no token."""
    if not hasattr(request.state, "asked"):
        request.state.asked = Asked(request, request.app.state.site)
    return cast("Asked", request.state.asked)


def needing(scope: Scope | None) -> Any:
    """A call whose token has this scope. Raises TokenNotValid, ScopeMissing."""

    def check(asked: Annotated[Asked, Depends(asked)]) -> Asked:
        if scope is None:
            _ = asked.token
        else:
            asked.token.must_have(scope)
        return asked

    check.scope = scope  # type: ignore[attr-defined]
    return Depends(check)


def passing(asked: Annotated[Asked, Depends(asked)]) -> Asked:
    """A call of somebody without a token, counted by address. Raises TooFast."""
    asked.count("search", asked.origin)
    return asked


Anybody = Annotated[Asked, Depends(asked)]
Passing = Annotated[Asked, Depends(passing)]
Known = Annotated[Asked, needing(None)]
ReadsCases = Annotated[Asked, needing(Scope.READ_CASES)]
WritesCases = Annotated[Asked, needing(Scope.WRITE_CASES)]
ReadsTasks = Annotated[Asked, needing(Scope.READ_TASKS)]
WritesTasks = Annotated[Asked, needing(Scope.WRITE_TASKS)]
ReadsFigures = Annotated[Asked, needing(Scope.READ_FIGURES)]
ReadsEvents = Annotated[Asked, needing(Scope.READ_EVENTS)]

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{1,120}$|^$",
        description="Your own name for this write. Sent again with the same request it is done once; the answer is the "
        "case as it is then. With another request it is refused.",
    ),
]  # fmt: skip
After = Annotated[str, Query(max_length=120, pattern=r"^[0-9A-Za-z/:.+_-]*$", description="Rows behind this `cursor`.")]
Most = Annotated[int, Query(ge=1, le=MOST_ROWS, description="How many rows at most.")]
Spoken = Annotated[Language, Query(alias="language", description="In which language titles are told.")]
