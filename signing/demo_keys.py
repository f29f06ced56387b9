"""A throw-away authority for demonstrations and tests: a root, a CA for seals, a key per seal, a checkpoint key.

Every name says SPECIMEN; by that a key is known for one of a demonstration, and whatever it seals is marked. The
certificates follow the profile of real seals, except that they name no place to ask for revocation: there is none, and
a viewer that cannot reach one calls the seal doubtful. An office replaces one seal after the other by its own keys in
`keyring.json`; nothing else changes, but that the papers under that seal are specimens no longer.
Source: RFC 5280; ETSI EN 319 412-3 (certificates of legal persons).
"""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from signing.errors import SigningError
from signing.guarded import Secret
from signing.keyring import Keyring, SealUnknown
from signing.keys import SPECIMEN, KeyUnsuitable, read_certificate, read_private_key, read_x509_chain
from signing.manifest import (
    CheckpointEntry,
    InFile,
    KeyringUnwritable,
    Manifest,
    SealEntry,
    read_manifest,
    write_manifest,
)
from signing.private_files import sync_folder, write_private

ROOT_NAME = f"示例根证书 {SPECIMEN} ROOT CA"
ORGAN_CA_NAME = f"示例电子印章签发 {SPECIMEN} SEAL CA"
AUTHORITY_NAME = f"示例电子印章系统 {SPECIMEN}"
OF_SPECIMEN = f"（样章 {SPECIMEN}）"

SEAL_YEARS, ORGAN_CA_YEARS, ROOT_YEARS = 3, 10, 20

_CLOCKS_DIFFER = timedelta(days=1)
"""Validity begins a day early: a viewer whose clock is slow would call a fresh seal not yet valid."""
_LONGEST_NAME = 64
"""Upper bound of a common or organisation name (RFC 5280 appendix A, ub-common-name)."""
_SEAL_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")


class AuthorityExists(SigningError):
    """The folder holds keys already; they are never overwritten."""

    code = "KEYRING-EXISTS"
    remedy = "Use the keyring that is there, or choose an empty folder."

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not empty")


class SealNotNameable(SigningError):
    """A seal's id or name cannot stand in a file name or an X.509 certificate."""

    code = "SEAL-NOT-NAMEABLE"
    remedy = "Shorten the name, or write the id in small letters, digits, '.', '-' and '_'."
    source = "RFC 5280 appendix A"

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what!r}: {why}")


@dataclass(frozen=True, slots=True)
class Organ:
    """An authority and its seals."""

    name: str
    uscc: str
    """Unified social credit code 统一社会信用代码."""
    seals: Mapping[str, str]
    """Name of each seal by its id, e.g. {"city_justice.licence": "示例市司法局行政许可专用章"}."""


