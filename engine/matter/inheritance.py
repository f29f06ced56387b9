"""A matter that inherits another: its own words over the parent's, folded out into whole files before anything is read.

One rule for `matter.yaml` and `form.json`: mappings are merged by key, `null` takes a key out, anything else replaces
what stood there. A list is replaced by a list; a mapping over a list changes its members by name (their `id` or
`const`, or the text itself). Every other file stands for the parent's of the same name. What names a matter is never
inherited, nor are the cases it must come out of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bpmn.errors import Finding
from engine.errors import Refusal
from engine.matter.origins import DEFINITION, FORMS, ORIGINS, Origins, Path, Spot, annotated, written_down
from engine.matter.text import Unreadable, load_yaml, read_json, read_yaml, text_of

MOST_GENERATIONS = 5
"""Matters in one line of inheritance; further back nobody can tell what holds."""

OWN_KEYS = ("code", "title", "version", "effective", "guide", "inherits")
"""What a matter says of itself: never taken over."""
_OWN_FILES = ("CHANGES.md", "specimen.webp", ORIGINS)

Files = Mapping[str, bytes]


class ParentUnknown(Refusal):
    """The matter that is inherited cannot be found or read."""

    code = "MATTER-PARENT-UNKNOWN"
    remedy = "Name under `inherits` the code of a matter whose folder stands beside this one, or that is shipped."
    status = 422


class InheritanceCircle(Refusal):
    """A matter inherits itself, directly or through others."""

    code = "MATTER-INHERITS-CIRCLE"
    remedy = "Take `inherits` out of one of the matters named; one of them must stand by itself."
    status = 422


class InheritanceTooDeep(Refusal):
    """Too many matters inherit each other in one line."""

    code = "MATTER-INHERITS-DEEP"
    remedy = "Inherit a matter further up the line, and write here what is different."
    status = 422


class OverridesNothing(Refusal):
    """The matter takes out or changes what its parent does not have."""

    code = "MATTER-OVERRIDES-NOTHING"
    remedy = "Correct the name, or remove the line; `sealflow matter show CODE --resolved` prints what is inherited."
    status = 422

    def __init__(self, code: str, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        first = findings[0]
        super().__init__(f"{code} overrides {len(findings)} part(s) that are not inherited; first: {first.message}")


@dataclass(frozen=True, slots=True)
class Written:
    """A value of a file with where it was written: a mapping or a list of such, or something plain."""

    value: Any
    spot: Spot

    def plain(self) -> Any:
        """The value alone."""
        if isinstance(self.value, dict):
            return {key: member.plain() for key, member in self.value.items()}
        if isinstance(self.value, list):
            return [member.plain() for member in self.value]
        return self.value

    def spots(self, path: Path = ()) -> Iterator[tuple[Path, Spot]]:
        """Every part by its path."""
        yield path, self.spot
        if isinstance(self.value, dict):
            for key, member in self.value.items():
                yield from member.spots((*path, str(key)))
        elif isinstance(self.value, list):
            for index, member in enumerate(self.value):
                yield from member.spots((*path, str(index)))


def resolve(own: Files, folder_of: Callable[[str], Files | None]) -> dict[str, bytes]:
    """The files of a matter with all it inherits; the same files when it inherits nothing.

    folder_of: the files of the folder of a code, None when there is none.
    Raises ParentUnknown, InheritanceCircle, InheritanceTooDeep, OverridesNothing.
    """
    definition = _definition(own.get(DEFINITION, b""), DEFINITION)
    if definition is None or "inherits" not in definition.value:
        return {name: data for name, data in own.items() if name != ORIGINS}
    line = [_code(definition)]
    folders = [own]
    while (parent := _parent(folders[-1])) is not None:
        where = _where(folders[-1], line)
        if parent in line:
            raise InheritanceCircle(f"{where}: {' inherits '.join([*line, parent])}")
        if len(line) == MOST_GENERATIONS:
            raise InheritanceTooDeep(f"{where}: {' inherits '.join([*line, parent])}; at most {MOST_GENERATIONS}")
        files = folder_of(parent)
        if files is None or _definition(files.get(DEFINITION, b""), DEFINITION) is None:
            trouble = "has no folder" if files is None else "has a matter.yaml that cannot be read"
            raise ParentUnknown(f"{where}: {line[-1]} inherits {parent}, which {trouble}")
        line.append(parent)
        folders.append(files)
    return dict(_folded(tuple(line), tuple(tuple(folder.items()) for folder in folders)))


@lru_cache(maxsize=64)
def _folded(line: Sequence[str], packed: Sequence[Sequence[tuple[str, bytes]]]) -> Files:
    """The oldest matter, then each younger one laid over it."""
    folders = [dict(folder) for folder in packed]
    files: dict[str, bytes] = {}
    stands: dict[str, str] = {}
    merged: dict[str, Written] = {}
    spoilt: set[str] = set()
    for generation in reversed(range(len(line))):
        prefix = f"{line[generation]}/" if generation else ""
        for name, data in folders[generation].items():
            if not generation or _is_inherited(name):
                files[name] = data
                stands[name] = prefix + name
        for name, read in ((DEFINITION, _definition), (FORMS, _forms)):
            if name not in folders[generation] or name in spoilt:
                continue
            if (own := read(folders[generation][name], prefix + name)) is not None:
                merged[name] = _over(merged, name, own, line[generation])
            else:  # left as it is: its reader tells what is wrong with it
                spoilt.add(name)
                merged.pop(name, None)
    for name, whole in merged.items():
        files[name] = _dumped(name, whole.plain())
        stands.pop(name, None)
    spots = {name: list(whole.spots()) for name, whole in merged.items()}
    files[ORIGINS] = written_down(line[1:], {n: s for n, s in stands.items() if n != s}, spots)
    return files


def _is_inherited(name: str) -> bool:
    return name not in _OWN_FILES and not (name.startswith("examples/") and name.endswith(".yaml"))


def _over(merged: Mapping[str, Written], name: str, own: Written, code: str) -> Written:
    """One generation's file laid over what it inherits of it."""
    if name not in merged:
        return own
    inherited = merged[name]
    if name == DEFINITION:
        names = {key: own.value[key] for key in OWN_KEYS if key in own.value}
        kept = {key: member for key, member in inherited.value.items() if key not in OWN_KEYS}
        inherited = Written({**names, **kept}, inherited.spot)
    findings: list[Finding] = []
    whole = _laid_over(inherited, own, (), findings)
    if findings:
        raise OverridesNothing(code, findings)
    return whole


