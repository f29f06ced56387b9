from __future__ import annotations

import asyncio
import hashlib
import json
import resource
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from signing import signer, verify
from signing.apart import Limits
from signing.keyring import Keyring
from signing.paper import Unsealed
from signing.trust import Trust
from signing.verify import RegisterEntry, Report

NOT_ISSUED: verify.Register = {}.get


@pytest.fixture
def trust(keyring: Keyring) -> Trust:
    return keyring.trust()


def failed(report: Report) -> set[str]:
    return {each.name for each in report.checks if each.passed is False}


def named(report: Report, name: str) -> verify.Check:
    return next(each for each in report.checks if each.name == name)


# --- a document of ours


def test_a_document_as_issued_passes_all_eight_checks(
    sealed: bytes, entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    report = verify.check(sealed, trust=trust, register=lambda _: entry, at=sealed_at)

    assert report.verdict == "valid"
    assert [each.number for each in report.checks] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert all(each.passed is True for each in report.checks)
    assert not report.fault


def test_the_register_is_asked_by_the_hash_of_the_file(
    sealed: bytes, entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    register = {hashlib.sha256(sealed).hexdigest(): entry}.get

    assert verify.check(sealed, trust=trust, register=register, at=sealed_at).verdict == "valid"


def test_it_stays_valid_after_its_seal_has_expired(
    sealed: bytes, entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    in_thirty_years = sealed_at + timedelta(days=30 * 365)

    report = verify.check(sealed, trust=trust, register=lambda _: entry, at=in_thirty_years)

    assert report.verdict == "valid"


def test_a_replaced_document_names_its_successor(
    sealed: bytes, entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    replaced = replace(entry, status="replaced", since=date(2026, 5, 6), replaced_by="示市司许〔2026〕9号")

    report = verify.check(sealed, trust=trust, register=lambda _: replaced, at=sealed_at)

    assert report.verdict == "replaced"
    assert failed(report) == {"status"}
    assert "示市司许〔2026〕9号" in report.summary.zh and "2026-05-06" in report.summary.en


def test_a_revoked_document_says_since_when(
    sealed: bytes, entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    revoked = replace(entry, status="revoked", since=date(2026, 5, 6))

    report = verify.check(sealed, trust=trust, register=lambda _: revoked, at=sealed_at)

    assert report.verdict == "revoked"
    assert "2026-05-06" in report.summary.zh


def test_the_report_names_the_document_from_the_register(
    sealed: bytes, entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    report = verify.check(sealed, trust=trust, register=lambda _: entry, at=sealed_at)

    assert report.document == verify.DocumentFacts(
        "示市司许〔2026〕1号", "准予行政许可决定书", "2026-03-02", "示例市司法局", "register", "valid"
    )


# --- register and seal disagree: a failure of ours


def test_a_registered_file_that_the_reader_cannot_open_stays_valid(
    entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    # Stands for any quirk of the library: the bytes are ours all the same.
    report = verify.check(b"%PDF-1.7 of a kind unknown", trust=trust, register=lambda _: entry, at=sealed_at)

    assert report.verdict == "valid"
    assert named(report, "readable").passed is False
    assert named(report, "signature").passed is None


def test_a_registered_file_under_a_seal_not_registered_for_it_is_our_fault(
    keyring: Keyring, paper: Callable[[int], Unsealed], entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    key = keyring.key("district.organ", at=sealed_at)
    pdf = signer.seal(paper(signer.reserve_for(key)), key, at=sealed_at)

    report = verify.check(pdf, trust=trust, register=lambda _: entry, at=sealed_at)

    assert (report.verdict, report.fault, failed(report)) == ("untrusted", True, {"permitted"})


def test_a_registered_file_under_a_strangers_seal_is_our_fault(
    issuer: Any, paper: Callable[[int], Unsealed], entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    key = issuer.key("示例市司法局", ec.generate_private_key(ec.SECP256R1()), self_signed=True)
    pdf = signer.seal(paper(signer.reserve_for(key)), key, at=sealed_at)

    report = verify.check(pdf, trust=trust, register=lambda _: replace(entry, seal=""), at=sealed_at)

    assert (report.verdict, report.fault) == ("untrusted", True)
    assert "fault is ours" in report.summary.en


def test_a_registered_file_sealed_after_the_seal_was_withdrawn_is_our_fault(
    sealed: bytes, entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    permits = {key: replace(permit, allowed_until=sealed_at) for key, permit in trust.permits.items()}

    report = verify.check(sealed, trust=replace(trust, permits=permits), register=lambda _: entry, at=sealed_at)

    assert (report.verdict, report.fault, failed(report)) == ("untrusted", True, {"permitted"})


# --- not in the register


def test_a_genuine_seal_on_an_unregistered_document_is_unknown(
    sealed: bytes, trust: Trust, sealed_at: datetime
) -> None:
    report = verify.check(sealed, trust=trust, register=NOT_ISSUED, at=sealed_at)

    assert report.verdict == "unknown"
    assert failed(report) == {"issued"}
    assert "seal is genuine" in report.summary.en


def test_its_facts_are_read_from_the_decision_inside_it(sealed: bytes, trust: Trust, sealed_at: datetime) -> None:
    report = verify.check(sealed, trust=trust, register=NOT_ISSUED, at=sealed_at)

    assert report.document == verify.DocumentFacts(
        "示市司许〔2026〕1号", "准予行政许可决定书", "2026-03-02", "示例市司法局", "sealed"
    )


def test_facts_under_a_strangers_seal_are_only_claimed(
    issuer: Any, paper: Callable[[int], Unsealed], trust: Trust, sealed_at: datetime
) -> None:
    key = issuer.key("示例市司法局", ec.generate_private_key(ec.SECP256R1()), self_signed=True)
    pdf = signer.seal(paper(signer.reserve_for(key)), key, at=sealed_at)

    report = verify.check(pdf, trust=trust, register=NOT_ISSUED, at=sealed_at)

    assert report.document is not None
    assert report.document.source == "claimed"


def test_a_seal_set_in_the_future_is_not_believed(sealed: bytes, trust: Trust, sealed_at: datetime) -> None:
    report = verify.check(sealed, trust=trust, register=NOT_ISSUED, at=sealed_at - timedelta(days=30))

    assert report.verdict == "untrusted"
    assert "chain" in failed(report)


def test_a_seal_used_after_its_withdrawal_is_not_trusted(sealed: bytes, trust: Trust, sealed_at: datetime) -> None:
    permits = {key: replace(permit, allowed_until=sealed_at) for key, permit in trust.permits.items()}

    report = verify.check(sealed, trust=replace(trust, permits=permits), register=NOT_ISSUED, at=sealed_at)

    assert (report.verdict, report.fault) == ("untrusted", False)


def test_without_roots_nobody_is_trusted(sealed: bytes, sealed_at: datetime) -> None:
    report = verify.check(sealed, trust=Trust(roots=()), register=NOT_ISSUED, at=sealed_at)

    assert report.verdict == "untrusted"


# --- the report itself


def test_the_report_is_plain_data_in_either_language(
    sealed: bytes, entry: RegisterEntry, trust: Trust, sealed_at: datetime
) -> None:
    report = verify.check(sealed, trust=trust, register=lambda _: entry, at=sealed_at)

    english, chinese = json.loads(json.dumps(report.as_json("en"))), report.as_json("zh-CN")
    assert english["verdict"] == chinese["verdict"] == "valid"
    assert english["document"]["number"] == "示市司许〔2026〕1号"
    assert english["seal"]["organ"] == "示例市司法局"
    assert {"name", "passed", "detail"} <= english["checks"][0].keys()
    assert all(each["detail"].isascii() for each in english["checks"] if each["number"] in (1, 3, 7, 8))
    assert not any(each["detail"].isascii() for each in chinese["checks"])


def test_a_check_may_be_asked_for_within_an_event_loop(sealed: bytes, trust: Trust, sealed_at: datetime) -> None:
    async def page() -> Report:
        return verify.check(sealed, trust=trust, register=NOT_ISSUED, at=sealed_at)

    assert asyncio.run(page()).verdict == "unknown"


# --- hostile files, examined apart


def apart(data: bytes, trust: Trust, at: datetime, limits: Limits = verify.DEFAULT_LIMITS) -> Report:
    return verify.check_apart(data, trust=trust, register=NOT_ISSUED, at=at, limits=limits)


def test_apart_the_report_is_the_same(sealed: bytes, trust: Trust, sealed_at: datetime) -> None:
    altered = sealed + b" "
    patient = Limits(cpu_seconds=60, wall_seconds=120)  # the machine may be busy with other tests

    for data in (sealed, altered):
        here = verify.check(data, trust=trust, register=NOT_ISSUED, at=sealed_at)
        assert apart(data, trust, sealed_at, patient) == here


def pdf_of(*bodies: bytes, trailer: bytes = b"") -> bytes:
    """A PDF with these objects, the first its catalog."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, trailer, table)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def deflated(megabytes: int, times: int = 1) -> bytes:
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def attachment_bomb() -> bytes:
    specification = b"<< /Type /Filespec /F (decision.json) /EF << /F 3 0 R >> >>"
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    return pdf_of(b"<< /AF [2 0 R] >>", specification, stream(deflated(600, times=2), filters))


def deep_nesting() -> bytes:
    return pdf_of(b"<< /AcroForm " + b"[" * 100_000 + b"]" * 100_000 + b" >>")


def fields_in_a_circle() -> bytes:
    return pdf_of(b"<< /AcroForm << /Fields [2 0 R] >> >>", b"<< /Kids [3 0 R] >>", b"<< /Kids [2 0 R] >>")


def a_field_its_own_parent() -> bytes:
    return pdf_of(
        b"<< /AcroForm << /Fields [2 0 R] >> >>", b"<< /FT /Sig /T (x) /V 2 0 R /Parent 2 0 R /Kids [2 0 R] >>"
    )


def revisions_in_a_circle() -> bytes:
    data = pdf_of(b"<< >>", trailer=b"/Prev 0000000000")
    return data.replace(b"0000000000 >>", b"%010d >>" % data.index(b"xref\n"))


def a_length_that_is_its_own() -> bytes:
    return pdf_of(b"<< /AF 2 0 R >>", b"<< /Length 2 0 R >>\nstream\nx\nendstream")


def thousands_of_fields() -> bytes:
    field = (
        b"<< /FT /Sig /T (x) /V << /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <30> >> >>"
    )
    return pdf_of(b"<< /AcroForm << /Fields [" + field * 5_000 + b"] >> >>")


def thousands_of_containers() -> bytes:
    return b"/ByteRange [0 1 2 3] " + (b"<3082" + b"30" * 600 + b">") * 10_000


def nested_der() -> bytes:
    der = b""
    for _ in range(2000):
        length = len(der).to_bytes(3, "big")
        der = b"\x30\x83" + length + der
    return b"/ByteRange [0 1 2 3] /Contents <3082" + der.hex().encode() + b">"


def digits_without_end() -> bytes:
    return (b"3082" * 249 + b" ") * 20_000


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "a header alone": lambda: b"%PDF-1.7",
    "100 MB of zeros": lambda: bytes(100 << 20),
    "zeros behind a header": lambda: b"%PDF-1.7\n" + bytes(12 << 20),
    "brackets": lambda: b"%PDF-1.7\n" + b"<" * (5 << 20) + b"startxref\n9\n%%EOF",
    "objects never ended": lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 500_000 + b"startxref\n9\n%%EOF",
    "attachment bomb": attachment_bomb,
    "deep nesting": deep_nesting,
    "fields in a circle": fields_in_a_circle,
    "a field its own parent": a_field_its_own_parent,
    "revisions in a circle": revisions_in_a_circle,
    "a length that is its own": a_length_that_is_its_own,
    "thousands of fields": thousands_of_fields,
    "thousands of containers": thousands_of_containers,
    "nested DER": nested_der,
    "digits without end": digits_without_end,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_neither_crashes_nor_stalls(
    make: Callable[[], bytes], trust: Trust, sealed_at: datetime
) -> None:
    data = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()

    report = apart(data, trust, sealed_at)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert report.verdict in {"unknown", "altered"}
    assert report.document is None
    assert after.ru_utime - before.ru_utime < verify.DEFAULT_LIMITS.cpu_seconds + 2
    assert time.monotonic() - begun < verify.DEFAULT_LIMITS.wall_seconds + 2


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(cpu_seconds=1), "longer than allowed"),
        (Limits(wall_seconds=0.1), "longer than allowed"),
        (Limits(memory_bytes=1 << 20), "more memory than allowed"),
        (Limits(file_bytes=1 << 20), "too large"),
    ],
    ids=["CPU time", "patience", "memory", "size"],
)
def test_a_file_that_costs_too_much_is_unknown_and_the_report_says_why(
    limits: Limits, said: str, trust: Trust, sealed_at: datetime
) -> None:
    report = apart(b"%PDF-1.7\n" + bytes(10 << 20), trust, sealed_at, limits)

    assert report.verdict == "unknown"
    assert named(report, "readable").passed is None
    assert said in named(report, "readable").detail.en


def test_a_file_is_unknown_when_the_examining_process_breaks_down(sealed_at: datetime) -> None:
    breaks_it = Trust(roots=(b"no certificate",))

    report = apart(b"%PDF-1.7", breaks_it, sealed_at)

    assert report.verdict == "unknown"
    assert named(report, "readable").passed is None
    assert "brought the examining program down" in named(report, "readable").detail.en
