from __future__ import annotations

import hashlib
import re
import statistics
import subprocess
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from signing import keys, signer
from signing.cms import container
from signing.keyring import Keyring
from signing.keys import SealKey
from signing.paper import Unsealed

Compose = Callable[[int], Unsealed]


@pytest.fixture(params=["p256", "rsa3072"])
def seal_key(request: pytest.FixtureRequest, keyring: Keyring, rsa_key: SealKey, sealed_at: datetime) -> SealKey:
    """Each kind of key; a test asking for it runs once for each."""
    return rsa_key if request.param == "rsa3072" else keyring.key("city.licence", at=sealed_at)


def sealed_with(key: SealKey, paper: Compose, at: datetime) -> bytes:
    return signer.seal(paper(signer.reserve_for(key)), key, at=at)


def container_in(pdf: bytes) -> bytes:
    found = re.search(rb"/Contents <([0-9a-f]{200,})>", pdf)
    assert found
    return bytes.fromhex(found[1].decode())


def test_the_seal_speaks_for_all_but_its_own_container(seal_key: SealKey, paper: Compose, sealed_at: datetime) -> None:
    pdf = sealed_with(seal_key, paper, sealed_at)

    found = re.search(rb"/ByteRange \[0 (\d{10}) (\d{10}) (\d{10})\]", pdf)
    assert found
    first, second, length = (int(each) for each in found.groups())
    assert pdf[first : first + 1] == b"<" and pdf[second - 1 : second] == b">"
    assert second + length == len(pdf)
    assert hashlib.sha256(pdf[:first] + pdf[second:]).digest() in container_in(pdf)


def test_the_paper_itself_stays_unsealed(keyring: Keyring, paper: Compose, sealed_at: datetime) -> None:
    key = keyring.key("city.licence", at=sealed_at)
    unsealed = paper(signer.reserve_for(key))
    before = bytes(unsealed.pdf)

    signer.seal(unsealed, key, at=sealed_at)

    assert unsealed.pdf == before


def test_sealing_again_gives_the_same_bytes(keyring: Keyring, paper: Compose, sealed_at: datetime) -> None:
    key = keyring.key("city.licence", at=sealed_at)
    unsealed = paper(signer.reserve_for(key))

    assert signer.seal(unsealed, key, at=sealed_at) == signer.seal(unsealed, key, at=sealed_at)


def test_the_container_is_canonical_and_says_what_pades_asks(
    seal_key: SealKey, paper: Compose, sealed_at: datetime
) -> None:
    padded = container_in(sealed_with(seal_key, paper, sealed_at))
    content: Any = cms.ContentInfo.load(padded)
    der: bytes = content.dump()
    signed = content["content"]
    attributes = {each["type"].native: each["values"] for each in signed["signer_infos"][0]["signed_attrs"]}

    assert content.copy().dump(force=True) == der
    assert not padded[len(der) :].strip(b"\0")
    # ETSI EN 319 142-1 §6.3: these three, and never signing-time.
    assert attributes.keys() == {"content_type", "message_digest", "signing_certificate_v2"}
    assert signed["encap_content_info"]["content"].native is None
    named = attributes["signing_certificate_v2"][0]["certs"][0]
    assert named["cert_hash"].native == hashlib.sha256(seal_key.x509.der[0]).digest()
    assert [each.dump() for each in signed["certificates"]] == sorted(seal_key.x509.der)


def test_the_room_asked_for_is_just_enough(seal_key: SealKey) -> None:
    made = container(seal_key.x509).around(bytes(32), seal_key.sign)

    assert 0 <= signer.reserve_for(seal_key) - 2 * len(made) <= 8


# --- what is refused


def test_a_paper_with_too_little_room_is_refused(keyring: Keyring, paper: Compose, sealed_at: datetime) -> None:
    key = keyring.key("city.licence", at=sealed_at)

    with pytest.raises(signer.ReserveTooSmall):
        signer.seal(paper(signer.reserve_for(key) - 2), key, at=sealed_at)


def test_a_sealed_paper_is_not_sealed_again(keyring: Keyring, paper: Compose, sealed_at: datetime) -> None:
    key = keyring.key("city.licence", at=sealed_at)
    unsealed = paper(signer.reserve_for(key))
    unsealed.pdf[:] = signer.seal(unsealed, key, at=sealed_at)

    with pytest.raises(signer.PaperNotSealable):
        signer.seal(unsealed, key, at=sealed_at)


