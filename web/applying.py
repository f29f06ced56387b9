"""Applying: the form filled in step by step, saved as one writes, looked over, handed in once."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from engine.drafts import Draft, DraftUnknown
from engine.errors import FAMILIES, SealflowError, Told
from engine.forms import FormRefused, Problem
from engine.office import MaterialMissing, MaterialRefused
from web.forms import Asking, Question, add_row, answers_from, remove_row, uploads_in
from web.problems import saying
from web.site import Applicant, Posted, Visit, Writer

router = APIRouter()


@router.post("/matters/{code}/apply")
def begin(code: str, visit: Applicant, form: Posted) -> Response:
    """Begin an application; the last unfinished one of the matter is gone on with unless a new one is asked for."""
    drafts, name = visit.office.drafts, visit.who.name
    applicant = str(form.get("applicant", "")) or name
    if form.get("new") != "yes":
        for draft in drafts.of(name):
            if draft.matter.code == code and not draft.task and draft.applicant.name == applicant:
                return visit.go(f"/drafts/{draft.id}")
    id, known = visit.office.begin_draft(code, name, applicant)
    return visit.go(
        f"/drafts/{id}",
        visit.say("已根据登记信息填好%(count)s项，请核对；不对的可以改。", count=known) if known else "",
    )


@router.post("/tasks/{task}/answer")
def answer(task: str, visit: Applicant, form: Posted) -> Response:
    """Begin, or go on with, the answer to a task."""
    return visit.go(f"/drafts/{visit.office.drafts.answer(task, visit.who.name)}")


@router.get("/drafts/{id}")
def form_page(id: str, visit: Writer) -> Response:
    """The form."""
    draft = _draft(id, visit)
    return _form(visit, draft) if isinstance(draft, Draft) else draft


@router.post("/drafts/{id}/write")
def write(id: str, visit: Writer, form: Posted) -> Response:
    """Keep what was written and attached, then do what the button says: save, look over, another row, a file less."""
    draft = _draft(id, visit)
    if not isinstance(draft, Draft):
        return draft
    name, op, sent = visit.who.name, str(form.get("op", "review")), _texts(form)
    visit.site.pace.keep("save", name)

    def changed(draft: Draft) -> tuple[Mapping[str, Any], Sequence[Any]]:
        # What a form did not show stays as another window left it.
        answers = answers_from(draft.form.root, sent, draft.answers)
        if op.startswith("add:"):
            answers = add_row(draft.form.root, answers, op.removeprefix("add:"))
        elif op.startswith("remove:"):
            answers = remove_row(draft.form.root, answers, op.removeprefix("remove:"))
        dropped = op.removeprefix("drop:") if op.startswith("drop:") else ""
        return answers, [file for file in draft.files if file.sha256 != dropped]

    draft = visit.office.drafts.change(id, name, changed)
    refused = _attach(visit, id, form)
    draft = visit.office.drafts.get(id, name)
    if refused is not None:
        return _form(visit, draft, refused=refused, status=refused[1].status)
    if visit.request.headers.get("x-quiet"):
        return _quiet(visit, draft, _asked(form))
    if op == "review":
        return visit.go(f"/drafts/{id}/review")
    where = op.split(":", 1)[1] if ":" in op else ""
    anchor = {"add": f"#{_anchor(where)}", "remove": f"#{_anchor(where.split('[')[0])}"}.get(op.split(":")[0], "")
    saved = visit.say("已保存，可以离开，以后从“我的办件”接着填。") if op == "save" else ""
    return visit.go(
        f"/drafts/{id}{anchor or ('#materials' if op in ('upload',) or op.startswith('drop:') else '')}", saved
    )


@router.get("/drafts/{id}/review")
def review(id: str, visit: Writer) -> Response:
    """Everything once more before it is handed in; back to the form when something is wrong."""
    draft = _draft(id, visit)
    if not isinstance(draft, Draft):
        return draft
    try:
        answers = visit.office.drafts.check(draft)
    except (FormRefused, MaterialMissing) as error:
        return _form(visit, draft, error)
    return _review(visit, draft, answers)


@router.post("/drafts/{id}/submit")
def submit(id: str, visit: Writer, form: Posted) -> Response:
    """Hand in, once: whoever sends it again is shown the case it became."""
    draft = _draft(id, visit)
    if not isinstance(draft, Draft):
        return draft
    visit.site.pace.keep("submit", visit.who.name)
    try:
        case = visit.office.hand_in(draft, visit.who.name, note=str(form.get("note", ""))[:2000])
    except (FormRefused, MaterialMissing) as error:
        return _form(visit, draft, error)
    except FAMILIES as error:
        if error.status >= 500 or error.code.startswith("WEB-"):
            raise
        answers: Mapping[str, Any] = draft.answers
        with contextlib.suppress(FormRefused, MaterialMissing):
            answers = visit.office.drafts.check(draft)
        return _review(visit, draft, answers, error)
    if draft.task:
        return visit.go(f"/cases/{case}", visit.say("已提交。"))
    return visit.go(visit.case_path(case, received="yes"))


@router.post("/drafts/{id}/drop")
def drop(id: str, visit: Writer, form: Posted) -> Response:
    """Throw a draft away."""
    draft = _draft(id, visit)
    if not isinstance(draft, Draft):
        return draft
    visit.office.drafts.drop(id, visit.who.name)
    return visit.go("/desk/intake" if visit.who.kind == "official" else "/cases", visit.say("草稿已删除。"))


def _draft(id: str, visit: Visit) -> Draft | Response:
    """The draft; or where the case is that it became."""
    try:
        return visit.office.drafts.get(id, visit.who.name)
    except DraftUnknown:
        if case := visit.office.drafts.became(id, visit.who.name):
            return visit.go(visit.case_path(case, received="yes"))
        raise


def _form(
    visit: Visit,
    draft: Draft,
    error: FormRefused | MaterialMissing | None = None,
    refused: tuple[str, SealflowError] | None = None,
    status: int = 200,
) -> Response:
    problems = error.problems if isinstance(error, FormRefused) else ()
    missing = {m.id for m in error.missing} if isinstance(error, MaterialMissing) else set()
    questions = _questions(visit, draft, problems)
    shown = {question.path for top in questions for question in top.all()}
    return visit.show(
        "form.html", error.status if error else status, draft=draft, questions=questions, problems=problems,
        missing=missing, refused=refused, told=saying(refused[1]) if refused else None,
        elsewhere=[p for p in problems if p.path not in shown], asked=_signature(questions),
    )  # fmt: skip


def _review(visit: Visit, draft: Draft, answers: Mapping[str, Any], error: Told | None = None) -> Response:
    questions = Asking(visit.speech, answers, known=draft.known).questions(draft.form.root)
    return visit.show(
        "review.html", error.status if error else 200, draft=draft, questions=questions,
        told=saying(error) if error else None, detail=str(error) if error else "",
    )  # fmt: skip


def _quiet(visit: Visit, draft: Draft, asked: str) -> Response:
    """What a script wants to know after saving: when; and the questions, if others are asked than it shows."""
    questions = _questions(visit, draft)
    now = _signature(questions)
    facts: dict[str, Any] = {"at": draft.saved_at.strftime("%H:%M"), "asked": now}
    if asked != now:
        facts["questions"] = _part(visit, "fields.html", questions=questions, draft=draft)
    if asked == "files":
        facts["materials"] = _part(visit, "materials.html", draft=draft, missing=set(), refused=None)
    return visit.settle(JSONResponse(facts))


def _part(visit: Visit, template: str, **facts: Any) -> str:
    environment = visit.site.templates[visit.speech.language]
    return environment.get_template(template).render(visit=visit, speech=visit.speech, **facts)


def _questions(visit: Visit, draft: Draft, problems: Sequence[Problem] = ()) -> list[Question]:
    opened = [item.id for item in draft.opened if item.path]
    # A notice that names materials only opens no answer at all.
    places = opened or (["-"] if draft.opened else [])
    asking = Asking(visit.speech, draft.answers, problems, places, draft.notes, known=draft.known)
    return asking.questions(draft.form.root)


def _signature(questions: Sequence[Question]) -> str:
    """Which questions a page asks, in a word: another one when others are asked."""
    return ",".join(question.path for top in questions for question in top.all())


def _asked(form: FormData) -> str:
    return str(form.get("asked", ""))


def _texts(form: FormData) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            sent.setdefault(name, []).append(value)
    return sent


def _attach(visit: Visit, id: str, form: FormData) -> tuple[str, SealflowError] | None:
    """Attach the files that were sent, material by material; the material whose file was refused, and why."""
    uploads = uploads_in(form)
    if uploads:
        visit.site.pace.keep("upload", visit.who.name)
    for upload in uploads:
        try:
            visit.office.drafts.attach(id, visit.who.name, [upload])
        except MaterialRefused as error:
            return upload.material, error
    return None


def _anchor(path: str) -> str:
    return Question(path, "", "").id
