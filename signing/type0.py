"""Text in a PDF: fonts made of just the characters a file uses, and lines turned into operators.

ReportLab 5.1's TrueType fonts write codes beyond U+FFFF into ToUnicode as if they were shorter, so that 𬴊 is copied as
another character; they take a missing glyph in silence and split a face into fonts of 256. So they are not used.
Source: ISO 32000-1 §9.7 (composite fonts), §9.10.3 (ToUnicode), §14.9.4 (ActualText).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from signing.faces import Chain, FontSet
from signing.syntax import number, reference, text_string
from signing.text import Line, Piece
from signing.truetype import Face

_MUCH_LIGHTER = 200
"""A face lighter than its role by so much (in weight classes) is drawn with its outline along."""
_OUTLINE = 0.035
"""How thick that outline is, in sizes."""


class Objects(Protocol):
    """What a file must be able to take in."""

    def add(self, body: bytes) -> int:
        """The number of the new object."""

    def add_stream(self, dictionary: bytes, data: bytes) -> int:
        """The number of the new stream."""


class Alphabet:
    """All characters of one file, each with its code in the subset of the face that draws it."""

    def __init__(self, fonts: FontSet) -> None:
        self._subsets: dict[Face, Subset] = {}
        self.tables = {False: Table(self, fonts.body), True: Table(self, fonts.heavy)}
        """Of the regular and of the strong weight."""

    def subset(self, face: Face) -> Subset:
        if face not in self._subsets:
            self._subsets[face] = Subset(face, f"F{len(self._subsets)}")
        return self._subsets[face]

    def write(self, file: Objects) -> bytes:
        """Adds the fonts; the dictionary that gives each its name."""
        entries = (b"/%b %b" % (each.name.encode(), reference(each.write(file))) for each in self._subsets.values())
        return b"<< %b >>" % b" ".join(entries)


class Code(NamedTuple):
    subset: Subset
    digits: str
    """Four hexadecimal digits."""


class Table(dict[str, Code]):
    """Character to code, for one role of the faces; fills as it is read. Raises MissingGlyph."""

    def __init__(self, alphabet: Alphabet, chain: Chain) -> None:
        self._alphabet, self._chain = alphabet, chain

    def __missing__(self, character: str) -> Code:
        face, glyph = self._chain.place[character]
        subset = self._alphabet.subset(face)
        code = self[character] = Code(subset, subset.digits(character, glyph))
        return code

    def is_too_light(self, subset: Subset) -> bool:
        """Whether a rare character of a title stands in a face that does not match the others."""
        return subset.face.weight + _MUCH_LIGHTER <= self._chain.weight


class Subset:
    """The characters of one face that a file uses: a Type 0 font with two-byte codes."""

    def __init__(self, face: Face, name: str) -> None:
        self.face, self.name = face, name
        self._glyphs, self._characters = [0], [""]
        self._digits: dict[str, str] = {}

    def digits(self, character: str, glyph: int) -> str:
        known = self._digits.get(character)
        if known is None:
            known = self._digits[character] = f"{len(self._glyphs):04X}"
            self._glyphs.append(glyph)
            self._characters.append(character)
        return known

    def write(self, file: Objects) -> int:
        """Adds the font's objects; the number of the font itself."""
        face = self.face
        tag = hashlib.sha256("".join(self._characters).encode()).digest()
        name = b"/%b+%b" % (bytes(65 + byte % 26 for byte in tag[:6]), face.name.encode())
        program = face.subset(self._glyphs)
        program_at = file.add_stream(b"/Length1 %d" % len(program), program)
        box = b" ".join(b"%d" % value for value in face.box)
        descriptor_at = file.add(
            b"<< /Type /FontDescriptor /FontName %b /Flags 4 /FontBBox [%b] /ItalicAngle 0 /Ascent %d /Descent %d"
            b" /CapHeight %d /StemV %d /FontFile2 %b >>"
            % (name, box, face.ascent, face.descent, face.cap_height, _stem(face), reference(program_at))
        )
        widths = b" ".join([b"%d" % face.advance(glyph) for glyph in self._glyphs])
        descendant_at = file.add(
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont %b /CIDToGIDMap /Identity /DW 1000 /W [0 [%b]]"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %b >>"
            % (name, widths, reference(descriptor_at))
        )
        unicode_at = file.add_stream(b"", _to_unicode(self._characters))
        return file.add(
            b"<< /Type /Font /Subtype /Type0 /BaseFont %b /Encoding /Identity-H /DescendantFonts [%b] /ToUnicode %b >>"
            % (name, reference(descendant_at), reference(unicode_at))
        )


