"""Logging in at another house: one OpenID Connect provider that says who somebody is, if the office is told of one.

The authorization code flow with PKCE, state and nonce, by Authlib; asked over HTTP within a time and a size. Whom an
identity belongs to here is not its business (`engine.access`).
Sources: OpenID Connect Core 1.0 §3.1; RFC 7636; RFC 9700 §2.1.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
import urllib3
import yaml
from authlib.common.security import generate_token
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from urllib3.exceptions import HTTPError

from engine.errors import Failure, Refusal
from engine.terms import Titled
from signing.guarded import Secret

ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "ES384", "RS512", "ES512", "EdDSA")
"""How an identity may be signed: by a key of the provider's own, never by a shared secret or not at all."""
MATCHES = ("account", "id_number", "email")
STRONG = frozenset({"mfa", "otp", "hwk", "sc", "fpt", "face", "pop"})
"""Ways of proving oneself (RFC 8176) that stand for a second factor where the provider is trusted with it."""
LEEWAY_SECONDS = 60
"""How far the provider's clock may be from ours."""
_MOST_BYTES = 500_000
_KEYS = {
    "title", "issuer", "client_id", "client_secret", "claim", "matches", "scopes", "second_factor", "timeout_seconds"
}  # fmt: skip
_METADATA = "/.well-known/openid-configuration"


class ProviderRefused(Refusal):
    """oidc.yaml cannot be used."""

    code = "OIDC-SETTINGS-REFUSED"
    remedy = "Correct the line named; docs/how-to/operator.md shows the file."


class ProviderAway(Failure):
    """The provider of identities does not answer, or not as OpenID Connect wants."""

    code = "ACCESS-PROVIDER-AWAY"
    remedy = "Log in with the password of this site, or try again later; nothing was lost."


class IdentityRefused(Refusal):
    """What came back from the provider is not an answer to what this browser asked, or is not well signed."""

    code = "ACCESS-IDENTITY-REFUSED"
    remedy = "Begin the login again from this site's page, in one window, within ten minutes."
    source = "OpenID Connect Core 1.0 §3.1.3.7"
    status = 401


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of identities. `claim` of its identities is compared with what `matches` names of our accounts."""

    title: Titled
    issuer: str
    client_id: str
    client_secret: Secret
    claim: str = "preferred_username"
    matches: str = "account"
    scopes: Sequence[str] = ("openid", "profile")
    trusts_second_factor: bool = False
    """Whether a second factor shown there counts as one shown here."""
    timeout_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser was sent away with, and what must come back with it."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at the provider."""

    issuer: str
    subject: str
    value: str
    """The claim that is compared with our accounts; empty when there is none."""
    strong: bool
    """Whether two factors were shown there, and the provider is trusted with that."""


