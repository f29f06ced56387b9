"""Every way of spoiling a sealed paper that we know of, and what a reader must be told about each.

Desktop viewers call a third of these files "valid"; see `verify` for why the register is asked first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, PdfObject, StreamObject, pdf_string
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from signing import signer, verify
from signing.keyring import Keyring
from signing.keys import SealKey, X509Chain
from signing.paper import Unsealed
from signing.pdf import EMPTY_BYTE_RANGE
from signing.verify import RegisterEntry, Report

WHITE_BOX = b"q 1 1 1 rg 100 500 300 40 re f Q"
BYTE_RANGE = re.compile(rb"/ByteRange \[0 (\d{10}) (\d{10}) (\d{10})\]")
CONTENTS = re.compile(rb"/Contents <([0-9a-f]{1000,})>")


@dataclass(frozen=True)
class Office:
    """An office that issued one decision, and what an attacker may lay hands on besides."""

    sealed: bytes
    entry: RegisterEntry
    keyring: Keyring
    paper: Callable[[int], Unsealed]
    forge: Callable[..., SealKey]
    at: datetime

    def report(self, data: bytes) -> Report:
        """The answer about a file, when the register holds the one decision."""
        issued = hashlib.sha256(self.sealed).hexdigest()
        return verify.check(
            data,
            trust=self.keyring.trust(),
            register=lambda sha256: self.entry if sha256 == issued else None,
            at=self.at,
        )

    def sealed_by(self, key: SealKey, at: datetime | None = None) -> bytes:
        """The same decision, but under that key."""
        return signer.seal(self.paper(signer.reserve_for(key)), key, at=at or self.at)


@pytest.fixture(scope="session")
def office(
    sealed: bytes, keyring: Keyring, paper: Callable[[int], Unsealed], issuer: Any, sealed_at: datetime
) -> Office:
    seal = keyring.key("city.licence", at=sealed_at).x509
    entry = RegisterEntry(
        "示市司许〔2026〕1号", "准予行政许可决定书", seal.organ, sealed_at.date(), sealed_at, seal=seal.fingerprint
    )
    return Office(sealed, entry, keyring, paper, issuer.key, sealed_at)


# --- bytes changed in place


def untouched(office: Office) -> bytes:
    return office.sealed


def flipped_byte_in_the_page(office: Office) -> bytes:
    page = PdfFileReader(BytesIO(office.sealed)).root["/Pages"]["/Kids"][0]
    drawn = page["/Contents"].encoded_data
    at = office.sealed.index(drawn) + len(drawn) // 2
    return office.sealed[:at] + bytes([office.sealed[at] ^ 1]) + office.sealed[at + 1 :]


def byte_range_made_null(office: Office) -> bytes:
    return BYTE_RANGE.sub(lambda found: b"/ByteRange null".ljust(len(found[0])), office.sealed)


def byte_range_renamed(office: Office) -> bytes:
    return office.sealed.replace(b"/ByteRange", b"/ByteRangf")


def contents_emptied(office: Office) -> bytes:
    return CONTENTS.sub(lambda found: b"/Contents <" + b"0" * len(found[1]) + b">", office.sealed)


def container_cut_short(office: Office) -> bytes:
    return CONTENTS.sub(lambda found: b"/Contents <" + found[1][:800].ljust(len(found[1]), b"0") + b">", office.sealed)


def something_hidden_behind_the_container(office: Office) -> bytes:
    room = signer.reserve_for(office.keyring.key("city.licence", at=office.at)) + 400
    key = office.keyring.key("city.licence", at=office.at)
    roomy = signer.seal(office.paper(room), key, at=office.at)
    return CONTENTS.sub(lambda found: b"/Contents <" + found[1][:-300] + b"7" * 300 + b">", roomy)


def wrapped_signature(office: Office) -> bytes:
    """The second range is moved to the end of the file, and the gap filled with an object of the attacker's."""
    found = BYTE_RANGE.search(office.sealed)
    assert found
    first, second, length = (int(each) for each in found.groups())
    evil = b"\n99 0 obj\n<< /Evil true >>\nendobj\n"
    moved = office.sealed[:second] + evil + office.sealed[second:]
    return moved.replace(found[0], b"/ByteRange [0 %010d %010d %010d]" % (first, second + len(evil), length))


def truncated(office: Office) -> bytes:
    return office.sealed[:-700]


def cut_behind_the_seal(office: Office) -> bytes:
    found = CONTENTS.search(office.sealed)
    assert found
    return office.sealed[: found.end()]


def cut_before_the_seal(office: Office) -> bytes:
    found = BYTE_RANGE.search(office.sealed)
    assert found
    return office.sealed[: found.start() - 200]


# --- something appended


