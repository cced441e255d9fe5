"""What a batch comes to, worked out in memory: who is recorded, who is a replay, which rows follow. No SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from decimal import Decimal

from app.storage.ledger import EVALUATION, Head, LedgerEntry, entry_digest, evaluation_body
from app.storage.records import KeyConflict, NewEvaluation, Outcome, Recorded, Replayed, StoredEvaluation
from app.storage.types import plain

TenantKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class UsedKey:
    """What an idempotency key was used for."""

    request_digest: str
    evaluation_id: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knew of a batch's keys once the ledger heads were locked."""

    heads: dict[str, Head]
    used_keys: dict[TenantKey, UsedKey]
    attempts: dict[TenantKey, int]
    """By tenant and business key."""
    replayed: dict[str, StoredEvaluation]
    """By id: the evaluations that the batch's retries led to."""


@dataclass(slots=True)
class Plan:
    """Outcomes in the batch's order, and what must be written for them to be true."""

    outcomes: list[Outcome] = field(default_factory=list)
    evaluations: list[StoredEvaluation] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    new_keys: dict[TenantKey, UsedKey] = field(default_factory=dict)
    first_effective: dict[TenantKey, StoredEvaluation] = field(default_factory=dict)
    """Business keys seen for the first time, with the evaluation effective at the batch's end."""
    moved_effective: dict[TenantKey, StoredEvaluation] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    """The heads that moved."""


def plan(batch: Sequence[NewEvaluation], known: Known) -> Plan:
    """Works the batch off in order, as if each member had been committed alone; later ones see earlier ones."""
    made = Plan()
    by_id = dict(known.replayed)
    for new in batch:
        made.outcomes.append(_replay(new, known, made, by_id) or _record(new, known, made, by_id))
    return made


def _replay(
    new: NewEvaluation, known: Known, made: Plan, by_id: dict[str, StoredEvaluation]
) -> Replayed | KeyConflict | None:
    if new.idempotency_key is None:
        return None
    key = (new.tenant, new.idempotency_key)
    used = known.used_keys.get(key) or made.new_keys.get(key)
    if used is None:
        return None
    if used.request_digest != new.request_digest:
        return KeyConflict()
    return Replayed(replace(by_id[used.evaluation_id], effective=True, superseded_by=None))


def _record(new: NewEvaluation, known: Known, made: Plan, by_id: dict[str, StoredEvaluation]) -> Recorded:
    head = made.heads.get(new.tenant) or known.heads[new.tenant]
    position, attempt = head.position + 1, _attempts(new, known, made) + 1
    body = evaluation_body(new, position, attempt)
    record = _stored(new, position, attempt, head.digest, entry_digest(head.digest, body))
    made.evaluations.append(record)
    made.entries.append(_entry(record, body))
    made.heads[new.tenant] = Head(position, record.entry_digest)
    if new.idempotency_key is not None:
        made.new_keys[new.tenant, new.idempotency_key] = UsedKey(new.request_digest, new.id)
    if new.business_key is not None:
        key = (new.tenant, new.business_key)
        moved = made.moved_effective if key in known.attempts else made.first_effective
        moved[key] = record
    by_id[record.id] = record
    return Recorded(record)


def _attempts(new: NewEvaluation, known: Known, made: Plan) -> int:
    if new.business_key is None:
        return 0
    key = (new.tenant, new.business_key)
    latest = made.moved_effective.get(key) or made.first_effective.get(key)
    return latest.attempt if latest else known.attempts.get(key, 0)


def _stored(new: NewEvaluation, position: int, attempt: int, previous_digest: str, own_digest: str) -> StoredEvaluation:
    return StoredEvaluation(
        id=new.id,
        tenant=new.tenant,
        recorded_at=new.recorded_at.astimezone(UTC),
        kind=new.kind,
        fiscal_year=new.fiscal_year,
        region_code=new.region_code,
        department_code=new.department_code,
        unit_code=new.unit_code,
        project_code=new.project_code,
        business_key=new.business_key,
        status=new.status,
        score=None if new.score is None else Decimal(plain(new.score)),
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
        position=position,
        attempt=attempt,
        previous_digest=previous_digest,
        entry_digest=own_digest,
        effective=True,
        superseded_by=None,
    )


def _entry(record: StoredEvaluation, body: str) -> LedgerEntry:
    return LedgerEntry(
        tenant=record.tenant,
        position=record.position,
        entry_kind=EVALUATION,
        evaluation_id=record.id,
        recorded_at=record.recorded_at,
        body=body,
        previous_digest=record.previous_digest,
        entry_digest=record.entry_digest,
    )
