"""What matter.yaml says of papers: which are made, when, in whose name, who may read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpmn.errors import Finding
from engine.authority import Role
from engine.matter.folder import Files
from engine.matter.located import Located
from engine.matter.model import DocumentRule
from engine.matter.text import Unreadable, text_of
from engine.terms import BETWEEN_ORGANS, Audience, Standing, Titled

_STYLES = ("decision", "letter", "certificate")
MADE = tuple(standing for standing in Standing if standing is not Standing.EXPIRED)
"""What a paper may make of an earlier one."""


def documents_of(top: Located, organs: Mapping[str, str], roles: Mapping[str, Role]) -> Any:
    """The papers that are made, by kind."""
    for kind, part in top.parts("documents"):
        slot = part.text("organ")
        if slot not in organs:
            part.wrong("organ", f"{slot} is not among the organs", f"Use one of: {', '.join(organs)}.")
        style = part.text("style", "letter" if part.names("on") else "decision")
        if style not in _STYLES:
            part.wrong("style", f"the style is {style!r}", f"Use one of: {', '.join(_STYLES)}.")
        on, step = part.names("on"), part.text("step", "")
        internal = Audience.ORGANS if on and BETWEEN_ORGANS.issuperset(on) else Audience.APPLICANT
        audience = part.text("audience", internal)
        if audience not in list(Audience):
            part.wrong("audience", f"the audience is {audience!r}", f"Use one of: {', '.join(Audience)}.")
            audience = internal
        letters = part.part("letter") if isinstance(part.value.get("letter"), Mapping) else None
        by_organ = {str(id): letters.text(str(id)) for id in letters.value} if letters else {}
        letter = next(iter(by_organ.values()), "") if letters else part.text("letter")
        makes = part.text("makes", "")
        if makes and makes not in MADE:
            part.wrong("makes", f"a paper cannot be made {makes!r}", f"Use one of: {', '.join(MADE)}.")
        if bool(on) == bool(step):
            part.wrong(
                "",
                f"{kind} must say either `on` or `step`",
                "Name the acts after which, or the step in which it is made.",
            )
        yield (
            kind,
            DocumentRule(
                kind=kind,
                title=Titled(**part.titles("title")),
                template=part.text("template"),
                letter=letter,
                letters=by_organ,
                organ=slot,
                seal=part.text("seal"),
                on=on,
                step=step,
                when=part.expression("when"),
                style=style,
                public=part.flag("publish"),
                copies_to=part.names("copies_to"),
                audience=Audience(audience),
                readers=part.among("readers", [lane for lane, role in roles.items() if role.who == "named"]) or (),
                holder=part.text("holder", ""),
                valid_years=part.whole("valid_years", 0, most=100),
                valid_until=part.text("valid_until", ""),
                makes=makes if makes in MADE else "",
            ),
        )
        for key in ("note", "source"):
            part.text(key, "")
        part.finished()


def templates_of(files: Files, findings: list[Finding]) -> Iterator[tuple[str, str]]:
    """The texts of papers and letters, by file."""
    for name, data in files.items():
        if name.endswith(".md"):
            try:
                yield name, text_of(data)
            except Unreadable as error:
                findings.append(error.finding(name))
