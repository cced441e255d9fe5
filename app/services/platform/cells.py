"""Values on their way into the platform's columns: exact and in full, with a warning where a column cannot hold them.

Nothing is cut and nothing is rounded but rates, which have no last decimal; a caller that ignores the warnings gets
the refusal of its own database, never a figure that was quietly altered.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from app.domain.figure import exact
from app.domain.rounding import decimals_of, round_half_up
from app.domain.text import plain
from app.services.platform.columns import TABLES, NumberColumn, TextColumn

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, or the object at `pointer`; warnings are added to the list that all rows share."""

    table: str
    pointer: str
    warnings: list[Json]
    cells: Json = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", dict.fromkeys(TABLES[self.table]))

    def text(self, column: str, value: str | None) -> None:
        """The text in full; a warning if it has more characters, or more bytes of UTF-8, than the column."""
        spec = cast(TextColumn, TABLES[self.table][column])
        self.cells[column] = value or None
        length, size = len(value or ""), len((value or "").encode())
        if length > spec.longest:
            zh = f"{column} 有 {length} 个字符，该列最多 {spec.longest}"
            self.warn(
                column, "text_too_long", zh, f"{column} has {length} characters, the column {spec.longest}", length
            )
        elif size > spec.longest:
            zh = f"{column} 以 UTF-8 计 {size} 字节；该列如按字节计，最多 {spec.longest}"
            en = f"{column} has {size} bytes of UTF-8; the column has {spec.longest}, should it count bytes"
            self.warn(column, "text_too_long_in_bytes", zh, en, size)

    def number(self, column: str, value: Fraction | Decimal | None) -> None:
        """The number with the column's decimals; one that has more keeps them, with a warning."""
        if value is None:
            return
        spec = self._number_column(column)
        shown = exact(Fraction(value))
        places = decimals_of(shown)
        self.cells[column] = (
            plain(shown) if places > spec.places else plain(round_half_up(Fraction(value), spec.places))
        )
        if places > spec.places:
            zh = f"{column} 有 {places} 位小数，该列最多 {spec.places} 位，未作舍入"
            en = f"{column} has {places} decimals, the column {spec.places}; it was not rounded"
            self.warn(column, "too_many_decimals", zh, en, places)
        whole = len(str(abs(Fraction(value)).__floor__()))
        if whole > spec.digits - spec.places:
            zh = f"{column} 有 {whole} 位整数，该列最多 {spec.digits - spec.places} 位"
            en = f"{column} has {whole} digits before the point, the column {spec.digits - spec.places}"
            self.warn(column, "number_too_large", zh, en, whole)

    def rate(self, column: str, value: Fraction | None) -> None:
        """A rate to the column's decimals: rounded once, half up, for a quotient need not end."""
        if value is not None:
            self.number(column, round_half_up(value, self._number_column(column).places))

    def warn(self, column: str | None, code: str, zh: str, en: str, length: int | None = None) -> None:
        self.warnings.append(
            {
                "pointer": self.pointer if column is None else f"{self.pointer}/{column}",
                "column": column,
                "code": code,
                "length": length,
                "message_zh": zh,
                "message_en": en,
            }
        )

    def _number_column(self, column: str) -> NumberColumn:
        return cast(NumberColumn, TABLES[self.table][column])
