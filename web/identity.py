"""Logging in at a provider of identities: away to it, and back."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from engine.access import IdentityUnknown
from engine.identities import Identities
from engine.oidc import IdentityRefused, ProviderAway
from web.account import onward
from web.errors import NoSuchPage
from web.problems import saying
from web.site import Anybody, Visit, own_path

router = APIRouter()

BACK = "/login/identity/back"
"""Where the provider sends the browser; it must be registered there, after the address of the site."""


@router.get("/login/identity")
def away(visit: Anybody) -> Response:
    """Away to the provider."""
    identities = _identities(visit)
    next_page = own_path(visit.request.query_params.get("next", "/"))
    visit.site.pace.keep("login", visit.origin)
    try:
        address, kept = identities.begin(f"{visit.site.address}{BACK}", next_page)
    except ProviderAway as error:
        return _refused(visit, error, next_page)
    visit.keep("identity", kept)
    return visit.settle(RedirectResponse(address, 303))


@router.get(BACK)
def back(visit: Anybody) -> Response:
    """Back from the provider: in, or told why not."""
    identities, kept = _identities(visit), visit.kept("identity")
    visit.keep("identity", None)
    visit.site.pace.keep("login", visit.origin)
    answer = {name: value[:2_000] for name, value in visit.request.query_params.items()}
    try:
        token, next_page = identities.finish(kept, answer, f"{visit.site.address}{BACK}", visit.origin)
    except (IdentityRefused, IdentityUnknown, ProviderAway) as error:
        return _refused(visit, error)
    if visit.token:
        visit.office.access.log_out(visit.token)
    visit.enter(token)
    return onward(visit, own_path(next_page))


def _identities(visit: Visit) -> Identities:
    if visit.office.identities is None:
        raise NoSuchPage(visit.request.url.path)
    return visit.office.identities


def _refused(visit: Visit, error: IdentityRefused | IdentityUnknown | ProviderAway, next_page: str = "/") -> Response:
    return visit.show("login.html", error.status, name="", next_page=next_page, told=saying(error))
