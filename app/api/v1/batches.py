"""Batches over HTTP: many forms handed in at once, followed, read form by form, cancelled."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.api.limits.problem_types import BodyTooSlow
from app.api.next_page import link_to_next
from app.api.problem_document import problem_responses
from app.api.problem_types import (
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    InvalidRequest,
    NotFound,
    RulePackDraft,
    RulePackNotFound,
    ServiceUnavailable,
)
from app.api.security.caller import Caller
from app.api.security.permissions import needs
from app.api.v1.batch_answers import BatchAnswer, BatchListAnswer, batch_answer
from app.api.v1.batch_requests import (
    BatchDefaults,
    BatchListQuery,
    BatchQuery,
    merged,
    read_defaults,
    request_body,
)
from app.api.v1.batch_upload import Limits, Received, Upload
from app.api.v1.recorded import BAD_BODY, REPLAYED_HEADER, IdempotencyKey
from app.services.batches.intake import BatchIntake
from app.services.batches.read import BatchReading
from app.services.errors import BatchNotFound
from app.services.errors import IdempotencyKeyReused as KeyReused
from app.storage.batch_records import StoredBatch
from app.storage.batches import KeyTaken
from app.storage.ledger import canonical

router = APIRouter(prefix="/v1/batches", tags=["batches"])

LINK = {"description": "下一页的地址，rel=next / where the next page is", "schema": {"type": "string"}}
_LOCATION = {"Location": {"description": "批次的地址 / where it is", "schema": {"type": "string"}}}
Submitter = Annotated[Caller, Depends(needs("evaluations:write"))]
Reader = Annotated[Caller, Depends(needs("evaluations:read"))]
BatchId = Annotated[
    str,
    Path(
        description="批次编号（UUID）/ id of the batch",
        max_length=64,
        pattern="^[0-9A-Za-z-]+$",
        examples=["019ab3c2-7d10-7c3e-9a55-0242ac120002"],
    ),
]


def intake(request: Request) -> BatchIntake:
    service: BatchIntake = request.app.state.batch_intake
    return service


def reading(request: Request) -> BatchReading:
    service: BatchReading = request.app.state.batches
    return service


Batches = Annotated[BatchReading, Depends(reading)]


@router.post(
    "",
    operation_id="createBatch",
    summary="成批提交，后台评分 / Hand in many forms at once",
    status_code=202,
    response_model=None,
    openapi_extra={"requestBody": request_body()},
    responses={
        202: {"model": BatchAnswer, "description": "已接受，必将逐张评分 / accepted for good", "headers": _LOCATION},
        200: {
            "model": BatchAnswer,
            "description": "同一幂等键先前提交的批次 / the batch accepted before under the key",
            "headers": _LOCATION | REPLAYED_HEADER,
        },
        **problem_responses(
            *BAD_BODY,
            BodyTooSlow,
            IdempotencyKeyInvalid,
            IdempotencyKeyReused,
            RulePackNotFound,
            RulePackDraft,
            ServiceUnavailable,
        ),
    },
)
async def create_batch(
    request: Request,
    query: Annotated[BatchQuery, Query()],
    caller: Submitter,
    key: IdempotencyKey,
    service: Annotated[BatchIntake, Depends(intake)],
    batches: Batches,
) -> Response:
    """一次提交最多 10 万张表：JSON 数组、带 defaults 的对象，或每行一张的 NDJSON。答复即已留存，进程中断也不丢失；
    随后由后台逐张评分、留存，与单张提交相同，一张有误不影响其他。NDJSON 中不是 JSON 的行也只是该张有误；
    JSON 请求体自身残缺的，整批拒绝。

    Up to 100,000 forms: a JSON array, an object with defaults, or NDJSON with a form on each line. Once answered it is
    kept whatever happens to the process, and worked off in the background: each form is scored and recorded as if sent
    alone, and one that is wrong does not spoil the others. In NDJSON a line that is no JSON is a form that is wrong; a
    JSON body that breaks off is refused whole.
    """
    state = request.app.state
    upload = Upload.of(request, Limits(state.max_batch_bytes, state.max_body_bytes, state.body_seconds))
    defaults = query.defaults()
    beside = canonical(defaults.model_dump(exclude_none=True))
    earlier = None if key is None else await service.earlier(caller, key)
    if earlier is not None:
        return _replayed(batches, caller, earlier, (await upload.into(None, beside)).digest)
    try:
        async with service.receiving(caller) as incoming:
            received = await upload.into(incoming, beside)
            text = _checked_defaults(request, received, defaults)
            return _answer(await incoming.accept(text, key, received.digest), 202)
    except KeyTaken:
        # Another upload under the key was under way, and was faster.
        earlier = None if key is None else await service.earlier(caller, key)
        if earlier is None:
            raise
        return _replayed(batches, caller, earlier, received.digest)


@router.get(
    "",
    operation_id="listBatches",
    summary="列出批次 / List batches",
    response_description="各批次，由新到旧 / batches, newest first",
    responses={
        200: {"description": "各批次，由新到旧 / batches, newest first", "headers": {"Link": LINK}},
        **problem_responses(InvalidRequest, ServiceUnavailable),
    },
)
def list_batches(
    request: Request, response: Response, query: Annotated[BatchListQuery, Query()], caller: Reader, batches: Batches
) -> BatchListAnswer:
    """由新到旧；数据范围受限的调用方只看到自己提交的。

    Newest first; a caller with a limited data scope sees those it handed in itself.
    """
    found = batches.newest(caller, query.before, query.limit + 1)
    shown = found[: query.limit]
    following = shown[-1].id if len(found) > len(shown) else None
    if following is not None:
        response.headers["Link"] = link_to_next(request, before=following, limit=query.limit)
    return BatchListAnswer(items=[batch_answer(batch) for batch in shown], next_before=following)


@router.get(
    "/{batch_id}",
    operation_id="getBatch",
    summary="批次与进度 / One batch and its progress",
    response_description="批次与进度 / the batch and how far it has come",
    responses=problem_responses(NotFound, InvalidRequest, ServiceUnavailable),
)
def get_batch(batch_id: BatchId, caller: Reader, batches: Batches) -> BatchAnswer:
    """状态、各种结果的张数、百分比、起止时间。

    Its status, how many forms came to what, percent and times.
    """
    return batch_answer(batches.get(caller, batch_id))


@router.post(
    "/{batch_id}/cancel",
    operation_id="cancelBatch",
    summary="取消批次 / Cancel a batch",
    response_description="取消之后的批次 / the batch as it stands then",
    responses=problem_responses(NotFound, InvalidRequest, ServiceUnavailable),
)
def cancel_batch(batch_id: BatchId, caller: Submitter, batches: Batches) -> BatchAnswer:
    """尚未开始的不再评分；已在手头的做完；已留存的不受影响。已完成的批次原样答复。

    What was not begun is not scored any more; what is under way is finished; what was recorded stays. A batch that is
    done stays as it is.
    """
    return batch_answer(batches.cancel(caller, batch_id))


def _checked_defaults(request: Request, received: Received, beside: BatchDefaults) -> str | None:
    """Canonical JSON. Raises what reading them raises, and RulePackError: a pack that all forms lack helps none."""
    own = BatchDefaults() if received.defaults is None else read_defaults(received.defaults)
    defaults = merged(own, beside)
    if defaults.rule_pack is not None:
        request.app.state.catalogue.get(defaults.rule_pack.id, defaults.rule_pack.version, drafts=False)
    present = defaults.model_dump(exclude_none=True)
    return canonical(present) if present else None


def _replayed(batches: BatchReading, caller: Caller, earlier: StoredBatch, digest: str) -> Response:
    """Raises KeyReused for another body, and for the batch of somebody whose batches the caller does not see."""
    try:
        seen = batches.get(caller, earlier.id)
    except BatchNotFound:
        raise KeyReused from None
    if seen.request_digest != digest:
        raise KeyReused
    response = _answer(seen, 200)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _answer(batch: StoredBatch, status: int) -> Response:
    return Response(
        batch_answer(batch).model_dump_json(),
        status,
        {"Location": f"/v1/batches/{batch.id}"},
        media_type="application/json",
    )