def create_authority(folder: Path, organs: Iterable[Organ], password: Secret, at: datetime) -> None:
    """The folder holds a new authority with a P-256 key for every seal, all private keys encrypted with the password.

    The folder appears whole or not at all. Raises AuthorityExists, SealNotNameable, KeyringUnwritable.
    """
    organs = tuple(organs)
    if folder.exists() and any(folder.iterdir()):
        raise AuthorityExists(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
        try:
            _fill(partial, organs, password, at)
            partial.replace(folder)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        sync_folder(folder.parent)
    except OSError as error:
        raise KeyringUnwritable(folder, error.strerror or "unknown reason") from error


def add_seals(folder: Path, organ: Organ, password: Secret, at: datetime) -> None:
    """The organ's seals that the authority does not have yet have a key each; the others stay as they are.

    Raises SealNotNameable, KeyringUnwritable, KeyPasswordWrong, and what reading the keyring raises.
    """
    manifest = read_manifest(folder)
    missing = sorted(organ.seals.keys() - manifest.seals.keys())
    if not missing:
        return  # an office with keys of its own has no demonstration CA to ask
    issuer = _Issuer.read(folder, "organ_ca", password)
    try:
        for seal in missing:
            manifest = manifest.with_seal(seal, _issue(folder, issuer, organ, seal, 1, password, at))
    except OSError as error:
        raise KeyringUnwritable(folder, error.strerror or "unknown reason") from error
    write_manifest(folder, manifest)


def renew_seal(folder: Path, seal: str, password: Secret, at: datetime) -> None:
    """From that instant the seal has a new key; the former one may seal until then and no longer.

    Raises SealUnknown, KeyringUnwritable, KeyPasswordWrong, and what reading the keyring raises.
    """
    manifest = read_manifest(folder)
    if seal not in manifest.seals:
        raise SealUnknown(seal, manifest.seals)
    former = manifest.seals[seal]
    chain = read_x509_chain(folder / former[-1].x509)
    issuer = _Issuer.read(folder, "organ_ca", password)
    try:
        new = _issue_for(
            folder, issuer, _subject(chain.name, chain.organ, chain.organ_id), seal, len(former) + 1, password, at
        )
    except OSError as error:
        raise KeyringUnwritable(folder, error.strerror or "unknown reason") from error
    ended = (
        each if each.allowed_until and each.allowed_until <= at else replace(each, allowed_until=at) for each in former
    )
    write_manifest(folder, manifest.with_seal(seal, *ended, new))


def open_authority(folder: Path, password: Secret, pins: Mapping[str, Secret] | None = None) -> Keyring:
    """The keyring in that folder, demonstration or not. Raises what Keyring raises."""
    return Keyring(folder, password, pins)


@dataclass(frozen=True, slots=True)
class _Issuer:
    """A CA of ours: its certificate and its private key."""

    certificate: x509.Certificate
    private: ec.EllipticCurvePrivateKey

    @classmethod
    def read(cls, folder: Path, name: str, password: Secret) -> _Issuer:
        private = read_private_key(folder / f"{name}.key.pem", password)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise KeyUnsuitable(name, f"a {type(private).__name__} is not the key of an authority made here")
        return cls(read_certificate(folder / f"{name}.x509.pem"), private)

    @classmethod
    def create(cls, name: str, path_length: int, valid: tuple[datetime, datetime], above: _Issuer | None) -> _Issuer:
        private = ec.generate_private_key(ec.SECP256R1())
        builder = (
            _certificate(_name(name, AUTHORITY_NAME), private.public_key(), valid, above)
            .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
            .add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
        )
        return cls(builder.sign((above.private if above else private), SHA256()), private)

    def write(self, folder: Path, name: str, password: Secret) -> None:
        write_private(folder / f"{name}.x509.pem", self.certificate.public_bytes(Encoding.PEM))
        _write_key(folder / f"{name}.key.pem", self.private, password)


def _fill(folder: Path, organs: tuple[Organ, ...], password: Secret, at: datetime) -> None:
    root = _Issuer.create(ROOT_NAME, 1, _validity(at, ROOT_YEARS), None)
    organ_ca = _Issuer.create(ORGAN_CA_NAME, 0, _validity(at, ORGAN_CA_YEARS), root)
    root.write(folder, "root", password)
    organ_ca.write(folder, "organ_ca", password)
    checkpoint = Ed25519PrivateKey.generate()
    _write_key(folder / "checkpoint.key.pem", checkpoint, password)
    public = checkpoint.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    (folder / "seals").mkdir(mode=0o700)
    seals = {
        seal: (_issue(folder, organ_ca, organ, seal, 1, password, at),) for organ in organs for seal in organ.seals
    }
    write_manifest(
        folder,
        Manifest(
            roots=("root.x509.pem",),
            seals=seals,
            checkpoints=(CheckpointEntry(public, InFile("checkpoint.key.pem"), at),),
        ),
    )
    sync_folder(folder / "seals")


def _issue(
    folder: Path, issuer: _Issuer, organ: Organ, seal: str, number: int, password: Secret, at: datetime
) -> SealEntry:
    # ETSI EN 319 412-1 §5.1.4: scheme NTR (national trade register), country, number
    subject = _subject(organ.seals[seal] + OF_SPECIMEN, organ.name, f"NTRCN-{organ.uscc}")
    return _issue_for(folder, issuer, subject, seal, number, password, at)


def _issue_for(
    folder: Path, issuer: _Issuer, subject: x509.Name, seal: str, number: int, password: Secret, at: datetime
) -> SealEntry:
    if not _SEAL_ID.fullmatch(seal):
        raise SealNotNameable(seal, "not the id of a seal")
    private = ec.generate_private_key(ec.SECP256R1())
    valid = _validity(at, SEAL_YEARS)
    certificate = (
        _certificate(subject, private.public_key(), valid, issuer)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True, content_commitment=True), critical=True)
        .sign(issuer.private, SHA256())
    )
    stem = f"seals/{seal}.{number}"
    write_private(
        folder / f"{stem}.x509.pem",
        certificate.public_bytes(Encoding.PEM) + issuer.certificate.public_bytes(Encoding.PEM),
    )
    _write_key(folder / f"{stem}.key.pem", private, password)
    # A first key may seal as long as it is valid; a later one from the day it takes over.
    return SealEntry(f"{stem}.x509.pem", InFile(f"{stem}.key.pem"), valid[0] if number == 1 else at)


def _subject(name: str, organ: str, organ_id: str) -> x509.Name:
    identifier = [x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, organ_id)] if organ_id else []
    return x509.Name([*_name(name, organ), *identifier])


def _certificate(
    subject: x509.Name, public: ec.EllipticCurvePublicKey, valid: tuple[datetime, datetime], above: _Issuer | None
) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    above_identifier = (
        above.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value if above else identifier
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above.certificate.subject if above else subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above_identifier), critical=False)
    )


def _key_usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str, organisation: str) -> x509.Name:
    for name in (common, organisation):
        if not 0 < len(name) <= _LONGEST_NAME:
            raise SealNotNameable(name, f"a name in a certificate has 1 to {_LONGEST_NAME} characters")
    # cryptography 50 counts the length in bytes and would refuse or warn; the characters have been counted above.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation, _validate=False),
                x509.NameAttribute(NameOID.COMMON_NAME, common, _validate=False),
            ]
        )


def _validity(at: datetime, years: int) -> tuple[datetime, datetime]:
    start = (at - _CLOCKS_DIFFER).replace(microsecond=0)
    return start, start + timedelta(days=365 * years + years // 4 + 2)


def _write_key(path: Path, private: ec.EllipticCurvePrivateKey | Ed25519PrivateKey, password: Secret) -> None:
    write_private(
        path,
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.reveal().encode())),
    )
