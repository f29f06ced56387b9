"""Taking an application down for somebody who calls or stands at the counter, where the matter lets the window do so.

What follows is the form that applicants fill in themselves (`web.applying`).
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from engine.errors import SealflowError
from web.problems import saying
from web.site import Official, Posted, Visit

router = APIRouter()


@router.get("/desk/intake")
def intake_page(visit: Official) -> Response:
    """Which matter, and for whom."""
    return _page(visit)


@router.post("/desk/intake")
def begin(visit: Official, form: Posted) -> Response:
    """Begin the application of somebody else."""
    matter, applicant = str(form.get("matter", "")), str(form.get("applicant", "")).strip()[:120]
    try:
        draft, _ = visit.office.begin_draft(matter, visit.who.name, applicant or "-")
    except SealflowError as error:
        if error.status >= 500:
            raise
        return _page(visit, matter, applicant, error)
    return visit.go(f"/drafts/{draft}")


def _page(visit: Visit, matter: str = "", applicant: str = "", error: SealflowError | None = None) -> Response:
    name = visit.who.name
    return visit.show(
        "desk_intake.html", error.status if error else 200, matters=visit.office.desk.openable(name),
        drafts=visit.office.drafts.of(name), matter=matter, applicant=applicant, told=saying(error) if error else None,
    )  # fmt: skip
