"""Column types that keep a value exact and mean the same on every engine."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import BigInteger, Dialect, LargeBinary, Numeric, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.storage.packing import Packed, pack, unpack

# MySQL's plain TEXT and BLOB end at 64 KiB; a sheet of 500 indicators is larger.
LongText = Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
LongBytes = LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")


def plain(number: Decimal) -> str:
    """The one way a stored number is written: no exponent, no trailing zeros (`98.480000` is `98.48`)."""
    text = str(number)
    if "E" in text:
        # The long way for all: what is written without an exponent is the same, at three times the cost.
        text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal with at most `precision` digits, `scale` of them decimals; never rounded, never a float.

    NUMERIC where the engine has it. SQLite would make a binary float of it, so there it is a whole number of
    units of the last decimal: it sorts and adds up as a number, which text would not.
    Raises ValueError for a number that does not fit.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        if precision > 18:
            raise ValueError("a whole number of more than 18 digits does not fit SQLite's 64 bits")
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        if value is None:
            return None
        units = self._units(value)
        return units if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        stored = Decimal(f"{value}E-{self.scale}") if dialect.name == "sqlite" else value
        return Decimal(plain(stored))

    def _units(self, value: Decimal) -> int:
        if not value.is_finite():
            raise ValueError(f"{value} is not a number")
        whole, _, decimals = plain(value).partition(".")
        units = int(whole + decimals.ljust(self.scale, "0"))
        if len(decimals) > self.scale or abs(units) >= 10**self.precision:
            raise ValueError(f"{value} does not fit NUMERIC({self.precision}, {self.scale})")
        return units


_DECIMAL_TEXT = 24


class DecimalText(TypeDecorator[Decimal]):
    """A Decimal as text, for a number that is shown and never sorted or added up: any 18 digits fit.

    Raises ValueError for a number that is longer, or none.
    """

    impl = String(_DECIMAL_TEXT)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        text = plain(value)
        if not value.is_finite() or len(text) > _DECIMAL_TEXT:
            raise ValueError(f"{value} does not fit {_DECIMAL_TEXT} characters")
        return text

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class PackedBytes(TypeDecorator[bytes]):
    """A long text in UTF-8, or other bytes, compressed (packing.py) unless they are already.

    Reading a frame that is damaged raises ValueError.
    """

    impl = LongBytes
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return value if value is None or isinstance(value, Packed) else pack(value)

    def process_result_value(self, value: bytes | str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else unpack(value)


class PackedText(TypeDecorator[str]):
    """The same for a text."""

    impl = LongBytes
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else pack(value.encode())

    def process_result_value(self, value: bytes | str | None, dialect: Dialect) -> str | None:
        return None if value is None else unpack(value).decode()


class UtcTime(TypeDecorator[datetime]):
    """A point in time as text, `2026-11-22T13:00:00.000000Z`: always UTC, always six decimals.

    The same characters on every engine (SQLite has no such type, MySQL's has no zone, PostgreSQL's prints in the
    session's zone), in the order of time when sorted, and the very text that the audit ledger hashes.
    Raises ValueError for a time without its zone.
    """

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else utc_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def utc_text(moment: datetime) -> str:
    """`moment` in UTC with microseconds and `Z`. Raises ValueError for a time without its zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without its zone cannot be stored")
    moment = moment.astimezone(UTC)
    # At a quarter of what isoformat takes; without decimals where they are all zero.
    text = orjson.dumps(moment, option=orjson.OPT_UTC_Z).decode()
    return text[1:-1] if moment.microsecond else f"{text[1:-2]}.000000Z"
