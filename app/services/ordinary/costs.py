"""COST_FUNDS_MISMATCH for the form's only total cost, printed in the unit of the funds."""

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from app.domain.findings.costs import total_costs
from app.domain.rule_pack import RulePack
from app.domain.submission import FundAmounts, Funds
from app.services.ordinary import figures, probes
from app.services.ordinary.cells import Number, Way
from app.services.ordinary.found import Found, proven_check
from app.services.ordinary.headings import Heading
from app.services.ordinary.learned import Unordinary
from app.services.ordinary.plain_funds import Amounts
from app.services.ordinary.template import Values


class Cost(NamedTuple):
    """A line that may state what the whole project cost."""

    row: int
    heading: Heading
    target: Number
    actual: Number


_LEVEL1, _NAME = "成本指标", "〔三级〕成本"


class CostCheck:
    """The check, as a template: it is told once more in integers."""

    def __init__(self, pack: RulePack) -> None:
        def written(example: tuple[str, str, str]) -> tuple[probes.Told, Values]:
            limit, actual, executed = example
            line = replace(probes.line(f"≤{limit}万元", f"{actual}万元", "10", "10"), level1=_LEVEL1, name=_NAME)
            funds = Funds(FundAmounts(limit, limit, None, executed), unit="万元")
            review = probes.probe(pack, line, funds=funds).review
            cost, spent = (figures.millionths(Decimal(each)) for each in (actual, executed))
            if len(total_costs(review)) != 1:
                raise Unordinary("a probe that states no cost")
            told = probes.told(review, "COST_FUNDS_MISMATCH", "/indicators/0/actual")
            return told, _figures(0, _NAME.encode(), cost, spent, "万元".encode())

        self.check = proven_check(*map(written, (("917.3", "871.9", "317.62"), ("617.3", "531.7", "238.41"))))

    def findings(self, costs: list[Cost], funds: Amounts) -> list[Found]:
        """What is said of the only cost of a form. Raises Unordinary where there is more to it."""
        index, heading, target, actual = costs[0]
        if len(costs) > 1 or funds.executed.text != figures.plain[funds.executed.value]:
            raise Unordinary("costs")
        if any(frame.symbol not in (b"", funds.unit) for frame in (target.frame, actual.frame)):
            raise Unordinary("costs")
        if target.value > funds.adjusted.value < funds.initial.value:
            raise Unordinary("COST_TARGET_NOT_ADJUSTED")
        if target.frame.way is Way.UP:
            raise Unordinary("a cost that may not fall short")
        spent, cost = funds.executed.value, actual.value
        grain = 10 ** (6 - actual.decimals)
        if 2 * abs(cost - spent) <= max(grain, funds.executed.grain) or not _of_the_whole_project(costs[0], funds):
            return []
        values = _figures(index, heading.told[3:-3], cost, spent, funds.unit)
        return [self.check.tell(index, values)]


def _of_the_whole_project(line: Cost, funds: Amounts) -> bool:
    """More than was spent, a limit that is the budget, or what is called a cost and is more than a mere price."""
    cost, limit = line.actual.value, line.target
    if cost > funds.executed.value:
        return True
    for budget in (funds.initial, funds.adjusted):
        if 2 * abs(limit.value - budget.value) <= max(10 ** (6 - limit.decimals), budget.grain):
            return True
    return line.heading.called_cost and 10 * cost >= funds.executed.value


def _figures(index: int, name: bytes, cost: int, spent: int, unit: bytes) -> Values:
    """The figures of the finding, as amounts with their unit."""
    amounts = (b"%b%b" % (figures.plain[each], unit) for each in (cost, spent, cost - spent))
    return b"/indicators/%d/" % index, name, *amounts
