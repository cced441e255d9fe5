"""What the feed hands out, as schemas. An item is the text of a ledger entry; a test holds the two together."""

from typing import Annotated, Literal

from pydantic import Field

from app.api.v1.answers import Attempt, EvaluationIdText, Position, RecordedAt, RecordedBy, Supersedes
from app.api.v1.fields import told
from app.api.v1.sheet_answers import AnswerModel, DecimalText, Digest

SeriesKey = Annotated[
    str,
    told(
        "同一张表的各次提交所共有。",
        "What attempts at the same form have in common.",
        "2024/project_self_evaluation/149020/11010624T000002725033",
    ),
]
TenantText = Annotated[str, told("租户。", "The tenant.", "default")]


class FeedPackAnswer(AnswerModel):
    """规则包。A rule pack."""

    id: Annotated[str, told("规则包编号。", "The id of the pack.", "beijing-project-self-evaluation")]
    version: Annotated[str, told("版本。", "The version.", "1.0.0")]
    digest: Annotated[Digest, told("规则包内容的摘要。", "Digest of the pack's content.", "sha256:07f40329…")]


class FeedEvaluationFacts(AnswerModel):
    """一次评价的要点。The facts of an evaluation."""

    id: EvaluationIdText
    attempt: Attempt
    supersedes: Supersedes
    series_key: SeriesKey
    kind: Annotated[str, told("表种。", "The kind of form.", "project_self_evaluation")]
    fiscal_year: Annotated[int, told("年度。", "The year evaluated.", 2024)]
    region_code: Annotated[str | None, told("行政区划代码。", "The region.", "110106")]
    department_code: Annotated[str | None, told("主管部门代码。", "The department's code.", "149")]
    unit_code: Annotated[str | None, told("实施单位代码。", "The unit's code.", "149020")]
    project_code: Annotated[str | None, told("项目代码。", "The project's code.", "11010624T000002725033")]
    status: Annotated[
        Literal["scored", "assessed", "incomplete"],
        told(
            "已评分、已核对（无分值的表）、有行未能计分。", "Scored, assessed, or with lines without a score.", "scored"
        ),
    ]
    score: Annotated[
        DecimalText | None, told("总分；不能得出时为 null。", "The total, null if there is none.", "98.48")
    ]
    weight: Annotated[DecimalText, told("分值合计。", "Sum of the weights.", "100")]
    declared_total: Annotated[DecimalText | None, told("填报总分。", "The total stated on the form.", "95")]
    grade: Annotated[str | None, told("等级代码。", "The grade.", "excellent")]
    finding_codes: Annotated[
        list[str], told("出现的问题代码。", "The codes of its findings.", ["DECLARED_SCORE_MISMATCH"])
    ]
    rule_pack: FeedPackAnswer
    engine_version: Annotated[str, told("评分引擎版本。", "The version of the engine.", "0.1.0")]
    submission_digest: Annotated[Digest, told("提交内容的摘要。", "Of the canonical submission.", "sha256:46d66b58…")]
    sheet_digest: Annotated[Digest, told("评分表的摘要。", "Of the score sheet.", "sha256:94145125…")]


class _Entry(AnswerModel):
    position: Position
    recorded_at: RecordedAt
    recorded_by: RecordedBy
    tenant: TenantText


class FeedEvaluation(_Entry):
    """一次评价，或对先前评价的更正。An evaluation, or the revision of an earlier one."""

    entry: Annotated[
        Literal["evaluation", "revision"], told("评价，或更正。", "An evaluation, or a revision.", "evaluation")
    ]
    evaluation: FeedEvaluationFacts


class FeedWithdrawalFacts(AnswerModel):
    """撤回的要点。The facts of a withdrawal."""

    evaluation: EvaluationIdText
    attempt: Attempt
    series_key: SeriesKey
    effective: Annotated[
        str | None,
        told("此后现行有效的评价的编号；没有则为 null。", "The attempt that counts from now on; null for none."),
    ]
    reason_digest: Annotated[Digest, told("撤回原因的摘要。", "Of the reason.", "sha256:a456f504…")]


class FeedWithdrawal(_Entry):
    """一次撤回。A withdrawal."""

    entry: Annotated[Literal["withdrawal"], told("撤回。", "A withdrawal.", "withdrawal")]
    withdrawal: FeedWithdrawalFacts


class FeedRulePack(_Entry):
    """规则包的发布。The publication of a rule pack."""

    entry: Annotated[Literal["rule_pack"], told("规则包的发布。", "A rule pack was published.", "rule_pack")]
    rule_pack: FeedPackAnswer


FeedItem = Annotated[FeedEvaluation | FeedWithdrawal | FeedRulePack, Field(discriminator="entry")]


class FeedAnswer(AnswerModel):
    """推送的一页。A page of the feed."""

    items: Annotated[list[FeedItem], told("由旧到新，位置不留空号。", "Oldest first, positions without gaps.")]
    next_after: Annotated[int, told("下一页的 after。", "`after` for the next page.", 100)]
    head: Annotated[int, told("账册现有条数；等于 next_after 时没有更多。", "How many entries there are by now.", 100)]
