"""The files of a matter as text, YAML and JSON, with the line of everything; what cannot be read is told by its line.

Knows nothing of matters, and takes YAML as people mean it.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from bpmn.errors import Finding
from engine.errors import Refusal
from engine.fast_yaml import FAST
from engine.matter.origins import Path

MOST_NODES = 20_000
"""A few lines of aliases to aliases would unfold to millions."""
_DEEPEST = 40


class Unreadable(Refusal):
    """A file of a matter cannot be read."""

    code = "MATTER-UNREADABLE"
    remedy = "Mend the file, then check the matter again (`sealflow matter check`)."
    status = 422

    def __init__(self, line: int, message: str, advice: str = "") -> None:
        """advice: what to do about this one, where more can be said than for all."""
        super().__init__(message)
        self.line, self.advice = line, advice or self.remedy

    def finding(self, file: str) -> Finding:
        """What is wrong with the file, where, and what to do."""
        return Finding(self.code, "error", f"{file}: {self}", self.advice, file, self.line)


class AnotherEncoding(Unreadable):
    """A file of a matter is not UTF-8."""

    code = "MATTER-ENCODING"
    remedy = "Save the file as UTF-8: in most editors under `Save as`, at `Encoding`."


class NotYaml(Unreadable):
    """A file of a matter is not the YAML it should be."""

    code = "MATTER-NOT-YAML"
    remedy = "Correct the YAML at this line."


class NotJson(Unreadable):
    """A file of a matter is not the JSON it should be."""

    code = "MATTER-NOT-JSON"
    remedy = "Correct the JSON at this line."


def text_of(data: bytes) -> str:
    """The text of a file in UTF-8; a byte-order mark before it is no part of it. Raises AnotherEncoding."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise AnotherEncoding(line, f"this is not UTF-8 but {_looks_like(data)}") from error
    if "\0" in text:
        raise AnotherEncoding(1, f"this is not UTF-8 but {_looks_like(data)}")
    return text


def _looks_like(data: bytes) -> str:
    """What a text that is not UTF-8 was probably saved as."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:200]:
        return "UTF-16 (`Unicode`)"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "something else"
    return "GBK (`ANSI`)"


class _Loader(FAST):
    """Safe YAML as people mean it: `on` and `no` are words, dates stay text, a key may stand only once."""


_DROPPED = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag not in _DROPPED]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), ["t", "f"])


def read_yaml(data: bytes) -> tuple[Any, dict[Path, int]]:
    """As `load_yaml`, from the bytes of a file. Raises Unreadable."""
    text = text_of(data)
    try:
        return load_yaml(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _not_yaml(error, text.splitlines()) from error


def _not_yaml(error: Exception, written: list[str]) -> NotYaml:
    """What is wrong, in words for whoever writes the file, where there is a usual reason."""
    marks = [mark for name in ("context_mark", "problem_mark") if (mark := getattr(error, name, None)) is not None]
    for line in sorted({mark.line for mark in marks if mark.line < len(written)}):
        if "\t" in written[line]:
            said, remedy = "a tab stands where YAML wants spaces", "Put spaces in place of the tab."
            return NotYaml(line + 1, said, remedy)
        if "：" in written[line] and ": " not in written[line]:
            said, remedy = "the colon is full-width", "Write a plain colon and a space (`: `) in place of `：`."
            return NotYaml(line + 1, said, remedy)
    said = " ".join(str(getattr(error, "problem", None) or error).split())
    return NotYaml(marks[-1].line + 1 if marks else 0, said)


def read_json(data: bytes) -> Any:
    """The JSON document in the bytes of a file; a key that stands twice is refused. Raises Unreadable."""
    text = text_of(data)
    try:
        return load_json(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0) or _line_of_twice(text)
        raise NotJson(line, str(error)) from error


def _line_of_twice(text: str) -> int:
    """The line of a key that stands twice: JSON is YAML too, whose reader knows lines."""
    try:
        load_yaml(text)
    except yaml.MarkedYAMLError as error:
        return error.problem_mark.line + 1 if error.problem_mark else 0
    except (yaml.YAMLError, RecursionError, ValueError):
        return 0
    return 0


def load_yaml(text: str) -> tuple[Any, dict[Path, int]]:
    """The document, and the 1-based line of every key and list item by its path. Raises yaml.YAMLError."""
    _hold_to_depth(text)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Path, int] = {}
        if node is None:
            return None, lines
        _note_lines(node, (), lines, loader)
        return loader.construct_document(node), lines
    finally:
        loader.dispose()


def _hold_to_depth(text: str) -> None:
    """Refuse what is nested beyond sense before anything climbs into it: the parser tells its events one by one."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise _fault("nested too deeply", event)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _note_lines(node: yaml.Node, path: Path, lines: dict[Path, int], loader: _Loader) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if len(lines) > MOST_NODES:
        raise _fault(f"it unfolds to more than {MOST_NODES:,} values", node)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            if here in lines:
                raise _fault(f"{here[-1]} stands twice", key)
            lines[here] = key.start_mark.line + 1
            _note_lines(value, here, lines, loader)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(value, (*path, str(index)), lines, loader)


def _fault(problem: str, node: yaml.Node | yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)  # type: ignore[arg-type]


def load_json(text: str) -> Any:
    """The JSON document; a key that stands twice is refused. Raises ValueError."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise ValueError(f"{key!r} stands twice in one object")
            found[key] = value
        return found

    return json.loads(text, object_pairs_hook=once)
