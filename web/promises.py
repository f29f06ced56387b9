"""What an applicant promised in place of a proof: how each promise stands, taking one back, the proof that is owed."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from engine.errors import SealflowError
from web.forms import uploads_in
from web.problems import saying
from web.site import Applicant, Posted, Visit

router = APIRouter()


@router.get("/promises")
def promises(visit: Applicant) -> Response:
    """Everything promised: what is owed first, then what is still to be checked, then what is settled."""
    made = visit.office.promises_made(visit.who.name)
    owed = [one for one in made if one["owed"]]
    open_ones = [one for one in made if one["state"] == "open"]
    settled = [one for one in made if one not in owed and one not in open_ones]
    return visit.show("promises.html", owed=owed, open_ones=open_ones, settled=settled)


@router.get("/cases/{number}/promises/{promise}")
def promise(number: str, promise: str, visit: Applicant) -> Response:
    """One promise in its words, and what can be done about it."""
    return _promise(visit, number, promise)


@router.post("/cases/{number}/promises/{promise}/proof")
def take_back(number: str, promise: str, visit: Applicant, form: Posted) -> Response:
    """Take the promise back, with the proof or before it; or hand the proof in that is owed since."""
    visit.site.pace.keep("upload", visit.who.name)
    uploads = uploads_in(form)
    try:
        visit.office.withdraw_promise(number, visit.who.name, promise, uploads, str(form.get("note", "")).strip())
    except SealflowError as error:
        if error.status in (403, 404) or error.status >= 500:
            raise
        return _promise(visit, number, promise, form, error)
    done = visit.say("证明已经收到。") if uploads else visit.say("承诺已撤回；请尽快提交证明。")
    return visit.go(f"/cases/{quote(number)}", done)


def _promise(
    visit: Visit, number: str, promise: str, form: FormData | None = None, error: SealflowError | None = None
) -> Response:
    made = visit.office.promise_made(number, visit.who.name, promise)
    return visit.show(
        "promise.html", error.status if error else 200, made=made, one=made.shown, form=form or {},
        told=saying(error) if error else None, detail=str(error) if error else "",
    )  # fmt: skip

