"""What is sent, and how little a receiver can do to whoever sends it."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app import __version__
from app.services.webhooks.posting import Answered, Poster
from tests.receiver import Answer, Received, receiving

UNREACHABLE = Answered("unreachable")
PATIENCE = 0.2
AMPLE = 20
BODY = b"{}"
HEADERS = {"Content-Type": "application/json"}


def posted(url: str, times: int = 1, seconds: float = AMPLE) -> list[Answered | None]:
    async def run() -> list[Answered | None]:
        async with Poster(seconds) as poster:
            return [await poster.post(url, BODY, HEADERS) for _ in range(times)]

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "delivered"),
        (204, "delivered"),
        (299, "delivered"),
        (300, "redirected"),
        (304, "redirected"),
        (399, "redirected"),
        (400, "refused"),
        (401, "refused"),
        (409, "refused"),
        (410, "gone"),
        (500, "refused"),
        (503, "refused"),
    ],
)
def test_nothing_but_a_2xx_is_a_delivery(status: int, outcome: str) -> None:
    with receiving(lambda _: status) as receiver:
        assert posted(receiver.url) == [Answered(outcome, status)]  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    def script(_: Received) -> Answer:
        return status, {"location": f"{receiver.origin}/elsewhere"}, b""

    with receiving(script) as receiver:
        assert posted(receiver.url) == [Answered("redirected", status)]
        assert [request.path for request in receiver.requests] == ["/hooks/jixiao"]


def test_it_says_who_sends_and_keeps_no_cookie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
    with receiving(lambda _: (200, {"set-cookie": "a=b"}, b"")) as receiver:
        assert posted(receiver.url, times=2) == [Answered("delivered", 200)] * 2
        for request in receiver.requests:
            assert request.headers["user-agent"] == f"jixiao/{__version__}"
            assert "cookie" not in request.headers


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120), ("0", 0), ("9999", 9999), ("10000", None), ("soon", None), ("-1", None), ("٣", None)],
)
def test_a_receiver_may_ask_to_be_left_alone(text: str, seconds: int | None) -> None:
    with receiving(lambda _: (429, {"retry-after": text.encode().decode("latin-1")}, b"")) as receiver:
        assert posted(receiver.url) == [Answered("refused", 429, seconds)]


@contextmanager
def saying(*parts: bytes, between: float = 0, hanging_up: bool = False) -> Iterator[str]:
    """A server that says this to the first request, in parts, and then nothing more or hangs up; its URL."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    asked = b""
                    while not asked.endswith(BODY) and (received := connection.recv(65536)):
                        asked += received
                    for part in parts:
                        connection.sendall(part)
                        time.sleep(between)
                    while not hanging_up and connection.recv(65536):
                        pass

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        # Whoever gave up early may never have come.
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        thread.join(AMPLE)
        assert not thread.is_alive()


HEAD = b"HTTP/1.1 200 OK\r\n"
ENDLESS = [HEAD, b"transfer-encoding: chunked\r\n\r\n", *[b"2000\r\n" + bytes(0x2000) + b"\r\n"] * 5000]


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    with saying(*ENDLESS) as url:
        began = time.monotonic()
        assert posted(url) == [Answered("delivered", 200)]
        assert time.monotonic() - began < AMPLE / 4


def test_a_body_that_breaks_off_does_not_undo_the_status() -> None:
    with saying(HEAD, b"content-length: 10\r\n\r\nhalf", hanging_up=True) as url:
        assert posted(url) == [Answered("delivered", 200)]


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        ([], "timed_out"),
        ([HEAD], "timed_out"),
        ([HEAD, *[b"x-pad: 1\r\n"] * 1000], "timed_out"),
        ([HEAD, b"x-pad: ", *[b"a" * 8192] * 40], "unreachable"),
        ([b"SSH-2.0-OpenSSH_9.2\r\n\r\n"], "unreachable"),
    ],
    ids=["silence", "half a head", "a head without end, bit by bit", "a huge head", "no HTTP"],
)
def test_whoever_gives_no_status_has_not_got_it(parts: list[bytes], outcome: str) -> None:
    between = 0.01 if len(parts) == 1001 else 0
    with saying(*parts, between=between) as url:
        # What is no answer at all is known at once, however busy the machine is.
        seconds = PATIENCE if outcome == "timed_out" else AMPLE
        assert posted(url, seconds=seconds) == [Answered(outcome)]  # type: ignore[arg-type]


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
    assert posted(url) == [Answered("unreachable")]
    assert posted("https://name.invalid/") == [Answered("unreachable")]


def self_signed(folder: Path, address: str) -> Path:
    """A certificate for an address, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{address}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    return file


@pytest.mark.parametrize(
    ("address", "trusted", "outcome"),
    [
        ("127.0.0.1", True, Answered("delivered", 204)),
        ("127.0.0.1", False, UNREACHABLE),
        ("10.0.0.7", True, UNREACHABLE),
    ],
    ids=["its own", "of an authority unknown", "somebody else's"],
)
def test_a_receiver_must_prove_its_name(
    address: str, trusted: bool, outcome: Answered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path, address)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with receiving(certificate=certificate) as receiver:
        assert posted(receiver.url) == [outcome]
        assert len(receiver.requests) == (outcome.outcome == "delivered")


def test_connections_are_used_again() -> None:
    with receiving() as receiver:
        posted(receiver.url, times=3)
        assert len(receiver.requests) == 3
        assert receiver.connections == 1


def test_what_is_cut_off_has_no_outcome_and_nothing_begins_after_it() -> None:
    def script(_: Received) -> int:
        receiver.stopped.wait(AMPLE)
        return 204

    async def run() -> list[Answered | None]:
        async with Poster(AMPLE) as poster:
            under_way = asyncio.create_task(poster.post(receiver.url, BODY, HEADERS))
            while not receiver.requests:
                await asyncio.sleep(0.01)
            poster.cut_off()
            return [await under_way, await poster.post(receiver.url, BODY, HEADERS)]

    with receiving(script) as receiver:
        assert asyncio.run(run()) == [None, None]
        assert len(receiver.requests) == 1


def test_what_has_run_out_of_time_already_is_not_cut_off_once_more() -> None:
    async def run() -> Answered | None:
        async with Poster(0.05) as poster:

            async def closing(**_: object) -> None:
                # Its time is up, and it is still under way: closing a connection takes a moment.
                try:
                    await asyncio.sleep(AMPLE)
                finally:
                    poster.cut_off()

            poster._client.send = closing  # type: ignore[assignment]
            return await poster.post("http://127.0.0.1:9/", BODY, HEADERS)

    assert asyncio.run(run()) is None
