"""Proofs of the ledger: that an entry is in it, that it only ever grew, and receipts that a caller keeps."""

from dataclasses import dataclass
from typing import Protocol

from app.services.attest import Attestor, SignedHead, Standing
from app.services.errors import BeyondLedger, LedgerContradiction
from app.services.found import Store, found
from app.storage.data_scope import DataScope
from app.storage.merkle import (
    consistency_proof,
    digest_text,
    inclusion_proof,
    leaf_hash,
    root_at,
    verify_inclusion,
)
from app.storage.records import LedgerEntry


class Entries(Protocol):
    """Where entries are found."""

    def entry(self, tenant: str, position: int) -> LedgerEntry | None: ...


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That an entry is in the tree of `tree_size` entries with this root."""

    entry: LedgerEntry
    tree_size: int
    root: str
    proof: tuple[str, ...]
    """Digests, from the leaf up."""
    signed: SignedHead
    """Where the ledger stands at present, which may be further."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the ledger of `first` entries is the beginning of the one of `second`."""

    first: int
    second: int
    first_root: str
    second_root: str
    proof: tuple[str, ...]
    signed: SignedHead


class ProofService:
    """Every proof is verified before it is handed out: LedgerContradiction, where the stored ledger has none."""

    def __init__(self, evaluations: Store, entries: Entries, attestor: Attestor) -> None:
        self._evaluations = evaluations
        self._entries = entries
        self._attestor = attestor

    def inclusion_of(self, tenant: str, data: DataScope, evaluation_id: str, tree_size: int | None = None) -> Inclusion:
        """The same by an evaluation. Raises BeyondLedger, and EvaluationNotFound also outside the data scope."""
        position = found(self._evaluations, tenant, data, evaluation_id).position
        return self.inclusion(tenant, position, tree_size)

    def inclusion(self, tenant: str, position: int, tree_size: int | None = None) -> Inclusion:
        """That the entry at `position` is in the ledger of `tree_size` entries (None: all). Raises BeyondLedger."""
        entry = self._entries.entry(tenant, position)
        with self._attestor.standing(tenant) as standing:
            size = standing.size if tree_size is None else tree_size
            if size > standing.size:
                raise BeyondLedger("tree_size", size, standing.size)
            if not 1 <= position <= size:
                raise BeyondLedger("position", position, size)
            return _inclusion(standing, entry, position, size)

    def consistency(self, tenant: str, first: int, second: int | None) -> Consistency:
        """That the ledger of `second` entries (None: all) continues the one of `first`. Raises BeyondLedger."""
        with self._attestor.standing(tenant) as standing:
            second = standing.size if second is None else second
            if second > standing.size:
                raise BeyondLedger("to", second, standing.size)
            if first > second:
                raise BeyondLedger("from", first, second)
            algorithm, node = standing.algorithm, standing.node
            return Consistency(
                first,
                second,
                digest_text(algorithm, root_at(algorithm, first, node)),
                digest_text(algorithm, root_at(algorithm, second, node)),
                _texts(algorithm, consistency_proof(algorithm, first, second, node)),
                standing.signed,
            )


def _inclusion(standing: Standing, entry: LedgerEntry | None, position: int, size: int) -> Inclusion:
    if entry is None:
        raise LedgerContradiction(f"entry {position} is missing")
    algorithm, node = standing.algorithm, standing.node
    leaf, root = leaf_hash(algorithm, entry.body.encode()), root_at(algorithm, size, node)
    proof = inclusion_proof(algorithm, position - 1, size, node)
    if entry.entry_digest != digest_text(algorithm, leaf) or not verify_inclusion(
        algorithm, leaf, position - 1, size, proof, root
    ):
        raise LedgerContradiction(f"entry {position} is not the one in the tree")
    return Inclusion(entry, size, digest_text(algorithm, root), _texts(algorithm, proof), standing.signed)


def _texts(algorithm: str, hashes: list[bytes]) -> tuple[str, ...]:
    return tuple(digest_text(algorithm, each) for each in hashes)
