"""What goes into storage and what comes out, as plain facts; no SQL."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationFacts:
    """What is known of an evaluation before it is recorded and never changes afterwards.

    Absent codes are None, never empty text (some engines cannot tell the two apart). Longest texts: tenant and
    versions 64 characters, codes and the rule pack's id 200, `business_key` 512.
    """

    id: str
    """Made by the application, a UUIDv7 as text."""
    tenant: str
    recorded_at: datetime
    """With its zone; kept in UTC to the microsecond."""
    kind: str
    fiscal_year: int
    region_code: str | None
    """GB/T 2260."""
    department_code: str | None
    unit_code: str | None
    project_code: str | None
    business_key: str | None
    """What attempts at the same form have in common; None: the form stands alone."""
    status: str
    """`scored`, `assessed` or `incomplete`."""
    score: Decimal | None
    """Points by the rules, at most 12 digits before and 6 after the decimal point."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvaluation(EvaluationFacts):
    """An accepted evaluation on its way into storage."""

    submission: str
    """Canonical JSON."""
    sheet: str
    """JSON: the part of the answer that never changes."""
    request_digest: str
    """Of the canonical request; tells a retry from another request that reuses its idempotency key."""
    idempotency_key: str | None = None
    """At most 255 characters; None: the request is not retried under a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSummary(EvaluationFacts):
    """A recorded evaluation without its two long texts, as lists show it."""

    position: int
    """Its place in the tenant's ledger, from 1."""
    attempt: int
    """The how-manieth evaluation under its business key, from 1."""
    previous_digest: str
    entry_digest: str
    effective: bool
    """Whether it is the one that counts under its business key."""
    superseded_by: str | None
    """The id of the effective evaluation, where this one is not it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvaluation(EvaluationSummary):
    """A recorded evaluation."""

    submission: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The evaluation was recorded just now."""

    stored: StoredEvaluation


@dataclass(frozen=True, slots=True)
class Replayed:
    """The same request had been recorded under its idempotency key; nothing was written.

    `stored` is as it was when first answered: effective, whatever has superseded it since.
    """

    stored: StoredEvaluation


@dataclass(frozen=True, slots=True)
class KeyConflict:
    """The idempotency key belongs to another request; nothing was written."""


Outcome = Recorded | Replayed | KeyConflict


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationFilters:
    """Which evaluations a list shows; None: any."""

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
