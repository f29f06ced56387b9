"""Keys that never leave a device: PKCS#11 tokens, from a smart card to a hardware security module.

One session per token and process, opened again after a fork or when the device was unplugged for a moment. Signs with
raw ECDSA over our own SHA-256, because not every token hashes (SoftHSM 2.6 has no CKM_ECDSA_SHA256).
Source: OASIS PKCS #11 2.40.
"""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pkcs11
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from signing.guarded import Guarded, Secret
from signing.keys import Algorithm, KeyNotFitting, KeyUnusable, SealKey, X509Chain

_TRIAL = b"Does this key belong to the X.509 certificate it is entered with?"
"""Signed once when a key is opened. No DER SET, so it can never pass for the signed attributes of a document."""

_GONE = (
    pkcs11.DeviceError,
    pkcs11.DeviceRemoved,
    pkcs11.GeneralError,
    pkcs11.KeyHandleInvalid,
    pkcs11.ObjectHandleInvalid,
    pkcs11.OperationActive,
    pkcs11.SessionClosed,
    pkcs11.SessionHandleInvalid,
    pkcs11.TokenNotPresent,
    pkcs11.UserNotLoggedIn,
)
"""What a token answers when the session is stale; a new session may well work."""


_PIN_REFUSED = (
    pkcs11.PinExpired,
    pkcs11.PinIncorrect,
    pkcs11.PinInvalid,
    pkcs11.PinLenRange,
    pkcs11.PinLocked,
    pkcs11.UserPinNotInitialized,
)


class TokenError(KeyUnusable):
    """Base of what can be wrong with a token; never raised itself."""


class TokenMissing(TokenError):
    """The PKCS#11 module cannot be loaded, or no token has that label."""

    code = "KEY-TOKEN-MISSING"
    remedy = "Plug the token in, start its service, or correct module and token label in keyring.json."

    def __init__(self, token: str, why: str) -> None:
        super().__init__(f"the token {token!r} cannot be reached: {why}")


class TokenPinWrong(TokenError):
    """The token refuses the PIN, or is locked after too many wrong ones."""

    code = "KEY-TOKEN-PIN-WRONG"
    remedy = "Give the right PIN; a locked token must be unlocked with its security officer's PIN first."

    def __init__(self, token: str, why: str) -> None:
        super().__init__(f"the token {token!r} refuses the PIN: {why}")


class TokenKeyMissing(TokenError):
    """The token holds no private key, or several, under that label."""

    code = "KEY-TOKEN-KEY-MISSING"
    remedy = "Correct the key's label in keyring.json; a label must be unique on its token."

    def __init__(self, token: str, label: str, why: str) -> None:
        super().__init__(f"the key {label!r} on the token {token!r}: {why}")


class TokenLost(TokenError):
    """The token was there, but does not sign any more."""

    code = "KEY-TOKEN-LOST"
    remedy = "Check the device and its connection; the seal is tried again by itself."

    def __init__(self, token: str, why: str) -> None:
        super().__init__(f"the token {token!r} did not sign: {why}")


class Token(Guarded):
    """One token with its PIN: a living connection, shared by all keys on it and safe to use from several threads."""

    __slots__ = ("_keys", "_lock", "_module", "_pin", "_process", "_session", "label")

    def __init__(self, module: Path, label: str, pin: Secret) -> None:
        self.label = label
        self._module = module
        self._pin = pin
        self._lock = threading.Lock()
        self._process = 0
        self._session: pkcs11.Session | None = None
        self._keys: dict[str, pkcs11.SignMixin] = {}

    def key(self, label: str, chain: X509Chain) -> SealKey:
        """The private key with that label, tried against its X.509 certificate.

        Raises TokenMissing, TokenPinWrong, TokenKeyMissing, TokenLost, KeyNotFitting.
        """
        key = TokenKey(self, label, chain)
        public = x509.load_der_x509_certificate(chain.der[0]).public_key()
        signature = key.sign(_TRIAL)
        try:
            if isinstance(public, rsa.RSAPublicKey):
                public.verify(signature, _TRIAL, padding.PKCS1v15(), SHA256())
            elif isinstance(public, ec.EllipticCurvePublicKey):
                public.verify(signature, _TRIAL, ec.ECDSA(SHA256()))
        except InvalidSignature as error:
            where = f"the key {label!r} on the token {self.label!r}"
            raise KeyNotFitting(where, chain.name, chain.fingerprint) from error
        return key

    def sign(self, label: str, data: bytes, mechanism: pkcs11.Mechanism) -> bytes:
        """What the token answers for that key, mechanism and data; the session is opened again once if it has gone."""
        with self._lock:
            try:
                return self._key(label).sign(data, mechanism=mechanism)
            except _GONE:
                self._forget()
            try:
                return self._key(label).sign(data, mechanism=mechanism)
            except pkcs11.PKCS11Error as error:
                self._forget()
                raise TokenLost(self.label, _named(error)) from error

    def _key(self, label: str) -> pkcs11.SignMixin:
        if self._process != os.getpid():
            self._forget()
        if self._session is None:
            self._session = self._open()
        if label not in self._keys:
            try:
                found = self._session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
            except (pkcs11.NoSuchKey, pkcs11.MultipleObjectsReturned) as error:
                raise TokenKeyMissing(self.label, label, _named(error)) from error
            if not isinstance(found, pkcs11.SignMixin):
                raise TokenKeyMissing(self.label, label, "it may not be used to sign")
            self._keys[label] = found
        return self._keys[label]

    def _open(self) -> pkcs11.Session:
        try:
            module = pkcs11.lib(str(self._module))
            if self._process not in (0, os.getpid()):
                module.reinitialize()  # PKCS #11 §6.6.1: after a fork the child must call C_Initialize itself
            token = module.get_token(token_label=self.label)
        except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
            raise TokenMissing(self.label, f"{_named(error)}, module {self._module}") from error
        self._process = os.getpid()
        try:
            return token.open(user_pin=self._pin.reveal())
        except pkcs11.UserAlreadyLoggedIn:
            return token.open()  # a login holds for the whole process (PKCS #11 §6.7.4)
        except _PIN_REFUSED as error:
            raise TokenPinWrong(self.label, _named(error)) from error
        except pkcs11.PKCS11Error as error:
            raise TokenMissing(self.label, _named(error)) from error

    def _forget(self) -> None:
        self._session = None
        self._keys.clear()

    def __repr__(self) -> str:
        return f"<Token {self.label}>"


class TokenKey(Guarded):
    """A private key on a token."""

    __slots__ = ("_label", "_token", "x509")

    def __init__(self, token: Token, label: str, chain: X509Chain) -> None:
        self.x509 = chain
        self._token = token
        self._label = label

    def sign(self, data: bytes) -> bytes:
        """The signature over the SHA-256 of `data`, made by the token."""
        if self.x509.algorithm is Algorithm.RSA:
            return self._token.sign(self._label, data, pkcs11.Mechanism.SHA256_RSA_PKCS)
        raw = self._token.sign(self._label, hashlib.sha256(data).digest(), pkcs11.Mechanism.ECDSA)
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))

    def __repr__(self) -> str:
        return f"<TokenKey {self._label} of {self.x509.name}, X.509 {self.x509.fingerprint[:16]}…>"


def open_pkcs11(module: Path, token: str, label: str, chain: X509Chain, pin: Secret) -> SealKey:
    """The key with that label on the token with that label. Raises what `Token.key` raises."""
    return Token(module, token, pin).key(label, chain)


def _named(error: Exception) -> str:
    """The kind of error only: a module's own text might repeat what it was given."""
    return type(error).__name__
