"""The API as one application, and its description in OpenAPI 3.1, made of the models that the answers go through."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
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
TITLE, VERSION = "Sealflow", "1.0"
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

CALLED: Mapping[str, str] = {
    "list_matters": "列出已发布的事项",
    "show_matter": "事项要求什么、给予什么",
    "show_form": "事项的一张表（JSON Schema）",
    "public_figures": "事项的公开数据",
    "verify_code": "按核验码核验文书",
    "verify_hash": "按文件的 SHA-256 核验文书",
    "verify_file": "按文件核验文书",
    "show_token": "当前访问令牌属于谁、用途是什么",
    "list_cases": "列出可以查看的办件",
    "open_case": "提出申请",
    "show_case": "查看办件",
    "show_history": "查看办件的办理记录",
    "act_on_case": "对办件办理：撤回、中止、恢复、延长等",
    "list_documents": "列出办件的文书",
    "show_material": "下载提交的材料",
    "download": "下载文书",
    "list_tasks": "列出待办",
    "show_task": "查看待办",
    "list_verbs": "对待办可以做什么",
    "complete": "办理",
    "claim": "认领",
    "release": "退回待领",
    "transfer": "转办",
    "delegate": "委派",
    "give_back": "办理后交回",
    "recall": "收回委派",
    "return_to": "退回",
    "take_back": "撤回",
    "add_signer": "加签",
    "remove_signer": "减签",
    "ask": "征求意见",
    "call_off": "撤销征求意见",
    "urge": "催办",
    "remind": "提醒",
    "list_events": "上次以后发生了什么",
    "list_webhooks": "列出自己的通知地址",
    "replay": "重新发送通知",
    "show_statistics": "查看统计",
}
"""What each operation is called in Chinese; the English is its own first sentence."""
TAGS_ZH: Mapping[str, str] = {
    "matters": "事项", "cases": "办件", "documents": "文书", "tasks": "待办", "events": "动态与通知",
    "verification": "核验", "statistics": "统计", "token": "访问令牌",
}  # fmt: skip


def create_api(site: Site) -> FastAPI:
    """The application that answers other programs."""
    api = FastAPI(
        title=TITLE, version=VERSION, docs_url=None, redoc_url=None, separate_input_output_schemas=False
    )
    api.state.site = site
    refusing.install(api)
    api.include_router(public)
    api.include_router(private)
    api.openapi = described  # type: ignore[method-assign]
    return api


@cache
def described() -> dict[str, Any]:
    """The description of the API in OpenAPI 3.1."""
    told = get_openapi(
        title=TITLE, version=VERSION, openapi_version="3.1.0", description=_ABOUT.strip(),
        routes=[*public.routes, *private.routes],
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
            operation["summary"] = operation["description"].split(".")[0].split(": ")[0]
            operation["x-summary-zh"] = CALLED[operation["operationId"]]
            if operation["operationId"] in scopes:
                operation["security"] = [{"token": [s] if (s := scopes[operation["operationId"]]) else []}]
    return told


def _scope(route: APIRoute) -> str:
    """The scope that an operation needs; empty when any token does."""
    scopes = (getattr(part.call, "scope", None) for part in route.dependant.dependencies)
    return next((scope.value for scope in scopes if scope), "")
