"""PostgreSQL: a transaction in two trips to the server, one for all that it looks up and one for all that it adds.

A statement of its own costs client and server little, but each wait for an answer gives the interpreter away and
takes it back; with a dozen of them a batch, they take longer than the rows. So statements go out together (libpq's
pipeline), prepared once for each connection. Many rows are one value, JSON that the server reads by the table's own
columns; bytes, which JSON would have to spell out, stand beside it, a list for each column.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import count
from struct import pack
from typing import Any, NamedTuple

import orjson
import psycopg
from psycopg.abc import PQGen
from psycopg.generators import fetch_many, send
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Connection, Integer, Select, Table, Update
from sqlalchemy.dialects import postgresql

from app.storage.columns import Columns, bound, rows_of
from app.storage.driver import driver_of
from app.storage.postgresql import PatientConnection
from app.storage.types import PackedBytes, plain

_DIALECT = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
_BYTES_OID, _TEXT_OID = 17, 25
_AS_TEXT, _BINARY = 0, 1
_BEGIN, _COMMIT = b"BEGIN ISOLATION LEVEL READ COMMITTED", b"COMMIT"
_numbers = count()

Parameter = bytes | None
Read = Callable[[bytes], Any]


class _Said(NamedTuple):
    text: bytes
    values: Sequence[Parameter]
    formats: Sequence[int]


class Trips:
    """The transaction of a connection; see transaction.Transaction."""

    def __init__(self, connection: Connection, meanwhile: Callable[[], None], under_way: Callable[[], None]) -> None:
        """`meanwhile` is done while the server answers the first time, `under_way` while it commits."""
        self.connection = connection
        self._meanwhile = meanwhile
        self._under_way = under_way
        self._said = [_Said(_BEGIN, (), ())]
        self._answers: list[PGresult] = []

    @staticmethod
    def serve(connection: Connection) -> bool:
        """Whether they go where the connection leads."""
        return connection.dialect.name == "postgresql" and connection.dialect.driver == "psycopg"

    def ask(self, query: Select[Any], values: Mapping[str, Sequence[str]]) -> Callable[[], list[tuple[Any, ...]]]:
        """Looks up texts and whole numbers by values that are lists of texts."""
        text, names = _compiled(query)
        arrays = [_array(_TEXT_OID, [value.encode() for value in values[name]]) for name in names]
        self._said.append(_Said(text, arrays, [_BINARY] * len(arrays)))
        reads, place, answers = _reads(query), len(self._said) - 1, self._answers

        def rows() -> list[tuple[Any, ...]]:
            if not answers:
                self._go()
            return _rows(answers[place], reads)

        return rows

    def insert(self, table: Table, columns: Columns) -> None:
        """Adds the rows, with a value for every column."""
        if not columns:
            return
        values = bound(table, columns, _DIALECT)
        beside = [_array(_BYTES_OID, values.pop(name)) for name in _bytes_of(table)]
        rows = orjson.dumps(rows_of(values), default=plain)
        self._said.append(_Said(_insertion(table), [rows, *beside], [_AS_TEXT, *[_BINARY] * len(beside)]))

    def update(self, statement: Update, values: Sequence[Mapping[str, Any]]) -> None:
        """Changes a row for each of the values, which are texts, whole numbers or None."""
        text, names = _compiled(statement)
        for each in values:
            said = [None if each[name] is None else str(each[name]).encode() for name in names]
            self._said.append(_Said(text, said, [_AS_TEXT] * len(said)))

    def commit(self) -> None:
        """Raises what SQLAlchemy raises for the statements, and for a commit whose fate is unknown."""
        self._said.append(_Said(_COMMIT, (), ()))
        self._meanwhile = self._under_way
        self._go()

    def _go(self) -> None:
        """What was said since the last trip goes out, and comes back answered."""
        said, self._said = self._said, []
        answers, self._answers = self._answers, []
        meanwhile, self._meanwhile = self._meanwhile, nothing
        with driver_of(self.connection) as driver:
            answers += _answered(driver, said, meanwhile)


def nothing() -> None:
    """For whoever has nothing to do meanwhile."""


def _answered(driver: PatientConnection, said: Sequence[_Said], meanwhile: Callable[[], None]) -> list[PGresult]:
    pgconn = driver.pgconn
    new = {
        each.text: b"jixiao_%d" % next(_numbers) for each in said if each.values and each.text not in driver.prepared
    }
    driver.prepared |= new
    commands = [partial(pgconn.send_prepare, name, text) for text, name in new.items()]
    for text, values, formats in said:
        if values:
            commands.append(partial(pgconn.send_query_prepared, driver.prepared[text], values, formats))
        else:
            commands.append(partial(pgconn.send_query_params, text, None))
    with _pipeline(driver), driver.kept_elsewhere():
        answers = driver.wait(_exchange(pgconn, commands, meanwhile))
    return answers[len(new) :]


@contextmanager
def _pipeline(driver: PatientConnection) -> Iterator[None]:
    driver.pgconn.enter_pipeline_mode()
    try:
        yield
    finally:
        if driver.pgconn.status == ConnStatus.OK:
            try:
                driver.pgconn.exit_pipeline_mode()
            except psycopg.OperationalError:
                # Answers that nobody has fetched would be taken for those of the next trip.
                driver.close()


def _exchange(
    pgconn: PGconn, commands: Sequence[Callable[[], None]], meanwhile: Callable[[], None]
) -> PQGen[list[PGresult]]:
    for command in commands:
        command()
    pgconn.pipeline_sync()
    yield from send(pgconn)
    meanwhile()
    # What has come by now is taken without a wait.
    pgconn.consume_input()
    answers: list[PGresult] = []
    try:
        for _ in commands:
            answers += yield from fetch_many(pgconn)
        yield from fetch_many(pgconn)
    finally:
        # The first one says why, also where the server closes the connection after it.
        for answer in answers:
            if answer.status == ExecStatus.FATAL_ERROR:
                raise psycopg.errors.error_from_result(answer)
    return answers


@cache
def _compiled(statement: Select[Any] | Update) -> tuple[bytes, tuple[str, ...]]:
    """Its text, and which value goes where."""
    compiled = statement.compile(dialect=_DIALECT)
    return str(compiled).encode(), tuple(compiled.positiontup or ())


@cache
def _insertion(table: Table) -> bytes:
    beside = _bytes_of(table)
    columns = {column.name: column.name for column in table.columns}
    columns |= {name: f"(${number}::bytea[])[ordinality]" for number, name in enumerate(beside, start=2)}
    given = f"ROWS FROM (json_populate_recordset(NULL::{table.name}, $1)) WITH ORDINALITY"
    into = f"INSERT INTO {table.name} ({', '.join(columns)})"
    return " ".join((into, "SELECT", ", ".join(columns.values()), "FROM", given)).encode()


@cache
def _bytes_of(table: Table) -> list[str]:
    return [name for name, column in table.columns.items() if isinstance(column.type, PackedBytes)]


def _array(kind: int, values: Sequence[bytes]) -> bytes:
    """As the server sends and receives an array: dimensions, no nulls, type, length, first index."""
    parts = [pack("!5i", 1, 0, kind, len(values), 1)]
    for value in values:
        parts += (pack("!i", len(value)), value)
    return b"".join(parts)


@cache
def _reads(query: Select[Any]) -> list[Read]:
    return [int if isinstance(column.type, Integer) else bytes.decode for column in query.selected_columns]


def _rows(answer: PGresult, reads: Sequence[Read]) -> list[tuple[Any, ...]]:
    return [
        tuple(_read(answer.get_value(row, column), read) for column, read in enumerate(reads))
        for row in range(answer.ntuples)
    ]


def _read(value: bytes | None, read: Read) -> Any:
    return None if value is None else read(value)
