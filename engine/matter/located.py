"""A reader of mappings that collects what is wrong, with file and line, instead of stopping at the first.

Knows nothing of matters: `Located` walks any mapping that `engine.matter.text` has read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from bpmn.errors import BpmnError, Finding
from bpmn.expressions import Expression, compile_expression
from engine.matter.origins import Origins, Path, Spot


class Located:
    """A mapping being read: each question names a key, what it must be, and leaves a finding when it is not."""

    def __init__(
        self,
        value: Any,
        file: str,
        lines: Mapping[Path, int],
        findings: list[Finding],
        path: Path = (),
        origins: Origins | None = None,
    ) -> None:
        self.value: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        self.file, self.lines, self.findings, self.path = file, lines, findings, path
        self._origins = origins
        self._asked: set[str] = set()
        if not isinstance(value, Mapping):
            self.wrong("", f"{self._place()} must be a mapping of names to values", "Write `name: value` lines here.")

    def with_value(self, value: Mapping[str, Any]) -> Located:
        """The same place of the same file, with other values in it."""
        return Located(value, self.file, self.lines, self.findings, self.path, self._origins)

    def at(self, *path: str) -> Located:
        """A place below this one, for what is to be said of it."""
        return self._inner({}, *path)

    def line(self, key: str = "") -> int:
        """The line of a key, or of the mapping itself, in the file in which it was written."""
        return self._spot(key)[1]

    def _spot(self, key: str) -> Spot:
        path = (*self.path, key) if key else self.path
        if self._origins and (spot := self._origins.spot(self.file, path)):
            return spot
        while path and path not in self.lines:
            path = path[:-1]
        return self.file, self.lines.get(path, 0)

    def wrong(self, key: str, message: str, remedy: str, code: str = "MATTER-INVALID") -> None:
        """Write down that a key is wrong."""
        file, line = self._spot(key)
        self.findings.append(Finding(code, "error", f"{file}: {message}", remedy, self._place(key), line))

    def text(self, key: str, default: str | None = None) -> str:
        """A text (numbers are read as text); needed unless a default is given."""
        value = self._get(key, default is None)
        if value is None:
            return default or ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.wrong(key, f"{self._place(key)} must be a text", "Write a text, in quotes if it looks like a number.")
            return default or ""
        return str(value)

    def day(self, key: str, default: str | None = None) -> str:
        """A day as ISO text; needed unless a default is given."""
        text = self.text(key, default)
        if text and text != default and not _is_day(text):
            self.wrong(key, f"{self._place(key)} is {text!r}", "Write a day as 2026-03-02.")
            return default or "0001-01-01"
        return text

    def whole(self, key: str, default: int | None = None, least: int = 1, most: int = 100_000) -> int:
        """A whole number within bounds."""
        value = self._get(key, default is None)
        if value is None:
            return default if default is not None else least
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong(key, f"{self._place(key)} is {value!r}", f"Write a whole number from {least} to {most}.")
            return default if default is not None else least
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """true or false."""
        value = self._get(key, False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, f"{self._place(key)} is {value!r}", "Write true or false.")
            return default
        return value

    def names(self, key: str, needed: bool = False) -> tuple[str, ...]:
        """A list of names; a single name counts as a list of one."""
        value = self._get(key, needed)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, f"{self._place(key)} must be a list of names", "Write [first, second].")
            return ()
        return tuple(value)

    def among(self, key: str, known: Collection[str] | None = None) -> tuple[str, ...] | None:
        """The names of a list, of those known (None: any); None when the list is not there at all."""
        names = self.names(key)
        for name in names:
            if known is not None and name not in known:
                self.wrong(key, f"{key} names {name}", f"Use one of: {', '.join(known)}.")
        names = tuple(name for name in names if known is None or name in known)
        return names if key in self.value else None

    def expression(self, key: str) -> Expression | None:
        """A condition; None when there is none, or it cannot be read."""
        text = self.text(key, "")
        if not text:
            return None
        try:
            return compile_expression(text, element=".".join((*self.path, key)), line=self.line(key))
        except BpmnError as error:
            self.wrong(key, str(error), error.remedy, error.code)
            return None

    def titles(self, key: str, default: str = "") -> dict[str, str]:
        """The Chinese and the English title."""
        value = self._get(key, not default)
        if isinstance(value, str):
            return {"zh": value, "en": value}
        if isinstance(value, Mapping) and isinstance(value.get("zh"), str):
            return {"zh": value["zh"], "en": str(value.get("en", value["zh"]))}
        if value is not None:
            self.wrong(key, f"{self._place(key)} must name a title", "Write {zh: 中文, en: English}.")
        return {"zh": default, "en": default}

    def part(self, key: str, needed: bool = False) -> Located:
        """A mapping inside this one; empty when it is absent."""
        value = self._get(key, needed)
        return self._inner({} if value is None else value, key)

    def parts(self, key: str, needed: bool = False) -> Iterator[tuple[str, Located]]:
        """The members of a mapping of mappings. A member without a value counts as an empty mapping."""
        whole = self.part(key, needed)
        for name, value in whole.value.items():
            yield str(name), self._inner({} if value is None else value, key, str(name))

    def rows(self, key: str, needed: bool = False) -> Iterator[Located]:
        """The members of a list of mappings."""
        value = self._get(key, needed)
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong(key, f"{self._place(key)} must be a list", "Write one `- ` line for each member.")
            return
        for index, item in enumerate(value):
            yield self._inner(item, key, str(index))

    def anything(self, key: str) -> Any:
        """Whatever stands there."""
        return self._get(key, False)

    def finished(self) -> None:
        """Write down every key nobody asked for: a slip of the pen would otherwise be ignored in silence."""
        for key in self.value:
            if key not in self._asked:
                self.wrong(
                    str(key),
                    f"{self._place(str(key))} is not known here",
                    f"Correct the name or remove it; known are: {', '.join(sorted(self._asked))}.",
                    "MATTER-UNKNOWN-KEY",
                )

    def _inner(self, value: Any, *path: str) -> Located:
        return Located(value, self.file, self.lines, self.findings, (*self.path, *path), self._origins)

    def _get(self, key: str, needed: bool) -> Any:
        self._asked.add(key)
        value = self.value.get(key)
        if value is None and needed:
            self.wrong(key, f"{self._place(key)} is missing", f"Add `{key}:`.", "MATTER-MISSING-KEY")
        return value

    def _place(self, key: str = "") -> str:
        return ".".join((*self.path, key) if key else self.path) or "the file"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
