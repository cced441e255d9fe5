"""A connection of one's own: asked again and again, made anew once the server has closed it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, literal, select, text

from app.storage.engine import create_engine, pool_use
from app.storage.errors import SchemaOutdated, StorageUnavailable
from app.storage.kept_connection import KeptConnection

_ONE = select(literal(1))
_WHO = select(text("pg_backend_pid()"))


@pytest.fixture
def kept(engine: Engine) -> Iterator[KeptConnection]:
    made = KeptConnection(engine)
    yield made
    made.close()


def test_it_is_not_one_of_the_pool(engine: Engine, kept: KeptConnection) -> None:
    assert [row[0] for row in kept.rows(_ONE, {})] == [1]
    use = pool_use(engine)
    assert use is not None
    assert use.in_use == 0


def test_a_query_that_fails_is_followed_by_others(kept: KeptConnection) -> None:
    with pytest.raises(SchemaOutdated):
        kept.rows(select(text("no_such_column")), {})
    assert [row[0] for row in kept.rows(_ONE, {})] == [1]


@pytest.mark.postgresql
def test_it_stays_the_same_until_the_server_closes_it(postgresql_engine: Engine) -> None:
    kept = KeptConnection(postgresql_engine)
    first, second = (kept.rows(_WHO, {})[0][0] for _ in range(2))
    with postgresql_engine.connect() as other:
        other.exec_driver_sql("SELECT pg_terminate_backend(%s)", (first,))
    third = kept.rows(_WHO, {})[0][0]
    kept.close()
    assert (first == second, first == third) == (True, False)


@pytest.mark.postgresql
def test_no_transaction_stays_open(postgresql_engine: Engine) -> None:
    kept = KeptConnection(postgresql_engine)
    process = kept.rows(_WHO, {})[0][0]
    with postgresql_engine.connect() as other:
        state = other.exec_driver_sql("SELECT state FROM pg_stat_activity WHERE pid = %s", (process,)).scalar_one()
    kept.close()
    assert state == "idle"


@pytest.mark.postgresql
def test_a_server_that_lets_nobody_in_is_unavailable(postgresql_engine: Engine) -> None:
    nowhere = create_engine(postgresql_engine.url.set(database="nowhere").render_as_string(hide_password=False))
    kept = KeptConnection(nowhere)
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            kept.rows(_ONE, {})
