"""The signature container of a sealed PDF: CMS as PAdES B-B asks, with everything constant encoded beforehand.

For one key only the message digest and the signature change from paper to paper; the rest is encoded once. Building the
same structure through an ASN.1 library costs 16 ms a paper, this 0.05 ms (P-256). Knows no PDF and holds no key.
Source: RFC 5652 (CMS), RFC 5035 (signing-certificate-v2), ETSI EN 319 122-1 §5 and EN 319 142-1 §6 (PAdES B-B).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from signing.keys import Algorithm, X509Chain

_SEQUENCE, _SET, _OCTETS, _INTEGER = 0x30, 0x31, 0x04, 0x02

_DATA = bytes.fromhex("06092a864886f70d010701")  # 1.2.840.113549.1.7.1
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # 1.2.840.113549.1.7.2
_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")  # 1.2.840.113549.1.9.3
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")  # 1.2.840.113549.1.9.4
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")  # 1.2.840.113549.1.9.16.2.47
_SHA256 = bytes.fromhex("300b0609608648016503040201")  # 2.16.840.1.101.3.4.2.1, parameters absent (RFC 5754 §2)
_SIGNED_WITH = {
    Algorithm.P256: bytes.fromhex("300a06082a8648ce3d040302"),  # ecdsa-with-SHA256, parameters absent
    Algorithm.RSA: bytes.fromhex("300d06092a864886f70d01010b0500"),  # sha256WithRSAEncryption, parameters NULL
}
_LONGEST_ECDSA_P256 = 72


class Container:
    """The container of one key's signatures, lacking only digest and signature."""

    def __init__(self, chain: X509Chain) -> None:
        own = asn1_x509.Certificate.load(chain.der[0])
        issuer = own.issuer.dump()
        serial = _integer(own.serial_number)
        key = x509.load_der_x509_certificate(chain.der[0]).public_key()
        self._longest_signature = key.key_size // 8 if isinstance(key, rsa.RSAPublicKey) else _LONGEST_ECDSA_P256

        # ESSCertIDv2 with its default hash, SHA-256, and the issuer as GeneralNames { directoryName [4] }.
        issuer_serial = _der(_SEQUENCE, _der(_SEQUENCE, _der(0xA4, issuer)) + serial)
        certificate_id = _der(_SEQUENCE, _der(_OCTETS, hashlib.sha256(chain.der[0]).digest()) + issuer_serial)
        self._attributes = (
            _attribute(_CONTENT_TYPE, _DATA),
            _attribute(_SIGNING_CERTIFICATE_V2, _der(_SEQUENCE, _der(_SEQUENCE, certificate_id))),
        )
        # No signing-time: PAdES forbids it beside the /M of the signature dictionary (EN 319 142-1 §6.3).
        self._before_signers = (
            _integer(1) + _der(_SET, _SHA256) + _der(_SEQUENCE, _DATA) + _der(0xA0, b"".join(sorted(chain.der)))
        )
        self._before_attributes = _integer(1) + _der(_SEQUENCE, issuer + serial) + _SHA256
        self._after_attributes = _SIGNED_WITH[chain.algorithm]

    def around(self, digest: bytes, sign: Callable[[bytes], bytes]) -> bytes:
        """DER of the container for a file with that SHA-256; `sign` is given the signed attributes."""
        # A SET OF is sorted by the encodings of its members (X.690 §11.6).
        attributes = b"".join(sorted((*self._attributes, _attribute(_MESSAGE_DIGEST, _der(_OCTETS, digest)))))
        return self._with(attributes, sign(_der(_SET, attributes)))

    def longest(self) -> int:
        """The most bytes `around` may return; ECDSA signatures vary by a few."""
        digest = _attribute(_MESSAGE_DIGEST, _der(_OCTETS, bytes(32)))
        return len(self._with(b"".join((*self._attributes, digest)), bytes(self._longest_signature)))

    def _with(self, attributes: bytes, signature: bytes) -> bytes:
        signer = self._before_attributes + _der(0xA0, attributes) + self._after_attributes + _der(_OCTETS, signature)
        signed_data = _der(_SEQUENCE, self._before_signers + _der(_SET, _der(_SEQUENCE, signer)))
        return _der(_SEQUENCE, _SIGNED_DATA + _der(0xA0, signed_data))


@lru_cache(maxsize=256)
def container(chain: X509Chain) -> Container:
    """The container of a key, encoded once per process."""
    return Container(chain)


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def _integer(number: int) -> bytes:
    return _der(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _der(_SEQUENCE, kind + _der(_SET, value))
