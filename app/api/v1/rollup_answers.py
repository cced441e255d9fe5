"""A roll-up as a schema; the answers themselves are written by `app.services`, and a test holds them to these."""

from typing import Annotated, Literal

from app.api.v1.answers import EvaluationIdText
from app.api.v1.fields import told
from app.api.v1.requests import FormKind
from app.api.v1.sheet_answers import AnswerModel, DecimalText

ReasonName = Annotated[
    Literal[
        "no_score",
        "weights_not_total",
        "no_funds",
        "funds_not_positive",
        "missing",
        "not_applicable",
        "unnamed",
        "repeated",
        "not_a_number",
        "unreadable",
        "range",
        "inequality",
        "unit_unsure",
        "unit_mismatch",
        "implausible",
        "not_additive",
    ],
    told(
        "未计入的原因。表：no_score 没有得分；weights_not_total 分值合计不等于满分，得分不可比；no_funds 未填资金；"
        "funds_not_positive 资金为零，没有权重。单元格：missing 未填；not_applicable 不适用；unnamed 指标没有名称；"
        "repeated 同一张表中同名指标再次出现；not_a_number 文字或日期；unreadable 读不确定；range 区间；"
        "inequality 实际值写成不等式；unit_unsure 没有单位，按哪个单位计不明确；unit_mismatch 指标值与实际值单位不同；"
        "implausible 不可能成立（如满意度 290%）；not_additive 相加没有意义（时长、单价、人均、平均值等）。",
        "Why it is not contained. Forms: no score; weights that do not add up, so that scores do not compare; no "
        "funds; funds of zero, which weigh nothing. Cells: empty; not applicable; no name; the name a second time "
        "on one form; words or a date; not read for certain; a range; an actual given as an inequality; no unit "
        "where one is needed; target and actual in unlike units; impossible; no sense in adding it up (durations, "
        "prices, amounts per head, averages).",
        "inequality",
    ),
]


class ShareAnswer(AnswerModel):
    """一张表带入的数。What one form brings into a figure."""

    evaluation: EvaluationIdText
    pointer: Annotated[str | None, told("所在单元格；得分与资金为 null。", "The cell.", "/indicators/0/actual")]
    value: Annotated[DecimalText, told("带入的值，已换算为汇总数的单位。", "Its value, in the figure's unit.", "98.48")]
    weight: Annotated[DecimalText | None, told("权重（元）；不加权为 null。", "Its weight, in 元.", "225750")]


class LeftOutAnswer(AnswerModel):
    """未计入的一张表或一个单元格，及其原因。What a figure does not contain, and why."""

    evaluation: EvaluationIdText
    pointer: Annotated[str | None, told("所在单元格。", "The cell.", "/indicators/7/actual")]
    printed: Annotated[str | None, told("单元格所印的内容。", "What the cell says.", "≥90")]
    reason: ReasonName


class FigureAnswer(AnswerModel):
    """汇总数及其构成。A rolled-up figure with everything it consists of."""

    comparator: Annotated[
        Literal["ge", "le", "gt", "lt", "eq"] | None,
        told("指标值共有的比较符号：同号的限值可以相加、平均。", "The sign that all its targets share.", "ge"),
    ]
    value: Annotated[
        DecimalText | None,
        told(
            "合计为精确值；平均值四舍五入，保留两位小数；无可汇总的为 null。",
            "Sums are exact, means rounded half up to two decimals; null where there is nothing.",
            "98.48",
        ),
    ]
    unit: Annotated[str | None, told("单位。", "The unit.", "元")]
    contributions: Annotated[list[ShareAnswer], told("构成。", "What it consists of.")]
    left_out: Annotated[list[LeftOutAnswer], told("未计入的。", "What it does not contain.")]


