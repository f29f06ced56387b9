"""Checking a document: by its code, by the photograph of its QR code, or by the file itself.

The file is compared in the browser first: only its SHA-256 is sent, and the file only if that is not known here and the
reader consents. What is shown is what the paper shows.
"""

from __future__ import annotations

import logging
import re
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from engine.errors import NotFound
from web.answers import file_answer, picture_answer
from web.language import noted
from web.marks import standing_light
from web.site import Anybody, Posted, Visit

log = logging.getLogger("sealflow.verify")

router = APIRouter()

VERDICTS = {
    "valid": (noted("有效"), noted("这份文书由下列机关签发，现在有效。")),
    "replaced": (noted("已被替换"), noted("这份文书确由下列机关签发，但已被新的文书替换。")),
    "revoked": (noted("已撤销"), noted("这份文书确由下列机关签发，但已经撤销，不再有效。")),
    "suspended": (noted("已被暂扣"), noted("这份文书确由下列机关签发，但暂时停止效力。")),
    "cancelled": (noted("已被注销"), noted("这份文书确由下列机关签发，但已经注销，不再有效。")),
    "expired": (noted("已过有效期"), noted("这份文书确由下列机关签发，但有效期已满。")),
    "altered": (noted("已被改动"), noted("这份文件在盖章以后被改动过，不能采信。")),
    "untrusted": (noted("印章不可信"), noted("文件上的印章不是本系统机关的印章，不能采信。")),
    "unknown": (noted("查不到"), noted("登记簿里没有这份文书。请核对核验码，或者换一种方式核验。")),
}
"""What each verdict reads as: the word, the sentence."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


@router.get("/verify")
def verify_page(visit: Anybody, code: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Where one checks a document."""
    if code.strip():
        letters = "".join(sign for sign in visit.office.printed_code(code) if sign.isalnum())
        return visit.go(f"/v/{letters}" if letters else "/verify")
    return visit.show("verify.html", unread=False)


@router.get("/v/{code}")
def by_code(code: str, visit: Anybody, same: str = "") -> Response:
    """What the register says of a document, with its picture to compare: where the QR code leads."""
    visit.site.pace.keep("verify", visit.origin)
    try:
        document = visit.office.document_by_code(code[:200])
    except NotFound:
        log.info("check_code known=False")
        return _verdict(visit, "unknown", status=404)
    log.info("check_code known=True number=%s status=%s", document["number"], document["status"])
    return _verdict(visit, document["status"], document, same=same == "file")


@router.get("/v/{code}/{page}.webp")
def picture(code: str, page: int, visit: Anybody) -> Response:
    """What a page of the genuine document looks like, for whoever holds the paper with its code."""
    visit.site.pace.keep("verify", visit.origin)
    return visit.settle(picture_answer(visit.office.picture_by_code(code[:200], page - 1)))


@router.get("/v/{code}/document.pdf")
def disclosed(code: str, visit: Anybody) -> Response:
    """The document itself, where the law publishes it."""
    visit.site.pace.keep("verify", visit.origin)
    document, data = visit.office.disclosed(code[:200])
    name = f"{document['number']} {document['title']}.pdf"
    return visit.settle(file_answer(visit.request, data, "application/pdf", name, document["sha256"]))


@router.get("/verify/hash/{sha256}")
def by_hash(sha256: str, visit: Anybody) -> Response:
    """Where the document with this SHA-256 is checked; for the script that has compared the file in the browser."""
    visit.site.pace.keep("verify", visit.origin)
    document = visit.office.document_by_hash(sha256) if _SHA256.fullmatch(sha256) else None
    found = f"/v/{document['code'].replace('-', '')}?same=file" if document else ""
    return visit.settle(JSONResponse({"found": found}))


@router.post("/verify/files")
def by_file(visit: Anybody, form: Posted) -> Response:
    """Check a file: a document in full, a photograph by the QR code in it."""
    visit.site.pace.keep("verify", visit.origin)
    upload = form.get("file")
    data = upload.file.read() if isinstance(upload, UploadFile) and upload.filename else b""
    if not data:
        return visit.go("/verify", visit.say("请先选择文件。"))
    if not data.lstrip()[:5].startswith(b"%PDF"):
        code = visit.office.code_in_photo(data)
        return visit.go(f"/v/{code.replace('-', '')}") if code else visit.show("verify.html", 422, unread=True)
    report = visit.office.verify_document(data)
    log.info("check_file verdict=%s", report.verdict)
    document = visit.office.document_by_hash(report.sha256)
    return _verdict(visit, str(report.verdict), document, report=report, same=document is not None)


def _verdict(
    visit: Visit, verdict: str, document: Any = None, *, report: Any = None, same: bool = False, status: int = 200
) -> Response:
    word, sentence = VERDICTS[verdict]
    light = "closed" if verdict == "unknown" else standing_light(verdict)
    return visit.show(
        "verdict.html", status, word=word, light=light, sentence=sentence, verdict=verdict, document=document,
        report=report, same=same, now=visit.office.now(),
    )  # fmt: skip
