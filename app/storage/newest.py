"""The hashes behind a tree's last complete tile, kept by the thread that made the tree grow.

Else they would be read back, entry by entry, whenever a tile becomes complete.
"""

import threading
from collections.abc import Sequence

from app.storage.merkle import Frontier
from app.storage.tiles import TILE

_MOST_TREES = 64


class NewestHashes(threading.local):
    """Of the trees that this thread made grow last, each by its frontier, which no two trees have in common: what is
    found is right even if the growth was never committed, or others made the tree grow since."""

    def __init__(self) -> None:
        self._known: dict[Frontier, Sequence[bytes]] = {}

    def of(self, frontier: Frontier) -> Sequence[bytes] | None:
        """In their order; None if the tree is not one of those."""
        return self._known.get(frontier)

    def grown(self, before: Frontier, leaves: Sequence[bytes], after: Frontier) -> None:
        """Takes note of a tree that these leaves were added to."""
        kept = self._known.pop(before, None) if before.size % TILE else ()
        in_tiles = len(leaves) - after.size % TILE
        if in_tiles >= 0:
            self._known[after] = leaves[in_tiles:]
        elif kept is not None:
            self._known[after] = [*kept, *leaves]
        if len(self._known) > _MOST_TREES:
            del self._known[next(iter(self._known))]
