"""Work for a caller who has hung up is broken off."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.types import Message

from app.api.leaving import while_there

LONG = 5


def request_of(caller: "asyncio.Queue[Message]") -> Request:
    return Request({"type": "http", "headers": []}, caller.get)


def test_the_work_of_a_caller_who_stays_is_done() -> None:
    async def run() -> str | None:
        caller: asyncio.Queue[Message] = asyncio.Queue()
        caller.put_nowait({"type": "http.request", "body": b""})
        return await while_there(request_of(caller), asyncio.sleep(0.01, "done"))

    assert asyncio.run(run()) == "done"


def test_the_work_of_a_caller_who_leaves_is_broken_off() -> None:
    ends: list[str] = []

    async def work() -> str:
        try:
            return await asyncio.sleep(LONG, "done")
        except asyncio.CancelledError:
            ends.append("broken off")
            raise

    async def run() -> str | None:
        caller: asyncio.Queue[Message] = asyncio.Queue()
        caller.put_nowait({"type": "http.request", "body": b""})
        asyncio.get_running_loop().call_later(0.02, caller.put_nowait, {"type": "http.disconnect"})
        return await asyncio.wait_for(while_there(request_of(caller), work()), LONG / 2)

    assert asyncio.run(run()) is None
    assert ends == ["broken off"]


def test_an_error_of_the_work_is_the_callers() -> None:
    async def work() -> None:
        raise ValueError("of the work")

    async def run() -> None:
        await while_there(request_of(asyncio.Queue()), work())

    with pytest.raises(ValueError, match="of the work"):
        asyncio.run(run())
