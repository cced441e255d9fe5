"""A replay as a schema: the recorded sheet beside the new one, and everything in which they differ."""

from typing import Annotated, Literal

from app.api.v1.answers import EvaluationIdText
from app.api.v1.fields import told
from app.api.v1.sheet_answers import AnswerModel, DecimalText, Digest, OutcomeName, PackUsedAnswer, RateAnswer


class ReplayedTotalsAnswer(AnswerModel):
    """总分与等级。The total and the grade."""

    score: Annotated[DecimalText | None, told("总分。", "The total.", "98.48")]
    weight: Annotated[DecimalText | None, told("分值合计。", "Sum of the weights.", "100")]
    scored_sum: Annotated[DecimalText | None, told("已能计分各行的得分之和。", "Sum of the scores there are.", "98.48")]
    scored_weight: Annotated[DecimalText | None, told("已能计分各行的分值之和。", "Weight of these lines.", "100")]
    declared: Annotated[DecimalText | None, told("填报总分。", "The total stated on the form.", "95")]
    difference: Annotated[DecimalText | None, told("填报减计算。", "Declared minus computed.", "-3.48")]
    grade: Annotated[str | None, told("等级代码。", "The grade.", "excellent")]
    grade_name: Annotated[str | None, told("等级名称。", "The grade's name.", "优")]


class ReplaySideAnswer(AnswerModel):
    """一方的结果。One side of the comparison."""

    rule_pack: Annotated[PackUsedAnswer, told("所用规则包。", "The rules applied.")]
    engine_version: Annotated[str, told("评分引擎版本。", "The version of the engine.", "0.1.0")]
    sheet_digest: Annotated[Digest, told("评分表的摘要。", "Of the score sheet.", "sha256:94145125…")]
    status: Annotated[str, told("scored、assessed 或 incomplete。", "How far it got.", "scored")]
    totals: Annotated[ReplayedTotalsAnswer, told("总分与等级。", "The total and the grade.")]


class ReplayedRateAnswer(AnswerModel):
    """不同的比率。A rate that differs."""

    name: Annotated[str, told("比率。", "Which rate.", "budget_execution")]
    recorded: Annotated[RateAnswer | None, told("留存的。", "As recorded.")]
    replayed: Annotated[RateAnswer | None, told("重算的。", "As replayed.")]


class SectionScoreAnswer(AnswerModel):
    """一个部分的分值与得分。A section's weight and score."""

    weight: Annotated[DecimalText | None, told("分值。", "The weight.", "45")]
    score: Annotated[DecimalText | None, told("得分。", "The score.", "43.48")]


class ReplayedSectionAnswer(AnswerModel):
    """不同的部分。A section that differs."""

    name: Annotated[str, told("部分名称。", "The section.", "产出指标")]
    recorded: Annotated[SectionScoreAnswer | None, told("留存的。", "As recorded.")]
    replayed: Annotated[SectionScoreAnswer | None, told("重算的。", "As replayed.")]
    difference: Annotated[DecimalText | None, told("重算减留存。", "Replayed minus recorded.", "-1.5")]


class LineScoreAnswer(AnswerModel):
    """一行在一方的得分及理由。A line on one side, with the reason."""

    method: Annotated[str, told("评分方法。", "The scoring method.", "tiers")]
    outcome: OutcomeName
    weight: Annotated[DecimalText | None, told("分值。", "The weight.", "15")]
    score: Annotated[DecimalText | None, told("得分。", "The score.", "11")]
    completion_ratio: Annotated[DecimalText | None, told("完成比例；执行率一行为 null。", "The completion ratio.")]
    sentence_zh: Annotated[str, told("一句话说明。", "Why, in Chinese.")]
    sentence_en: Annotated[str, told("同上，英文。", "The same in English.")]


class ReplayedLineAnswer(AnswerModel):
    """结果不同的一行。A line whose figures differ."""

    pointer: Annotated[
        str, told("位置；/funds 为预算执行率一行。", "Where; /funds is the execution rate.", "/indicators/0")
    ]
    name: Annotated[str | None, told("指标名称。", "The indicator.", "培训参加人次")]
    changed: Annotated[list[str], told("哪些字段不同。", "Which of its fields differ.", ["score", "permitted"])]
    difference: Annotated[DecimalText | None, told("得分：重算减留存。", "Replayed score minus recorded.", "-1.5")]
    recorded: Annotated[LineScoreAnswer | None, told("留存的；没有这一行为 null。", "As recorded; null: no such line.")]
    replayed: Annotated[LineScoreAnswer | None, told("重算的；没有这一行为 null。", "As replayed; null: no such line.")]


class ReplayedFindingAnswer(AnswerModel):
    """一处问题。A finding."""

    code: Annotated[str, told("问题代码。", "The code.", "DECLARED_SCORE_MISMATCH")]
    severity: Annotated[Literal["error", "warning", "info"], told("严重程度。", "How serious it is.", "warning")]
    pointer: Annotated[str, told("位置。", "Where.", "/indicators/0/declared_score")]
    message_zh: Annotated[str, told("中文说明。", "In Chinese.", "“培训参加人次”按规则应得 13.87 分，填报 12 分")]
    message_en: Annotated[str, told("英文说明。", "In English.")]


class ChangedFindingAnswer(AnswerModel):
    """同一处、说法不同的问题。A finding that says something else of the same place."""

    recorded: Annotated[ReplayedFindingAnswer, told("留存的。", "As recorded.")]
    replayed: Annotated[ReplayedFindingAnswer, told("重算的。", "As replayed.")]


class ReplayAnswer(AnswerModel):
    """留存的评分表与重算的评分表，及全部不同之处。The recorded sheet against the replayed one."""

    evaluation: EvaluationIdText
    same_pack: Annotated[bool, told("规则包内容是否与留存时相同。", "Whether the rules are the same to the letter.")]
    engine_differs: Annotated[
        bool,
        told(
            "评分引擎版本是否不同；不同时评分表至少在版本号上不同，reproduced 为 false。",
            "Whether another engine version scored it; its number alone makes the sheets unequal.",
        ),
    ]
    reproduced: Annotated[bool, told("评分表是否逐字节相同。", "Whether the sheets are equal to the byte.")]
    recorded: Annotated[ReplaySideAnswer, told("留存的一方。", "As recorded.")]
    replayed: Annotated[ReplaySideAnswer, told("重算的一方。", "As replayed.")]
    score_difference: Annotated[
        DecimalText | None, told("总分：重算减留存。", "Replayed total minus recorded.", "-1.5")
    ]
    rates: Annotated[list[ReplayedRateAnswer], told("不同的比率。", "Rates that differ.")]
    sections: Annotated[list[ReplayedSectionAnswer], told("不同的部分。", "Sections that differ.")]
    lines: Annotated[list[ReplayedLineAnswer], told("结果不同的各行。", "Lines whose figures differ.")]
    reworded: Annotated[
        list[str],
        told(
            "结果相同、只是说明或依据不同的各行。",
            "Lines with the same figures and other words or another citation.",
            ["/indicators/0"],
        ),
    ]
    findings_gone: Annotated[list[ReplayedFindingAnswer], told("重算后不再有的问题。", "Findings that are gone.")]
    findings_new: Annotated[list[ReplayedFindingAnswer], told("重算后新出现的问题。", "Findings that are new.")]
    findings_changed: Annotated[list[ChangedFindingAnswer], told("说法不同的问题。", "Findings that changed.")]
