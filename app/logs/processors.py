"""From an event to its line, step by step (structlog's processors). An event is flat: texts, numbers, null."""

import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from time import time_ns
from typing import Any

import orjson
from pydantic_core import to_json

from app.logs.failure import told
from app.logs.masking import holds_personal_number, masked

Event = MutableMapping[str, Any]

_LONGEST_TEXT = 2000


def with_failure(_logger: object, _level: str, event: Event) -> Event:
    """Tells an exception in fields of its own."""
    found = event.pop("exc_info", None)
    if isinstance(found, tuple):
        found = found[1]
    elif found is True:
        found = sys.exception()
    return {**event, **told(found)} if isinstance(found, BaseException) else event


def cleaned(_logger: object, _level: str, event: Event) -> Event:
    """No text breaks the line, drives a terminal, holds a personal number or is longer than any of ours."""
    texts = "|".join([value for value in event.values() if isinstance(value, str)])
    if texts.isprintable() and len(texts) <= _LONGEST_TEXT and not holds_personal_number(texts):
        return event
    return {name: safe_text(value) if isinstance(value, str) else value for name, value in event.items()}


@lru_cache(1024)
def safe_text(text: str) -> str:
    """A text as it may stand in a line."""
    safe = masked(text[:_LONGEST_TEXT])
    if safe.isprintable():
        return safe
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in safe)


def stamped(_logger: object, level: str, event: Event) -> Event:
    """Puts time and level in front."""
    return {"time": now(), "level": level, "event": event.pop("event", ""), **event}


def now() -> str:
    """RFC 3339 in UTC, to the microsecond."""
    seconds, nanoseconds = divmod(time_ns(), 1_000_000_000)
    return f"{_to_the_second(seconds)}.{nanoseconds // 1000:06d}+00:00"


@lru_cache(2)
def _to_the_second(seconds: int) -> str:
    """What all the lines of a second begin with: to write it out takes longer than the rest of the time."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def as_json(_logger: object, _level: str, event: Event) -> bytes:
    try:
        return orjson.dumps(event)
    except TypeError:
        # A library's value that has no JSON, or a whole number of more than 64 bits.
        return to_json(event, serialize_unknown=True)
