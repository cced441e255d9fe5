"""Units are part of a value: what converts, what is inherited, and what is never guessed."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.quantity import Quantity, convertible, inherit_unit, is_money, same_units, unit_named


def quantity(value: str, unit: str | None = None) -> Quantity:
    return Quantity(Decimal(value), unit_named(unit) if unit else None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("1", "万元"), ("10000", "元")),
        (("1", "亿元"), ("10000", "万元")),
        (("0.5", "千元"), ("500", "元")),
        (("1", "万亿元"), ("10000", "亿元")),
        (("5", "‰"), ("0.5", "%")),
        (("95", "百分比"), ("95", "%")),
        (("1.5", "小时"), ("90", "分钟")),
        (("24", "个小时"), ("1", "天")),
        (("1", "年"), ("12", "个月")),
        (("2", "个季度"), ("6", "个月")),
        (("1.2", "万人次"), ("12000", "人次")),
        (("3", "万亩"), ("30000", "亩")),
        (("1", "公顷"), ("15", "亩")),
        (("1", "吨"), ("1000", "公斤")),
        (("2", "公里"), ("2000", "米")),
        (("3", "千人"), ("3000", "人")),
        (("3", "百万人次"), ("300", "万人次")),
        (("3", "千万人次"), ("3000", "万人次")),
        (("3", "亿人次"), ("30000", "万人次")),
        (("3", "千亿千瓦时"), ("3000", "亿千瓦时")),
        (("3", "万亿元"), ("30", "千亿元")),
    ],
)
def test_equal_amounts_in_different_units_have_one_base_value(one: tuple[str, str], other: tuple[str, str]) -> None:
    left, right = quantity(*one), quantity(*other)
    assert left.base == right.base
    assert left.unit is not None
    assert right.unit is not None
    assert convertible(left.unit, right.unit)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("%", "个百分点"),
        ("元", "%"),
        ("人", "人次"),
        ("人", "人天"),
        ("元/人", "元/人·月"),
        ("次", "次/年"),
        ("台", "台班"),
        ("小时", "工作日"),
        ("天", "个月"),
        ("万元", "万人"),
        ("户", "人"),
        ("万", "元"),
    ],
)
def test_units_of_different_things_do_not_convert(one: str, other: str) -> None:
    assert not convertible(unit_named(one), unit_named(other))
    assert not convertible(unit_named(other), unit_named(one))


@pytest.mark.parametrize(
    ("one", "other"), [("个", "个社区"), ("人", "人"), ("万人", "人"), ("万", "人次"), ("亿", "万")]
)
def test_counted_things_agree_when_one_name_begins_with_the_other(one: str, other: str) -> None:
    assert convertible(unit_named(one), unit_named(other))


def test_a_missing_unit_is_inherited_from_the_other_side() -> None:
    assert inherit_unit(quantity("96"), quantity("95", "%")) == quantity("96", "%")
    assert inherit_unit(quantity("96", "%"), quantity("95")) == quantity("96", "%")
    assert inherit_unit(quantity("96"), quantity("95")) == quantity("96")


@pytest.mark.parametrize("bare", ["0.925", "0.0001", "1", "1.5"])
def test_a_bare_number_up_to_one_and_a_half_against_a_percentage_is_unsure(bare: str) -> None:
    assert inherit_unit(quantity(bare), quantity("95", "%")) is None


@pytest.mark.parametrize("bare", ["0", "1.51", "92.5", "-3"])
def test_other_bare_numbers_against_a_percentage_are_percentages(bare: str) -> None:
    assert inherit_unit(quantity(bare), quantity("95", "%")) == quantity(bare, "%")


def test_a_bare_number_against_a_bare_multiple_is_unsure() -> None:
    assert inherit_unit(quantity("30000"), quantity("3", "万")) is None
    assert inherit_unit(quantity("0"), quantity("3", "万")) == quantity("0", "万")


def test_two_amounts_come_out_in_units_that_convert_or_not_at_all() -> None:
    assert same_units(quantity("40"), quantity("38.75", "万元")) == (quantity("40", "万元"), quantity("38.75", "万元"))
    assert same_units(quantity("40", "元"), quantity("4", "万元")) == (quantity("40", "元"), quantity("4", "万元"))
    assert same_units(quantity("40", "人"), quantity("4", "万元")) is None
    assert same_units(quantity("0.9"), quantity("4", "%")) is None


def test_money_is_what_has_a_unit_of_money() -> None:
    assert is_money(quantity("1", "万元"))
    assert not is_money(quantity("1"))
    assert not is_money(quantity("1", "元/人"))


def test_a_long_row_of_multiples_is_a_unit_like_any_other() -> None:
    unit = unit_named("万" * 4_000)
    assert unit.factor == Fraction(10_000)


def test_a_quantity_prints_its_digits_and_its_unit() -> None:
    assert str(quantity("22.50", "万元")) == "22.50万元"
    assert str(quantity("5")) == "5"
