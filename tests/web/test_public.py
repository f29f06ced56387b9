"""What everybody may see: search, guides, decisions, and checking a document in three ways."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from engine.office import Office
from engine.publicity import FEWEST
from engine.workplace import FixedTime
from signing import preview
from tests.browsing import Browser, browser, site
from tests.offices import APPLICANT, HEAD, WINDOW, accept, grant, matter_files, submit
from web.pace import Pace


@pytest.fixture
def document(office: Office) -> dict[str, str]:
    """The decision of a case that was granted."""
    case = submit(office)
    accept(office, case, WINDOW)
    grant(office, case, HEAD)
    found: dict[str, str] = next(d for d in office.list_documents(case) if d["style"] != "letter")
    return found


@pytest.mark.parametrize(
    "words", ["律师事务所", "设立", "lvshi", "lssws", "law firm", "ＬＡＷ", "law_firm", "律师 普通合伙"]
)
def test_a_matter_is_found_by_name_part_pinyin_or_english(stranger: Browser, words: str) -> None:
    page = stranger.client.get("/", params={"q": words})

    assert "律师事务所设立许可（普通合伙）" in page.text


def test_a_search_without_result_helps_on(stranger: Browser) -> None:
    page = stranger.open("/?q=%3Cscript%3E")

    assert "没有找到“<script>”" in page.text("//*[@class='empty']")
    assert "<script>”" not in page.response.text


def test_a_guide_says_what_is_needed_how_long_and_how_it_goes(stranger: Browser) -> None:
    page = stranger.open("/matters/law_firm_establish")

    assert page.text("//h1") == "律师事务所设立许可（普通合伙）"
    assert "章程" in page.text("//main") and "律师法第十七条" in page.text("//main")
    assert "20 个工作日" in page.text("//table")
    assert page.all("//ol[@class='flow']/li")[0] == "形式审查 区司法局窗口"
    drawing = stranger.client.get("/matters/law_firm_establish/process.svg")
    assert drawing.headers["content-type"] == "image/svg+xml" and drawing.text.startswith("<svg")


def test_what_an_organ_begins_itself_is_not_offered(stranger: Browser, office: Office) -> None:
    office.publish(matter_files("law_firm_revoke"))

    assert "law_firm_revoke" not in stranger.open("/").response.text
    page = stranger.open("/matters/law_firm_revoke")
    assert "不接受申请" in page.text("//aside") and not page.tree.xpath("//form[contains(@action, '/apply')]")


def test_a_guide_tells_a_usual_time_only_of_enough_cases(office: Office, stranger: Browser, clock: FixedTime) -> None:
    for _ in range(FEWEST - 1):
        case = submit(office)
        accept(office, case)
        grant(office, case)
    office.worker.once()
    assert office.publicity.usual("starter") is None
    assert "近期办结" not in stranger.open("/matters/starter").text()

    case = submit(office)
    accept(office, case)
    grant(office, case)
    office.worker.once()
    del office.publicity

    usual = office.publicity.usual("starter")
    assert usual is not None and (usual.half, usual.most, usual.cases) == (0, 0, FEWEST)
    assert "近期办结的5件中" in stranger.open("/matters/starter").text()


def test_decisions_are_public_where_the_law_wants_it_with_persons_shortened(
    stranger: Browser, document: dict[str, str], office: Office
) -> None:
    page = stranger.open("/decisions")

    listed = office.publicity.decisions()
    assert [d["number"] for d in listed] == page.all("//tbody//a")
    assert all(d["holder"] == "孙某某" for d in listed) and "孙思远" not in page.response.text


def test_the_public_text_of_a_decision_leads_to_no_person_and_not_to_the_paper(
    stranger: Browser, document: dict[str, str]
) -> None:
    listed = stranger.open("/decisions")
    page = stranger.open(listed.tree.xpath("//tbody//a/@href")[0])

    assert page.status == 200
    assert document["number"] in page.text("//main") and "孙某某" in page.text("//main")
    for shown in (listed, page):
        assert "孙思远" not in shown.response.text
        assert document["code"].replace("-", "") not in shown.response.text.replace("-", "")


def test_what_is_not_published_has_no_public_text(stranger: Browser, document: dict[str, str], office: Office) -> None:
    (case,) = office.list_cases(APPLICANT)
    receipt = next(d for d in office.list_documents(case["case"]) if d["kind"] == "receipt")

    assert stranger.open(f"/decisions/{receipt['number']}").status == 404


@pytest.mark.parametrize("typed", ["{}", "{lower}", "{bare}", "  {spaced} ", "https://verify.shili.example/v/{bare}"])
def test_a_code_is_read_however_it_is_typed(stranger: Browser, document: dict[str, str], typed: str) -> None:
    code = document["code"]
    forms = {"lower": code.lower(), "bare": code.replace("-", ""), "spaced": code.replace("-", " ")}

    page = stranger.open("/verify")
    answer = stranger.client.get("/verify", params={"code": typed.format(code, **forms)})

    assert page.status == 200
    assert answer.url.path == f"/v/{forms['bare']}"
    assert "有效" in answer.text and document["number"] in answer.text


def test_a_code_that_is_none_says_so_and_no_more(stranger: Browser) -> None:
    page = stranger.open("/v/0000000000000000")

    assert page.status == 404
    assert page.text("//h1") == "查不到"


def test_the_picture_of_the_genuine_document_stands_beside_the_answer(
    stranger: Browser, document: dict[str, str]
) -> None:
    page = stranger.open(f"/v/{document['code'].replace('-', '')}")

    picture = stranger.client.get(page.tree.xpath("//figure//img/@src")[0])
    with Image.open(io.BytesIO(picture.content)) as image:
        assert image.format == "WEBP" and image.width > 700
    assert APPLICANT not in page.response.text and "孙思远" not in page.text("//dl")
    assert stranger.client.get(f"/v/{document['code'].replace('-', '')}/9.webp").status_code == 404


def test_the_genuine_file_is_known_by_its_digest_alone(
    stranger: Browser, document: dict[str, str], office: Office
) -> None:
    data = office.place.vault.get(document["sha256"])

    found = stranger.client.get(f"/verify/hash/{hashlib.sha256(data).hexdigest()}").json()["found"]

    assert "逐字节一致" in stranger.open(found).text()
    assert stranger.client.get(f"/verify/hash/{'0' * 64}").json() == {"found": ""}
    assert stranger.client.get("/verify/hash/no-digest").json() == {"found": ""}


@pytest.mark.parametrize(("spoil", "word"), [(lambda d: d, "有效"), (lambda d: d.replace(b"/Type", b"/Tyqe", 1), "")])
def test_a_file_is_checked_in_full(
    stranger: Browser, document: dict[str, str], office: Office, spoil: object, word: str
) -> None:
    data = spoil(office.place.vault.get(document["sha256"]))  # type: ignore[operator]
    stranger.open("/verify")

    page = stranger.send(action="/verify/files", files=[("file", ("文书.pdf", data, "application/pdf"))])

    assert page.status == 200
    assert (page.text("//h1") == "有效") == bool(word)


@pytest.mark.parametrize("turned", [0, 11])
def test_a_photograph_of_the_code_leads_to_the_document(
    stranger: Browser, document: dict[str, str], office: Office, turned: int
) -> None:
    sheet = preview.picture(office.place.vault.get(document["sha256"]), dpi=150)
    with Image.open(io.BytesIO(sheet)) as image:
        out = io.BytesIO()
        image.rotate(turned, expand=True, fillcolor="white").save(out, "JPEG", quality=60)
    stranger.open("/verify")

    page = stranger.send(action="/verify/files", files=[("file", ("photo.jpg", out.getvalue(), "image/jpeg"))])

    assert page.path == f"/v/{document['code'].replace('-', '')}"


@pytest.mark.parametrize("data", [b"\xff\xd8\xff no picture", b"GIF89a", b"x" * 2000])
def test_what_is_neither_document_nor_picture_is_refused_in_words(stranger: Browser, data: bytes) -> None:
    stranger.open("/verify")

    page = stranger.send(action="/verify/files", files=[("file", ("x.jpg", data, "image/jpeg"))])

    assert page.status == 422
    assert "没有读出二维码" in page.text()


def test_codes_cannot_be_tried_out(office: Office) -> None:
    hasty = browser(site(office, pace=Pace({"verify": "3/minute"})))

    answers = [hasty.open(f"/v/000000000000000{n}").status for n in range(5)]

    assert answers == [404, 404, 404, 429, 429]


def test_questions_lead_to_the_matter_one_needs(stranger: Browser) -> None:
    page = stranger.open("/which")
    for answer in ("律师事务所", "设立一家律师事务所", "普通合伙"):
        (link,) = [a for a in page.tree.xpath("//ul[@class='answers']//a") if answer in a.text_content()]
        page = stranger.open(link.get("href"))

    assert page.text("//h2") == "律师事务所设立许可（普通合伙）"
    assert page.tree.xpath("//main//a[@href='/matters/law_firm_establish']")
    assert (
        stranger.open(page.tree.xpath("//ol[@class='given']/li[2]/a/@href")[0]).text("//h2") == "要为律师事务所办什么？"
    )


def test_questions_leave_out_what_is_not_published(stranger: Browser) -> None:
    assert [a.split(" ")[0] for a in stranger.open("/which?way=0").all("//ul[@class='answers']//a")] == [
        "设立一家律师事务所"
    ]
    assert stranger.open("/which?way=0.7").status == 404
