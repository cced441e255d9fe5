"""What the log says of an exception: its types and where it came from, not its message, which may quote a form."""

import re
from traceback import extract_tb
from types import TracebackType

_DEEPEST = 30
_ROOT = re.compile(r".*/(?:site-packages|lib/python3\.\d+)/|.*/(?=(?:app|migrations|tests)/)")


def told(error: BaseException) -> dict[str, str]:
    """Fields for a line: `error`, the type with those of its causes, and `at`, the places, innermost first."""
    return {"error": " < ".join(_chain(error)), "at": " < ".join(_places(error.__traceback__))}


def _chain(error: BaseException) -> list[str]:
    names: list[str] = []
    current: BaseException | None = error
    while current is not None and len(names) < _DEEPEST:
        names.append(type(current).__qualname__)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return names


def _places(trace: TracebackType | None) -> list[str]:
    frames = extract_tb(trace)[: -_DEEPEST - 1 : -1]
    return [f"{_ROOT.sub('', frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
