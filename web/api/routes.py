"""The operations of the API: each asks the office one thing, in the name of a token's account.

Nothing is decided here. What is shown has the shape of the command line's `--json` (`web.api.shapes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from engine.authority import NotYours, UnknownAccount
from engine.desk import FileUnknown
from engine.feed import CursorRefused, WebhookUnknown
from engine.matter.folder import MatterMissing
from engine.matter.model import Matter
from engine.office import (
    CharacterUnprintable,
    DocumentNotForYou,
    DocumentNotReady,
    DocumentUnknown,
    KeyUsedOtherwise,
    Office,
    Upload,
)
from engine.publicity import FormUnknown
from engine.scanning import FileInfected, FileUnchecked
from engine.statistics import EVER, FiguresRefused
from engine.terms import ActName
from engine.tokens import ScopeMissing, TokenNotValid
from web.answers import file_answer
from web.api import sent, shapes
from web.api.asking import (
    After,
    Anybody,
    Asked,
    Key,
    Known,
    Most,
    Passing,
    ReadsCases,
    ReadsEvents,
    ReadsFigures,
    ReadsTasks,
    Spoken,
    WritesCases,
    WritesTasks,
)
from web.api.refusing import ACTING, AT_TASK, LOOKING, documented

public = APIRouter(generate_unique_id_function=lambda route: route.name)
private = APIRouter(generate_unique_id_function=lambda route: route.name)

CaseRef = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,40}$", description="The number or the id of a case.")]
TaskRef = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$", description="The id of a task.")]
Number = Annotated[
    str, Path(pattern=r"^[^\x00-\x1f/]{1,80}$", description="The number of a document, or its verification code.")
]
MatterRef = Annotated[shapes.MatterCode, Path(description="The code of a matter.")]
Hash = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="A SHA-256 in hexadecimal.")]
_TOKEN = (TokenNotValid, ScopeMissing)
_BYTES = {"schema": {"type": "string", "format": "binary"}}


def _file(media_type: str) -> dict[int | str, Any]:
    return {
        200: {"description": "The file", "content": {media_type: _BYTES}},
        206: {"description": "The part asked for", "content": {media_type: _BYTES}},
        416: {"description": "The file has no such part"},
    }


_SAME: dict[int | str, Any] = {304: {"description": "What the asker has (If-None-Match) is what there is"}}


# ---- matters ---------------------------------------------------------------------------------------------------------


@public.get("/matters", tags=["matters"], responses=_SAME | documented(), response_model=list[shapes.ListedMatter])
def list_matters(asked: Passing) -> Response:
    """The published matters."""
    return asked.answer(list[shapes.ListedMatter], asked.office.list_matters())


@public.get(
    "/matters/{matter}", tags=["matters"], responses=_SAME | documented((), MatterMissing), response_model=shapes.Matter
)
def show_matter(matter: MatterRef, asked: Passing) -> Response:
    """What a matter asks for and gives, in the version that holds today."""
    return asked.answer(shapes.Matter, _told(asked.office.publicity.guide(matter).matter))


@public.get(
    "/matters/{matter}/forms/{form}", tags=["matters"], responses=_SAME | documented((), MatterMissing, FormUnknown),
    response_model=shapes.Extra,
)  # fmt: skip
def show_form(
    matter: MatterRef, form: Annotated[str, Path(pattern=r"^\w{1,120}$", description="Its name.")], asked: Passing
) -> Response:
    """A form as JSON Schema 2020-12: what answers must look like; `x-` keywords tell its rules and how it is shown."""
    return asked.answer(shapes.Extra, asked.office.publicity.form(matter, form).schema)


@public.get(
    "/matters/{matter}/figures", tags=["matters"], responses=_SAME | documented((), MatterMissing),
    response_model=shapes.PublicFigures,
)  # fmt: skip
def public_figures(matter: MatterRef, asked: Passing) -> Response:
    """What everybody may know of the cases of a matter."""
    return asked.answer(shapes.PublicFigures, asked.office.public_figures(matter))


# ---- verification ----------------------------------------------------------------------------------------------------


@public.get(
    "/verification/codes/{code}", tags=["verification"], responses=_SAME | documented((), DocumentUnknown),
    response_model=shapes.RegisteredDocument,
)  # fmt: skip
def verify_code(code: Number, asked: Anybody) -> Response:
    """What the register says of the document with this printed code, however it was typed."""
    asked.count("verify", asked.origin)
    return asked.answer(shapes.RegisteredDocument, asked.office.document_by_code(code))


@public.get(
    "/verification/hashes/{sha256}", tags=["verification"], responses=_SAME | documented((), DocumentUnknown),
    response_model=shapes.RegisteredDocument,
)  # fmt: skip
def verify_hash(sha256: Hash, asked: Anybody) -> Response:
    """What the register says of the file with this SHA-256."""
    asked.count("verify", asked.origin)
    found = asked.office.document_by_hash(sha256)
    if found is None:
        raise DocumentUnknown(sha256)
    return asked.answer(shapes.RegisteredDocument, found)


@public.post(
    "/verification/files", tags=["verification"], responses=documented(writes=True), response_model=shapes.Verdict,
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": _BYTES}}},
)  # fmt: skip
async def verify_file(request: Request, asked: Anybody, language: Spoken = "zh") -> Response:
    """What can be said of a file that claims to be a document: its bytes are the body of the request."""
    return await asked.in_thread(_verify, await request.body(), language)


def _verify(asked: Asked, data: bytes, language: shapes.Language) -> Response:
    asked.count("verify", asked.origin)
    return asked.answer(shapes.Verdict, asked.office.verify_document(data).as_json(language))


# ---- who asks --------------------------------------------------------------------------------------------------------


@private.get("/token", tags=["token"], responses=_SAME | documented((), TokenNotValid), response_model=shapes.WhoAmI)
def show_token(asked: Known) -> Response:
    """Whose token it is that asks, and for what it is."""
    token = asked.token
    who = token.account
    told = {"account": who.name, "person": who.person, "kind": who.kind, "organ": who.organ, "roles": sorted(who.roles)}
    return asked.answer(
        shapes.WhoAmI, {**told, "token": token.id, "bound_to": token.organ, "scopes": sorted(token.scopes)}
    )


# ---- cases -----------------------------------------------------------------------------------------------------------

_LEFT: Any = shapes.Case | shapes.LeftCase
_CASE = _SAME | documented(LOOKING, *_TOKEN)
_WRITES = (*_TOKEN, KeyUsedOtherwise, UnknownAccount, CharacterUnprintable)
_ACTED = documented(ACTING, *_WRITES, writes=True)


_LISTED = _SAME | documented((), *_TOKEN)


@private.get("/cases", tags=["cases"], responses=_LISTED, response_model=list[shapes.ListedCase])
def list_cases(asked: ReadsCases, after: After = "", most: Most = 50) -> Response:
    """The newest cases that the account may see: its own, or those its organ takes part in."""
    rows = asked.office.list_cases(asked.who, after=after, most=most + 1, organ=asked.token.organ)
    return asked.page(list[shapes.ListedCase], rows, most)


@private.post(
    "/cases", status_code=201, tags=["cases"], response_model=shapes.OpenedCase,
    responses=documented(ACTING, *_WRITES, MatterMissing, writes=True),
)  # fmt: skip
def open_case(application: sent.Application, asked: WritesCases, key: Key = "") -> Response:
    """Submit an application. With an `Idempotency-Key` it becomes one case, however often it is sent."""
    matter = asked.office.place.current_matter(application.matter)
    if asked.token.organ and asked.token.organ not in matter.organs.values():
        raise NotYours(asked.who, f"apply for {matter.code} by this token", f"matters of {asked.token.organ}")
    opened = asked.office.asked_by(asked.command("")).open_case(
        application.matter, asked.who, application.answers, _uploads(application.materials),
        applicant=application.applicant or "", key=key,
    )  # fmt: skip
    asked.headers["location"] = f"/api/v1/cases/{opened['case']}"
    return asked.answer(shapes.OpenedCase, opened, 201)


@private.get("/cases/{case}", tags=["cases"], responses=_CASE, response_model=shapes.Case)
def show_case(case: CaseRef, asked: ReadsCases, language: Spoken = "zh") -> Response:
    """A case, with the newest entries of its history."""
    return asked.answer(shapes.Case, asked.office.show_case(asked.case(case), asked.who, language))


@private.get("/cases/{case}/history", tags=["cases"], responses=_CASE, response_model=list[shapes.Entry])
def show_history(
    case: CaseRef,
    asked: ReadsCases,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Only entries before this number.")] = None,
    most: Most = 50,
    language: Spoken = "zh",
) -> Response:
    """Entries of a case's history, oldest first: the newest, or those before the entry of that number."""
    rows = asked.office.case_history(asked.case(case), asked.who, language, before=before, most=most)
    return asked.answer(list[shapes.Entry], rows)


