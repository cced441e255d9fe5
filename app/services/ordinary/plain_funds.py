"""Plain funds: one budget, some of it spent, every amount a plain number in the form's unit."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from app.domain.findings.printed_rate import printed_rate
from app.domain.findings.review import is_reason
from app.domain.rule_pack import BudgetBase, RulePack
from app.domain.submission import FundAmounts, Funds
from app.services.ordinary import figures, probes
from app.services.ordinary.figures import MILLION
from app.services.ordinary.found import Check, Found, proven_check
from app.services.ordinary.json_text import compact
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.points import Points, difference
from app.services.ordinary.shapes import Shape
from app.services.ordinary.template import Blank, Template, Values, proven
from app.services.sheet import funds_of

_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?")
UNITS = frozenset({"元", "千元", "万元", "百万元", "千万元", "亿元"})
SOURCES = frozenset(
    {
        *("fiscal", "central", "provincial", "municipal", "county", "carry_over", "local", "special_account"),
        *("unit", "government_fund", "loan", "other"),
    }
)
_FUNDS = Shape(
    ("unit", "total", "rows", "weight", "declared_rate", "declared_score", "deviation_reason"),
    ("declared_arrival_rate",),
)
_TOTAL = Shape(("initial_budget", "adjusted_budget", "executed"), ("arrived",))
_ROW = Shape(
    ("source", "name", "initial_budget", "adjusted_budget", "executed", "declared_rate"),
    ("arrived", "split", "parent", "declared_score"),
)
_LONGEST_NAME, LONGEST_TEXT, _LONGEST_RATE, MOST_ROWS = 200, 4_000, 18, 100
Row = tuple[str | None, str | None, str | None]
"""Initial budget, adjusted budget and amount executed, as printed."""


class _Example(NamedTuple):
    """Funds made up: so little was spent that nobody can miss it, and another score is declared."""

    unit: str
    budget: str
    executed: str
    weight: str
    declared: str

    def funds(self) -> Funds:
        amounts = FundAmounts(self.budget, self.budget, None, self.executed)
        return Funds(amounts, self.unit, weight=Decimal(self.weight), declared_score=Decimal(self.declared))


_EXAMPLES = (
    _Example("万元", "7919.62", "2907.3", "61.370", "17.29"),
    _Example("元", "5417.8", "1392.55", "37.190", "11.83"),
)


_RAISED = ("万元", "5417.81", "7919.62", "2907.3"), ("元", "411.7", "617.53", "238.41")
_CUT = ("万元", "7919.62", "5417.81", "2907.3"), ("元", "617.53", "411.7", "238.41")


class Amount(NamedTuple):
    """An amount in millionths of its unit; `grain` is what its last decimal counts."""

    value: int
    grain: int
    text: bytes


class Amounts(NamedTuple):
    """What was budgeted and spent, in the unit of the form; `budget` is the one that execution is measured against."""

    unit: bytes
    initial: Amount
    adjusted: Amount
    budget: Amount
    executed: Amount


class Spent(NamedTuple):
    """The funds of a form, scored; either plain `amounts`, or, `read` as the domain has them.

    `members` counts the members of the objects read; `unspent` is whether a check may wonder at how little was spent.
    """

    text: bytes
    unit: str | None
    points: Points
    score: int
    members: int
    amounts: Amounts | None = None
    read: Funds | None = None
    unspent: bool = False


class PlainFunds:
    """The plain funds of one pack's forms. Raises Unordinary for a pack that does not score execution in proportion."""

    def __init__(self, pack: RulePack, points: Learned[tuple[str, str | None], Points]) -> None:
        criterion = pack.execution
        if criterion.weight is None or criterion.cap != 1 or criterion.denominator is BudgetBase.ARRIVED:
            raise Unordinary(pack.id)
        self._pack = pack
        self._points = points
        self.initial = criterion.denominator is BudgetBase.INITIAL_BUDGET
        self.weight = format(criterion.weight, "f")
        self._grain: int = 10 ** (6 - pack.score_places)
        self.reason_below = pack.review.execution_reason_below.as_integer_ratio()
        self._amounts: Learned[str | None, Amount] = Learned(_amount, 4_096)
        self.funds: Template = Blank()
        low = mismatch = Check(0, 0, Blank())
        self.low, self.mismatch = low, mismatch
        self.raised, self.cut = (_adjusted(pack, self._amounts, examples) for examples in (_RAISED, _CUT))
        funds = proven(*map(self._written, _EXAMPLES))
        low = self._check("EXECUTION_BELOW_THRESHOLD", "/funds/deviation_reason", low)
        mismatch = self._check("DECLARED_EXECUTION_SCORE_MISMATCH", "/funds/declared_score", mismatch)
        self.funds, self.low, self.mismatch = funds, low, mismatch

    def score(self, sent: Any) -> tuple[Spent, list[Found]]:
        unit, total, rows, weight, rate, declared, reason = _FUNDS.members(sent)
        initial, adjusted, executed = _TOTAL.members(total)
        if unit not in UNITS or (reason is not None and (type(reason) is not str or len(reason) > LONGEST_TEXT)):
            raise Unordinary("funds")
        first, second, spent = self._amounts[initial], self._amounts[adjusted], self._amounts[executed]
        budget = first if self.initial else second
        if not 0 < spent.value <= second.value or spent.value > budget.value or not first.value:
            raise Unordinary("funds")
        members = len(sent) + len(total)
        if rows is not None:
            members += self._rows(rows, (initial, adjusted, executed))
        if rate is not None:
            _check_rate(rate, spent.value, budget.value)
        points = self._points[self.weight if weight is None else weight, declared]
        return self._scored(unit, (first, second, spent), points, reason, members)

    def _scored(
        self, unit: str, amounts: tuple[Amount, Amount, Amount], points: Points, reason: str | None, members: int
    ) -> tuple[Spent, list[Found]]:
        """`amounts` are the initial budget, the adjusted budget and what was spent."""
        initial, adjusted, spent = amounts
        budget = initial if self.initial else adjusted
        product = points.weight * spent.value
        score = min(figures.rounded(product, budget.value, self._grain), points.weight)
        declared, unit_text = points.declared, unit.encode()
        values = (
            unit_text,
            spent.text,
            budget.text,
            b'"ratio":"%b"' % figures.ratio(spent.value, budget.value),
            figures.percent(spent.value, budget.value),
            points.weight_text,
            figures.plain[score],
            points.declared_json,
            points.declared_text,
            b"null" if declared is None else difference(declared, score),
            figures.shown(product, budget.value * MILLION),
        )
        found: list[Found] = []
        if declared is not None and not points.rounds_to_declared(score):
            found.append(self.mismatch.tell(-1, values))
        above, below = self.reason_below
        if spent.value * below < budget.value * above and not is_reason(reason):
            found.append(self.low.tell(-1, values))
        if initial.value != adjusted.value:
            check = self.raised if adjusted.value > initial.value else self.cut
            found.append(check.tell(-1, _adjustment(unit_text, *amounts)))
        text = self.funds.fill(values)
        whole = Amounts(unit_text, initial, adjusted, budget, spent)
        return Spent(text, unit, points, score, members, whole), found

    def _rows(self, rows: Any, total: Row) -> int:
        """How many members the rows have, which add up to the total in every column that they fill."""
        if type(rows) is not list or len(rows) > MOST_ROWS:
            raise Unordinary("rows")
        members = 0
        filled: list[Row] = []
        for row in rows:
            source, name, initial, adjusted, executed, rate = _ROW.members(row)
            members += len(row)
            if (source is not None and source not in SOURCES) or not is_name(name):
                raise Unordinary("row")
            if rate is not None:
                self._check_rate_of_row(rate, initial, adjusted, executed)
            if initial is not None or adjusted is not None or executed is not None:
                filled.append((initial, adjusted, executed))
        if filled and filled != [total]:
            self._add_up(filled, total)
        return members

    def _check_rate_of_row(self, rate: Any, initial: str | None, adjusted: str | None, executed: str | None) -> None:
        first, second = (initial, adjusted) if self.initial else (adjusted, initial)
        budget = second if first is None else first
        if executed is None or budget is None:
            raise Unordinary("a rate of nothing")
        whole = self._amounts[budget].value
        if not whole:
            raise Unordinary("a rate of nothing")
        _check_rate(rate, self._amounts[executed].value, whole)

    def _add_up(self, rows: list[Row], total: Row) -> None:
        """Raises Unordinary for rows that do not make up the total, or one that was overspent."""
        amounts = self._amounts
        for initial, adjusted, executed in rows:
            budget = initial if adjusted is None else adjusted
            if executed is not None and budget is not None and amounts[executed].value > amounts[budget].value:
                raise Unordinary("row")
        for column, whole in zip(zip(*rows, strict=True), total, strict=True):
            parts = [amounts[part].value for part in column if part is not None]
            if parts and sum(parts) != amounts[whole].value:
                raise Unordinary("rows")

    def _written(self, example: _Example) -> tuple[str, Values]:
        probe = probes.probe(self._pack, funds=example.funds())
        return compact(funds_of(probe.submission, probe.evaluation)), self._values(example, self.funds)

    def _check(self, code: str, pointer: str, blank: Check) -> Check:
        def written(example: _Example) -> tuple[probes.Told, Values]:
            review = probes.probe(self._pack, funds=example.funds()).review
            return probes.told(review, code, pointer), self._values(example, blank.template)

        return proven_check(*map(written, _EXAMPLES))

    def _values(self, example: _Example, template: Template) -> Values:
        """What goes into a template that is blank yet."""
        points = self._points[example.weight, example.declared]
        budget, spent = self._amounts[example.budget], self._amounts[example.executed]
        self._scored(example.unit, (budget, budget, spent), points, None, 0)
        if not isinstance(template, Blank):
            raise TypeError("a template that is made already")
        return template.values


