"""A connection that one thread keeps, to look rows up by their keys again and again.

From the pool, each look-up would cost four messages there and back: whether the server still answers, the beginning of
a transaction, the query, the end of the transaction. Here it costs the one of the query.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, exc

from app.storage.errors import storage_errors


class KeptConnection:
    """Made when it is first needed, and anew once it was lost. For one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def rows(self, query: Select[Any], parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """What the query finds. Raises StorageBusy or StorageUnavailable."""
        with storage_errors():
            was_there = self._connection is not None
            try:
                return self._asked(query, parameters)
            except exc.DBAPIError as error:
                if not (was_there and error.connection_invalidated):
                    raise
            # The server has closed it since it was last used.
            return self._asked(query, parameters)

    def close(self) -> None:
        """Gives the connection up; the next query makes another one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _asked(self, query: Select[Any], parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        try:
            connection = self._connection = self._connection or self._opened()
            with connection.begin():
                return connection.execute(query, parameters).all()
        except exc.DBAPIError:
            self.close()
            raise

    def _opened(self) -> Connection:
        connection = self._engine.connect()
        # The pool goes on without it.
        connection.detach()
        if connection.dialect.name == "postgresql":
            _never_read_whole_tables(connection)
        return connection


def _never_read_whole_tables(connection: Connection) -> None:
    """PostgreSQL keeps the plan of a prepared query until it has counted the rows anew. One that it made while the
    tables were nearly empty would read them from end to end, long after they have grown."""
    try:
        with connection.begin():
            connection.exec_driver_sql("SET enable_seqscan = off")
    except exc.DBAPIError:
        connection.close()
        raise
