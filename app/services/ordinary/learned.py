"""What was worked out once, kept by what it was worked out from."""

from collections.abc import Callable, Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Unordinary(Exception):
    """Something in a form or a pack that only the domain itself can deal with."""


class Learned(dict[Key, Value]):
    """`learned[key]` works the value out on first sight; forgets everything when it holds `limit` of them.

    What the work raises is not kept, so that nobody fills it with what is refused.
    """

    __slots__ = ("_limit", "_work_out")

    def __init__(self, work_out: Callable[[Key], Value], limit: int) -> None:
        super().__init__()
        self._work_out = work_out
        self._limit = limit

    def __missing__(self, key: Key) -> Value:
        value = self._work_out(key)
        if len(self) >= self._limit:
            self.clear()
        self[key] = value
        return value
