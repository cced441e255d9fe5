"""Answers that a caller may already have: entity tags and If-None-Match (RFC 9110, 13)."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Header, Response

from app.api.openapi_document import ETAG_HEADER

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "未变 / not modified", "headers": {"ETag": ETAG_HEADER}}
}
"""What a route passes as `responses=` beside its own."""

IfNoneMatch = Annotated[str | None, Header(description="已有内容的 ETag / tags the caller has")]


def conditional_response(
    body: str, media_type: str, if_none_match: str | None, headers: Mapping[str, str] | None = None
) -> Response:
    """The body under its tag, or 304 for a caller whose copy is the same."""
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    sent = {**(headers or {}), "ETag": tag, "Cache-Control": "private, no-cache"}
    if if_none_match is not None and is_current(if_none_match, tag):
        return Response(status_code=304, headers=sent)
    return Response(body, headers=sent, media_type=media_type)


def is_current(sent: str, tag: str) -> bool:
    """Whether the caller has what the tag stands for; If-None-Match compares weakly (13.1.2)."""
    tags = (candidate.strip().removeprefix("W/") for candidate in sent.split(","))
    return any(candidate in (tag, "*") for candidate in tags)
