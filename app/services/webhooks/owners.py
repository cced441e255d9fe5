"""Whether whoever subscribed may still have what is sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.storage.api_keys import ApiKey

_SCOPES = {"evaluations:read", "admin"}


class Keys(Protocol):
    """Where keys are kept."""

    def list(self, tenant: str | None) -> list[ApiKey]: ...


class Owners:
    """Of a subject that has ever had keys, one must still work and still open the whole tenant's records; a subject
    without any is known by its tokens, which the service sees only when they are sent."""

    def __init__(self, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._keys = keys
        self._clock = clock

    def may_read(self, tenant: str, subject: str) -> bool:
        """Raises the storage's errors."""
        own = [key for key in self._keys.list(tenant) if key.subject == subject]
        return not own or any(map(self._opens, own))

    def _opens(self, key: ApiKey) -> bool:
        works = key.revoked_at is None and (key.expires_at is None or key.expires_at > self._clock())
        return works and key.data.whole_tenant and not _SCOPES.isdisjoint(key.scopes)
