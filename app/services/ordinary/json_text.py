"""JSON as the sheet writes it."""

import json

compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def quoted(text: str | None) -> bytes:
    """A text, or null, as JSON."""
    return b"null" if text is None else compact(text).encode()


def figure(digits: bytes) -> bytes:
    """Digits as a JSON string."""
    return b'"%b"' % digits
