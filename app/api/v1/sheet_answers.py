"""The score sheet as a schema: every field present, every figure an exact decimal string.

The sheets themselves are written by `app.services`; a test holds them to these models.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, WithJsonSchema

from app.api.v1.fields import told

DecimalText = Annotated[str, WithJsonSchema({"type": "string", "format": "decimal"})]
Digest = Annotated[str, told("摘要，前缀为算法。", "A digest, the algorithm first.", "sha256:46d66b58…")]
OutcomeName = Annotated[
    Literal["scored", "declared_accepted", "assessed", "not_applicable", "needs_judgement", "unreadable"],
    told(
        "得分从何而来：按规则计算、采纳填报得分、只评完成情况（无分值的表）、不适用、待人工判断、无法读取；"
        "后两种得分为 null。",
        "How the score came about; `assessed` is a line of a form without points; the last two have no score: "
        "null, never a guess.",
        "scored",
    ),
]


def _leave_open(schema: dict[str, Any]) -> None:
    """Answers get further fields inside v1: a client made from today's document must not refuse tomorrow's answer."""
    del schema["additionalProperties"]


class AnswerModel(BaseModel):
    """Extra fields are refused where a test holds an answer to its model; the document leaves them open."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=_leave_open)


class NamedCodeAnswer(AnswerModel):
    """编码与名称。A code and a name, as sent."""

    code: Annotated[str | None, told("编码。", "The code.", "149020")]
    name: Annotated[str | None, told("名称。", "The name.", "北京市丰台区社区卫生服务管理中心")]


class PackUsedAnswer(AnswerModel):
    """所用的规则包。Which rules were applied."""

    id: Annotated[str, told("规则包编号。", "The id of the pack.", "beijing-project-self-evaluation")]
    version: Annotated[str, told("版本。", "The version.", "1.0.0")]
    digest: Annotated[Digest, told("规则包内容的摘要。", "Digest of the pack's content.", "sha256:07f40329…")]
    resolved_by: Annotated[
        Literal["named", "named_version", "region", "national"],
        told(
            "规则包如何确定：指明编号、指明编号与版本、按地区、按全国标准。",
            "How the pack was found: by id, by id and version, by region, or the national one.",
            "named_version",
        ),
    ]


class TotalsAnswer(AnswerModel):
    """总分与等级。The total and the grade."""

    score: Annotated[
        DecimalText | None,
        told(
            "按规则计算的总分；有一行不能计分时为 null。",
            "The total by the rules; null unless all lines count.",
            "98.48",
        ),
    ]
    weight: Annotated[DecimalText, told("分值合计。", "Sum of the weights.", "100")]
    scored_sum: Annotated[DecimalText, told("已能计分各行的得分之和。", "Sum of the scores there are.", "98.48")]
    scored_weight: Annotated[DecimalText, told("已能计分各行的分值之和。", "Weight of the lines with a score.", "100")]
    declared: Annotated[DecimalText | None, told("填报总分。", "The total stated on the form.", "95")]
    difference: Annotated[DecimalText | None, told("填报减计算。", "Declared minus computed.", "-3.48")]
    grade: Annotated[str | None, told("等级代码。", "The grade.", "excellent")]
    grade_name: Annotated[str | None, told("等级名称。", "The grade's name.", "优")]
    declared_grade: Annotated[
        str | None,
        told("填报等级；未填时由填报总分得出。", "The grade stated, else that of the declared total.", "excellent"),
    ]


class RateAnswer(AnswerModel):
    """一个比率及其分子分母。A rate with what it was made of."""

    ratio: Annotated[
        DecimalText | None,
        told("比值，最多 34 位有效数字；分母为零时为 null。", "Up to 34 significant digits; null over zero.", "1"),
    ]
    percent: Annotated[DecimalText | None, told("百分数，两位小数。", "The percentage, to two places.", "100.00")]
    numerator: Annotated[DecimalText, told("分子。", "The numerator.", "22.575")]
    denominator: Annotated[DecimalText, told("分母。", "The denominator.", "22.575")]
    unit: Annotated[str | None, told("分子、分母的单位。", "The unit of both.", "万元")]
    denominator_name: Annotated[str, told("分母口径。", "What the denominator is.", "adjusted_budget")]


class RatesAnswer(AnswerModel):
    """各项资金比率。The rates of the funds."""

    budget_execution: Annotated[RateAnswer | None, told("预算执行率。", "The budget execution rate.")]
    fund_arrival: Annotated[RateAnswer | None, told("资金到位率。", "The fund arrival rate.")]


class PermittedAnswer(AnswerModel):
    """按规则，填报得分可取的范围；定量指标只有一个值。The range a declared score may take under the rule."""

    min: Annotated[DecimalText, told("下限，含。", "The lower bound, inside.", "9")]
    max: Annotated[DecimalText, told("上限。", "The upper bound.", "12")]
    max_exclusive: Annotated[bool, told("上限是否不含。", "Whether the upper bound is outside.", True)]


