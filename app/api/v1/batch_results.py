"""What the forms of a batch came to, over HTTP: JSON page by page, or NDJSON in one stream."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from app.api.ndjson import LINES, wants_lines
from app.api.next_page import link_to_next
from app.api.problem import FieldError
from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, NotFound, ServiceUnavailable
from app.api.stored_problem import problem_in
from app.api.v1.batch_answers import BatchResultsAnswer
from app.api.v1.batch_requests import ResultQuery
from app.api.v1.batches import LINK, Batches, BatchId, Reader
from app.api.wording import Bilingual, preferred_language
from app.services.ordinary.json_text import compact

router = APIRouter(prefix="/v1/batches", tags=["batches"])

_USUAL_ITEMS, _MOST_ITEMS = 100, 1000


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
            "headers": {"Link": LINK},
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
        response.headers["Link"] = link_to_next(request, **asked)
    return response


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