def _laid_over(old: Written, new: Written, path: Path, findings: list[Finding]) -> Written:
    if isinstance(old.value, list) and isinstance(new.value, dict):
        return _members_laid_over(old, new, path, findings)
    if not isinstance(old.value, dict) or not isinstance(new.value, dict):
        return new
    members = dict(old.value)
    for key, member in new.value.items():
        here = (*path, str(key))
        if member.value is None:
            _take_out(members, key, member, here, findings)
        else:
            members[key] = _laid_over(members[key], member, here, findings) if key in members else member
    return Written(members, new.spot)


def _members_laid_over(old: Written, new: Written, path: Path, findings: list[Finding]) -> Written:
    """A list changed by names: each member is taken out (null), changed, or added at the end."""
    members = {_name(member) or str(index): member for index, member in enumerate(old.value)}
    if None in map(_name, old.value):
        findings.append(_nothing(new, path, "is a list without names", "Write the whole list."))
        return old
    for key, member in new.value.items():
        here = (*path, str(key))
        if member.value is None:
            _take_out(members, key, member, here, findings)
        elif isinstance(member.value, dict):
            named = {"id": Written(key, member.spot), **member.value}
            known = members.get(key)
            members[key] = _laid_over(known, member, here, findings) if known else Written(named, member.spot)
        else:  # of a list of texts: `name: true` adds it
            members[key] = Written(key, member.spot)
    return Written(list(members.values()), new.spot)


