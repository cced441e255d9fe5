"""A file a day, kept for as long as the law asks."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from pydantic import ValidationError
from typer.testing import CliRunner

from app.cli import app
from app.logs.daily import DailyFiles
from app.logs.setup import configure_logs
from app.settings import Settings

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_each_day_has_its_file(tmp_path: Path, clock: Clock) -> None:
    files = DailyFiles(tmp_path / "log", 180, clock)
    files.write(b"one\n")
    clock.now = NOON.replace(hour=23, minute=59, second=59, microsecond=999_999)
    files.write(b"two\n")
    clock.now += timedelta(microseconds=1)
    files.write(b"three\n")
    assert names(tmp_path / "log") == ["jixiao-2026-11-28.log", "jixiao-2026-11-29.log"]
    assert (tmp_path / "log" / "jixiao-2026-11-28.log").read_bytes() == b"one\ntwo\n"


def test_a_file_is_for_its_owner_and_its_group(tmp_path: Path, clock: Clock) -> None:
    DailyFiles(tmp_path, 180, clock)
    assert (tmp_path / "jixiao-2026-11-28.log").stat().st_mode & 0o137 == 0


def test_a_file_stays_for_as_many_days_as_asked_and_goes_on_the_next(tmp_path: Path, clock: Clock) -> None:
    day_180, day_181 = (f"jixiao-{NOON.date() - timedelta(days=days)}.log" for days in (180, 181))
    others = ["jixiao-2020-01-01.log.gz", "jixiao-notes.log", "other-2020-01-01.log"]
    for name in (day_180, day_181, *others):
        (tmp_path / name).touch()
    files = DailyFiles(tmp_path, 180, clock)
    assert names(tmp_path) == sorted([day_180, "jixiao-2026-11-28.log", *others])
    clock.now += timedelta(days=1)
    files.write(b"x\n")
    assert names(tmp_path) == sorted(["jixiao-2026-11-28.log", "jixiao-2026-11-29.log", *others])


def test_two_processes_share_a_folder(tmp_path: Path, clock: Clock) -> None:
    first, second = DailyFiles(tmp_path, 180, clock), DailyFiles(tmp_path, 180, clock)
    first.write(b"one\n")
    second.write(b"two\n")
    first.write(b"three\n")
    assert (tmp_path / "jixiao-2026-11-28.log").read_bytes() == b"one\ntwo\nthree\n"


def test_a_folder_that_is_gone_loses_lines_and_nothing_else(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "log"
    files = DailyFiles(folder, 180, clock)
    folder.joinpath("jixiao-2026-11-28.log").unlink()
    folder.rmdir()
    folder.write_bytes(b"")
    clock.now += timedelta(days=1)
    with pytest.raises(OSError, match="exists"):
        files.write(b"lost\n")
    read, write = os.pipe()
    with pytest.raises(OSError, match="exists"):
        files.write(b"lost\n")
    os.close(write)
    assert os.read(read, 10) == b""
    os.close(read)
    folder.unlink()
    files.write(b"found\n")
    assert (folder / "jixiao-2026-11-29.log").read_bytes() == b"found\n"


def test_events_go_to_both_places(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with open(os.dup(1), "wb") as stdout:
        configure_logs(file=stdout, also=DailyFiles(tmp_path, 180))
        structlog.get_logger().info("x")
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_bytes())["event"] == "x"
    assert capfdbinary.readouterr().out == file.read_bytes()


@pytest.mark.parametrize("days", [179, 0, -1])
def test_less_than_half_a_year_is_refused(days: int) -> None:
    with pytest.raises(ValidationError, match="log_retention_days"):
        Settings(log_retention_days=days)
    result = CliRunner().invoke(app, ["serve"], env={"LOG_RETENTION_DAYS": str(days)})
    assert result.exit_code == 2
    assert "LOG_RETENTION_DAYS: " in result.stderr


def test_half_a_year_is_accepted() -> None:
    assert Settings(log_retention_days=180).log_retention_days == 180


def test_a_folder_that_cannot_be_written_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = CliRunner().invoke(app, ["serve"], env={"LOG_DIR": str(tmp_path / "file")})
    assert result.exit_code == 2
    assert result.stderr.startswith("LOG_DIR: ")
