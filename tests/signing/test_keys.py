from __future__ import annotations

import copy
import json
import pickle
import resource
import shutil
import stat
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from signing import checkpoints, demo_keys, keys
from signing.errors import SigningError
from signing.guarded import Secret
from signing.keyring import Keyring, SealNotAllowed, SealUnknown, withdraw_seal
from signing.manifest import (
    CheckpointEntry,
    InFile,
    KeyringMissing,
    KeyringUnreadable,
    KeyringUnwritable,
    read_manifest,
    write_manifest,
)

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)
WORD = "correct horse battery staple"
NOT_TO_BE_SEEN = "虎头蛇尾 do not print me"


@pytest.fixture(scope="module")
def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def rsa3072() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 3072)


def write_key(path: Path, private: Any, word: str = WORD) -> Path:
    encryption = BestAvailableEncryption(word.encode()) if word else NoEncryption()
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    return path


def write_x509(path: Path, private: Any, *, may_sign: bool = True, usage: bool = True) -> Path:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "示例县印章")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(BEGIN)
        .not_valid_after(END)
    )
    if usage:
        of_key = x509.KeyUsage(may_sign, may_sign, not may_sign, False, False, False, False, False, False)
        builder = builder.add_extension(of_key, critical=True)
    signed_by = SHA256() if not isinstance(private, ed25519.Ed25519PrivateKey) else None
    path.write_bytes(builder.sign(private, signed_by).public_bytes(Encoding.PEM))
    return path


# --- an encrypted file


def test_a_p256_key_signs_what_its_certificate_confirms(tmp_path: Path, p256: ec.EllipticCurvePrivateKey) -> None:
    key = keys.open_key_file(write_key(tmp_path / "k", p256), write_x509(tmp_path / "x", p256), Secret(WORD))

    signature = key.sign(b"attributes")

    p256.public_key().verify(signature, b"attributes", ec.ECDSA(SHA256()))
    assert key.x509.algorithm is keys.Algorithm.P256
    assert (key.x509.name, key.x509.valid_from, key.x509.valid_until) == ("示例县印章", BEGIN, END)


def test_an_rsa_key_signs_what_its_certificate_confirms(tmp_path: Path, rsa3072: rsa.RSAPrivateKey) -> None:
    key = keys.open_key_file(write_key(tmp_path / "k", rsa3072), write_x509(tmp_path / "x", rsa3072), Secret(WORD))

    signature = key.sign(b"attributes")

    rsa3072.public_key().verify(signature, b"attributes", padding.PKCS1v15(), SHA256())
    assert key.x509.algorithm is keys.Algorithm.RSA


def test_the_same_words_signed_twice_have_the_same_signature(keyring: Keyring, sealed_at: datetime) -> None:
    key = keyring.key("city.organ", at=sealed_at)

    assert key.sign(b"attributes") == key.sign(b"attributes")


def test_a_missing_key_file_is_named(tmp_path: Path, p256: ec.EllipticCurvePrivateKey) -> None:
    with pytest.raises(keys.KeyFileMissing, match="nowhere"):
        keys.open_key_file(tmp_path / "nowhere", write_x509(tmp_path / "x", p256), Secret(WORD))


def test_a_wrong_password_opens_nothing(authority: Path) -> None:
    # One wrong password in 256 decrypts to something that looks padded: many are tried.
    for word in ("", WORD.upper(), *(f"guess {number}" for number in range(400))):
        with pytest.raises(keys.KeyPasswordWrong):
            keys.read_private_key(authority / "seals" / "city.organ.1.key.pem", Secret(word))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 50,
        b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIH0MF8GCSqGSIb3\n-----END ENCRYPTED PRIVATE KEY-----\n",
        b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n????\n-----END ENCRYPTED PRIVATE KEY-----\n",
        b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
    ],
    ids=["empty", "noise", "cut short", "not base64", "something else"],
)
def test_a_damaged_key_file_is_called_unreadable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "k").write_bytes(content)

    with pytest.raises(keys.KeyFileUnreadable):
        keys.read_private_key(tmp_path / "k", Secret(WORD))


