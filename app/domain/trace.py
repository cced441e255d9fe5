"""The recurring steps of a trace, each a sentence in Chinese and in English."""

from decimal import Decimal
from fractions import Fraction

from app.domain.dates import CalendarPoint
from app.domain.evaluation import Step
from app.domain.rates import AMOUNT_NAMES, Rate
from app.domain.submission import Comparator
from app.domain.target import PrintedValue, ValueKind
from app.domain.text import Text, approximate, percent, plain

COMPARATOR_SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.AT_MOST: "≤",
    Comparator.GREATER: ">",
    Comparator.LESS: "<",
    Comparator.EQUAL: "=",
}


def shown(value: PrintedValue) -> str:
    """A cell as its reader understood it, in digits and signs."""
    sign = COMPARATOR_SIGNS[value.comparator] if value.comparator else ""
    if value.kind is ValueKind.NUMBER:
        return f"{sign}{value.quantity}"
    if value.kind is ValueKind.RANGE:
        return f"{value.quantity}–{value.upper}"
    if value.kind is ValueKind.DATE and value.date is not None:
        return f"{sign}{_point(value.date)}"
    return value.words or "—"


def as_printed(value: PrintedValue) -> str:
    """A cell as the form prints it; one sent as numbers, as it was understood."""
    return value.printed if value.printed is not None else shown(value)


def _point(date: CalendarPoint) -> str:
    named = ((date.year, "年"), (date.month, "月"), (date.day, "日"))
    digits = "".join(f"{number}{word}" for number, word in named if number is not None)
    return f"{digits}{'底' if date.end else ''}{'前' if date.before else ''}"


def read_steps(target: PrintedValue, actual: PrintedValue) -> tuple[Step, Step]:
    return (
        Step("read_target", _read("年度指标值", "target", target)),
        Step("read_actual", _read("实际完成值", "actual", actual)),
    )


def _read(zh: str, en: str, value: PrintedValue) -> Text:
    if value.kind is ValueKind.MISSING:
        return Text(f"{zh}为空", f"{en} is empty")
    printed = as_printed(value)
    if value.doubt is not None:
        return Text(f"{zh}“{printed}”读不确定：{value.doubt.zh}", f"{en} “{printed}” not read: {value.doubt.en}")
    read = shown(value)
    return Text(f"{zh}“{printed}”读作 {read}", f"{en} “{printed}” read as {read}")


def rate_step(rate: Rate) -> Step:
    above, below = AMOUNT_NAMES[rate.numerator_name], AMOUNT_NAMES[rate.denominator_name]
    value = percent(rate.ratio) if rate.ratio is not None else "—"
    figures = f"{rate.numerator} ÷ {rate.denominator} = {value}"
    return Step(
        "rate",
        Text(
            f"{rate.name.zh} = {above.zh} ÷ {below.zh} = {figures}",
            f"{rate.name.en} = {above.en} ÷ {below.en} = {figures}",
        ),
    )


def rounding_step(exact: Fraction, score: Decimal, places: int) -> Step:
    figures = f"{approximate(exact)} → {plain(score)}"
    return Step(
        "round_half_up",
        Text(f"四舍五入，保留 {places} 位小数：{figures}", f"rounded half up to {places} decimals: {figures}"),
    )


def full_marks_step(weight: Decimal) -> Step:
    return Step("full_marks", Text(f"得满分 {plain(weight)} 分", f"full marks: {plain(weight)}"))
