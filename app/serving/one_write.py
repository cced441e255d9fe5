"""Head and body of an answer in one write: each write is a system call, and wakes whoever waits at the other end."""

import asyncio
from typing import Any, TypeAlias

# As much as uvicorn lets a connection hold back before an application must wait.
_MOST_HELD = 65_536

_Bytes: TypeAlias = "bytes | bytearray | memoryview[Any]"


class OneWrite(asyncio.Transport):
    """A transport, as far as uvicorn asks for one, that sends together what is written in one turn of the loop.

    What a stream writes turn by turn goes out turn by turn; within a turn no more is held than `_MOST_HELD` bytes.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._held: list[_Bytes] = []
        self._size = 0

    def write(self, data: _Bytes) -> None:
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data)
        self._size += len(data)
        if self._size >= _MOST_HELD:
            self.flush()

    def flush(self) -> None:
        """Sends what is held now: there is nothing to be added."""
        if self._held:
            held, self._held, self._size = self._held, [], 0
            self._transport.writelines(held)

    def forget(self) -> None:
        """There is nobody any more to send it to."""
        self._held, self._size = [], 0

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()
