"""Figures for everybody: what became of the cases of each matter, and complaints about needless proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.identifiers import is_case_number
from engine.open_figures import Listed, Told
from engine.publicity import FEWEST
from engine.statistics import PUBLIC_GROUPS
from engine.terms import Instead
from web.forms import Asking, Question
from web.language import noted
from web.site import Anybody, Visit

router = APIRouter()

A_PAGE = 30
GROUPS: Mapping[str, str] = dict(
    zip(PUBLIC_GROUPS, (noted("办结"), noted("办理中"), noted("其他")), strict=True)
)  # fmt: skip
"""What each of the public figures reads as."""


@router.get("/statistics")
def statistics(visit: Anybody) -> Response:
    """How many cases of each matter were received and closed, and how long they took."""
    told = visit.office.open_figures.matters()
    return visit.show(
        "statistics.html", sums=_sums(told), groups=GROUPS, fewest=FEWEST,
        as_of=visit.office.open_figures.as_of(), busy=[one for one in told if one.figures["received"]],
    )  # fmt: skip


@router.get("/complaints")
def complaints(
    visit: Anybody, group: Annotated[str, Query(max_length=20)] = "", page: Annotated[int, Query(ge=1, le=1000)] = 1
) -> Response:
    """Complaints by how far they have come, without those who made them, and the proofs that are asked for no more."""
    group = group if group in GROUPS else ""
    open_figures = visit.office.open_figures
    boards = []
    for matter in open_figures.listing():
        found = open_figures.cases(matter, group, skip=(page - 1) * A_PAGE, most=A_PAGE + 1)
        rows = [(listed, _chosen(visit, listed)) for listed in found[:A_PAGE]]
        heads = [visit.speech.call(matter.forms["application"].root.fields[name].titled) for name in matter.public_list]
        figures = visit.office.public_figures(matter.code)
        boards.append({"matter": matter, "rows": rows, "heads": heads, "figures": figures, "more": len(found) > A_PAGE})
    proofs = [proof for proof in visit.office.needless_proofs() if proof["instead"] != Instead.KEPT]
    titles = {matter.code: matter.title for matter in visit.office.publicity.matters()}
    return visit.show(
        "complaints.html", boards=boards, group=group, page=page, groups=GROUPS, proofs=proofs, titles=titles,
        instead=lambda word: visit.speech.call(Instead(word).titled), is_number=is_case_number,
    )  # fmt: skip


def _chosen(visit: Visit, listed: Listed) -> list[Question | None]:
    """The answers that everybody may read, in the order of the heads."""
    root = listed.matter.forms["application"].root
    found = {q.path: q for q in Asking(visit.speech, listed.chosen, read_back=True).questions(root)}
    return [found.get(name) for name in listed.matter.public_list]


def _sums(told: Sequence[Told]) -> dict[str, Any]:
    return {name: sum(one.figures[name] for one in told) for name in ("received", *GROUPS)}
