"""The API as one application, and its description in OpenAPI 3.1, made of the models that the answers go through."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from engine.terms import Scope
from web.api import refusing
from web.api.routes import private, public
from web.api.shapes import Problem
from web.site import Site

PREFIX = "/api/v1"
VERSION = "1.0"
_ABOUT = """
The office for other programs: what the pages show and do, under the same rights. Everything here is the answer of the
same office that the pages and the command line ask; shapes are those of the command line's `--json`.

* **Token.** `Authorization: Bearer TOKEN`. The office makes one for an account (`sealflow token create`), for a
  purpose, with scopes, until a day. It never has more rights than its account has at that moment. Cookies do not count.
* **Refusals** are `application/problem+json` (RFC 9457) with a stable `code` and a `remedy`.
* **Writes** take an `Idempotency-Key`: sent again with the same request, it is done once.
* **Lists** come in pages: `Link: <…>; rel="next"` leads on, each row has its `cursor`.
* **Rate.** `RateLimit-Limit`, `RateLimit-Remaining`, `RateLimit-Reset`; beyond that 429 with `Retry-After`.
* **Language.** `language=zh|en` where titles are told; refusals also heed `Accept-Language`.
"""
_TAGS = {
    "matters": "What can be applied for, and what each matter asks",
    "cases": "Applying, and what becomes of it",
    "documents": "Sealed papers",
    "tasks": "What waits for a person, and doing it",
    "events": "What happened since one last asked; being called, and being called again",
    "verification": "Is this paper genuine, and does it hold?",
    "statistics": "Figures for those who supervise",
    "token": "Whose token asks",
}


def create_api(site: Site) -> FastAPI:
    """The application that answers other programs."""
    api = FastAPI(
        title="Sealflow", version=VERSION, docs_url=None, redoc_url=None, separate_input_output_schemas=False,
        generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip
    api.state.site = site
    refusing.install(api)
    api.include_router(public)
    api.include_router(private)
    api.openapi = lambda: _described(api)  # type: ignore[method-assign]
    return api


def _described(api: FastAPI) -> dict[str, Any]:
    if api.openapi_schema is None:
        api.openapi_schema = description(api)
    return api.openapi_schema


def description(api: FastAPI) -> dict[str, Any]:
    """The description of the API in OpenAPI 3.1."""
    told = get_openapi(
        title=api.title, version=api.version, openapi_version="3.1.0", description=_ABOUT.strip(), routes=api.routes,
        tags=[{"name": name, "description": what} for name, what in _TAGS.items()], servers=[{"url": PREFIX}],
        separate_input_output_schemas=False,
    )  # fmt: skip
    _, problems = models_json_schema([(Problem, "validation")], ref_template="#/components/schemas/{model}")
    told["components"]["schemas"] |= problems["$defs"]
    told["components"]["examples"] = refusing.examples()
    told["components"]["securitySchemes"] = {
        "token": {
            "type": "http", "scheme": "bearer",
            "description": "Scopes: " + "; ".join(f"`{scope}` {scope.titled.en}" for scope in Scope),
        }
    }  # fmt: skip
    scopes = {route.name: _scope(route) for route in private.routes if isinstance(route, APIRoute)}
    for path in told["paths"].values():
        for operation in path.values():
            if operation["operationId"] in scopes:
                operation["security"] = [{"token": [s] if (s := scopes[operation["operationId"]]) else []}]
    return told


def _scope(route: APIRoute) -> str:
    """The scope that an operation needs; empty when any token does."""
    scopes = (getattr(part.call, "scope", None) for part in route.dependant.dependencies)
    return next((scope.value for scope in scopes if scope), "")