class StepAnswer(AnswerModel):
    """推算的一步。One step of the reckoning."""

    step: Annotated[str, told("步骤代码。", "Which step.", "completion_ratio")]
    zh: Annotated[str, told("中文说明。", "In Chinese.", "完成比例 1505 ÷ 1628 = 92.44%")]
    en: Annotated[str, told("英文说明。", "In English.", "completion ratio 1505 ÷ 1628 = 92.44%")]


class CitationAnswer(AnswerModel):
    """依据的文件与条款。The document and clause a rule comes from."""

    document: Annotated[str, told("文件。", "The document.", "财预〔2020〕10号《项目支出绩效评价管理办法》")]
    article: Annotated[str | None, told("条款。", "The clause.", "附件")]
    verified: Annotated[
        bool, told("条款是否已对照原文核实。", "Whether the clause was checked against its text.", True)
    ]


class InterpretationAnswer(AnswerModel):
    """得分所依据的口径，以及另一种理解会得几分。A reading the score rests on, and the other one's score."""

    id: Annotated[str, told("规则包中的口径编号。", "The pack's id for it.", "decimals_of_a_score")]
    question_zh: Annotated[str, told("条文未说清之处。", "What the text leaves open.")]
    question_en: Annotated[str, told("同上，英文。", "The same in English.")]
    reading_zh: Annotated[str, told("采用的理解。", "The reading applied.")]
    reading_en: Annotated[str, told("同上，英文。", "The same in English.")]
    evidence: Annotated[str, told("采用的理由。", "What speaks for it.")]
    other_reading_zh: Annotated[str, told("另一种理解。", "The other reading.")]
    other_reading_en: Annotated[str, told("同上，英文。", "The same in English.")]
    other_score: Annotated[DecimalText | None, told("按另一种理解的得分。", "What it would have scored.", "12")]


class ExplanationAnswer(AnswerModel):
    """一行得分的由来：规则、公式、代入、取整、依据。Why a line has its score."""

    rule_zh: Annotated[
        str, told("评分标准原文。", "The rule's sentence.", "达到指标值的得满分；未达到的，得分＝分值×完成比例。")
    ]
    rule_en: Annotated[str, told("同上，英文。", "The same in English.")]
    formula: Annotated[str, told("公式。", "The formula.", "得分 = 分值 × 实际完成值 ÷ 年度指标值")]
    formula_en: Annotated[str, told("同上，英文。", "The same in English.", "score = weight × actual ÷ target")]
    substituted: Annotated[str, told("代入数值的公式。", "With the numbers put in.", "15 × 1505 ÷ 1628 = 13.87")]
    steps: Annotated[list[StepAnswer], told("推算步骤，含取整。", "Every step, rounding included.")]
    citation: Annotated[CitationAnswer, told("依据。", "The authority.")]
    interpretation: Annotated[
        InterpretationAnswer | None, told("得分所依据的口径。", "The reading the score rests on, if any.")
    ]
    other_readings: Annotated[list[InterpretationAnswer], told("其余口径。", "Further readings, if any.")]
    sentence_zh: Annotated[
        str,
        told(
            "一句话说明。",
            "All of it in one sentence, Chinese.",
            "未达到指标值，按完成比例 92.44% 计分：15 × 1505 ÷ 1628 = 13.87 分",
        ),
    ]
    sentence_en: Annotated[
        str,
        told(
            "同上，英文。",
            "The same in English.",
            "target not met, scored in proportion (92.44%): 15 × 1505 ÷ 1628 = 13.87",
        ),
    ]


class ExecutionAnswer(AnswerModel):
    """预算执行率的得分。The line of the budget execution rate."""

    method: Annotated[str, told("评分方法。", "The scoring method.", "proportional")]
    outcome: OutcomeName
    weight: Annotated[DecimalText, told("分值。", "The weight.", "10")]
    score: Annotated[DecimalText | None, told("得分。", "The score.", "10")]
    permitted: PermittedAnswer | None
    declared_score: Annotated[DecimalText | None, told("填报得分。", "The score stated.", "10")]
    difference: Annotated[DecimalText | None, told("填报减计算。", "Declared minus computed.", "0")]
    explanation: ExplanationAnswer


class FundsAnswer(AnswerModel):
    """资金：比率与执行率得分。Funds: the rates, and the score of the execution rate."""

    unit: Annotated[str | None, told("金额单位。", "The unit of the amounts.", "万元")]
    rates: RatesAnswer
    execution: Annotated[
        ExecutionAnswer | None, told("执行率一行；没有这一行的表为 null。", "Null for a form without such a line.")
    ]


class SectionAnswer(AnswerModel):
    """一级指标的小计。The subtotal of a section."""

    name: Annotated[str, told("所印名称。", "The name as printed.", "产出指标")]
    section: Annotated[str | None, told("规则包中的分类。", "The pack's id for it.", "output")]
    weight: Annotated[DecimalText | None, told("分值。", "The weight.", "45")]
    score: Annotated[DecimalText | None, told("得分。", "The score.", "43.48")]
    declared_score: Annotated[DecimalText | None, told("填报得分。", "The score stated.", "40")]


