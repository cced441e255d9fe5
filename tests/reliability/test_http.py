"""The load client reads what servers send, and says what it was cut off from."""

import asyncio

import pytest

from tests.reliability.http import Answer, Connection, ConnectionLost, request


def asking(*answers: bytes) -> list[Answer | ConnectionLost]:
    """What a connection makes of a server that sends these bytes, one part per connection, and hangs up."""
    parts = iter(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(next(parts))
        writer.close()

    async def ask(connection: Connection) -> Answer | ConnectionLost:
        try:
            return await connection.ask(request("GET", "/"))
        except ConnectionLost as lost:
            return lost

    async def run() -> list[Answer | ConnectionLost]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            connection = Connection(server.sockets[0].getsockname()[1])
            made = [await ask(connection) for _ in answers]
            connection.close()
            return made

    return asyncio.run(run())


def test_an_answer_with_a_length_is_read() -> None:
    whole = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nConnection: close\r\nX-A: b\r\n\r\n{}"
    headers = {"content-length": "2", "connection": "close", "x-a": "b"}
    assert asking(whole) == [Answer(201, headers, b"{}")]


def test_an_answer_in_chunks_is_read() -> None:
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    whole = head + b"3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"
    [answer] = asking(whole)
    assert isinstance(answer, Answer)
    assert answer.body == b"abc0123456789"


@pytest.mark.parametrize(
    ("part", "begun"),
    [
        (b"", False),
        (b"HTTP/1.1 2", True),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", True),
    ],
    ids=["nothing", "half a line", "no body", "half a body"],
)
def test_a_cut_answer_is_none(part: bytes, begun: bool) -> None:
    whole = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"
    lost, after = asking(part, whole)
    assert isinstance(lost, ConnectionLost)
    assert lost.begun is begun
    assert isinstance(after, Answer)


def _nothing(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Never called."""


def test_a_port_that_nobody_listens_on_is_a_lost_connection() -> None:
    async def run() -> None:
        server = await asyncio.start_server(_nothing, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        await Connection(port).ask(request("GET", "/"))

    with pytest.raises(ConnectionLost):
        asyncio.run(run())
