"""Criteria and surveys over HTTP, one line at a time."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from fastapi import APIRouter, Body, Depends

from app.api import calculation_examples as examples
from app.api.problem import FieldError
from app.api.problem_document import problem_responses
from app.api.problem_types import BodyTooLarge, InvalidRequest, MalformedJson, RulePackNotFound, UnsupportedMediaType
from app.api.security.permissions import needs
from app.api.strict_json import StrictJsonRoute
from app.api.v1.calculation_answers import DeductionAnswer
from app.api.v1.calculation_requests import CriterionRequest, SatisfactionRequest
from app.api.v1.calculation_verdicts import deduction_answer
from app.api.v1.calculations import Service
from app.api.v1.mapping import indicator_of, pack_reference
from app.api.wording import Bilingual
from app.domain.criterion import Answer
from app.domain.submission import PackReference, Survey, SurveyAnswer

router = APIRouter(
    prefix="/v1/calculations",
    tags=["calculations"],
    route_class=StrictJsonRoute,
    dependencies=[Depends(needs("evaluations:read"))],
)

_PROBLEMS = problem_responses(MalformedJson, UnsupportedMediaType, BodyTooLarge, InvalidRequest, RulePackNotFound)
_NO_CRITERION = Bilingual("规则包没有这条评分标准", "the pack has no such criterion")


@router.post(
    "/criterion",
    operation_id="calculateCriterion",
    summary="按规则包的一条评分标准计算 / One line by a criterion of a pack",
    response_description="得分、公式、代入与取整 / score, formula, numbers put in, rounding",
    responses=_PROBLEMS,
)
def criterion(
    body: Annotated[CriterionRequest, Body(openapi_examples=examples.CRITERION)], service: Service
) -> DeductionAnswer:
    """分档、每增加…扣…、有1项不符扣…分、评价要点、折中、比率、分项平均、满意度调查、分项合计、人工评定：方法与数值都取自规则包。

    Bands, steps, violations, checklists, midpoint, rates, means of parts, surveys, sums of parts, judgements: method
    and figures are the pack's.
    """
    reference = PackReference(body.rule_pack.id, body.rule_pack.version)
    found = service.criterion(indicator_of(body), body.criterion, reference)
    if found is None:
        raise InvalidRequest(errors=[FieldError("/criterion", "criterion_unknown", _NO_CRITERION)])
    weight, verdict = found
    return deduction_answer(verdict, weight, service.pack(pack_reference(body.rule_pack)).score_places)


@router.post(
    "/satisfaction",
    operation_id="calculateSatisfaction",
    summary="满意度 / Satisfaction of a survey",
    response_description="得分、公式、代入与取整 / score, formula, numbers put in, rounding",
    responses=_PROBLEMS,
)
def satisfaction(
    body: Annotated[SatisfactionRequest, Body(openapi_examples=examples.SATISFACTION)], service: Service
) -> DeductionAnswer:
    """各选项的份数乘以系数，除以有效份数；省略分值时按 100 分计，得分即为百分数。

    Counts times factors, over the valid questionnaires; without a weight it is out of 100: the percentage.
    """
    survey = Survey(None, body.valid, tuple(SurveyAnswer(each.answer, each.count) for each in body.answers))
    factors = tuple(Answer(each.answer, Fraction(each.factor)) for each in body.answers)
    weight = Decimal(body.weight) if body.weight is not None else Decimal(100)
    return deduction_answer(service.satisfaction(survey, factors, weight), weight, service.pack(None).score_places)
