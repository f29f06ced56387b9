"""Lanes: which there are, and the innermost one each node stands in."""

from __future__ import annotations

from lxml import etree

from bpmn.model import Lane
from bpmn.reader.elements import PREFIX, line_of, local_name, referred
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import Extensions
from bpmn.reader.vocabulary import NOT_RUN, SILENT
from bpmn.sayings import Said


def lanes_of(element: etree._Element, reading: Reading) -> tuple[list[Lane], dict[str, str]]:
    """The lanes drawn in a process or subprocess, outer ones first, and for each node they name the innermost lane."""
    lanes: list[Lane] = []
    placed: dict[str, etree._Element] = {}
    for lane_set in element.findall(PREFIX + "laneSet"):
        for lane in lane_set.iter(PREFIX + "lane"):
            id = reading.id_of(lane)
            lanes.append(Lane(id, (lane.get("name") or "").strip(), line_of(lane)))
            Extensions(lane).name_the_rest(reading.unused, id)
            for child in lane:
                kind = local_name(child)
                if kind == "flowNodeRef":
                    _place(referred(child.text), lane, line_of(child), placed, reading)
                elif kind in NOT_RUN:
                    reading.report_not_run(child, id)
                elif kind not in SILENT and kind != "childLaneSet":
                    reading.report_unknown(child, id)
    return lanes, {node: lane.get("id") or "" for node, lane in placed.items()}


def _place(node: str, lane: etree._Element, line: int, placed: dict[str, etree._Element], reading: Reading) -> None:
    id = lane.get("id") or ""
    if node not in reading.lines:
        reading.report.add(
            "BPMN-LANE",
            Said(f"泳道{id}提到的“{node}”不在文件里", f"the lane {id} names {node!r}, which is not in the file"),
            id,
            line,
        )
        return
    before = placed.get(node)
    if before is not None and before not in lane.iterancestors():
        message = Said(
            f"{node}同时在泳道{before.get('id')}和{id}里；以{id}为准",
            f"{node} stands in the lanes {before.get('id')} and {id}; {id} counts",
        )
        reading.report.add("BPMN-LANE", message, node, line)
    placed[node] = lane
