"""What a batch comes to, worked out in memory: who is recorded, who is a replay, which rows follow. No SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from decimal import Decimal
from typing import NamedTuple

from app.storage.as_answered import first_answered, withdrawn
from app.storage.bodies import entry_body, evaluation_body, evaluation_kind, withdrawal_body
from app.storage.ledger import WITHDRAWAL
from app.storage.merkle import Frontier, digest_text, leaf_hash
from app.storage.records import (
    AlreadyWithdrawn,
    Appended,
    AttemptUnseen,
    KeyConflict,
    LedgerEntry,
    New,
    NewEntry,
    NewEvaluation,
    NewWithdrawal,
    Outcome,
    Recorded,
    Replayed,
    StoredEvaluation,
    Withdrawal,
)
from app.storage.types import plain

TenantKey = tuple[str, str]
Place = tuple[str | None, str | None]
"""Region and department of a form."""


class UsedKey(NamedTuple):
    """What an idempotency key was used for."""

    request_digest: str
    evaluation_id: str


class Series(NamedTuple):
    """How the attempts at one form stand."""

    attempts: int = 0
    effective_id: str | None = None
    """The latest attempt that is not withdrawn."""


_NO_ATTEMPTS = Series()


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knew of a batch once the ledger heads were locked."""

    frontiers: dict[str, Frontier]
    """By tenant."""
    used_keys: dict[TenantKey, UsedKey] = field(default_factory=dict)
    series: dict[TenantKey, Series] = field(default_factory=dict)
    """By tenant and series key."""
    standing: dict[TenantKey, dict[int, str]] = field(default_factory=dict)
    """Of the series from which something is to be withdrawn: the ids of the attempts that are not, by attempt."""
    replayed: dict[str, StoredEvaluation] = field(default_factory=dict)
    """By id: the evaluations that the batch's retries led to."""
    places: dict[str, Place] = field(default_factory=dict)
    """By id: where the attempts belong that an author of limited sight may be about to supersede."""


@dataclass(slots=True)
class Plan:
    """Outcomes in the batch's order, and what must be written for them to be true."""

    outcomes: list[Outcome] = field(default_factory=list)
    evaluations: list[StoredEvaluation] = field(default_factory=list)
    withdrawals: list[tuple[StoredEvaluation, Withdrawal]] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    new_keys: dict[TenantKey, UsedKey] = field(default_factory=dict)
    series: dict[TenantKey, Series] = field(default_factory=dict)
    """The series that changed, as they stand at the batch's end."""
    leaves: dict[str, list[bytes]] = field(default_factory=dict)
    """By tenant: the hashes of the entries, in order."""


def plan(batch: Sequence[New], known: Known) -> Plan:
    """Works the batch off in order, as if each member had been committed alone; later ones see earlier ones."""
    planner = _Planner(known)
    for new in batch:
        planner.made.outcomes.append(planner.outcome(new))
    return planner.made


