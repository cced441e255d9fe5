"""The body of a batch while it arrives: how long it may take, how large it may be, and callers who leave."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest
from starlette.requests import Request
from starlette.types import Message

from app.api.limits.problem_types import BodyTooSlow
from app.api.problem_types import BodyTooLarge, MalformedJson, UnsupportedMediaType
from app.api.v1.batch_upload import Limits, Received, Upload

MEBIBYTE = 1024 * 1024
LONG = 60.0
LIMITS = Limits(body_bytes=3 * MEBIBYTE, form_bytes=1000, seconds=1)
TOLD = b"lines\n{}\none\ntwo"
Receive = Callable[[], Awaitable[Message]]


def request(receive: Receive, **headers: str) -> Request:
    named = {"content_type": "application/x-ndjson", **headers}
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()]
    return Request({"type": "http", "method": "POST", "path": "/v1/batches", "headers": raw}, receive)


def sending(parts: Sequence[bytes | Message], pauses: Sequence[float] = ()) -> Receive:
    """These parts of a body, or other messages, one after the other, each after its pause."""

    async def messages() -> AsyncIterator[Message]:
        for at, part in enumerate(parts):
            await asyncio.sleep(pauses[at] if at < len(pauses) else 0)
            last = at == len(parts) - 1
            yield {"type": "http.request", "body": part, "more_body": not last} if isinstance(part, bytes) else part

    coming = messages()
    return lambda: anext(coming)


def received(receive: Receive, limits: Limits = LIMITS) -> Received:
    return asyncio.run(Upload.of(request(receive), limits).into(None, "{}"))


def test_the_digest_is_of_the_shape_what_stands_beside_and_every_byte() -> None:
    whole = received(sending([b"one\ntwo"]))
    assert whole.digest == f"sha256:{hashlib.sha256(TOLD).hexdigest()}"
    assert received(sending([b"on", b"e\ntwo", b""])) == whole
    assert received(sending([b"one\ntwp"])).digest != whole.digest


def test_each_mebibyte_has_its_time() -> None:
    limits = Limits(body_bytes=3 * MEBIBYTE, form_bytes=1000, seconds=0.3)  # type: ignore[arg-type]
    two = [b"x" * MEBIBYTE, b"x"]
    assert received(sending(two, pauses=[0, 0.35]), limits).digest
    for parts, pauses in (([b"x"], [LONG]), ([b"x", b"x"], [0, LONG]), (two, [0, LONG])):
        with pytest.raises(BodyTooSlow):
            received(sending(parts, pauses), limits)


@pytest.mark.parametrize("over", [0, 1])
def test_a_body_may_be_as_large_as_it_may(over: int) -> None:
    parts = [b" " * MEBIBYTE, b" " * MEBIBYTE, b" " * (MEBIBYTE + over)]
    if not over:
        assert received(sending(parts)).digest
        return
    with pytest.raises(BodyTooLarge) as refused:
        received(sending(parts))
    assert refused.value.members == {"limit": 3 * MEBIBYTE}


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"content_length": str(3 * MEBIBYTE + 1)}, BodyTooLarge),
        ({"content_length": "9" * 40}, BodyTooLarge),
        ({"content_type": "application/json; charset=gbk"}, UnsupportedMediaType),
        ({"content_type": "application/vnd.x+json"}, UnsupportedMediaType),
        ({"content_encoding": "gzip"}, UnsupportedMediaType),
    ],
)
def test_what_a_head_says_is_refused_before_the_body_is_read(headers: dict[str, str], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        Upload.of(request(sending([]), **headers), LIMITS)


@pytest.mark.parametrize(
    "sent", ["application/json", "application/x-ndjson; charset=UTF-8", "Application/JSON;charset=utf8"]
)
def test_utf_8_may_be_named(sent: str) -> None:
    assert Upload.of(request(sending([]), content_type=sent), LIMITS).lines == ("ndjson" in sent)


def test_a_caller_who_leaves_has_sent_no_batch() -> None:
    with pytest.raises(MalformedJson):
        received(sending([b"one", {"type": "http.disconnect"}]))
