"""Writes one PDF file: objects, pages, text in subset faces, shared drawings, and the room for the signature.

ReportLab keeps what it does well (object numbers, page tree, cross-reference table, trailer); everything inside objects
is written here, because a paper is the same few things each time. All that is bent in ReportLab stands in this module,
each with the version and the reason. Same input, same bytes. Knows nothing of lines, seals or decisions.
Source: ISO 32000-1 (PDF 1.7), ISO 19005-3 (PDF/A-3), ETSI EN 319 142-1 §6 (the signature dictionary).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from isal import isal_zlib
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

from signing.errors import SigningError
from signing.faces import Chain, FontSet
from signing.text import Line, Piece
from signing.truetype import Face

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
PRODUCER = "Sealflow"

EMPTY_BYTE_RANGE = b"/ByteRange [0 0000000000 0000000000 0000000000]"
"""Where the byte range will stand: as wide as the largest one, put in by the signer."""

_LEVEL = 2
"""isal: a tenth of the time zlib takes at its default level for files a hundredth larger."""


class ReserveMeaningless(SigningError):
    """The room asked for the signature is no even number of hexadecimal digits."""

    code = "PAPER-RESERVE-MEANINGLESS"
    remedy = "Compose the paper with reserve=signer.reserve_for(key)."
    exit_code = 3
    status = 503

    def __init__(self, reserve: int) -> None:
        super().__init__(f"a signature cannot stand in {reserve} hexadecimal digits")


def text_string(text: str) -> bytes:
    """A PDF text string (ISO 32000-1 §7.9.2.2), in UTF-16 so that every character can stand in it."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def pdf_date(at: datetime) -> bytes:
    return at.astimezone(UTC).strftime("(D:%Y%m%d%H%M%SZ)").encode()


def number(value: float) -> str:
    """A measure in points, short and the same on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def reference(object_number: int) -> bytes:
    return b"%d 0 R" % object_number


class Form(NamedTuple):
    """A drawing made once and used in many papers: a form XObject, already compressed."""

    dictionary: bytes
    data: bytes
    width: float
    height: float


def form(operators: str, width: float, height: float, *, multiply: bool = False) -> Form:
    """The drawing of these operators in a box of width × height points.

    multiply lets what lies below show through, as ink does on a printed line.
    """
    states = b"/ExtGState << /Ink << /Type /ExtGState /BM /Multiply >> >>" if multiply else b""
    data = isal_zlib.compress((("/Ink gs\n" if multiply else "") + operators).encode(), 3)
    dictionary = (
        f"/Type /XObject /Subtype /Form /BBox [0 0 {number(width)} {number(height)}] /Filter /FlateDecode".encode()
        + b" /Group << /S /Transparency /CS /DeviceRGB >> /Resources << "
        + states
        + b" >>"
    )
    return Form(dictionary, data, width, height)


class _Body(PDFObject):  # type: ignore[misc]
    """An object whose bytes are known. ReportLab 5.1's own streams lack the line end that PDF/A wants before endstream
    (ISO 19005-3 §6.1.7.1), its pages and catalog know no tags, and each of its values costs a call to be written."""

    __RefOnly__ = 1

    def __init__(self, body: bytes) -> None:
        self.body = body

    def format(self, document: object) -> bytes:
        return self.body


class _Stamp:
    """ReportLab 5.1 takes the time, or SOURCE_DATE_EPOCH, from the machine; a paper is given its own."""

    dhh = dmm = 0

    def __init__(self, at: datetime) -> None:
        self.YMDhms = at.astimezone(UTC).timetuple()[:6]


class _Document(PDFDocument):  # type: ignore[misc]
    """ReportLab's document without its clock, its own fingerprint, its outline and its fonts."""

    def __init__(self, at: datetime, language: str) -> None:
        super().__init__(compression=0, invariant=1, pdfVersion=(1, 7), lang=language)
        self._timeStamp = _Stamp(at)
        self.Catalog.Outlines = None
        # PDFCatalog leaves out every key it does not know.
        self.Catalog.__NoDefault__ = [*self.Catalog.__NoDefault__, "AF", "OutputIntents", "Perms"]

    def ID(self) -> bytes:
        return self.fingerprint

    fingerprint = b""


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A finished paper with room for the seal's signature."""

    pdf: bytearray
    contents: tuple[int, int]
    """Where the value of /Contents stands: from its `<` to just behind its `>`, hexadecimal zeros between."""
    pages: int


