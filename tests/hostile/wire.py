"""Sends a request to the byte and reads what the server makes of it."""

import re
import socket
import time
from dataclasses import dataclass

# Generous for a busy machine; the point is that no case takes seconds.
LONGEST_ANSWER = 2.0
_STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3}) ", re.MULTILINE)
_LENGTH = re.compile(rb"^content-length: (\d+)\r$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """The statuses of the answers that came, none where the connection just ended, and what came in full."""

    statuses: tuple[int, ...]
    content: bytes
    seconds: float

    @property
    def status(self) -> int:
        return self.statuses[0] if self.statuses else 0


def tell(port: int, sent: bytes) -> Told:
    """Whatever the server answers, until it closes, or falls silent behind a whole answer."""
    began, content = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(sent)
            while part := connection.recv(65536):
                content += part
                if _is_whole(content):
                    # A second answer to one request would follow at once.
                    connection.settimeout(0.05)
        except TimeoutError:
            assert _is_whole(content), f"the server keeps silent: {content[:200]!r}"
        except ConnectionError:
            pass
    return Told(tuple(int(status) for status in _STATUS.findall(content)), content, time.monotonic() - began)


def _is_whole(content: bytes) -> bool:
    head, separator, body = content.partition(b"\r\n\r\n")
    length = _LENGTH.search(head + b"\r")
    return bool(separator) and length is not None and len(body) >= int(length[1])
