"""D9: callers who never finish, against the proxy configuration that is shipped: they are let go, and the others do
not notice them."""

import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import quantiles

import httpx2 as httpx

from tests.callers import bearer
from tests.forms import example_bytes
from tests.reliability.figures import Figure, at_most, exactly, none, told
from tests.reliability.trial import Stand, Trial
from tests.server.proxies import anyones, nginx
from tests.serving import JSON

_HEAD = b"POST /v1/evaluations/preview HTTP/1.1\r\nHost: jixiao.example.gov.cn\r\nContent-Type: application/json\r\n"
_LATE = 5


@dataclass(frozen=True)
class Amounts:
    """Slow connections; seconds that the proxy is patient, 10 as shipped; requests of others, before and meanwhile."""

    slow: int
    patience: int
    others: int


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    folder = stand.folder / "nginx"
    folder.mkdir()
    with (
        stand.postgresql.migrated() as url,
        stand.program(url) as program,
        nginx(folder, program.port, amounts.patience) as proxy,
        httpx.Client(base_url=proxy.address, headers=bearer(str(program.credential)), verify=anyones()) as client,
    ):
        usual = [_asked(client) for _ in range(amounts.others)]
        with ExitStack() as stack:
            began = time.monotonic()
            slow = [stack.enter_context(proxy.connect()) for _ in range(amounts.slow)]
            for number, connection in enumerate(slow):
                connection.sendall(_unfinished(number))
            meanwhile = [_asked(client) for _ in range(amounts.others)]
            ends = [_until_closed(connection) for connection in slow]
            took = time.monotonic() - began
    yield exactly("slow connections, a third each: half a head, no body, half a body", len(slow), amounts.slow)
    yield none("of them answered but with 408", [end for end in ends if end[:12] not in (b"", b"HTTP/1.1 408")])
    yield at_most("all of them closed after", round(took, 1), amounts.patience + _LATE, "s")
    yield none("requests of others not answered with 200", [s for s, _ in (*usual, *meanwhile) if s != 200])
    yield told("p99 of others before", round(_p99(usual), 1), "ms")
    yield at_most("p99 of others meanwhile", round(_p99(meanwhile), 1), round(2 * _p99(usual) + 50, 1), "ms")


def _unfinished(number: int) -> bytes:
    body = example_bytes()
    whole = _HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode()
    return (_HEAD, whole, whole + body[:100])[number % 3]


def _asked(client: httpx.Client) -> tuple[int, float]:
    began = time.monotonic()
    answer = client.post("/v1/evaluations/preview", content=example_bytes(), headers=JSON)
    return answer.status_code, time.monotonic() - began


def _p99(asked: list[tuple[int, float]]) -> float:
    return quantiles([seconds for _, seconds in asked], n=100)[98] * 1000


def _until_closed(connection: ssl.SSLSocket) -> bytes:
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


TRIAL = Trial(
    "D9",
    "slow callers in front of the shipped proxy",
    measure,
    short=Amounts(12, 1, 10),
    bounded=Amounts(100, 10, 200),
    full=Amounts(200, 10, 500),
    in_tests=False,
)
