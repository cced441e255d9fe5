"""An OIDC provider for the tests: its keys, and tokens, honest and hostile."""

import base64
import hmac
import json
from functools import cache
from typing import Any

from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

ISSUER = "https://login.example.gov.cn"
AUDIENCE = "jixiao"
NOW = 1_795_860_000
Json = dict[str, Any]

CLAIMS: Json = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "budget-platform",
    "scope": "openid evaluations:read audit:read",
    "exp": NOW + 300,
    "iat": NOW,
}


@cache
def key_named(kid: str) -> Key:
    """A private key, the same for one name: `rsa…`, `ec…` or `ed…`."""
    named = {"kid": kid, "use": "sig"}
    if kid.startswith("rsa"):
        return RSAKey.generate_key(2048, named)
    if kid.startswith("ec"):
        return ECKey.generate_key("P-256", named)
    return OKPKey.generate_key("Ed25519", named)


def key_set(*kids: str) -> Json:
    """The public keys as the provider publishes them."""
    return {"keys": [key_named(kid).as_dict(private=False) for kid in kids]}


def token(kid: str = "rsa-1", algorithm: str = "RS256", header: Json | None = None, **claims: Any) -> str:
    """A token signed with the key of that name; a claim of None is left out."""
    said = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    return signed({"alg": algorithm, "kid": kid, "typ": "JWT", **(header or {})}, json.dumps(said), key_named(kid))


def signed(header: Json, payload: str, key: Key) -> str:
    """Any payload under any header, whose `alg` says how."""
    text = unsigned(header, payload).rstrip(".")
    return f"{text}.{_letters(JWSRegistry.algorithms[header['alg']].sign(text.encode(), key))}"


def unsigned(header: Any, payload: Any = CLAIMS, signature: str = "") -> str:
    """Whatever looks like a token."""
    return f"{encoded(header)}.{encoded(payload)}.{signature}"


def encoded(content: Any) -> str:
    return _letters((content if isinstance(content, str) else json.dumps(content)).encode())


def signed_with_the_public_key(kid: str = "rsa-1") -> str:
    """HS256 under the public key as its secret: what a careless verifier takes for RS256."""
    text = unsigned({"alg": "HS256", "kid": kid, "typ": "JWT"}).rstrip(".")
    mark = hmac.digest(key_named(kid).as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{_letters(mark)}"


def _letters(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
