"""汇总 over recorded evaluations: which forms, grouped by what, as JSON with every contribution."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, Literal, Protocol

from app.domain.figure import Figure, LeftOut, Share, exact
from app.domain.rolled_indicators import RolledUpIndicator, RolledUpPart
from app.domain.rollup import Group, RolledForm, indicators_of, roll_up
from app.domain.submission import Submission
from app.domain.text import plain
from app.services.errors import TooManyForms
from app.storage.errors import TooManySelected
from app.storage.records import EvaluationFilters, EvaluationSummary

MAX_FORMS = 2000
MAX_LINES = 50_000
GroupBy = Literal["department", "unit", "region", "fiscal_year"]
Json = dict[str, Any]


class Store(Protocol):
    """Where the recorded forms are read from."""

    def submissions(
        self, tenant: str, filters: EvaluationFilters, at_most: int
    ) -> Iterator[tuple[EvaluationSummary, bytes]]: ...


class RollUpService:
    """Rolls up the effective evaluations a filter selects; `read_submission` makes a form of its canonical text."""

    def __init__(self, store: Store, read_submission: Callable[[bytes], Submission]) -> None:
        self._store = store
        self._read_submission = read_submission

    def roll_up(self, tenant: str, filters: EvaluationFilters, group_by: GroupBy, region_digits: int) -> Json:
        """Every group with its figures. Raises TooManyForms where the filters select more than can be shown."""
        forms: list[RolledForm] = []
        lines = 0
        try:
            for summary, text in self._store.submissions(tenant, filters, MAX_FORMS):
                forms.append(self._rolled(summary, text, group_by, region_digits))
                lines += len(forms[-1].indicators.lines)
                if lines > MAX_LINES:
                    raise TooManyForms(MAX_FORMS, MAX_LINES)
        except TooManySelected:
            raise TooManyForms(MAX_FORMS, MAX_LINES) from None
        return {
            "group_by": group_by,
            "forms": len(forms),
            "weighted_by": "adjusted_budget",
            "groups": [_group(group) for group in roll_up(reversed(forms))],
        }

    def _rolled(self, summary: EvaluationSummary, text: bytes, group_by: GroupBy, region_digits: int) -> RolledForm:
        submission = self._read_submission(text)
        group, label = _place(submission, group_by, region_digits)
        return RolledForm(
            kind=submission.kind,
            fiscal_year=submission.fiscal_year,
            group=group,
            label=label,
            name=submission.project.name or submission.unit.name,
            score=summary.score,
            grade=summary.grade,
            on_scale="WEIGHTS_NOT_TOTAL" not in summary.finding_codes,
            rule_pack=f"{summary.rule_pack_id}@{summary.rule_pack_version}",
            indicators=indicators_of(summary.id, submission),
        )


def _place(submission: Submission, group_by: GroupBy, region_digits: int) -> tuple[str | None, str | None]:
    """The group a form belongs to and what it is called; (None, None) where the form does not say."""
    if group_by == "fiscal_year":
        return str(submission.fiscal_year), None
    if group_by == "region":
        return (submission.region_code[:region_digits] if submission.region_code else None), None
    named = submission.department if group_by == "department" else submission.unit
    return named.code or named.name, named.name


def _group(group: Group) -> Json:
    return {
        "key": group.key,
        "kind": group.kind.value,
        "label": group.label,
        "count": len(group.forms),
        "evaluations": [_form(form) for form in group.forms],
        "grades": group.grades,
        "ungraded": group.ungraded,
        "fiscal_years": {str(year): count for year, count in group.fiscal_years.items()},
        "rule_packs": group.rule_packs,
        "average_score": _figure(group.average_score),
        "weighted_score": _figure(group.weighted_score),
        "weighted_score_by_executed": _figure(group.weighted_score_by_executed),
        "adjusted_budget": _figure(group.adjusted_budget),
        "executed": _figure(group.executed),
        "indicators": [_indicator(indicator) for indicator in group.indicators],
    }


def _form(form: RolledForm) -> Json:
    return {
        "evaluation": form.evaluation,
        "name": form.name,
        "score": None if form.score is None else plain(form.score),
        "grade": form.grade,
    }


def _indicator(indicator: RolledUpIndicator) -> Json:
    return {
        "name": indicator.name,
        "parts": [_part(part) for part in indicator.parts],
        "apart": [_left_out(cell) for cell in indicator.apart],
    }


def _part(part: RolledUpPart) -> Json:
    by_executed = part.actual_by_executed
    return {
        "unit": part.unit,
        "method": "weighted_mean" if part.relative else "sum",
        "targets": [_figure(target) for target in part.targets],
        "actual": _figure(part.actual),
        "targets_by_executed": [_figure(target) for target in part.targets_by_executed],
        "actual_by_executed": None if by_executed is None else _figure(by_executed),
    }


def _figure(figure: Figure) -> Json:
    return {
        "comparator": figure.comparator.value if figure.comparator else None,
        "value": None if figure.value is None else plain(figure.value),
        "unit": figure.unit,
        "contributions": [_share(share) for share in figure.contributions],
        "left_out": [_left_out(each) for each in figure.left_out],
    }


def _share(share: Share) -> Json:
    return {
        "evaluation": share.evaluation,
        "pointer": share.pointer,
        "value": _number(share.value),
        "weight": None if share.weight is None else _number(share.weight),
    }


def _left_out(left_out: LeftOut) -> Json:
    return {
        "evaluation": left_out.evaluation,
        "pointer": left_out.pointer,
        "printed": left_out.printed,
        "reason": left_out.reason.value,
    }


def _number(value: Fraction) -> str:
    return plain(exact(value))