def test_a_key_that_lies_open_is_refused(tmp_path: Path, p256: ec.EllipticCurvePrivateKey) -> None:
    with pytest.raises(keys.KeyFileUnreadable, match="no encrypted"):
        keys.read_private_key(write_key(tmp_path / "k", p256, word=""), Secret(WORD))


def test_a_key_of_another_certificate_is_refused(tmp_path: Path, p256: ec.EllipticCurvePrivateKey) -> None:
    other = ec.generate_private_key(ec.SECP256R1())

    with pytest.raises(keys.KeyNotFitting):
        keys.open_key_file(write_key(tmp_path / "k", other), write_x509(tmp_path / "x", p256), Secret(WORD))


@pytest.mark.parametrize(
    ("private", "may_sign", "usage"),
    [
        (rsa.generate_private_key(65537, 2048), True, True),
        (ec.generate_private_key(ec.SECP224R1()), True, True),
        (ed25519.Ed25519PrivateKey.generate(), True, True),
        (ec.generate_private_key(ec.SECP256R1()), False, True),
        (ec.generate_private_key(ec.SECP256R1()), True, False),
    ],
    ids=["RSA 2048", "P-224", "Ed25519", "for encryption", "for nothing named"],
)
def test_a_key_not_meant_for_seals_is_refused(tmp_path: Path, private: Any, may_sign: bool, usage: bool) -> None:
    with pytest.raises(keys.KeyUnsuitable):
        keys.read_x509_chain(write_x509(tmp_path / "x", private, may_sign=may_sign, usage=usage))


def test_certificates_in_the_wrong_order_are_refused(tmp_path: Path, authority: Path) -> None:
    seal, ca = (authority / "seals" / "city.organ.1.x509.pem").read_bytes().split(b"-----END CERTIFICATE-----\n")[:2]
    end = b"-----END CERTIFICATE-----\n"
    (tmp_path / "x").write_bytes(ca + end + seal + end)

    with pytest.raises(keys.KeyFileUnreadable):
        keys.read_x509_chain(tmp_path / "x")


def test_a_chain_is_valid_only_while_all_of_it_is(keyring: Keyring, sealed_at: datetime) -> None:
    chain = keyring.key("city.organ", at=sealed_at).x509

    chain.require_valid(chain.valid_until)
    with pytest.raises(keys.KeyExpired):
        chain.require_valid(chain.valid_until + timedelta(seconds=1))
    with pytest.raises(keys.KeyNotYetValid):
        chain.require_valid(chain.valid_from - timedelta(seconds=1))


# --- secrets stay secret


