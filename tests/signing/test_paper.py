"""Papers as a reader has them: what they show, what can be copied out of them, what machines find in them."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from signing.certificate import CertificateOverfull
from signing.faces import ControlCharacter, FontSet, MissingGlyph, PrivateUseCharacter
from signing.layout import Column, Frame, TextBlock, paginate
from signing.official import PaperTooLong
from signing.paper import Sheet, Unsealed, compose, fill, try_out
from signing.pdf import EMPTY_BYTE_RANGE, ReserveMeaningless
from signing.seal import SealStyle
from signing.sheet import SPECIMEN
from signing.syntax import MM
from signing.tags import Element
from signing.text import Line

AT = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
RESERVE = 4096
BODY = """\
𬴊某某（公民身份号码：110***********1234）：

你提出的“律师事务所设立许可（普通合伙）”申请（办件编号LF-2026-000042）收悉。根据《中华人民共和国行政许可法》第三十八条第一款、\
《中华人民共和国律师法》第十八条，本机关于2026年4月20日决定：

一、准予设立示例䶮骉律师事务所，合伙人为赵㛃𬴊、钱𠮷、孙某某，设立资产为人民币300,000元。

二、有效期：**长期**。

你单位如不服本决定，可以自收到本决定书之日起六十日内申请行政复议，也可以在六个月内依法提起行政诉讼。"""
DECISION = Sheet(
    organ="示例市司法局",
    title="准予行政许可决定书",
    number="示市司许〔2026〕12号",
    body=BODY,
    signatory="示例市司法局",
    seal=SealStyle("示例市司法局", "行政许可专用章", "1101000012345"),
    date=date(2026, 4, 20),
    verify_url="https://sealflow.example/verify/7Q4KM2XD9HTAP6WN",
    code="7Q4K-M2XD-9HTA-P6WN",
    facts='{"document": {"number": "示市司许〔2026〕12号"}}'.encode(),
)
ROWS = "".join(f"| {n} | 第{n}项材料 | 第三页缺少合伙人钱𠮷的签名 | 由全体合伙人签名后提交 |\n" for n in range(1, 31))
LETTER = replace(
    DECISION,
    kind="letter",
    title="补正材料通知书",
    number="示区司补〔2026〕7号",
    addressee="林某某",
    body=f"""现将需要补正的全部内容一次告知如下：

| 序号 | 材料 | 问题 | 补正要求 |
|---:|---|---|---|
{ROWS}
## 一、期限

请于2026年4月30日前补正：

1. 在网上提交；
2. 送交窗口。""",
)
CERTIFICATE = replace(
    DECISION,
    kind="certificate",
    title="律师事务所执业许可证",
    number="示市律证〔2026〕1号",
    body="""\
| 项目 | 内容 |
|---|---|
| 名称 | 示例䶮骉律师事务所 |
| 统一社会信用代码 | 31110000E00017891P |
| 住所 | 示例市示例区示例大道1888号示例大厦A座5层501室 |
| 负责人 | 赵㛃𬴊 |

