"""What a sealed paper costs: from the facts of a case to the bytes of a PDF under the organ's electronic seal.

One A4 page of Chinese text with rare names, a QR code and a vector seal; every paper has other facts. The naive way
beside it is ReportLab with its own fonts, paragraphs and QR code, then pyHanko with an RSA-2048 key and the seal as a
stamp, as their documentation shows it; it makes no tags, no archive format, no data inside. The floor is what no layout
can save: hashing, the signature, and writing the file. CPU milliseconds of this process, medians after a warm-up.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.stamp import StaticStampStyle
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import HRFlowable, Paragraph, SimpleDocTemplate

from signing import paper, seal, signer
from signing.demo_keys import Organ, create_authority, open_authority
from signing.faces import SHIPPED, FontSet
from signing.guarded import Secret
from signing.keys import SealKey
from signing.pdf import File
from signing.seal import SealStyle

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
WARM_UP, ROUNDS = 5, 40
ORGAN, SEAL = "示例市司法局", "city_justice.licence"
STYLE = SealStyle(ORGAN, "行政许可专用章", "1101000012345")

TEMPLATE = """\
{{ applicant.name }}（公民身份号码：{{ applicant.id_number | mask }}）：

你提出的“{{ matter.title }}”申请（办件编号{{ case.number }}），本机关于{{ acceptance.on | date }}受理。经审查：\
{{ facts }}，符合《中华人民共和国律师法》第十四条、第十五条规定的设立条件。\
根据《中华人民共和国行政许可法》第三十八条第一款，本机关决定：

一、准予设立{{ application.name }}，组织形式为普通合伙，住所为{{ application.address }}，\
负责人为{{ application.head }}，合伙人为{{ application.partners | join }}。

二、设立资产为人民币{{ application.assets | money }}元，有效期自{{ decision.on | date }}起长期有效。

