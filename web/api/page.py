"""The description of the API as a page: our own rendering, without scripts and without hosts of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from web.api.described import TAGS_ZH, described
from web.language import Speech
from web.sayings import SAYINGS, Saying
from web.site import Anybody

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is sent or answered: its name, its kind in words, what it means."""

    name: str
    kind: str
    meaning: str
    wanted: bool
    shape: str = ""
    """The shape that explains it further."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked of the API."""

    id: str
    method: str
    path: str
    called: str
    meaning: str
    scope: str
    """Empty: any token, or none at all (`open`)."""
    open: bool
    given: list[Part]
    body: str
    answers: list[tuple[str, str]]
    """Each good status with the shape of what comes."""
    refusals: list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A named shape with its parts, or with the words it may be."""

    name: str
    meaning: str
    parts: list[Part]
    words: list[str]


@router.get("/api")
def page(visit: Anybody) -> Response:
    """The description of the API."""
    told = described()
    operations = list(_operations(told, visit.speech))
    groups = [(_tag(tag, visit.speech), [o for t, o in operations if t == tag["name"]]) for tag in told["tags"]]
    shapes = [_shape(name, shape, visit.speech) for name, shape in sorted(told["components"]["schemas"].items())]
    codes = [(code, *_code(code, one, visit.speech)) for code, one in told["components"]["examples"].items()]
    return visit.show("api.html", groups=groups, shapes=shapes, codes=codes, address=f"{visit.site.address}/api/v1")


def _tag(tag: Mapping[str, str], speech: Speech) -> str:
    return TAGS_ZH[tag["name"]] if speech.language == "zh" else tag["description"]


def _operations(told: Mapping[str, Any], speech: Speech) -> Iterator[tuple[str, Operation]]:
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            security = one.get("security")
            body = one.get("requestBody", {}).get("content", {})
            answers, refusals = [], []
            for status, answer in one["responses"].items():
                content = answer.get("content", {})
                if problem := content.get("application/problem+json"):
                    refusals.append((status, sorted(problem["examples"])))
                else:
                    shape = next((_kind(c["schema"])[1] or media for media, c in content.items()), "")
                    answers.append((status, shape))
            yield one["tags"][0], Operation(
                id=one["operationId"], method=method.upper(), path=path,
                called=one["x-summary-zh"] if speech.language == "zh" else one["summary"],
                meaning=one["description"] if speech.language == "en" else "",
                scope=(security or [{"token": [""]}])[0]["token"][0] if security and security[0]["token"] else "",
                open=security is None,
                given=[_part(p["name"], p["schema"], p.get("description", ""), p["required"]) for p in
                       one.get("parameters", ())],
                body=next((_kind(c["schema"])[1] or media for media, c in body.items()), ""),
                answers=answers, refusals=refusals,
            )  # fmt: skip


def _part(name: str, schema: Mapping[str, Any], meaning: str, wanted: bool) -> Part:
    kind, shape = _kind(schema)
    return Part(name, kind, meaning, wanted, shape)


def _kind(schema: Mapping[str, Any]) -> tuple[str, str]:
    """What a value is, in a word, and the shape that explains it, if one does."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return ("any", "") if name == "JsonValue" else (name, name)
    if "const" in schema:
        return f"{schema['const']!r}", ""
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"])), ""
    if choices := schema.get("anyOf"):
        kinds = dict(_kind(choice) for choice in choices)
        return " | ".join(kinds), next((shape for shape in kinds.values() if shape), "")
    if schema.get("type") == "array":
        kind, shape = _kind(schema.get("items", {}))
        return f"[{kind}]", shape
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        kind, shape = _kind(schema["additionalProperties"])
        return f"{{…: {kind}}}", shape
    return str(schema.get("format") or schema.get("type") or "any"), ""


def _shape(name: str, shape: Mapping[str, Any], speech: Speech) -> Shape:
    wanted = shape.get("required", ())
    parts = [
        _part(part, schema, schema.get("description", ""), part in wanted)
        for part, schema in shape.get("properties", {}).items()
    ]
    meaning = shape.get("description", "") if speech.language == "en" or not parts else ""
    return Shape(name, meaning, parts, [str(word) for word in shape.get("enum", ())])


def _code(code: str, example: Mapping[str, Any], speech: Speech) -> tuple[str, str, int]:
    """What a code means, what to do, and its status."""
    told = example["value"]
    said = SAYINGS.get(code) or Saying(told["title"], told["remedy"])
    if code not in SAYINGS:
        return told["title"], told["remedy"], told["status"]
    return speech.say(said.happened), speech.say(said.remedy), told["status"]
