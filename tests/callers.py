"""Callers for the tests: keys put into the database of a service."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from app.api.security.caller import Scope
from app.services.keys import Holder, KeyService
from app.storage.api_keys import ApiKeyStore
from app.storage.data_scope import WHOLE_TENANT, DataScope
from app.storage.engine import create_engine

NOBODYS_KEY = f"jx_{'a' * 16}_{'a' * 52}"


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def keys_of(url: str, clock: Callable[[], datetime] = now) -> Iterator[KeyService]:
    """The keys in a database, as the command line works on them."""
    engine = create_engine(url)
    try:
        yield KeyService(ApiKeyStore(engine), clock, os.urandom)
    finally:
        engine.dispose()


def issue(
    url: str,
    *scopes: Scope,
    tenant: str = "default",
    subject: str = "tester",
    data: DataScope = WHOLE_TENANT,
    lifetime: timedelta | None = None,
) -> str:
    """A new key, as its holder sends it."""
    holder = Holder(tenant=tenant, subject=subject, scopes=frozenset(scopes), data=data)
    with keys_of(url) as keys:
        return str(keys.create(holder, lifetime).text)


def bearer(credential: str) -> dict[str, str]:
    """The header that carries it."""
    return {"authorization": f"Bearer {credential}"}