def shown(error: BaseException) -> str:
    """Everything a log could show of an error: messages, causes, and the local variables of every frame."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def test_no_password_shows_in_an_error_with_all_its_frames(authority: Path, tmp_path: Path) -> None:
    wrong = Secret(NOT_TO_BE_SEEN)
    shutil.copytree(authority, tmp_path / "keys")
    attempts: list[Callable[[], object]] = [
        lambda: keys.read_private_key(authority / "root.key.pem", wrong),
        lambda: Keyring(authority, wrong).key("city.organ", at=BEGIN + timedelta(days=60)),
        lambda: Keyring(authority, wrong).checkpoint_key(),
        lambda: demo_keys.create_authority(authority, [], wrong, BEGIN),
        lambda: demo_keys.create_authority(authority / "keyring.json" / "x", [], wrong, BEGIN),
        lambda: demo_keys.renew_seal(tmp_path / "keys", "city.organ", wrong, BEGIN),
    ]

    for attempt in attempts:
        with pytest.raises(SigningError) as caught:
            attempt()
        assert NOT_TO_BE_SEEN not in shown(caught.value)


def test_no_secret_shows_when_printed(keyring: Keyring, sealed_at: datetime, password: Secret) -> None:
    secrets = [password, keyring, keyring.key("city.organ", at=sealed_at), keyring.checkpoint_key()]
    private = keyring.key("city.organ", at=sealed_at)._private.private_numbers().private_value  # type: ignore[attr-defined]

    for secret in secrets:
        for text in (repr(secret), str(secret), f"{secret}", repr(vars(secret) if hasattr(secret, "__dict__") else "")):
            assert password.reveal() not in text
            assert str(private) not in text
            assert f"{private:x}" not in text


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"])
def test_nothing_secret_leaves_the_process(
    keyring: Keyring, sealed_at: datetime, leave: Callable[[object], object]
) -> None:
    key = keyring.key("city.organ", at=sealed_at)

    for secret in (key, keyring, keyring.checkpoint_key(), Secret(WORD)):
        with pytest.raises(TypeError, match="stays in this process"):
            leave(secret)


def test_key_files_are_readable_by_their_owner_only(authority: Path) -> None:
    for path in authority.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


# --- the demonstration authority


def test_a_seal_certificate_follows_the_profile(authority: Path) -> None:
    chain = x509.load_pem_x509_certificates((authority / "seals" / "city.licence.1.x509.pem").read_bytes())
    seal, ca = chain

    subject = {each.oid: each.value for each in seal.subject}
    usage = seal.extensions.get_extension_for_class(x509.KeyUsage)
    assert subject[NameOID.COMMON_NAME] == "示例市司法局行政许可专用章（样章 SPECIMEN）"
    assert subject[NameOID.ORGANIZATION_NAME] == "示例市司法局"
    assert subject[NameOID.ORGANIZATION_IDENTIFIER] == "NTRCN-11000000000000000X"
    assert usage.critical and usage.value.digital_signature and usage.value.content_commitment
    assert not usage.value.key_cert_sign
    assert seal.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert (
        seal.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        == ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    )
    assert all("SPECIMEN" in each.subject.rfc4514_string() for each in chain)
    seal.verify_directly_issued_by(ca)
    ca.verify_directly_issued_by(x509.load_pem_x509_certificate((authority / "root.x509.pem").read_bytes()))


def test_an_authority_is_never_overwritten(authority: Path, password: Secret) -> None:
    before = {path: path.read_bytes() for path in authority.rglob("*") if path.is_file()}

    with pytest.raises(demo_keys.AuthorityExists):
        demo_keys.create_authority(authority, [], password, BEGIN)

    assert {path: path.read_bytes() for path in authority.rglob("*") if path.is_file()} == before


@contextmanager
def full_disk(after_bytes: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: what a full disk or a quota does to a writer."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after_bytes, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_leaves_no_half_authority(tmp_path: Path, password: Secret) -> None:
    organ = demo_keys.Organ("示例县", "x", {"county": "示例县"})

    with full_disk(100), pytest.raises(KeyringUnwritable):
        demo_keys.create_authority(tmp_path / "keys", [organ], password, BEGIN)

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_keyring(tmp_path: Path, authority: Path) -> None:
    shutil.copytree(authority, tmp_path / "keys")
    before = (tmp_path / "keys" / "keyring.json").read_bytes()

    with full_disk(100), pytest.raises(KeyringUnwritable):
        withdraw_seal(tmp_path / "keys", "city.organ", at=BEGIN)

    assert (tmp_path / "keys" / "keyring.json").read_bytes() == before
    assert not list((tmp_path / "keys").glob(".*"))


def test_a_name_too_long_for_a_certificate_is_refused(tmp_path: Path, password: Secret) -> None:
    organ = demo_keys.Organ("示" * 65, "x", {"county": "示例县"})

    with pytest.raises(demo_keys.SealNotNameable):
        demo_keys.create_authority(tmp_path / "keys", [organ], password, BEGIN)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("error")
def test_a_name_of_sixty_four_chinese_characters_fits(tmp_path: Path, password: Secret, sealed_at: datetime) -> None:
    organ = demo_keys.Organ("示" * 64, "x", {"county": "章" * (64 - len(demo_keys.OF_SPECIMEN))})

    demo_keys.create_authority(tmp_path / "keys", [organ], password, sealed_at)

    chain = Keyring(tmp_path / "keys", password).key("county", at=sealed_at).x509
    assert (chain.organ, len(chain.name)) == (organ.name, 64)


@pytest.mark.parametrize("seal", ["", "../../etc/cron.d/x", "示例", "a/b", "A"])
def test_a_seal_id_that_could_be_a_path_is_refused(tmp_path: Path, password: Secret, seal: str) -> None:
    with pytest.raises(demo_keys.SealNotNameable):
        demo_keys.create_authority(
            tmp_path / "keys", [demo_keys.Organ("示例县", "x", {seal: "示例县"})], password, BEGIN
        )


def test_an_organ_may_get_further_seals_later(
    tmp_path: Path, authority: Path, password: Secret, sealed_at: datetime
) -> None:
    shutil.copytree(authority, tmp_path / "keys")
    before = Keyring(tmp_path / "keys", password)
    organ = demo_keys.Organ("示例市司法局", "x", {"city.organ": "示例市司法局", "city.acceptance": "受理专用章"})

    demo_keys.add_seals(tmp_path / "keys", organ, password, sealed_at)

    after = demo_keys.open_authority(tmp_path / "keys", password)
    assert after.seals.keys() - before.seals.keys() == {"city.acceptance"}
    assert after.seals["city.organ"] == before.seals["city.organ"]
    assert after.key("city.acceptance", at=sealed_at).x509.name == "受理专用章（样章 SPECIMEN）"


def test_an_office_without_a_demonstration_ca_may_be_founded_again(
    tmp_path: Path, authority: Path, password: Secret, sealed_at: datetime
) -> None:
    folder = Path(shutil.copytree(authority, tmp_path / "keys"))
    (folder / "organ_ca.key.pem").unlink()
    before = (folder / "keyring.json").read_bytes()

    demo_keys.add_seals(
        folder, demo_keys.Organ("示例市司法局", "x", {"city.organ": "示例市司法局"}), password, sealed_at
    )

    assert (folder / "keyring.json").read_bytes() == before


# --- the keyring over the years


@pytest.fixture
def own_keys(tmp_path: Path, authority: Path) -> Path:
    return Path(shutil.copytree(authority, tmp_path / "keys"))


def test_a_renewed_seal_is_used_from_its_day_on(own_keys: Path, password: Secret, sealed_at: datetime) -> None:
    later = sealed_at + timedelta(days=700)

    demo_keys.renew_seal(own_keys, "city.organ", password, later)

    keyring = Keyring(own_keys, password)
    old, new = keyring.key("city.organ", at=later - timedelta(seconds=1)), keyring.key("city.organ", at=later)
    assert old.x509.fingerprint != new.x509.fingerprint
    assert old.x509.name == new.x509.name
    assert {old.x509.fingerprint, new.x509.fingerprint} <= keyring.trust().permits.keys()


def test_a_withdrawn_seal_seals_no_more(own_keys: Path, password: Secret, sealed_at: datetime) -> None:
    withdraw_seal(own_keys, "city.organ", at=sealed_at)

    keyring = Keyring(own_keys, password)
    keyring.key("city.organ", at=sealed_at - timedelta(seconds=1))
    with pytest.raises(SealNotAllowed):
        keyring.key("city.organ", at=sealed_at)


def test_a_seal_is_not_allowed_before_its_time(keyring: Keyring, sealed_at: datetime) -> None:
    with pytest.raises(SealNotAllowed):
        keyring.key("city.organ", at=sealed_at - timedelta(days=2))


def test_a_seal_whose_certificate_ran_out_says_so(keyring: Keyring, sealed_at: datetime) -> None:
    with pytest.raises(keys.KeyExpired):
        keyring.key("city.organ", at=sealed_at + timedelta(days=365 * 4))


def test_an_unknown_seal_is_answered_with_those_there_are(keyring: Keyring, sealed_at: datetime) -> None:
    with pytest.raises(SealUnknown, match=r"city\.licence, city\.organ, district\.organ"):
        keyring.key("province", at=sealed_at)


def test_a_key_is_opened_once(keyring: Keyring, sealed_at: datetime) -> None:
    assert keyring.key("city.organ", at=sealed_at) is keyring.key("city.organ", at=sealed_at)


def test_a_keyring_needs_no_password_to_say_whom_to_trust(authority: Path, keyring: Keyring) -> None:
    assert Keyring(authority, Secret("")).trust() == keyring.trust()


def test_an_empty_folder_is_no_keyring(tmp_path: Path) -> None:
    with pytest.raises(KeyringMissing):
        Keyring(tmp_path, Secret(""))


def without(*path: str | int) -> Callable[[dict[str, Any]], object]:
    def change(said: dict[str, Any]) -> object:
        place: Any = said
        for step in path[:-1]:
            place = place[step]
        return place.pop(path[-1])

    return change


def with_value(value: object, *path: str | int) -> Callable[[dict[str, Any]], object]:
    def change(said: dict[str, Any]) -> object:
        place: Any = said
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return None

    return change


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (without("roots"), "'roots'"),
        (without("seals", "city.organ", 0, "x509"), "seals, city.organ 1 lacks 'x509'"),
        (with_value(2, "format"), "format is 2"),
        (with_value("root.x509.pem", "roots"), "roots must be a list"),
        (with_value([], "seals"), "seals must be an object"),
        (with_value("yesterday", "seals", "city.organ", 0, "allowed_from"), "must be an instant"),
        (with_value("2026-01-01T00:00:00", "seals", "city.organ", 0, "allowed_from"), "time zone"),
        (with_value({"pkcs11": {"module": "m"}}, "seals", "city.organ", 0, "key"), "lacks 'token'"),
        (with_value("xyz", "checkpoints", 0, "public"), "hexadecimal"),
        (with_value("", "checkpoints", 0, "key", "file"), "file must be a text"),
    ],
)
def test_a_mistake_in_the_keyring_is_named_by_its_place(
    own_keys: Path, change: Callable[[dict[str, Any]], object], place: str
) -> None:
    said = json.loads((own_keys / "keyring.json").read_bytes())
    change(said)
    (own_keys / "keyring.json").write_text(json.dumps(said))

    with pytest.raises(KeyringUnreadable) as caught:
        Keyring(own_keys, Secret(""))

    assert place in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]"])
def test_a_keyring_that_is_no_json_object_is_unreadable(own_keys: Path, content: bytes) -> None:
    (own_keys / "keyring.json").write_bytes(content)

    with pytest.raises(KeyringUnreadable):
        Keyring(own_keys, Secret(""))


def test_every_error_about_keys_has_a_code_and_a_remedy() -> None:
    def kinds(base: type[SigningError]) -> Iterator[type[SigningError]]:
        for each in base.__subclasses__():
            yield each
            yield from kinds(each)

    for kind in kinds(SigningError):
        if not kind.__subclasses__():
            assert kind.code and kind.remedy.endswith("."), kind


# --- checkpoints


def test_a_checkpoint_is_known_by_its_signature(keyring: Keyring) -> None:
    key = keyring.checkpoint_key()

    signature = key.sign(b"entries 1 to 900: 5fe1")

    assert keyring.is_checkpoint(key.id, b"entries 1 to 900: 5fe1", signature)
    assert not keyring.is_checkpoint(key.id, b"entries 1 to 901: 5fe1", signature)
    assert not keyring.is_checkpoint("0" * 16, b"entries 1 to 900: 5fe1", signature)
    assert not keyring.is_checkpoint(key.id, b"entries 1 to 900: 5fe1", signature[:-1])


def test_a_checkpoint_of_a_former_key_is_still_known(own_keys: Path, password: Secret, sealed_at: datetime) -> None:
    former = Keyring(own_keys, password).checkpoint_key()
    new = ed25519.Ed25519PrivateKey.generate()
    write_key(own_keys / "second.key.pem", new, password.reveal())
    manifest = read_manifest(own_keys)
    public = new.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    entry = CheckpointEntry(public, InFile("second.key.pem"), sealed_at + timedelta(days=1))
    write_manifest(own_keys, replace(manifest, checkpoints=(*manifest.checkpoints, entry)))

    keyring = Keyring(own_keys, password)

    assert keyring.checkpoint_key().public == public
    assert keyring.is_checkpoint(former.id, b"statement", former.sign(b"statement"))


def test_a_checkpoint_signature_is_good_for_nothing_else(keyring: Keyring) -> None:
    key = keyring.checkpoint_key()

    signature = key.sign(b"statement")

    public = ed25519.Ed25519PublicKey.from_public_bytes(key.public)
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"statement")


def test_a_seal_key_cannot_sign_checkpoints(authority: Path, password: Secret) -> None:
    with pytest.raises(keys.KeyUnsuitable):
        checkpoints.open_checkpoint_key(authority / "seals" / "city.organ.1.key.pem", password)