该律师事务所经依法审查，准予设立并执业。""",
)
SHEETS = {"decision": DECISION, "letter": LETTER, "certificate": CERTIFICATE}


@pytest.fixture(scope="module")
def fonts(small_face: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> FontSet:
    """The shipped faces and one with 𠮷, so that tests need no face of the system."""
    folder = tmp_path_factory.mktemp("fonts")
    small_face(folder / "rare.ttf", "𠮷", width=1000)
    return FontSet([folder], system=False)


@pytest.fixture(params=["made", "tried out"])
def draw(fonts: FontSet, request: pytest.FixtureRequest) -> Callable[[Sheet], object]:
    """What draws a paper, for good or to see whether it can be made: each refuses what the other refuses."""
    if request.param == "made":
        return lambda sheet: compose(sheet, fonts, at=AT, reserve=RESERVE)
    return lambda sheet: try_out(sheet, fonts, at=AT)


@pytest.fixture(scope="module")
def make(fonts: FontSet) -> Callable[[Sheet], Unsealed]:
    return lambda sheet: compose(sheet, fonts, at=AT, reserve=RESERVE)


@pytest.fixture
def written(make: Callable[[Sheet], Unsealed], tmp_path: Path) -> Callable[[Sheet], Path]:
    def write(sheet: Sheet) -> Path:
        file = tmp_path / "paper.pdf"
        file.write_bytes(make(sheet).pdf)
        return file

    return write


@pytest.fixture
def text_of(written: Callable[[Sheet], Path], program: Callable[[str], str]) -> Callable[..., str]:
    """What poppler takes out of a paper in the order of its content, without blanks."""

    def text(sheet: Sheet, *options: str) -> str:
        command = [program("pdftotext"), "-raw", *options, str(written(sheet)), "-"]
        return re.sub(r"\s", "", subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    return text


@pytest.fixture
def picture_of(
    written: Callable[[Sheet], Path], program: Callable[[str], str], tmp_path: Path
) -> Callable[[Sheet], Image.Image]:
    """The first page at 200 dpi."""

    def picture(sheet: Sheet) -> Image.Image:
        command = [program("pdftoppm"), "-r", "200", "-png", "-singlefile", str(written(sheet)), str(tmp_path / "page")]
        subprocess.run(command, check=True, capture_output=True)
        with Image.open(tmp_path / "page.png") as image:
            return image.convert("RGB")

    return picture


# --- what can be read and copied


def test_the_text_comes_out_right_and_in_order(text_of: Callable[..., str]) -> None:
    text = text_of(DECISION)

    body = BODY.replace("**长期**", "长期").split("\n\n")
    head, tail = ["示例市司法局", "示市司许〔2026〕12号", "准予行政许可决定书"], ["示例市司法局", "2026年4月20日"]
    parts = [*head, *body, *tail, "7Q4K-M2XD-9HTA-P6WN", SPECIMEN]
    place = 0
    for part in parts:
        plain = re.sub(r"\s", "", part)
        found = text.find(plain, place)
        assert found >= 0, plain
        place = found + len(plain)


@pytest.mark.parametrize("name", ["𬴊", "㛃", "䶮骉", "𠮷", "𬸦", "é·Ü"])
def test_a_rare_name_can_be_copied_out(text_of: Callable[..., str], name: str) -> None:
    assert f"林{name}：" in text_of(replace(DECISION, addressee=f"林{name}"))
    assert f"林{name}事务所" in text_of(replace(DECISION, title=f"林{name}事务所"))


def test_widely_spaced_lines_are_copied_without_blanks(
    written: Callable[[Sheet], Path], program: Callable[[str], str]
) -> None:
    body = "经审查，统一社会信用代码为31110000E00017891PABCDEF，执业许可证号为31110000E00017891PABCDEF，符合规定。"
    command = [program("pdftotext"), str(written(replace(DECISION, body=body))), "-"]

    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert not re.search(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]", text.split("决定书")[1].split("示例市")[0])
    assert body in text.replace("\n", "")


def test_the_code_leads_to_the_page_that_verifies(picture_of: Callable[[Sheet], Image.Image]) -> None:
    read = zxingcpp.read_barcodes(picture_of(DECISION))

    assert [code.text for code in read] == [DECISION.verify_url]


def test_the_address_is_typed_without_the_code(text_of: Callable[..., str]) -> None:
    text = text_of(DECISION)

    assert "sealflow.example/verify" in text
    assert "sealflow.example/verify/" not in text


def test_only_a_specimen_says_so(text_of: Callable[..., str]) -> None:
    real = replace(DECISION, seal=replace(DECISION.seal, specimen=False))

    assert "SPECIMEN" in text_of(DECISION)
    assert "SPECIMEN" not in text_of(real)


def test_what_is_filled_in_stays_text(text_of: Callable[..., str]) -> None:
    name = "**甲** # 乙 | <b>丙</b> \\ _丁_ &amp; `戊` [己](庚)"

    text = text_of(replace(DECISION, body=fill("申请人：{{ name }}。", {"name": name})))

    assert f"申请人：{re.sub(chr(32), '', name)}。" in text


def test_annexes_remarks_and_copies_are_named(text_of: Callable[..., str]) -> None:
    sheet = replace(DECISION, annexes=("核查笔录", "听证笔录"), notes=("此件公开发布",), copies=("示例市律师协会",))

    text = text_of(sheet)

    assert "附件：1.核查笔录2.听证笔录" in text
    assert text.index("2026年4月20日（此件公开发布）抄送：示例市律师协会。") > text.index("附件：")


# --- layout


def test_a_table_goes_on_under_its_head(text_of: Callable[..., str], make: Callable[[Sheet], Unsealed]) -> None:
    assert make(LETTER).pages >= 2
    first, second = text_of(LETTER, "-l", "1"), text_of(LETTER, "-f", "2")

    for page in (first, second):
        assert "序号材料问题补正要求" in page
    assert "第1项材料" in first
    assert "第30项材料" in second
    assert text_of(LETTER).count("项材料") == 30


def test_a_short_row_is_never_cut(text_of: Callable[..., str], make: Callable[[Sheet], Unsealed]) -> None:
    for page in range(1, make(LETTER).pages + 1):
        text = text_of(LETTER, "-f", str(page), "-l", str(page))
        assert text.count("项材料") == text.count("由全体合伙人签名后提交")


def test_a_row_longer_than_a_page_is_cut_and_nothing_of_it_lost(
    text_of: Callable[..., str], make: Callable[[Sheet], Unsealed]
) -> None:
    reason = "".join(f"第{n}点不符合规定；" for n in range(400))
    sheet = replace(LETTER, body=f"| 材料 | 问题 |\n|---|---|\n| 章程 | {reason} |\n")

    text = text_of(sheet)

    assert make(sheet).pages >= 3
    assert all(f"第{n}点" in text for n in range(400))


def test_further_pages_say_which_paper_they_belong_to(text_of: Callable[..., str]) -> None:
    assert text_of(LETTER, "-f", "2").startswith("示例市司法局补正材料通知书示区司补〔2026〕7号")


def words_on(file: Path, program: Callable[[str], str], page: int) -> list[tuple[str, float, float]]:
    """Words of a page with upper and lower edge, in points from the top."""
    command = [program("pdftotext"), "-bbox", "-f", str(page), "-l", str(page), str(file), "-"]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pattern = r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)<'
    return [(unescape(word), float(top), float(bottom)) for top, bottom, word in re.findall(pattern, found)]


@pytest.mark.parametrize("paragraphs", range(1, 13))
def test_the_seal_stands_within_a_line_of_the_text(
    written: Callable[[Sheet], Path], program: Callable[[str], str], paragraphs: int
) -> None:
    """Whatever the length of the text: never on a page of its own, never over the last line (GB/T 9704 §7.3.5.1)."""
    sentence = "经审查，申请材料齐全、符合法定形式，符合《中华人民共和国律师法》第十四条、第十五条规定的设立条件。"
    file = written(replace(DECISION, body="\n\n".join(f"{sentence * 2}第{n}段完" for n in range(paragraphs))))

    with pikepdf.open(file) as pdf:
        page = pdf.pages[-1]
        seal_top = float(page.MediaBox[3]) - float(page.Annots[0].Rect[3])
        count = len(pdf.pages)
    last = max((bottom for word, _, bottom in words_on(file, program, count) if "段完" in word), default=None)

    assert last is not None, "the seal stands alone on the last page"
    assert -3 <= seal_top - last <= 29


def test_a_decision_that_would_run_over_by_a_few_lines_is_set_closer(make: Callable[[Sheet], Unsealed]) -> None:
    short, longer = DECISION, replace(DECISION, body=BODY + "\n\n本决定依法向社会公开，公众有权查阅。")

    assert make(short).pages == 1
    assert make(longer).pages == 1
    assert make(replace(DECISION, body="\n\n".join([BODY] * 2))).pages == 2


@given(
    st.lists(st.tuples(st.integers(1, 14), st.booleans()), min_size=1, max_size=20),
    st.integers(60, 200),
)
def test_no_line_is_lost_between_pages(paragraphs: list[tuple[int, bool]], tail: int) -> None:
    column = Column(0, 400)
    blocks = [
        TextBlock([Line([], 0) for _ in range(count)], Element("P"), column, 16, 29, keep=keep)
        for count, keep in paragraphs
    ]

    pages, tail_top = paginate(blocks, Frame(500, 600, 100, 130, 110), tail)

    shown = [(id(part.block), number) for page in pages for part in page for number, _ in part.strips]
    assert shown == [(id(block), number) for block in blocks for number in range(len(block.lines))]
    for page in pages:
        tops = [top for part in page for _, top in part.strips]
        assert all(above - below >= 28.9 for above, below in pairwise(tops))
        assert tops[-1] - 29 >= 99.9
    assert tail_top - tail >= 110
    assert len(pages) == 1 or sum(len(part.strips) for part in pages[-1]) >= min(3, len(shown) - 1)


@pytest.mark.parametrize("title", ["决定书", "关于准予示例（示例）科技发展有限公司设立第一分所并核定经营范围的决定书"])
@pytest.mark.parametrize("organ", ["示例厅", "示例省示例市示例经济技术开发区管理委员会行政审批服务局"])
def test_long_and_short_names_stay_on_the_paper(
    picture_of: Callable[[Sheet], Image.Image], title: str, organ: str
) -> None:
    image = picture_of(replace(DECISION, title=title, organ=organ, signatory=organ)).convert("L")

    box = image.point(lambda value: 255 if value < 200 else 0).getbbox()

    assert box is not None
    millimetre = 200 / 25.4
    assert box[0] >= 25 * millimetre
    assert box[2] <= 187 * millimetre


def test_too_long_a_text_is_refused(draw: Callable[[Sheet], object]) -> None:
    with pytest.raises(PaperTooLong):
        draw(replace(DECISION, body="\n\n".join(["一"] * 5000)))


def test_an_overfull_licence_is_refused(draw: Callable[[Sheet], object]) -> None:
    entries = "".join(f"| 合伙人{n} | {'某' * 60} |\n" for n in range(40))

    with pytest.raises(CertificateOverfull):
        draw(replace(CERTIFICATE, body=f"| 项目 | 内容 |\n|---|---|\n{entries}"))


# --- characters that must not pass


def test_a_character_nobody_has_is_named(draw: Callable[[Sheet], object]) -> None:
    with pytest.raises(MissingGlyph, match=r"U\+30EDD"):
        draw(replace(DECISION, addressee="林\U00030edd"))


def test_a_private_use_code_is_mapped_or_refused(
    draw: Callable[[Sheet], object], text_of: Callable[..., str]
) -> None:
    assert "林𠂇：" in text_of(replace(DECISION, addressee="林\ue816"))
    with pytest.raises(PrivateUseCharacter):
        draw(replace(DECISION, body="林\ue000"))


@pytest.mark.parametrize("field", ["organ", "title", "number", "addressee", "body", "signatory"])
def test_a_control_character_is_refused_wherever_it_stands(draw: Callable[[Sheet], object], field: str) -> None:
    with pytest.raises(ControlCharacter):
        draw(replace(DECISION, **{field: "林\u202e某"}))


# --- the file


@pytest.mark.parametrize("kind", SHEETS)
def test_the_file_is_sound(written: Callable[[Sheet], Path], program: Callable[[str], str], kind: str) -> None:
    checked = subprocess.run([program("qpdf"), "--check", str(written(SHEETS[kind]))], capture_output=True, text=True)

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("kind", SHEETS)
def test_the_same_sheet_makes_the_same_bytes_in_every_process(
    make: Callable[[Sheet], Unsealed], fonts: FontSet, kind: str
) -> None:
    program = (
        "import pickle, sys; from signing.faces import FontSet; from signing.paper import compose\n"
        "sheet, folders, at, reserve = pickle.load(sys.stdin.buffer)\n"
        "made = compose(sheet, FontSet(folders, system=False), at=at, reserve=reserve)\n"
        "sys.stdout.buffer.write(made.pdf)"
    )

    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps((SHEETS[kind], fonts.folders, AT, RESERVE)),
        env={"PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    ).stdout

    assert elsewhere == make(SHEETS[kind]).pdf == make(SHEETS[kind]).pdf


@pytest.mark.parametrize("kind", SHEETS)
def test_a_page_of_it_is_small(make: Callable[[Sheet], Unsealed], kind: str) -> None:
    assert len(make(SHEETS[kind]).pdf) <= 150_000


@pytest.mark.parametrize("reserve", [2, 3000, 20000])
def test_there_is_room_for_the_signature(fonts: FontSet, reserve: int) -> None:
    made = compose(DECISION, fonts, at=AT, reserve=reserve)

    start, end = made.contents
    assert made.pdf[start:end] == b"<" + b"0" * reserve + b">"
    assert made.pdf[start - 10 : start] == b"/Contents "
    assert made.pdf.count(EMPTY_BYTE_RANGE) == 1


@pytest.mark.parametrize("reserve", [0, 7])
def test_a_meaningless_room_is_refused(fonts: FontSet, reserve: int) -> None:
    with pytest.raises(ReserveMeaningless):
        compose(DECISION, fonts, at=AT, reserve=reserve)


@pytest.fixture
def opened(make: Callable[[Sheet], Unsealed]) -> Iterator[Callable[[Sheet], pikepdf.Pdf]]:
    files: list[pikepdf.Pdf] = []

    def open_(sheet: Sheet) -> pikepdf.Pdf:
        files.append(pikepdf.open(BytesIO(make(sheet).pdf)))
        return files[-1]

    yield open_
    for file in files:
        file.close()


@pytest.mark.parametrize("kind", SHEETS)
def test_the_seal_is_on_the_page_and_a_field_lies_over_it(opened: Callable[[Sheet], pikepdf.Pdf], kind: str) -> None:
    pdf = opened(SHEETS[kind])

    page, form = pdf.pages[-1], pdf.Root.AcroForm
    widget = page.Annots[0]
    assert form.SigFlags == 3
    assert form.Fields[0].objgen == widget.objgen
    left, lower, right, _ = map(float, widget.Rect)
    assert right - left == pytest.approx(42 * MM, abs=0.1)
    moves = [
        (float(command.operands[4]), float(command.operands[5]))
        for command in pikepdf.parse_content_stream(page)
        if str(command.operator) == "cm"
    ]
    assert any(abs(x - left) < 0.1 and abs(y - lower) < 0.1 for x, y in moves)


@pytest.mark.parametrize("kind", SHEETS)
def test_the_signature_will_forbid_changes(opened: Callable[[Sheet], pikepdf.Pdf], kind: str) -> None:
    root = opened(SHEETS[kind]).Root

    signature = root.AcroForm.Fields[0].V
    assert signature.SubFilter == "/ETSI.CAdES.detached"
    assert signature.Reference[0].TransformParams.P == 1
    assert root.Perms.DocMDP.objgen == signature.objgen
    assert str(signature.Name) == SHEETS[kind].signatory
    assert str(signature.Reason) == SHEETS[kind].title
    assert str(signature.M) == "D:20260420020000Z"


def test_the_facts_are_inside(opened: Callable[[Sheet], pikepdf.Pdf]) -> None:
    pdf = opened(DECISION)

    specification = pdf.Root.AF[0]
    assert specification.AFRelationship == "/Data"
    assert specification.EF.F.read_bytes() == DECISION.facts
    assert pdf.attachments["decision.json"].get_file().mime_type == "application/json"


@pytest.mark.parametrize("kind", SHEETS)
def test_it_says_that_it_is_made_to_be_kept_and_to_be_read_by_all(
    opened: Callable[[Sheet], pikepdf.Pdf], kind: str
) -> None:
    pdf = opened(SHEETS[kind])

    root, sheet = pdf.Root, SHEETS[kind]
    with pdf.open_metadata(update_docinfo=False) as said:
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("3", "A")
        assert said["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert said["dc:title"] == f"{sheet.title} {sheet.number}" == str(pdf.docinfo.Title)
        assert said["xmp:CreateDate"] == "2026-04-20T02:00:00Z"
    assert str(root.Lang) == "zh-CN"
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert root.OutputIntents[0].S == "/GTS_PDFA1"
    assert root.OutputIntents[0].DestOutputProfile.N == 3
    for page in pdf.pages:
        assert page.Tabs == "/S"
        for font in page.Resources.Font.values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            assert "/ToUnicode" in font


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The structure elements under a node, in reading order."""
    for kid in node.K if isinstance(node.K, pikepdf.Array) else [node.K]:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            yield kid
            yield from elements(kid)


