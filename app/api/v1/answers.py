"""What the service answers about recorded evaluations, as schemas.

The bodies themselves are written by `app.services`; a test holds them to these models.
"""

from typing import Annotated, Any, Literal

from app.api.v1.fields import told
from app.api.v1.sheet_answers import (
    AnswerModel,
    DecimalText,
    Digest,
    ExplanationAnswer,
    OutcomeName,
    PackUsedAnswer,
    SheetAnswer,
)

EvaluationIdText = Annotated[
    str, told("评价编号（UUIDv7）。", "The id of the evaluation.", "01a2039f-3114-7a8a-9d09-37b054604be4")
]
StatusName = Annotated[
    Literal["scored", "assessed", "incomplete", "superseded", "withdrawn"],
    told(
        "已评分、已核对（无分值的表）、有行未能计分、已被替代、已撤回。",
        "Scored, assessed (a form without weights), with lines that have no score, superseded, withdrawn.",
        "scored",
    ),
]
PreviewStatusName = Annotated[
    Literal["scored", "assessed", "incomplete"],
    told(
        "已评分、已核对（无分值的表）、有行未能计分。", "Scored, assessed, or with lines that have no score.", "scored"
    ),
]
Attempt = Annotated[int, told("同一张表第几次提交。", "Which attempt at the same form this is.", 1)]
Effective = Annotated[bool, told("是否为现行有效的一次。", "Whether it is the one that counts.", True)]
RecordedAt = Annotated[str, told("留存时间（RFC 3339）。", "When it was recorded.", "2026-11-22T13:00:00.000000Z")]
RecordedBy = Annotated[str, told("提交者。", "Who sent it.", "budget-office")]
Supersedes = Annotated[
    str | None, told("留存时被它替代的评价的编号。", "The id of what it replaced when it was recorded.", None)
]
Position = Annotated[int, told("在账册中的位置，从 1 起，不留空号。", "Its place in the ledger, without gaps.", 1)]

_NOT_RECORDED = told("未留存，恒为 null。", "Nothing was recorded: always null.", None)


class WithdrawalAnswer(AnswerModel):
    """撤回：原因、时间、在账册中的位置。Why and when it was withdrawn."""

    reason: Annotated[str, told("撤回原因。", "The reason.", "误报，项目已撤销")]
    recorded_at: RecordedAt
    position: Position


class LinksAnswer(AnswerModel):
    """相关地址。Where to go from here."""

    self: Annotated[str, told("本次评价。", "This evaluation.", "/v1/evaluations/01a2039f-3114-7a8a-9d09-37b054604be4")]
    audit: Annotated[
        str, told("评分留痕。", "Its audit.", "/v1/evaluations/01a2039f-3114-7a8a-9d09-37b054604be4/audit")
    ]
    receipt: Annotated[
        str, told("回执。", "Its receipt.", "/v1/evaluations/01a2039f-3114-7a8a-9d09-37b054604be4/receipt")
    ]
    chart: Annotated[
        str,
        told(
            "失分图。", "Where the points were lost.", "/v1/evaluations/01a2039f-3114-7a8a-9d09-37b054604be4/chart.svg"
        ),
    ]


class LedgerPlaceAnswer(AnswerModel):
    """各项摘要，以及在账册中的位置。Digests, and the place in the caller's ledger."""

    submission_digest: Annotated[Digest, told("提交内容的摘要。", "Of the canonical submission.", "sha256:46d66b58…")]
    sheet_digest: Annotated[Digest, told("评分表的摘要。", "Of the score sheet.", "sha256:94145125…")]
    entry_digest: Annotated[Digest, told("账册条目的摘要。", "Of the ledger entry.", "sha256:8890f74d…")]
    position: Position


class EvaluationAnswer(SheetAnswer):
    """一次留存的评价。A recorded evaluation."""

    id: EvaluationIdText
    status: StatusName
    attempt: Attempt
    effective: Effective
    supersedes: Supersedes
    superseded_by: Annotated[
        str | None,
        told(
            "现行有效的一次的编号，如果不是它自己。",
            "The id of the attempt that counts, where it is not this one.",
            None,
        ),
    ]
    withdrawal: Annotated[WithdrawalAnswer | None, told("撤回；未撤回为 null。", "Null unless it was withdrawn.", None)]
    recorded_at: RecordedAt
    links: LinksAnswer
    audit: LedgerPlaceAnswer


class PreviewAnswer(SheetAnswer):
    """同样的评分表，未留存：留存才有的各项恒为 null。The same sheet without a record: its members are always null.

    They have the types of a record, which client generators understand; a bare null they do not.
    """

    id: Annotated[str | None, _NOT_RECORDED]
    status: PreviewStatusName
    attempt: Annotated[int | None, _NOT_RECORDED]
    effective: Annotated[bool | None, _NOT_RECORDED]
    supersedes: Annotated[str | None, _NOT_RECORDED]
    superseded_by: Annotated[str | None, _NOT_RECORDED]
    withdrawal: Annotated[WithdrawalAnswer | None, _NOT_RECORDED]
    recorded_at: Annotated[str | None, _NOT_RECORDED]
    links: Annotated[LinksAnswer | None, _NOT_RECORDED]
    audit: Annotated[LedgerPlaceAnswer | None, _NOT_RECORDED]


