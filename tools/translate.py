"""Bring `web/english.po` up to the texts of the pages: `python -m tools.translate`.

Collects every text that templates and code say, and the sayings of `engine.sayings` that pages show; keeps the English
there is, in the order there is, adds what is new without any, drops what is no longer said. A test fails while a text
has no English.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from engine.sayings import MET_AT_PAGES

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "web" / "english.po"
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_KEYWORDS = {"say": None, "noted": None, "_": None}


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the pages with the file that says it."""
    options = {"templates/**.html": {"extensions": "jinja2.ext.do", "trimmed": "true", "silent": "false"}}
    found = extract_from_dir(str(ROOT / "web"), _METHODS, options, keywords=_KEYWORDS)
    for file, _, text, _, _ in found:
        yield (text if isinstance(text, str) else text[0]), file
    for saying in MET_AT_PAGES.values():
        yield saying.happened, "engine/sayings.py"
        yield saying.remedy, "engine/sayings.py"


def catalog() -> Catalog:
    """The English there is."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def main() -> None:
    """Write the file anew, and say which texts have no English."""
    known = catalog() if ENGLISH.exists() else Catalog(locale="en")
    fresh = Catalog(locale="en")
    order = {message.id: place for place, message in enumerate(known)}
    # The folders of a machine are walked in no order that another keeps.
    for text, file in sorted(texts(), key=lambda found: order.get(found[0], len(order))):
        before = known.get(text)
        fresh.add(text, before.string if before else "", locations=[(file, 0)])
    with ENGLISH.open("wb") as out:
        out.write(b"# The English of the pages; the Chinese is in the code.\n\n")
        write_po(out, fresh, width=120, omit_header=True, include_lineno=False)
    for message in fresh:
        if message.id and not message.string:
            print(message.id)


if __name__ == "__main__":
    main()
