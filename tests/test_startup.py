"""What stands in the way of serving is said in one line, and nothing is served."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.storage import migrate
from app.storage.engine import create_engine
from app.storage.errors import SecondWriter
from app.storage.lock import WriterLock
from app.storage.startup import check_database


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "abc"}, "PORT: "),
        ({"DATABASE_URL": "nowhere"}, "DATABASE_URL: "),
        ({"DATABASE_URL": "nosuch://x"}, "DATABASE_URL: "),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL: SQLite needs a file"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "connection"),
    ],
)
def test_a_wrong_setting_is_said_and_nothing_is_served(environment: dict[str, str], said: str) -> None:
    result = CliRunner().invoke(app, ["serve"], env=environment)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_database_nobody_migrated_is_not_served_from(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["serve"], env={"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"})
    assert result.exit_code == 2
    assert "jixiao migrate" in result.stderr


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
