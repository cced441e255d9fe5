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
    tag = hashlib.sha256(body.encode()).hexdigest()
    return not_modified(tag, if_none_match, headers) or tagged(
        Response(body, headers=headers, media_type=media_type), tag
    )


def not_modified(digest: str, if_none_match: str | None, headers: Mapping[str, str] | None = None) -> Response | None:
    """304 for a caller who has what has this digest."""
    if if_none_match is None or not is_current(if_none_match, _tag(digest)):
        return None
    return tagged(Response(status_code=304, headers=headers), digest)


def tagged(response: Response, digest: str) -> Response:
    """The response with its tag, to be asked for again."""
    response.headers["ETag"] = _tag(digest)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _tag(digest: str) -> str:
    return f'"{digest.removeprefix("sha256:")[:32]}"'


def is_current(sent: str, tag: str) -> bool:
    """Whether the caller has what the tag stands for; If-None-Match compares weakly (13.1.2)."""
    tags = (candidate.strip().removeprefix("W/") for candidate in sent.split(","))
    return any(candidate in (tag, "*") for candidate in tags)
