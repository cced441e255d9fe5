"""Verifying a stored ledger: against itself, its tree, the rows it is about, and heads that were kept elsewhere.

Tile by tile, so that a ledger of any length takes the same memory. Entries outside the range that is asked for are
taken at their stored hashes, which the tree binds to the head.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, func, select

from app.storage import agreement
from app.storage.checks import faults_of
from app.storage.engine import snapshot
from app.storage.ledger import Fault, Head, Verdict, empty_head, head_of
from app.storage.links import links
from app.storage.merkle import Frontier, read_digest_text, root_of
from app.storage.tables import checkpoint, ledger_entry, ledger_head, ledger_tile
from app.storage.tiles import TILE, tile_levels
from app.storage.tree import StoredHashes, stored_head

# Whoever altered a row may have left anything in it.
_UNREADABLE = (ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError)


def verify_ledger(
    engine: Engine, tenant: str, *, first: int = 1, last: int | None = None, trusted: Iterable[Head] = ()
) -> Verdict:
    """Verifies the entries from `first` to `last` (None: to the end) and that they are part of the tree of the head.

    `trusted` are heads noted earlier outside this database: the tree must have passed through each of them. Nothing
    else shows that somebody rewrote the whole ledger, or cut off its end, and the head with it.
    """
    with snapshot(engine) as connection:
        verification = _Verification(connection, tenant, first, last, tuple(trusted))
        fault = next(verification.faults(), None)
        return Verdict(verification.checked, None if fault else verification.reached, fault)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A root that the tree must have had at a position."""

    position: int
    root: str
    code: str
    field: str


@dataclass(slots=True)
class _Entries:
    """What was learnt of the entries of a tile that are verified."""

    leaves: dict[int, bytes] = field(default_factory=dict)
    """By position."""
    findings: set[agreement.Finding] = field(default_factory=set)


