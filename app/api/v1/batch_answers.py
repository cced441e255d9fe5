"""What is answered about batches."""

from typing import Annotated, Literal

from pydantic import Field

from app.api.problem_document import ProblemMembers
from app.api.v1.answers import Attempt, EvaluationIdText, Position, RecordedAt
from app.api.v1.fields import told
from app.api.v1.sheet_answers import AnswerModel, DecimalText
from app.services.answer import rfc3339
from app.storage.batch_records import StoredBatch

BatchIdText = Annotated[str, told("批次编号（UUIDv7）。", "The id.", "01a2039f-3114-7a8a-9d09-37b054604be4")]
_MOMENT = "2026-11-28T13:00:00.000000Z"


class BatchPackAnswer(AnswerModel):
    """规则包。The rules."""

    id: Annotated[str, told("规则包编号。", "The id of the pack.", "beijing-project-self-evaluation")]
    version: Annotated[
        str | None, told("版本；null 为最新生效版本。", "The version; null: the latest in force.", "1.0.0")
    ] = None


class BatchDefaultsAnswer(AnswerModel):
    """表中省略时所取的值。What forms get that leave it out."""

    fiscal_year: Annotated[int | None, told("年度。", "The year evaluated.", 2024)] = None
    region_code: Annotated[str | None, told("行政区划代码。", "The region.", "110106")] = None
    rule_pack: Annotated[BatchPackAnswer | None, told("规则包。", "The rules.")] = None


class BatchLinks(AnswerModel):
    """相关地址。Where to go from here."""

    self: Annotated[str, told("本批次。", "This batch.", "/v1/batches/01a2039f-3114-7a8a-9d09-37b054604be4")]
    results: Annotated[str, told("逐张结果。", "The result of each form.", "/v1/batches/01a2039f-…/results")]
    cancel: Annotated[str, told("取消（POST）。", "Cancels it (POST).", "/v1/batches/01a2039f-…/cancel")]


class BatchAnswer(AnswerModel):
    """一批表及其进度。A batch and how far it has come."""

    id: BatchIdText
    status: Annotated[
        Literal["queued", "running", "finished", "cancelling", "cancelled"],
        told(
            "排队、进行中、完成、取消中（做完手头的）、已取消。",
            "Waiting, running, finished, finishing what was begun before it was cancelled, cancelled.",
            "running",
        ),
    ]
    progress: Annotated[
        int, Field(ge=0, le=100), told("已有结果的百分比，舍去小数。", "Forms done in percent, rounded down.", 40)
    ]
    forms: Annotated[int, told("共几张表。", "How many forms there are.", 100)]
    pending: Annotated[int, told("尚无结果的。", "Of them not done yet.", 60)]
    recorded: Annotated[int, told("已评分留存的。", "Scored and recorded.", 39)]
    failed: Annotated[int, told("有误、未留存的。", "Refused; nothing of them was recorded.", 1)]
    cancelled: Annotated[int, told("已取消的。", "Cancelled before they were begun.", 0)]
    defaults: Annotated[BatchDefaultsAnswer | None, told("表中省略时所取的值。", "What forms get that leave it out.")]
    submitted_by: Annotated[str, told("提交者。", "Who handed it in.", "budget-office")]
    created_at: Annotated[str, told("提交时间（RFC 3339）。", "When it was handed in.", _MOMENT)]
    started_at: Annotated[str | None, told("开始评分的时间。", "When it was begun.", _MOMENT)]
    cancelled_at: Annotated[str | None, told("要求取消的时间。", "When cancelling was asked for.", None)]
    finished_at: Annotated[str | None, told("全部有结果的时间。", "When every form was done.", None)]
    links: BatchLinks


class BatchListAnswer(AnswerModel):
    """各批次，由新到旧。Batches, newest first."""

    items: list[BatchAnswer]
    next_before: Annotated[
        str | None,
        told("下一页的 before；没有更多时为 null。", "`before` for the next page, null if there is none.", None),
    ]


class BatchEvaluation(AnswerModel):
    """一张表留存时的评价要点。The evaluation of a form as it was recorded."""

    id: EvaluationIdText
    href: Annotated[str, told("评分表的地址。", "Where the sheet is.", "/v1/evaluations/01a2039f-…")]
    status: Annotated[
        Literal["scored", "assessed", "incomplete"],
        told(
            "已评分、已核对（无分值的表）、有行未能计分。", "Scored, assessed, or with lines without a score.", "scored"
        ),
    ]
    unit_code: Annotated[str | None, told("实施单位代码。", "The unit's code.", "149020")]
    project_code: Annotated[str | None, told("项目代码。", "The project's code.", "11010624T000002725033")]
    score: Annotated[DecimalText | None, told("总分。", "The total, null if there is none.", "98.48")]
    weight: Annotated[DecimalText, told("分值合计。", "Sum of the weights.", "100")]
    grade: Annotated[str | None, told("等级代码。", "The grade.", "excellent")]
    findings: Annotated[list[str], told("问题代码。", "Codes of its findings.", ["DECLARED_SCORE_MISMATCH"])]
    attempt: Attempt
    position: Position
    recorded_at: RecordedAt


class BatchProblem(ProblemMembers):
    """一张表为何被拒。Why a form was refused."""


class BatchItemAnswer(AnswerModel):
    """一张表的结果。What a form came to."""

    number: Annotated[int, told("在批次中的序号，从 1 起。", "Its place in the batch, from 1.", 1)]
    status: Annotated[
        Literal["pending", "recorded", "failed", "cancelled"],
        told("尚无结果、已留存、有误、已取消。", "Not done yet, recorded, refused, cancelled.", "recorded"),
    ]
    evaluation: Annotated[BatchEvaluation | None, told("评价要点，仅限已留存的。", "The evaluation, if recorded.")]
    problem: Annotated[BatchProblem | None, told("拒绝的原因，仅限有误的。", "The problem, if refused.")]


class BatchResultsAnswer(AnswerModel):
    """逐张结果的一页。A page of results."""

    items: list[BatchItemAnswer]
    next_after: Annotated[
        int | None,
        told("下一页的 after；没有更多时为 null。", "`after` for the next page, null if there is none.", 100),
    ]


def batch_answer(batch: StoredBatch) -> BatchAnswer:
    at = f"/v1/batches/{batch.id}"
    moments = {
        name: None if moment is None else rfc3339(moment)
        for name in ("created_at", "started_at", "cancelled_at", "finished_at")
        for moment in [getattr(batch, name)]
    }
    return BatchAnswer.model_validate(
        {
            "id": batch.id,
            "status": batch.status,
            "progress": 100 * (batch.forms - batch.pending) // batch.forms,
            **{name: getattr(batch, name) for name in ("forms", "pending", "recorded", "failed", "cancelled")},
            "defaults": None if batch.defaults is None else BatchDefaultsAnswer.model_validate_json(batch.defaults),
            "submitted_by": batch.submitted_by,
            **moments,
            "links": {"self": at, "results": f"{at}/results", "cancel": f"{at}/cancel"},
        }
    )
