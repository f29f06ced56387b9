"""Our own layout: nothing lies on anything else, lines run beside figures, lanes hold what they name."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from bpmn.drawing.geometry import Box, crosses, segments
from bpmn.drawing.labels import place_labels
from bpmn.drawing.layout import laid_out
from bpmn.drawing.picture import ACTIVITIES, FLOW_NODES, Content, Part
from tests.bpmn import drawing
from tests.bpmn.pictures import FOREIGN, OWN, content_of, solid
from tests.bpmn.random_processes import make

FILES = [*OWN, *FOREIGN]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name if p.name != "process.bpmn" else p.parent.name)
def test_no_two_nodes_overlap(path: Path) -> None:
    content = content_of(path.read_bytes())

    for part in laid_out(content):
        assert _overlaps(content, part) == []


@pytest.mark.parametrize("seed", range(60))
def test_no_two_nodes_of_a_random_process_overlap(seed: int) -> None:
    content = content_of(make(seed, blocks=6).xml)

    parts = laid_out(content)

    for part in parts:
        assert _overlaps(content, part) == []
        assert _hits(content, part) == []
    flows = {line.id for line in content.lines.values()}
    assert flows <= {id for part in parts for id in part.routes}


def test_a_subprocess_holds_what_is_in_it_and_nothing_else() -> None:
    inner = drawing.subprocess(
        "sub", drawing.start("si"), drawing.user("inside"), drawing.end("ei"), flows="si>inside;inside>ei"
    )
    content = content_of(
        drawing.drawn(
            drawing.start(), inner, drawing.user("outside"), drawing.end(), flows="s>sub;sub>outside;outside>e"
        )
    )

    (part,) = laid_out(content)

    assert all(part.boxes["sub"].holds(part.boxes[id]) for id in ("si", "inside", "ei"))
    assert not any(part.boxes["sub"].overlaps(part.boxes[id]) for id in ("s", "outside", "e"))


def test_the_main_path_is_straight_and_a_return_goes_round_it() -> None:
    content = content_of(
        drawing.drawn(
            drawing.start(),
            drawing.user("check"),
            drawing.exclusive("ok"),
            drawing.user("mend"),
            drawing.end(),
            drawing.user("decide"),
            flows="s>check;check>ok;ok>decide[ok];ok>*mend;mend>check;decide>e",
        )
    )

    (part,) = laid_out(content)

    heights = {part.boxes[id].center.y for id in ("s", "check", "ok", "decide", "e")}
    assert len(heights) == 1
    assert part.boxes["mend"].center.y not in heights
    back = part.routes["p_4"]
    assert len(back) > 2 and back[0].x > back[-1].x


def test_steps_stand_in_the_lane_that_names_them() -> None:
    path = next(path for path in OWN if path.parent.name == "law_firm_establish")
    content = content_of(path.read_bytes())

    (part,) = laid_out(content)

    for lane in (figure for figure in content.figures.values() if figure.kind == "lane"):
        assert all(part.boxes[lane.id].holds(part.boxes[id]) for id in lane.members)


def test_a_step_that_no_lane_names_stands_in_none() -> None:
    lanes = '<bpmn:laneSet id="ls"><bpmn:lane id="a"><bpmn:flowNodeRef>s</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    data = drawing.drawn(drawing.start(), drawing.user("loose"), drawing.end(), flows="s>loose;loose>e")
    content = content_of(data.replace(b'<bpmn:startEvent id="s"', lanes.encode() + b'<bpmn:startEvent id="s"'))

    (part,) = laid_out(content)

    assert part.boxes["a"].holds(part.boxes["s"])
    assert not part.boxes["a"].overlaps(part.boxes["loose"])


@pytest.mark.parametrize("path", OWN, ids=lambda p: p.parent.name)
def test_names_beside_figures_hide_no_figure(path: Path) -> None:
    content = content_of(path.read_bytes())

    for part in laid_out(content):
        place_labels(content, part)
        for id, (_, box) in part.texts.items():
            hidden = [other for other, shape in solid(content, part) if other != id and shape.overlaps(box.grown(-1))]
            assert hidden == [], id


def test_a_thousand_steps_in_a_row_are_laid_out() -> None:
    steps = [drawing.user(f"n{n}") for n in range(1000)]
    flows = ";".join(["s>n0", *(f"n{n}>n{n + 1}" for n in range(999)), "n999>e", "n999>n0", "n500>n10"])

    (part,) = laid_out(content_of(drawing.drawn(drawing.start(), *steps, drawing.end(), flows=flows)))

    assert len(part.boxes) == 1002


def _overlaps(content: Content, part: Part) -> list[tuple[str, str]]:
    return [(a, b) for (a, one), (b, other) in combinations(solid(content, part), 2) if one.overlaps(other)]


def _hits(content: Content, part: Part) -> list[tuple[str, str]]:
    """Sequence flows that run through a node that is not one of their ends."""
    found = []
    for id, route in part.routes.items():
        line = content.lines[id]
        ends = {line.source, line.target}
        ends |= {content.figures[end].host for end in ends if end in content.figures}
        for node, box in part.boxes.items():
            if content.figures[node].kind not in FLOW_NODES or node in ends or _around(content, node, line.source):
                continue
            if content.figures[node].kind == "boundaryEvent" and content.figures[node].host in ends:
                continue
            if any(crosses(a, b, Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2)) for a, b in segments(route)):
                found.append((id, node))
    return found


def _around(content: Content, node: str, inner: str) -> bool:
    return content.figures[node].kind in ACTIVITIES and node in content.scopes_around(inner)
