"""Make the sample materials of the matters: `python -m tools.make_materials`.

Real files of the kinds people hand in: PDF, a photographed page, a scan, a workbook. What they say stands in
tools/sample_materials.yaml. Every page is marked SPECIMEN. The same input gives the same bytes with the same versions
of reportlab and Pillow, so run it again after a change of the texts or of the answers they quote.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml
from jinja2 import Environment, StrictUndefined
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parent.parent
FONT = ROOT / "signing" / "fonts" / "NotoSerifSC-Regular.ttf"
SPECIMEN = "样例 SPECIMEN"
FOOT = "虚构材料，仅供演示，不具有任何效力 · fictional, for demonstration only"
EPOCH = (2026, 1, 1, 0, 0, 0)
NO_START = "，。；：、！？）》」』〕”’%"
"""Marks that may not begin a line (GB/T 15834 §5.1)."""


@dataclass(frozen=True)
class Paper:
    """A title, the lines of the text (each a paragraph, or a row of a table), and what stands below at the right."""

    title: str
    text: Sequence[str]
    signed: Sequence[str] = ()


def main() -> None:
    """Every file of sample_materials.yaml stands in the examples/materials of its matter."""
    registerFont(TTFont("body", str(FONT)))
    for code, files in yaml.safe_load((ROOT / "tools" / "sample_materials.yaml").read_text("utf-8")).items():
        examples = ROOT / "workflows" / code / "examples"
        answers = json.loads((examples / files.pop("answers")).read_text("utf-8"))
        (examples / "materials").mkdir(exist_ok=True)
        for name, written in files.items():
            data = KINDS[Path(name).suffix](filled(written, answers))
            (examples / "materials" / name).write_bytes(data)
            print(f"{len(data) / 1000:7.1f} kB  {code}/{name}", file=sys.stderr)


def filled(written: dict[str, str], answers: dict[str, Any]) -> Paper:
    """The paper with the names and figures of these answers."""
    jinja = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)
    lines = {key: jinja.from_string(text).render(answers).strip("\n").split("\n") for key, text in written.items()}
    return Paper(lines["title"][0], lines.get("text") or lines["table"], lines.get("signed", ()))


def as_pdf(paper: Paper) -> bytes:
    """The paper as it was written, A4."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(f"{paper.title} ({SPECIMEN})")
    canvas.setAuthor("Sealflow sample materials")
    wide, high = A4
    margin, size, leading = 28 * mm, 13, 24

    def sheet() -> float:
        canvas.saveState()
        canvas.setFillGray(0.9)
        canvas.translate(wide / 2, high / 2)
        canvas.rotate(40)
        canvas.setFont("body", 64)
        canvas.drawCentredString(0, 0, SPECIMEN)
        canvas.restoreState()
        canvas.setFillGray(0.45)
        canvas.setFont("body", 8)
        canvas.drawCentredString(wide / 2, 14 * mm, FOOT)
        canvas.setFillGray(0)
        canvas.setFont("body", size)
        return float(high - 30 * mm)

    def below(y: float, step: float = leading) -> float:
        if y - step >= margin:
            return y - step
        canvas.showPage()
        return sheet()

    y = sheet()
    canvas.setFont("body", 20)
    canvas.drawCentredString(wide / 2, y, paper.title)
    canvas.setFont("body", size)
    y = below(y)
    for paragraph in paper.text:
        for line in wrapped(paragraph, wide - 2 * margin, lambda text: stringWidth(text, "body", size)):
            y = below(y)
            canvas.drawString(margin, y, line)
    y = below(y)
    for line in paper.signed:
        y = below(y)
        canvas.drawRightString(wide - margin, y, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def as_photograph(paper: Paper) -> bytes:
    """The paper as somebody photographs it on a table: a little turned, unevenly lit, JPEG."""
    page = picture(paper, (1000, 1250), "RGB", ground=(252, 250, 244), ink=(25, 25, 30), mark=(200, 120, 110))
    table = Image.new("RGB", (1140, 1390), (126, 104, 84))
    turned = page.convert("RGBA").rotate(1.4, Image.Resampling.BICUBIC, expand=True)
    table.paste(turned, (50, 55), turned)
    light = Image.linear_gradient("L").resize(table.size).point([255 - v // 5 for v in range(256)])
    lit = Image.composite(table, Image.new("RGB", table.size, (30, 22, 14)), light)
    buffer = io.BytesIO()
    lit.filter(ImageFilter.GaussianBlur(0.5)).save(buffer, "JPEG", quality=62, optimize=True)
    return buffer.getvalue()


def as_scan(paper: Paper) -> bytes:
    """The paper as an office scanner gives it: sixteen greys, PNG."""
    page = picture(paper, (1240, 1000), "L", ground=255, ink=0, mark=150)
    buffer = io.BytesIO()
    page.quantize(16).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def picture(paper: Paper, size: tuple[int, int], mode: str, *, ground: Any, ink: Any, mark: Any) -> Image.Image:
    """The paper as pixels, with the mark across it."""
    page = Image.new(mode, size, ground)
    draw = ImageDraw.Draw(page)
    wide, high = size
    body, title, foot, large = (ImageFont.truetype(str(FONT), points) for points in (30, 46, 19, 92))
    across = Image.new("L", (900, 140), 0)
    ImageDraw.Draw(across).text((450, 70), SPECIMEN, font=large, fill=90, anchor="mm")
    across = across.rotate(28, Image.Resampling.BICUBIC, expand=True)
    page.paste(mark, ((wide - across.width) // 2, (high - across.height) // 2), across)
    draw.text((wide / 2, 110), paper.title, font=title, fill=ink, anchor="mm")
    y = 200
    for paragraph in paper.text:
        for line in wrapped(paragraph, wide - 220, body.getlength):
            draw.text((110, y), line, font=body, fill=ink)
            y += 56
    y += 40
    for line in paper.signed:
        draw.text((wide - 110, y), line, font=body, fill=ink, anchor="ra")
        y += 56
    draw.text((wide / 2, high - 50), FOOT, font=foot, fill=ink, anchor="mm")
    return page


def wrapped(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """The lines of a paragraph about `width` wide: none begins with a closing mark, no word or number is parted."""
    line = ""
    for piece in re.findall(r"[!-~]+|.", text):
        if line and measure(line + piece) > width and piece[0] not in NO_START:
            yield line
            line = ""
        line += piece
    if line:
        yield line


def as_workbook(paper: Paper) -> bytes:
    """The rows as a workbook of one sheet, every cell a text (ECMA-376 part 1 §18)."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheets = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    rows = ""
    for line in (*paper.text, "", f"{SPECIMEN}|{FOOT}"):
        cells = (f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in line.split("|") if line)
        rows += f"<row>{''.join(cells)}</row>"
    widths = (12, 12, 24, 24, 12, 40, 60)
    columns = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(widths, 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{mime}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{mime}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{sheets}" xmlns:r="{relations}">'
        f'<sheets><sheet name="{escape(paper.title)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{sheets}"><cols>{columns}</cols>'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, xml in parts.items():
            declared = f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}'
            archive.writestr(zipfile.ZipInfo(name, EPOCH), declared, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


KINDS: dict[str, Callable[[Paper], bytes]] = {
    ".pdf": as_pdf,
    ".jpg": as_photograph,
    ".png": as_scan,
    ".xlsx": as_workbook,
}

if __name__ == "__main__":
    main()
