"""The stored nodes of a tenant's tree, read where they lie: in tiles, and beyond the last complete one in entries."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, select

from app.storage import tiles
from app.storage.engine import snapshot
from app.storage.ledger import Head
from app.storage.merkle import Frontier, read_digest_text, root_at, root_of
from app.storage.tables import ledger_entry, ledger_head, ledger_tile
from app.storage.tiles import TILE, TILE_HEIGHT


class StoredHashes:
    """Hashes by tile level, as tiles.py numbers them, of one tenant."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    def between(self, level: int, first: int, last: int) -> list[bytes]:
        """Those from `first` to before `last` on a level. Raises LookupError if not all of them are stored."""
        if level == 0:
            found = self._entries(first, last)
        else:
            found = [bytes.fromhex(root) for root in self.roots(level - 1, first, last).values()]
        if len(found) != last - first:
            raise LookupError(f"{len(found)} of the hashes {first} to {last - 1} of level {level} are stored")
        return found

    def of_tile(self, level: int, number: int) -> list[bytes]:
        """The hashes of a complete tile. Raises LookupError if it is not stored."""
        query = select(ledger_tile.c.digests).where(
            ledger_tile.c.tenant == self._tenant, ledger_tile.c.level == level, ledger_tile.c.tile == number
        )
        text = self._connection.execute(query).scalar_one_or_none()
        if text is None:
            raise LookupError(f"tile {number} of level {level} is not stored")
        return tiles.from_text(text)

    def roots(self, level: int, first: int, last: int) -> dict[int, str]:
        """The roots of the tiles of a level from `first` to before `last`, by their numbers, in hexadecimal."""
        query = (
            select(ledger_tile.c.tile, ledger_tile.c.root)
            .where(
                ledger_tile.c.tenant == self._tenant,
                ledger_tile.c.level == level,
                ledger_tile.c.tile >= first,
                ledger_tile.c.tile < last,
            )
            .order_by(ledger_tile.c.tile)
        )
        return {row.tile: row.root for row in self._connection.execute(query)}

    def _entries(self, first: int, last: int) -> list[bytes]:
        query = (
            select(ledger_entry.c.entry_digest)
            .where(
                ledger_entry.c.tenant == self._tenant,
                ledger_entry.c.position > first,
                ledger_entry.c.position <= last,
            )
            .order_by(ledger_entry.c.position)
        )
        return [read_digest_text(digest)[1] for digest in self._connection.execute(query).scalars()]


class LedgerTree:
    """The tree of one tenant's ledger as it stood at one moment; `node` is what merkle.py makes proofs of.

    A stored hash that is missing raises LookupError, one that is not a hash ValueError: verify the ledger then.
    """

    def __init__(self, connection: Connection, tenant: str, frontier: Frontier) -> None:
        self.algorithm = frontier.algorithm
        self.size = frontier.size
        self._stored = StoredHashes(connection, tenant)
        self._read: dict[tuple[int, int], list[bytes]] = {}

    def node(self, level: int, index: int) -> bytes:
        """The hash of the index-th complete subtree of 2**level leaves."""
        tile_level, height = divmod(level, TILE_HEIGHT)
        first = index << height
        number, start = divmod(first, TILE)
        hashes = self._tile(tile_level, number)[start : start + (1 << height)]
        return hashes[0] if height == 0 else root_of(self.algorithm, hashes)

    def leaf(self, position: int) -> bytes:
        """The hash of the entry at `position`, which counts from 1."""
        return self.node(0, position - 1)

    def root_at(self, size: int) -> bytes:
        """The root over the first `size` entries. Raises ValueError for more than there are."""
        if not 0 <= size <= self.size:
            raise ValueError(f"the ledger has {self.size} entries, not {size}")
        return root_at(self.algorithm, size, self.node)

    def _tile(self, level: int, number: int) -> Sequence[bytes]:
        """The hashes of a tile, or those that there are of the last one on its level. Read once."""
        key = level, number
        if key not in self._read:
            self._read[key] = self._hashes_of(level, number)
        return self._read[key]

    def _hashes_of(self, level: int, number: int) -> list[bytes]:
        on_level = self.size >> level * TILE_HEIGHT
        if (number + 1) * TILE <= on_level:
            return self._stored.of_tile(level, number)
        return self._stored.between(level, number * TILE, on_level)


@contextmanager
def ledger_tree(engine: Engine, tenant: str) -> Iterator[LedgerTree | None]:
    """The tenant's tree as it stands now, to be read until the end of the block; None before the first entry."""
    with snapshot(engine) as connection:
        frontier = stored_frontier(connection, tenant)
        yield None if frontier is None else LedgerTree(connection, tenant, frontier)


def stored_frontier(connection: Connection, tenant: str) -> Frontier | None:
    """What the head says of the tree; None before the first entry. Raises ValueError for a head that makes no sense."""
    row = connection.execute(select(ledger_head).where(ledger_head.c.tenant == tenant)).one_or_none()
    return None if row is None else Frontier.from_text(row.algorithm, row.position, row.frontier)


def stored_head(connection: Connection, tenant: str) -> Head | None:
    """Where the tenant's ledger stands; None before the first entry."""
    row = connection.execute(select(ledger_head).where(ledger_head.c.tenant == tenant)).one_or_none()
    return None if row is None else Head(row.position, row.root)