@private.post("/cases/{case}/acts/{act}", tags=["cases"], responses=_ACTED, response_model=_LEFT)
def act_on_case(case: CaseRef, act: ActName, given: sent.Act, asked: WritesCases, key: Key = "") -> Response:
    """Do one of the acts that the case lists under `may`: withdraw, suspend, resume, extend …"""
    reference = asked.case(case)
    done = asked.once(key, given, reference, lambda office: office.act_on_case(
        reference, asked.who, act, given.answers, note=given.note, seen=given.seen))  # fmt: skip
    return asked.answer(_LEFT, done)


@private.get("/cases/{case}/documents", tags=["documents"], responses=_CASE, response_model=list[shapes.Document])
def list_documents(case: CaseRef, asked: ReadsCases) -> Response:
    """The sealed documents of a case."""
    return asked.answer(list[shapes.Document], asked.office.list_documents(asked.case(case), asked.who))


@private.get(
    "/cases/{case}/materials/{sha256}", tags=["cases"], response_class=Response,
    responses=_file("application/octet-stream")
    | documented(LOOKING, *_TOKEN, FileUnknown, FileUnchecked, FileInfected),
)  # fmt: skip
def show_material(case: CaseRef, sha256: Hash, asked: ReadsCases) -> Response:
    """A file that was handed in with a case; a part of it by `Range`."""
    found, data = asked.office.desk.material(asked.case(case), asked.who, sha256)
    return file_answer(asked.request, data, "application/octet-stream", found["name"], sha256)


