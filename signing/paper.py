"""Makes the paper of a decision, a letter or a licence: its layout, its tags, its facts, and the room for its seal.

Compose says how a paper looks: the organ's red head, number, title, text, name and date under the seal, and at its foot
what one needs to check it. Same input, same bytes. Knows nothing of cases; keys and signatures are the signer's.
Source: GB/T 9704-2012 (layout of official documents), PDF/A-3a, PDF/UA-1, ETSI EN 319 142-1 (room for the seal).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from signing import archive, markdown, qr, seal, tags
from signing.errors import SigningError
from signing.faces import FontSet, readable
from signing.layout import (
    Block,
    Column,
    Frame,
    Placed,
    RuleBlock,
    TextBlock,
    base_line,
    paginate,
    table_block,
)
from signing.pdf import A4, EMPTY_BYTE_RANGE, MM, File, Form, Page, Unsealed, pdf_date, reference, text_string
from signing.seal import SealStyle
from signing.tags import Element
from signing.text import EM, Line, Piece, Run, balanced, lines, natural_width
from signing.wording import facts_used, fill

__all__ = ["Kind", "PaperTooLong", "Sheet", "Unsealed", "compose", "facts_used", "fill"]

Kind = Literal["decision", "letter", "certificate"]
"""A decision under the organ's red head; a letter, lighter and closer set; the licence itself, framed."""

# GB/T 9704-2012 §5.2: A4, 37 mm above the text, 28 mm left of it; it fills 156 × 225 mm.
_COLUMN = Column(28 * MM, 156 * MM)
_TOP, _BOTTOM = A4[1] - 37 * MM, A4[1] - (37 + 225) * MM
_RED, _BLACK, _GREY = "0.83 0.04 0.07", "0 0 0", "0.36 0.36 0.36"

_QR = 25 * MM
_FOOT = 12 * MM
"""Where the verification block stands."""
_LAST_BOTTOM = _FOOT + _QR + 3.5 * MM
_MOST_PAGES = 200

SPECIMEN = "样章 SPECIMEN — 演示文书，不具法律效力"


@dataclass(frozen=True, slots=True)
class _Measure:
    """The size of the text and how close its lines may be set, in points."""

    size: float
    leading: float
    closest: float


_MEASURES: dict[Kind, _Measure] = {
    # §5.2.3: 22 lines of 28 characters of size 3; a little closer when that saves a page (§5.2.3, last sentence).
    "decision": _Measure(_COLUMN.width / 28, 225 * MM / 22, 225 * MM / 25),
    "letter": _Measure(_COLUMN.width / 30, 225 * MM / 24, 225 * MM / 27.5),
}


