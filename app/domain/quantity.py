"""Numbers with units: which units convert into each other, and which never do."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from app.domain.text import plain


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: `factor` of them make one base unit of the `dimension`."""

    symbol: str
    dimension: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number and the unit printed after it, if any.

    `base` is the value in the base unit of its dimension (元 for money, 1 for a share).
    """

    value: Decimal
    unit: Unit | None = None
    base: Fraction = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Once: a cell is read once and asked for its value by many checks.
        above, below = self.value.as_integer_ratio()
        if self.unit is not None:
            above, below = above * self.unit.factor.numerator, below * self.unit.factor.denominator
        object.__setattr__(self, "base", Fraction(above, below))

    def __str__(self) -> str:
        return f"{plain(self.value)}{self.unit.symbol if self.unit else ''}"


PERCENT = Unit("%", "share", Fraction(1, 100))

_KNOWN: dict[str, tuple[str, Fraction]] = {
    "元": ("money", Fraction(1)),
    "千元": ("money", Fraction(1_000)),
    "万元": ("money", Fraction(10_000)),
    "百万元": ("money", Fraction(1_000_000)),
    "千万元": ("money", Fraction(10_000_000)),
    "亿元": ("money", Fraction(100_000_000)),
    "%": ("share", Fraction(1, 100)),
    "百分比": ("share", Fraction(1, 100)),
    "‰": ("share", Fraction(1, 1000)),
    "个百分点": ("percentage_point", Fraction(1)),
    "百分点": ("percentage_point", Fraction(1)),
    "秒": ("duration", Fraction(1)),
    "分钟": ("duration", Fraction(60)),
    "小时": ("duration", Fraction(3_600)),
    "个小时": ("duration", Fraction(3_600)),
    "天": ("duration", Fraction(86_400)),
    "日": ("duration", Fraction(86_400)),
    "周": ("duration", Fraction(604_800)),
    "个工作日": ("working_day", Fraction(1)),
    "工作日": ("working_day", Fraction(1)),
    "个月": ("month", Fraction(1)),
    "个季度": ("month", Fraction(3)),
    "年": ("month", Fraction(12)),
    "米": ("length", Fraction(1)),
    "厘米": ("length", Fraction(1, 100)),
    "公里": ("length", Fraction(1_000)),
    "千米": ("length", Fraction(1_000)),
    "平方米": ("area", Fraction(1)),
    "㎡": ("area", Fraction(1)),
    "亩": ("area", Fraction(2_000, 3)),
    "公顷": ("area", Fraction(10_000)),
    "平方公里": ("area", Fraction(1_000_000)),
    "克": ("mass", Fraction(1)),
    "千克": ("mass", Fraction(1_000)),
    "公斤": ("mass", Fraction(1_000)),
    "吨": ("mass", Fraction(1_000_000)),
}
_MULTIPLES = (
    ("万亿", 10**12),
    ("千亿", 10**11),
    ("亿", 10**8),
    ("千万", 10**7),
    ("百万", 10**6),
    ("万", 10**4),
    ("千", 10**3),
)
_COUNTED = "count:"
# What follows a counted thing and makes another one of it: 人 and 人次, 台 and 台班, 人 and 人·月.
_ANOTHER_THING = tuple("次时天日周月年班/*·×")


@lru_cache(maxsize=1_024)
def unit_named(symbol: str) -> Unit:
    """The unit a form prints. An unknown word (人次, 家, 元/人) is a dimension of its own."""
    known = _KNOWN.get(symbol)
    if known:
        return Unit(symbol, *known)
    for word, multiple in _MULTIPLES:
        if symbol.startswith(word):
            rest = symbol[len(word) :]
            dimension, factor = _KNOWN.get(rest, (_COUNTED + rest, Fraction(1)))
            return Unit(symbol, dimension, factor * multiple)
    return Unit(symbol, _COUNTED + symbol, Fraction(1))


def is_money(quantity: Quantity) -> bool:
    return quantity.unit is not None and quantity.unit.dimension == "money"


def convertible(one: Unit, other: Unit) -> bool:
    """Whether values in the two units can be compared.

    Counted things also agree when one name begins with the other (`个` and `个社区`, `万` and `人次`);
    人 and 人次 are different things all the same.
    """
    if one.dimension == other.dimension:
        return True
    if not (one.dimension.startswith(_COUNTED) and other.dimension.startswith(_COUNTED)):
        return False
    shorter, longer = sorted((_counted(one), _counted(other)), key=len)
    if not shorter:
        return True
    return longer.startswith(shorter) and not longer[len(shorter) :].startswith(_ANOTHER_THING)


def comparable(*quantities: Quantity) -> bool:
    """Whether all are in units of one dimension, or all are bare: only then do their `base` values compare."""
    return len({quantity.unit.dimension if quantity.unit else None for quantity in quantities}) <= 1


def inherit_unit(value: Quantity, other: Quantity) -> Quantity | None:
    """`value` with the unit of the other side when it was printed without one; None when that is unsure.

    Unsure: a bare 0.925 against a percentage may mean 92.5% or 0.925%, a bare 30000 against `3万` may
    already be counted in full. Zero needs no unit.
    """
    if value.unit is not None or other.unit is None:
        return value
    bare = Fraction(value.value)
    if other.unit.dimension == "share" and 0 < bare <= Fraction(3, 2):
        return None
    if other.unit.dimension == _COUNTED and bare:
        return None
    return Quantity(value.value, other.unit)


def same_units(one: Quantity, other: Quantity) -> tuple[Quantity, Quantity] | None:
    """The pair, a bare one in the other's unit; None when that is unsure or the units do not convert."""
    first, second = inherit_unit(one, other), inherit_unit(other, one)
    if first is None or second is None:
        return None
    if first.unit and second.unit and not convertible(first.unit, second.unit):
        return None
    return first, second


def _counted(unit: Unit) -> str:
    return unit.dimension.removeprefix(_COUNTED)
