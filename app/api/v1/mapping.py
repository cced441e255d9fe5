"""Between the request's words and the domain's: the only file that knows both."""

import json
from collections.abc import Iterable
from decimal import Decimal

from app.api.v1 import request_funds as sent_funds
from app.api.v1 import request_indicators as sent_rows
from app.api.v1 import requests as sent
from app.api.v1.answers import EvaluationSummaryAnswer
from app.api.v1.fields import StructuredValue as SentValue
from app.domain.rule_pack import FormKind, TierName
from app.domain.submission import (
    Cell,
    Check,
    Comparator,
    Declared,
    DeclaredSection,
    Deduction,
    Direction,
    FundAmounts,
    Funds,
    FundsRow,
    Indicator,
    NamedCode,
    Objective,
    PackReference,
    Part,
    SectionWeight,
    StructuredValue,
    Submission,
    Survey,
    SurveyAnswer,
)
from app.domain.text import plain
from app.services.answer import rfc3339
from app.services.form import Form
from app.storage.ledger import canonical
from app.storage.records import EvaluationSummary


def form_of(request: sent.EvaluationRequest) -> Form:
    """The form with its canonical text: what was sent, without what was null."""
    return Form(submission_of(request), canonical(request.model_dump(exclude_none=True)))


def read_submission(canonical_text: bytes) -> Submission:
    """The form of a recorded canonical text."""
    return submission_of(sent.EvaluationRequest.model_validate(json.loads(canonical_text)))


def submission_of(request: sent.EvaluationRequest) -> Submission:
    return Submission(
        kind=FormKind(request.kind),
        fiscal_year=request.fiscal_year,
        region_code=request.region_code,
        rule_pack=pack_reference(request.rule_pack),
        project=_named(request.project),
        department=_named(request.department),
        unit=_named(request.unit),
        funds=_funds(request.funds),
        objective=_objective(request.objective),
        section_weights=tuple(
            SectionWeight(each.level1, Decimal(each.weight), each.level2) for each in request.section_weights or ()
        ),
        indicators=tuple(map(indicator_of, request.indicators or ())),
        declared=_declared(request.declared),
    )


def cell_of(value: str | SentValue | None) -> Cell:
    """A target or an actual, printed or taken apart."""
    if not isinstance(value, SentValue):
        return value
    return StructuredValue(
        value=Decimal(value.value),
        comparator=Comparator(value.comparator) if value.comparator else None,
        upper=number_of(value.upper),
        unit=value.unit or None,
    )


def number_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def direction_of(name: str | None) -> Direction | None:
    return Direction(name) if name else None


def pack_reference(reference: sent.RulePackReference | None) -> PackReference | None:
    return None if reference is None else PackReference(reference.id, reference.version)


def summary_of(stored: EvaluationSummary) -> EvaluationSummaryAnswer:
    """One line of the list."""
    return EvaluationSummaryAnswer.model_validate(
        {
            "id": stored.id,
            "status": stored.status_now,
            "kind": stored.kind,
            "fiscal_year": stored.fiscal_year,
            "region_code": stored.region_code,
            "department_code": stored.department_code,
            "unit_code": stored.unit_code,
            "project_code": stored.project_code,
            "rule_pack_id": stored.rule_pack_id,
            "rule_pack_version": stored.rule_pack_version,
            "score": None if stored.score is None else plain(stored.score),
            "grade": stored.grade,
            "findings": list(stored.finding_codes),
            "attempt": stored.attempt,
            "effective": stored.effective,
            "recorded_at": rfc3339(stored.recorded_at),
            "position": stored.position,
            "href": f"/v1/evaluations/{stored.id}",
        }
    )


def _named(named: sent.CodeAndName | None) -> NamedCode:
    return NamedCode() if named is None else NamedCode(named.code or None, named.name or None)


def _objective(objective: sent.Objective | None) -> Objective:
    return Objective() if objective is None else Objective(objective.expected, objective.actual)


def _amounts(amounts: sent_funds.FundsAmounts | None) -> FundAmounts:
    if amounts is None:
        return FundAmounts()
    return FundAmounts(amounts.initial_budget, amounts.adjusted_budget, amounts.arrived, amounts.executed)


def _funds(funds: sent_funds.Funds | None) -> Funds | None:
    if funds is None:
        return None
    return Funds(
        total=_amounts(funds.total),
        unit=funds.unit,
        rows=tuple(map(_row, funds.rows or ())),
        weight=number_of(funds.weight),
        declared_rate=funds.declared_rate,
        declared_score=number_of(funds.declared_score),
        declared_arrival_rate=funds.declared_arrival_rate,
        deviation_reason=funds.deviation_reason,
    )


def _row(row: sent_funds.FundsRow) -> FundsRow:
    return FundsRow(
        source=row.source or "other",
        amounts=_amounts(row),
        name=row.name,
        split=row.split or "source",
        parent=row.parent,
        declared_rate=row.declared_rate,
        declared_score=number_of(row.declared_score),
    )


def percentage_of(sent: str | None) -> str | None:
    """A percentage with its sign again: a bare `1` would be read as a ratio, the whole and not one hundredth."""
    return None if sent is None else f"{sent}%"


def indicator_of(row: sent_rows.Indicator) -> Indicator:
    """One row of 绩效指标."""
    return Indicator(
        level1=row.level1,
        level2=row.level2,
        name=row.name,
        criterion=row.criterion,
        target=cell_of(row.target),
        initial_target=cell_of(row.initial_target),
        actual=cell_of(row.actual),
        direction=direction_of(row.direction),
        weight=number_of(row.weight),
        declared_score=number_of(row.declared_score),
        declared_completion=row.declared_completion,
        deviation_reason=row.deviation_reason,
        improvement=row.improvement,
        formula=row.formula,
        facts=row.facts,
        checks=tuple([Check(each.point, each.met, each.note) for each in row.checks]) if row.checks else (),
        tier=TierName(row.tier) if row.tier else None,
        completion=percentage_of(row.completion),
        deductions=tuple(map(_deduction, row.deductions)) if row.deductions else (),
        survey=_survey(row.survey),
        parts=tuple(_parts(row.parts)) if row.parts else (),
        not_applicable=bool(row.not_applicable),
        core=bool(row.core),
    )


def _deduction(sent: sent_rows.Deduction) -> Deduction:
    return Deduction(Decimal(sent.amount), sent.reason, sent.author)


def _survey(survey: sent_rows.Survey | None) -> Survey | None:
    if survey is None:
        return None
    return Survey(survey.issued, survey.valid, tuple(SurveyAnswer(each.answer, each.count) for each in survey.answers))


def _parts(parts: Iterable[sent_rows.Part]) -> Iterable[Part]:
    return (Part(part.name or "", cell_of(part.target), cell_of(part.actual)) for part in parts)


def _declared(declared: sent.Declared | None) -> Declared:
    if declared is None:
        return Declared()
    return Declared(
        total=number_of(declared.total),
        grade=declared.grade,
        sections=tuple(
            DeclaredSection(each.name, number_of(each.weight), number_of(each.score), each.rate, each.where)
            for each in declared.sections or ()
        ),
    )
