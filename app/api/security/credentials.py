"""What a request brings along to say who sends it."""

from collections.abc import Iterable

from app.api.security.problem_types import Unauthenticated

_LONGEST = 8192
_BEARER = b"bearer "


def credential_in(headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """The one credential of a request, as it was sent; None if it has none. Names are in lower case (ASGI).

    Raises Unauthenticated for two different ones, another scheme than Bearer, and what nobody issues for its length.
    """
    sent: bytes | None = None
    for name, value in headers:
        if name == b"authorization":
            credential = _bearer(value)
        elif name == b"x-api-key":
            credential = value.strip()
        else:
            continue
        if not 0 < len(credential) <= _LONGEST:
            raise Unauthenticated("malformed")
        if sent is not None and sent != credential:
            raise Unauthenticated("ambiguous")
        sent = credential
    return sent


def _bearer(sent: bytes) -> bytes:
    if sent[: len(_BEARER)].lower() != _BEARER:
        raise Unauthenticated("scheme")
    return sent[len(_BEARER) :].strip()