def plain_funds(sent: Any) -> Funds:
    """Plain funds as the domain has them; their rows add up, and say no more."""
    total = sent["total"]
    amounts = FundAmounts(total["initial_budget"], total["adjusted_budget"], None, total["executed"])
    return Funds(amounts, sent["unit"])


def _adjusted(
    pack: RulePack, amounts: Learned[str | None, Amount], examples: tuple[tuple[str, str, str, str], ...]
) -> Check:
    """BUDGET_ADJUSTED, told once more in integers."""

    def written(example: tuple[str, str, str, str]) -> tuple[probes.Told, Values]:
        unit, *printed = example
        initial, adjusted, executed = printed
        funds = Funds(FundAmounts(initial, adjusted, None, executed), unit=unit)
        told = probes.told(probes.probe(pack, funds=funds).review, "BUDGET_ADJUSTED", "/funds/total/adjusted_budget")
        return told, _adjustment(unit.encode(), *(amounts[each] for each in (initial, adjusted, executed)))

    return proven_check(*map(written, examples))


def _adjustment(unit: bytes, initial: Amount, adjusted: Amount, spent: Amount) -> Values:
    change = adjusted.value - initial.value
    rate = figures.percent(abs(change), initial.value)
    return (
        unit,
        initial.text,
        adjusted.text,
        b'"%b%b%%"' % (b"-" if change < 0 and rate != b"0.00" else b"", rate),
        b"%b%%" % figures.percent(spent.value, initial.value),
        b"%b%%" % figures.percent(spent.value, adjusted.value),
    )


def _amount(printed: str | None) -> Amount:
    if type(printed) is not str or _AMOUNT.fullmatch(printed) is None:
        raise Unordinary(printed)
    whole, _, decimals = printed.partition(".")
    return Amount(int(whole + decimals.ljust(6, "0")), 10 ** (6 - len(decimals)), printed.encode())


def _check_rate(printed: Any, spent: int, budget: int) -> None:
    """Raises Unordinary for a printed rate that is not the one of the amounts."""
    rate = printed_rate(printed) if type(printed) is str and len(printed) <= _LONGEST_RATE else None
    if rate is None or not rate.states(Fraction(spent, budget)):
        raise Unordinary(printed)


def is_name(name: Any) -> bool:
    return name is None or (type(name) is str and len(name) <= _LONGEST_NAME)
