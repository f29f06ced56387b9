"""The pages put together over one open office."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response

from engine.errors import SealflowError
from web import (
    account,
    admin,
    api,
    applicant,
    applying,
    batches,
    board,
    deciding,
    desk,
    identity,
    intake,
    open_figures,
    phone,
    problems,
    promises,
    public,
    second_factor,
    showing,
    verify,
)
from web.api import page as api_page
from web.assets import assets
from web.errors import NoSuchPage
from web.guard import Guard
from web.site import Site

ROUTERS = (
    public.router, account.router, verify.router, applying.router, applicant.router, batches.router, desk.router,
    deciding.router, intake.router, board.router, open_figures.router, second_factor.router, identity.router,
    admin.router, api_page.router, showing.router, promises.router, phone.router,
)  # fmt: skip


def create_app(site: Site) -> FastAPI:
    """The application that serves a site."""

    async def answer(request: Request, error: SealflowError) -> Response:
        request.scope["app"] = app
        if request.url.path.startswith(f"{api.PREFIX}/"):
            return api.refusal(request, error)
        return await problems.answer(request, error)

    app = FastAPI(
        title="Sealflow", openapi_url=None, docs_url=None, redoc_url=None,
        middleware=[Middleware(Guard, answer=answer, secure=site.secure)],
    )  # fmt: skip
    app.state.site = site
    problems.install(app)
    app.add_exception_handler(HTTPException, astray)
    for router in ROUTERS:
        app.include_router(router)
    app.get("/static/{name:path}")(static)
    app.mount(api.PREFIX, api.create_api(site))
    return app


def astray(request: Request, error: Exception) -> Response:
    """The answer where there is nothing: to a program what programs read, to people a page."""
    if request.url.path.startswith(f"{api.PREFIX}/"):
        return api.by_protocol(request, error)
    return problems.by_protocol(request, error)


async def static(name: str, request: Request) -> Response:
    """A file of `web/static`, kept by browsers for a year under its lasting address."""
    asset = assets().get(name)
    if asset is None:
        raise NoSuchPage(request.url.path)
    lasting = request.query_params.get("v") == asset.digest
    headers = {"cache-control": "public, max-age=31536000, immutable" if lasting else "no-cache", "etag": asset.digest}
    if request.headers.get("if-none-match") == asset.digest:
        return Response(status_code=304, headers=headers)
    if asset.compressed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.compressed, 200, headers | {"content-encoding": "gzip"}, asset.media_type)
    return Response(asset.data, 200, headers, asset.media_type)
