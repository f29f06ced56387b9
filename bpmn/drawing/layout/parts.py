"""The parts of a picture laid out by ourselves: pools with messages between them, or one process after the other."""

from __future__ import annotations

from collections.abc import Sequence

from bpmn.drawing.geometry import Box
from bpmn.drawing.layout.lanes import HEAD as LANE_HEAD
from bpmn.drawing.layout.scopes import PADDING, Block, block_of
from bpmn.drawing.layout.sizes import size_of
from bpmn.drawing.layout.wires import Wiring
from bpmn.drawing.picture import CONVERSATIONS, DATA, FLOW_NODES, Content, Figure, Part

POOL_HEAD = 30.0
POOL_GAP = 46.0
BLACK_BOX = 60.0


def laid_out(content: Content, scopes: Sequence[str] | None = None) -> list[Part]:
    """The parts that show everything; or only these processes and subprocesses, each as a part of its own."""
    if scopes is not None:
        return [_process_part(content, scope) for scope in scopes]
    pools = [figure for figure in content.figures.values() if figure.kind == "participant"]
    pooled = {pool.refers_to for pool in pools}
    parts = [_collaboration(content, pools)] if pools else []
    alone = [id for id in content.processes if id not in pooled and any(content.inside(id))]
    parts += [_process_part(content, id, titled=len(alone) + len(parts) > 1) for id in alone]
    return parts


def _process_part(content: Content, scope: str, *, titled: bool = True) -> Part:
    block = block_of(content, scope)
    name = content.processes.get(scope) or (content.figures[scope].name if scope in content.figures else "") or scope
    return Part(name if titled else "", dict(block.boxes), dict(block.routes), expanded=set(block.expanded))


def _collaboration(content: Content, pools: Sequence[Figure]) -> Part:
    """Pools one below the other, as wide as the widest; then what stands between them, and the messages."""
    part = Part()
    blocks = {pool.id: block_of(content, pool.refers_to) for pool in pools if pool.refers_to}
    shown: dict[str, Block] = {}
    for id, block in blocks.items():  # a process that two pools refer to is drawn in the first
        if block.boxes and not any(set(block.boxes) & set(other.boxes) for other in shown.values()):
            shown[id] = block
    width = max((_inner_width(content, pool, shown) for pool in pools), default=400.0) + POOL_HEAD
    top = 0.0
    uprights: list[float] = []
    levels: list[float] = []
    for pool in pools:
        block = shown.get(pool.id, Block())
        laned = any(f.kind == "lane" for f in content.inside(pool.refers_to)) if pool.id in shown else False
        pad = 0.0 if laned else PADDING
        height = max(block.height + 2 * pad, BLACK_BOX)
        taken = Block()
        taken.take(block, POOL_HEAD + pad, top + (height - block.height) / 2)
        part.boxes[pool.id] = Box(0, top, width, height)
        part.boxes.update(taken.boxes)
        part.routes.update(taken.routes)
        part.expanded |= taken.expanded
        for lane in (f for f in content.inside(pool.refers_to) if f.kind == "lane" and pool.id in shown):
            box = part.boxes[lane.id]
            part.boxes[lane.id] = Box(box.x, box.y, width - box.x, box.height)
        uprights += [x + POOL_HEAD + pad for x in block.strips]
        levels += [top - POOL_GAP / 2, top - POOL_GAP / 2 - 8, top - POOL_GAP / 2 + 8]
        top += height + POOL_GAP
    _put_between(content, part, top)
    _wire(content, part, uprights, levels)
    return part


def _inner_width(content: Content, pool: Figure, shown: dict[str, Block]) -> float:
    block = shown.get(pool.id)
    if block is None:
        return 300.0
    laned = any(figure.kind == "lane" for figure in content.inside(pool.refers_to))
    return block.width + (0 if laned else 2 * PADDING)


def _put_between(content: Content, part: Part, top: float) -> None:
    """Stand what belongs to no process below the pools."""
    x = LANE_HEAD
    for figure in content.figures.values():
        loose = figure.kind in CONVERSATIONS or figure.kind in DATA or figure.kind == "textAnnotation"
        if not figure.scope and loose and figure.id not in part.boxes:
            width, height = size_of(figure)
            part.boxes[figure.id] = Box(x, top, width, height)
            x += width + 40


def _wire(content: Content, part: Part, uprights: Sequence[float], levels: Sequence[float]) -> None:
    obstacles = [box for id, box in part.boxes.items() if content.figures[id].kind in FLOW_NODES]
    wiring = Wiring(obstacles, uprights=uprights, levels=levels, drawn=part.routes.values())
    for line in content.lines.values():
        if line.id in part.routes or line.source not in part.boxes or line.target not in part.boxes:
            continue
        ends = [part.boxes[line.source], part.boxes[line.target]]
        for n, id in enumerate((line.source, line.target)):
            if content.figures[id].kind == "participant":
                ends[n] = _opposite(ends[n], ends[1 - n])
        part.routes[line.id] = wiring.line(*ends)


def _opposite(pool: Box, other: Box) -> Box:
    """The piece of a pool's border that a message reaches: right above or below the other end."""
    width = min(40.0, pool.width)
    x = min(max(other.center.x - width / 2, pool.x), pool.right - width)
    return Box(x, pool.y, width, pool.height)
