"""What is said to the MySQL family, and how it is understood; storage's other tests run on it by `make test-seekdb`."""

import pymysql
import pytest
from sqlalchemy import exc

from app.storage.engine import create_engine
from app.storage.errors import (
    SchemaOutdated,
    StorageBusy,
    StorageError,
    StorageUnavailable,
    StorageUnwritable,
    storage_errors,
)
from app.storage.mysql import limits_of


@pytest.mark.parametrize("name", ["mysql", "mysql+pymysql"])
def test_a_url_without_its_driver_means_the_one_that_is_installed(name: str) -> None:
    engine = create_engine(f"{name}://jixiao@db/jixiao")
    assert engine.url.drivername == "mysql+pymysql"
    assert engine.dialect.name == "mysql"


def test_oceanbase_is_told_its_limits_in_microseconds() -> None:
    assert limits_of("5.7.25-OceanBase seekdb-v1.4.0.0", 5, 15) == {
        "sql_mode": "STRICT_ALL_TABLES",
        "ob_query_timeout": 15_000_000,
        "ob_trx_idle_timeout": 15_000_000,
        "ob_trx_lock_timeout": 5_000_000,
    }
    assert limits_of("5.7.25-OceanBase-v4.3", 5, None)["ob_query_timeout"] == 86_400_000_000


def test_others_are_told_theirs() -> None:
    limits = limits_of("8.0.42", 5, 15)
    assert limits == {"sql_mode": "STRICT_ALL_TABLES", "innodb_lock_wait_timeout": 5, "max_execution_time": 15_000}
    assert limits_of("8.0.42", 5, None) == {"sql_mode": "STRICT_ALL_TABLES"}


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (1205, StorageBusy),
        (1213, StorageBusy),
        (4012, StorageBusy),
        (1146, SchemaOutdated),
        (1054, SchemaOutdated),
        (1290, StorageUnwritable),
        (1021, StorageUnwritable),
        (2003, StorageUnavailable),
        (1040, StorageUnavailable),
    ],
)
def test_an_error_is_known_by_its_number(number: int, kind: type[StorageError]) -> None:
    original = pymysql.err.OperationalError(number, "told", sqlstate="HY000")
    with pytest.raises(StorageError) as raised, storage_errors():
        raise exc.OperationalError("SELECT 1", {}, original)
    assert type(raised.value) is kind


@pytest.mark.parametrize(("kind", "number"), [(pymysql.err.DataError, 1406), (pymysql.err.IntegrityError, 1062)])
def test_an_error_of_the_data_is_left_as_it_is(kind: type[pymysql.err.DatabaseError], number: int) -> None:
    error = exc.DBAPIError("INSERT", {}, kind(number, "told", sqlstate="23000"))
    with pytest.raises(exc.DBAPIError), storage_errors():
        raise error
