"""What a request brings along to say who sends it."""

from typing import NamedTuple

from starlette.datastructures import Headers

from app.api.security.problem_types import Unauthenticated
from app.services.key_text import read_key

_LONGEST = 8192
_BEARER = "bearer "


class Credential(NamedTuple):
    """An API key, or else what should be a token."""

    text: str
    is_key: bool


def credential_in(headers: Headers) -> Credential | None:
    """The one credential of a request; None if it has none.

    Raises Unauthenticated for two different ones, another scheme than Bearer, and what no provider issues for length.
    """
    sent = {_bearer(each) for each in headers.getlist("authorization")}
    keys = {each.strip() for each in headers.getlist("x-api-key")}
    if not sent and not keys:
        return None
    if len(sent | keys) > 1:
        raise Unauthenticated("ambiguous")
    (text,) = sent | keys
    if not 0 < len(text) <= _LONGEST:
        raise Unauthenticated("malformed")
    is_key = bool(keys) or read_key(text) is not None
    return Credential(text, is_key)


def _bearer(sent: str) -> str:
    if sent[: len(_BEARER)].lower() != _BEARER:
        raise Unauthenticated("scheme")
    return sent[len(_BEARER) :].strip()
