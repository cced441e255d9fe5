"""Fixtures of the HTTP tests: the whole service, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.storage.engine import create_engine
from tests.serving import serving, ticking_clock


@pytest.fixture
def client(migrated_database_url: str) -> Iterator[TestClient]:
    """A client of the running service on an empty database; the service's clock ticks once a record, and nothing but
    requests makes use of the database."""
    settings = {"background_work": False}
    with serving(migrated_database_url, clock=ticking_clock(), settings=settings) as serving_client:
        yield serving_client


@pytest.fixture
def engine(migrated_database_url: str) -> Iterator[Engine]:
    """The database behind `client`, for a look past the service."""
    made = create_engine(migrated_database_url)
    yield made
    made.dispose()
