"""A provider of identities for tests: OpenID Connect over HTTP on this machine, in a process of its own.

It holds clients to the code flow with PKCE, and can be told by POST to `/mood` what to do wrong.
Run as `python tests/identity_provider.py`; it prints its address.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "sealflow", "of the provider alone"
KEYS = {name: RSAKey.generate_key(2048, {"kid": name}) for name in ("first", "second", "foreign")}


class Provider:
    """What is known meanwhile: codes that were given out, and the mood."""

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, str]] = {}
        self.mood: dict[str, Any] = {}

    def authorize(self, asked: dict[str, str]) -> tuple[int, str]:
        """Whoever is asked consents at once; back with a code."""
        wanted = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        wrong = [name for name, value in wanted.items() if asked.get(name) != value]
        if wrong or not all(asked.get(name) for name in ("state", "nonce", "code_challenge", "redirect_uri")):
            return 400, f"not as PKCE wants: {wrong}"
        answer = {"state": self.mood.get("state", asked["state"])}
        if "error" in self.mood:
            answer["error"] = self.mood["error"]
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            answer["code"] = code
        return 303, f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, asked: dict[str, str], authorization: str, issuer: str) -> tuple[int, dict[str, Any]]:
        """An identity for a code, once, and only for whoever has the verifier."""
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        begun = self.codes.pop(asked.get("code", ""), None)
        if authorization != basic:
            return 401, {"error": "invalid_client"}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest())
        if begun is None or challenge.decode().rstrip("=") != begun["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if asked.get("redirect_uri") != begun["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time()) if "now" not in self.mood else int(self.mood["now"])
        claims = {"iss": issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": begun["nonce"]}
        claims |= self.mood.get("claims", {})
        claims = {name: value for name, value in claims.items() if value is not None}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._signed(claims)}

    def _signed(self, claims: dict[str, Any]) -> str:
        how = self.mood.get("signed", "first")
        if how == "none":
            parts = [json.dumps({"alg": "none"}), json.dumps(claims)]
            return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts) + "."
        if how == "shared":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
        signed = jwt.encode({"alg": "RS256", "kid": "first" if how == "foreign" else how}, claims, KEYS[how])
        return signed if how != "altered" else signed[:-4] + "AAAA"

    def keys(self) -> dict[str, Any]:
        """The keys that are known: the second only once it is used."""
        known = ["first", "second"] if self.mood.get("signed") == "second" else ["first"]
        return {"keys": [KEYS[name].as_dict(private=False) for name in known]}


def serve() -> None:
    """Serve until ended; prints the address."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Tests say what went wrong."""

        def _say(self, status: int, body: Any, **headers: str) -> None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {
                "content-type": "application/json",
                "content-length": str(len(data)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: value[0] for name, value in parse_qs(parts.query).items()}
            if provider.mood.get("down"):
                self._say(503, {})
            elif parts.path == "/.well-known/openid-configuration":
                found = {"issuer": issuer, "authorization_endpoint": f"{issuer}/authorize",
                         "token_endpoint": f"{issuer}/token", "jwks_uri": f"{issuer}/keys"}  # fmt: skip
                self._say(200, found | provider.mood.get("about", {}))
            elif parts.path == "/keys":
                self._say(200, provider.keys())
            elif parts.path == "/authorize":
                status, said = provider.authorize(asked)
                self._say(status, b"", **({"location": said} if status == 303 else {}))
            else:
                self._say(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if self.path == "/mood":
                provider.mood = json.loads(body)
                self._say(200, {})
            elif provider.mood.get("down"):
                self._say(503, {})
            else:
                asked = {name: value[0] for name, value in parse_qs(body.decode()).items()}
                self._say(*provider.token(asked, self.headers.get("authorization", ""), issuer))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = f"http://127.0.0.1:{server.server_address[1]}"
    print(issuer, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve()
