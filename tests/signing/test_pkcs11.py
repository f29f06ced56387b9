from __future__ import annotations

import json
import os
import shutil
import subprocess
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from signing import keys, signer, tokens, verify
from signing.guarded import Secret
from signing.keyring import Keyring
from signing.paper import Unsealed

PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
PIN = "271828-do-not-print"
WRONG_PIN = "314159-do-not-print"
TOKEN = "示例令牌"


@dataclass(frozen=True)
class SoftToken:
    module: Path

    def put(self, private: PrivateKeyTypes, label: str, folder: Path) -> None:
        """The private key is on the token under that label."""
        plain = folder / "plain.pem"
        plain.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        number = os.urandom(4).hex()
        subprocess.run(
            ["softhsm2-util", "--import", plain, "--token", TOKEN, "--label", label, "--id", number, "--pin", PIN],
            check=True,
            capture_output=True,
        )
        plain.unlink()


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> SoftToken:
    module = next((Path(place) for place in PLACES if Path(place).exists()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM 2 is not installed (Debian package softhsm2)")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--so-pin", PIN, "--pin", PIN],
        check=True,
        capture_output=True,
    )
    return SoftToken(module)


@pytest.fixture(scope="module")
def labelled(token: SoftToken, authority: Path, password: Secret, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The label of the city's licence key on the token."""
    private = keys.read_private_key(authority / "seals" / "city.licence.1.key.pem", password)
    token.put(private, "city-licence", tmp_path_factory.mktemp("import"))
    return "city-licence"


@pytest.fixture
def chain(keyring: Keyring, sealed_at: datetime) -> keys.X509Chain:
    return keyring.key("city.licence", at=sealed_at).x509


def test_a_paper_sealed_by_a_token_is_as_good_as_any(
    token: SoftToken,
    labelled: str,
    authority: Path,
    password: Secret,
    tmp_path: Path,
    paper: Callable[[int], Unsealed],
    sealed_at: datetime,
    entry: verify.RegisterEntry,
) -> None:
    folder = Path(shutil.copytree(authority, tmp_path / "keys"))
    said = json.loads((folder / "keyring.json").read_bytes())
    said["seals"]["city.licence"][0]["key"] = {
        "pkcs11": {"module": str(token.module), "token": TOKEN, "label": labelled}
    }
    (folder / "keyring.json").write_text(json.dumps(said))
    (folder / "seals" / "city.licence.1.key.pem").unlink()
    keyring = Keyring(folder, password, {TOKEN: Secret(PIN)})

    key = keyring.key("city.licence", at=sealed_at)
    pdf = signer.seal(paper(signer.reserve_for(key)), key, at=sealed_at)

    report = verify.check(pdf, trust=keyring.trust(), register=lambda _: entry, at=sealed_at)
    assert report.verdict == "valid"
    assert all(each.passed for each in report.checks)


def test_an_rsa_key_on_a_token_seals(
    token: SoftToken,
    rsa_key: keys.FileKey,
    roots: list[bytes],
    tmp_path: Path,
    paper: Callable[[int], Unsealed],
    sealed_at: datetime,
    entry: verify.RegisterEntry,
) -> None:
    token.put(rsa_key._private, "rsa", tmp_path)

    key = tokens.open_pkcs11(token.module, TOKEN, "rsa", rsa_key.x509, Secret(PIN))
    pdf = signer.seal(paper(signer.reserve_for(key)), key, at=sealed_at)

    assert pdf == signer.seal(paper(signer.reserve_for(key)), rsa_key, at=sealed_at)


def test_two_keys_on_one_token_seal_side_by_side(
    token: SoftToken,
    labelled: str,
    chain: keys.X509Chain,
    keyring: Keyring,
    authority: Path,
    password: Secret,
    tmp_path: Path,
    sealed_at: datetime,
) -> None:
    token.put(keys.read_private_key(authority / "seals" / "city.organ.1.key.pem", password), "city-organ", tmp_path)
    device = tokens.Token(token.module, TOKEN, Secret(PIN))
    both = [device.key(labelled, chain), device.key("city-organ", keyring.key("city.organ", at=sealed_at).x509)]

    with ThreadPoolExecutor(8) as threads:
        signatures = list(threads.map(lambda number: both[number % 2].sign(b"%d" % number), range(64)))

    for number, signature in enumerate(signatures):
        assert_signed(both[number % 2].x509, signature, b"%d" % number)


def test_a_second_connection_shares_the_login(token: SoftToken, labelled: str, chain: keys.X509Chain) -> None:
    first = tokens.open_pkcs11(token.module, TOKEN, labelled, chain, Secret(PIN))
    second = tokens.open_pkcs11(token.module, TOKEN, labelled, chain, Secret(PIN))

    assert_signed(chain, first.sign(b"1"), b"1")
    assert_signed(chain, second.sign(b"2"), b"2")


def test_a_session_that_went_away_is_opened_again(token: SoftToken, labelled: str, chain: keys.X509Chain) -> None:
    key = tokens.open_pkcs11(token.module, TOKEN, labelled, chain, Secret(PIN))

    pkcs11.lib(str(token.module)).reinitialize()  # what pulling the plug and putting it back does to every session

    assert_signed(chain, key.sign(b"after"), b"after")


def test_a_forked_worker_opens_its_own_session(token: SoftToken, labelled: str, chain: keys.X509Chain) -> None:
    key = tokens.open_pkcs11(token.module, TOKEN, labelled, chain, Secret(PIN))
    reading, writing = os.pipe()

    child = os.fork()
    if child == 0:
        try:
            os.write(writing, key.sign(b"from the child"))
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        signature = pipe.read()
    os.waitpid(child, 0)

    assert_signed(chain, signature, b"from the child")
    assert_signed(chain, key.sign(b"from the parent"), b"from the parent")


def test_a_wrong_pin_is_refused_and_not_shown(token: SoftToken, labelled: str, chain: keys.X509Chain) -> None:
    pkcs11.lib(str(token.module)).reinitialize()  # a login of an earlier test would hold for the whole process

    wrong = Secret(WRONG_PIN)

    with pytest.raises(tokens.TokenPinWrong) as caught:
        tokens.open_pkcs11(token.module, TOKEN, labelled, chain, wrong)

    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    assert WRONG_PIN not in "".join(shown)


def test_a_pin_shows_nowhere(token: SoftToken, labelled: str, chain: keys.X509Chain) -> None:
    device = tokens.Token(token.module, TOKEN, Secret(PIN))

    for each in (device, device.key(labelled, chain)):
        assert PIN not in repr(each)
        with pytest.raises(TypeError, match="stays in this process"):
            each.__reduce_ex__(4)


def test_a_token_that_is_not_there_is_named(token: SoftToken, chain: keys.X509Chain) -> None:
    with pytest.raises(tokens.TokenMissing, match="somewhere else"):
        tokens.open_pkcs11(token.module, "somewhere else", "city-licence", chain, Secret(PIN))


def test_a_module_that_is_not_there_is_named(tmp_path: Path, chain: keys.X509Chain) -> None:
    with pytest.raises(tokens.TokenMissing, match=r"nothing\.so"):
        tokens.open_pkcs11(tmp_path / "nothing.so", TOKEN, "city-licence", chain, Secret(PIN))


def test_a_key_that_is_not_on_the_token_is_named(token: SoftToken, chain: keys.X509Chain) -> None:
    with pytest.raises(tokens.TokenKeyMissing, match="nobody"):
        tokens.open_pkcs11(token.module, TOKEN, "nobody", chain, Secret(PIN))


def test_a_key_of_another_certificate_is_refused(token: SoftToken, chain: keys.X509Chain, tmp_path: Path) -> None:
    token.put(ec.generate_private_key(ec.SECP256R1()), "stranger", tmp_path)

    with pytest.raises(keys.KeyNotFitting):
        tokens.open_pkcs11(token.module, TOKEN, "stranger", chain, Secret(PIN))


def assert_signed(chain: keys.X509Chain, signature: bytes, data: bytes) -> None:
    public = x509.load_der_x509_certificate(chain.der[0]).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(signature, data, ec.ECDSA(SHA256()))
