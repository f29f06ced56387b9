"""Text as it is kept: composed, trimmed, and free of signs that no font can print or that deceive the eye.

Source: Unicode Standard Annex #15 (NFC); GB 18030-2022 (signs that earlier editions put into the private-use area).
"""

from __future__ import annotations

import re
import unicodedata

from engine.errors import Refusal

# Ideographs and punctuation that GB 18030-2000 mapped to private-use code points and later editions to Unicode proper.
# Names typed on older systems still carry them.
_MOVED = str.maketrans(
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
    "\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c\ue831\ue832\ue83b\ue843\ue854\ue855\ue864",
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
    "\U00020087\U00020089\U000200cc\u9fb4\u9fb5\u9fb6\u9fb7"
    "\U000215d7\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
)

# Signs without a shape that pasting from other programs leaves behind: dropped without a word.
_SHAPELESS = re.compile("[\u00ad\u200b\u2060\ufeff]")

# Refused: controls (line feed and tab are text), separators of lines, signs that turn the direction of writing,
# private use, surrogates, and code points that are no characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff"
    "\U000e0000-\U000e00ff\U000f0000-\U0010ffff]"
)


class Unprintable(Refusal):
    """A text holds a sign that cannot stand in a document."""

    code = "FORM-UNPRINTABLE"
    remedy = "Delete the sign; type a rare character again with an input method that uses Unicode."
    source = "GB 18030-2022"
    status = 422

    def __init__(self, sign: str) -> None:
        self.sign = f"U+{ord(sign):04X}"
        super().__init__(f"{self.sign} cannot be printed")


def clean(text: str) -> str:
    """The text composed (NFC), with line feeds only, without blanks at its ends. Raises Unprintable."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _SHAPELESS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if (found := _UNPRINTABLE.search(text)) is not None:
        text = text.translate(_MOVED)
        if (found := _UNPRINTABLE.search(text)) is not None:
            raise Unprintable(found.group())
    return text.strip()
