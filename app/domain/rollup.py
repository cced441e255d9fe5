"""汇总: many evaluated forms as one, every figure with the forms it comes from.

Note 2 of the Shaanxi forms of 2018: absolute values add up, relative values are averaged weighted by funds.
What cannot be added or averaged is listed apart with its reason. The adjusted budgets weigh; the other reading
weighs by what was executed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.figure import Figure, Given, LeftOut, Reason, added, averaged, by_budget, by_executed, weighted
from app.domain.funds import read_funds
from app.domain.quantity import is_money
from app.domain.rolled_indicators import IndicatorsOfForm, RolledUpIndicator, roll_up_indicators
from app.domain.rolled_line import rolled_lines
from app.domain.rule_pack import BudgetBase, FormKind
from app.domain.submission import Submission

_YUAN = "元"


@dataclass(frozen=True, slots=True)
class RolledForm:
    """What a roll-up needs of one evaluated form; `group` is None where the form does not say.

    `name` is what a person knows it by, `label` what it calls its group; `on_scale` is whether its weights add up
    to the total of its pack: only then do scores compare.
    """

    kind: FormKind
    fiscal_year: int
    group: str | None
    label: str | None
    name: str | None
    score: Decimal | None
    grade: str | None
    on_scale: bool
    rule_pack: str
    indicators: IndicatorsOfForm

    @property
    def evaluation(self) -> str:
        return self.indicators.evaluation


@dataclass(frozen=True, slots=True)
class Group:
    """The forms of one kind of a department, unit, region or year; amounts in 元.

    Forms of different kinds stay apart: the spending of a department holds that of its projects. `ungraded` counts
    the forms without a grade, `fiscal_years` and `rule_packs` those of each year and those scored by each pack.
    """

    key: str | None
    kind: FormKind
    label: str | None
    forms: tuple[RolledForm, ...]
    grades: dict[str, int]
    ungraded: int
    fiscal_years: dict[int, int]
    rule_packs: dict[str, int]
    average_score: Figure
    weighted_score: Figure
    weighted_score_by_executed: Figure
    adjusted_budget: Figure
    executed: Figure
    indicators: tuple[RolledUpIndicator, ...]


def indicators_of(evaluation: str, submission: Submission) -> IndicatorsOfForm:
    """The lines and funds of a form; a budget printed in one column only is the adjusted one too."""
    total = read_funds(submission.funds).total if submission.funds else None
    budget, executed = (
        amount.base if amount is not None and is_money(amount) else None
        for amount in ((total.column(BudgetBase.ADJUSTED_BUDGET), total.executed) if total else (None, None))
    )
    return IndicatorsOfForm(evaluation, budget, executed, rolled_lines(submission))


def roll_up(forms: Iterable[RolledForm]) -> tuple[Group, ...]:
    """The groups by their key and kind; last the forms that do not say where they belong."""
    groups: dict[tuple[bool, str, FormKind], list[RolledForm]] = {}
    for form in forms:
        groups.setdefault((form.group is None, form.group or "", form.kind), []).append(form)
    return tuple(_group(groups[place]) for place in sorted(groups))


def _group(forms: list[RolledForm]) -> Group:
    scores, unscored = _scores(forms)
    return Group(
        key=forms[0].group,
        kind=forms[0].kind,
        label=_label(forms),
        forms=tuple(forms),
        grades=dict(Counter(form.grade for form in forms if form.grade is not None)),
        ungraded=sum(form.grade is None for form in forms),
        fiscal_years=dict(Counter(form.fiscal_year for form in forms)),
        rule_packs=dict(Counter(form.rule_pack for form in forms)),
        average_score=_also_left_out(averaged(scores), unscored),
        weighted_score=_also_left_out(weighted(scores, by_budget), unscored),
        weighted_score_by_executed=_also_left_out(weighted(scores, by_executed), unscored),
        adjusted_budget=_sum_of(forms, [form.indicators.budget for form in forms]),
        executed=_sum_of(forms, [form.indicators.executed for form in forms]),
        indicators=roll_up_indicators(form.indicators for form in forms),
    )


def _label(forms: Iterable[RolledForm]) -> str | None:
    """The name most of the forms give the group."""
    names = Counter(form.label for form in forms if form.label)
    return min(names, key=lambda name: (-names[name], name), default=None)


def _scores(forms: Iterable[RolledForm]) -> tuple[list[Given], list[LeftOut]]:
    given: list[Given] = []
    left_out: list[LeftOut] = []
    for form in forms:
        if form.score is None:
            left_out.append(LeftOut(form.evaluation, Reason.NO_SCORE))
        elif not form.on_scale:
            left_out.append(LeftOut(form.evaluation, Reason.WEIGHTS_NOT_TOTAL))
        else:
            funds = form.indicators
            given.append(Given(form.evaluation, Fraction(form.score), funds.budget, funds.executed))
    return given, left_out


def _also_left_out(figure: Figure, left_out: Sequence[LeftOut]) -> Figure:
    return Figure(figure.value, figure.unit, figure.contributions, (*left_out, *figure.left_out))


def _sum_of(forms: Sequence[RolledForm], amounts: Sequence[Fraction | None]) -> Figure:
    pairs = list(zip(forms, amounts, strict=True))
    figure = added([Given(form.evaluation, amount, None, None) for form, amount in pairs if amount is not None], _YUAN)
    missing = [LeftOut(form.evaluation, Reason.NO_FUNDS) for form, amount in pairs if amount is None]
    return _also_left_out(figure, missing)
