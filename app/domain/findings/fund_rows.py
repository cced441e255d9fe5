"""The rows of the funds table column by column."""

from collections.abc import Iterable

from app.domain.funds import Amounts, sum_yuan
from app.domain.quantity import Quantity, comparable
from app.domain.text import approximate

COLUMNS = ("initial_budget", "adjusted_budget", "arrived", "executed")


def column_of(amounts: Amounts, column: str) -> Quantity | None:
    """One cell of a row; None where it is blank."""
    cell: Quantity | None = getattr(amounts, column)
    return cell


def parts_of(rows: Iterable[Amounts], column: str, whole: Quantity | None) -> list[Quantity] | None:
    """The cells of a column that are filled in; None where they cannot be set against the whole."""
    if whole is None:
        return None
    parts = [cell for amounts in rows if (cell := column_of(amounts, column)) is not None]
    return parts if parts and comparable(whole, *parts) else None


def sum_like(whole: Quantity, parts: list[Quantity]) -> str:
    """The parts added up, shown in the unit of the whole."""
    factor, symbol = (whole.unit.factor, whole.unit.symbol) if whole.unit else (1, "")
    return f"{approximate(sum_yuan(parts) / factor, 6)}{symbol}"
