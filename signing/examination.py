"""What a PDF shows about the seals in it: facts only, no verdict.

Meant for strangers' files: whatever the PDF library throws becomes a fact ("could not be examined"), texts are cut to a
length, and a file whose structure is broken is searched for seals byte by byte. Time and memory are not limited here;
see `apart`. Knows neither the register nor which seals are allowed.
Source: ISO 32000-2 §12.8, ETSI EN 319 102-1, RFC 5280 §6.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    async_validate_cms_signature,
    async_validate_pdf_signature,
    read_certification_data,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel, SignatureStatus
from pyhanko_certvalidator import ValidationContext

from signing.claims import Claims, attached_claims, shown

_MOST_SEALS = 8
_MEBIBYTE = 1024 * 1024
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=16 * _MEBIBYTE),
    document_budget=DocumentDecodeBudget(base_allowance=64 * _MEBIBYTE, max_ratio=8),
)
_CONTAINER = re.compile(rb"(?<![0-9A-Fa-f])3082[0-9A-Fa-f]{1000,}")
"""A signature container in hexadecimal: a DER sequence of more than 255 bytes, at the beginning of a run of digits."""
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_DICTIONARY_BYTES = 4096


@dataclass(frozen=True, slots=True)
class SealFound:
    """One electronic seal in a file. None means that it could not be found out."""

    name: str = ""
    organ: str = ""
    fingerprint: str = ""
    """SHA-256 of the X.509 certificate that names its owner; empty when none could be read."""
    claimed_at: datetime | None = None
    """When it says it was set."""
    genuine: bool | None = None
    """Its signature was made with the key of that certificate."""
    intact: bool | None = None
    """The bytes it speaks for are those that were sealed."""
    whole: bool | None = None
    """It speaks for every byte of the file."""
    anchored: bool | None = None
    """Its certificate leads to one of the roots."""
    in_time: bool | None = None
    """Every certificate on that way was valid when it was set."""
    certified: bool | None = None
    """It forbids every change, and the file keeps to that."""
    signed_bytes: int = 0
    """How far into the file the bytes reach that it speaks for; 0 when unknown."""


@dataclass(frozen=True, slots=True)
class Examination:
    """All that was found in a file."""

    readable: bool
    seals: tuple[SealFound, ...] = ()
    claims: Claims | None = None
    trouble: str = ""
    """Why it could not be examined to the end: the kind of error, or "time", "memory", "size", "crash"."""


def examine(data: bytes, roots: Sequence[bytes], *, sealed_at: datetime | None) -> Examination:
    """Facts about the seals in that file; never raises for what the file contains.

    roots are DER certificates. sealed_at is when it was sealed, if a register knows better than the file itself.
    """
    search = _Search(data, roots, sealed_at).run()
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(search)
    # A thread has one loop at most; whoever calls from within one waits for another thread's.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, search).result()


class _Search:
    """One file under examination."""

    def __init__(self, data: bytes, roots: Sequence[bytes], sealed_at: datetime | None) -> None:
        self._data = data
        self._roots = [asn1_x509.Certificate.load(root) for root in roots]
        self._sealed_at = sealed_at

    async def run(self) -> Examination:
        trouble = ""
        seals: list[SealFound] = []
        reader: PdfFileReader | None = None
        # pyHanko 0.38 answers hostile files with errors of any kind, TypeError and RecursionError among them.
        try:
            reader = PdfFileReader(BytesIO(self._data), decode_limits=_LIMITS)
            seals = [await self._seal_in_field(reader, each) for each in _signature_fields(reader)]
        except MemoryError:
            raise
        except Exception as error:
            trouble = type(error).__name__
        if not any(seal.anchored for seal in seals):
            hidden = [await self._seal_in_bytes(match) for match in self._containers()]
            known = {seal.fingerprint for seal in seals}
            seals += [seal for seal in hidden if seal.fingerprint not in known]
        if not seals and _BYTE_RANGE.search(self._data):
            seals = [SealFound()]
        return Examination(trouble == "" and reader is not None, tuple(seals), self._claims(reader, seals), trouble)

    async def _seal_in_field(self, reader: PdfFileReader, field: tuple[str, Any, Any]) -> SealFound:
        """The seal in a signature field, as the PDF's structure leads to it."""
        try:
            embedded = EmbeddedPdfSignature(reader, field[2], field[0])
        except MemoryError:
            raise
        except Exception:
            return SealFound()
        seal = _named(embedded.signed_data)
        try:
            claimed_at = _aware(embedded.self_reported_timestamp)
            seal = replace(seal, claimed_at=claimed_at)
            status = await async_validate_pdf_signature(
                embedded,
                self._context(embedded.signer_cert, claimed_at),
                key_usage_settings=_KEY_USAGE,
            )
            byte_range = [int(each) for each in embedded.byte_range]
            certification = read_certification_data(reader)
            return replace(
                self._judged(seal, status),
                whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE and _is_whole(self._data, byte_range),
                certified=bool(status.docmdp_ok)
                and embedded.docmdp_level is MDPPerm.NO_CHANGES
                and certification is not None
                and certification.author_sig.container_ref == embedded.sig_object.container_ref,
                signed_bytes=byte_range[2] + byte_range[3],
            )
        except MemoryError:
            raise
        except Exception:
            # Its structure is odd, but whose key made it can still be said.
            return await self._seal_in_container(seal, embedded.signed_data, b"")

    async def _seal_in_bytes(self, found: re.Match[bytes]) -> SealFound:
        """The seal whose container stands at that place, whatever the structure around it says."""
        digits = found.group()
        try:
            content = cms.ContentInfo.load(bytes.fromhex(digits[: len(digits) & ~1].decode()))
            signed_data = content["content"]
            seal = _named(signed_data)
        except MemoryError:
            raise
        except Exception:
            return SealFound()
        ranges = _BYTE_RANGE.findall(self._data, max(0, found.start() - _DICTIONARY_BYTES), found.start())
        if not ranges:
            return await self._seal_in_container(seal, signed_data, b"")
        byte_range = [int(each) for each in ranges[-1]]
        start, length, second, second_length = byte_range
        digest = hashlib.sha256(self._data[start : start + length])
        digest.update(self._data[second : second + second_length])
        # That it is whole nobody can say while the structure is broken; that it is not, anybody can.
        whole = None if _is_whole(self._data, byte_range) else False
        seal = replace(seal, whole=whole, signed_bytes=second + second_length)
        return await self._seal_in_container(seal, signed_data, digest.digest())

    async def _seal_in_container(self, seal: SealFound, signed_data: Any, digest: bytes) -> SealFound:
        """What the container alone proves; an empty digest stands for bytes that cannot be found."""
        try:
            certificate = extract_certificate_info(signed_data).signer_cert
            status = await async_validate_cms_signature(
                signed_data,
                raw_digest=digest,
                validation_context=self._context(certificate, seal.claimed_at),
                key_usage_settings=_KEY_USAGE,
            )
        except MemoryError:
            raise
        except Exception:
            return seal
        judged = self._judged(seal, status)
        return judged if digest else replace(judged, intact=None)

    def _context(self, certificate: asn1_x509.Certificate, claimed_at: datetime | None) -> ValidationContext:
        """Rules for a chain at the time of sealing; outside the certificate's own validity at its nearest end.

        So an expired certificate can still be told from a stranger's; `in_time` says which it was.
        """
        moment = self._sealed_at or claimed_at or certificate.not_valid_before
        moment = min(max(moment, certificate.not_valid_before), certificate.not_valid_after)
        return ValidationContext(
            trust_roots=self._roots, moment=moment, allow_fetching=False, revocation_mode="soft-fail"
        )

    def _judged(self, seal: SealFound, status: SignatureStatus) -> SealFound:
        path = status.validation_path
        anchored = path is not None and status.trust_problem_indic is None
        moment = self._sealed_at or seal.claimed_at
        in_time = None
        if anchored and path is not None and moment is not None:
            way = path.iter_certs(include_root=True)
            in_time = all(each.not_valid_before <= moment <= each.not_valid_after for each in way)
        return replace(
            seal,
            genuine=status.valid,
            intact=status.intact,
            # Without a genuine signature pyHanko does not look for the chain.
            anchored=anchored if status.valid else None,
            in_time=in_time,
        )

    def _containers(self) -> Iterator[re.Match[bytes]]:
        for number, match in enumerate(_CONTAINER.finditer(self._data), 1):
            yield match
            if number == _MOST_SEALS:
                return

    def _claims(self, reader: PdfFileReader | None, seals: Sequence[SealFound]) -> Claims | None:
        """What the attached decision says: from the sealed bytes if a good seal speaks for some, else from the file."""
        good = next(
            (each for each in seals if each.genuine and each.intact and each.anchored and each.signed_bytes), None
        )
        try:
            if good and not good.whole:
                sealed = BytesIO(self._data[: good.signed_bytes])
                reader = PdfFileReader(sealed, decode_limits=_LIMITS)
            if reader is None:
                return None
            said = attached_claims(reader)
        except MemoryError:
            raise
        except Exception:
            return None
        return replace(said, proven=good is not None) if said else None


