"""COMPARATOR_SUSPECT: the sign of a target points the wrong way, e.g. a coverage rate as ≤100%."""

import re
from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.review import Review, evidence, name_of, pointer_to, warning
from app.domain.placing import is_cost
from app.domain.quantity import PERCENT, is_money
from app.domain.submission import Comparator, Direction
from app.domain.text import Text
from app.domain.trace import as_printed

_LIMITS = (Comparator.AT_MOST, Comparator.LESS)
_FLOORS = (Comparator.AT_LEAST, Comparator.GREATER)
_MORE_IS_BETTER = re.compile(
    r"(?<![不非未])(?:满意度|满意率|合格率|覆盖率|知晓率|及时率|达标率|参培率|参与率|准确率|优良率|普及率)$"
)
_LESS_IS_BETTER = re.compile(r"(?:投诉率|差错率|错误率|故障率|事故率|死亡率|发病率|违规率|不合格率|不满意率)$")
# An upper limit of less than half is meant: 杂草覆盖率 ≤5%.
_HALF = Fraction(1, 2)
_SAVED = re.compile(r"节约|节省|降低|减少|压减|收入|收益|回收")


def comparator_suspect(review: Review) -> Iterator[Finding]:
    """Names that leave no doubt which way is better, costs in money, and a stated direction against the sign."""
    for line in review.evaluation.lines:
        why = _why(line, review.indicator(line).direction)
        if why is None:
            continue
        target = as_printed(line.target)
        yield warning(
            "COMPARATOR_SUSPECT",
            pointer_to(line, "target"),
            f"{name_of(line).zh}的指标值“{target}”：{why.zh}，请核对比较符号",
            f"{name_of(line).en}, target “{target}”: {why.en}; is the sign right?",
            evidence(target=target, comparator=line.target.comparator),
        )


def _why(line: ScoreLine, stated: Direction | None) -> Text | None:
    sign = line.target.comparator
    if sign is None:
        return None
    name = "".join((line.name or "").split())
    if sign in _LIMITS:
        if stated is Direction.POSITIVE:
            return Text("填报为正向指标，却写成上限", "stated as more is better, yet written as an upper limit")
        if _MORE_IS_BETTER.search(name) and _is_high(line):
            return Text("这类指标越高越好，不应是上限", "more is better here, it should be no upper limit")
    if sign in _FLOORS:
        if stated is Direction.NEGATIVE:
            return Text("填报为反向指标，却写成下限", "stated as less is better, yet written as a lower limit")
        if _LESS_IS_BETTER.search(name):
            return Text("这类指标越低越好，不应是下限", "less is better here, it should be no lower limit")
        if _is_cost_amount(line) and not _SAVED.search(name):
            return Text("成本应控制在上限之内，不应是下限", "a cost is kept below a limit, not above one")
    return None


def _is_high(line: ScoreLine) -> bool:
    limit = line.target.quantity
    if limit is None or (limit.unit is not None and limit.unit.dimension != PERCENT.dimension):
        return False
    return (limit.base if limit.unit else Fraction(limit.value) / 100) >= _HALF


def _is_cost_amount(line: ScoreLine) -> bool:
    amount = line.target.quantity
    return is_cost(line.level1, line.level2) and amount is not None and is_money(amount)
