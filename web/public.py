"""What everybody may see: the matters, what each asks for and gives, decisions that the law publishes, help."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.authority import Account
from engine.matter.model import DocumentRule, Matter
from engine.terms import Titled
from web.answers import picture_answer
from web.errors import NoSuchPage
from web.site import Anybody, Visit

router = APIRouter()

A_PAGE = 30
Cursor = Annotated[str, Query(max_length=60)]


@router.get("/")
def home(visit: Anybody, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """The first page: what can be done here, or what was searched for."""
    wanted = q.strip()
    if wanted:
        visit.site.pace.keep("search", visit.origin)
    publicity = visit.office.publicity
    found = publicity.search(wanted) if wanted else publicity.matters()
    return visit.show("home.html", wanted=wanted, groups=_by_organ(visit, found), count=len(found))


@router.get("/which")
def which(visit: Anybody, way: Annotated[str, Query(max_length=40, pattern=r"[0-9.]*")] = "") -> Response:
    """Which matter one needs, question by question. way: the answers given so far, by their places: 0.2.1."""
    places = [int(place) for place in way.split(".") if place]
    asked = visit.office.situations()
    given = asked.follow(places) if asked else []
    last = given[-1][1] if given else None
    return visit.show(
        "which.html", given=given, ways=[".".join(map(str, places[:n])) for n in range(len(places) + 1)],
        asked=last.then if last else asked,
        matter=visit.office.place.current_matter(last.matter) if last and last.matter else None,
    )  # fmt: skip


@router.get("/matters/{code}")
def guide(code: str, visit: Anybody) -> Response:
    """What a matter asks for and gives, how long it takes, how it goes."""
    guided = visit.office.publicity.guide(code)
    matter, organs = guided.matter, visit.office.place.organs
    slots = dict.fromkeys(matter.organs.values())
    return visit.show(
        "guide.html", matter=matter, guided=guided, steps=_steps(matter),
        organs=[organs[id] for id in slots if id in organs],
        results=_results(matter),
        behalf=_principals(visit),
    )  # fmt: skip


@router.get("/matters/{code}/specimen.webp")
def specimen(code: str, visit: Anybody) -> Response:
    """What the result of a matter looks like."""
    picture = visit.office.publicity.specimen(code)
    if picture is None:
        raise NoSuchPage(visit.request.url.path)
    return picture_answer(picture, public=True)


@router.get("/matters/{code}/process.svg")
def drawing(code: str, visit: Anybody) -> Response:
    """How a matter goes, as a drawing."""
    drawn = visit.office.publicity.drawing(code, visit.speech.language)
    headers = {
        "cache-control": "private, max-age=3600",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(drawn, 200, headers, "image/svg+xml")


@router.get("/decisions")
def decisions(visit: Anybody, after: Cursor = "") -> Response:
    """Decisions that the law publishes."""
    found = visit.office.publicity.decisions(after, A_PAGE + 1)
    older = found[A_PAGE - 1]["cursor"] if len(found) > A_PAGE else ""
    return visit.show("decisions.html", decisions=found[:A_PAGE], older=older)


@router.get("/decisions/{number}")
def decision(number: str, visit: Anybody) -> Response:
    """The text of one of them, without the persons in it."""
    document, text = visit.office.disclosed_text(number[:80])
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    return visit.show("decision.html", decision=document, paragraphs=paragraphs)


@router.get("/help")
def help_page(visit: Anybody) -> Response:
    """Help."""
    return visit.show("help.html")


@router.get("/accessibility")
def accessibility(visit: Anybody) -> Response:
    """What the pages promise to those who see, hear or move differently."""
    return visit.show("accessibility.html")


def _principals(visit: Visit) -> list[Account]:
    """Those for whom the visitor may apply."""
    names = sorted(visit.account.agent_for) if visit.account else []
    people = visit.office.place.colleagues(names)
    return [people[name] for name in names if name in people]


def _results(matter: Matter) -> list[DocumentRule]:
    """The papers somebody applies for: certificates; of a matter that has none, its decisions."""
    papers = matter.documents.values()
    return [rule for rule in papers if rule.style == "certificate"] or [r for r in papers if r.style == "decision"]


def _by_organ(visit: Visit, matters: list[Matter]) -> list[tuple[str, list[Matter]]]:
    """The matters under the organ where each is handed in."""
    groups: dict[str, list[Matter]] = {}
    for matter in matters:
        id = matter.organs.get("accepts") or next(iter(matter.organs.values()))
        organ = visit.office.place.organs.get(id)
        groups.setdefault(organ.name if organ else id, []).append(matter)
    return list(groups.items())


def _steps(matter: Matter) -> list[tuple[Titled, Titled]]:
    """Each step of people in the order of the matter, with who does it."""
    return [
        (step.title, Titled(str(step.role.title.get("zh", "")), str(step.role.title.get("en", ""))))
        for step in matter.steps.values()
        if step.role.who != "system"
    ]
