"""The proxy configurations that are shipped, run as they are but for addresses, files and patience."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SHIPPED = Path(__file__).parents[2] / "docs" / "deployment"
# Instead of the ten seconds that are shipped.
PATIENCE = 1


@dataclass(frozen=True)
class Proxy:
    """A running proxy; it trusts nobody, so neither does the test ask whose certificate it has."""

    port: int

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def connect(self) -> ssl.SSLSocket:
        return anyones().wrap_socket(socket.create_connection(("127.0.0.1", self.port), timeout=20))


def anyones() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def nginx(folder: Path, service: int, patience: int = PATIENCE) -> Iterator[Proxy]:
    """nginx with docs/deployment/nginx.conf, in front of the service on that port."""
    program, port = required("nginx"), free_port()
    configuration = nginx_configuration(folder, port, service, patience)
    command = [program, "-e", str(folder / "error.log"), "-c", str(configuration), "-g", "daemon off;"]
    with running(command, port, folder):
        yield Proxy(port)


@contextmanager
def haproxy(folder: Path, service: int) -> Iterator[Proxy]:
    """HAProxy with docs/deployment/haproxy.cfg, in front of the service on that port."""
    program, port = required("haproxy"), free_port()
    with running([program, "-f", str(haproxy_configuration(folder, port, service))], port, folder):
        yield Proxy(port)


def nginx_configuration(folder: Path, port: int, service: int, patience: int = PATIENCE) -> Path:
    """`nginx.conf` in the folder, fitted to it."""
    certificate, key = make_certificate(folder)
    places = f"worker_processes auto; pid {folder}/pid; error_log {folder}/error.log;"
    # As root it would hand its requests to a user who cannot read the test's folder.
    as_root = " user root;" if os.geteuid() == 0 else ""
    changes = {
        "worker_processes auto;": places + as_root,
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "127.0.0.1:8000": f"127.0.0.1:{service}",
        "/etc/nginx/jixiao.crt": str(certificate),
        "/etc/nginx/jixiao.key": str(key),
        "/var/log/nginx/jixiao.log": str(folder / "access.log"),
        "10s;": f"{patience}s;",
        "http {\n": "http {\n" + "".join(f"    {name} {folder}/{name};\n" for name in _NGINX_FOLDERS),
    }
    return changed("nginx.conf", changes, folder)


_NGINX_FOLDERS = [f"{kind}_temp_path" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]


def haproxy_configuration(folder: Path, port: int, service: int) -> Path:
    """`haproxy.cfg` in the folder, fitted to it."""
    certificate, key = make_certificate(folder)
    both = folder / "both.pem"
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    changes = {
        "bind :443": f"bind 127.0.0.1:{port}",
        "127.0.0.1:8000": f"127.0.0.1:{service}",
        "/etc/haproxy/jixiao.pem": str(both),
        "http-request 10s": f"http-request {PATIENCE}s",
    }
    return changed("haproxy.cfg", changes, folder)


PROXIES: dict[str, Callable[[Path, int], AbstractContextManager[Proxy]]] = {"nginx": nginx, "haproxy": haproxy}


def required(name: str) -> str:
    """The program; without it the test is skipped, or fails where REQUIRE_<NAME>=1."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None and os.environ.get(f"REQUIRE_{name.upper()}") != "1":
        pytest.skip(f"{name} is not installed (apt-get install {name})")
    assert found is not None, f"{name} is not installed"
    return found


def changed(name: str, changes: dict[str, str], folder: Path) -> Path:
    """The shipped file with these texts exchanged, each of which must be there."""
    text = (SHIPPED / name).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, f"{name} has no {old!r}"
        text = text.replace(old, new)
    made = folder / name
    made.write_text(text, encoding="utf-8")
    return made


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    with (folder / "proxy.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 20
        while not listens(port):
            assert process.poll() is None, (folder / "proxy.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "jixiao.example.gov.cn")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
