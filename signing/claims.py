"""What a paper says of itself to machines: the decision attached to it as JSON, read from a stranger's file.

Takes the file's word for it; whether a seal stands behind the words is for the caller to say.
Source: ISO 32000-2 §14.13 (associated files).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from pyhanko.pdf_utils.reader import PdfFileReader

DECISION_FILE = "decision.json"

_MOST_ATTACHMENTS = 16
_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Claims:
    """Which document the attached decision says it is."""

    number: str = ""
    title: str = ""
    date: str = ""
    organ: str = ""
    proven: bool = False
    """Read from bytes that a genuine, anchored seal speaks for."""


def attached_claims(reader: PdfFileReader) -> Claims | None:
    """What the attached decision says; None without one. A hostile file may make it raise anything.

    Read are `document.number`, `.title` and `.date` (or the same at the top) and `organ.name` (or `organ`).
    """
    attached = reader.root.get("/AF", ())
    for number in range(min(len(attached), _MOST_ATTACHMENTS)):
        specification = attached[number]  # by index, because iterating gives references
        if DECISION_FILE in {str(specification.get(key, "")) for key in ("/F", "/UF")}:
            said = json.loads(specification["/EF"]["/F"].data)
            document = said.get("document", said)
            organ = said.get("organ", document.get("organ"))
            return Claims(
                number=shown(document.get("number")),
                title=shown(document.get("title")),
                date=shown(document.get("date")),
                organ=shown(organ.get("name") if isinstance(organ, dict) else organ),
            )
    return None


def shown(value: object) -> str:
    """A stranger's text, fit to be shown: one line, not too long, nothing that turns the writing direction."""
    if isinstance(value, list):
        value = value[0] if value else ""
    text = value if isinstance(value, str) else ""
    return "".join(" " if each.isspace() else each for each in text if each.isprintable() or each.isspace())[
        :_LONGEST_TEXT
    ]
