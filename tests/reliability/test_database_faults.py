"""A planted failure strikes the call that it is planned for, once, and leaves what it says behind."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from tests.databases import Databases
from tests.reliability.database_faults import DatabaseFaults, When

ADD = text("INSERT INTO note VALUES ('x')")


@pytest.fixture
def notes(databases: Databases) -> Iterator[Engine]:
    with databases.empty() as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE note (words VARCHAR(9))"))
        yield engine
        engine.dispose()


def added(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM note")).scalar_one())


def add(engine: Engine) -> None:
    """An INSERT and a COMMIT: the first and the second call."""
    with engine.begin() as connection:
        connection.execute(ADD)


def test_nothing_fails_unless_it_is_planned(notes: Engine) -> None:
    with DatabaseFaults().planted() as faults:
        add(notes)
        assert faults.calls == 2
    assert added(notes) == 1


@pytest.mark.parametrize(
    ("call", "when", "left"), [(1, "before", 0), (1, "after", 0), (2, "before", 0), (2, "after", 1)]
)
def test_the_call_that_is_planned_fails_once(notes: Engine, call: int, when: When, left: int) -> None:
    with DatabaseFaults().planted() as faults:
        faults.plan(call, when)
        with pytest.raises(OperationalError, match="planted"):
            add(notes)
        assert added(notes) == left
        add(notes)
    assert added(notes) == left + 1


@pytest.mark.parametrize(("call", "left"), [(1, 0), (2, 1)])
@pytest.mark.parametrize("databases", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_a_connection_that_is_gone_is_gone(notes: Engine, call: int, left: int) -> None:
    with DatabaseFaults().planted() as faults:
        faults.plan(call, "connection gone")
        with pytest.raises(OperationalError, match="planted"):
            add(notes)
    assert added(notes) == left


def test_afterwards_everything_is_as_before(notes: Engine) -> None:
    with DatabaseFaults().planted() as faults:
        faults.plan(1, "before")
    add(notes)
    assert added(notes) == 1
