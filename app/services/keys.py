"""Issuing, rotating, revoking and verifying API keys."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.services.key_text import KeyText, new_key, read_key
from app.storage.api_keys import ApiKey
from app.storage.data_scope import WHOLE_TENANT, DataScope
from app.storage.errors import StorageError

# One write for a key in use per so much time, not one per request.
_USE_NOTED_EVERY = timedelta(minutes=10)
_NO_DIGEST = "sha256:" + "0" * 64


class Store(Protocol):
    """Where keys are kept."""

    def find(self, prefix: str) -> ApiKey | None: ...
    def list(self, tenant: str | None) -> list[ApiKey]: ...
    def any_exists(self) -> bool: ...
    def add(self, key: ApiKey) -> None: ...
    def add_first(self, key: ApiKey) -> bool: ...
    def replace(self, old_prefix: str, old_expires_at: datetime, new: ApiKey) -> None: ...
    def revoke(self, prefix: str, moment: datetime) -> None: ...
    def mark_used(self, prefix: str, moment: datetime) -> None: ...


class KeyRefused(Exception):
    """A key that opens nothing; the message says why, for the log and never for the caller."""


class NoSuchKey(Exception):
    """There is no key of this prefix."""


class KeyEnded(Exception):
    """The key was revoked or has expired: a new one takes its place, not a rotation."""


class BootstrapKeyInvalid(Exception):
    """The file of the first key holds no key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom a new key identifies, and what it opens."""

    tenant: str
    subject: str
    label: str | None = None
    scopes: frozenset[str]
    data: DataScope = WHOLE_TENANT


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key; `text` is shown this once and kept nowhere."""

    key: ApiKey
    text: KeyText


class KeyService:
    """Every method raises the storage's errors."""

    def __init__(self, store: Store, clock: Callable[[], datetime], randomness: Callable[[int], bytes]) -> None:
        self._store = store
        self._clock = clock
        self._randomness = randomness

    def create(self, holder: Holder, lifetime: timedelta | None) -> IssuedKey:
        """A key that works from now on, for ever if `lifetime` is None."""
        issued = self._issue(new_key(self._randomness), holder, lifetime)
        self._store.add(issued.key)
        return issued

    def rotate(self, prefix: str, overlap: timedelta, lifetime: timedelta | None) -> IssuedKey:
        """A new key for the same holder; the old one works for `overlap` more, and no longer than it would have.

        Raises NoSuchKey or KeyEnded.
        """
        old = self._found(prefix)
        now = self._clock()
        if _ended(old, now):
            raise KeyEnded
        holder = Holder(tenant=old.tenant, subject=old.subject, label=old.label, scopes=old.scopes, data=old.data)
        issued = self._issue(new_key(self._randomness), holder, lifetime, replaces=old.prefix)
        ends = now + overlap if old.expires_at is None else min(old.expires_at, now + overlap)
        self._store.replace(old.prefix, ends, issued.key)
        return issued

    def revoke(self, prefix: str) -> ApiKey:
        """Ends a key at once; one that was revoked before stays as it was. Raises NoSuchKey."""
        self._store.revoke(self._found(prefix).prefix, self._clock())
        return self._found(prefix)

    def list(self, tenant: str | None = None) -> "list[ApiKey]":
        """Every key, of one tenant or of all, the oldest first."""
        return self._store.list(tenant)

    def any_exists(self) -> bool:
        """Whether there has ever been a key."""
        return self._store.any_exists()

    def verify(self, text: str) -> tuple[ApiKey, timedelta | None]:
        """The key as it stands, its use noted, and how long it works yet (None: for ever). Raises KeyRefused."""
        sent = read_key(text)
        if sent is None:
            raise KeyRefused("malformed")
        key = self._store.find(sent.prefix)
        # An unknown prefix takes as long as a wrong secret.
        matches = sent.matches(key.secret_digest if key else _NO_DIGEST)
        if key is None or not matches:
            raise KeyRefused(f"{sent.prefix} unknown")
        now = self._clock()
        if _ended(key, now):
            raise KeyRefused(f"{sent.prefix} {'expired' if key.revoked_at is None else 'revoked'}")
        self._note_use(key, now)
        return key, None if key.expires_at is None else key.expires_at - now

    def add_first(self, text: str, holder: Holder) -> bool:
        """Makes the key in `text` the first one, without an end; False when there has been one before.

        Raises BootstrapKeyInvalid.
        """
        sent = read_key(text.strip())
        if sent is None:
            raise BootstrapKeyInvalid
        return self._store.add_first(self._issue(sent, holder, None).key)

    def _issue(
        self, text: KeyText, holder: Holder, lifetime: timedelta | None, replaces: str | None = None
    ) -> IssuedKey:
        now = self._clock()
        key = ApiKey(
            prefix=text.prefix,
            secret_digest=text.digest(),
            tenant=holder.tenant,
            subject=holder.subject,
            label=holder.label,
            scopes=holder.scopes,
            data=holder.data,
            created_at=now,
            expires_at=None if lifetime is None else now + lifetime,
            replaces=replaces,
        )
        return IssuedKey(key, text)

    def _found(self, prefix: str) -> ApiKey:
        key = self._store.find(prefix)
        if key is None:
            raise NoSuchKey(prefix)
        return key

    def _note_use(self, key: ApiKey, now: datetime) -> None:
        if key.last_used_at is not None and now - key.last_used_at < _USE_NOTED_EVERY:
            return
        try:
            self._store.mark_used(key.prefix, now)
        except StorageError:
            # A database that only reads, or is busy, still knows who may call.
            return


def _ended(key: ApiKey, now: datetime) -> bool:
    return key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now)