class ActualAnswer(AnswerModel):
    """实际完成值一格读出的内容。What was read of the actual cell."""

    printed: Annotated[str | None, told("所印原文。", "As printed.", "1505")]
    value: Annotated[DecimalText | None, told("数值。", "The number.", "1505")]
    unit: Annotated[str | None, told("计量单位。", "The unit.", "人次")]
    text: Annotated[str | None, told("文字或日期。", "Words or a date.", None)]


class TargetAnswer(ActualAnswer):
    """年度指标值一格读出的内容。What was read of the target cell."""

    comparator: Annotated[Literal["ge", "le", "gt", "lt", "eq"] | None, told("比较符号。", "The comparison.", "ge")]
    upper: Annotated[DecimalText | None, told("区间上限。", "The upper bound of a range.", None)]


class CountedAnswer(AnswerModel):
    """分担同级不适用指标的分值之后计入总分的部分。What counts, with the weight of siblings that do not apply."""

    weight: Annotated[DecimalText, told("计入的分值。", "The weight that counts.", "13.33")]
    score: Annotated[DecimalText | None, told("计入的得分。", "The score that counts.", "12.32")]


class IndicatorAnswer(AnswerModel):
    """一行指标的得分。The score of one indicator."""

    level1: Annotated[str | None, told("一级指标。", "Level 1.", "产出指标")]
    level2: Annotated[str | None, told("二级指标。", "Level 2.", "数量指标")]
    name: Annotated[str | None, told("三级指标。", "The indicator.", "培训参加人次")]
    criterion: Annotated[
        str | None, told("规则包中的评分标准编号；自列指标为 null。", "The pack's criterion; null for the unit's own.")
    ]
    target: TargetAnswer
    actual: ActualAnswer
    method: Annotated[str, told("评分方法。", "The scoring method.", "completion_ratio")]
    direction: Annotated[
        Literal["positive", "negative", "exact", "range", "deadline", "qualitative", "judged"],
        told(
            "如何比较：正向、反向、等于、区间、时限、定性、人工判断。",
            "How target and actual are compared.",
            "positive",
        ),
    ]
    outcome: OutcomeName
    completion_ratio: Annotated[
        DecimalText | None,
        told("完成率，最多 34 位有效数字。", "Up to 34 significant digits.", "0.9244471744471744471744471744471744"),
    ]
    weight: Annotated[DecimalText | None, told("分值。", "The weight.", "15")]
    score: Annotated[DecimalText | None, told("得分。", "The score.", "13.87")]
    counted: CountedAnswer | None = None
    permitted: PermittedAnswer | None
    declared_score: Annotated[DecimalText | None, told("填报得分。", "The score stated.", "12")]
    difference: Annotated[DecimalText | None, told("填报减计算。", "Declared minus computed.", "-1.87")]
    explanation: ExplanationAnswer


class FindingAnswer(AnswerModel):
    """须由复核人员看到的问题，不影响得分。Something a reviewer must see; it never changes a score."""

    code: Annotated[str, told("问题代码。", "The code.", "DECLARED_SCORE_MISMATCH")]
    severity: Annotated[Literal["error", "warning", "info"], told("严重程度。", "How serious.", "warning")]
    pointer: Annotated[
        str, told("提交内容中的位置（JSON Pointer）。", "Where in the form.", "/indicators/0/declared_score")
    ]
    message_zh: Annotated[str, told("中文说明。", "In Chinese.", "“培训参加人次”按规则应得 13.87 分，填报 12 分")]
    message_en: Annotated[str, told("英文说明。", "In English.", "“培训参加人次”: 13.87 by the rule, declared 12")]
    evidence: Annotated[
        dict[str, str], told("所据数值。", "The figures it rests on.", {"declared": "12", "computed": "13.87"})
    ]


class SheetAnswer(AnswerModel):
    """评分表：一经算出不再改变。The score sheet: what never changes once computed."""

    kind: Annotated[str, told("表种。", "The kind of form.", "project_self_evaluation")]
    fiscal_year: Annotated[int, told("年度。", "The year evaluated.", 2024)]
    region_code: Annotated[str | None, told("行政区划代码。", "The region.", "110106")]
    project: Annotated[NamedCodeAnswer, told("项目。", "The project.")]
    department: Annotated[NamedCodeAnswer, told("主管部门。", "The department responsible.")]
    unit: Annotated[NamedCodeAnswer, told("实施单位。", "The unit that spends.")]
    rule_pack: PackUsedAnswer
    engine_version: Annotated[str, told("评分引擎版本。", "The version of the engine.", "0.1.0")]
    totals: TotalsAnswer
    funds: FundsAnswer
    sections: Annotated[list[SectionAnswer], told("一级指标的小计。", "The subtotals.")]
    indicators: Annotated[list[IndicatorAnswer], told("逐项得分，按提交的顺序。", "The lines, in the order sent.")]
    findings: Annotated[list[FindingAnswer], told("问题清单。", "The findings.")]
