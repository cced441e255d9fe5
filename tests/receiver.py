"""A receiver of webhooks on a loopback port, which answers as a test wants it to."""

import base64
import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

_LONGEST_WAIT = 20


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    """By their names in lower case."""
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed

    @property
    def position(self) -> int:
        return int(self.event["data"]["position"])

    def signed_by(self, secret: str, tag: str = "v1", algorithm: str = "sha256") -> bool:
        """Whether one of its signatures is by this secret, worked out here by the standard's text alone."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        expected = base64.b64encode(hmac.new(key, signed, getattr(hashlib, algorithm, algorithm)).digest()).decode()
        return f"{tag},{expected}" in self.headers["webhook-signature"].split(" ")


Answer = tuple[int, dict[str, str], bytes]
Script = Callable[[Received], int | Answer]


@dataclass
class Receiver:
    """`script` says what a request is answered with; `stopped` is set when the server is to end, for slow scripts."""

    script: Script = lambda _: 204
    requests: list[Received] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)
    connections: int = 0
    origin: str = ""

    @property
    def url(self) -> str:
        return f"{self.origin}/hooks/jixiao"

    @property
    def positions(self) -> Sequence[int]:
        """Of the entries that came, as they came."""
        return [request.position for request in self.requests]

    def waited_for(self, count: int) -> Sequence[Received]:
        """The first so many requests, as soon as they are there."""
        deadline = time.monotonic() + _LONGEST_WAIT
        while len(self.requests) < count:
            assert time.monotonic() < deadline, f"{len(self.requests)} of {count} requests came"
            time.sleep(0.01)
        return self.requests[:count]


@contextmanager
def receiving(script: Script = lambda _: 204, certificate: Path | None = None) -> Iterator[Receiver]:
    """Listens until the end of the block; over TLS with a certificate and its key in one file."""
    receiver = Receiver(script)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            receiver.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if len(body) < int(self.headers["content-length"]):
                # Whoever sent it was killed.
                self.close_connection = True
                return
            received = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            receiver.requests.append(received)
            answer = receiver.script(received)
            status, headers, content = answer if isinstance(answer, tuple) else (answer, {}, b"")
            self.send_response(status)
            for name, value in {"content-length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """The test looks at `requests`."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Whoever sends may hang up."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        receiver.origin = f"{'http' if certificate is None else 'https'}://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            receiver.stopped.set()
            server.shutdown()
            thread.join()
