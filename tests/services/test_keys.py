"""The life of a key: made, used, rotated, revoked, expired; on both engines."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from app.services.key_text import new_key
from app.services.keys import BootstrapKeyInvalid, Holder, IssuedKey, KeyEnded, KeyRefused, KeyService, NoSuchKey
from app.storage.api_keys import ApiKey, ApiKeyStore
from app.storage.data_scope import DataScope
from app.storage.engine import create_engine, reading
from app.storage.errors import StorageBusy
from app.storage.tables import api_key

START = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
HOLDER = Holder(
    tenant="fengtai",
    subject="budget-platform",
    label="一体化平台",
    scopes=frozenset({"evaluations:read", "evaluations:write"}),
    data=DataScope("1101", frozenset({"149", "部门 2"})),
)
YEAR = timedelta(days=365)


class Clock:
    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def passes(self, **duration: int) -> None:
        self.time += timedelta(**duration)


@pytest.fixture
def engine(migrated_database_url: str) -> Iterator[Engine]:
    made = create_engine(migrated_database_url)
    yield made
    made.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(engine: Engine, clock: Clock) -> KeyService:
    return KeyService(ApiKeyStore(engine), clock, os.urandom)


def refused(keys: KeyService, issued: IssuedKey) -> str:
    """Why a key opens nothing."""
    with pytest.raises(KeyRefused) as caught:
        keys.verify(str(issued.text))
    return str(caught.value).removeprefix(f"{issued.text.prefix} ")


def test_a_key_identifies_its_holder(keys: KeyService) -> None:
    issued = keys.create(HOLDER, YEAR)
    key, remaining = keys.verify(str(issued.text))
    assert (key.tenant, key.subject, key.label, key.scopes, key.data) == (
        HOLDER.tenant,
        HOLDER.subject,
        HOLDER.label,
        HOLDER.scopes,
        HOLDER.data,
    )
    assert (key.created_at, key.expires_at, remaining) == (START, START + YEAR, YEAR)
    assert replace(key, last_used_at=None) == issued.key


def test_nothing_in_the_database_opens_anything(keys: KeyService, engine: Engine) -> None:
    issued = keys.create(HOLDER, None)
    with reading(engine) as connection:
        row = connection.execute(select(api_key)).one()
    assert not [value for value in row if issued.text.secret in str(value)]
    assert row.secret_digest == issued.text.digest()


def test_a_wrong_secret_and_an_unknown_prefix_are_refused_alike(keys: KeyService) -> None:
    issued, other = keys.create(HOLDER, None), new_key(os.urandom)
    assert refused(keys, replace(issued, text=replace(issued.text, secret=other.secret))) == "unknown"
    assert refused(keys, replace(issued, text=other)) == "unknown"
    with pytest.raises(KeyRefused, match="malformed"):
        keys.verify(str(issued.text) + "x")


@pytest.mark.parametrize(("seconds", "works"), [(59, True), (60, False), (61, False)])
def test_a_key_works_until_the_moment_it_expires(keys: KeyService, clock: Clock, seconds: int, works: bool) -> None:
    issued = keys.create(HOLDER, timedelta(seconds=60))
    clock.passes(seconds=seconds)
    if works:
        assert keys.verify(str(issued.text))[1] == timedelta(seconds=60 - seconds)
    else:
        assert refused(keys, issued) == "expired"


def test_a_revoked_key_is_refused_and_the_first_revocation_stands(keys: KeyService, clock: Clock) -> None:
    issued = keys.create(HOLDER, YEAR)
    clock.passes(hours=1)
    assert keys.revoke(issued.key.prefix).revoked_at == START + timedelta(hours=1)
    assert refused(keys, issued) == "revoked"
    clock.passes(hours=1)
    assert keys.revoke(issued.key.prefix).revoked_at == START + timedelta(hours=1)
    with pytest.raises(NoSuchKey):
        keys.revoke("nonesuch")


def test_a_rotated_key_is_the_same_holders_and_the_old_one_ends_after_the_overlap(
    keys: KeyService, clock: Clock
) -> None:
    old = keys.create(HOLDER, YEAR)
    new = keys.rotate(old.key.prefix, timedelta(hours=24), YEAR)
    assert (new.key.replaces, new.key.subject, new.key.scopes, new.key.data, new.key.tenant, new.key.label) == (
        old.key.prefix,
        HOLDER.subject,
        HOLDER.scopes,
        HOLDER.data,
        HOLDER.tenant,
        HOLDER.label,
    )
    assert new.text.secret != old.text.secret
    clock.passes(hours=23, minutes=59)
    keys.verify(str(old.text))
    keys.verify(str(new.text))
    clock.passes(minutes=1)
    assert refused(keys, old) == "expired"
    keys.verify(str(new.text))


def test_a_rotation_does_not_lengthen_the_old_keys_life(keys: KeyService, clock: Clock) -> None:
    old = keys.create(HOLDER, timedelta(hours=1))
    keys.rotate(old.key.prefix, timedelta(hours=24), None)
    clock.passes(hours=1)
    assert refused(keys, old) == "expired"
    with pytest.raises(KeyEnded):
        keys.rotate(old.key.prefix, timedelta(hours=24), None)
    with pytest.raises(NoSuchKey):
        keys.rotate("nonesuch", timedelta(hours=24), None)


def test_a_revoked_key_is_not_rotated(keys: KeyService) -> None:
    old = keys.create(HOLDER, YEAR)
    keys.revoke(old.key.prefix)
    with pytest.raises(KeyEnded):
        keys.rotate(old.key.prefix, timedelta(hours=24), None)
    assert len(keys.list()) == 1


def test_keys_are_listed_from_the_oldest_of_one_tenant_or_of_all(keys: KeyService, clock: Clock) -> None:
    first = keys.create(HOLDER, YEAR)
    clock.passes(seconds=1)
    second = keys.create(replace(HOLDER, tenant="haidian", data=DataScope()), None)
    assert keys.list() == [first.key, second.key]
    assert keys.list("haidian") == [second.key]
    assert keys.list("nobody") == []


def test_the_use_of_a_key_is_noted_once_in_ten_minutes(keys: KeyService, clock: Clock) -> None:
    issued = keys.create(HOLDER, None)
    assert keys.list()[0].last_used_at is None
    keys.verify(str(issued.text))
    clock.passes(minutes=9, seconds=59)
    keys.verify(str(issued.text))
    assert keys.list()[0].last_used_at == START
    clock.passes(seconds=1)
    keys.verify(str(issued.text))
    assert keys.list()[0].last_used_at == START + timedelta(minutes=10)


def test_a_database_that_cannot_note_the_use_still_lets_the_key_in(engine: Engine, clock: Clock) -> None:
    class ReadOnly(ApiKeyStore):
        def mark_used(self, prefix: str, moment: datetime) -> None:
            raise StorageBusy

    keys = KeyService(ReadOnly(engine), clock, os.urandom)
    issued = keys.create(HOLDER, None)
    assert keys.verify(str(issued.text))[0].subject == HOLDER.subject


def test_the_first_key_is_made_once(keys: KeyService) -> None:
    first, other = new_key(os.urandom), new_key(os.urandom)
    assert not keys.any_exists()
    with pytest.raises(BootstrapKeyInvalid):
        keys.add_first("hunter2", HOLDER)
    assert keys.add_first(f"{first}\n", HOLDER)
    assert keys.any_exists()
    assert not keys.add_first(str(other), HOLDER)
    key: ApiKey = keys.verify(str(first))[0]
    assert (key.subject, key.expires_at) == (HOLDER.subject, None)
    keys.revoke(first.prefix)
    assert keys.any_exists(), "a key that was revoked has been there"
    assert not keys.add_first(str(other), HOLDER)
