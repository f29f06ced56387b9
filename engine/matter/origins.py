"""Where each part of a matter was written: its own file and line, or those of the matter it inherits.

Kept beside the resolved files as `origins.json`, which is no part of the fingerprint: the same matter written elsewhere
is the same matter. Read only when something has to be told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from bpmn.errors import Finding

ORIGINS = "origins.json"

Path = tuple[str, ...]
Spot = tuple[str, int]
"""A file, as seen from the matter's folder, and a line of it."""

PROCESS, DEFINITION, FORMS = "process.bpmn", "matter.yaml", "form.json"


class Origins:
    """What `origins.json` says; of a matter that inherits nothing it says nothing."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._kept = files.get(ORIGINS)

    def __bool__(self) -> bool:
        return self._kept is not None

    @cached_property
    def _told(self) -> dict[str, Any]:
        return json.loads(self._kept) if self._kept is not None else {"chain": [], "files": {}, "written": {}}

    @cached_property
    def _spots(self) -> dict[str, dict[Path, Spot]]:
        return {
            file: {tuple(path): (where, line) for path, where, line in rows}
            for file, rows in self._told["written"].items()
        }

    @property
    def chain(self) -> tuple[str, ...]:
        """The codes of the matters inherited from, the nearest first."""
        return tuple(self._told["chain"])

    @property
    def files(self) -> Mapping[str, str]:
        """Each file taken over whole, and where it stands."""
        return self._told["files"]  # type: ignore[no-any-return]

    def spot(self, file: str, path: Path) -> Spot | None:
        """Where the part of a merged file was written, or the nearest around it; None for a file not merged."""
        spots = self._spots.get(file)
        if spots is None:
            return None
        while path and path not in spots:
            path = path[:-1]
        return spots.get(path)

    def writers(self, file: str) -> list[str]:
        """The files a merged file was made of, the oldest first."""
        where = {spot[0] for spot in self._spots[file].values()}
        return [name for name in (*(f"{code}/{file}" for code in reversed(self.chain)), file) if name in where]

    def placed(self, finding: Finding) -> Finding:
        """The finding with the file and line where what it is about was written."""
        if not self:
            return finding
        for name, stands in self.files.items():
            finding = _renamed(finding, name, stands)
        path = tuple(finding.element.split("."))
        if f"{DEFINITION}: " in finding.message:  # by its reader, which knows the line
            return finding
        if f"{FORMS}: " in finding.message:
            file, spot = FORMS, self.spot(FORMS, path)
        elif finding.line:
            file, spot = PROCESS, (self.files.get(PROCESS, PROCESS), finding.line)
        elif len(path) > 1:
            file, spot = DEFINITION, self.spot(DEFINITION, path)
        else:
            return finding
        if spot is None:
            return finding
        where, line = spot
        if where != file and where not in finding.message:
            finding = replace(finding, message=f"{where}: {finding.message}", message_zh=_prefixed(where, finding))
        return replace(finding, line=line)


def written_down(
    chain: Iterable[str], files: Mapping[str, str], written: Mapping[str, Iterable[tuple[Path, Spot]]]
) -> bytes:
    """The content of `origins.json`."""
    told = {
        "chain": list(chain),
        "files": dict(files),
        "written": {file: [[list(path), *spot] for path, spot in rows] for file, rows in written.items()},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def annotated(text: str, spots: Iterable[tuple[Path, int]], origins: Origins, file: str) -> list[str]:
    """The lines of a resolved file, each after where it was written. spots: the parts of the file and their lines."""
    starting: dict[int, Path] = {}
    for path, line in spots:
        if path:
            starting.setdefault(line, path)
    told = []
    for number, text_line in enumerate(text.splitlines(), 1):
        spot = (origins.spot(file, starting[number]) or (file, number)) if number in starting else ("", 0)
        told.append((f"{spot[0]}:{spot[1]}" if spot[0] else "", text_line))
    width = max((len(where) for where, _ in told), default=0)
    return [f"{where:<{width}}  {text_line}".rstrip() for where, text_line in told]


def _renamed(finding: Finding, name: str, stands: str) -> Finding:
    if name not in finding.message or stands in finding.message:
        return finding
    message_zh = finding.message_zh.replace(name, stands)
    return replace(finding, message=finding.message.replace(name, stands), message_zh=message_zh)


def _prefixed(where: str, finding: Finding) -> str:
    return f"{where}：{finding.message_zh}" if finding.message_zh else ""
