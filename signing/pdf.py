"""Writes one PDF file: objects, pages, shared drawings, and the room for the signature.

ReportLab keeps what it does well (object numbers, page tree, cross-reference table, trailer); everything inside objects
is written here, because a paper is the same few things each time. All that is bent in ReportLab stands in this module,
each with the version and the reason. Same input, same bytes. Knows nothing of lines, seals or decisions.
Source: ISO 32000-1 (PDF 1.7), ISO 19005-3 (PDF/A-3), ETSI EN 319 142-1 §6 (the signature dictionary).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from isal import isal_zlib
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

from signing.errors import SigningError
from signing.faces import FontSet
from signing.syntax import A4, number, reference
from signing.text import Line
from signing.type0 import Alphabet, text_object

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
        + b" /Group << /Type /Group /S /Transparency /CS /DeviceRGB >> /Resources << "
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
        self.alphabet = Alphabet(fonts)
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

    def finish(self, signature: int, reserve: int) -> Unsealed:
        """The file; `signature` is the object whose /Contents are `reserve` hexadecimal zeros."""
        if reserve < 2 or reserve % 2:
            raise ReserveMeaningless(reserve)
        forms = b" ".join(b"/%b %b" % (name.encode(), reference(at)) for name, at in self._forms.values())
        self.put(self._resources, b"<< /Font %b /XObject << %b >> >>" % (self.alphabet.write(self), forms))
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
        self._operators += text_object(self._file.alphabet, placed, size, colour=colour, narrow=narrow)

    def annotate(self, object_number: int) -> None:
        self._annotations.append(object_number)

    def body(self, parent: bytes, resources: int) -> bytes:
        """Writes the contents; the page's own dictionary."""
        contents = self._file.add_stream(b"", "\n".join(self._operators).encode())
        annotations = b" ".join(map(reference, self._annotations))
        return (
            b"<< /Type /Page /Parent %b /MediaBox [0 0 %b %b] /Contents %b /Resources %b /StructParents %d /Tabs /S"
            b" /Group << /Type /Group /S /Transparency /CS /DeviceRGB >>%b >>"
            % (parent, number(self.size[0]).encode(), number(self.size[1]).encode(), reference(contents),
               reference(resources), self.index, b" /Annots [%b]" % annotations if annotations else b"")
        )  # fmt: skip
