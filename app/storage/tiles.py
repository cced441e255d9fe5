"""The tree's hashes in tiles of 256, as they are stored: which ones a growing ledger completes. No SQL.

A tile of level 0 holds the hashes of 256 entries, one of level n + 1 the roots of 256 tiles of level n. Only complete
tiles are stored, so that no row ever changes; newer hashes are in the entries, or in the roots of the tiles below.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.storage.merkle import HASH_BYTES, root_of

TILE = 256
TILE_HEIGHT = 8

Range = Callable[[int, int, int], Sequence[bytes]]
"""`stored(level, first, last)`: hashes of a tile level that are stored already, from `first` to before `last`."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The hashes of one tile and the root over them."""

    level: int
    number: int
    hashes: tuple[bytes, ...]
    root: bytes


def completed_tiles(algorithm: str, size: int, leaves: Sequence[bytes], stored: Range) -> Iterator[Tile]:
    """The tiles that become complete when `leaves` are added to a tree of `size` leaves, from the bottom up."""
    level, new = 0, list(leaves)
    while (first := size // TILE) < (after := (size + len(new)) // TILE):
        hashes = [*stored(level, first * TILE, size), *new] if size % TILE else new
        roots: list[bytes] = []
        for number in range(first, after):
            start = (number - first) * TILE
            of_tile = tuple(hashes[start : start + TILE])
            roots.append(root_of(algorithm, of_tile))
            yield Tile(level, number, of_tile, roots[-1])
        level, size, new = level + 1, first, roots


def tile_levels(size: int) -> list[int]:
    """How many complete tiles a tree of `size` leaves has on each level, from the bottom up."""
    counts: list[int] = []
    while size := size // TILE:
        counts.append(size)
    return counts


def to_text(hashes: Sequence[bytes]) -> str:
    """The hashes of a tile in hexadecimal, one after the other."""
    return b"".join(hashes).hex()


def from_text(text: str) -> list[bytes]:
    """What `to_text` wrote. Raises ValueError for anything else."""
    joined = bytes.fromhex(text)
    if len(joined) != TILE * HASH_BYTES or joined.hex() != text:
        raise ValueError(f"{len(joined)} bytes are not the hashes of a tile")
    return [joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)]
