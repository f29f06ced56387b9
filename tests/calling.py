"""Another program before the API, for tests: it sends a token and JSON, and keeps no cookie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import httpx2
from starlette.testclient import TestClient

from engine.office import Office
from engine.terms import Scope
from tests.browsing import ADDRESS
from web.app import create_app
from web.site import Site

ALL = tuple(scope.value for scope in Scope)


class Caller:
    """One program with its token; without one it is anybody."""

    def __init__(self, client: TestClient, token: str = "") -> None:
        self._client, self.token = client, token

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """The answer to one call; `_` in the name of a header is written `-`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent.setdefault("authorization", f"Bearer {self.token}")
        how: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        return self._client.request(method, f"/api/v1{path}", headers=sent, **({} if body is None else how))

    def get(self, path: str, **headers: str) -> httpx2.Response:
        """Look at something."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """Have something done."""
        return self.send("POST", path, {} if body is None else body, **headers)


def client_of(site: Site) -> TestClient:
    """A client before a site that tells apart which program it speaks for by the token alone."""
    return TestClient(create_app(site), base_url=ADDRESS)


def token_of(office: Office, account: str, scopes: Iterable[str] = ALL, **bounds: Any) -> str:
    """A new token of an account."""
    return office.tokens.create(account, "对接测试", scopes, **bounds)[1]


def problem(answer: httpx2.Response) -> Mapping[str, Any]:
    """What a refusal says, after seeing that it is one as RFC 9457 has it."""
    assert answer.headers["content-type"] == "application/problem+json"
    told: Mapping[str, Any] = answer.json()
    assert told["status"] == answer.status_code and told["code"] and told["remedy"], told
    return told