# ---- documents -------------------------------------------------------------------------------------------------------


@private.get(
    "/documents/{number}", tags=["documents"],
    responses=_file("application/pdf") | documented((), *_TOKEN, DocumentUnknown, DocumentNotForYou, DocumentNotReady),
    response_class=Response,
)  # fmt: skip
def download(number: Number, asked: ReadsCases) -> Response:
    """A document as it was sealed: the same bytes every time; a part of it by `Range`. Each download is recorded."""
    found, data = asked.office.download(asked.document(number), asked.who)
    name = f"{found['number']} {found['title']}.pdf"
    return file_answer(asked.request, data, "application/pdf", name, found["sha256"])


# ---- tasks -----------------------------------------------------------------------------------------------------------

_TASK = _SAME | documented(AT_TASK, *_TOKEN)


@private.get("/tasks", tags=["tasks"], responses=_LISTED, response_model=list[shapes.ListedTask])
def list_tasks(asked: ReadsTasks, after: After = "", most: Most = 50) -> Response:
    """What the account may do now, most urgent first."""
    rows = asked.office.list_tasks(asked.who, after=after, most=most + 1, organ=asked.token.organ)
    return asked.page(list[shapes.ListedTask], rows, most)


@private.get("/tasks/{task}", tags=["tasks"], responses=_TASK, response_model=shapes.Task)
def show_task(task: TaskRef, asked: ReadsTasks, language: Spoken = "zh") -> Response:
    """A task, with its question if it is one."""
    asked.case_of_task(task)
    return asked.answer(shapes.Task, asked.office.show_task(task, asked.who, language))


@private.get("/tasks/{task}/verbs", tags=["tasks"], responses=_TASK, response_model=list[shapes.Verb])
def list_verbs(task: TaskRef, asked: ReadsTasks, language: Spoken = "zh") -> Response:
    """What the account may do with a task: each verb with its choices, or why it is not possible."""
    asked.case_of_task(task)
    return asked.answer(list[shapes.Verb], asked.office.task_verbs(task, asked.who, language))