def _stem(face: Face) -> int:
    """Width of the upright stems, guessed from the weight class: 86 for a regular, 165 for a bold face."""
    return 50 + face.weight**2 // 4225


def _to_unicode(characters: Sequence[str]) -> bytes:
    """The map from codes to text, in UTF-16, at most 100 to a block."""
    blocks = []
    for start in range(1, len(characters), 100):
        block = characters[start : start + 100]
        rows = [f"<{code:04X}> <{character.encode('utf-16-be').hex()}>" for code, character in enumerate(block, start)]
        blocks.append(f"{len(rows)} beginbfchar\n" + "\n".join(rows) + "\nendbfchar\n")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        + "".join(blocks)
        + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def text_object(
    alphabet: Alphabet, placed: Iterable[tuple[float, float, Line]], size: float, *, colour: str, narrow: float = 1
) -> list[str]:
    """The operators that show these lines, each with the place of its first character on the base line."""
    writer = _Writer(alphabet, size)
    operators = [f"BT {colour} rg {colour} RG"]
    if narrow != 1:
        operators.append(f"{narrow * 100:.2f} Tz")
    for x, y, line in placed:
        operators.append(f"1 0 0 1 {number(x)} {number(y)} Tm")
        writer.show(line, operators)
    if narrow != 1:
        operators.append("100 Tz")
    if writer.outlined:  # outlives the text object
        operators.append("0 Tr")
    operators.append("ET")
    return operators


class _Writer:
    """Shows lines, changing the font only where the face changes."""

    def __init__(self, alphabet: Alphabet, size: float) -> None:
        self._tables, self._size = alphabet.tables, size
        self._font = ""
        self.outlined = False

    def show(self, line: Line, operators: list[str]) -> None:
        if line.uneven:  # what a reader shall take it for
            operators.append(f"/Span <</ActualText {text_string(line.text).decode()}>> BDC")
        shown: list[str] = []
        for piece in line.pieces:
            self._piece(piece, shown, operators)
        operators.append(f"[{''.join(shown)}] TJ")
        if line.uneven:
            operators.append("EMC")

    def _piece(self, piece: Piece, shown: list[str], operators: list[str]) -> None:
        table = self._tables[piece.strong]
        codes = [table[character] for character in piece.text]
        if piece.lead:
            shown.append(str(-piece.lead))
        between = f">{-piece.stretch}<" if piece.stretch else ""
        first = 0
        while first < len(codes):
            subset = codes[first].subset
            last = first + 1
            while last < len(codes) and codes[last].subset is subset:
                last += 1
            self._choose(subset, table.is_too_light(subset), shown, operators)
            if first and piece.stretch:
                shown.append(str(-piece.stretch))
            shown.append(f"<{between.join([code.digits for code in codes[first:last]])}>")
            first = last

    def _choose(self, subset: Subset, outlined: bool, shown: list[str], operators: list[str]) -> None:
        if self._font == subset.name and self.outlined == outlined:
            return
        if shown:
            operators.append(f"[{''.join(shown)}] TJ")
            shown.clear()
        if outlined != self.outlined:
            operators.append(f"2 Tr {number(self._size * _OUTLINE)} w" if outlined else "0 Tr")
        operators.append(f"/{subset.name} {number(self._size)} Tf")
        self._font, self.outlined = subset.name, outlined
