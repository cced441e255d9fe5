"""Ledgers in memory, for services that sign and prove."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.services.attest import Attestor
from app.storage.ledger import Fault, Head, Verdict, empty_head, head_of
from app.storage.merkle import digest_text, leaf_hash
from app.storage.plan import plan
from app.storage.records import LedgerEntry, StoredCheckpoint, StoredEvaluation
from tests.storage.making import TENANT, new_evaluation, nothing_known
from tests.storage.trees import naive_nodes
from tests.verify.ledgers import SIGNER, Ledger

# Of region 110106 and department 149.
_EVALUATION = plan([new_evaluation()], nothing_known(TENANT)).evaluations[0]
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@dataclass
class MemoryTree:
    """The tree as it stood when it was asked for."""

    algorithm: str
    leaves: list[bytes]

    @property
    def size(self) -> int:
        return len(self.leaves)

    def node(self, level: int, index: int) -> bytes:
        return naive_nodes(self.algorithm, self.leaves)(level, index)


@dataclass
class MemoryLedgers:
    """The ledgers of several tenants; whoever wants to tamper alters `ledgers` or `checkpoints`."""

    ledgers: dict[str, Ledger] = field(default_factory=dict)
    kept: list[StoredCheckpoint] = field(default_factory=list)
    asked: list[tuple[int, int | None, list[Head]]] = field(default_factory=list)
    fault: Fault | None = None

    def head(self, tenant: str) -> Head:
        ledger = self.ledgers.get(tenant)
        return empty_head("sm3") if ledger is None else head_of(ledger.frontier())

    @contextmanager
    def tree(self, tenant: str) -> Iterator[MemoryTree | None]:
        ledger = self.ledgers.get(tenant)
        yield None if ledger is None else MemoryTree(ledger.algorithm, ledger.leaves)

    def tenants(self) -> list[str]:
        return sorted(self.ledgers)

    def entry(self, tenant: str, position: int) -> LedgerEntry | None:
        return next(iter(self.entries(tenant, position - 1, 1)), None)

    def entries(self, tenant: str, after: int, limit: int) -> list[LedgerEntry]:
        ledger = self.ledgers.get(tenant, Ledger(tenant=tenant))
        return [
            LedgerEntry(
                tenant=tenant,
                position=position,
                entry_kind="evaluation",
                evaluation_id=f"evaluation-{position}",
                recorded_at=NOW,
                body=body,
                entry_digest=digest_text(ledger.algorithm, leaf_hash(ledger.algorithm, body.encode())),
            )
            for position, body in enumerate(ledger.bodies, 1)
            if after < position <= after + limit
        ]

    def get(self, tenant: str, evaluation_id: str) -> StoredEvaluation | None:
        places = [each.position for each in self.entries(tenant, 0, 10**9) if each.evaluation_id == evaluation_id]
        return replace(_EVALUATION, tenant=tenant, id=evaluation_id, position=places[0]) if places else None

    def checkpoints(self, tenant: str, after: int, limit: int) -> list[StoredCheckpoint]:
        return [each for each in self.kept if each.tenant == tenant and each.position > after][:limit]

    def latest_checkpoint(self, tenant: str) -> StoredCheckpoint | None:
        return max(self.checkpoints(tenant, 0, 10**9), key=lambda each: each.position, default=None)

    def add_checkpoint(self, new: StoredCheckpoint) -> StoredCheckpoint:
        self.kept.append(new)
        return new

    def verify(self, tenant: str, *, first: int, last: int | None, trusted: Iterable[Head]) -> Verdict:
        self.asked.append((first, last, list(trusted)))
        return Verdict(len(self.ledgers[tenant].bodies), None if self.fault else self.head(tenant), self.fault)


def attestor(ledgers: MemoryLedgers) -> Attestor:
    """One that has signed nothing yet."""
    return Attestor(ledgers, SIGNER, "jixiao", lambda: NOW)
