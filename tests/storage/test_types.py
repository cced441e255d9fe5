"""Numbers and times come back as they went in, on every engine."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from app.storage.engine import create_engine, writing
from app.storage.types import DecimalText, ExactDecimal, UtcTime, plain, utc_text

VALUES = Table(
    "some_values",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", ExactDecimal(18, 6)),
    Column("time", UtcTime()),
    Column("shown", DecimalText()),
)

_ZONES = [UTC, timezone(timedelta(hours=8)), timezone(timedelta(microseconds=1))]


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with writing(engine) as opened:
        VALUES.create(opened)
        yield opened
    engine.dispose()


NUMBERS = [
    "12345678901.234567", "999999999999.999999", "-999999999999.999999", "45.57", "98.48", "0.000001", "-0.5", "0"
]  # fmt: skip


def test_a_number_comes_back_to_the_last_digit(connection: Connection) -> None:
    connection.execute(insert(VALUES), [{"id": at, "number": Decimal(text)} for at, text in enumerate(NUMBERS)])
    found = connection.execute(select(VALUES.c.number).order_by(VALUES.c.id)).scalars()
    assert [str(number) for number in found] == NUMBERS


def test_numbers_sort_and_add_up_as_numbers(connection: Connection) -> None:
    numbers = ["100", "9.5", "12345678901.234567", "-3"]
    connection.execute(insert(VALUES), [{"id": at, "number": Decimal(text)} for at, text in enumerate(numbers)])
    in_order = connection.execute(select(VALUES.c.number).order_by(VALUES.c.number)).scalars()
    assert [str(number) for number in in_order] == ["-3", "9.5", "100", "12345678901.234567"]
    total = select(func.sum(VALUES.c.number, type_=ExactDecimal(18, 6)))
    assert str(connection.execute(total).scalar_one()) == "12345679007.734567"


def test_a_number_that_does_not_fit_is_refused_instead_of_rounded(connection: Connection) -> None:
    for text in ("0.0000001", "1000000000000", "NaN", "Infinity", "-Infinity"):
        with pytest.raises(StatementError, match=r"is not a number|does not fit"):
            connection.execute(insert(VALUES), {"id": 1, "number": Decimal(text)})


def test_a_number_kept_as_text_comes_back_whatever_its_digits(connection: Connection) -> None:
    numbers = [*NUMBERS, "999999999999999999", "-99999999999999999.9"]
    connection.execute(insert(VALUES), [{"id": at, "shown": Decimal(text)} for at, text in enumerate(numbers)])
    found = connection.execute(select(VALUES.c.shown).order_by(VALUES.c.id)).scalars()
    assert [str(number) for number in found] == numbers


def test_a_number_too_long_to_be_kept_as_text_is_refused(connection: Connection) -> None:
    connection.execute(insert(VALUES), {"id": 1, "shown": Decimal("-" + "9" * 23)})
    for text in ("9" * 25, "-" + "9" * 24, "NaN", "-Infinity"):
        with pytest.raises(StatementError, match="does not fit"):
            connection.execute(insert(VALUES), {"id": 2, "shown": Decimal(text)})


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12) + 1, max_value=10**12 - 1))
def test_no_number_goes_through_a_float_on_the_way_to_sqlite(number: Decimal) -> None:
    kind = ExactDecimal(18, 6)
    stored = kind.process_bind_param(number, sqlite.dialect())
    assert isinstance(stored, int)
    assert kind.process_result_value(stored, sqlite.dialect()) == number


def test_nothing_stays_nothing(connection: Connection) -> None:
    connection.execute(insert(VALUES), {"id": 1, "number": None, "time": None})
    assert connection.execute(select(VALUES.c.number, VALUES.c.time)).one() == (None, None)


def test_more_digits_than_64_bits_hold_are_refused_when_the_table_is_described() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        ExactDecimal(19, 6)


@pytest.mark.parametrize(
    ("number", "text"),
    [("98.480000", "98.48"), ("100.000000", "100"), ("1E+2", "100"), ("-0.00", "0"), ("0E-6", "0"), ("200", "200")],
)
def test_a_number_is_written_in_one_way(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


def test_a_time_comes_back_as_the_same_moment_in_utc(connection: Connection) -> None:
    beijing = datetime(2026, 11, 22, 21, 0, 0, 7, tzinfo=timezone(timedelta(hours=8)))
    connection.execute(insert(VALUES), {"id": 1, "time": beijing})
    found = connection.execute(select(VALUES.c.time)).scalar_one()
    assert found == beijing
    assert found.isoformat() == "2026-11-22T13:00:00.000007+00:00"


def test_a_time_without_its_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(StatementError, match="zone"):
        connection.execute(insert(VALUES), {"id": 1, "time": datetime.fromisoformat("2026-11-22")})


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2, max_size=2))
def test_stored_times_sort_like_the_moments(moments: list[datetime]) -> None:
    first, second = (utc_text(moment) for moment in moments)
    assert (first < second) == (moments[0] < moments[1])
    assert len(first) == len(second) == UtcTime.impl.length


@given(st.datetimes(datetime(1, 1, 2, tzinfo=UTC).replace(tzinfo=None), timezones=st.sampled_from(_ZONES)))
@example(datetime(2025, 1, 20, 8, 0, tzinfo=UTC))
@example(datetime(2025, 1, 20, 8, 0, microsecond=10, tzinfo=UTC))
@example(datetime(1, 2, 3, 4, 5, 6, 7, tzinfo=UTC))
def test_a_time_is_written_as_the_standard_library_would(moment: datetime) -> None:
    expected = moment.astimezone(UTC).isoformat(timespec="microseconds")
    assert utc_text(moment) == expected.replace("+00:00", "Z")


def test_postgresql_keeps_numbers_as_numeric() -> None:
    column = VALUES.c.number.type.compile(dialect=postgresql.dialect())
    assert column == "NUMERIC(18, 6)"