def _take_out(members: dict[Any, Written], key: Any, taken: Written, path: Path, findings: list[Finding]) -> None:
    if members.pop(key, None) is None:
        known = ", ".join(map(str, members)) or "nothing"
        findings.append(_nothing(taken, path, "is not inherited", f"Take out one of: {known}."))


def _nothing(at: Written, path: Path, why: str, remedy: str) -> Finding:
    file, line = at.spot
    place = ".".join(path)
    return Finding("MATTER-OVERRIDES-NOTHING", "error", f"{file}:{line}: {place} {why}", remedy, place, line)


def _name(member: Written) -> str | None:
    """What a member of a list is known by."""
    if isinstance(member.value, str):
        return member.value
    if isinstance(member.value, dict):
        for key in ("id", "const"):
            if key in member.value and isinstance(member.value[key].value, str):
                return str(member.value[key].value)
    return None


@lru_cache(maxsize=64)
def _definition(data: bytes, file: str) -> Written | None:
    """The matter.yaml as it was written; None when it is no mapping, which its reader tells."""
    try:
        value, lines = read_yaml(data)
    except Unreadable:
        return None
    return _written(value, lines, file) if isinstance(value, dict) else None


@lru_cache(maxsize=64)
def _forms(data: bytes, file: str) -> Written | None:
    """The forms as they were written. JSON is YAML too, which knows the lines."""
    try:
        value, lines = read_json(data), read_yaml(data)[1]
    except Unreadable:
        return None
    return _written(value, lines, file) if isinstance(value, dict) else None


def _written(value: Any, lines: Mapping[Path, int], file: str, path: Path = ()) -> Written:
    spot = (file, lines.get(path, 1))
    if isinstance(value, dict):
        return Written({k: _written(v, lines, file, (*path, str(k))) for k, v in value.items()}, spot)
    if isinstance(value, list):
        return Written([_written(v, lines, file, (*path, str(i))) for i, v in enumerate(value)], spot)
    return Written(value, spot)


def _dumped(name: str, value: Any) -> bytes:
    if name == FORMS:
        return json.dumps(value, ensure_ascii=False, indent=2).encode()
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120).encode()


class _Dumper(yaml.SafeDumper):
    """Without anchors: what is written once and used twice is folded out too."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _code(definition: Written) -> str:
    return str(definition.value["code"].value) if "code" in definition.value else "this matter"


def _parent(files: Files) -> str | None:
    definition = _definition(files.get(DEFINITION, b""), DEFINITION)
    named = definition.value.get("inherits") if definition else None
    return None if named is None else str(named.value)


def _where(files: Files, line: Sequence[str]) -> str:
    definition = _definition(files[DEFINITION], DEFINITION)
    assert definition is not None  # `_parent` has read it
    prefix = f"{line[-1]}/" if len(line) > 1 else ""
    return f"{prefix}{DEFINITION}:{definition.value['inherits'].spot[1]}"


def stands(files: Files) -> tuple[list[str], dict[str, str]]:
    """The codes of the matters inherited from, and of each file where it stands: here, elsewhere, or in parts."""
    origins = Origins(files)
    where = {name: origins.files.get(name, name) for name in sorted(files.keys() - {ORIGINS})}
    for name in (DEFINITION, FORMS):
        if origins and name in where and name not in origins.files:
            where[name] = " + ".join(dict.fromkeys(origins.writers(name)))
    return list(origins.chain), where


def fold_out(files: Files) -> dict[str, str]:
    """The resolved definition and forms, each line after the file and line where it was written."""
    origins = Origins(files)
    told = {}
    for name in (DEFINITION, FORMS):
        text = text_of(files[name])
        told[name] = "\n".join(annotated(text, load_yaml(text)[1].items(), origins, name))
    return told
