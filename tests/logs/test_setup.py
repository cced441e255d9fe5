"""One event is one line, whatever it holds and whoever logs it."""

import io
import json
import logging
import warnings
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from app.logs.setup import configure_logs
from tests.log_lines import LogLines

BREAKS = "\r\n\x00\x0b\x0c\x1b\x1c\x1d\x1e\x7f\x85\x9b\u2028\u2029\u202e\u2066\ufeff\ud800"


def test_an_event_is_a_line_of_json_that_begins_with_time_level_and_name(log_lines: LogLines) -> None:
    structlog.get_logger().warning("something.happened", zh="中文", number=3, nothing=None)
    (line,) = log_lines.all()
    assert list(line) == ["time", "level", "event", "zh", "number", "nothing"]
    assert (line["level"], line["event"], line["zh"], line["number"]) == ("warning", "something.happened", "中文", 3)
    age = datetime.now(UTC) - datetime.fromisoformat(line["time"])
    assert timedelta(0) <= age < timedelta(minutes=1)
    assert "中文" in log_lines.text


@pytest.mark.parametrize("character", BREAKS)
def test_no_character_breaks_the_line_or_reaches_a_terminal(log_lines: LogLines, character: str) -> None:
    structlog.get_logger().info("x", text=f"a{character}b")
    (line,) = log_lines.all()
    assert line["text"] == f"a\\u{ord(character):04x}b"
    assert log_lines.text.removesuffix("\n").isprintable()


@pytest.mark.parametrize("character", BREAKS)
def test_the_readable_form_is_one_line_too(character: str) -> None:
    file = io.BytesIO()
    configure_logs(form="console", file=file)
    structlog.get_logger().info("x", text=f"a{character}b")
    assert len(file.getvalue().decode().splitlines()) == 1
    assert f"\\u{ord(character):04x}" in file.getvalue().decode()


def test_a_personal_number_in_any_field_is_masked(log_lines: LogLines) -> None:
    structlog.get_logger().info("13912345678", text="身份证 11010619900101123X", count=13912345678)
    (line,) = log_lines.all()
    assert (line["event"], line["text"]) == ("***", "身份证 ***")


def test_a_text_is_cut_at_two_thousand_characters(log_lines: LogLines) -> None:
    structlog.get_logger().info("x", just="a" * 2000, longer="b" * 2001)
    (line,) = log_lines.all()
    assert (len(line["just"]), len(line["longer"])) == (2000, 2000)


def test_levels_below_the_one_asked_for_are_left_out() -> None:
    file = io.BytesIO()
    configure_logs("error", file=file)
    structlog.get_logger().warning("quiet")
    structlog.get_logger().error("loud")
    assert [json.loads(line)["event"] for line in file.getvalue().splitlines()] == ["loud"]


def test_a_librarys_record_is_an_event_named_after_its_logger(log_lines: LogLines) -> None:
    logging.getLogger("some.library").error("cannot %s", "read\x1b[31m\nexception=ValueError('张三')")
    logging.getLogger("some.library").info("a step")
    (line,) = log_lines.all()
    assert (line["level"], line["event"]) == ("error", "some.library")
    assert line["message"] == "cannot read\\u001b[31m"


def test_a_librarys_exception_is_told_without_its_message(log_lines: LogLines) -> None:
    try:
        int("张三")
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    (line,) = log_lines.all()
    assert line["error"] == "ValueError"
    assert "张三" not in log_lines.text


@pytest.mark.parametrize(("number", "level"), [(5, "debug"), (25, "info"), (35, "warning"), (50, "critical")])
def test_a_librarys_own_level_becomes_one_of_ours(number: int, level: str) -> None:
    file = io.BytesIO()
    configure_logs("debug", file=file)
    logging.getLogger("some.library").setLevel(1)
    logging.getLogger().setLevel(1)
    logging.getLogger("some.library").log(number, "x")
    assert [json.loads(line)["level"] for line in file.getvalue().splitlines()] == [level]


@pytest.mark.filterwarnings("always")
def test_a_warning_of_python_is_logged(log_lines: LogLines) -> None:
    warnings.warn("careful", UserWarning, stacklevel=1)
    (line,) = log_lines.all()
    assert (line["level"], line["event"]) == ("warning", "py.warnings")
    assert line["message"].endswith("UserWarning: careful")


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    class Full(io.BytesIO):
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

    configure_logs(file=Full())
    structlog.get_logger().info("x")
    logging.getLogger("some.library").error("y")
