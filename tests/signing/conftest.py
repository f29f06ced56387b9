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

from signing import demo_keys, signer
from signing.keyring import Keyring
from signing.keys import FileKey, Secret, read_certificate, read_private_key, read_x509_chain
from signing.verify import RegisterEntry

SEALED_AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PASSWORD = "纸上得来终觉浅 9f1c"
CITY = demo_keys.Organ(
    "示例市司法局",
    "11000000000000000X",
    {"city.organ": "示例市司法局", "city.licence": "示例市司法局行政许可专用章"},
)
DISTRICT = demo_keys.Organ("示例市示例区司法局", "11000000000000001X", {"district.organ": "示例市示例区司法局"})
FACTS = {
    "number": "示市司许〔2026〕1号",
    "title": "准予行政许可决定书",
    "date": "2026-03-02",
    "organ": {"name": CITY.name},
}


@dataclass(frozen=True)
class Paper:
    pdf: bytearray
    contents: tuple[int, int]


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
def paper() -> Callable[[int], Paper]:
    """Makes an unsealed paper that reserves so many hexadecimal digits."""

    def compose(reserve: int) -> Paper:
        facts = json.dumps(FACTS, ensure_ascii=False).encode()
        words = b"BT /F0 18 Tf 100 600 Td (The licence is granted.) Tj ET\n" + b"0 0 m 9 9 l S\n" * 400
        bodies = [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [4 0 R] >> /Perms << /DocMDP 5 0 R >>"
            b" /AF [8 0 R] >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Annots [4 0 R]"
            b" /Resources << /Font << /F0 7 0 R >> >> >>",
            b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal1) /F 132 /Rect [100 100 219 219] /P 3 0 R /V 5 0 R"
            b" /AP << /N 10 0 R >> >>",
            b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached "
            + signer.EMPTY_BYTE_RANGE
            + b" /M (D:%s) /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams <<"
            b" /Type /TransformParams /P 1 /V /1.2 >> >>] /Contents <%s> >>"
            % (SEALED_AT.strftime("%Y%m%d%H%M%SZ").encode(), b"0" * reserve),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
            b"<< /Type /Filespec /F (decision.json) /UF (decision.json) /AFRelationship /Data /EF << /F 9 0 R >> >>",
            b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (len(facts), facts),
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 119 119] /Length 0 >>\nstream\n\nendstream",
        ]
        pdf = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(bodies, 1):
            offsets.append(len(pdf))
            pdf += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        table = len(pdf)
        pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
        pdf += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        pdf += b"trailer\n<< /Size %d /Root 1 0 R /ID [<%s> <%s>] >>\n" % (len(bodies) + 1, b"0" * 32, b"0" * 32)
        pdf += b"startxref\n%d\n%%%%EOF\n" % table
        start = pdf.index(b"/Contents <0") + len(b"/Contents ")
        return Paper(pdf, (start, start + reserve + 2))

    return compose


@pytest.fixture(scope="session")
def sealed(keyring: Keyring, paper: Callable[[int], Paper]) -> bytes:
    """A decision of the city under its licence seal."""
    key = keyring.key("city.licence", at=SEALED_AT)
    return signer.seal(paper(signer.reserve_for(key)), key, at=SEALED_AT)


@pytest.fixture
def entry(keyring: Keyring) -> RegisterEntry:
    """What the register says of that decision."""
    seal = keyring.key("city.licence", at=SEALED_AT).x509.fingerprint
    return RegisterEntry(str(FACTS["number"]), str(FACTS["title"]), CITY.name, date(2026, 3, 2), SEALED_AT, seal=seal)


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
