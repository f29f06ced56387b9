"""Where private keys live: one interface, and the encrypted file behind it for demonstration and small offices.

A key signs and shows its X.509 chain; nothing else of it can be seen, printed, copied or pickled. Keys kept in hardware
are in `tokens`, which seal may use which key and when is in `keyring`. Knows neither PDF nor who asks for a signature.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import ClassVar, Protocol

from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.backends.openssl import backend
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from signing.errors import SigningError
from signing.guarded import Guarded, Secret

LEAST_RSA_BITS = 3072
"""A decision is checked for decades; shorter RSA keys may not last so long (NIST SP 800-57 part 1, table 4)."""

SPECIMEN = "SPECIMEN"
"""What the names of a demonstration's certificates say, and no others do."""


class Algorithm(StrEnum):
    """How a key signs; always over SHA-256."""

    P256 = "ecdsa-p256-sha256"
    RSA = "rsa-pkcs1-sha256"


class KeyUnusable(SigningError):
    """Base of what can be wrong with a key. A failure of ours: the applicant has done nothing wrong."""

    exit_code: ClassVar[int] = 3
    status: ClassVar[int] = 503


class KeyFileMissing(KeyUnusable):
    """The file of a key or of its X.509 chain is not there."""

    code = "KEY-FILE-MISSING"
    remedy = "Put the file back from the backup, or correct its path in keyring.json."

    def __init__(self, path: Path) -> None:
        super().__init__(f"there is no file {path}")


class KeyFileUnreadable(KeyUnusable):
    """The file is there, but cannot be read as what it should be."""

    code = "KEY-FILE-UNREADABLE"
    remedy = "Check the owner and the content of the file; restore it from the backup if it is damaged."

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be used: {why}")


class KeyPasswordWrong(KeyUnusable):
    """The password does not open the key file, or what is encrypted in it is damaged."""

    code = "KEY-PASSWORD-WRONG"
    remedy = "Give the password the key file was encrypted with; nobody can recover a forgotten one."

    def __init__(self, path: Path) -> None:
        super().__init__(f"the password given does not open {path}")


class KeyNotFitting(KeyUnusable):
    """The private key is not the one the X.509 certificate speaks of."""

    code = "KEY-NOT-FITTING"
    remedy = "Pair the key with the certificate that was issued for it."

    def __init__(self, where: str, name: str, fingerprint: str) -> None:
        super().__init__(f"{where} does not belong to the X.509 certificate of {name} (SHA-256 {fingerprint[:16]}…)")


class KeyUnsuitable(KeyUnusable):
    """A certificate or key that must not seal documents: too weak, or not issued for signatures."""

    code = "KEY-UNSUITABLE"
    remedy = (
        "For a seal use P-256, or RSA of 3072 bits or more, certified for digitalSignature and nonRepudiation; "
        "for checkpoints Ed25519."
    )
    source = "ETSI EN 319 412-3; RFC 5280 §4.2.1.3"

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")


class KeyNotYetValid(KeyUnusable):
    """A seal was asked for before the key's validity begins."""

    code = "KEY-NOT-YET-VALID"
    remedy = "Wait until the validity begins, or seal with the key that is valid now; check the clock of the machine."

    def __init__(self, chain: X509Chain, at: datetime) -> None:
        super().__init__(f"the key of {chain.name} is valid from {chain.valid_from}, not at {at}")


class KeyExpired(KeyUnusable):
    """A seal was asked for after the key's validity has ended."""

    code = "KEY-EXPIRED"
    remedy = "Have a new certificate issued for this seal and enter it in keyring.json; check the clock of the machine."

    def __init__(self, chain: X509Chain, at: datetime) -> None:
        super().__init__(f"the key of {chain.name} was valid until {chain.valid_until}, not at {at}")


@dataclass(frozen=True, slots=True)
class X509Chain:
    """What everybody may know of a key: its X.509 certificate and those above it, without the root."""

    der: tuple[bytes, ...]
    """DER, the key's own certificate first."""
    name: str
    """Common name: the name of the seal."""
    organ: str
    """Organisation: the authority that owns the seal."""
    organ_id: str
    """Its registered number, as the certificate writes it (NTRCN- and the unified social credit code)."""
    fingerprint: str
    """SHA-256 of the key's own certificate, in hexadecimal."""
    algorithm: Algorithm
    valid_from: datetime
    valid_until: datetime
    """The span in which every certificate of the chain is valid; both ends belong to it."""
    specimen: bool
    """Whether the chain is of a demonstration: a certificate of it, or who issued one, says SPECIMEN."""

    def require_valid(self, at: datetime) -> None:
        """Return if the chain is valid at that instant; raise KeyNotYetValid or KeyExpired if not."""
        if at < self.valid_from:
            raise KeyNotYetValid(self, at)
        if at > self.valid_until:
            raise KeyExpired(self, at)


class SealKey(Protocol):
    """A private key that can seal, wherever it is kept."""

    @property
    def x509(self) -> X509Chain: ...

    def sign(self, data: bytes) -> bytes:
        """The signature over the SHA-256 of `data`, by `x509.algorithm` (ECDSA: DER of r and s)."""


def read_x509_chain(path: Path) -> X509Chain:
    """The chain in a PEM file: the key's own certificate first, each followed by its issuer.

    A root at the end is left out; a verifier has it already. Raises KeyFileMissing, KeyFileUnreadable, KeyUnsuitable.
    """
    try:
        chain = x509.load_pem_x509_certificates(_file_content(path))
    except ValueError as error:
        raise KeyFileUnreadable(path, "it holds no X.509 certificate in PEM form") from error
    for lower, upper in pairwise(chain):
        try:
            lower.verify_directly_issued_by(upper)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise KeyFileUnreadable(path, "each certificate must be followed by the one that issued it") from error
    der = [each.public_bytes(Encoding.DER) for each in chain]
    if len(chain) > 1 and asn1_x509.Certificate.load(der[-1]).self_issued:
        chain, der = chain[:-1], der[:-1]
    return _chain(chain, der, str(path))


