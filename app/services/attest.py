"""Signs where ledgers stand, and refuses to sign what contradicts a head that was signed before."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Protocol

from app.services.errors import LedgerContradiction
from app.storage.checkpoint import Checkpoint, VerifierKey, origin_of, sign_checkpoint
from app.storage.ledger import Head
from app.storage.merkle import Node, consistency_proof, digest_text, read_digest_text, root_at, verify_consistency
from app.storage.records import StoredCheckpoint
from app.storage.signing import Signer


class Tree(Protocol):
    """A tenant's tree as it stood at one moment. A node that is missing or no hash: LookupError or ValueError."""

    @property
    def algorithm(self) -> str: ...
    @property
    def size(self) -> int: ...
    def node(self, level: int, index: int) -> bytes: ...


class Ledgers(Protocol):
    """Where ledgers are read from, and checkpoints kept."""

    def head(self, tenant: str) -> Head: ...
    def tree(self, tenant: str) -> AbstractContextManager[Tree | None]: ...
    def tenants(self) -> list[str]: ...
    def latest_checkpoint(self, tenant: str) -> StoredCheckpoint | None: ...
    def add_checkpoint(self, new: StoredCheckpoint) -> StoredCheckpoint: ...


@dataclass(frozen=True, slots=True)
class SignedHead:
    """Where a tenant's ledger stands, signed."""

    tenant: str
    checkpoint: Checkpoint
    note: str
    verifier_key: str

    @property
    def root(self) -> str:
        """`algorithm:hex`."""
        return digest_text(self.checkpoint.algorithm, self.checkpoint.root)


@dataclass(frozen=True, slots=True)
class Standing:
    """A signed head with the nodes of its tree, to be read while the database shows them as they were."""

    signed: SignedHead
    node: Node

    @property
    def algorithm(self) -> str:
        return self.signed.checkpoint.algorithm

    @property
    def size(self) -> int:
        return self.signed.checkpoint.size


class Attestor:
    """The signing side of the ledger.

    It remembers the last head that it signed for each tenant, and before that asks for the last checkpoint kept: a
    tree that does not continue it gets no signature.
    """

    def __init__(self, ledgers: Ledgers, signer: Signer, origin: str, clock: Callable[[], datetime]) -> None:
        self._ledgers = ledgers
        self._signer = signer
        self._origin = origin
        self._clock = clock
        self._signed: dict[str, Checkpoint] = {}
        self._lock = Lock()

    def verifier_key(self, tenant: str) -> VerifierKey:
        """By which checkpoints of the tenant's ledger are verified."""
        return VerifierKey(origin_of(self._origin, tenant), self._signer.public_key)

    def head(self, tenant: str) -> SignedHead:
        """Where the ledger stands now. Raises LedgerContradiction."""
        with self.standing(tenant) as standing:
            return standing.signed

    @contextmanager
    def standing(self, tenant: str) -> Iterator[Standing]:
        """The signed head, with its tree until the end of the block. Raises LedgerContradiction."""
        # Before the tree is read: what is signed meanwhile may be longer than the tree, and rightly so.
        known = self._known(tenant)
        with ExitStack() as stack:
            try:
                tree = stack.enter_context(self._ledgers.tree(tenant))
            except ValueError as error:
                raise LedgerContradiction(f"the stored head: {error}") from error
            yield self._standing(tenant, tree, known)

    def keep(self, tenant: str) -> StoredCheckpoint | None:
        """Stores a checkpoint if the ledger has moved since the last one, and gives the latest; None while it is
        empty. Raises LedgerContradiction."""
        latest = self._ledgers.latest_checkpoint(tenant)
        signed = self.head(tenant)
        if latest is not None and latest.position == signed.checkpoint.size:
            return latest
        if signed.checkpoint.size == 0:
            return None
        new = StoredCheckpoint(
            tenant=tenant,
            position=signed.checkpoint.size,
            root=signed.root,
            note=signed.note,
            recorded_at=self._clock(),
        )
        return self._ledgers.add_checkpoint(new)

    def _standing(self, tenant: str, tree: Tree | None, known: Checkpoint | None) -> Standing:
        node = _guarded(tree)
        algorithm, size = (self._ledgers.head(tenant).algorithm, 0) if tree is None else (tree.algorithm, tree.size)
        checkpoint = Checkpoint(origin_of(self._origin, tenant), size, root_at(algorithm, size, node), algorithm)
        _check_continuation(known, checkpoint, node)
        note = sign_checkpoint(checkpoint, self._signer)
        self._remember(tenant, checkpoint)
        return Standing(SignedHead(tenant, checkpoint, note, self.verifier_key(tenant).text()), node)

    def _known(self, tenant: str) -> Checkpoint | None:
        with self._lock:
            signed = self._signed.get(tenant)
        if signed is not None:
            return signed
        kept = self._ledgers.latest_checkpoint(tenant)
        if kept is None:
            return None
        try:
            algorithm, root = read_digest_text(kept.root)
        except ValueError as error:
            raise LedgerContradiction(f"the checkpoint at {kept.position} has no root: {error}") from error
        return Checkpoint(origin_of(self._origin, tenant), kept.position, root, algorithm)

    def _remember(self, tenant: str, checkpoint: Checkpoint) -> None:
        with self._lock:
            last = self._signed.get(tenant)
            if last is None or last.size < checkpoint.size:
                self._signed[tenant] = checkpoint


def _check_continuation(known: Checkpoint | None, now: Checkpoint, node: Node) -> None:
    if known is None:
        return
    if known.size > now.size or known.algorithm != now.algorithm:
        raise LedgerContradiction(f"the ledger has {now.size} entries, {known.size} were signed")
    proof = consistency_proof(now.algorithm, known.size, now.size, node)
    if not verify_consistency(now.algorithm, known.size, now.size, known.root, now.root, proof):
        raise LedgerContradiction(
            f"the ledger of {now.size} entries does not continue the {known.size} that were signed"
        )


def _guarded(tree: Tree | None) -> Node:
    def node(level: int, index: int) -> bytes:
        try:
            if tree is None:
                raise LookupError("the ledger is empty")
            return tree.node(level, index)
        except (LookupError, ValueError) as error:
            raise LedgerContradiction(f"node {index} of level {level}: {error}") from error

    return node
