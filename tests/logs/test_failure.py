"""An exception is told by its types and places; its message, which may quote a form, is not."""

import pytest

from app.logs.failure import told


def test_the_types_and_the_places_are_told() -> None:
    fields = told(raised())
    assert fields["error"] == "KeyError < ValueError"
    innermost, *_, outermost = fields["at"].split(" < ")
    assert innermost.startswith("tests/logs/test_failure.py:")
    assert innermost.endswith(" fail")
    assert outermost.endswith(" raised")


def test_the_message_is_not_told() -> None:
    assert "张三" not in str(told(raised()))


def test_a_hidden_cause_stays_hidden() -> None:
    with pytest.raises(TypeError) as raised_error:
        hide()
    assert told(raised_error.value)["error"] == "TypeError"


def test_a_deep_recursion_is_cut() -> None:
    with pytest.raises(RecursionError) as raised_error:
        deeper()
    assert len(told(raised_error.value)["at"].split(" < ")) == 30


def test_a_chain_without_end_is_cut() -> None:
    first, second = ValueError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    assert len(told(first)["error"].split(" < ")) == 30


def fail() -> None:
    try:
        int("张三的电话")
    except ValueError as error:
        raise KeyError("张三") from error


def hide() -> None:
    try:
        fail()
    except KeyError:
        raise TypeError from None


def deeper() -> None:
    deeper()


def raised() -> Exception:
    try:
        fail()
    except KeyError as error:
        return error
    raise AssertionError
