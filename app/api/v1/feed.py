"""The feed over HTTP: JSON page by page, or NDJSON in one stream; an entry is its text in the ledger to the byte."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.api.conditional import NOT_MODIFIED, IfNoneMatch, is_current
from app.api.leaving import while_there
from app.api.ndjson import LINES, wants_lines
from app.api.next_page import link_to_next
from app.api.openapi_document import ETAG_HEADER
from app.api.problem import FieldError
from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, LedgerDamaged, ServiceUnavailable
from app.api.security.caller import Caller
from app.api.security.permissions import needs
from app.api.v1.feed_answers import FeedAnswer
from app.api.v1.platform_answers import PLATFORM_MEDIA_TYPE
from app.api.v1.platform_feed_answers import PLATFORM_FEED_CONTENT
from app.api.wording import Bilingual
from app.services.feed import FeedService, Stretch
from app.storage.merkle import LARGEST_SIZE

router = APIRouter(prefix="/v1/scores", tags=["feed"])

View = Literal["ledger", "platform"]
Feeds = dict[View, FeedService]

_PAGES: dict[View, str] = {"ledger": "application/json", "platform": PLATFORM_MEDIA_TYPE}
MOST_ITEMS = 1000
MOST_LINES = 1_000_000
LONGEST_WAIT = 30
_USUAL_ITEMS = 100
# What nginx notes of a caller who has hung up; nobody reads it but the log.
_NOBODY_THERE = 499


class FeedQuery(BaseModel):
    """Where to go on, how far, and how long to wait."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(
        0, ge=0, le=LARGEST_SIZE, description="已取到的最后位置；从头开始为 0 / the last position you have; 0 to begin"
    )
    limit: int | None = Field(
        None,
        ge=1,
        le=MOST_LINES,
        description=f"最多几条；JSON 缺省 {_USUAL_ITEMS}、最多 {MOST_ITEMS}，NDJSON 缺省即最多 {MOST_LINES}"
        f" / at most so many: JSON {_USUAL_ITEMS} unless told, up to {MOST_ITEMS}; NDJSON up to {MOST_LINES}",
    )
    wait: int = Field(
        0,
        ge=0,
        le=LONGEST_WAIT,
        description="没有新记录时最多等待几秒（长轮询）/ how many seconds to wait for a new entry if there is none",
    )

    view: View = Field(
        "ledger",
        description="ledger：账册原文；platform：另附预算管理一体化自评表（未经官方标准核实）/ the texts of the "
        "ledger, or with the platform's tables beside them, unconfirmed against the official standard",
    )


async def feed(request: Request) -> Feeds:
    return {"ledger": request.app.state.feed, "platform": request.app.state.platform_feed}


@router.get(
    "",
    operation_id="pullScores",
    summary="评分推送 / Pull scores in commit order",
    response_model=None,
    responses={
        200: {
            "model": FeedAnswer,
            "content": {LINES: {"schema": {"type": "string"}}, **PLATFORM_FEED_CONTENT},
            "description": "一页（JSON）或逐行的记录（NDJSON）/ a page, or entries line by line",
            "headers": {
                "ETag": ETAG_HEADER,
                "Link": {
                    "description": "还有更多时，下一页的地址，rel=next / where it goes on, if it does",
                    "schema": {"type": "string"},
                },
            },
        },
        **NOT_MODIFIED,
        **problem_responses(InvalidRequest, LedgerDamaged, ServiceUnavailable),
    },
)
async def pull_scores(
    request: Request,
    query: Annotated[FeedQuery, Query()],
    caller: Annotated[Caller, Depends(needs("evaluations:read", whole_tenant=True))],
    services: Annotated[Feeds, Depends(feed)],
    if_none_match: IfNoneMatch = None,
    accept: Annotated[str, Header(description=f"{LINES} 得逐行的记录 / for lines instead of a page")] = "*/*",
) -> Response:
    """评价、更正、撤回、规则包发布，按提交的先后，位置不留空号：从上次的 `next_after`（或最后一行的 position）继续取，
    不遗漏也不重复。每条记录逐字节即为账册中的原文（NDJSON 一行一条），保存下来即可自行核对整本账册。
    view=platform 时次序与位置相同，每条另附 tables（该次评价的自评表）与 changes（此前各行因此变动的列）。

    Evaluations, revisions, withdrawals and published packs in the order of commits, positions without gaps: whoever
    goes on behind the last one misses nothing and gets nothing twice. An entry is its text in the ledger to the byte
    (one a line in NDJSON): kept, it lets you check the whole ledger yourself. With view=platform, in the same order at
    the same positions, each also has `tables` (the evaluation in the platform's) and `changes` (to rows given before).
    """
    service = services[query.view]
    lines = wants_lines(accept)
    limit = _limit(query, lines)
    stretch = await while_there(request, service.stretch(caller.tenant, query.after, limit, query.wait))
    if stretch is None:
        return Response(status_code=_NOBODY_THERE)
    headers = _headers(stretch, query.view, lines)
    if if_none_match is not None and is_current(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers |= _onwards(request, query, stretch)
    if lines:
        return StreamingResponse(_lines(service, stretch), headers=headers, media_type=LINES)
    items = ",".join(await service.bodies(stretch))
    page = f'{{"items":[{items}],"next_after":{stretch.last},"head":{stretch.head.position}}}'
    return Response(page, headers=headers, media_type=_PAGES[query.view])


def _limit(query: FeedQuery, lines: bool) -> int:
    if lines:
        return query.limit or MOST_LINES
    if query.limit is not None and query.limit > MOST_ITEMS:
        message = Bilingual(
            f"查询参数“limit”在 JSON 中不得大于 {MOST_ITEMS}；更多请用 Accept: {LINES}",
            f"query parameter “limit” must not be greater than {MOST_ITEMS} in JSON; take more as {LINES}",
        )
        raise InvalidRequest(errors=[FieldError("", "too_large", message, parameter="limit")])
    return query.limit or _USUAL_ITEMS


def _headers(stretch: Stretch, view: View, lines: bool) -> dict[str, str]:
    # The root stands for everything up to the head, and so for whatever part of it is in this answer.
    root = stretch.head.root.partition(":")[2][:32]
    form = "lines" if lines else "page"
    tag = f'"{view}-{form}-{stretch.after}-{stretch.last}-{root}"'
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept"}


def _onwards(request: Request, query: FeedQuery, stretch: Stretch) -> dict[str, str]:
    if stretch.last == stretch.head.position:
        return {}
    asked: dict[str, Any] = {"after": stretch.last}
    if query.view != "ledger":
        asked["view"] = query.view
    if query.limit is not None:
        asked["limit"] = query.limit
    return {"Link": link_to_next(request, **asked)}


async def _lines(service: FeedService, stretch: Stretch) -> AsyncIterator[bytes]:
    async for part in service.parts(stretch):
        yield "".join(f"{body}\n" for body in part).encode()