def read_certificate(path: Path) -> x509.Certificate:
    """The one certificate in a PEM file, of whatever kind. Raises KeyFileMissing, KeyFileUnreadable."""
    try:
        return x509.load_pem_x509_certificate(_file_content(path))
    except ValueError as error:
        raise KeyFileUnreadable(path, "it holds no X.509 certificate in PEM form") from error


def open_key_file(path: Path, x509_path: Path, password: Secret) -> SealKey:
    """The key in an encrypted PKCS#8 PEM file, decrypted once and kept alive, with its X.509 chain.

    Raises KeyFileMissing, KeyFileUnreadable, KeyPasswordWrong, KeyNotFitting, KeyUnsuitable.
    """
    chain = read_x509_chain(x509_path)
    return FileKey(chain, read_private_key(path, password), str(path))


def read_private_key(path: Path, password: Secret) -> PrivateKeyTypes:
    """The private key in an encrypted PKCS#8 PEM file. Raises KeyFileMissing, KeyFileUnreadable, KeyPasswordWrong."""
    # An unencrypted key is refused even when it could be read: it lies open in every backup of the folder.
    if not _is_encrypted_key(_file_content(path)):
        raise KeyFileUnreadable(path, "it holds no encrypted PKCS#8 key in PEM form")
    if not password:
        raise KeyPasswordWrong(path)
    try:
        return load_pem_private_key(_file_content(path), password.reveal().encode())
    except UnsupportedAlgorithm as error:
        raise KeyFileUnreadable(path, "it is encrypted in a way unknown here") from error
    except ValueError as error:
        # One wrong password in 256 decrypts to something padded rightly; OpenSSL then complains of the key instead.
        raise KeyPasswordWrong(path) from error


class FileKey(Guarded):
    """A live private key from a file. Decrypting and checking it again for every signature would cost 40–300 ms."""

    __slots__ = ("_private", "x509")

    def __init__(self, chain: X509Chain, private: PrivateKeyTypes, where: str) -> None:
        if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise KeyUnsuitable(where, f"a {type(private).__name__} cannot seal")
        if private.public_key() != x509.load_der_x509_certificate(chain.der[0]).public_key():
            raise KeyNotFitting(where, chain.name, chain.fingerprint)
        self.x509 = chain
        self._private = private

    def sign(self, data: bytes) -> bytes:
        """The signature over the SHA-256 of `data`; the same every time where the machine's OpenSSL allows it."""
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(data, padding.PKCS1v15(), SHA256())
        return self._private.sign(data, _ECDSA)

    def __repr__(self) -> str:
        return f"<FileKey of {self.x509.name}, X.509 {self.x509.fingerprint[:16]}…>"


# RFC 6979: without random numbers a repeated job seals the same paper into the same bytes, and a bad generator cannot
# betray the key.
_ECDSA = ec.ECDSA(SHA256(), deterministic_signing=backend.ecdsa_deterministic_supported())


def _file_content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise KeyFileMissing(path) from error
    except OSError as error:
        raise KeyFileUnreadable(path, error.strerror or "it cannot be read") from error


def _is_encrypted_key(content: bytes) -> bool:
    try:
        kind, _, der = pem.unarmor(content)
        asn1_keys.EncryptedPrivateKeyInfo.load(der, strict=True).native  # noqa: B018  (parses to the last field)
    except (ValueError, TypeError):
        return False
    return bool(kind == "ENCRYPTED PRIVATE KEY")


def _chain(chain: list[x509.Certificate], der: list[bytes], where: str) -> X509Chain:
    own = chain[0]
    public = own.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1):
        algorithm = Algorithm.P256
    elif isinstance(public, rsa.RSAPublicKey) and public.key_size >= LEAST_RSA_BITS:
        algorithm = Algorithm.RSA
    else:
        raise KeyUnsuitable(where, f"{type(public).__name__} of {getattr(public, 'key_size', '?')} bits")
    try:
        usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound as error:
        raise KeyUnsuitable(where, "the certificate names no key usage") from error
    if not (usage.digital_signature and usage.content_commitment):
        raise KeyUnsuitable(where, "the certificate was not issued for signatures that cannot be disowned")
    # cryptography 50 counts the length of a name in bytes and warns of every Chinese one beyond 21 characters.
    subject = asn1_x509.Certificate.load(der[0]).subject.native
    return X509Chain(
        der=tuple(der),
        name=_first(subject.get("common_name")),
        organ=_first(subject.get("organization_name")),
        organ_id=_first(subject.get("organization_identifier")),
        fingerprint=hashlib.sha256(der[0]).hexdigest(),
        algorithm=algorithm,
        valid_from=max(each.not_valid_before_utc for each in chain),
        valid_until=min(each.not_valid_after_utc for each in chain),
        specimen=any(_is_specimen(each) for each in der),
    )


def _is_specimen(der: bytes) -> bool:
    certificate = asn1_x509.Certificate.load(der)
    return any(SPECIMEN in str(name.native) for name in (certificate.subject, certificate.issuer))


def _first(value: str | list[str] | None) -> str:
    """A name's attribute may stand there once, several times or not at all."""
    return (value[0] if isinstance(value, list) else value) or ""
