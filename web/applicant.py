"""An applicant's own cases: which there are, what each waits for, what came of it, and the papers to keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.errors import NotFound
from web.answers import file_answer, picture_answer
from web.forms import Asking
from web.site import Applicant, Posted, Visit
from web.timeline import timeline

router = APIRouter()

A_PAGE = 25


@router.get("/cases")
def cases(visit: Applicant, after: Annotated[str, Query(max_length=40)] = "") -> Response:
    """My cases: drafts first, then what waits for me, then the rest, newest first."""
    name = visit.who.name
    listed = visit.office.list_cases(name, after=after, most=A_PAGE + 1)
    mine = visit.office.list_tasks(name)
    drafts = [draft for draft in visit.office.drafts.of(name) if not draft.task] if not after else []
    return visit.show(
        "cases.html", cases=listed[:A_PAGE], drafts=drafts, waiting={task["case"]: task for task in mine},
        older=listed[A_PAGE - 1]["cursor"] if len(listed) > A_PAGE else "", titles=_titles(visit),
    )  # fmt: skip


@router.get("/cases/{number}")
def case(number: str, visit: Applicant, received: str = "") -> Response:
    """One case: where it stands, what is to be done, what came of it."""
    shown = visit.office.show_case(number, visit.who.name, visit.speech.language)
    mine = [task for task in shown["tasks"] if task["yours"]]
    others = [task for task in shown["tasks"] if not task["yours"]]
    return visit.show(
        "case.html", case=shown, mine=mine, others=others, organs=visit.office.place.organs,
        told=timeline(shown["history"], shown["documents"], visit.speech),
        results=[d for d in shown["documents"] if _is_result(d)][::-1],
        letters=[d for d in shown["documents"] if not _is_result(d)][::-1],
        clocks=_clocks(shown), received=received == "yes",
        answers=_answers(visit, shown), counts=_downloads(shown), check=f"{visit.site.address}/v/",
    )  # fmt: skip


@router.get("/cases/{number}/withdraw")
def withdraw_page(number: str, visit: Applicant) -> Response:
    """Whether one really means it."""
    return _withdraw(visit, number)


@router.post("/cases/{number}/withdraw")
def withdraw(number: str, visit: Applicant, form: Posted) -> Response:
    """Withdraw the application."""
    reason = str(form.get("reason", "")).strip()
    seen = str(form.get("revision", ""))
    visit.office.act_on_case(
        number, visit.who.name, "withdraw", {"reason": reason} if reason else {},
        seen=int(seen) if seen.isdecimal() else None,
    )  # fmt: skip
    return visit.go(f"/cases/{number}", visit.say("申请已撤回。"))


@router.get("/documents/{code}.pdf")
def download(code: str, visit: Applicant) -> Response:
    """A document, the same bytes every time. Counted, unless only a part of it is asked for again."""
    document, data = visit.office.download(code, visit.who.name)
    name = f"{document['number']} {document['title']}.pdf"
    return visit.settle(file_answer(visit.request, data, "application/pdf", name, document["sha256"]))


@router.get("/documents/{code}/{page}.webp")
def picture(code: str, page: int, visit: Applicant) -> Response:
    """What a page of a document looks like."""
    return visit.settle(picture_answer(visit.office.picture(code, visit.who.name, page - 1)))


def _withdraw(visit: Visit, number: str) -> Response:
    shown = visit.office.show_case(number, visit.who.name, visit.speech.language)
    if "withdraw" not in shown["may"]:
        raise NotOpen(number)
    return visit.show("withdraw.html", case=shown)


class NotOpen(NotFound):
    """The application cannot be withdrawn any more."""

    code = "WEB-NOT-WITHDRAWABLE"
    remedy = "Look at the case: it was decided, or has ended in another way."

    def __init__(self, number: str) -> None:
        super().__init__(f"the case {number} cannot be withdrawn now")


def _answers(visit: Visit, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was answered, form by form, as the questions of each form."""
    found = []
    for answered in shown["answers"]:
        form = visit.office.form(shown["case"], answered["form"])
        given = {field["name"]: field["value"] for field in answered["fields"]}
        questions = [q for q in Asking(visit.speech, given).questions(form.root) if q.path in given]
        found.append({"title": answered["title"], "at": answered["at"], "questions": questions})
    return found


def _is_result(document: Mapping[str, Any]) -> bool:
    """Whether a paper is what was asked for, rather than a letter on the way."""
    return document["style"] in ("decision", "certificate")


def _clocks(shown: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The clocks that still matter: all that go or stand still, none once the case has ended."""
    return [clock for clock in shown["clocks"] if clock["state"] != "ended" and not shown["closed_at"]]


def _downloads(shown: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """How often each document was downloaded by the applicant's side, and when last."""
    counts: dict[str, tuple[int, str]] = {}
    for entry in shown["downloads"]:
        if entry["act"] == "download":
            count, _ = counts.get(entry["number_of"], (0, ""))
            counts[entry["number_of"]] = (count + 1, entry["at"])
    return counts


def _titles(visit: Visit) -> dict[str, str]:
    """What the matters are called in the language of the page."""
    return {matter.code: visit.speech.call(matter.title) for matter in visit.office.publicity.matters()}
