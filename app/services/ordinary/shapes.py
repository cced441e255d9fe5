"""Objects of a request as tuples of the members asked for.

The same keys come in the same order a million times, so how to pick members out of them is worked out once.
"""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from app.services.ordinary.learned import Learned, Unordinary

Members = tuple[Any, ...]
_Layout = tuple[Callable[[Members], Members] | None, tuple[int, ...]]


class Shape:
    """`members(object)` are the wanted ones in order, None for those left out; all others must be null."""

    __slots__ = ("_known", "_layouts", "_wanted")

    def __init__(self, wanted: tuple[str, ...], others: tuple[str, ...] = ()) -> None:
        """`others` are members of the contract that an ordinary form leaves empty."""
        self._wanted = wanted
        self._known = frozenset(wanted + others)
        self._layouts: Learned[tuple[str, ...], _Layout] = Learned(self._layout, 256)

    def members(self, sent: Any) -> Members:
        if type(sent) is not dict:
            raise Unordinary(sent)
        pick, empty = self._layouts[tuple(sent)]
        if pick is None:
            return tuple(sent.values())
        values = (*sent.values(), None)
        for index in empty:
            if values[index] is not None:
                raise Unordinary(sent)
        return pick(values)

    def _layout(self, keys: tuple[str, ...]) -> _Layout:
        """How to pick the wanted members from those with these keys; no way where they are just those in order."""
        if not self._known.issuperset(keys):
            raise Unordinary(keys)
        if keys == self._wanted:
            return None, ()
        places = {key: index for index, key in enumerate(keys)}
        nothing = len(keys)
        pick = itemgetter(*(places.get(name, nothing) for name in self._wanted))
        return pick, tuple(index for key, index in places.items() if key not in self._wanted)
