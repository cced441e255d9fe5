"""What the calculations answer: the value, the formula, the numbers put in, and the rounding."""

from typing import Annotated, Literal

from app.api.v1.fields import told
from app.api.v1.sheet_answers import (
    AnswerModel,
    CitationAnswer,
    DecimalText,
    ExplanationAnswer,
    OutcomeName,
    PermittedAnswer,
)

Percent = Annotated[Literal["%"], told("单位。", "The unit.", "%")]


class RoundingAnswer(AnswerModel):
    """如何取整。How the value was rounded."""

    mode: Annotated[Literal["half_up", "none"], told("四舍五入，或不取整。", "Half up, or not at all.", "half_up")]
    places: Annotated[int | None, told("保留的小数位数。", "The decimals kept.", 2)]


class CalculationAnswer(AnswerModel):
    """公式、代入与取整。The formula, with the numbers put in, and the rounding."""

    formula: Annotated[str, told("公式。", "The formula.", "预算执行率 = 全年执行数 ÷ 全年预算数")]
    formula_en: Annotated[str, told("同上，英文。", "The same in English.", "rate = executed ÷ adjusted budget")]
    substituted: Annotated[
        str, told("代入数值的公式。", "With the numbers put in.", "22.575万元 ÷ 22.575万元 × 100% = 100%")
    ]
    rounding: RoundingAnswer
    citation: Annotated[CitationAnswer, told("公式的依据。", "Where the formula stands.")]


class RateCalculationAnswer(CalculationAnswer):
    """一个比率。A rate."""

    value: Annotated[
        DecimalText | None, told("百分数；分母为零时为 null。", "In percent; null when the denominator is zero.", "100")
    ]
    unit: Percent
    ratio: Annotated[DecimalText | None, told("比值，最多 34 位有效数字。", "Up to 34 significant digits.", "1")]


class CompletionCalculationAnswer(CalculationAnswer):
    """指标完成率。A completion ratio."""

    value: Annotated[DecimalText | None, told("完成率，百分数。", "The completion ratio in percent.", "92.44")]
    unit: Percent
    ratio: Annotated[
        DecimalText | None,
        told("比值，最多 34 位有效数字。", "Up to 34 significant digits.", "0.9244471744471744471744471744471744"),
    ]
    met: Annotated[bool | None, told("是否达到目标。", "Whether the target is met.", False)]
    direction: Annotated[str, told("指标方向。", "How target and actual are compared.", "positive")]
    outcome: OutcomeName
    score: Annotated[DecimalText | None, told("给出分值时的得分。", "The score, where a weight was given.", "13.87")]
    explanation: ExplanationAnswer


class DeductionAnswer(CalculationAnswer):
    """得分与扣分。The score, and the points lost."""

    value: Annotated[DecimalText | None, told("扣分：分值减得分。", "Points lost: weight minus score.", "4.82")]
    method: Annotated[str, told("评分方法。", "The scoring method.", "proportional")]
    outcome: OutcomeName
    weight: Annotated[DecimalText, told("分值。", "The weight.", "10")]
    score: Annotated[DecimalText | None, told("得分。", "The score.", "5.18")]
    permitted: PermittedAnswer | None
    explanation: ExplanationAnswer


class GradeCalculationAnswer(CalculationAnswer):
    """评价等级。A grade."""

    value: Annotated[str, told("等级代码。", "The grade.", "excellent")]
    grade_name: Annotated[str, told("等级名称。", "The grade's name.", "优")]
