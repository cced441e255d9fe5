"""Who may call, put together from the settings; and whether the service may start as they stand."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Engine

from app.api.security.identify import Identities
from app.api.security.loopback import Keyless
from app.api.security.provider import ProviderKeys, checked_url, fetch_document
from app.api.security.recently_verified import RecentlyVerified
from app.api.security.tokens import ClaimNames, TokenVerifier
from app.services.hosts import is_loopback
from app.services.keys import BootstrapKeyInvalid, Holder, KeyService
from app.services.names import tenant_name
from app.settings import Settings
from app.storage.api_keys import ApiKeyStore
from app.storage.engine import create_engine

_FIRST = Holder(tenant="default", subject="bootstrap", label="BOOTSTRAP_KEY_FILE", scopes=frozenset({"admin"}))
_LARGEST_KEY_FILE = 4096

_now = partial(datetime.now, UTC)

Clock = Callable[[], datetime]
Randomness = Callable[[int], bytes]


class AccessRefused(Exception):
    """The service may not start: a setting is wrong, or it would be open to whoever reaches it."""


def install_access(
    application: FastAPI, settings: Settings, engine: Engine, clock: Clock, randomness: Randomness
) -> None:
    """Lets the application know its callers. Raises AccessRefused for a provider that cannot be trusted."""
    keys = KeyService(ApiKeyStore(engine), clock, randomness)
    tokens = token_verifier(settings, clock)
    keyless = Keyless(keys.any_exists, provider=tokens is not None, seconds=settings.key_cache_seconds)
    verified = RecentlyVerified(settings.key_cache_seconds)
    application.state.keyless = keyless
    application.state.verified = verified
    application.state.identify = Identities(keys, tokens, keyless, verified).identify


def check_access(settings: Settings) -> bool:
    """Makes the first key, if one is waiting to be made; says whether the service will know anybody.

    Raises AccessRefused where it will not and other machines could reach it, and for settings that cannot be right;
    and the storage's errors.
    """
    if _any_identity(settings):
        return True
    if not is_loopback(settings.host):
        raise AccessRefused(
            f"HOST={settings.host}：没有密钥，也未配置统一身份认证，服务只能绑定本机地址。先运行"
            " jixiao keys create --subject admin --scope admin，或设置 BOOTSTRAP_KEY_FILE、OIDC_ISSUER，或改用"
            f" HOST=127.0.0.1 / HOST={settings.host}: without a key and without an identity provider the service may"
            " only listen on this machine. Run `jixiao keys create --subject admin --scope admin` first, set"
            " BOOTSTRAP_KEY_FILE or OIDC_ISSUER, or use HOST=127.0.0.1"
        )
    return False


def _any_identity(settings: Settings) -> bool:
    provider = token_verifier(settings, _now) is not None
    engine = create_engine(settings.database_url)
    try:
        keys = KeyService(ApiKeyStore(engine), _now, os.urandom)
        if settings.bootstrap_key_file is not None and not keys.any_exists():
            _add_first_key(keys, settings.bootstrap_key_file)
        return provider or keys.any_exists()
    finally:
        engine.dispose()


def token_verifier(settings: Settings, clock: Clock) -> TokenVerifier | None:
    """None without a provider. Raises AccessRefused, naming the setting."""
    issuer, audience, jwks_url = settings.oidc_issuer, settings.oidc_audience, settings.oidc_jwks_url
    if issuer is None:
        if audience is not None or jwks_url is not None:
            raise AccessRefused("OIDC_ISSUER: missing, though OIDC_AUDIENCE or OIDC_JWKS_URL is set")
        return None
    if audience is None:
        raise AccessRefused("OIDC_AUDIENCE: missing; tokens that another service was meant to get must not open this")
    try:
        checked_url(issuer if jwks_url is None else jwks_url)
        tenant = tenant_name(settings.oidc_tenant)
    except ValueError as error:
        raise AccessRefused(f"OIDC_ISSUER, OIDC_JWKS_URL, OIDC_TENANT: {error}") from None
    claims = ClaimNames(
        tenant=settings.oidc_tenant_claim,
        subject=settings.oidc_subject_claim,
        scope=settings.oidc_scope_claim,
        region=settings.oidc_region_claim,
        departments=settings.oidc_departments_claim,
    )
    provider = ProviderKeys(issuer, jwks_url, fetch=fetch_document)
    return TokenVerifier(provider, issuer=issuer, audience=audience, claims=claims, tenant=tenant, clock=clock)


def _add_first_key(keys: KeyService, file: Path) -> None:
    """A missing file is refused, not made: a key that nobody put there is one that nobody looks after."""
    try:
        with file.open(encoding="ascii") as content:
            keys.add_first(content.read(_LARGEST_KEY_FILE), _FIRST)
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise AccessRefused(
            f"BOOTSTRAP_KEY_FILE: {file}: {told}；用 jixiao keys generate 生成密钥写入该文件 / put a key into it,"
            " which `jixiao keys generate` prints"
        ) from None
    except (BootstrapKeyInvalid, UnicodeDecodeError):
        raise AccessRefused(
            f"BOOTSTRAP_KEY_FILE: {file}：内容不是密钥，用 jixiao keys generate 生成 / holds no key; `jixiao keys"
            " generate` prints one"
        ) from None
