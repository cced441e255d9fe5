"""What the database itself lets become of a key: it is used, it ends, and it stays what it was made as."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app.storage.api_keys import ApiKey, ApiKeyStore
from app.storage.data_scope import DataScope
from app.storage.engine import create_engine, writing
from app.storage.errors import StorageUnavailable
from app.storage.grants import grant_application_role
from app.storage.tables import api_key

START = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MAY_CHANGE = {"expires_at", "revoked_at", "last_used_at"}


def key(prefix: str = "a" * 16, expires_at: datetime | None = START + DAY) -> ApiKey:
    return ApiKey(
        prefix=prefix,
        secret_digest="sha256:0",
        tenant="default",
        subject="platform",
        label="一体化",
        scopes=frozenset({"admin"}),
        data=DataScope("11", frozenset({"149"})),
        created_at=START,
        expires_at=expires_at,
        replaces="b" * 16,
    )


@pytest.fixture
def store(engine: Engine) -> ApiKeyStore:
    made = ApiKeyStore(engine)
    made.add(key())
    return made


def refused(engine: Engine, statement: str) -> str:
    with pytest.raises(IntegrityError) as raised, writing(engine) as connection, connection.begin():
        connection.execute(text(statement))
    return str(raised.value.orig)


def test_a_key_is_kept_as_it_was_made(store: ApiKeyStore) -> None:
    assert store.find("a" * 16) == key()
    assert store.find("c" * 16) is None


def test_nothing_but_use_and_end_can_be_changed(engine: Engine, store: ApiKeyStore) -> None:
    for column in api_key.c:
        if column.name not in MAY_CHANGE:
            for value in ("'x'", "NULL") if column.nullable else ("'x'",):
                assert "may only be used or end" in refused(engine, f"UPDATE api_key SET {column.name} = {value}")
    assert store.list(None) == [key()]


def test_an_end_comes_no_later_and_is_not_undone(engine: Engine, store: ApiKeyStore) -> None:
    for value in ("NULL", "'2026-11-29T08:00:00.000001Z'"):
        assert "may only be used or end" in refused(engine, f"UPDATE api_key SET expires_at = {value}")
    store.revoke("a" * 16, START)
    for value in ("NULL", "'2026-11-29T08:00:00.000000Z'"):
        assert "may only be used or end" in refused(engine, f"UPDATE api_key SET revoked_at = {value}")


def test_a_key_without_an_end_may_get_one(store: ApiKeyStore) -> None:
    store.add(key("c" * 16, expires_at=None))
    store.replace("c" * 16, START + DAY, key("d" * 16))
    found = store.find("c" * 16)
    assert found is not None
    assert found.expires_at == START + DAY


def test_no_key_can_be_deleted(engine: Engine, store: ApiKeyStore) -> None:
    assert "DELETE is refused" in refused(engine, "DELETE FROM api_key")
    assert store.any_exists()


def test_a_rotation_that_fails_leaves_the_old_key_as_it_was(store: ApiKeyStore) -> None:
    with pytest.raises(IntegrityError):
        store.replace("a" * 16, START, key("a" * 16))
    assert store.list(None) == [key()]


@pytest.mark.postgresql
def test_a_role_that_may_not_note_the_use_is_told_as_unavailable(postgresql_engine: Engine) -> None:
    ApiKeyStore(postgresql_engine).add(key())
    url = postgresql_engine.url
    with writing(postgresql_engine) as connection, connection.begin():
        connection.execute(text("CREATE ROLE limited LOGIN"))
    grant_application_role(url.render_as_string(hide_password=False), "limited")
    limited = create_engine(url.set(username="limited").render_as_string(hide_password=False))
    try:
        store = ApiKeyStore(limited)
        store.mark_used("a" * 16, START)
        with writing(postgresql_engine) as connection, connection.begin():
            connection.execute(text("REVOKE UPDATE ON api_key FROM limited"))
        with pytest.raises(StorageUnavailable):
            store.mark_used("a" * 16, START)
    finally:
        limited.dispose()
        with writing(postgresql_engine) as connection, connection.begin():
            connection.execute(text("DROP OWNED BY limited"))
            connection.execute(text("DROP ROLE limited"))