class PaperTooLong(SigningError):
    """A text would make more pages than a decision can have."""

    code = "PAPER-TOO-LONG"
    remedy = "Shorten the text, or hand the long part in as an annex."

    def __init__(self, pages: int) -> None:
        super().__init__(f"the text makes {pages} pages; at most {_MOST_PAGES} are made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on a paper. Texts are plain but for `body`, which is Markdown with the facts filled in."""

    kind: Kind = "decision"
    organ: str
    """The red head: the organ's legal name."""
    title: str
    number: str
    """The document number, e.g. 示市司许〔2026〕1号."""
    addressee: str = ""
    """Without the colon."""
    body: str
    annexes: tuple[str, ...] = ()
    """Titles of annexes, listed under the text."""
    signatory: str
    """The organ's name as it stands over the date."""
    seal: SealStyle
    date: date
    notes: tuple[str, ...] = ()
    """Remarks under the date, in brackets."""
    copies: tuple[str, ...] = ()
    """Who else gets the paper."""
    verify_url: str
    """Where the paper can be checked; the QR code leads there."""
    code: str
    """The typed code, e.g. 7Q4K-M2XD-9HTA-P6WN."""
    reason: str = ""
    """Why it was sealed, for the signature; the title when empty."""
    language: str = "zh-CN"
    facts: bytes = b"{}"
    """The decision as JSON, attached as decision.json."""


def compose(sheet: Sheet, fonts: FontSet, *, at: datetime, reserve: int) -> Unsealed:
    """The finished paper with room for the signature.

    at is the instant of sealing, reserve how many hexadecimal digits the signature takes (signer.reserve_for).
    Raises MissingGlyph, PrivateUseCharacter, ControlCharacter, SealUndrawable, PaperTooLong.
    """
    sheet = _readable(sheet)
    title = f"{sheet.title} {sheet.number}"
    said = {"title": title, "author": sheet.organ, "subject": sheet.reason or sheet.title, "language": sheet.language}
    file = File(fonts, at=at, **said)
    document = Element("Document")
    place = _Official(sheet, fonts, file, document).draw()
    signature = _add_signature(sheet, file, document, place, at, reserve)
    archive.describe(file, at=at, **said)
    archive.attach(file, archive.Attachment("decision.json", "application/json", sheet.facts, "结构化的决定内容"), at)
    tags.write(file, document)
    return file.finish(signature, reserve)


def _readable(sheet: Sheet) -> Sheet:
    """The sheet with known private-use codes mapped; a line feed is a line end in the body and a space elsewhere."""

    def plain(text: str) -> str:
        return " ".join(readable(text).split()) if "\n" in text or "\t" in text else readable(text)

    style = sheet.seal
    return Sheet(
        kind=sheet.kind, organ=plain(sheet.organ), title=plain(sheet.title), number=plain(sheet.number),
        addressee=plain(sheet.addressee), body=readable(sheet.body.replace("\r\n", "\n")),
        annexes=tuple(map(plain, sheet.annexes)), signatory=plain(sheet.signatory),
        seal=SealStyle(plain(style.name), plain(style.line), plain(style.code), style.specimen, style.diameter_mm),
        date=sheet.date, notes=tuple(map(plain, sheet.notes)), copies=tuple(map(plain, sheet.copies)),
        verify_url=sheet.verify_url, code=sheet.code, reason=plain(sheet.reason), language=sheet.language,
        facts=sheet.facts,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where the seal was drawn: page, lower left corner and side in points."""

    page: Page
    x: float
    y: float
    side: float


class _Official:
    """Draws a decision or a letter: head, text, signature, foot."""

    def __init__(self, sheet: Sheet, fonts: FontSet, file: File, document: Element) -> None:
        self.sheet, self.file, self.document = sheet, file, document
        self.fonts = fonts
        self.widths = fonts.body.width, fonts.heavy.width
        self.measure = _MEASURES[sheet.kind]

    def draw(self) -> SealPlace:
        head = _Head(self.sheet, self.fonts, self.document)
        blocks = list(self._blocks())
        seal_form = seal.draw(self.sheet.seal, self.fonts)
        tail = _Tail(self.sheet, self.fonts, seal_form.height)
        leading, pages, tail_top = self._paginated(blocks, head, tail)
        for number, placed in enumerate(pages):
            page = self.file.add_page()
            if number:
                self._running_head(page)
            else:
                head.paint(page)
            for part in placed:
                part.block.paint(page, part.strips)
        page = self.file.pages[-1]
        place = tail.paint(page, tail_top, leading, seal_form, self.document)
        self._verification(page, place)
        self._feet()
        return place

    def _paginated(self, blocks: list[Block], head: _Head, tail: _Tail) -> tuple[float, list[list[Placed]], float]:
        """The pages at the usual distance of lines, or closer when that saves one."""
        loosest, closest = self.measure.leading, self.measure.closest
        best = self._paginated_at(loosest, blocks, head, tail)
        if len(best[1]) > 1:
            tightest = self._paginated_at(closest, blocks, head, tail)
            if len(tightest[1]) < len(best[1]):
                steps = (loosest - (loosest - closest) * step / 4 for step in range(1, 4))
                tried = (self._paginated_at(leading, blocks, head, tail) for leading in steps)
                best = next((found for found in tried if len(found[1]) == len(tightest[1])), tightest)
                best = self._paginated_at(best[0], blocks, head, tail)
            else:
                best = self._paginated_at(loosest, blocks, head, tail)
        if len(best[1]) > _MOST_PAGES:
            raise PaperTooLong(len(best[1]))
        return best

    def _paginated_at(
        self, leading: float, blocks: list[Block], head: _Head, tail: _Tail
    ) -> tuple[float, list[list[Placed]], float]:
        for block in blocks:
            if isinstance(block, TextBlock) and block.size == self.measure.size:
                block.leading = leading
        frame = Frame(head.bottom, _TOP, _BOTTOM, _LAST_BOTTOM)
        return leading, *paginate(blocks, frame, tail.height(leading))

    def _blocks(self) -> Iterator[Block]:
        sheet = self.sheet
        if sheet.addressee:
            yield self._text([Run(f"{sheet.addressee}：")], self.document.add("P"), indent=0)
        for block in markdown.read(sheet.body):
            yield from self._block(block)
        if sheet.annexes:
            yield from self._annexes()

    def _block(self, block: markdown.Block) -> Iterator[Block]:
        size, leading = self.measure.size, self.measure.leading
        match block:
            case markdown.Paragraph(words):
                yield self._text(words, self.document.add("P"), indent=2 * EM)
            case markdown.Heading(level, words):
                yield self._heading(level, words)
            case markdown.Listing(items):
                yield from self._listing(items)
            case markdown.Table(head, rows, align):
                table = table_block(
                    head, rows, align, self.widths, parent=self.document, column=_COLUMN, size=11.5, leading=17
                )
                table.before = leading / 4
                yield table
                yield _Gap(leading / 3)
            case markdown.Break():
                yield RuleBlock(_COLUMN, size)

    def _text(self, words: Sequence[Run], element: Element, *, indent: float, hanging: float = 0) -> TextBlock:
        size = self.measure.size
        broken = lines(words, self.widths, _COLUMN.width * EM / size, indent=indent, hanging=hanging)
        return TextBlock(broken, element, _COLUMN, size, self.measure.leading)

    def _heading(self, level: int, words: Sequence[Run]) -> TextBlock:
        strong = [Run(run.text, True) for run in words]
        element = self.document.add(f"H{min(level + 1, 6)}")
        if level > 1:
            block = self._text(strong, element, indent=2 * EM)
        else:
            size = self.measure.size * 1.12
            text = "".join(run.text for run in words)
            broken = balanced(text, self.widths, _COLUMN.width * EM / size)
            leading = self.measure.leading
            block = TextBlock(broken, element, _COLUMN, size, leading, leading / 3, centred=True)
        block.keep = True
        return block

    def _listing(self, items: Sequence[markdown.Item]) -> Iterator[TextBlock]:
        """Entries like paragraphs: their labels indented by two characters, further lines at the edge."""
        listing = self.document.add("L")
        for item in items:
            entry = listing.add("LI")
            if not item.label:
                yield self._text(item.words, entry.add("LBody"), indent=2 * EM)
                continue
            label, body = entry.add("Lbl"), entry.add("LBody")
            indent = (1 + item.depth) * EM
            gap = 0 if item.label.endswith("）") else EM // 4
            width = natural_width([Run(item.label)], self.widths) + gap
            block = self._text(item.words, body, indent=indent + width)
            first = block.lines[0]
            text = first.pieces[0]
            first.pieces[:1] = [Piece(item.label, False, 0, 0), text._replace(lead=text.lead + gap)]
            first.indent = indent
            block.label, block.labelled_by = label, width
            yield block

    def _annexes(self) -> Iterator[Block]:
        """§7.3.4: one line below the text, two characters in; several are numbered."""
        listing = self.document.add("L")
        several = len(self.sheet.annexes) > 1
        for number, annex in enumerate(self.sheet.annexes, 1):
            head = "附件：" if number == 1 else ""
            label = f"{head}{number}. " if several else head
            indent = 2 * EM + (0 if number == 1 else 3 * EM)
            hanging = 5 * EM + (natural_width([Run(f"{number}. ")], self.widths) if several else 0)
            entry = listing.add("LI").add("LBody")
            block = self._text([Run(label + annex)], entry, indent=indent, hanging=hanging)
            block.before = self.measure.leading if number == 1 else 0
            yield block

    def _running_head(self, page: Page) -> None:
        """On further pages: which paper this is, should its pages be parted."""
        y = A4[1] - 27 * MM
        page.artifact("Header")
        _show(page, self.fonts, f"{self.sheet.organ}　{self.sheet.title}", _COLUMN.left, y, 9, colour=_GREY)
        _show(page, self.fonts, self.sheet.number, _COLUMN.left + _COLUMN.width, y, 9, colour=_GREY, align="right")
        page.rule(_COLUMN.left, y - 5, _COLUMN.width, 0.5, _GREY)
        page.end()

    def _verification(self, page: Page, place: SealPlace) -> None:
        """At the foot: how anybody can check this paper."""
        drawing = qr.draw(self.sheet.verify_url, _QR)
        box = tags.figure_box(_COLUMN.left, _FOOT, _QR, _QR)
        self.document.add("Figure", f"核验二维码：{self.sheet.verify_url}", box).begin(page)
        page.place(drawing, _COLUMN.left, _FOOT)
        page.end()
        left = _COLUMN.left + _QR + 4 * MM
        room = place.x - 2 * MM - left if place.y < _FOOT + _QR else 110 * MM
        size, y = 8.5, _FOOT + _QR - 8
        paragraphs = (
            (f"扫描二维码，或访问 {_address(self.sheet)} 输入核验码，核对本文书的真伪与效力。", 8.5, False, _GREY),
            (self.sheet.code, 12.0, True, "0.15 0.15 0.15"),
            ("打印件与电子文书不一致的，以核验所得的电子文书为准。", 8.5, False, _GREY),
        )
        for text, size, strong, colour in paragraphs:
            broken = lines([Run(text, strong)], self.widths, room * EM / size)
            element = self.document.add("P")
            element.begin(page)
            y -= size - 8.5
            page.lines([(left, y - n * size * 1.45, line) for n, line in enumerate(broken)], size, colour=colour)
            page.end()
            y -= (len(broken) - 1) * size * 1.45 + size * 1.45 + (3 if strong else 1.5)

    def _feet(self) -> None:
        """§7.5: the page number between dashes, odd ones right, even ones left; on the last page clear of the code."""
        for page in self.file.pages:
            page.artifact("Footer")
            odd = page.index % 2 == 0 or page is self.file.pages[-1]
            x = _COLUMN.left + _COLUMN.width - 14 if odd else _COLUMN.left + 14
            _show(page, self.fonts, f"— {page.index + 1} —", x, 24.5 * MM, 12, align="right" if odd else "left")
            if self.sheet.seal.specimen:
                _show(page, self.fonts, SPECIMEN, A4[0] / 2, 6.3 * MM, 7.5, colour=_GREY, align="centre")
            page.end()


@dataclass(slots=True)
class _Gap:
    """Blank after a block."""

    height: float
    before: float = 0
    keep: bool = False

    def heights(self) -> Sequence[float]:
        return [self.height]

    def repeated(self) -> float:
        return 0

    def paint(self, page: Page, strips: Sequence[tuple[int, float]]) -> None:
        pass


class _Head:
    """The upper part of the first page: the organ in red, number, rule, title."""

    def __init__(self, sheet: Sheet, fonts: FontSet, document: Element) -> None:
        self.sheet, self.fonts = sheet, fonts
        self.widths = fonts.body.width, fonts.heavy.width
        self.organ, self.number, self.title = document.add("P"), document.add("P"), document.add("H1")
        letter = sheet.kind == "letter"
        self.title_size = 20.0 if letter else 22.0
        self.title_leading = self.title_size * 1.5
        self.title_lines = balanced(sheet.title, self.widths, _COLUMN.width * EM / self.title_size)
        self.top = A4[1] - (30 if letter else 32) * MM
        self.organ_lines = self._organ_lines()
        size = self.organ_lines[0][1]
        self.rule_y = self.top - len(self.organ_lines) * size * 1.25 + size * 0.25 - (5 if letter else 17) * MM
        self.title_top = self.rule_y - (13 if letter else 10.5) * MM
        self.bottom = self.title_top - len(self.title_lines) * self.title_leading - 4.5 * MM

    def _organ_lines(self) -> list[tuple[Line, float, float]]:
        """Each line with its size and how narrow it is set."""
        name = self.sheet.organ
        count = 1 if len(name) <= 22 else 2
        width = natural_width([Run(name, True)], self.widths) / count
        largest = 38.0 if self.sheet.kind == "letter" else 42.0
        room = _COLUMN.width
        narrow = min(1.0, max(0.72, room * EM / (largest * width)))
        size = min(largest, room * EM / (width * narrow) / 1.02)
        broken = balanced(name, self.widths, width * 1.25) if count > 1 else balanced(name, self.widths, 2 * width)
        return [(self._tracked(line, size, narrow), size, narrow) for line in broken]

    def _tracked(self, line: Line, size: float, narrow: float) -> Line:
        """Few characters are spread, as far as half an em, towards three quarters of the line."""
        gaps = len(line.text) - 1
        if gaps < 1 or narrow < 1:
            return line
        wanted = (0.74 * _COLUMN.width * EM / size - line.width) / gaps
        stretch = round(min(max(wanted, 40), 500, (_COLUMN.width * EM / size - line.width) / gaps))
        return Line([Piece(line.text, True, 0, stretch)], line.width + stretch * gaps)

    def paint(self, page: Page) -> None:
        letter = self.sheet.kind == "letter"
        centre = _COLUMN.left + _COLUMN.width / 2
        self.organ.begin(page)
        y = self.top
        for line, size, narrow in self.organ_lines:
            width = line.width * size / EM * narrow
            page.lines([(centre - width / 2, y - ASCENT_OF_HEAD * size, line)], size, colour=_RED, narrow=narrow)
            y -= size * 1.25
        page.end()
        page.artifact()
        left, width = (20 * MM, 170 * MM) if letter else (_COLUMN.left, _COLUMN.width)
        if letter:
            page.rule(left, self.rule_y, width, 2.2, _RED)
            page.rule(left, self.rule_y - 2.9, width, 0.7, _RED)
        else:
            page.rule(left, self.rule_y, width, 1.6, _RED)
        page.end()
        self.number.begin(page)
        if letter:
            right = _COLUMN.left + _COLUMN.width
            _show(page, self.fonts, self.sheet.number, right, self.rule_y - 8 * MM, 14, align="right")
        else:
            _show(page, self.fonts, self.sheet.number, centre, self.rule_y + 5 * MM, 15.8, align="centre")
        page.end()
        self.title.begin(page)
        placed = [
            (
                centre - line.width * self.title_size / EM / 2,
                base_line(self.title_top - number * self.title_leading, self.title_leading, self.title_size),
                line,
            )
            for number, line in enumerate(self.title_lines)
        ]
        page.lines(placed, self.title_size)
        page.end()


ASCENT_OF_HEAD = 0.86


class _Tail:
    """Name and date under the seal, then remarks and who else gets the paper."""

    def __init__(self, sheet: Sheet, fonts: FontSet, side: float) -> None:
        self.sheet, self.fonts, self.side = sheet, fonts, side
        self.widths = fonts.body.width, fonts.heavy.width
        self.size = _MEASURES[sheet.kind].size
        self.name = lines([Run(sheet.signatory)], self.widths, 1 << 20, justified=False)[0]
        self.date = lines([Run(_date(sheet.date))], self.widths, 1 << 20, justified=False)[0]
        name, day = self.name.width * self.size / EM, self.date.width * self.size / EM
        right = _COLUMN.left + _COLUMN.width
        # §7.3.5.1: the date four characters from the right, the name centred over it; a long name two characters.
        self.centre = min(right - 4 * self.size - day / 2, right - 2 * self.size - name / 2)
        self.remarks = [
            lines([Run(f"（{note}）")], self.widths, (_COLUMN.width - 2 * self.size) * EM / self.size, justified=False)
            for note in sheet.notes
        ]
        self.copies = lines(
            [Run("抄送：" + "，".join(sheet.copies) + "。")],
            self.widths,
            (_COLUMN.width - 28) * EM / 14,
            hanging=3 * EM,
        ) if sheet.copies else []  # fmt: skip

    def _offsets(self, leading: float) -> tuple[float, float, float]:
        """Below the end of the text: the seal's middle, the base lines of name and date."""
        middle = 0.35 * leading + self.side / 2
        # §7.3.5.1: name and date a little below the middle of the seal, its top within a line of the text.
        pair = middle + 4 * MM
        return middle, pair - leading / 2 + 0.36 * self.size, pair + leading / 2 + 0.36 * self.size

    def height(self, leading: float) -> float:
        middle, _, day = self._offsets(leading)
        lowest = day + 0.2 * self.size
        if self.centre < 134 * MM:
            # A long name moves the seal over the verification block: then it must end above.
            lowest = middle + self.side / 2
        return lowest + self._remarks_height(leading) + self._copies_height()

    def _remarks_height(self, leading: float) -> float:
        return sum(len(remark) for remark in self.remarks) * leading

    def _copies_height(self) -> float:
        return len(self.copies) * 22 + 14 if self.copies else 0

    def paint(self, page: Page, top: float, leading: float, drawing: Form, document: Element) -> SealPlace:
        middle, name, day = self._offsets(leading)
        for line, offset in ((self.name, name), (self.date, day)):
            document.add("P").begin(page)
            page.lines([(self.centre - line.width * self.size / EM / 2, top - offset, line)], self.size)
            page.end()
        x, y = self.centre - drawing.width / 2, top - middle - drawing.height / 2
        shown = f"{self.sheet.seal.name}{self.sheet.seal.line}印章" + ("（样章）" if self.sheet.seal.specimen else "")
        box = tags.figure_box(x, y, drawing.width, drawing.height)
        document.add("Figure", shown, box).begin(page)
        page.place(drawing, x, y)
        page.end()
        below = top - day - 0.2 * self.size
        for remark in self.remarks:
            document.add("P").begin(page)
            page.lines(
                [
                    (_COLUMN.left + 2 * self.size, base_line(below - number * leading, leading, self.size), line)
                    for number, line in enumerate(remark)
                ],
                self.size,
            )
            page.end()
            below -= len(remark) * leading
        if self.copies:
            self._paint_copies(page, below - 7, document)
        return SealPlace(page, x, y, drawing.width)

    def _paint_copies(self, page: Page, top: float, document: Element) -> None:
        page.artifact()
        page.rule(_COLUMN.left, top, _COLUMN.width, 1, _BLACK)
        page.rule(_COLUMN.left, top - len(self.copies) * 22, _COLUMN.width, 1, _BLACK)
        page.end()
        document.add("P").begin(page)
        page.lines(
            [
                (_COLUMN.left + 14 + line.indent * 14 / EM, base_line(top - number * 22, 22, 14), line)
                for number, line in enumerate(self.copies)
            ],
            14,
        )
        page.end()


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _address(sheet: Sheet) -> str:
    """The address as one would type it: without the code at its end, which is typed there."""
    address = sheet.verify_url.removeprefix("https://").removeprefix("http://")
    head, _, last = address.rpartition("/")
    return head if head and last.replace("-", "") == sheet.code.replace("-", "") else address


def _show(
    page: Page,
    fonts: FontSet,
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    colour: str = _BLACK,
    align: Literal["left", "centre", "right"] = "left",
    strong: bool = False,
) -> None:
    """One line of text at x, which is its left edge, middle or right edge."""
    line = lines([Run(text, strong)], (fonts.body.width, fonts.heavy.width), 1 << 20, justified=False)[0]
    width = line.width * size / EM
    page.lines([(x - {"left": 0, "centre": width / 2, "right": width}[align], y, line)], size, colour=colour)


def _add_signature(
    sheet: Sheet, file: File, document: Element, place: SealPlace, at: datetime, reserve: int
) -> int:
    """Adds the signature dictionary with its room, and an empty field over the seal to click on; the former's number.

    The widget itself shows nothing: some viewers leave widgets out, so the seal is part of the page.
    Source: ISO 32000-1 §12.8.1, §12.8.2.2 (DocMDP: no changes); ETSI EN 319 142-1 §6.3.
    """
    signature = file.add(
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached %b /M %b /Name %b /Reason %b"
        b" /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams"
        b" << /Type /TransformParams /P 1 /V /1.2 >> >>] /Contents <%b> >>"
        % (EMPTY_BYTE_RANGE, pdf_date(at), text_string(sheet.signatory), text_string(sheet.reason or sheet.title),
           b"0" * reserve)
    )  # fmt: skip
    nothing = b"/Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f] /Resources << >>" % (place.side, place.side)
    appearance = file.add_stream(nothing, b"", plain=True)
    said = f"{sheet.seal.name}电子印章，点击查看签章信息"
    widget = file.add(
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /TU %b /Contents %b /F 132 /StructParent %d /P %b"
        b" /Rect [%.2f %.2f %.2f %.2f] /V %b /AP << /N %b >> >>"
        % (text_string(said), text_string(said), tags.annotation_parent(len(file.pages)),
           reference(place.page.object_number), place.x, place.y, place.x + place.side, place.y + place.side,
           reference(signature), reference(appearance))
    )  # fmt: skip
    place.page.annotate(widget)
    document.add("Form", said).kids.append(widget)
    file.set_catalog(
        AcroForm=b"<< /SigFlags 3 /Fields [%b] >>" % reference(widget),
        Perms=b"<< /DocMDP %b >>" % reference(signature),
        Lang=b"(%b)" % sheet.language.encode("ascii"),
    )
    return signature
