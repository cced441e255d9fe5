"""What is written in one turn of the loop goes out together, in order, and never later than that."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from app.serving.one_write import OneWrite

LARGE = b"x" * 65_536


class Sent(asyncio.Transport):
    """Keeps what it is given, by writes, and how it was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []

    def writelines(self, list_of_data: Iterable[Any]) -> None:
        self.writes.append(b"".join(list_of_data))

    def close(self) -> None:
        self.writes.append(b"closed")


async def sent(*steps: Callable[[OneWrite], None]) -> tuple[list[bytes], list[bytes]]:
    """What has gone out when the steps are taken, and what a turn later."""
    transport = Sent()
    together = OneWrite(transport)
    for step in steps:
        step(together)
    at_once = [*transport.writes]
    await asyncio.sleep(0)
    return at_once, transport.writes


def write(data: bytes) -> Callable[[OneWrite], None]:
    return lambda together: together.write(data)


HEAD, BODY = write(b"head"), write(b"body")


@pytest.mark.parametrize(
    ("steps", "at_once", "then"),
    [
        ([HEAD, BODY], [], [b"headbody"]),
        # A stream whose first part is not there yet: the head waits for nothing.
        ([HEAD], [], [b"head"]),
        ([HEAD, BODY, OneWrite.flush], [b"headbody"], [b"headbody"]),
        ([HEAD, OneWrite.flush, BODY], [b"head"], [b"head", b"body"]),
        ([HEAD, BODY, OneWrite.close], [b"headbody", b"closed"], [b"headbody", b"closed"]),
        ([OneWrite.close], [b"closed"], [b"closed"]),
        ([HEAD, OneWrite.forget], [], []),
        ([HEAD, OneWrite.forget, BODY], [], [b"body"]),
        ([OneWrite.flush], [], []),
        # A stream that never pauses would otherwise be held to its end.
        ([write(LARGE), HEAD], [LARGE], [LARGE, b"head"]),
        ([write(LARGE[1:]), OneWrite.flush, HEAD], [LARGE[1:]], [LARGE[1:], b"head"]),
        ([write(LARGE[1:])], [], [LARGE[1:]]),
        ([write(LARGE[4:]), HEAD, BODY], [LARGE[4:] + b"head"], [LARGE[4:] + b"head", b"body"]),
    ],
)
def test_what_goes_out_when(steps: list[Callable[[OneWrite], None]], at_once: list[bytes], then: list[bytes]) -> None:
    assert asyncio.run(sent(*steps)) == (at_once, then)
