"""What requests that record something have in common: their idempotency key, and how they are answered."""

import re
from typing import Annotated, Any

from fastapi import Depends, Header, Response

from app.api.in_parts import JSON, InParts
from app.api.problem import Problem
from app.api.problem_types import (
    BodyTooLarge,
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    InvalidRequest,
    MalformedJson,
    NoRulePack,
    RequestInFlight,
    RulePackDraft,
    RulePackNotFound,
    ServiceUnavailable,
    UnsupportedMediaType,
)
from app.api.v1.answers import EvaluationAnswer
from app.services.recording import Answer

BAD_BODY: tuple[type[Problem], ...] = (MalformedJson, UnsupportedMediaType, BodyTooLarge, InvalidRequest)
NO_PACK: tuple[type[Problem], ...] = (NoRulePack, RulePackNotFound)
SCORING: tuple[type[Problem], ...] = (*NO_PACK, RulePackDraft)
RECORDING: tuple[type[Problem], ...] = (
    *BAD_BODY,
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    RequestInFlight,
    ServiceUnavailable,
)
REPLAYED_HEADER: dict[str, Any] = {
    "Idempotency-Replayed": {
        "description": "重发的请求为 true / true for a repeated request",
        "schema": {"type": "string"},
    }
}
_LOCATION_HEADER: dict[str, Any] = {
    "Location": {"description": "评价的地址 / where it is", "schema": {"type": "string"}}
}
CREATED: dict[int | str, dict[str, Any]] = {
    201: {
        "model": EvaluationAnswer,
        "description": "已评分并留存 / scored and recorded",
        "headers": _LOCATION_HEADER,
    },
    200: {
        "model": EvaluationAnswer,
        "description": "同一幂等键的原答复 / the stored answer of the same idempotency key",
        "headers": _LOCATION_HEADER | REPLAYED_HEADER,
    },
}
_KEY = re.compile("[!-~]{1,255}")
_REPLAYED = (b"idempotency-replayed", b"true")


async def idempotency_key(
    sent: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="重试时用同一个键，得到同一个答复，不会重复评分。\n\n"
            "A retry under the same key gets the same answer and scores nothing twice.",
            examples=["5f2b7c1e-3d64-4c55-8c0e-9a1b2c3d4e5f"],
        ),
    ] = None,
) -> str | None:
    return checked_key(sent)


def checked_key(sent: str | None) -> str | None:
    """Raises IdempotencyKeyInvalid."""
    if sent is not None and not _KEY.fullmatch(sent):
        raise IdempotencyKeyInvalid
    return sent


IdempotencyKey = Annotated[str | None, Depends(idempotency_key)]


def created(answer: Answer, body: str | None = None, media_type: str = JSON) -> Response:
    """201 with where the new evaluation is, or the stored answer with 200; `body` tells the same otherwise."""
    response = answered(answer, body, media_type)
    response.status_code = 200 if answer.replayed else 201
    # Into `headers` it would take as long as all the rest of the response.
    response.raw_headers.append((b"location", f"/v1/evaluations/{answer.id}".encode()))
    return response


def answered(answer: Answer, body: str | None = None, media_type: str = JSON) -> Response:
    """The answer as it was written; a header says if it is a stored one."""
    response = InParts(answer.parts() if body is None else (body.encode(),), media_type=media_type)
    if answer.replayed:
        response.raw_headers.append(_REPLAYED)
    return response
