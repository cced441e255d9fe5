"""The driver's own connection, where SQLAlchemy's way to it costs more than what is asked of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, exc


@contextmanager
def driver_of(connection: Connection) -> Iterator[Any]:
    """What goes wrong in it is raised as SQLAlchemy would, and a connection that was lost is marked as such."""
    # One that was taken out of the pool knows it by this name only.
    driver: Any = connection.connection.dbapi_connection
    dialect: Any = connection.dialect
    try:
        yield driver
    except dialect.loaded_dbapi.Error as error:
        lost = dialect.is_disconnect(error, driver, None)
        if lost:
            connection.invalidate(error)
        raise exc.DBAPIError.instance(
            None, None, error, dialect.loaded_dbapi.Error, connection_invalidated=lost, dialect=dialect
        ) from error
