"""Clients that send forms until each is answered for good, as a gateway would."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from tests.forms import project_form
from tests.program import Program
from tests.reliability.history import History
from tests.reliability.http import Answer, Connection, ConnectionLost, request

ADDRESS = "/v1/evaluations"
PAUSE = 0.05


def post(key: str, body: bytes | None = None) -> bytes:
    """A form of a project of its own, whose code is also its idempotency key."""
    if body is None:
        body = json.dumps(project_form(project=key), ensure_ascii=False).encode()
    return request("POST", ADDRESS, body, {"idempotency-key": key})


async def send(connection: Connection, key: str, history: History, until: Callable[[], bool] | None = None) -> bool:
    """Sends the form of this key again and again until it is answered for good, or refused for good.

    False if `until` became true before.
    """
    sent = post(key)
    while until is None or not until():
        answer = await attempt(connection, sent, history)
        if answer is not None:
            history.note(key, answer)
            if answer.status not in (409, 503):
                return True
        await asyncio.sleep(PAUSE)
    return False


async def attempt(connection: Connection, sent: bytes, history: History) -> Answer | None:
    """One answer, or None where the connection was lost."""
    try:
        return await connection.ask(sent)
    except ConnectionLost as lost:
        history.lost_connections += 1
        history.cut_answers += lost.begun
        return None


def connect(program: Program) -> Connection:
    """A connection of somebody whom the program knows."""
    return Connection(program.port, program.credential)


async def clients(
    programs: list[Program], count: int, history: History, done: Callable[[], bool], keys: Iterator[str]
) -> None:
    """`count` clients, spread over the programs, each with its next form as soon as the last is answered."""

    async def client(program: Program) -> None:
        connection = connect(program)
        while not done():
            await send(connection, next(keys), history)
        connection.close()

    await asyncio.gather(*(client(programs[number % len(programs)]) for number in range(count)))


async def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Returns once the condition holds. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def both(load: Coroutine[Any, Any, None], disturbance: Coroutine[Any, Any, None]) -> None:
    """Runs both to their end; an error in one ends the other."""
    async with asyncio.TaskGroup() as group:
        group.create_task(load)
        group.create_task(disturbance)
