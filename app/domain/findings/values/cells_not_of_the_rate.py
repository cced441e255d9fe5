"""CELLS_NOT_OF_THE_RATE, RATE_CELLS_HOLD_AMOUNTS: the cells of a rate hold amounts, its own or even others."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.criterion import Criterion, SumOfParts
from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.printed_rate import PrintedRate
from app.domain.findings.review import Review, evidence, info, name_of, pointer_to, warning
from app.domain.quantity import Quantity
from app.domain.target import ValueKind, read_amount
from app.domain.trace import as_printed

_LARGEST_BARE_PERCENTAGE = 150


def cells_not_of_the_rate(review: Review) -> Iterator[Finding]:
    """Of criteria that measure a rate from named amounts; a cell that may be the rate itself is left alone."""
    for line in review.evaluation.lines:
        criterion = review.criterion(line)
        if criterion is None or not _measures(criterion):
            continue
        cells = [(field, amount) for field in ("target", "actual") if (amount := _amount(line, field)) is not None]
        own = _own_amounts(line, criterion, review)
        sure = [field for field, amount in cells if not _may_be_rate(line, field, amount)]
        strange = [field for field, amount in cells if field in sure and not any(_same(amount, each) for each in own)]
        if strange and own:
            yield _strange(line, strange[0], own)
        elif sure and own:
            yield _amounts(line, sure[0])


def _measures(criterion: Criterion) -> bool:
    return criterion.measure is not None or isinstance(criterion.method, SumOfParts)


def _amount(line: ScoreLine, field: str) -> Quantity | None:
    """A cell that holds an amount: no sign, no share, and not zero, which may be either."""
    value = line.target if field == "target" else line.actual
    quantity = value.quantity
    if value.kind is not ValueKind.NUMBER or value.comparator is not None or quantity is None or not quantity.value:
        return None
    return None if quantity.unit is not None and quantity.unit.dimension == "share" else quantity


def _may_be_rate(line: ScoreLine, field: str, amount: Quantity) -> bool:
    """A bare number that may be the rate in percent: as an actual only the rate that was measured."""
    if amount.unit is not None:
        return False
    reached = line.verdict.completion
    if field == "target" or reached is None:
        return abs(amount.value) <= _LARGEST_BARE_PERCENTAGE
    return any(PrintedRate(amount.value, scale).states(reached) for scale in (Fraction(100), Fraction(1)))


def _own_amounts(line: ScoreLine, criterion: Criterion, review: Review) -> list[Quantity]:
    """The amounts the line sends for its rate."""
    facts = review.indicator(line).facts or {}
    read = [read_amount(facts.get(wanted.name), None) for wanted in criterion.inputs]
    return [amount for amount in read if amount is not None]


def _same(cell: Quantity, amount: Quantity) -> bool:
    if cell.unit is not None and amount.unit is not None:
        return cell.base == amount.base
    return cell.value == amount.value


def _strange(line: ScoreLine, field: str, own: list[Quantity]) -> Finding:
    printed = as_printed(line.target if field == "target" else line.actual)
    used = "、".join(map(str, own))
    column_zh, column_en = ("指标值", "target") if field == "target" else ("实际完成值", "actual")
    return warning(
        "CELLS_NOT_OF_THE_RATE",
        pointer_to(line, field),
        f"{name_of(line).zh}的{column_zh}填“{printed}”，既不是该比率，也不是计算它所用的数（{used}），请核对",
        f"the {column_en} “{printed}” of {name_of(line).en} is neither the rate nor one of the amounts it is computed "
        f"from ({used})",
        evidence(printed=printed, used=used),
    )


def _amounts(line: ScoreLine, field: str) -> Finding:
    target, actual = as_printed(line.target), as_printed(line.actual)
    return info(
        "RATE_CELLS_HOLD_AMOUNTS",
        pointer_to(line, field),
        f"{name_of(line).zh}是比率，指标值和实际完成值却填金额（{target}、{actual}），应填比率的目标值和实际值",
        f"{name_of(line).en} is a rate, but its target and actual hold amounts ({target}, {actual})",
        evidence(target=target, actual=actual),
    )
