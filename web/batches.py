"""Many tasks of the desk in one go, and the lists that an official keeps under names of one's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.batches import Item
from engine.errors import SealflowError
from engine.terms import TaskVerb
from web.desk import Word, desk_path, wanted_in
from web.language import noted
from web.marks import query
from web.problems import saying
from web.sayings import SAYINGS, Saying
from web.site import Official, Posted, Visit

router = APIRouter()

_MOST_LISTED = 1_000
_HEADS = (
    noted("办件编号"), noted("事项"), noted("环节"), noted("申请人"), noted("办理人"), noted("期限"), noted("已超期"),
)  # fmt: skip


@router.post("/desk/batches")
def begin(visit: Official, form: Posted) -> Response:
    """Take or put back all tasks that were ticked; or on to the form that completes them alike."""
    back, verb = desk_path(str(form.get("back", "/desk"))), str(form.get("verb", ""))
    tasks = [str(task) for task in form.getlist("tasks")]
    if not tasks:
        return visit.go(back, visit.say("没有勾选待办。"))
    if verb == TaskVerb.COMPLETE:
        rows = {row["id"]: row for row in visit.office.desk.rows(visit.who.name, wanted_in(back), most=_MOST_LISTED)}
        chosen = [rows[task] for task in tasks if task in rows]
        if len({(row["bundle"], row["step"]) for row in chosen}) != 1:
            return visit.go(back, visit.say("只有同一事项同一环节的待办才能一并办理，请先筛选。"))
        first, *others = (row["id"] for row in chosen)
        return visit.go(f"/desk/tasks/{first}?also={','.join(others)}&back={quote(back, safe='')}")
    return visit.go(_address(visit.office.batches.begin(visit.who.name, verb, tasks), back))


@router.get("/desk/batches/{id}")
def progress(id: str, visit: Official, back: Annotated[str, Query(max_length=400)] = "/desk") -> Response:
    """How far a batch has come, and how each task came out."""
    batch = visit.office.batches.show(id, visit.who.name)
    refused = [(item, _why(item)) for item in batch.items if item.code]
    return visit.show("desk_batch.html", batch=batch, back=desk_path(back), refused=refused)


@router.post("/desk/views")
def keep(visit: Official, form: Posted) -> Response:
    """Give the filters of the list a name, or forget one."""
    back, name = desk_path(str(form.get("back", "/desk"))), str(form.get("name", ""))
    try:
        if form.get("op") == "drop":
            visit.office.desk.drop_view(visit.who.name, name)
            return visit.go(back, visit.say("已删除常用筛选“%(name)s”。", name=name))
        visit.office.desk.keep_view(visit.who.name, name, back.partition("?")[2])
    except SealflowError as error:
        if error.status >= 500:
            raise
        told = saying(error)
        return visit.go(back, f"{visit.say(told.happened)} {visit.say(told.remedy)}")
    return visit.go(back, visit.say("已保存常用筛选“%(name)s”。", name=name))


@router.get("/desk.csv")
def table(visit: Official, matter: Word = "", step: Word = "", whose: Word = "", late: Word = "") -> Response:
    """The list as a table for a spreadsheet: UTF-8 with a mark, so that every office program reads the Chinese."""
    wanted = wanted_in(f"/desk{query({'matter': matter, 'step': step, 'whose': whose, 'late': late})}")
    rows = visit.office.desk.inbox(visit.who.name, wanted, most=_MOST_LISTED, language=visit.speech.language)
    written = io.StringIO()
    csv.writer(written).writerows(_lines(visit, rows))
    headers = {"content-disposition": 'attachment; filename="desk.csv"'}
    return visit.settle(
        Response(b"\xef\xbb\xbf" + written.getvalue().encode(), 200, headers, "text/csv; charset=utf-8")
    )


def _lines(visit: Visit, rows: Sequence[dict[str, object]]) -> Iterator[list[str]]:
    heads = (
        noted("办件编号"),
        noted("事项"),
        noted("环节"),
        noted("申请人"),
        noted("办理人"),
        noted("期限"),
        noted("已超期"),
    )
    yield [visit.say(head) for head in heads]
    for row in rows:
        late = visit.say("是") if row["overdue"] else visit.say("否")
        cells = (row["case"], row["matter"], row["step_title"], row["applicant"], row["taken_by"], row["due"])
        yield [*(_plain(str(cell or "")) for cell in cells), late]


def _plain(cell: str) -> str:
    """The text as text: what begins like a formula would be run by a spreadsheet."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


def _why(item: Item) -> Saying:
    return SAYINGS.get(item.code) or Saying(item.said, item.remedy)


def _address(batch: str, back: str) -> str:
    return f"/desk/batches/{batch}?back={quote(back, safe='')}"
