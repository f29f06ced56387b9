"""What everybody may see: the matters, what each asks for, decided cases, help."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from web.site import Anybody

router = APIRouter()


@router.get("/")
def home(visit: Anybody) -> Response:
    """The first page: what can be done here."""
    return visit.show("home.html", matters=visit.office.list_matters())


@router.get("/help")
def help_page(visit: Anybody) -> Response:
    """Help."""
    return visit.show("help.html")


@router.get("/accessibility")
def accessibility(visit: Anybody) -> Response:
    """What the pages promise to those who see, hear or move differently."""
    return visit.show("accessibility.html")