_KEY_USAGE = KeyUsageConstraints(key_usage={"non_repudiation"})


def _signature_fields(reader: PdfFileReader) -> list[tuple[str, Any, Any]]:
    fields: list[tuple[str, Any, Any]] = []
    for field in enumerate_sig_fields(reader, filled_status=True):
        fields.append(field)
        if len(fields) == _MOST_SEALS:
            break
    return fields


def _named(signed_data: Any) -> SealFound:
    """Whose certificate the container carries."""
    extract_signer_info(signed_data)
    certificate = extract_certificate_info(signed_data).signer_cert
    subject = certificate.subject.native
    return SealFound(
        name=shown(subject.get("common_name")),
        organ=shown(subject.get("organization_name")),
        fingerprint=hashlib.sha256(certificate.dump()).hexdigest(),
    )


def _is_whole(data: bytes, byte_range: Sequence[int]) -> bool:
    """Whether the byte range leaves out nothing but the container itself, filled up with zeros.

    pyHanko adds lengths; here the gap is looked at, because a gap may hide anything.
    """
    if len(byte_range) != 4:
        return False
    first, length, second, second_length = byte_range
    gap = data[length:second]
    if first != 0 or second + second_length != len(data) or not re.fullmatch(rb"<[0-9A-Fa-f]*>", gap):
        return False
    container = bytes.fromhex(gap[1:-1].decode())
    return not container[_der_length(container) :].strip(b"\0")


def _der_length(encoded: bytes) -> int:
    """Length of the DER value at the beginning, its head included."""
    if len(encoded) < 2 or encoded[1] < 0x80:
        return 2 + (encoded[1] if len(encoded) > 1 else 0)
    octets = encoded[1] & 0x7F
    return 2 + octets + int.from_bytes(encoded[2 : 2 + octets], "big")


def _aware(moment: datetime | None) -> datetime | None:
    """A time without zone (the PDF need not say one) is taken as UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