class _Planner:
    def __init__(self, known: Known) -> None:
        self.made = Plan()
        self._known = known
        self._standing = {key: dict(attempts) for key, attempts in known.standing.items()}
        self._by_id = dict(known.replayed)
        self._places = dict(known.places)

    def outcome(self, new: New) -> Outcome:
        if isinstance(new, NewEntry):
            return Appended(self._append(new))
        return self._replay(new) or (self._record(new) if isinstance(new, NewEvaluation) else self._withdraw(new))

    def _replay(self, new: NewEvaluation | NewWithdrawal) -> Replayed | KeyConflict | None:
        if new.idempotency_key is None:
            return None
        key = (new.tenant, new.idempotency_key)
        used = self._known.used_keys.get(key) or self.made.new_keys.get(key)
        if used is None:
            return None
        if used.request_digest != new.request_digest:
            return KeyConflict()
        stored = self._by_id[used.evaluation_id]
        return Replayed(first_answered(stored) if isinstance(new, NewEvaluation) else withdrawn(stored))

    def _record(self, new: NewEvaluation) -> Recorded | AttemptUnseen:
        key = (new.tenant, new.series_key)
        before = self._series(key)
        attempt, supersedes = before.attempts + 1, before.effective_id
        if supersedes is not None and not new.data.whole_tenant and not new.data.admits(*self._places[supersedes]):
            return AttemptUnseen()
        position = self._next_position(new.tenant)
        body = evaluation_body(new, position, attempt, supersedes)
        entry = self._append_body(new, position, evaluation_kind(supersedes), new.id, body)
        record = _stored(new, entry, attempt, supersedes)
        self.made.evaluations.append(record)
        self._places[record.id] = (record.region_code, record.department_code)
        self.made.series[key] = Series(attempt, record.id)
        if key in self._standing:
            self._standing[key][attempt] = record.id
        self._remember(new, record)
        return Recorded(record)

    def _withdraw(self, new: NewWithdrawal) -> Recorded | AlreadyWithdrawn:
        target = new.target
        key = (new.tenant, target.series_key)
        standing = self._standing[key]
        if standing.pop(target.attempt, None) is None:
            return AlreadyWithdrawn()
        effective_id = standing[max(standing)] if standing else None
        withdrawal = Withdrawal(
            reason=new.reason,
            recorded_at=new.recorded_at.astimezone(UTC),
            recorded_by=new.recorded_by,
            position=self._next_position(new.tenant),
            effective_id=effective_id,
        )
        body = withdrawal_body(target, withdrawal, self._algorithm(new.tenant))
        self._append_body(new, withdrawal.position, WITHDRAWAL, target.id, body)
        self.made.withdrawals.append((target, withdrawal))
        self.made.series[key] = Series(self._series(key).attempts, effective_id)
        record = withdrawn(replace(target, withdrawal=withdrawal))
        self._remember(new, record)
        return Recorded(record)

    def _series(self, key: TenantKey) -> Series:
        return self.made.series.get(key) or self._known.series.get(key) or _NO_ATTEMPTS

    def _remember(self, new: NewEvaluation | NewWithdrawal, record: StoredEvaluation) -> None:
        self._by_id[record.id] = record
        if new.idempotency_key is not None:
            self.made.new_keys[new.tenant, new.idempotency_key] = UsedKey(new.request_digest, record.id)

    def _algorithm(self, tenant: str) -> str:
        return self._known.frontiers[tenant].algorithm

    def _next_position(self, tenant: str) -> int:
        return self._known.frontiers[tenant].size + len(self.made.leaves.get(tenant, ())) + 1

    def _append(self, new: NewEntry) -> LedgerEntry:
        position = self._next_position(new.tenant)
        body = entry_body(new.tenant, position, new.kind, new.facts, new.recorded_at, new.recorded_by)
        return self._append_body(new, position, new.kind, None, body)

    def _append_body(self, new: New, position: int, kind: str, evaluation_id: str | None, body: str) -> LedgerEntry:
        algorithm = self._algorithm(new.tenant)
        leaf = leaf_hash(algorithm, body.encode())
        entry = LedgerEntry(
            tenant=new.tenant,
            position=position,
            entry_kind=kind,
            evaluation_id=evaluation_id,
            recorded_at=new.recorded_at.astimezone(UTC),
            body=body,
            entry_digest=digest_text(algorithm, leaf),
        )
        self.made.entries.append(entry)
        self.made.leaves.setdefault(new.tenant, []).append(leaf)
        return entry


def _stored(new: NewEvaluation, entry: LedgerEntry, attempt: int, supersedes: str | None) -> StoredEvaluation:
    return StoredEvaluation(
        id=new.id,
        tenant=new.tenant,
        recorded_at=entry.recorded_at,
        recorded_by=new.recorded_by,
        kind=new.kind,
        fiscal_year=new.fiscal_year,
        region_code=new.region_code,
        department_code=new.department_code,
        unit_code=new.unit_code,
        project_code=new.project_code,
        series_key=new.series_key,
        status=new.status,
        score=None if new.score is None else _normal(new.score),
        weight=_normal(new.weight),
        declared_total=None if new.declared_total is None else _normal(new.declared_total),
        grade=new.grade,
        rule_pack_id=new.rule_pack_id,
        rule_pack_version=new.rule_pack_version,
        rule_pack_digest=new.rule_pack_digest,
        engine_version=new.engine_version,
        submission_digest=new.submission_digest,
        sheet_digest=new.sheet_digest,
        finding_codes=tuple(sorted(set(new.finding_codes))),
        submission=new.submission,
        sheet=new.sheet,
        position=entry.position,
        attempt=attempt,
        supersedes=supersedes,
        effective=True,
        superseded_by=None,
        withdrawal=None,
        entry_digest=entry.entry_digest,
    )


def _normal(number: Decimal) -> Decimal:
    written = plain(number)
    return number if written == str(number) else Decimal(written)
