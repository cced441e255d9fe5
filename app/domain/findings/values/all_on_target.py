"""ALL_ON_TARGET: every actual sits exactly on its target, measured rates included, as if nothing had been measured."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.review import Review, evidence, has_target, info
from app.domain.findings.values.actual_copies_target import actual_copies_target
from app.domain.quantity import PERCENT
from app.domain.submission import Comparator
from app.domain.target import ValueKind

_LIMITS = (Comparator.AT_LEAST, Comparator.AT_MOST)
_FEWEST = 3
_FEWEST_LIMITS = 2


def all_on_target(review: Review) -> Iterator[Finding]:
    """From three numbers on, two of them rates with a limit: plans may be kept exactly, satisfaction hardly ever is.

    Silent where the cells are copies to the letter, which says more.
    """
    numbers = [line for line in review.evaluation.lines if _is_number(line)]
    if len(numbers) < _FEWEST or not all(_on_target(line) for line in numbers):
        return
    limits = [line for line in numbers if _is_rate_with_limit(line)]
    if len(limits) < _FEWEST_LIMITS or any(actual_copies_target(review)):
        return
    yield info(
        "ALL_ON_TARGET",
        "/indicators",
        f"{len(numbers)} 项可比的指标，实际完成值全部恰好等于指标值（其中 {len(limits)} 项是有上下限的比率），"
        "请核实数据来源（统计资料、调查样本）",
        f"all {len(numbers)} actuals that can be compared equal their targets exactly, {len(limits)} of them rates "
        "with a limit: where do the figures come from?",
        evidence(indicators=str(len(numbers)), limits=str(len(limits))),
    )


def _is_number(line: ScoreLine) -> bool:
    return has_target(line) and line.target.kind is line.actual.kind is ValueKind.NUMBER


def _is_rate_with_limit(line: ScoreLine) -> bool:
    unit = line.target.quantity.unit if line.target.quantity else None
    return line.target.comparator in _LIMITS and unit is not None and unit.dimension == PERCENT.dimension


def _on_target(line: ScoreLine) -> bool:
    target, actual = line.target.quantity, line.actual.quantity
    if target is None or actual is None or line.actual.comparator not in (None, Comparator.EQUAL):
        return False
    if target.unit and actual.unit and target.unit.dimension == actual.unit.dimension:
        return target.base == actual.base
    return target.value == actual.value