class RolledUpPartAnswer(AnswerModel):
    """单位可换算的一组值。Values in units that convert into each other."""

    unit: Annotated[str | None, told("汇总所用单位；都没有单位的为 null。", "The unit it is put in.", "人次")]
    method: Annotated[
        Literal["sum", "weighted_mean"],
        told("绝对值相加，相对值按资金加权平均。", "Absolute values add up, relative ones are weighted.", "sum"),
    ]
    targets: Annotated[list[FigureAnswer], told("年度指标值，每种比较符号一个。", "Targets, one figure per sign.")]
    actual: Annotated[FigureAnswer, told("实际完成值。", "What was achieved.")]
    targets_by_executed: Annotated[
        list[FigureAnswer],
        told("另一口径：按执行数加权的指标值。", "The other reading: weighted by what was executed."),
    ]
    actual_by_executed: Annotated[
        FigureAnswer | None, told("另一口径：按执行数加权的完成值；相加的为 null。", "The same; null for a sum.")
    ]


class RolledUpIndicatorAnswer(AnswerModel):
    """同名指标的汇总。One indicator over all forms that have it."""

    name: Annotated[str | None, told("指标名称，不含空格和括号中的分值。", "Its name.", "培训参加人次")]
    parts: Annotated[list[RolledUpPartAnswer], told("按单位分列；单位不同的不合并。", "Unlike units stay apart.")]
    apart: Annotated[list[LeftOutAnswer], told("单独列出的单元格。", "Cells that no figure contains.")]


class RolledFormAnswer(AnswerModel):
    """组内的一张表。One form of a group."""

    evaluation: EvaluationIdText
    name: Annotated[str | None, told("项目名称；没有的用单位名称。", "The project, else the unit.", "系统运维费")]
    score: Annotated[DecimalText | None, told("总分。", "The total.", "98.48")]
    grade: Annotated[str | None, told("等级。", "The grade.", "excellent")]


class GroupAnswer(AnswerModel):
    """一个分组中同一表种的表。The forms of one kind of a group."""

    key: Annotated[str | None, told("编码（没有编码的用名称）、区划或年度；未填的为 null。", "Its key.", "149")]
    kind: Annotated[
        FormKind,
        told(
            "表种；不同表种分开汇总，因为部门整体支出已含各项目支出。",
            "The kind of form; kinds stay apart, as a department's spending holds that of its projects.",
            "project_self_evaluation",
        ),
    ]
    label: Annotated[str | None, told("名称。", "Its name.", "北京市丰台区卫生健康委员会")]
    count: Annotated[int, told("表数。", "How many forms.", 5)]
    evaluations: Annotated[list[RolledFormAnswer], told("组内各表。", "The forms of the group.")]
    grades: Annotated[dict[str, int], told("各等级表数。", "How many of each grade.", {"excellent": 5})]
    ungraded: Annotated[int, told("没有等级的表数。", "How many have no grade.", 0)]
    fiscal_years: Annotated[dict[str, int], told("各年度表数。", "How many forms of each year.", {"2024": 5})]
    rule_packs: Annotated[
        dict[str, int],
        told(
            "按规则包计的表数；按不同规则评出的分，平均时请留意。",
            "How many forms each pack has scored.",
            {"beijing-project-self-evaluation@1.0.0": 5},
        ),
    ]
    average_score: Annotated[FigureAnswer, told("平均分。", "The plain average.")]
    weighted_score: Annotated[FigureAnswer, told("按全年预算数加权的平均分。", "Weighted by the adjusted budget.")]
    weighted_score_by_executed: Annotated[
        FigureAnswer, told("另一口径：按执行数加权的平均分。", "The other reading: weighted by what was executed.")
    ]
    adjusted_budget: Annotated[FigureAnswer, told("全年预算数合计。", "Sum of the adjusted budgets.")]
    executed: Annotated[FigureAnswer, told("全年执行数合计。", "Sum of what was executed.")]
    indicators: Annotated[list[RolledUpIndicatorAnswer], told("各项指标。", "Every indicator.")]


class RollUpAnswer(AnswerModel):
    """汇总结果。A roll-up."""

    group_by: Annotated[str, told("分组方式。", "What it is grouped by.", "department")]
    forms: Annotated[int, told("汇总的表数。", "How many forms.", 5)]
    weighted_by: Annotated[
        str, told("加权所用资金：全年预算数。", "The money that weighs: the adjusted budget.", "adjusted_budget")
    ]
    groups: Annotated[list[GroupAnswer], told("各组，按编码排列。", "By their key.")]
