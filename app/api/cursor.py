"""Opaque cursors: where the next page begins, and the query it belongs to."""

import base64
import hashlib
import json
from collections.abc import Mapping

from app.api.problem_types import CursorInvalid

_LONGEST = 200


def issue_cursor(position: int, query: Mapping[str, object]) -> str:
    """A cursor that continues `query` below `position`."""
    content = json.dumps([position, _mark(query)], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(cursor: str, query: Mapping[str, object]) -> int:
    """The position in a cursor. Raises CursorInvalid for one that was not issued for this query."""
    try:
        padded = cursor[:_LONGEST] + "=" * (-len(cursor) % 4)
        position, mark = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError):
        raise CursorInvalid from None
    if type(position) is not int or not 0 < position < 2**63 or mark != _mark(query):
        raise CursorInvalid
    return position


def _mark(query: Mapping[str, object]) -> str:
    content = json.dumps(query, sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