class File:
    """One PDF file being written."""

    def __init__(self, fonts: FontSet, *, title: str, author: str, subject: str, language: str, at: datetime) -> None:
        self._document = _Document(at, language)
        info = self._document.info
        info.title, info.author, info.subject = title, author, subject
        info.creator = info.producer = PRODUCER
        self._digest = hashlib.sha256(f"{title}\0{author}\0{subject}\0{at.isoformat()}".encode())
        self._bodies: list[_Body] = []
        self._fonts: dict[tuple[object, int], _Subset] = {}
        self.tables = {False: _Table(self, fonts.body), True: _Table(self, fonts.heavy)}
        self._forms: dict[Form, tuple[str, int]] = {}
        self.pages: list[Page] = []
        self._resources = self.reserve()
        document_pages = self._document.Reference(self._document.Pages)
        self._parent: bytes = document_pages.format(self._document)

    def reserve(self) -> int:
        """The number of an object whose body is given later."""
        body = _Body(b"")
        self._document.Reference(body, f"s{len(self._bodies)}")
        self._bodies.append(body)
        return int(self._document.objectcounter)

    def put(self, object_number: int, body: bytes) -> None:
        name = self._document.numberToId[object_number]
        self._document.idToObject[name].body = body
        self._digest.update(body)

    def add(self, body: bytes) -> int:
        object_number = self.reserve()
        self.put(object_number, body)
        return object_number

    def add_stream(self, dictionary: bytes, data: bytes, *, compressed: bool = False, plain: bool = False) -> int:
        """compressed: data are so already, and the dictionary says it; plain: they stay readable (XMP must)."""
        if not compressed and not plain:
            data, dictionary = isal_zlib.compress(data, _LEVEL), dictionary + b" /Filter /FlateDecode"
        return self.add(b"<< %b /Length %d >>\nstream\n%b\nendstream" % (dictionary, len(data), data))

    def set_catalog(self, **entries: bytes) -> None:
        for name, value in entries.items():
            setattr(self._document.Catalog, name, value)

    def add_page(self, size: tuple[float, float] = A4) -> Page:
        page = Page(self, size, len(self.pages), self.reserve())
        self.pages.append(page)
        return page

    def form_name(self, drawing: Form) -> str:
        """The name under which pages may show the drawing."""
        if drawing not in self._forms:
            object_number = self.add_stream(drawing.dictionary, drawing.data, compressed=True)
            self._forms[drawing] = f"X{len(self._forms)}", object_number
        return self._forms[drawing][0]

    def subset(self, face: Face, weight: int) -> _Subset:
        key = face.path, face.index
        if key not in self._fonts:
            self._fonts[key] = _Subset(face, f"F{len(self._fonts)}")
        return self._fonts[key]

    def finish(self, signature: int, reserve: int) -> Unsealed:
        """The file; `signature` is the object whose /Contents are `reserve` hexadecimal zeros."""
        if reserve < 2 or reserve % 2:
            raise ReserveMeaningless(reserve)
        fonts = b" ".join(
            b"/%b %b" % (subset.name.encode(), reference(subset.write(self))) for subset in self._fonts.values()
        )
        forms = b" ".join(b"/%b %b" % (name.encode(), reference(at)) for name, at in self._forms.values())
        self.put(self._resources, b"<< /Font << %b >> /XObject << %b >> >>" % (fonts, forms))
        for page in self.pages:
            self.put(page.object_number, page.body(self._parent, self._resources))
            self._document.Pages.addPage(self._document.idToObject[self._document.numberToId[page.object_number]])
        document = self._document
        document.Reference(document.Catalog)
        fingerprint = self._digest.hexdigest()[:32].upper().encode()
        document.fingerprint = b"[<%b> <%b>]" % (fingerprint, fingerprint)
        pdf = bytearray(document.format())
        start = pdf.index(b"/Contents <", document.idToOffset[document.numberToId[signature]]) + len(b"/Contents ")
        return Unsealed(pdf, (start, start + reserve + 2), len(self.pages))


