"""Whether target and actual can be set against each other at all: read, of one kind, in units that convert."""

from app.domain.evaluation import Doubt
from app.domain.item import Item
from app.domain.quantity import PERCENT, Quantity, Unit, convertible, inherit_unit, unit_named
from app.domain.submission import Comparator
from app.domain.target import PrintedValue, ValueKind
from app.domain.text import Text
from app.domain.trace import as_printed


def unusable(item: Item) -> Doubt | None:
    """Why one of the two cells is nothing to compare; None when both are."""
    return _unusable_target(item) or _unusable_actual(item)


def in_units(item: Item) -> tuple[Quantity, Quantity] | Doubt:
    """Target and actual with a unit each, inherited where one is bare; a bare cost is in the funds' unit."""
    aligned = _same_unit(item)
    if isinstance(aligned, Doubt):
        return aligned
    return _implausible(item, *aligned) or aligned


def _unusable_target(item: Item) -> Doubt | None:
    target = item.target
    if target.kind is ValueKind.MISSING:
        return Doubt("VALUE_MISSING", "target", Text("未填年度指标值", "no target is given"))
    if target.doubt is not None:
        return _unsure("target", target)
    if target.kind is ValueKind.WORDS:
        return Doubt(
            "VALUE_UNREADABLE",
            "target",
            Text(
                f"年度指标值“{as_printed(target)}”不是数值、区间或期限，没有完成比例可计",
                f"the target “{as_printed(target)}” is no number, range or deadline: no completion ratio exists",
            ),
        )
    return None


def _unusable_actual(item: Item) -> Doubt | None:
    actual = item.actual
    if actual.kind is ValueKind.MISSING:
        return Doubt("VALUE_MISSING", "actual", Text("未填实际完成值", "no actual is given"))
    if actual.doubt is not None:
        return _unsure("actual", actual)
    wanted = ValueKind.DATE if item.target.kind is ValueKind.DATE else ValueKind.NUMBER
    if actual.kind is not wanted or actual.comparator not in (None, Comparator.EQUAL):
        kind = "日期" if wanted is ValueKind.DATE else "数值"
        return Doubt(
            "ACTUAL_NOT_A_VALUE",
            "actual",
            Text(
                f"实际完成值“{as_printed(actual)}”不是一个{kind}，不能计分",
                f"the actual “{as_printed(actual)}” is not a {wanted.value}; it cannot be scored",
            ),
        )
    return None


def _unsure(cell: str, value: PrintedValue) -> Doubt:
    name = Text("年度指标值", "target") if cell == "target" else Text("实际完成值", "actual")
    why = value.doubt or Text("读不确定", "not certain")
    return Doubt(
        "VALUE_UNREADABLE",
        cell,
        Text(
            f"{name.zh}“{as_printed(value)}”读不确定：{why.zh}",
            f"the {name.en} “{as_printed(value)}” cannot be read with confidence: {why.en}",
        ),
    )


def _same_unit(item: Item) -> tuple[Quantity, Quantity] | Doubt:
    target, actual = item.target.quantity, item.actual.quantity
    if target is None or actual is None:
        raise ValueError("a number without a quantity")
    if item.is_cost and item.money_unit:
        money = unit_named(item.money_unit)
        if target.unit is None and actual.unit is None:
            return Quantity(target.value, money), Quantity(actual.value, money)
        if _in_either(target, actual, money):
            return _bare("target", item.target)
        if _in_either(actual, target, money):
            return _bare("actual", item.actual)
    aligned_target, aligned_actual = inherit_unit(target, actual), inherit_unit(actual, target)
    upper = item.target.upper
    if aligned_target is None or (upper is not None and inherit_unit(upper, actual) is None):
        return _bare("target", item.target)
    if aligned_actual is None:
        return _bare("actual", item.actual)
    wanted, given = aligned_target.unit, aligned_actual.unit
    if wanted and given and not convertible(wanted, given):
        return Doubt(
            "UNIT_MISMATCH",
            "actual",
            Text(
                f"年度指标值的单位“{wanted.symbol}”与实际完成值的单位“{given.symbol}”不能换算",
                f"the target is in “{wanted.symbol}”, the actual in “{given.symbol}”: they do not convert",
            ),
        )
    return aligned_target, aligned_actual


def _in_either(bare: Quantity, other: Quantity, money: Unit) -> bool:
    """Whether a bare cost may be in the unit of the funds or in the one the other side prints, which differ."""
    if bare.unit is not None or other.unit is None or bare.value == 0:
        return False
    return other.unit.dimension == money.dimension and other.unit.factor != money.factor


def _bare(cell: str, value: PrintedValue) -> Doubt:
    return Doubt(
        "VALUE_UNREADABLE",
        cell,
        Text(
            f"“{as_printed(value)}”没有单位，按哪个单位计不明确",
            f"“{as_printed(value)}” has no unit, and which one it is in is not certain",
        ),
    )


def _implausible(item: Item, target: Quantity, actual: Quantity) -> Doubt | None:
    """A share of people or things cannot exceed 100%: such a cell was misread or miswritten."""
    if not item.share_limited:
        return None
    upper = item.target.upper
    highest = target if upper is None else Quantity(upper.value, target.unit)
    for cell, value, quantity in (("target", item.target, highest), ("actual", item.actual, actual)):
        if _above_everything(quantity):
            return Doubt(
                "VALUE_IMPLAUSIBLE",
                cell,
                Text(
                    f"“{as_printed(value)}”超过 100%，不可能成立",
                    f"“{as_printed(value)}” is above 100%, which cannot be",
                ),
            )
    return None


def _above_everything(share: Quantity) -> bool:
    if share.unit is None:
        return share.value > 100
    return share.unit.dimension == PERCENT.dimension and share.base.numerator > share.base.denominator