三、颁发《律师事务所执业许可证》。电子证照与纸质证照具有同等效力，可以反复下载、打印。
"""


def facts_of(number: int) -> dict[str, object]:
    """The facts of one case; no two cases have the same."""
    rare = "㛃𬴊䶮骉𫘧𬸦"
    name = rare[number % 6] + "知行若川思远"[number % 5 : number % 5 + 2]
    return {
        "applicant": {"name": f"林{name}", "id_number": f"11010119900307{number:04d}"},
        "matter": {"title": "律师事务所设立许可（普通合伙）"},
        "case": {"number": f"LF-2026-{number:06d}"},
        "acceptance": {"on": date(2026, 3, 2) + timedelta(days=number)},
        "decision": {"on": date(2026, 4, 20) + timedelta(days=number)},
        "facts": f"申请人提交的合伙协议、章程和住所证明真实、齐全，{3 + number % 7}名合伙人均有三年以上执业经历",
        "application": {
            "name": f"示例{name}律师事务所",
            "address": f"示例市示例区求真路{number}号明理大厦九层",
            "head": f"赵{name}",
            "partners": [f"赵{name}", "钱𬱟", f"孙{name[::-1]}"],
            "assets": 300_000 + number,
        },
    }


def sheet_of(number: int, body: str) -> paper.Sheet:
    code = f"7Q4K-M2XD-9HTA-{number:04d}"
    return paper.Sheet(
        organ=ORGAN,
        title="准予行政许可决定书",
        number=f"示市司许〔2026〕{number}号",
        body=body,
        signatory=ORGAN,
        seal=STYLE,
        date=date(2026, 4, 20),
        verify_url=f"https://verify.example/v/{code.replace('-', '')}",
        code=code,
        facts=json.dumps({"number": number}).encode(),
    )


class Ours:
    """The way of this project."""

    def __init__(self, folder: Path) -> None:
        password = Secret("demonstration")
        create_authority(folder, [Organ(ORGAN, "11110000000000000X", {SEAL: f"{ORGAN}行政许可专用章"})], password, AT)
        self.key: SealKey = open_authority(folder, password).key(SEAL, at=AT)
        self.fonts = FontSet(system=False)
        self.reserve = signer.reserve_for(self.key)

    def __call__(self, number: int) -> bytes:
        body = paper.fill(TEMPLATE, facts_of(number))
        return signer.seal(self.unsealed(number, body), self.key, at=AT)

    def unsealed(self, number: int, body: str) -> paper.Unsealed:
        return paper.compose(sheet_of(number, body), self.fonts, at=AT, reserve=self.reserve)


class Naive:
    """ReportLab and pyHanko as their documentation shows them."""

    def __init__(self, folder: Path, fonts: FontSet) -> None:
        for name, file in (("Song", "NotoSerifSC-Regular.ttf"), ("SongBold", "NotoSerifSC-Heavy.ttf")):
            pdfmetrics.registerFont(TTFont(name, SHIPPED / file))
        text = ParagraphStyle("text", fontName="Song", fontSize=15, leading=25, wordWrap="CJK", firstLineIndent=30)
        self.text = text
        self.head = ParagraphStyle(
            "head", text, fontName="SongBold", fontSize=42, leading=58, alignment=TA_CENTER, firstLineIndent=0
        )
        self.head.textColor = Color(0.83, 0.04, 0.07)
        self.title = ParagraphStyle("title", self.head, fontSize=22, leading=40, textColor=Color(0, 0, 0))
        self.number = ParagraphStyle("number", text, alignment=TA_CENTER, firstLineIndent=0)
        self.closing = ParagraphStyle("closing", text, alignment=TA_RIGHT, rightIndent=60)
        key, certificate = self._key(folder)
        self.signer = signers.SimpleSigner.load(str(key), str(certificate))  # type: ignore[no-untyped-call]
        self.stamp = StaticStampStyle.from_pdf_file(str(self._picture(folder, fonts)), border_width=0)

    def _key(self, folder: Path) -> tuple[Path, Path]:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "SPECIMEN")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(private.public_key())
            .serial_number(1)
            .not_valid_before(AT - timedelta(days=1))
            .not_valid_after(AT + timedelta(days=1))
            .sign(private, hashes.SHA256())
        )
        key_file, certificate_file = folder / "naive.key", folder / "naive.crt"
        key_file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
        return key_file, certificate_file

    def _picture(self, folder: Path, fonts: FontSet) -> Path:
        """The same seal as a PDF of its own."""
        drawing = seal.draw(STYLE, fonts)
        file = File(fonts, title="", author="", subject="", language="zh-CN", at=AT)
        file.add_page((drawing.width, drawing.height)).place(drawing, 0, 0)
        picture = folder / "seal.pdf"
        picture.write_bytes(file.finish(file.add(b"<< /Contents <00> >>"), 2).pdf)
        return picture

    def __call__(self, number: int) -> bytes:
        body = paper.fill(TEMPLATE, facts_of(number)).replace("\\", "")
        made = sheet_of(number, body)
        output = io.BytesIO()
        document = SimpleDocTemplate(
            output, pagesize=A4, leftMargin=28 * mm, rightMargin=26 * mm, topMargin=28 * mm, bottomMargin=14 * mm
        )
        code = QrCodeWidget(made.verify_url, barLevel="M", barWidth=25 * mm, barHeight=25 * mm)
        drawing = Drawing(25 * mm, 25 * mm)
        drawing.add(code)
        document.build(
            [
                Paragraph(made.organ, self.head),
                Paragraph(made.number, self.number),
                HRFlowable(width="100%", color=Color(0.83, 0.04, 0.07)),
                Paragraph(made.title, self.title),
                *(Paragraph(text, self.text) for text in body.split("\n\n")),
                Paragraph(made.signatory, self.closing),
                Paragraph(made.day, self.closing),
                drawing,
                Paragraph(made.code, self.number),
            ]
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(output.getvalue()))
        metadata = signers.PdfSignatureMetadata(
            field_name="Seal",
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            reason=made.title,
        )
        field = SigFieldSpec("Seal", on_page=0, box=(350, 130, 469, 249))
        sealing = signers.PdfSigner(metadata, self.signer, stamp_style=self.stamp, new_field_spec=field)
        return bytes(sealing.sign_pdf(writer).getvalue())


def measure() -> dict[str, float]:
    """All figures, by turns, so that a busy machine is busy for all of them."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        ours = Ours(folder / "authority")
        naive = Naive(folder, ours.fonts)
        target = folder / "sealed.pdf"
        times: dict[str, list[float]] = {"ours": [], "naive": [], "floor": []}
        sizes = []
        for number in range(1, WARM_UP + ROUNDS + 1):
            unsealed = ours.unsealed(number, paper.fill(TEMPLATE, facts_of(number)))
            times["floor"].append(_cpu_ms(partial(_only_seal, unsealed, ours.key, target)))
            times["ours"].append(_cpu_ms(partial(ours, number)))
            times["naive"].append(_cpu_ms(partial(naive, number)))
            sizes.append(len(ours(number)))
    cost = {name: statistics.median(values[WARM_UP:]) for name, values in times.items()}
    return {
        "cpu_ms": round(cost["ours"], 3),
        "per_s": round(1000 / cost["ours"], 1),
        "naive_cpu_ms": round(cost["naive"], 3),
        "ratio": round(cost["naive"] / cost["ours"], 1),
        "bytes": int(statistics.median(sizes)),
        "floor_cpu_ms": round(cost["floor"], 3),
    }


def _only_seal(unsealed: paper.Unsealed, key: SealKey, target: Path) -> None:
    target.write_bytes(signer.seal(unsealed, key, at=AT))


def _cpu_ms(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def main() -> None:
    figures = measure()
    if "--json" in sys.argv[1:]:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:<14}{value:>12,}")


if __name__ == "__main__":
    main()