class _Verification:
    """One pass over a ledger; `checked` and `reached` say how far it got."""

    def __init__(
        self, connection: Connection, tenant: str, first: int, last: int | None, trusted: tuple[Head, ...]
    ) -> None:
        self._connection = connection
        self._tenant = tenant
        self._first = first
        self._last = last
        self._head = stored_head(connection, tenant) or empty_head()
        self._end = self._head.position if last is None else min(last, self._head.position)
        self._trusted = [_Mark(head.position, head.root, "wrong_trusted_head", "ledger_head.root") for head in trusted]
        self._stored = StoredHashes(connection, tenant)
        # The roots of the complete tiles passed, as if each were a leaf, and the hashes behind the last of them.
        self._tiles = Frontier(self._head.algorithm)
        self._rest: list[bytes] = []
        self._findings = 0
        self.checked = 0
        self.reached = empty_head(self._head.algorithm)

    def faults(self) -> Iterator[Fault]:
        """What is wrong, from the first entry on; then whatever the rows beside the ledger contradict."""
        complete, rest = divmod(self._head.position, TILE)
        for start in range(0, complete, TILE):
            after = min(start + TILE, complete)
            roots = self._stored.roots(0, start, after)
            for number in range(start, after):
                yield from self._faults_in_tile(number, roots.get(number))
        if rest:
            yield from self._faults_in_tile(complete, None)
        yield from self._faults_at_head()
        for level in range(1, len(tile_levels(self._head.position))):
            yield from self._faults_above(level)
        yield from self._faults_beside()

    def _faults_in_tile(self, number: int, root: str | None) -> Iterator[Fault]:
        start, end = number * TILE + 1, min((number + 1) * TILE, self._head.position)
        first, last = max(start, self._first), min(end, self._end)
        complete, asked = end - start + 1 == TILE, first <= last
        entries = _Entries()
        if asked:
            yield from self._faults_in_entries(first, last, entries)
            yield from agreement.wrong_findings(self._connection, self._tenant, entries.findings, first, last)
            self._findings += len(entries.findings)
        marks = self._marks_between(start, end, asked)
        try:
            if complete and not asked and not marks and root is not None:
                self._tiles = self._tiles.append(bytes.fromhex(root))
                return
            hashes = self._stored.of_tile(0, number) if complete else self._stored.between(0, start - 1, end)
        except _UNREADABLE as error:
            yield Fault(start, "wrong_tile", "ledger_tile.digests", str(error))
            return
        for position, leaf in entries.leaves.items():
            if hashes[position - start] != leaf:
                yield Fault(position, "wrong_tile", "ledger_tile.digests", "the tile has another hash for the entry")
        yield from self._faults_at(marks, start, hashes)
        if complete:
            reckoned = root_of(self._head.algorithm, hashes)
            if reckoned.hex() != root:
                yield Fault(start, "wrong_tile", "ledger_tile.root", "it is not the root over the tile's hashes")
            self._tiles = self._tiles.append(reckoned)
        else:
            self._rest = hashes

    def _faults_in_entries(self, first: int, last: int, entries: _Entries) -> Iterator[Fault]:
        expected = first
        try:
            for link in links(self._connection, self._tenant, first, last):
                entry = link.entry
                if entry.position != expected:
                    yield Fault(expected, "gap", "ledger_entry.position", f"the next entry is at {entry.position}")
                yield from faults_of(link, self._head.algorithm)
                entries.leaves[expected] = read_digest_text(entry.entry_digest)[1]
                if link.evaluation is not None and link.evaluation.position == expected:
                    entries.findings |= {(expected, code) for code in link.evaluation.finding_codes}
                expected += 1
                self.checked += 1
        except _UNREADABLE as error:
            yield Fault(expected, "invalid_row", "", f"{type(error).__name__}: {error}")
            return
        if expected <= last:
            code = "gap" if self._last_position() > expected else "wrong_head"
            yield Fault(expected, code, "ledger_entry.position", f"the head says {self._head.position}")

    def _marks_between(self, start: int, end: int, asked: bool) -> list[_Mark]:
        """The heads that were kept, in the database (where the entries are verified) and elsewhere, in order."""
        marks = [mark for mark in self._trusted if start <= mark.position <= end]
        if asked:
            query = select(checkpoint).where(
                checkpoint.c.tenant == self._tenant, checkpoint.c.position >= start, checkpoint.c.position <= end
            )
            rows = self._connection.execute(query)
            marks += [_Mark(row.position, row.root, "wrong_checkpoint", "checkpoint.root") for row in rows]
        return sorted(marks, key=lambda mark: mark.position)

    def _faults_at(self, marks: list[_Mark], start: int, hashes: list[bytes]) -> Iterator[Fault]:
        """Compares the tree where its root is known; `hashes` are those of the entries from position `start` on."""
        before = self._passed()
        for mark in marks:
            if head_of(before.extend(hashes[: mark.position - start + 1])).root != mark.root:
                yield Fault(mark.position, mark.code, mark.field, f"the root was {mark.root}")
        if start <= self._end < start + len(hashes):
            self.reached = head_of(before.extend(hashes[: self._end - start + 1]))

    def _passed(self) -> Frontier:
        """The tree over the entries of the complete tiles passed."""
        return Frontier(self._tiles.algorithm, self._tiles.size * TILE, self._tiles.peaks)

    def _faults_at_head(self) -> Iterator[Fault]:
        position = self._head.position
        if self._last_position() > position:
            yield Fault(position + 1, "wrong_head", "ledger_head.position", "there are entries beyond the head")
        query = select(ledger_head).where(ledger_head.c.tenant == self._tenant)
        row = self._connection.execute(query).one_or_none()
        if row is not None:
            tree = self._passed().extend(self._rest)
            reckoned = {"algorithm": tree.algorithm, "root": head_of(tree).root, "frontier": tree.to_text()}
            for name, value in reckoned.items():
                if value != row._mapping[name]:
                    yield Fault(max(position, 1), "wrong_head", f"ledger_head.{name}", f"the entries make {value}")
        beyond = [head.position for head in self._trusted if head.position > position]
        if beyond:
            yield Fault(position + 1, "wrong_trusted_head", "ledger_head.position", f"the ledger once had {beyond[0]}")
        if self._first > position + 1 or (self._last or 0) > position:
            yield Fault(
                position + 1, "wrong_head", "ledger_head.position", "the ledger ends before the range asked for"
            )

    def _faults_above(self, level: int) -> Iterator[Fault]:
        """In the complete tiles of a level over the roots of other tiles."""
        for number in range(tile_levels(self._head.position)[level]):
            first_entry = number * TILE ** (level + 1) + 1
            try:
                below = self._stored.between(level, number * TILE, (number + 1) * TILE)
                root = self._stored.roots(level, number, number + 1).get(number)
                right = (
                    self._stored.of_tile(level, number) == below and root_of(self._head.algorithm, below).hex() == root
                )
            except _UNREADABLE:
                right = False
            if not right:
                yield Fault(first_entry, "wrong_tile", "ledger_tile.digests", f"tile {number} of level {level}")

    def _faults_beside(self) -> Iterator[Fault]:
        yield from agreement.unrecorded(self._connection, self._tenant, self._first, self._last)
        if self._first == 1 and self._last is None:
            yield from agreement.wrong_effective(self._connection, self._tenant)
            yield from agreement.planted_findings(self._connection, self._tenant, self._findings)
            yield from self._surplus_tiles()

    def _surplus_tiles(self) -> Iterator[Fault]:
        query = select(func.count()).select_from(ledger_tile).where(ledger_tile.c.tenant == self._tenant)
        surplus = self._connection.execute(query).scalar_one() - sum(tile_levels(self._head.position))
        if surplus:
            yield Fault(
                self._head.position + 1,
                "wrong_tile",
                "ledger_tile.tile",
                f"{surplus} tiles that the ledger has not filled",
            )

    def _last_position(self) -> int:
        query = select(func.max(ledger_entry.c.position)).where(ledger_entry.c.tenant == self._tenant)
        return self._connection.execute(query).scalar_one() or 0