class _Code(NamedTuple):
    subset: _Subset
    code: str
    """Four hexadecimal digits."""


class _Table(dict[str, _Code]):
    """Character to its code in a subset, for one role of the faces; fills as it is read."""

    def __init__(self, file: File, chain: Chain) -> None:
        self._file, self._chain = file, chain
        self.weight = chain.weight

    def __missing__(self, character: str) -> _Code:
        face, glyph = self._chain.place[character]
        subset = self._file.subset(face, self.weight)
        code = self[character] = _Code(subset, subset.code(character, glyph))
        return code


class _Subset:
    """The characters of one face this file uses: a Type 0 font with two-byte codes.

    ReportLab 5.1's TrueType fonts write codes beyond U+FFFF into ToUnicode as if they were shorter, so that 𬴊 is
    copied as another character; they take a missing glyph in silence and split a face into fonts of 256.
    """

    def __init__(self, face: Face, name: str) -> None:
        self.face, self.name = face, name
        self._glyphs, self._characters = [0], [""]
        self._codes: dict[str, str] = {}

    def code(self, character: str, glyph: int) -> str:
        known = self._codes.get(character)
        if known is None:
            known = self._codes[character] = f"{len(self._glyphs):04X}"
            self._glyphs.append(glyph)
            self._characters.append(character)
        return known

    def write(self, file: File) -> int:
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
            % (name, box, face.ascent, face.descent, face.cap_height, 50 + face.weight**2 // 4225,
               reference(program_at))
        )  # fmt: skip
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


def _to_unicode(characters: Sequence[str]) -> bytes:
    """The map from codes to text, UTF-16 as ISO 32000-1 §9.10.3 wants it, at most 100 to a block."""
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


