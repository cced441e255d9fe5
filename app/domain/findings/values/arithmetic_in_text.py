"""ARITHMETIC_IN_TEXT: a printed calculation does not give its own result, or uses other numbers than the form."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.arithmetic import Calculation, calculations
from app.domain.findings.fund_rows import COLUMNS, column_of
from app.domain.findings.review import Review, evidence, info, name_of, pointer_to
from app.domain.rounding import EXACT, agrees
from app.domain.submission import Cell
from app.domain.target import read_cell
from app.domain.text import approximate, plain

# Two numbers this close are meant to be one; 1231.86 and 1231.18 are.
_NEARLY = Fraction(1, 1000)


def arithmetic_in_text(review: Review) -> Iterator[Finding]:
    """Only calculations that can be read throughout; rounding at the printed decimals is no mistake."""
    for line in review.evaluation.lines:
        formula = review.indicator(line).formula
        for calculation in calculations(formula) if formula else ():
            slip = _other_number(calculation, _figures(line, review))
            if calculation.holds and slip is None:
                continue
            yield _finding(line, calculation, slip)
            break


def _finding(line: ScoreLine, calculation: Calculation, slip: tuple[Decimal, Decimal] | None) -> Finding:
    printed = f"{plain(calculation.printed.value)}{'%' if calculation.printed.percent else ''}"
    result = calculation.result * 100 if calculation.printed.percent else calculation.result
    shown = f"{approximate(result)}{'%' if calculation.printed.percent else ''}"
    zh, en = [], []
    if not calculation.holds:
        zh.append(f"{calculation.expression} 得 {shown}，所写结果为 {printed}")
        en.append(f"{calculation.expression} is {shown}, printed as {printed}")
    if slip is not None:
        zh.append(f"算式用 {plain(slip[0])}，表中填 {plain(slip[1])}")
        en.append(f"it uses {plain(slip[0])} where the form says {plain(slip[1])}")
    return info(
        "ARITHMETIC_IN_TEXT",
        pointer_to(line, "formula"),
        f"{name_of(line).zh}的算式有误：{'；'.join(zh)}",
        f"the calculation of {name_of(line).en}: {'; '.join(en)}",
        evidence(
            expression=calculation.expression,
            computed=shown,
            printed=printed,
            used=slip[0] if slip else None,
            on_form=slip[1] if slip else None,
        ),
    )


def _figures(line: ScoreLine, review: Review) -> list[Decimal]:
    """The numbers of the line, and the funds of the form: a calculation that misquotes one lies close to it."""
    indicator, funds = review.indicator(line), review.funds
    cells: list[Cell] = [indicator.target, indicator.initial_target, indicator.actual]
    cells += [cell for part in indicator.parts for cell in (part.target, part.actual)]
    cells += (indicator.facts or {}).values()
    quantities = [read_cell(cell).quantity for cell in cells]
    if funds is not None:
        quantities += [column_of(funds.total, column) for column in COLUMNS]
    return [quantity.value for quantity in quantities if quantity is not None]


def _other_number(calculation: Calculation, figures: list[Decimal]) -> tuple[Decimal, Decimal] | None:
    """An operand that is nearly, but not as printed, a number of the line that the calculation does not use."""
    for operand in calculation.operands:
        if any(_same(operand, figure) for figure in figures):
            continue
        for figure in figures:
            nearly = abs(Fraction(operand) - Fraction(figure)) <= abs(Fraction(figure)) * _NEARLY
            if nearly and not any(_same(other, figure) for other in calculation.operands):
                return operand, figure
    return None


def _same(one: Decimal, other: Decimal) -> bool:
    """Equal at the decimals of either; what lies a whole unit and more apart is not."""
    if one == other:
        return True
    return abs(EXACT.subtract(one, other)) <= 1 and (agrees(one, other) or agrees(other, one))
