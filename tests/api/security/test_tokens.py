"""Tokens: which are let in and as whom, and a table of those that are not."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from app.api.security.caller import Caller
from app.api.security.problem_types import Unauthenticated
from app.api.security.provider import ProviderKeys
from app.api.security.tokens import ClaimNames, TokenVerifier
from app.storage.data_scope import WHOLE_TENANT, DataScope
from tests.api.security.tokens import (
    AUDIENCE,
    CLAIMS,
    ISSUER,
    NOW,
    key_named,
    key_set,
    signed,
    signed_with_the_public_key,
    token,
    unsigned,
)

pytestmark = pytest.mark.anyio

PLAIN = ClaimNames(tenant=None, subject="sub", scope="scope", region=None, departments=None)
FULL = ClaimNames(
    tenant="org.tenant", subject="client_id", scope="realm.roles", region="region", departments="departments"
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Provider:
    """Answers with its key set, and notes every address that it is asked for."""

    def __init__(self, *kids: str) -> None:
        self.document = json.dumps(key_set(*kids)).encode()
        self.asked: list[str] = []

    async def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        return self.document


def verifier(
    names: ClaimNames = PLAIN, provider: Provider | None = None, at: float = NOW, tenant: str = "default"
) -> TokenVerifier:
    keys = ProviderKeys(ISSUER, f"{ISSUER}/keys", fetch=provider or Provider("rsa-1", "ec-1", "ed-1"))
    return TokenVerifier(
        keys,
        issuer=ISSUER,
        audience=AUDIENCE,
        claims=names,
        tenant=tenant,
        clock=lambda: datetime.fromtimestamp(at, UTC),
    )


async def caller(text: str, names: ClaimNames = PLAIN) -> Caller:
    return (await verifier(names).verify(text)).caller


@pytest.mark.parametrize(
    ("kid", "algorithm"),
    [("rsa-1", "RS256"), ("rsa-1", "PS256"), ("ec-1", "ES256"), ("ed-1", "EdDSA"), ("ed-1", "Ed25519")],
)
@pytest.mark.parametrize("typ", [{}, {"typ": "at+jwt"}, {"typ": "application/at+JWT"}, {"typ": "", "x": [1]}])
async def test_a_token_of_each_algorithm_is_let_in(kid: str, algorithm: str, typ: dict[str, Any]) -> None:
    assert await caller(token(kid, algorithm, typ)) == Caller(
        "default", "budget-platform", frozenset({"evaluations:read", "audit:read"}), WHOLE_TENANT, "token"
    )


async def test_a_token_without_the_name_of_its_key_is_tried_with_those_of_its_algorithm() -> None:
    text = signed({"alg": "ES256"}, json.dumps(CLAIMS), key_named("ec-1"))
    assert (await caller(text)).subject == "budget-platform"


async def test_claims_say_who_it_is_and_how_far_it_sees() -> None:
    said = {
        "org": {"tenant": "fengtai"},
        "client_id": "finance-bureau",
        "realm": {"roles": ["evaluations:write", "offline_access"]},
        "region": "1101",
        "departments": ["149", "150"],
    }
    assert await caller(token(**said), FULL) == Caller(
        "fengtai",
        "finance-bureau",
        frozenset({"evaluations:write"}),
        DataScope("1101", frozenset({"149", "150"})),
        "token",
    )


async def test_a_claim_whose_name_has_dots_comes_before_the_path_they_make() -> None:
    said = {"org.tenant": "haidian", "org": {"tenant": "fengtai"}}
    names = ClaimNames(tenant="org.tenant", subject="sub", scope="scope", region=None, departments=None)
    assert (await caller(token(**said), names)).tenant == "haidian"


@pytest.mark.parametrize(
    ("region", "departments", "data"),
    [
        ("*", "*", WHOLE_TENANT),
        ("11", "*", DataScope("11")),
        ("*", "149", DataScope(None, frozenset({"149"}))),
        ("*", [], DataScope(None, frozenset())),
    ],
)
async def test_a_star_is_no_limit_and_an_empty_list_is_nothing(region: str, departments: Any, data: DataScope) -> None:
    names = ClaimNames(tenant=None, subject="sub", scope="scope", region="region", departments="departments")
    assert (await caller(token(region=region, departments=departments), names)).data == data


async def test_a_token_without_our_scopes_is_somebody_who_may_nothing() -> None:
    assert (await caller(token(scope="openid profile EVALUATIONS:READ"))).scopes == frozenset()


GOOD = {
    "org": {"tenant": "fengtai"},
    "client_id": "finance-bureau",
    "realm": {"roles": []},
    "region": "11",
    "departments": "149",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"org": None},
        {"org": "fengtai"},
        {"org": {"tenant": "../fengtai"}},
        {"org": {"tenant": ["fengtai"]}},
        {"client_id": None},
        {"client_id": ""},
        {"client_id": "a\nb"},
        {"client_id": 5},
        {"realm": None},
        {"realm": {"roles": 5}},
        {"realm": {"roles": [5]}},
        {"region": None},
        {"region": ""},
        {"region": "1"},
        {"region": ["11"]},
        {"departments": None},
        {"departments": ""},
        {"departments": [149]},
        {"departments": {"149": True}},
    ],
    ids=repr,
)
async def test_a_token_that_does_not_say_what_it_must_is_refused(wrong: dict[str, Any]) -> None:
    await verifier(FULL).verify(token(**GOOD))
    with pytest.raises(Unauthenticated):
        await verifier(FULL).verify(token(**{**GOOD, **wrong}))


@pytest.mark.parametrize(
    ("claims", "at", "let_in"),
    [
        ({"exp": NOW}, NOW + 59, True),
        ({"exp": NOW}, NOW + 60, False),
        ({"nbf": NOW}, NOW - 60, True),
        ({"nbf": NOW}, NOW - 61, False),
        ({"iat": NOW}, NOW - 60, True),
        ({"iat": NOW}, NOW - 61, False),
        ({"exp": NOW + 0.5}, NOW + 60, True),
    ],
)
async def test_clocks_may_differ_by_a_minute(claims: dict[str, Any], at: int, let_in: bool) -> None:
    verify = verifier(at=at).verify(token(**{"exp": NOW + 9999, **claims}))
    if let_in:
        assert (await verify).remaining > 0
    else:
        with pytest.raises(Unauthenticated):
            await verify


async def test_it_is_not_remembered_longer_than_it_lasts() -> None:
    assert (await verifier().verify(token(exp=NOW + 5))).remaining == 65


def hostile() -> dict[str, str]:
    """Tokens that must not be let in, by what is wrong with them."""
    stranger = RSAKey.generate_key(2048, {"kid": "rsa-1"})
    return {
        "empty": "",
        "garbage": "garbage",
        "dots": "..",
        "many dots": "." * 5000,
        "not base64": "!!!.???.***",
        "no json": unsigned("{", "{"),
        "header a list": unsigned([]),
        "header a number": unsigned(5),
        "header null": unsigned("null"),
        "header without algorithm": unsigned({}),
        "deep header": unsigned("[" * 700),
        "deep payload": unsigned({"alg": "RS256", "kid": "rsa-1"}, "[" * 5000, "AAAA"),
        "long header": unsigned({"alg": "RS256", "kid": "x" * 2000}),
        "two megabytes": unsigned({"alg": "RS256", "kid": "rsa-1"}, "x" * 2_000_000),
        "two megabytes of signature": token() + "A" * 2_000_000,
        "alg none": unsigned({"alg": "none", "typ": "JWT"}),
        "alg none, named key": unsigned({"alg": "none", "kid": "rsa-1"}, CLAIMS, "AAAA"),
        "alg None": unsigned({"alg": "None"}),
        "alg nOnE": unsigned({"alg": "nOnE"}),
        "alg null": unsigned({"alg": None}),
        "alg a list": unsigned({"alg": ["RS256"]}),
        "alg a number": unsigned({"alg": 256}),
        "HS256 with the public key": signed_with_the_public_key(),
        "HS256 with the empty key": unsigned({"alg": "HS256", "kid": "rsa-1"}, CLAIMS, "AAAA"),
        "RS384": token(algorithm="RS384"),
        "RS256 claimed for an EC key": signed({"alg": "ES256", "kid": "rsa-1"}, json.dumps(CLAIMS), key_named("ec-1")),
        "signed by a stranger": signed({"alg": "RS256", "kid": "rsa-1"}, json.dumps(CLAIMS), stranger),
        "stranger's jku": signed(
            {"alg": "RS256", "kid": "rsa-1", "jku": "https://evil.example/keys"}, json.dumps(CLAIMS), stranger
        ),
        "stranger's x5u": signed(
            {"alg": "RS256", "kid": "rsa-1", "x5u": "https://evil.example/chain"}, json.dumps(CLAIMS), stranger
        ),
        "stranger's own key in the header": signed(
            {"alg": "RS256", "kid": "rsa-1", "jwk": stranger.as_dict(private=False)}, json.dumps(CLAIMS), stranger
        ),
        "kid a path": signed({"alg": "RS256", "kid": "../../../../dev/null"}, json.dumps(CLAIMS), stranger),
        "kid a query": signed({"alg": "RS256", "kid": "' OR 1=1 --"}, json.dumps(CLAIMS), stranger),
        "kid a number": unsigned({"alg": "RS256", "kid": 1}, CLAIMS, "AAAA"),
        "kid a list": unsigned({"alg": "RS256", "kid": []}, CLAIMS, "AAAA"),
        "crit a number": unsigned({"alg": "RS256", "kid": "rsa-1", "crit": 5}, CLAIMS, "AAAA"),
        "crit unknown": token(header={"crit": ["x"], "x": 1}),
        "typ of another use": token(header={"typ": "logout+jwt"}),
        "typ a number": unsigned({"alg": "RS256", "kid": "rsa-1", "typ": 5}, CLAIMS, "AAAA"),
        "payload changed": ".".join(
            [token().split(".")[0], unsigned({}, CLAIMS | {"scope": "admin"}).split(".")[1], "AAAA"]
        ),
        "payload changed, signature kept": ".".join(
            [token().split(".")[0], unsigned({}, CLAIMS | {"scope": "admin"}).split(".")[1], token().split(".")[2]]
        ),
        "signature cut off": token().rpartition(".")[0] + ".",
        "no signature part": token().rpartition(".")[0],
        "encrypted": "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d",
        "wrong audience": token(aud="another-service"),
        "wrong audiences": token(aud=["another-service", "jixiao-test"]),
        "no audience": token(aud=None),
        "audience a number": token(aud=5),
        "empty audience": token(aud=[]),
        "wrong issuer": token(iss=f"{ISSUER}.evil.example"),
        "issuer with a slash": token(iss=f"{ISSUER}/"),
        "no issuer": token(iss=None),
        "issuers": token(iss=[ISSUER]),
        "expired": token(exp=NOW - 61),
        "no expiry": token(exp=None),
        "expiry a text": token(exp=str(NOW + 300)),
        "expiry true": token(exp=True),
        "not yet valid": token(nbf=NOW + 61),
        "not before a text": token(nbf="yesterday"),
        "issued tomorrow": token(iat=NOW + 86_400),
        "no subject": token(sub=None),
        "payload a list": signed({"alg": "RS256", "kid": "rsa-1"}, "[]", key_named("rsa-1")),
        "payload no json": signed({"alg": "RS256", "kid": "rsa-1"}, "{", key_named("rsa-1")),
        "expiry infinite": signed(
            {"alg": "RS256", "kid": "rsa-1"}, json.dumps(CLAIMS).replace(str(NOW + 300), "1e999"), key_named("rsa-1")
        ),
        "expiry not a number": signed(
            {"alg": "RS256", "kid": "rsa-1"}, json.dumps(CLAIMS).replace(str(NOW + 300), "NaN"), key_named("rsa-1")
        ),
    }


async def test_a_hostile_token_is_refused_quickly_and_nothing_it_names_is_fetched() -> None:
    provider = Provider("rsa-1", "ec-1", "ed-1")
    tokens = verifier(provider=provider)
    await tokens.verify(token())
    let_in, slow = [], []
    for name, text in hostile().items():
        began = time.perf_counter()
        try:
            await tokens.verify(text)
            let_in.append(name)
        except Unauthenticated:
            if time.perf_counter() - began > 0.5:
                slow.append(name)
    assert (let_in, slow) == ([], [])
    assert set(provider.asked) == {f"{ISSUER}/keys"}