class Page:
    """One page; operators are added in reading order. Points, origin at the lower left."""

    def __init__(self, file: File, size: tuple[float, float], index: int, object_number: int) -> None:
        self._file, self.size, self.index, self.object_number = file, size, index, object_number
        self._operators: list[str] = []
        self._annotations: list[int] = []
        self.marks = 0
        """How many pieces of tagged content the page has."""

    def mark(self, role: str) -> int:
        """Begins a piece of tagged content; its number on this page. To be ended by `end`."""
        self._operators.append(f"/{role} <</MCID {self.marks}>> BDC")
        self.marks += 1
        return self.marks - 1

    def artifact(self, kind: str = "") -> None:
        """Begins what is no part of the text: rules, page numbers. kind is a pagination subtype (Header, Footer)."""
        self._operators.append(f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC" if kind else "/Artifact BMC")

    def end(self) -> None:
        self._operators.append("EMC")

    def draw(self, *operators: str) -> None:
        self._operators += operators

    def rule(self, x: float, y: float, length: float, width: float, colour: str) -> None:
        """A horizontal rule from x to the right, its middle at y."""
        self._operators.append(f"{colour} rg {number(x)} {number(y - width / 2)} {number(length)} {number(width)} re f")

    def place(self, drawing: Form, x: float, y: float) -> None:
        """The drawing with its lower left corner at x, y."""
        self._operators.append(f"q 1 0 0 1 {number(x)} {number(y)} cm /{self._file.form_name(drawing)} Do Q")

    def lines(
        self, placed: Iterable[tuple[float, float, Line]], size: float, *, colour: str = "0 0 0", narrow: float = 1
    ) -> None:
        """Text lines, each with the place of its first character on the base line.

        narrow squeezes the characters to a part of their width.
        """
        writer = _TextWriter(self._file.tables, size)
        operators = [f"BT {colour} rg {colour} RG"]
        if narrow != 1:
            operators.append(f"{narrow * 100:.2f} Tz")
        for x, y, line in placed:
            operators.append(f"1 0 0 1 {number(x)} {number(y)} Tm")
            writer.line(line, operators)
        if narrow != 1:
            operators.append("100 Tz")
        operators.append("0 Tr ET" if writer.stroked else "ET")
        self._operators += operators

    def annotate(self, object_number: int) -> None:
        self._annotations.append(object_number)

    def body(self, parent: bytes, resources: int) -> bytes:
        """Writes the contents; the page's own dictionary."""
        contents = self._file.add_stream(b"", "\n".join(self._operators).encode())
        annotations = b" ".join(map(reference, self._annotations))
        return (
            b"<< /Type /Page /Parent %b /MediaBox [0 0 %b %b] /Contents %b /Resources %b /StructParents %d /Tabs /S"
            b" /Group << /S /Transparency /CS /DeviceRGB >>%b >>"
            % (parent, number(self.size[0]).encode(), number(self.size[1]).encode(), reference(contents),
               reference(resources), self.index, b" /Annots [%b]" % annotations if annotations else b"")
        )  # fmt: skip


class _TextWriter:
    """Turns lines into text operators, changing the font only where the face changes."""

    def __init__(self, tables: dict[bool, _Table], size: float) -> None:
        self._tables, self._size = tables, size
        self._font = ("", False)

    @property
    def stroked(self) -> bool:
        """Whether outlines are being drawn along; the state outlives the text object."""
        return self._font[1]

    def line(self, line: Line, operators: list[str]) -> None:
        if line.uneven:  # ISO 32000-1 §14.9.4: what a reader shall take it for
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
        first = 0
        while first < len(codes):
            subset = codes[first].subset
            last = first + 1
            while last < len(codes) and codes[last].subset is subset:
                last += 1
            self._choose(subset, subset.face.weight + 200 <= table.weight, shown, operators)
            between = f">{-piece.stretch}<" if piece.stretch else ""
            if first and piece.stretch:
                shown.append(str(-piece.stretch))
            shown.append(f"<{between.join([code.code for code in codes[first:last]])}>")
            first = last

    def _choose(self, subset: _Subset, too_light: bool, shown: list[str], operators: list[str]) -> None:
        if self._font == (subset.name, too_light):
            return
        if shown:
            operators.append(f"[{''.join(shown)}] TJ")
            shown.clear()
        if too_light != self._font[1]:
            # A rare character of a title stands in a lighter face: its outline is drawn along to match the others.
            operators.append(f"2 Tr {number(self._size * 0.035)} w" if too_light else "0 Tr")
        operators.append(f"/{subset.name} {number(self._size)} Tf")
        self._font = subset.name, too_light


def circle(x: float, y: float, radius: float) -> str:
    """The path of a circle, counter-clockwise."""
    k = radius * 4 / 3 * (math.sqrt(2) - 1)
    return (
        f"{x + radius:.2f} {y:.2f} m"
        f" {x + radius:.2f} {y + k:.2f} {x + k:.2f} {y + radius:.2f} {x:.2f} {y + radius:.2f} c"
        f" {x - k:.2f} {y + radius:.2f} {x - radius:.2f} {y + k:.2f} {x - radius:.2f} {y:.2f} c"
        f" {x - radius:.2f} {y - k:.2f} {x - k:.2f} {y - radius:.2f} {x:.2f} {y - radius:.2f} c"
        f" {x + k:.2f} {y - radius:.2f} {x + radius:.2f} {y - k:.2f} {x + radius:.2f} {y:.2f} c h"
    )
