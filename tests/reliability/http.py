"""HTTP/1.1 as small and as fast as a load client needs, over one loopback connection that is opened anew when lost."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

_END_OF_HEAD = b"\r\n\r\n"
# Beyond it the service has forgotten the request, which is a fault of its own.
_LONGEST_ANSWER = 60


class ConnectionLost(Exception):
    """The connection could not be made or ended before the answer did; `begun`: in the midst of one."""

    def __init__(self, begun: bool) -> None:
        super().__init__("in the midst of an answer" if begun else "before any answer")
        self.begun = begun


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def request(method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """A request as it goes over the wire."""
    own = {"host": "127.0.0.1", **(headers or {})}
    if body or method == "POST":
        own = {"content-type": "application/json", "content-length": str(len(body)), **own}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in own.items())]
    return "\r\n".join(lines).encode("latin-1") + _END_OF_HEAD + body


def authorized(sent: bytes, credential: str | None) -> bytes:
    """The request with the credential, or as it is."""
    if credential is None:
        return sent
    line, end, rest = sent.partition(b"\r\n")
    return line + end + f"authorization: Bearer {credential}\r\n".encode() + rest


class Connection:
    """Sends one request after the other, each with the credential where there is one."""

    def __init__(self, port: int, credential: str | None = None) -> None:
        self._port = port
        self._credential = credential
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, sent: bytes) -> Answer:
        """Raises ConnectionLost, after which the next request gets a new connection, and TimeoutError."""
        begun = False
        try:
            async with asyncio.timeout(_LONGEST_ANSWER):
                reader, writer = await self._open()
                writer.write(authorized(sent, self._credential))
                head = await reader.readuntil(_END_OF_HEAD)
                begun = True
                status, headers = _read_head(head)
                body = await _read_body(reader, headers)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            if isinstance(error, TimeoutError):
                raise
            raise ConnectionLost(begun or bool(getattr(error, "partial", b""))) from error
        if headers.get("connection") == "close":
            self.close()
        return Answer(status, headers, body)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        return self._streams


def _read_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    pairs = (line.split(":", 1) for line in lines)
    return int(first.split(" ", 2)[1]), {name.lower(): value.strip() for name, value in pairs}


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    body = b""
    while size := int((await reader.readline()).strip() or b"0", 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body
