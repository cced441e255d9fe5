"""What goes into storage and what comes out, as plain facts; no SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar, dataclass_transform

from app.storage.data_scope import WHOLE_TENANT, DataScope

_Kind = TypeVar("_Kind")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def _record(kind: type[_Kind]) -> type[_Kind]:
    """A frozen dataclass to whoever checks types; to check it again with every one of some thirty fields would take as
    long as to insert the row."""
    return dataclass(slots=True, kw_only=True, unsafe_hash=True)(kind)


@_record
class EvaluationFacts:
    """What is known of an evaluation before it is recorded and never changes afterwards.

    Absent codes are None, never empty text (some engines cannot tell the two apart). Longest texts: tenant and
    versions 64 characters, codes and the rule pack's id 200, `recorded_by` 255, `series_key` 80.
    """

    id: str
    """Made by the application, a UUIDv7 as text."""
    tenant: str
    recorded_at: datetime
    """With its zone; kept in UTC to the microsecond."""
    recorded_by: str
    """The subject of the caller."""
    kind: str
    fiscal_year: int
    region_code: str | None
    """GB/T 2260."""
    department_code: str | None
    unit_code: str | None
    project_code: str | None
    series_key: str
    """What attempts at the same form have in common; a form that stands alone has one of its own."""
    status: str
    """`scored`, `assessed` or `incomplete`."""
    score: Decimal | None
    """Points by the rules, at most 12 digits before and 6 after the decimal point."""
    weight: Decimal
    """Points that could have been earned."""
    declared_total: Decimal | None
    """The total stated on the form, at most 18 digits, 6 of them decimals."""
    grade: str | None
    rule_pack_id: str
    rule_pack_version: str
    rule_pack_digest: str
    engine_version: str
    submission_digest: str
    """Of the submission's text, as `ledger.digest` writes it: `sha256:…`."""
    sheet_digest: str
    """Of the sheet's text."""
    finding_codes: tuple[str, ...]


@_record
class NewEvaluation(EvaluationFacts):
    """An accepted evaluation on its way into storage."""

    submission: bytes
    """Canonical JSON in UTF-8."""
    sheet: bytes
    """JSON in UTF-8: the part of the answer that never changes."""
    request_digest: str
    """Of the operation and the canonical request; tells a retry from another request under its idempotency key."""
    idempotency_key: str | None = None
    """At most 255 characters; None: the request is not retried under a key."""
    data: DataScope = WHOLE_TENANT
    """What its author sees: an attempt that lies outside is not superseded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Why and when an evaluation was made void."""

    reason: str
    recorded_at: datetime
    recorded_by: str
    position: int
    """Its own place in the ledger."""
    effective_id: str | None
    """The attempt that counted once this one was withdrawn; None: no attempt did."""


def _status_now(status: str, *, effective: bool, withdrawn: bool) -> str:
    """`status`, unless the evaluation was withdrawn or another attempt counts in its place."""
    if withdrawn:
        return "withdrawn"
    return status if effective else "superseded"


@_record
class EvaluationSummary(EvaluationFacts):
    """A recorded evaluation without its two long texts, as lists show it."""

    position: int
    """Its place in the tenant's ledger, from 1."""
    attempt: int
    """The how-manieth evaluation of its series, from 1."""
    supersedes: str | None
    """The id of the attempt that counted until this one was recorded."""
    effective: bool
    """Whether it is the attempt that counts: the latest one not withdrawn."""
    superseded_by: str | None
    """The id of the attempt that counts, where this one does not."""
    withdrawal: Withdrawal | None

    @property
    def status_now(self) -> str:
        return _status_now(self.status, effective=self.effective, withdrawn=self.withdrawal is not None)


@_record
class StoredEvaluation(EvaluationSummary):
    """A recorded evaluation."""

    entry_digest: str
    """Of its ledger entry: the leaf of the tree."""
    submission: bytes
    sheet: bytes


@_record
class EvaluationHead:
    """What the answer about a recorded evaluation says beside its sheet, and who may see it."""

    id: str
    tenant: str
    region_code: str | None
    department_code: str | None
    recorded_at: datetime
    status: str
    attempt: int
    supersedes: str | None
    submission_digest: str
    sheet_digest: str
    position: int
    entry_digest: str
    effective: bool
    superseded_by: str | None
    withdrawal: Withdrawal | None

    @property
    def status_now(self) -> str:
        return _status_now(self.status, effective=self.effective, withdrawn=self.withdrawal is not None)


@_record
class AnsweredEvaluation(EvaluationHead):
    """All that the answer says."""

    sheet: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWithdrawal:
    """An accepted withdrawal on its way into storage."""

    target: StoredEvaluation
    """What is to be withdrawn, as read a moment ago; nothing of it is relied on that can change."""
    reason: str
    """At most 4,000 characters."""
    recorded_at: datetime
    recorded_by: str
    request_digest: str
    idempotency_key: str | None = None

    @property
    def tenant(self) -> str:
        return self.target.tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An event that is not about an evaluation, on its way into the ledger."""

    tenant: str
    kind: str
    """`rule_pack`: what `facts` are about, and their name in the entry's body."""
    facts: Mapping[str, object]
    """Plain JSON values."""
    recorded_at: datetime
    recorded_by: str


New = NewEvaluation | NewWithdrawal | NewEntry


@_record
class LedgerEntry:
    """One entry as stored; `body` is the canonical JSON that its digest covers."""

    tenant: str
    position: int
    entry_kind: str
    evaluation_id: str | None
    recorded_at: datetime
    body: str
    entry_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCheckpoint:
    """A head that was signed."""

    tenant: str
    position: int
    root: str
    """`algorithm:hex`."""
    note: str
    """The signed text."""
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """The evaluation was recorded, or withdrawn, just now."""

    stored: StoredEvaluation

    @property
    def position(self) -> int:
        """Of the entry that this made."""
        return self.stored.position if self.stored.withdrawal is None else self.stored.withdrawal.position


@dataclass(frozen=True, slots=True)
class Replayed:
    """The same request had been recorded under its idempotency key; nothing was written.

    `stored` is as it was when first answered, whatever has happened to it since.
    """

    stored: StoredEvaluation


@dataclass(frozen=True, slots=True)
class KeyConflict:
    """The idempotency key belongs to another request; nothing was written."""


@dataclass(frozen=True, slots=True)
class AttemptUnseen:
    """The attempt that counts lies outside what the author sees; nothing was written."""


@dataclass(frozen=True, slots=True)
class AlreadyWithdrawn:
    """The evaluation had been withdrawn before, by another request; nothing was written."""


@dataclass(frozen=True, slots=True)
class Appended:
    """The entry is in the ledger."""

    entry: LedgerEntry

    @property
    def position(self) -> int:
        return self.entry.position


Outcome = Recorded | Replayed | KeyConflict | AttemptUnseen | AlreadyWithdrawn | Appended


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationFilters:
    """Which evaluations a list shows; None: any."""

    data: DataScope = WHOLE_TENANT
    """What whoever asks may see."""
    fiscal_year: int | None = None
    kind: str | None = None
    region: str | None = None
    """A region code or the beginning of one: `11`, `1101` and `110106` all match 110106."""
    department_code: str | None = None
    unit_code: str | None = None
    project_code: str | None = None
    grade: str | None = None
    finding: str | None = None
    rule_pack_id: str | None = None
    rule_pack_version: str | None = None
    recorded_after: datetime | None = None
    """Recorded later than this, not at it."""
    recorded_before: datetime | None = None
    include_superseded: bool = False
