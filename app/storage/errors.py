"""What can go wrong in storage, as types; callers see these and never a driver's exception for them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc


class StorageError(Exception):
    """Base of everything below."""


class StorageBusy(StorageError):
    """The database is there but a lock, a connection or a turn could not be had in time; try again shortly."""


class StorageUnavailable(StorageError):
    """The database cannot be reached or cannot write: down, restarting, disk full, read-only."""


class StorageUnwritable(StorageUnavailable):
    """The database answers but takes nothing in: its disk is full or fails, or it is read-only."""


class SchemaOutdated(StorageError):
    """The database's schema is not the one this program was built for; migrate first."""


class SchemaUnknown(SchemaOutdated):
    """The database's schema comes from a later version of this program, or from one that was never released."""


class RoleUnfit(StorageError):
    """The database role cannot be the application's."""


class TooManySelected(StorageError):
    """Filters select more than may be read at once; `limit` is how many may."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} evaluations are selected")
        self.limit = limit


class DatabaseUrlInvalid(StorageError, ValueError):
    """The address is not one that this service can connect to."""


class SecondWriter(StorageError):
    """Another process already writes to this SQLite database, which takes one only."""


class AlgorithmUnavailable(StorageError):
    """This Python cannot hash with the algorithm that the ledger is set to."""


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turns the driver's ways of saying `busy` and `unavailable` into the two types above.

    Errors that the data itself caused (a broken constraint, an unstorable value) pass through unchanged.
    """
    try:
        yield
    except exc.TimeoutError as error:
        raise StorageBusy("no database connection became free in time") from error
    except exc.DBAPIError as error:
        kind = _kind(error)
        if kind is None:
            raise
        raise kind(f"{type(error.orig).__name__}: {error.orig}") from error


# https://www.postgresql.org/docs/current/errcodes-appendix.html
_BUSY_STATES = frozenset({"55P03", "57014", "40001", "40P01"})
# A table or a column that is not there: nobody migrated.
_OUTDATED_STATES = frozenset({"42P01", "42703"})
# Read-only; disk full; an error of the disk.
_UNWRITABLE_STATES = frozenset({"25006", "53100", "58030"})
_UNAVAILABLE_STATES = ("08", "25P03", "53", "57", "58", "XX")

# MySQL has one for whatever has no other.
_NO_STATES = (None, "HY000")
# The MySQL family says it by number: https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
_STATES_ON_MYSQL: dict[object, str] = {
    # A lock not to be had, a deadlock, a statement that was ended or (MySQL, then OceanBase) took too long.
    **dict.fromkeys((1205, 1213, 1317, 3024, 4012), "55P03"),
    **dict.fromkeys((1054, 1146), "42P01"),
    # Read-only; disk or table full.
    **dict.fromkeys((1290, 1792, 1836), "25006"),
    **dict.fromkeys((1021, 1114), "53100"),
}

_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_UNWRITABLE_CODES = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})
_UNAVAILABLE_CODES = frozenset(
    {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)


def _kind(error: exc.DBAPIError) -> type[StorageError] | None:
    if isinstance(error.orig, sqlite3.Error):
        return _kind_on_sqlite(error.orig)
    state = _STATES_ON_MYSQL.get(_first_argument(error.orig)) or getattr(error.orig, "sqlstate", None)
    if state in _BUSY_STATES:
        return StorageBusy
    if state in _OUTDATED_STATES:
        return SchemaOutdated
    if state in _NO_STATES:
        lost = error.connection_invalidated or isinstance(error, exc.OperationalError)
        return StorageUnavailable if lost else None
    if state in _UNWRITABLE_STATES:
        return StorageUnwritable
    return StorageUnavailable if state.startswith(_UNAVAILABLE_STATES) else None


def _first_argument(error: BaseException | None) -> object:
    return error.args[0] if error is not None and error.args else None


def _kind_on_sqlite(error: sqlite3.Error) -> type[StorageError] | None:
    # The low byte is the primary code; the rest says more exactly why.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in _BUSY_CODES:
        return StorageBusy
    if code == sqlite3.SQLITE_ERROR and str(error).startswith(("no such table", "no such column")):
        return SchemaOutdated
    if code in _UNWRITABLE_CODES:
        return StorageUnwritable
    return StorageUnavailable if code in _UNAVAILABLE_CODES else None
