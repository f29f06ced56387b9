"""A demonstration authority and papers under its seals, made once for all tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

from signing import demo_keys, signer
from signing.faces import FontSet
from signing.guarded import Secret
from signing.keyring import Keyring
from signing.keys import FileKey, read_certificate, read_private_key, read_x509_chain
from signing.paper import Sheet, Unsealed, compose
from signing.seal import SealStyle
from signing.verify import RegisterEntry

SEALED_AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PASSWORD = "纸上得来终觉浅 9f1c"
CITY = demo_keys.Organ(
    "示例市司法局",
    "11000000000000000X",
    {"city.organ": "示例市司法局", "city.licence": "示例市司法局行政许可专用章"},
)
DISTRICT = demo_keys.Organ("示例市示例区司法局", "11000000000000001X", {"district.organ": "示例市示例区司法局"})
FACTS: dict[str, str] = {
    "number": "示市司许〔2026〕1号",
    "title": "准予行政许可决定书",
    "date": "2026-03-02",
    "organ": CITY.name,
}


@pytest.fixture(scope="session")
def sealed_at() -> datetime:
    return SEALED_AT


@pytest.fixture(scope="session")
def password() -> Secret:
    return Secret(PASSWORD)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory, password: Secret) -> Path:
    """The folder of a demonstration authority; tests that change it make their own copy."""
    folder = tmp_path_factory.mktemp("office") / "keys"
    demo_keys.create_authority(folder, [CITY, DISTRICT], password, SEALED_AT)
    return folder


@pytest.fixture(scope="session")
def keyring(authority: Path, password: Secret) -> Keyring:
    return Keyring(authority, password)


@pytest.fixture(scope="session")
def paper() -> Callable[[int], Unsealed]:
    """Makes the unsealed decision, with so many hexadecimal digits reserved for its seal."""
    fonts = FontSet()
    sheet = Sheet(
        organ=CITY.name,
        title=FACTS["title"],
        number=FACTS["number"],
        addressee="林𬴊、陈晓",
        body="你们提交的普通合伙律师事务所设立申请，本机关已于2026年2月3日受理。\n\n"
        "经审查，申请符合《中华人民共和国律师法》第十四条、第十五条规定的条件，决定准予设立。",
        signatory=CITY.name,
        seal=SealStyle(CITY.name, "行政许可专用章"),
        date=date(2026, 3, 2),
        verify_url="https://sealflow.example/verify",
        code="7Q4K-M2XD-9HTA-P6WN",
        facts=json.dumps(FACTS, ensure_ascii=False).encode(),
    )
    return lambda reserve: compose(sheet, fonts, at=SEALED_AT, reserve=reserve)


@pytest.fixture(scope="session")
def sealed(keyring: Keyring, paper: Callable[[int], Unsealed]) -> bytes:
    """A decision of the city under its licence seal."""
    key = keyring.key("city.licence", at=SEALED_AT)
    return signer.seal(paper(signer.reserve_for(key)), key, at=SEALED_AT)


@pytest.fixture
def entry(keyring: Keyring) -> RegisterEntry:
    """What the register says of that decision."""
    seal = keyring.key("city.licence", at=SEALED_AT).x509.fingerprint
    return RegisterEntry(FACTS["number"], FACTS["title"], CITY.name, date(2026, 3, 2), SEALED_AT, seal=seal)


@pytest.fixture(scope="session")
def roots(keyring: Keyring) -> list[bytes]:
    return list(keyring.trust().roots)


@dataclass(frozen=True)
class Issuer:
    """Makes seal keys of any kind: under the demonstration authority, or under nobody's."""

    folder: Path
    certificate: x509.Certificate
    private: ec.EllipticCurvePrivateKey

    def key(
        self,
        name: str,
        private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
        *,
        begin: datetime = SEALED_AT - timedelta(days=1),
        end: datetime = SEALED_AT + timedelta(days=365),
        self_signed: bool = False,
    ) -> FileKey:
        subject = x509.Name(
            [x509.NameAttribute(NameOID.ORGANIZATION_NAME, CITY.name), x509.NameAttribute(NameOID.COMMON_NAME, name)]
        )
        own = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if self_signed else self.certificate.subject)
            .public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(end)
            .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)
            .sign(private if self_signed else self.private, SHA256())
        )
        chain = [own] if self_signed else [own, self.certificate]
        file = self.folder / f"{x509.random_serial_number()}.pem"
        file.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in chain))
        return FileKey(read_x509_chain(file), private, str(file))


@pytest.fixture(scope="session")
def issuer(authority: Path, password: Secret, tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    private = read_private_key(authority / "organ_ca.key.pem", password)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return Issuer(tmp_path_factory.mktemp("issued"), read_certificate(authority / "organ_ca.x509.pem"), private)


@pytest.fixture(scope="session")
def rsa_key(issuer: Issuer) -> FileKey:
    """An RSA seal key: what an office with older hardware brings."""
    return issuer.key("示例市司法局（RSA）", rsa.generate_private_key(65537, 3072))


@pytest.fixture(scope="session")
def small_face() -> Callable[..., Path]:
    """Writes a face that has a square for each of the characters given, and says where it is."""
    return _small_face


def _small_face(file: Path, *characters: str, width: int = 700, rights: int = 0, outlines: bool = True) -> Path:
    names = {ord(character): f"u{ord(character):X}" for character in characters}
    builder = FontBuilder(1000, isTTF=outlines)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    if outlines:
        pen = TTGlyphPen(None)
        for number, point in enumerate([(0, 0), (0, 500), (500, 500), (500, 0)]):
            (pen.lineTo if number else pen.moveTo)(point)
        pen.closePath()
        builder.setupGlyf(dict.fromkeys((".notdef", *names.values()), pen.glyph()))
    else:
        nothing = T2CharStringPen(width, None).getCharString()
        builder.setupCFF("Small", {}, dict.fromkeys((".notdef", *names.values()), nothing), {})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", *names.values()), (width, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"psName": "Small"})
    builder.setupOS2(fsType=rights)
    builder.setupPost()
    builder.save(file)
    return file