@pytest.mark.parametrize("kind", SHEETS)
def test_everything_shown_is_tagged_or_an_artifact(opened: Callable[[Sheet], pikepdf.Pdf], kind: str) -> None:
    pdf = opened(SHEETS[kind])

    parents = dict(zip(*[iter(pdf.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
    for page in pdf.pages:
        open_marks: list[str] = []
        seen: list[int] = []
        for command in pikepdf.parse_content_stream(page):
            operator = str(command.operator)
            if operator in ("BDC", "BMC"):
                open_marks.append(str(command.operands[0]))
                if operator == "BDC" and "/MCID" in command.operands[1]:
                    seen.append(int(command.operands[1].MCID))
            elif operator == "EMC":
                open_marks.pop()
            elif operator in ("TJ", "Tj", "f", "S", "Do"):
                assert open_marks, f"{operator} outside of any mark"
        assert open_marks == []
        assert seen == list(range(len(parents[page.StructParents])))


@pytest.mark.parametrize("kind", SHEETS)
def test_the_structure_makes_sense_to_one_who_cannot_see(opened: Callable[[Sheet], pikepdf.Pdf], kind: str) -> None:
    pdf = opened(SHEETS[kind])

    found = list(elements(pdf.Root.StructTreeRoot))
    roles = [str(element.S)[1:] for element in found]
    levels = [int(role[1]) for role in roles if re.fullmatch("H[1-6]", role)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [str(element.get("/Alt", "")) for element in found if element.S == "/Figure"] == [
        "示例市司法局行政许可专用章印章（样章）",
        f"核验二维码：{DECISION.verify_url}",
    ]
    form = next(element for element in found if element.S == "/Form")
    assert form.K[0].Obj.objgen == pdf.Root.AcroForm.Fields[0].objgen
    assert form.Alt
    for row in (element for element in found if element.S == "/TR"):
        assert {str(cell.S) for cell in row.K} <= {"/TH", "/TD"}
    assert all("/Scope" in element.A for element in found if element.S == "/TH")


def test_the_repeated_head_of_a_table_is_read_once(opened: Callable[[Sheet], pikepdf.Pdf]) -> None:
    found = list(elements(opened(LETTER).Root.StructTreeRoot))

    assert len([element for element in found if element.S == "/TH"]) == 4
    assert len([element for element in found if element.S == "/TR"]) == 31
    assert [str(element.S)[1:] for element in found if element.S in ("/L", "/LI", "/Lbl", "/LBody")] == [
        "L", "LI", "Lbl", "LBody", "LI", "Lbl", "LBody",
    ]  # fmt: skip