def _verb(path: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    return private.post(f"/tasks/{{task}}/{path}", tags=["tasks"], responses=_ACTED, response_model=_LEFT)


def _do(asked: Asked, key: str, given: object, task: str, work: Callable[[Office], object]) -> Response:
    return asked.answer(_LEFT, asked.once(key, given, asked.case_of_task(task), work))


@_verb("complete")
def complete(task: TaskRef, given: sent.Completion, asked: WritesTasks, key: Key = "") -> Response:
    """Complete a task with an act or opinion."""
    return _do(asked, key, given, task, lambda office: office.complete_task(
        task, asked.who, given.act, given.answers, note=given.note, uploads=_uploads(given.materials), seen=given.seen,
        irregular=given.irregular))  # fmt: skip


@_verb("claim")
def claim(task: TaskRef, asked: WritesTasks, key: Key = "") -> Response:
    """Take a task from the pool."""
    return _do(asked, key, None, task, lambda office: office.claim(task, asked.who))


@_verb("release")
def release(task: TaskRef, asked: WritesTasks, key: Key = "") -> Response:
    """Put a task back into the pool."""
    return _do(asked, key, None, task, lambda office: office.release(task, asked.who))


@_verb("transfer")
def transfer(task: TaskRef, given: sent.Onward, asked: WritesTasks, key: Key = "") -> Response:
    """Give a task to a colleague for good."""
    return _do(asked, key, given, task, lambda office: office.transfer(task, asked.who, given.to, given.note))


@_verb("delegate")
def delegate(task: TaskRef, given: sent.Onward, asked: WritesTasks, key: Key = "") -> Response:
    """Give a task to a colleague for an opinion; it comes back."""
    return _do(asked, key, given, task, lambda office: office.delegate(task, asked.who, given.to, given.note))


@_verb("give-back")
def give_back(task: TaskRef, given: sent.Remark, asked: WritesTasks, key: Key = "") -> Response:
    """Give a delegated task back, with the opinion in `note`."""
    return _do(asked, key, given, task, lambda office: office.give_back(task, asked.who, given.note))


@_verb("recall")
def recall(task: TaskRef, given: sent.Remark, asked: WritesTasks, key: Key = "") -> Response:
    """Have a task again that one gave away for an opinion."""
    return _do(asked, key, given, task, lambda office: office.recall(task, asked.who, given.note))


@_verb("return")
def return_to(task: TaskRef, given: sent.Back, asked: WritesTasks, key: Key = "") -> Response:
    """Send the case back to an earlier step."""
    return _do(asked, key, given, task, lambda office: office.return_to(task, asked.who, given.step, given.note))


@_verb("take-back")
def take_back(task: TaskRef, given: sent.Remark, asked: WritesTasks, key: Key = "") -> Response:
    """Take one's own opinion or signature back while nobody has gone on from it."""
    return _do(asked, key, given, task, lambda office: office.take_back(task, asked.who, given.note))


@_verb("add-signer")
def add_signer(task: TaskRef, given: sent.MoreSigner, asked: WritesTasks, key: Key = "") -> Response:
    """Let somebody sign before, beside or after whoever does the task."""
    return _do(asked, key, given, task, lambda office: office.add_signer(
        task, asked.who, given.who, given.place, given.note))  # fmt: skip


@_verb("remove-signer")
def remove_signer(task: TaskRef, given: sent.LessSigner, asked: WritesTasks, key: Key = "") -> Response:
    """Do without a signer one has added."""
    return _do(asked, key, given, task, lambda office: office.remove_signer(task, asked.who, given.who))


@_verb("ask")
def ask(task: TaskRef, given: sent.Question, asked: WritesTasks, key: Key = "") -> Response:
    """Ask a lane of the matter, a colleague or an outside expert; the task waits for the answer."""
    return _do(asked, key, given, task, lambda office: office.ask(
        task, asked.who, given.to, given.question, given.by))  # fmt: skip


@_verb("call-off")
def call_off(task: TaskRef, asked: WritesTasks, key: Key = "") -> Response:
    """Take a question back; the task is the question's."""
    return _do(asked, key, None, task, lambda office: office.call_off(task, asked.who))


@_verb("urge")
def urge(task: TaskRef, given: sent.Remark, asked: WritesTasks, key: Key = "") -> Response:
    """Tell whoever has an official's task that it is waited for; once a day."""
    return _do(asked, key, given, task, lambda office: office.urge(task, asked.who, given.note))


@_verb("remind")
def remind(task: TaskRef, given: sent.Remark, asked: WritesTasks, key: Key = "") -> Response:
    """Tell the applicant, a signer or whoever was asked that it is waited for; once a day."""
    return _do(asked, key, given, task, lambda office: office.remind(task, asked.who, given.note))


# ---- what happens ----------------------------------------------------------------------------------------------------


@private.get(
    "/events", tags=["events"], responses=_SAME | documented((), *_TOKEN, CursorRefused), response_model=shapes.Events
)
def list_events(
    asked: ReadsEvents,
    after: Annotated[sent.Cursor, Query(description="Behind this cursor; empty: from the first event.")] = "",
    most: Most = 100,
    language: Spoken = "zh",
) -> Response:
    """What happened behind a cursor, in the cases that the account may see: in one order, without gaps, nothing twice.

    The entries of a case come in their order. Who comes to see a case later reads its `history` for what was before.
    """
    told = asked.office.feed.read(asked.who, after=after, most=most, organ=asked.token.organ, language=language)
    return asked.answer(shapes.Events, {"events": told.events, "cursor": told.cursor, "more": told.more})


@private.get(
    "/webhooks", tags=["events"], responses=_SAME | documented((), *_TOKEN), response_model=list[shapes.Webhook]
)
def list_webhooks(asked: ReadsEvents) -> Response:
    """The systems of the account that are called after acts, as the office has set them up."""
    return asked.answer(list[shapes.Webhook], asked.office.feed.webhooks(asked.who))


@private.post(
    "/webhooks/{webhook}/replay", tags=["events"], response_model=shapes.Replayed,
    responses=documented((), *_TOKEN, WebhookUnknown, CursorRefused, writes=True),
)  # fmt: skip
def replay(
    webhook: Annotated[str, Path(pattern=r"^[^\x00-\x1f/]{1,80}$", description="Its name.")],
    given: sent.Stretch,
    asked: ReadsEvents,
) -> Response:
    """Have a system called again for a stretch of the feed: each call with the id and the body it had before."""
    asked.count("replay", asked.token.id)
    told = asked.office.feed.replay(
        webhook, asked.who, after=given.after, until=given.until, organ=asked.token.organ
    )  # fmt: skip
    return asked.answer(shapes.Replayed, told)


# ---- statistics ------------------------------------------------------------------------------------------------------

Month = Annotated[str, Query(pattern=r"^[0-9]{4}-[0-9]{2}$", description="A month, as 2026-03.")]


@private.get(
    "/statistics", tags=["statistics"], responses=_SAME | documented(("engine.authority",), *_TOKEN, FiguresRefused),
    response_model=shapes.Figures,
)  # fmt: skip
def show_statistics(
    asked: ReadsFigures,
    matter: Annotated[shapes.MatterCode | None, Query(description="Of this matter alone.")] = None,
    first: Month = EVER[0],
    last: Month = EVER[1],
    by: Annotated[list[str], Query(max_length=3, description="Broken down by organ, matter, month.")] = ["matter"],  # noqa: B006
) -> Response:
    """Figures of the cases of the organ that the account supervises; of all, for auditors without an organ."""
    found = asked.office.statistics(asked.who, matter=matter, months=(first, last), by=by, organ=asked.token.organ)
    return asked.answer(shapes.Figures, found)


def _uploads(files: Iterable[sent.File]) -> list[Upload]:
    return [Upload(file.material, file.name, file.data) for file in files]


def _told(matter: Matter) -> dict[str, Any]:
    """A matter as the API shows it."""

    def titled(titles: Any) -> dict[str, str]:
        return {"zh": titles.zh, "en": titles.en}

    return {
        "code": matter.code,
        "title": matter.title.zh,
        "version": matter.version,
        "kind": matter.kind,
        "called": titled(matter.title),
        "effective": matter.effective,
        "organs": dict(matter.organs),
        "materials": [
            {"id": m.id, "title": titled(m.title), "required": m.required, "conditional": m.when is not None,
             "kinds": list(m.kinds), "most_bytes": m.most_bytes, "source": m.source}
            for m in matter.materials.values()
        ],
        "limits": [
            {"id": limit.name, "title": titled(limit.title), "days": limit.days, "unit": limit.unit.value,
             "source": limit.source}
            for limit in matter.limits.values()
        ],
        "forms": [{"name": name, "title": titled(form.titled)} for name, form in matter.forms.items()],
    }  # fmt: skip
