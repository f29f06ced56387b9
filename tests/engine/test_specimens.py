"""Whether a paper is marked as a specimen follows from the key it is sealed with, and from nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.x509.oid import NameOID

from engine.acts import steps
from engine.acts.change import Change
from engine.office import Office
from engine.trial import print_on_trial
from signing.demo_keys import renew_seal
from signing.guarded import Secret
from signing.keyring import Keyring
from signing.manifest import InFile, SealEntry, read_manifest, write_manifest
from tests.conftest import PASSWORD
from tests.offices import APPLICANT, FACTS, HEAD, MONDAY, Premises, accept, grant, submit, task_of

LICENCE = "city_approval.licence"
BEGIN, END = MONDAY - timedelta(days=30), MONDAY + timedelta(days=700)


@pytest.fixture
def keys(seal_folder: Path, tmp_path: Path) -> Path:
    """A demonstration's keyring, whose entries the operator may replace."""
    return Path(shutil.copytree(seal_folder, tmp_path / "keys"))


def take_over(keys: Path, *seals: str) -> None:
    """Let an authority of one's own issue the key of these seals, as the operator's guide says."""
    root = ec.generate_private_key(ec.SECP256R1())
    name = named("示例市数字认证中心")
    above = issued(name, name, root, root, ca=True)
    (keys / "own_root.pem").write_bytes(above.public_bytes(Encoding.PEM))
    manifest = read_manifest(keys)
    for number, seal in enumerate(seals):
        private = ec.generate_private_key(ec.SECP256R1())
        certificate = issued(named("示例市行政审批局印章"), name, private, root, ca=False)
        (keys / f"own.{number}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        secret = BestAvailableEncryption(PASSWORD.encode())
        (keys / f"own.{number}.key").write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret))
        ended = (replace(one, allowed_until=MONDAY) for one in manifest.seals[seal])
        mine = SealEntry(f"own.{number}.pem", InFile(f"own.{number}.key"), MONDAY)
        manifest = manifest.with_seal(seal, *ended, mine)
    write_manifest(keys, replace(manifest, roots=(*manifest.roots, "own_root.pem")))


def named(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def issued(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, *, ca: bool
) -> x509.Certificate:
    usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key())
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return (
        builder.serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(END)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority, critical=False)
        .sign(by, SHA256())
    )


@pytest.fixture
def text_of(program: Callable[[str], str], tmp_path: Path) -> Callable[[bytes], str]:
    """What poppler takes out of a PDF, without blanks."""

    def text(pdf: bytes) -> str:
        (tmp_path / "paper.pdf").write_bytes(pdf)
        command = [program("pdftotext"), "-raw", str(tmp_path / "paper.pdf"), "-"]
        return re.sub(r"\s", "", subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    return text


def papers(office: Office) -> dict[str, bytes]:
    """The receipt and the decision of a case, as they are downloaded."""
    case = submit(office)
    accept(office, case)
    listed = grant(office, case)["documents"]
    return {one["kind"]: office.download(one["number"], APPLICANT)[1] for one in listed}


def test_papers_under_a_key_of_ones_own_are_real_and_those_of_the_demonstration_never(
    sqlite_premises: Premises, keys: Path, text_of: Callable[[bytes], str]
) -> None:
    take_over(keys, LICENCE)
    office = sqlite_premises.open(keyring=Keyring(keys, Secret(PASSWORD)))

    made = papers(office)

    assert "SPECIMEN" not in text_of(made["decision_grant"]) and "样章" not in text_of(made["decision_grant"])
    assert office.verify_document(made["decision_grant"]).verdict == "valid"
    assert "演示文书，不具法律效力" in text_of(made["receipt"])
    assert office.is_demonstration, "while any seal in use is a specimen"


def test_an_office_whose_every_seal_is_its_own_is_no_demonstration(keys: Path) -> None:
    take_over(keys, *read_manifest(keys).seals)
    keyring = Keyring(keys, Secret(PASSWORD))

    assert keyring.is_demonstration(MONDAY - timedelta(seconds=1))
    assert not keyring.is_demonstration(MONDAY)


def test_a_new_key_of_the_demonstration_is_a_specimen_too(
    sqlite_premises: Premises, keys: Path, text_of: Callable[[bytes], str]
) -> None:
    renew_seal(keys, LICENCE, Secret(PASSWORD), MONDAY)
    office = sqlite_premises.open(keyring=Keyring(keys, Secret(PASSWORD)))

    made = papers(office)

    assert all("演示文书，不具法律效力" in text_of(pdf) for pdf in made.values())


def test_what_is_looked_at_before_it_is_sealed_is_marked_whatever_the_key(
    sqlite_premises: Premises, keys: Path, text_of: Callable[[bytes], str]
) -> None:
    take_over(keys, LICENCE)
    office = sqlite_premises.open(keyring=Keyring(keys, Secret(PASSWORD)))
    case = submit(office)
    accept(office, case)

    shown: dict[str, bytes] = {}

    def look(change: Change) -> None:
        shown.update({rule.kind: pdf for rule, pdf in print_on_trial(office.worker.press, change)})

    steps.complete(office.place, task_of(office, case, "decide"), HEAD, "grant", FACTS, trial=look)

    assert "演示文书，不具法律效力" in text_of(shown["decision_grant"])
