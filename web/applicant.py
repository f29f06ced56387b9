"""An applicant's own cases: which there are, what each waits for, what came of it, and the papers to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.responses import Response

from engine.errors import NotFound, Refusal
from engine.retention import DRAFTS_LAST
from engine.terms import TaskVerb
from web.answers import file_answer, picture_answer
from web.exchange import NOTHING, Exchange
from web.forms import Asking
from web.marks import GRADES
from web.problems import saying
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
    promised = visit.office.promises_made(name)
    drafts = [draft for draft in visit.office.drafts.of(name) if not draft.task] if not after else []
    return visit.show(
        "cases.html", cases=listed[:A_PAGE], drafts=drafts, waiting={task["case"]: task for task in mine},
        older=listed[A_PAGE - 1]["cursor"] if len(listed) > A_PAGE else "", titles=_titles(visit),
        draft_days=DRAFTS_LAST.days, owed=[one for one in promised if one["owed"]], promised=bool(promised),
    )  # fmt: skip


@router.get("/cases/{number}")
def case(number: str, visit: Applicant, received: str = "") -> Response:
    """One case: where it stands, what is to be done, what came of it."""
    return _case(visit, number, received=received == "yes")


@router.post("/cases/{number}/questions")
def ask(number: str, visit: Applicant, form: Posted) -> Response:
    """Ask whoever handles the case, or answer what the organ asked (`of`: the number of its entry)."""
    visit.site.pace.keep("submit", visit.who.name)
    exchange = Exchange.of_form(form)
    try:
        done = exchange.write(visit, number)
    except Refusal as error:
        if error.status in (403, 404):
            raise
        return _case(visit, number, error=error, exchange=exchange)
    return visit.go(f"/cases/{quote(number)}#questions", done)


def _case(
    visit: Visit, number: str, *, received: bool = False, error: Refusal | None = None, exchange: Exchange = NOTHING
) -> Response:
    shown = visit.office.show_case(number, visit.who.name, visit.speech.language)
    mine = [task for task in shown["tasks"] if task["yours"]]
    others = [task for task in shown["tasks"] if not task["yours"]]
    return visit.show(
        "case.html", error.status if error else 200, case=shown, mine=mine, others=others,
        organs=visit.office.place.organs,
        told=timeline(shown["history"], shown["documents"], visit.speech),
        own=visit.office.presenting.own_papers(number, visit.who.name), **_results(shown),
        shows_person=visit.office.presenting.may_show_person(number, visit.who.name),
        letters=[d for d in shown["documents"] if not _is_result(d)][::-1],
        clocks=_clocks(shown), received=received, **_afterwards(visit, shown, others),
        answers=_answers(visit, shown), counts=_downloads(shown), check=f"{visit.site.address}/v/",
        told_no=saying(error) if error else None, exchange=exchange,
        asked=visit.office.case_questions(number, visit.who.name, visit.speech.language),
    )  # fmt: skip


@router.post("/cases/{number}/copy")
def copy(number: str, visit: Applicant, form: Posted) -> Response:
    """Begin another application with what was answered in this one."""
    draft = visit.office.drafts.copy(number, visit.who.name)
    return visit.go(f"/drafts/{draft}", visit.say("已照这一件填好，请逐项核对；声明和承诺需要重新勾选。"))


@router.post("/cases/{number}/urge")
def urge(number: str, visit: Applicant, form: Posted) -> Response:
    """Tell whoever has the case that it is waited for."""
    visit.site.pace.keep("submit", visit.who.name)
    visit.office.urge(str(form.get("task", "")), visit.who.name, str(form.get("note", "")).strip())
    return visit.go(f"/cases/{number}", visit.say("已催办，办理机关会看到。"))


@router.get("/cases/{number}/rating")
def rating_page(number: str, visit: Applicant) -> Response:
    """What one thinks of how one was served."""
    return _rating(visit, number)


@router.post("/cases/{number}/rating")
def rate(number: str, visit: Applicant, form: Posted) -> Response:
    """Rate the case, or a visit for it; each once."""
    grade, text = str(form.get("grade", "")), str(form.get("text", "")).strip()
    day = str(form.get("day") or "-")[:10] if form.get("what") == "visit" else ""
    try:
        visit.office.rate(number, visit.who.name, int(grade) if grade.isdecimal() else 0, text, day)
    except Refusal as error:
        if isinstance(error, NotFound):
            raise
        return _rating(visit, number, form, error)
    return visit.go(f"/cases/{number}", visit.say("谢谢您的评价。"))


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


def _rating(visit: Visit, number: str, form: FormData | None = None, error: Refusal | None = None) -> Response:
    shown = visit.office.show_case(number, visit.who.name, visit.speech.language)
    given = visit.office.ratings_given(number, visit.who.name)
    return visit.show(
        "rating.html", error.status if error else 200, case=shown, given=given, grades=GRADES, form=form or {},
        whole=_may_rate(shown, given), today=visit.office.now().date().isoformat(),
        told=saying(error) if error else None,
    )  # fmt: skip


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
        questions = Asking(visit.speech, given, read_back=True).questions(form.root)
        found.append({"title": answered["title"], "at": answered["at"], "questions": questions})
    return found


def _may_rate(shown: Mapping[str, Any], given: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the case as a whole may be rated now."""
    return bool(shown["closed_at"]) and not any(not one["visit"] for one in given)


def _afterwards(visit: Visit, shown: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the applicant's side alone has to do with a case: ratings, messages, urging, applying again."""
    if shown["named"]:
        return {"given": [], "may_rate": False, "messages": [], "may_urge": [], "may_copy": False, "grades": GRADES}
    office, name = visit.office, visit.who.name
    given = office.ratings_given(shown["case"], name)
    urging = []
    for task in others:
        verbs = {verb["verb"]: verb for verb in office.task_verbs(task["task"], name, visit.speech.language)}
        urging.append((task, verbs[TaskVerb.URGE]))
    return {
        "given": given, "may_rate": _may_rate(shown, given), "grades": GRADES, "may_urge": urging,
        "messages": _messages(visit, shown),
        "may_copy": any(matter.code == shown["matter"] for matter in office.publicity.matters()),
    }  # fmt: skip


def _messages(visit: Visit, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was said between the applicant's side and the organs beside the acts, and sent; the newest first."""
    titles = {entry["number"]: entry["title"] for entry in shown["history"]}
    found = [
        {"at": entry["at"], "whose": "organ" if entry["act"] == TaskVerb.REMIND else "own", "text": entry["note"],
         "about": entry["step_title"]}
        for entry in shown["history"] if entry["act"] in (TaskVerb.REMIND, TaskVerb.URGE)
    ]  # fmt: skip
    for told in visit.office.case_notices(shown["case"], visit.who.name):
        found.append({"at": told["at"], "whose": "mail", "text": "", "about": titles.get(told.get("entry"), "")})
    return sorted(found, key=lambda message: str(message["at"]), reverse=True)


def _is_result(document: Mapping[str, Any]) -> bool:
    """Whether a paper is what was asked for, rather than a letter on the way."""
    return document["style"] in ("decision", "certificate")


def _results(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, the newest first: what is in force (or the last there was), and the versions before."""
    results = [d for d in shown["documents"] if _is_result(d)][::-1]
    now = [d for d in results if d["status"] in ("valid", "suspended")] or results[:1]
    return {"results": now, "earlier": [d for d in results if d not in now]}


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
