"""The indicator table of a form (绩效指标), with what some methods need beside target and actual."""

from typing import Annotated

from pydantic import Field

from app.api.v1.fields import (
    MAX_ROWS,
    BlankableNumber,
    BlankableWeight,
    Count,
    Direction,
    ExactNumber,
    Name,
    Percentage,
    Printed,
    RequestModel,
    RequiredText,
    Text,
    Tier,
    Value,
    Weight,
    told,
)

FactName = Annotated[str, Field(min_length=1, max_length=200)]


class Check(RequestModel):
    """一项评价要点的核查结果。Whether one evaluation point is as it should be."""

    point: Annotated[Name, told("要点编号或名称，如规则包所列。", "The point, as the pack lists it.", "①")]
    met: Annotated[
        bool,
        told(
            "是否符合要求；反面表述的要点同样以“符合”为 true。",
            "As it should be, also for points put negatively.",
            True,
        ),
    ]
    note: Annotated[Text | None, told("说明。", "A note.", "制度齐全")] = None


class Deduction(RequestModel):
    """一笔人工扣分，须有理由与扣分人。A person's deduction, with its reason and author."""

    amount: Annotated[Weight, told("扣分值。", "Points deducted.", "2")]
    reason: Annotated[RequiredText, told("扣分理由。", "The reason.", "绩效目标与工作内容关联不足")]
    author: Annotated[Name, Field(min_length=1), told("扣分人。", "Who decided it.", "评审专家组")]


class SurveyAnswer(RequestModel):
    """一个选项的份数。How many chose one answer."""

    answer: Annotated[Name, told("选项。", "The answer.", "满意")]
    count: Annotated[Count, told("份数。", "How many chose it.", 45)]


class Survey(RequestModel):
    """满意度调查。A satisfaction survey."""

    issued: Annotated[Count | None, told("发放份数。", "Questionnaires issued.", 50)] = None
    valid: Annotated[Count | None, told("有效份数。", "Valid questionnaires.", 50)] = None
    answers: Annotated[list[SurveyAnswer], Field(max_length=50), told("各选项份数。", "The count of each answer.")]


class Part(RequestModel):
    """一个分项；一行按各分项的平均值计分。A sub-indicator; the line scores by the mean of its parts."""

    name: Annotated[Name, told("分项名称。", "Its name.", "补助在编职工")]
    target: Annotated[Value | None, told("分项指标值。", "Its target.", "105人")] = None
    actual: Annotated[Value | None, told("分项实际完成值。", "Its actual value.", "105人")] = None


class Indicator(RequestModel):
    """绩效指标的一行。One line of the indicator table."""

    level1: Annotated[
        Name | None, told("一级指标，可含分值，如 产出指标(50分)。", "Level 1 as printed.", "产出指标")
    ] = None
    level2: Annotated[Name | None, told("二级指标。", "Level 2 as printed.", "数量指标")] = None
    name: Annotated[Name | None, told("三级指标。", "The indicator (level 3).", "培训参加人次")] = None
    criterion: Annotated[
        Name | None, told("规则包中的评分标准编号。", "The pack's id for it.", "budget_completion_rate")
    ] = None
    target: Annotated[
        Value | None,
        told(
            "年度指标值，按表中所印填写，或拆分为 comparator、value、unit。",
            "The target as printed, or taken apart into comparator, value and unit.",
            "≥1628",
        ),
    ] = None
    initial_target: Annotated[Value | None, told("调整前的指标值。", "The target before it was adjusted.", "≥1700")] = (
        None
    )
    actual: Annotated[Value | None, told("实际完成值，按表中所印填写。", "The actual value as printed.", "1505")] = None
    direction: Annotated[
        Direction | None,
        told(
            "指标方向：positive 越大越好，negative 越小越好；符号已表明时可省略。",
            "More is better or less is better, where the sign is missing.",
            "positive",
        ),
    ] = None
    weight: Annotated[BlankableWeight | None, told("分值。", "The maximum score.", "15")] = None
    declared_score: Annotated[BlankableNumber | None, told("填报的得分。", "The score stated.", "12")] = None
    deviation_reason: Annotated[Text | None, told("偏差原因。", "Why points were lost.", "部分机构转型，人员流出")] = (
        None
    )
    improvement: Annotated[Text | None, told("改进措施。", "What will be done.", "追踪人员变动，督导学习进度")] = None
    declared_completion: Annotated[Printed | None, told("填报的完成率。", "The completion rate stated.", "92.44%")] = (
        None
    )
    formula: Annotated[Text | None, told("所印计算式。", "A printed calculation.", "(1231.86/1586)*100%=77.67%")] = None
    facts: Annotated[
        dict[FactName, ExactNumber] | None,
        Field(max_length=MAX_ROWS),
        told(
            "评分所需数据，名称见规则包 inputs。",
            "Named amounts; the pack lists the names.",
            {"completed": "1231.18"},
        ),
    ] = None
    checks: Annotated[
        list[Check] | None, Field(max_length=MAX_ROWS), told("评价要点的核查。", "The evaluation points.")
    ] = None
    tier: Annotated[Tier | None, told("定性指标的达成档次。", "The tier of a qualitative indicator.", "achieved")] = (
        None
    )
    completion: Annotated[Percentage | None, told("完成率（百分数）。", "The share achieved, in percent.", "85")] = None
    deductions: Annotated[
        list[Deduction] | None, Field(max_length=MAX_ROWS), told("人工扣分。", "Deductions by a person.")
    ] = None
    survey: Annotated[Survey | None, told("满意度调查。", "A satisfaction survey.")] = None
    parts: Annotated[list[Part] | None, Field(max_length=MAX_ROWS), told("分项指标。", "Sub-indicators.")] = None
    not_applicable: Annotated[
        bool | None,
        told("不适用；理由写在 deviation_reason。", "Does not apply; say why in deviation_reason.", False),
    ] = None
    core: Annotated[bool | None, told("核心指标。", "A core indicator.", False)] = None
