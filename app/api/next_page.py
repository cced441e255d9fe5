"""Where a list goes on, as a header says it (RFC 8288)."""

from typing import Any

from starlette.datastructures import URL
from starlette.requests import Request


def link_to_next(request: Request, **asked: Any) -> str:
    """The value of `Link`: the same path, asked for the next page."""
    url = URL(request.scope["path"]).include_query_params(**asked)
    return f'<{url}>; rel="next"'