class EvaluationSummaryAnswer(AnswerModel):
    """列表中的一条。One line of the list."""

    id: EvaluationIdText
    status: StatusName
    kind: Annotated[str, told("表种。", "The kind of form.", "project_self_evaluation")]
    fiscal_year: Annotated[int, told("年度。", "The year evaluated.", 2024)]
    region_code: Annotated[str | None, told("行政区划代码。", "The region.", "110106")]
    department_code: Annotated[str | None, told("主管部门代码。", "The department's code.", "149")]
    unit_code: Annotated[str | None, told("实施单位代码。", "The unit's code.", "149020")]
    project_code: Annotated[str | None, told("项目代码。", "The project's code.", "11010624T000002725033")]
    rule_pack_id: Annotated[str, told("规则包编号。", "The id of the pack.", "beijing-project-self-evaluation")]
    rule_pack_version: Annotated[str, told("规则包版本。", "The version of the pack.", "1.0.0")]
    score: Annotated[
        DecimalText | None, told("总分；不能得出时为 null。", "The total, null if there is none.", "98.48")
    ]
    grade: Annotated[str | None, told("等级代码。", "The grade.", "excellent")]
    findings: Annotated[list[str], told("出现的问题代码。", "The codes of its findings.", ["DECLARED_SCORE_MISMATCH"])]
    attempt: Attempt
    effective: Effective
    recorded_at: RecordedAt
    position: Position
    href: Annotated[str, told("地址。", "Where it is.", "/v1/evaluations/01a2039f-3114-7a8a-9d09-37b054604be4")]


class EvaluationListAnswer(AnswerModel):
    """一页评价。A page of evaluations."""

    items: Annotated[list[EvaluationSummaryAnswer], told("由新到旧。", "Newest first.")]
    next_cursor: Annotated[
        str | None, told("下一页游标；没有下一页时为 null。", "The cursor of the next page, null after the last.", None)
    ]


class EntryAnswer(AnswerModel):
    """账册条目：摘要是默克尔树的叶，由零字节与本条内容算出（RFC 9162）。

    The ledger entry: its digest is a leaf of the Merkle tree, the hash of a zero byte and `body` (RFC 9162).
    """

    position: Position
    entry_kind: Annotated[
        str,
        told("条目种类：评价、更正、撤回。", "The kind of entry: evaluation, revision or withdrawal.", "evaluation"),
    ]
    body: Annotated[str, told("条目内容，规范化 JSON 文本。", "The entry as canonical JSON text.")]
    entry_digest: Annotated[Digest, told("本条的摘要。", "Of this entry.", "sha256:8890f74d…")]


class AuditWithdrawalAnswer(AnswerModel):
    """撤回及其账册条目。A withdrawal with its own ledger entry."""

    reason: Annotated[str, told("撤回原因。", "The reason.", "误报，项目已撤销")]
    recorded_at: RecordedAt
    recorded_by: RecordedBy
    entry: EntryAnswer


class AuditLineAnswer(AnswerModel):
    """一行得分及其推算。One score with its trace."""

    pointer: Annotated[str, told("提交内容中的位置（JSON Pointer）。", "Where in the form.", "/indicators/0")]
    name: Annotated[str | None, told("指标名称。", "The indicator.", "培训参加人次")]
    score: Annotated[DecimalText | None, told("得分。", "The score.", "13.87")]
    outcome: OutcomeName
    explanation: ExplanationAnswer


class AuditAnswer(AnswerModel):
    """评分留痕：如何得出，且未被改动。How an evaluation came about, and that it is unaltered."""

    evaluation: EvaluationIdText
    recorded_at: RecordedAt
    recorded_by: RecordedBy
    attempt: Attempt
    supersedes: Supersedes
    engine_version: Annotated[str, told("评分引擎版本。", "The version of the engine.", "0.1.0")]
    rule_pack: PackUsedAnswer
    submission: Annotated[dict[str, Any], told("规范化的提交内容。", "The canonical submission.")]
    lines: Annotated[list[AuditLineAnswer], told("逐行推算，执行率在前。", "The lines, the execution rate first.")]
    submission_digest: Annotated[Digest, told("提交内容的摘要。", "Of the canonical submission.", "sha256:46d66b58…")]
    sheet_digest: Annotated[Digest, told("评分表的摘要。", "Of the score sheet.", "sha256:94145125…")]
    entry: EntryAnswer
    withdrawal: Annotated[
        AuditWithdrawalAnswer | None, told("撤回及其账册条目；未撤回为 null。", "Null unless it was withdrawn.")
    ]
