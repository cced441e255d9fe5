"""Batches over HTTP: many forms handed in at once, followed, read form by form, cancelled."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import URL

from app.api.limits.problem_types import BodyTooSlow
from app.api.ndjson import LINES, wants_lines
from app.api.problem_document import problem_responses
from app.api.problem_types import (
    FieldError,
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
from app.api.stored_problem import problem_in
from app.api.v1.batch_answers import BatchAnswer, BatchListAnswer, BatchResultsAnswer, batch_answer
from app.api.v1.batch_requests import (
    BatchDefaults,
    BatchListQuery,
    BatchQuery,
    ResultQuery,
    merged,
    read_defaults,
    request_body,
)
from app.api.v1.batch_upload import Limits, Received, Upload
from app.api.v1.recorded import BAD_BODY, REPLAYED_HEADER, IdempotencyKey
from app.api.wording import Bilingual, preferred_language
from app.services.batches.intake import BatchIntake
from app.services.batches.read import BatchReading
from app.services.errors import BatchNotFound
from app.services.errors import IdempotencyKeyReused as KeyReused
from app.services.ordinary.json_text import compact
from app.storage.batch_records import StoredBatch
from app.storage.batches import KeyTaken
from app.storage.ledger import canonical

router = APIRouter(prefix="/v1/batches", tags=["batches"])

_USUAL_ITEMS, _MOST_ITEMS = 100, 1000
_LINK = {"description": "下一页的地址，rel=next / where the next page is", "schema": {"type": "string"}}
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
        200: {"description": "各批次，由新到旧 / batches, newest first", "headers": {"Link": _LINK}},
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
        _link(request, response, before=following, limit=query.limit)
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


@router.get(
    "/{batch_id}/results",
    operation_id="getBatchResults",
    summary="逐张结果 / The result of each form",
    response_model=None,
    responses={
        200: {
            "model": BatchResultsAnswer,
            "content": {LINES: {"schema": {"type": "string"}}},
            "description": "一页（JSON）或逐行的结果（NDJSON）/ a page, or results line by line",
            "headers": {"Link": _LINK},
        },
        **problem_responses(NotFound, InvalidRequest, ServiceUnavailable),
    },
)
async def get_batch_results(
    request: Request,
    batch_id: BatchId,
    query: Annotated[ResultQuery, Query()],
    caller: Reader,
    batches: Batches,
    accept: Annotated[str, Header(description=f"{LINES} 得逐行的结果 / for lines instead of a page")] = "*/*",
) -> Response:
    """按提交的先后，每张一条：评价的编号、得分、等级，或拒绝的原因（语言随 Accept-Language）。进行中也可读取。

    In the order of the forms, one each: the id, score and grade of its evaluation, or why it was refused (in the
    language of Accept-Language). May be read while the batch is running.
    """
    await asyncio.to_thread(batches.get, caller, batch_id)
    parts = batches.results(batch_id, query.after, query.status, _worded(request))
    headers = {"Vary": "Accept, Accept-Language"}
    if wants_lines(accept):
        return StreamingResponse(_lines(parts, query.limit), headers=headers, media_type=LINES)
    limit = _page_limit(query.limit)
    found = [line async for line in _first(parts, limit + 1)]
    shown = found[:limit]
    following = shown[-1][0] if len(found) > len(shown) else None
    items = ",".join(text for _, text in shown)
    response = Response(
        f'{{"items":[{items}],"next_after":{json.dumps(following)}}}', headers=headers, media_type="application/json"
    )
    if following is not None:
        asked = query.model_dump(exclude_none=True) | {"after": following}
        _link(request, response, **asked)
    return response


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


def _link(request: Request, response: Response, **asked: Any) -> None:
    url = URL(request.scope["path"]).include_query_params(**asked)
    response.headers["Link"] = f'<{url}>; rel="next"'


def _worded(request: Request) -> Callable[[str], str]:
    """Puts the problem of a failed form into the caller's language."""
    language = preferred_language(request.headers.get("accept-language"))

    def worded(line: str) -> str:
        item = json.loads(line)
        return compact({**item, "problem": problem_in(item["problem"], language)})

    return worded


def _page_limit(limit: int | None) -> int:
    if limit is not None and limit > _MOST_ITEMS:
        message = Bilingual(
            f"查询参数“limit”在 JSON 中不得大于 {_MOST_ITEMS}；更多请用 Accept: {LINES}",
            f"query parameter “limit” must not be greater than {_MOST_ITEMS} in JSON; take more as {LINES}",
        )
        raise InvalidRequest(errors=[FieldError("", "too_large", message, parameter="limit")])
    return limit or _USUAL_ITEMS


async def _first(parts: AsyncIterator[Sequence[tuple[int, str]]], limit: int) -> AsyncIterator[tuple[int, str]]:
    left = limit
    async for part in parts:
        for line in part[:left]:
            yield line
        left -= len(part)
        if left <= 0:
            return


async def _lines(parts: AsyncIterator[Sequence[tuple[int, str]]], limit: int | None) -> AsyncIterator[bytes]:
    left = limit
    async for part in parts:
        taken = part[:left]
        yield "".join(f"{text}\n" for _, text in taken).encode()
        if left is not None:
            left -= len(taken)
            if left == 0:
                return