def spaces_appended(office: Office) -> bytes:
    return office.sealed + b"   \n\n"


def comment_appended(office: Office) -> bytes:
    return office.sealed + b"%a comment\n%%EOF\n"


def updated(data: bytes, change: Callable[[IncrementalPdfFileWriter], object]) -> bytes:
    """The file with a further revision that contains the change."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def whiteout(office: Office) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        box = writer.add_object(StreamObject(stream_data=WHITE_BOX))
        page[name("/Contents")] = ArrayObject([page.raw_get("/Contents"), box])
        writer.update_container(page)

    return updated(office.sealed, change)


def box(width: int, height: int, drawn: bytes) -> StreamObject:
    form = {
        name("/Type"): name("/XObject"),
        name("/Subtype"): name("/Form"),
        name("/BBox"): ArrayObject(map(NumberObject, (0, 0, width, height))),
    }
    return StreamObject(DictionaryObject(form), stream_data=drawn)


def text_laid_over(office: Office) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        look = writer.add_object(box(300, 40, b"1 1 1 rg 0 0 300 40 re f"))
        note = {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/FreeText"),
            name("/Rect"): ArrayObject(map(NumberObject, (100, 500, 400, 540))),
            name("/F"): NumberObject(4),
            name("/AP"): DictionaryObject({name("/N"): look}),
        }
        page["/Annots"].append(writer.add_object(DictionaryObject(note)))
        writer.update_container(page["/Annots"])
        writer.update_container(page)

    return updated(office.sealed, change)


def seal_picture_replaced(office: Office) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0]
        look = writer.add_object(box(119, 119, b"1 0 0 rg 0 0 119 119 re f"))
        field[name("/AP")] = DictionaryObject({name("/N"): look})
        writer.update_container(field)

    return updated(office.sealed, change)


def font_substituted(office: Office) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        fonts = writer.root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]
        font = fonts[next(iter(fonts))]
        font[name("/BaseFont")], font[name("/Subtype")] = name("/Helvetica"), name("/Type1")
        del font["/DescendantFonts"]
        writer.update_container(font)

    return updated(office.sealed, change)


def permissions_dropped(office: Office) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        del writer.root["/Perms"]
        writer.update_root()

    return updated(office.sealed, change)


def form_dropped(office: Office) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        del writer.root["/AcroForm"]
        writer.update_root()

    return updated(office.sealed, change)


def harmless_key_added(office: Office) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root[name("/Foo")] = DictionaryObject()
        writer.update_root()

    return updated(office.sealed, change)


class Placeholder(PdfObject):
    """An empty signature dictionary, written as our own papers write it."""

    def __init__(self, reserve: int) -> None:
        self.words = b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached %b /Contents <%b> >>" % (
            EMPTY_BYTE_RANGE,
            b"0" * reserve,
        )

    def write_to_stream(self, stream: Any, handler: Any = None, container_ref: Any = None) -> None:
        stream.write(self.words)


def signed_once_more(office: Office, key: SealKey) -> bytes:
    """The sealed file with a second revision under that key."""
    reserve = signer.reserve_for(key)

    def change(writer: IncrementalPdfFileWriter) -> None:
        signature = writer.add_object(Placeholder(reserve))
        field = {name("/FT"): name("/Sig"), name("/T"): pdf_string("Seal2"), name("/V"): signature}
        fields = writer.root["/AcroForm"]["/Fields"]
        fields.append(writer.add_object(DictionaryObject(field)))
        writer.update_container(fields)
        writer.update_root()

    pdf = bytearray(updated(office.sealed, change))
    start = pdf.rindex(b"/Contents <") + len(b"/Contents ")
    return signer.seal(Unsealed(pdf, (start, start + reserve + 2), 1), key, at=office.at)


def second_revision_by_another_seal_of_ours(office: Office) -> bytes:
    return signed_once_more(office, office.keyring.key("district.organ", at=office.at))


def second_revision_by_a_stranger(office: Office) -> bytes:
    return signed_once_more(office, stranger(office))


# --- papers of somebody else's making


def stranger(office: Office) -> SealKey:
    own_name = office.keyring.key("city.licence", at=office.at).x509.name
    return office.forge(own_name, ec.generate_private_key(ec.SECP256R1()), self_signed=True)


def impostor_with_the_same_name_and_picture(office: Office) -> bytes:
    return office.sealed_by(stranger(office))


def stranger_showing_our_certificate(office: Office) -> bytes:
    @dataclass(frozen=True)
    class Pretender:
        x509: X509Chain
        private: SealKey

        def sign(self, data: bytes) -> bytes:
            return self.private.sign(data)

    return office.sealed_by(Pretender(office.keyring.key("city.licence", at=office.at).x509, stranger(office)))


def seal_of_another_organ(office: Office) -> bytes:
    return office.sealed_by(office.keyring.key("district.organ", at=office.at))


def certificate_that_had_run_out(office: Office) -> bytes:
    end = office.at - timedelta(hours=1)
    key = office.forge("旧印章", ec.generate_private_key(ec.SECP256R1()), begin=end - timedelta(days=9), end=end)
    return office.sealed_by(key, at=end)


def seal_never_taken_into_use(office: Office) -> bytes:
    return office.sealed_by(office.forge("未启用的印章", ec.generate_private_key(ec.SECP256R1())))


def no_seal_at_all(office: Office) -> bytes:
    pdf = bytes(office.paper(signer.reserve_for(stranger(office))).pdf)
    return re.sub(rb"/V \d+ 0 R", lambda found: b" " * len(found[0]), pdf.replace(EMPTY_BYTE_RANGE, b" " * 48))


TABLE = [
    (untouched, "valid", None),
    (flipped_byte_in_the_page, "altered", "intact"),
    (byte_range_made_null, "altered", "issued"),
    (byte_range_renamed, "altered", "issued"),
    (contents_emptied, "altered", "signature"),
    (container_cut_short, "altered", "signature"),
    (something_hidden_behind_the_container, "altered", "intact"),
    (wrapped_signature, "altered", "intact"),
    (truncated, "altered", "readable"),
    (cut_behind_the_seal, "altered", "readable"),
    (cut_before_the_seal, "unknown", "readable"),
    (spaces_appended, "altered", "intact"),
    (comment_appended, "altered", "intact"),
    (whiteout, "altered", "intact"),
    (text_laid_over, "altered", "intact"),
    (seal_picture_replaced, "altered", "intact"),
    (font_substituted, "altered", "intact"),
    (permissions_dropped, "altered", "intact"),
    (form_dropped, "altered", "issued"),
    (harmless_key_added, "altered", "intact"),
    (second_revision_by_another_seal_of_ours, "altered", "intact"),
    (second_revision_by_a_stranger, "altered", "intact"),
    (impostor_with_the_same_name_and_picture, "untrusted", "chain"),
    (stranger_showing_our_certificate, "untrusted", "signature"),
    (seal_of_another_organ, "unknown", "issued"),
    (certificate_that_had_run_out, "untrusted", "chain"),
    (seal_never_taken_into_use, "untrusted", "permitted"),
    (no_seal_at_all, "unknown", "intact"),
]


@pytest.mark.parametrize(("attack", "verdict", "failed"), TABLE, ids=[row[0].__name__ for row in TABLE])
def test_what_is_said_of_a_paper(
    office: Office, attack: Callable[[Office], bytes], verdict: str, failed: str | None
) -> None:
    report = office.report(attack(office))

    assert report.verdict == verdict, report.as_json()
    assert failed in {each.name for each in report.checks if each.passed is False} or failed is None
    assert failed is not None or all(each.passed for each in report.checks)


def test_what_was_added_to_can_be_named(office: Office) -> None:
    report = office.report(whiteout(office))

    assert report.document is not None and report.document.source == "register"
    assert office.entry.number in report.summary.en and office.entry.number in report.summary.zh


# --- any byte


def flipped(data: bytes, position: int, bit: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1 << bit]) + data[position + 1 :]


def check_flipped(office: Office, position: int, bit: int) -> None:
    report = office.report(flipped(office.sealed, position, bit))

    container = CONTENTS.search(office.sealed)
    assert container
    if container.start(1) <= position < container.end(1):
        # Here the seal itself is damaged, and with it the proof of whose it was.
        assert report.verdict in {"altered", "untrusted", "unknown"}, (position, bit)
    else:
        assert report.verdict == "altered", (position, bit, report.as_json())


@pytest.mark.parametrize("part", range(50))
def test_a_flipped_byte_in_every_fiftieth_is_noticed(office: Office, part: int) -> None:
    check_flipped(office, len(office.sealed) * part // 50, part % 8)


@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_a_flipped_byte_anywhere_is_noticed(office: Office, share: float, bit: int) -> None:
    check_flipped(office, int(len(office.sealed) * share), bit)


@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_a_flipped_byte_in_the_seal_is_noticed(office: Office, share: float, bit: int) -> None:
    container = CONTENTS.search(office.sealed)
    assert container
    check_flipped(office, container.start(1) + int(len(container[1]) * share), bit)


@given(share=st.floats(0, 1, exclude_max=True))
@settings(max_examples=40, deadline=None)
def test_a_file_cut_anywhere_is_not_valid(office: Office, share: float) -> None:
    report = office.report(office.sealed[: int(len(office.sealed) * share)])

    assert report.verdict in {"altered", "unknown"}
