"""A known vulnerability in what is pinned stops the checks; a silent database does not pass for a clean one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

PROJECT = Path(__file__).parents[1]
VULNERABLE = "zstandard"


class Database(BaseHTTPRequestHandler):
    """An answer in the form of osv.dev: one package has a vulnerability, the others have none."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = query["package"]["name"]
        self.asked.append(name)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"vulns": [_advisory(name)]} if name == VULNERABLE else {}).encode())

    def log_message(self, *_: object) -> None:
        return


def _advisory(name: str) -> dict[str, object]:
    events = [{"introduced": "0"}, {"fixed": "99.1"}]
    affected = {"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {
        "id": "PYSEC-2026-1",
        "summary": "planted",
        "published": "2026-01-01T00:00:00Z",
        "modified": "2026-01-01T00:00:00Z",
        "affected": [affected],
    }


@contextmanager
def database() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Database)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def audit(url: str, requirements: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "scripts/audit.py", str(requirements)],
        cwd=PROJECT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(requirements.parent), "OSV_URL": url, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def only(folder: Path, *names: str) -> Path:
    """The pins of these packages, as requirements.txt has them."""
    blocks = (PROJECT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", "\\").splitlines()
    chosen = [each.replace("\\", "\\\n") for each in blocks if each.partition("==")[0] in names]
    assert len(chosen) == len(names)
    file = folder / "requirements.txt"
    file.write_text("\n".join(chosen) + "\n", encoding="utf-8")
    return file


def test_a_known_vulnerability_is_named_with_the_version_that_mends_it(tmp_path: Path) -> None:
    with database() as url:
        audited = audit(url, only(tmp_path, "fastapi", VULNERABLE))
    assert audited.returncode == 1, audited.stderr
    assert "PYSEC-2026-1, mended in 99.1" in audited.stdout
    assert "fastapi" not in audited.stdout


def test_without_a_vulnerability_every_package_of_the_service_was_asked_about(tmp_path: Path) -> None:
    Database.asked.clear()
    with database() as url:
        audited = audit(url, only(tmp_path, "fastapi", "sqlmodel"))
    assert audited.returncode == 0, audited.stderr
    assert "2 packages, no known vulnerability" in audited.stdout
    assert sorted(Database.asked) == ["fastapi", "sqlmodel"]


def test_a_database_that_does_not_answer_is_said_and_fails_where_the_audit_is_required(tmp_path: Path) -> None:
    silent = "http://127.0.0.1:9/v1/query"
    pins = only(tmp_path, "fastapi")
    told = audit(silent, pins)
    assert told.returncode == 0
    assert "NOT audited" in told.stdout
    assert audit(silent, pins, AUDIT="required").returncode == 2