@dataclass
class Login:
    """The way over one provider. Threads may share it; its addresses and keys are asked for once."""

    provider: Provider
    _metadata: dict[str, Any] = field(default_factory=dict)

    def describe(self) -> None:
        """Ask the provider where its parts are. Raises ProviderAway."""
        self._about()

    def begin(self, back: str) -> Asked:
        """Where to send the browser, which the provider sends back to the address `back`. Raises ProviderAway."""
        state, nonce, verifier = generate_token(32), generate_token(32), generate_token(48)
        metadata = self._about()
        address, _ = self._client(back).create_authorization_url(
            metadata["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
        )
        return Asked(str(address), state, nonce, verifier)

    def finish(self, asked: Mapping[str, str], answer: Mapping[str, str], back: str, now: datetime) -> Identity:
        """Who came back. asked: `state`, `nonce` and `verifier` as they were; answer: the query of the address.

        Raises IdentityRefused, ProviderAway.
        """
        if not asked.get("state") or answer.get("state") != asked["state"]:
            raise IdentityRefused("the answer does not belong to what this browser asked (state)")
        if "error" in answer:
            raise IdentityRefused(f"the provider answered {answer['error'][:80]!r}")
        metadata = self._about()
        # RFC 9207: of two providers one may not pass off its answer as the other's.
        if answer.get("iss", self.provider.issuer) != self.provider.issuer or not answer.get("code"):
            raise IdentityRefused("the answer comes from another provider, or carries no code")
        client = self._client(back)
        token = client.fetch_token(
            metadata["token_endpoint"], grant_type="authorization_code", code=answer["code"], redirect_uri=back,
            code_verifier=asked["verifier"],
        )  # fmt: skip
        return self._identity(token, asked["nonce"], now)

    def _identity(self, token: Mapping[str, Any], nonce: str, now: datetime) -> Identity:
        provider = self.provider
        raw = token.get("id_token")
        if not isinstance(raw, str):
            raise IdentityRefused("the provider sent no identity")
        read = self._read(raw)
        options: Any = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        params = {"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(read.claims, read.header, options, params)
        try:
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        except JoseError as error:
            raise IdentityRefused(f"the identity is not valid: {error.error}") from error
        value, amr = claims.get(provider.claim), claims.get("amr") or ()
        if provider.matches == "email" and claims.get("email_verified") is not True:
            value = ""
        strong = provider.trusts_second_factor and bool(STRONG & {str(one) for one in amr})
        return Identity(provider.issuer, str(claims["sub"]), value if isinstance(value, str) else "", strong)

    def _read(self, raw: str) -> jwt.Token:
        """The identity, its signature checked; a key that is not known is asked for once more: it may be new."""
        for fresh in (False, True):
            keys = self._keys(fresh)
            try:
                return jwt.decode(raw, keys, algorithms=list(ALGORITHMS))
            except (JoseError, ValueError) as error:
                refused = error
        raise IdentityRefused(f"the identity is not well signed: {type(refused).__name__}") from refused

    def _client(self, back: str) -> OAuth2Client:
        provider, methods = self.provider, self._about().get("token_endpoint_auth_methods_supported")
        posts = methods is not None and "client_secret_basic" not in methods
        return OAuth2Client(
            _Line(provider),
            client_id=provider.client_id,
            client_secret=provider.client_secret.reveal(),
            token_endpoint_auth_method="client_secret_post" if posts else "client_secret_basic",
            scope=" ".join(provider.scopes),
            redirect_uri=back,
            code_challenge_method="S256",
        )

    def _about(self) -> dict[str, Any]:
        if not self._metadata:
            found = _Line(self.provider).json(self.provider.issuer.rstrip("/") + _METADATA)
            wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if found.get("issuer") != self.provider.issuer or not all(isinstance(found.get(n), str) for n in wanted):
                raise ProviderAway(f"{self.provider.issuer} does not describe itself as OpenID Connect wants")
            for name in wanted:
                if not _is_safe(found[name]):
                    raise ProviderAway(f"{self.provider.issuer} names {found[name][:120]!r}, which is not https")
            self._metadata = found
        return self._metadata

    def _keys(self, fresh: bool) -> KeySet:
        metadata = self._about()
        if fresh or "keys" not in metadata:
            metadata["keys"] = _Line(self.provider).json(metadata["jwks_uri"])
        try:
            return KeySet.import_key_set(metadata["keys"])
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderAway(f"the keys of {self.provider.issuer} cannot be read") from error


class _Line:
    """HTTP to the provider, as Authlib wants a session to be."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._pool = urllib3.PoolManager(num_pools=2, retries=False)

    def json(self, address: str) -> dict[str, Any]:
        """What stands there. Raises ProviderAway."""
        return self._ask("GET", address).json()

    def post(self, url: str, data: Any = None, headers: Any = None, auth: Any = None, **_: object) -> _Answer:
        """As `requests.Session.post`, with Authlib's way of naming the client."""
        body = urlencode(data or {})
        url, headers, body = auth.prepare("POST", url, dict(headers or {}), body)
        return self._ask("POST", url, headers, body)

    def _ask(self, method: str, address: str, headers: Any = None, body: Any = None) -> _Answer:
        try:
            response = self._pool.request(
                method, address, headers={"Accept": "application/json", **(headers or {})}, body=body, redirect=False,
                timeout=urllib3.Timeout(total=self._provider.timeout_seconds), preload_content=False,
            )  # fmt: skip
            data = response.read(_MOST_BYTES + 1)
            response.release_conn()
        except HTTPError as error:
            raise ProviderAway(f"{self._provider.issuer} did not answer: {type(error).__name__}") from error
        if response.status >= 500 or len(data) > _MOST_BYTES:
            raise ProviderAway(f"{self._provider.issuer} answered HTTP {response.status}, {len(data):,} bytes")
        return _Answer(self._provider, response.status, data)


@dataclass(frozen=True, slots=True)
class _Answer:
    provider: Provider
    status_code: int
    content: bytes

    def raise_for_status(self) -> None:
        """Authlib asks; what is 5xx never came so far."""

    def json(self) -> dict[str, Any]:
        try:
            found = orjson.loads(self.content)
        except orjson.JSONDecodeError as error:
            raise ProviderAway(f"{self.provider.issuer} answered what is not JSON") from error
        if not isinstance(found, dict):
            raise ProviderAway(f"{self.provider.issuer} answered what is no object")
        if self.status_code >= 400:
            raise IdentityRefused(f"the provider answered {str(found.get('error') or self.status_code)[:80]!r}")
        return found


def read_provider(text: str, environment: Mapping[str, str]) -> Provider:
    """What an oidc.yaml says. Raises ProviderRefused."""
    try:
        row = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ProviderRefused(f"oidc.yaml: {error}") from error
    if not isinstance(row, Mapping) or (strange := sorted(map(str, row.keys() - _KEYS))):
        raise ProviderRefused(f"oidc.yaml: {', '.join(strange) if isinstance(row, Mapping) else 'it'} is not known")
    texts = {name: row.get(name) for name in ("issuer", "client_id", "client_secret")}
    if lacking := [name for name, value in texts.items() if not isinstance(value, str) or not value]:
        raise ProviderRefused(f"oidc.yaml: {', '.join(lacking)} must be named")
    if not _is_safe(row["issuer"]):
        raise ProviderRefused(f"oidc.yaml: issuer is {row['issuer']!r}; https is needed (http only to this machine)")
    secret = environment.get(row["client_secret"], "")
    if not secret:
        raise ProviderRefused(f"oidc.yaml: client_secret names the variable {row['client_secret']}, which is not set")
    if row.get("matches", "account") not in MATCHES:
        raise ProviderRefused(f"oidc.yaml: matches is {row['matches']!r}; one of {', '.join(MATCHES)} is needed")
    title, scopes = row.get("title") or {}, row.get("scopes") or ["openid", "profile"]
    if not isinstance(title, Mapping) or not isinstance(scopes, list) or "openid" not in scopes:
        raise ProviderRefused("oidc.yaml: title is {zh: …, en: …}, and scopes a list with openid in it")
    seconds = row.get("timeout_seconds", 10)
    if not isinstance(seconds, int | float) or not 0 < seconds <= 60:
        raise ProviderRefused(f"oidc.yaml: timeout_seconds is {seconds!r}; a number up to 60 is needed")
    zh = str(title.get("zh") or "统一身份认证")
    return Provider(
        Titled(zh, str(title.get("en") or zh)), row["issuer"], row["client_id"], Secret(secret),
        str(row.get("claim") or "preferred_username"), str(row.get("matches") or "account"), tuple(map(str, scopes)),
        row.get("second_factor") == "trusted", float(seconds),
    )  # fmt: skip


def _is_safe(address: object) -> bool:
    """Whether what is sent there is encrypted, or does not leave this machine."""
    parts = urlsplit(str(address))
    if parts.scheme == "https" and parts.hostname:
        return True
    host = parts.hostname or ""
    try:
        return parts.scheme == "http" and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False
