"""Bearer tokens of an OIDC provider: who signed one, whether it is for this service, and who it is."""

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc.errors import JoseError
from joserfc.jws import CompactSignature, JWSRegistry, extract_compact, validate_compact
from joserfc.jwt import JWTClaimsRegistry

from app.api.security.caller import SCOPES, Caller
from app.api.security.problem_types import Unauthenticated
from app.api.security.provider import ProviderKeys
from app.api.security.recently_verified import Verified
from app.services.names import printable_text, region_prefix, tenant_name
from app.storage.data_scope import DataScope

_LEEWAY_SECONDS = 60
_TYPES = {"", "jwt", "at+jwt", "application/jwt", "application/at+jwt"}
_MOST_CANDIDATES = 10
_NO_LIMIT = "*"

# Before RFC 9864 an Ed25519 signature was called EdDSA, and most providers still call it so.
_ED_DSA = copy.copy(JWSRegistry.algorithms["Ed25519"])
_ED_DSA.name = "EdDSA"


_ALGORITHMS = {
    "RS256": JWSRegistry.algorithms["RS256"],
    "PS256": JWSRegistry.algorithms["PS256"],
    "ES256": JWSRegistry.algorithms["ES256"],
    "Ed25519": JWSRegistry.algorithms["Ed25519"],
    "EdDSA": _ED_DSA,
}


class _Signatures(JWSRegistry):
    """Signatures with a public key, and nothing else: `none` and HMAC are not even known here."""

    algorithms = _ALGORITHMS
    max_header_length = 1024
    max_payload_length = 8192


# Members of the header that nobody here understands mean nothing (RFC 7515, 4), unless they are critical.
_SIGNATURES = _Signatures(algorithms=list(_ALGORITHMS), strict_check_header=False)


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """In which claims a provider says what; `a.b` is `b` within `a`. None: it does not say.

    A region or department claim that is named must be in every token; `*` in it means no limit.
    """

    tenant: str | None
    subject: str
    scope: str
    region: str | None
    departments: str | None


class TokenVerifier:
    """Verifies tokens of one issuer for one audience; `tenant` is everybody's where no claim names it."""

    def __init__(
        self,
        keys: ProviderKeys,
        *,
        issuer: str,
        audience: str,
        claims: ClaimNames,
        tenant: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._claims = claims
        self._tenant = tenant
        self._clock = clock

    async def verify(self, text: str) -> Verified:
        """The caller a token names. Raises Unauthenticated, or ProviderUnavailable before the first keys are there."""
        try:
            token = extract_compact(text.encode(), registry=_SIGNATURES)
            await self._check_signature(token)
            claims = json.loads(token.payload)
            now = int(self._clock().timestamp())
            self._check_claims(claims, now)
            return Verified(self._caller(claims), claims["exp"] + _LEEWAY_SECONDS - now)
        except JoseError as error:
            raise Unauthenticated(f"token: {error.error}") from None
        # A header may hold any JSON: a list where a name is due, or ten thousand brackets.
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Unauthenticated(f"token: {type(error).__name__}") from None

    async def _check_signature(self, token: CompactSignature) -> None:
        header = token.headers()
        _SIGNATURES.check_header(header)
        algorithm = _SIGNATURES.get_alg(header["alg"])
        if header.get("typ", "").lower() not in _TYPES:
            raise Unauthenticated("token: type")
        for key in (await self._keys.candidates(header.get("kid")))[:_MOST_CANDIDATES]:
            try:
                algorithm.check_key(key)
            except JoseError:
                continue
            if validate_compact(token, key, registry=_SIGNATURES):
                return
        raise Unauthenticated("token: signature")

    def _check_claims(self, claims: Any, now: int) -> None:
        if not isinstance(claims, dict):
            raise Unauthenticated("token: claims")
        JWTClaimsRegistry(
            now=now,
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._audience},
            exp={"essential": True},
        ).validate(claims)

    def _caller(self, claims: Mapping[str, Any]) -> Caller:
        names = self._claims
        said = _words(_claim(claims, names.scope))
        return Caller(
            tenant=self._tenant if names.tenant is None else tenant_name(_claim(claims, names.tenant)),
            subject=printable_text(_claim(claims, names.subject)),
            scopes=frozenset(scope for scope in SCOPES if scope in said),
            data=DataScope(_region(claims, names.region), _departments(claims, names.departments)),
            how="token",
        )


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of this very name, else the one that its dots lead to. Raises KeyError."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found[part]
    return found


def _words(value: Any) -> frozenset[str]:
    """Words separated by spaces (RFC 8693, 4.2) or in a list. Raises ValueError."""
    if isinstance(value, str):
        return frozenset(value.split())
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return frozenset(value)
    raise ValueError("neither a text nor a list of texts")


def _region(claims: Mapping[str, Any], name: str | None) -> str | None:
    value = _NO_LIMIT if name is None else _claim(claims, name)
    return None if value == _NO_LIMIT else region_prefix(value)


def _departments(claims: Mapping[str, Any], name: str | None) -> frozenset[str] | None:
    value = _NO_LIMIT if name is None else _claim(claims, name)
    if value == _NO_LIMIT:
        return None
    return frozenset(printable_text(each) for each in (value if isinstance(value, list) else [value]))
