"""What stands in the way of serving is said in one line, and nothing is served."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.storage import migrate
from app.storage.engine import create_engine
from app.storage.errors import AlgorithmUnavailable, SecondWriter
from app.storage.lock import WriterLock
from app.storage.signing import create_key_file
from app.storage.startup import check_algorithm, check_database


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "abc"}, "PORT: "),
        ({"DATABASE_URL": "nowhere"}, "DATABASE_URL: "),
        ({"DATABASE_URL": "nosuch://x"}, "DATABASE_URL: "),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL: SQLite needs a file"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "connection"),
        ({"LEDGER_ALGORITHM": "md5"}, "LEDGER_ALGORITHM: "),
        ({"LEDGER_ORIGIN": "a b"}, "LEDGER_ORIGIN: "),
        ({"LEDGER_ORIGIN": "a+b"}, "LEDGER_ORIGIN: "),
        ({"CHECKPOINT_SECONDS": "0"}, "CHECKPOINT_SECONDS: "),
    ],
)
def test_a_wrong_setting_is_said_and_nothing_is_served(environment: dict[str, str], said: str) -> None:
    result = CliRunner().invoke(app, ["serve"], env=environment)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert [json.loads(line)["event"] for line in result.stdout.splitlines()] == ["start.refused"]


def test_a_database_nobody_migrated_is_not_served_from(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["serve"], env={"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"})
    assert result.exit_code == 2
    assert "jixiao migrate" in result.stderr


@pytest.mark.parametrize(("mode", "said"), [(None, "jixiao migrate"), (0o640, "chmod 600")])
def test_without_a_key_of_its_own_nothing_is_served(tmp_path: Path, mode: int | None, said: str) -> None:
    url, key = f"sqlite:///{tmp_path}/jixiao.db", tmp_path / "ledger.key"
    migrate.upgrade(url)
    if mode is not None:
        create_key_file(key)
        key.chmod(mode)
    result = CliRunner().invoke(app, ["serve"], env={"DATABASE_URL": url, "LEDGER_KEY_FILE": str(key)})
    assert result.exit_code == 2
    assert "LEDGER_KEY_FILE: " in result.stderr
    assert said in result.stderr


def test_an_algorithm_that_this_python_lacks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_sm3(name: str, *_: bytes) -> None:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr("hashlib.new", without_sm3)
    check_algorithm("sha256")
    with pytest.raises(AlgorithmUnavailable, match="unsupported hash type sm3"):
        check_algorithm("sm3")


def test_a_second_process_is_kept_off_an_sqlite_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/one.db"
    migrate.upgrade(url)
    engine = create_engine(url)
    first = WriterLock(engine)
    first.acquire()
    try:
        with pytest.raises(SecondWriter):
            check_database(url)
    finally:
        first.release()
        engine.dispose()
    check_database(url)
