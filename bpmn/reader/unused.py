"""What a file says that has no use here, counted by kind: one finding for each, with how often and where first."""

from __future__ import annotations

from bpmn.catalogue import Report
from bpmn.sayings import Said


class Unused:
    """Collects what has no use, and what was read in another engine's words, while one file is read."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Said], list[tuple[str, int, Said | None]]] = {}

    def add(self, code: str, what: Said | str, id: str, line: int, *, remedy: Said | None = None) -> None:
        """Count one more `what`, at the element `id`; the remedy of the first counts."""
        kind = Said(what, what) if isinstance(what, str) else what
        self._found.setdefault((code, kind), []).append((id, line, remedy))

    def report(self, report: Report) -> None:
        """Report everything collected."""
        for (code, what), places in self._found.items():
            (id, line, remedy), times = places[0], len(places)
            becomes = _BECOMES.get(code, _NOT_USED)
            message = Said(f"{id}写有{what.zh}：{becomes.zh}", f"{id} has {what.en}: {becomes.en}")
            if times > 1:
                message = Said(
                    f"{what.zh}共{times}处，第一处在{id}：{becomes.zh}",
                    f"{times} × {what.en}, the first at {id}: {becomes.en}",
                )
            report.add(code, message, id, line, remedy=remedy)


_NOT_USED = Said("不起作用", "not used")
_BECOMES = {
    "BPMN-NOT-RUN": Said("不起作用", "not carried out"),
    "BPMN-VENDOR-READ": Said("已读入", "read"),
    "BPMN-VENDOR-KEPT": Said("留在图里，不起作用", "kept, without effect"),
}
"""Rule → what becomes of what breaks it."""