def test_a_paper_without_empty_byte_range_is_refused(keyring: Keyring, paper: Compose, sealed_at: datetime) -> None:
    key = keyring.key("city.licence", at=sealed_at)
    unsealed = paper(signer.reserve_for(key))
    at = unsealed.pdf.index(b"/ByteRange")
    unsealed.pdf[at : at + 10] = b"/ByteRangf"

    with pytest.raises(signer.PaperNotSealable):
        signer.seal(unsealed, key, at=sealed_at)


@pytest.mark.parametrize(
    ("days", "error"), [(-2, keys.KeyNotYetValid), (365 * 4, keys.KeyExpired)], ids=["too early", "too late"]
)
def test_a_key_seals_only_while_it_is_valid(
    keyring: Keyring, paper: Compose, sealed_at: datetime, days: int, error: type[Exception]
) -> None:
    key = keyring.key("city.licence", at=sealed_at)

    with pytest.raises(error):
        signer.seal(paper(signer.reserve_for(key)), key, at=sealed_at + timedelta(days=days))


# --- what others say of it


def test_pyhanko_finds_it_intact_trusted_and_certified(
    seal_key: SealKey, roots: list[bytes], paper: Compose, sealed_at: datetime
) -> None:
    reader = PdfFileReader(BytesIO(sealed_with(seal_key, paper, sealed_at)))
    (signature,) = reader.embedded_signatures
    trust = [asn1_x509.Certificate.load(root) for root in roots]

    status = validate_pdf_signature(
        signature, ValidationContext(trust_roots=trust, moment=sealed_at, allow_fetching=False)
    )

    assert status.bottom_line
    assert status.summary() == "INTACT:TRUSTED,UNTOUCHED"
    assert status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
    assert signature.docmdp_level is MDPPerm.NO_CHANGES
    assert reader.xrefs.total_revisions == 1


@pytest.fixture
def nss(tmp_path: Path, program: Callable[[str], str], roots: list[bytes]) -> Path:
    """A certificate store of Mozilla's kind that trusts our roots, as poppler reads it."""
    folder = tmp_path / "nss"
    folder.mkdir()
    certutil = program("certutil")
    subprocess.run([certutil, "-N", "-d", f"sql:{folder}", "--empty-password"], check=True)
    for number, root in enumerate(roots):
        file = folder / f"{number}.der"
        file.write_bytes(root)
        subprocess.run(
            [certutil, "-A", "-d", f"sql:{folder}", "-n", f"root {number}", "-t", "CT,C,C", "-i", file], check=True
        )
    return folder


def test_poppler_calls_it_valid_whole_and_trusted(
    seal_key: SealKey, nss: Path, paper: Compose, sealed_at: datetime, tmp_path: Path, program: Callable[[str], str]
) -> None:
    file = tmp_path / "decision.pdf"
    file.write_bytes(sealed_with(seal_key, paper, sealed_at))

    said = subprocess.run(
        [program("pdfsig"), "-nssdir", f"sql:{nss}", file], capture_output=True, text=True, check=True
    ).stdout

    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "Certificate is Trusted" in said
    assert "ETSI.CAdES.detached" in said


def test_qpdf_finds_no_fault(
    seal_key: SealKey, paper: Compose, sealed_at: datetime, tmp_path: Path, program: Callable[[str], str]
) -> None:
    file = tmp_path / "decision.pdf"
    file.write_bytes(sealed_with(seal_key, paper, sealed_at))

    said = subprocess.run([program("qpdf"), "--check", file], capture_output=True, text=True, check=False)

    assert (said.returncode, said.stderr) == (0, "")


def test_sealing_costs_a_fraction_of_making_the_paper(keyring: Keyring, paper: Compose, sealed_at: datetime) -> None:
    key = keyring.key("city.licence", at=sealed_at)
    reserved = signer.reserve_for(key)
    unsealed = paper(reserved)

    def median(work: Callable[[], object], times: int) -> float:
        taken = []
        for _ in range(times):
            begun = time.process_time_ns()
            work()
            taken.append(time.process_time_ns() - begun)
        return statistics.median(taken)

    sealing, making = median(lambda: signer.seal(unsealed, key, at=sealed_at), 100), median(lambda: paper(reserved), 9)

    assert sealing * 5 < making, f"{sealing} ns against {making} ns"
