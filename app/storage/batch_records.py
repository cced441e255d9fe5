"""Batches as the use cases see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.storage.data_scope import DataScope

Outcome = Literal["pending", "recorded", "failed", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A batch of which the forms are still on their way. Longest texts: tenant 64 characters, submitter 255."""

    id: str
    tenant: str
    submitted_by: str
    data: DataScope
    """Of whoever hands it in: no form outside is recorded."""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What makes it one that is worked off."""

    forms: int
    defaults: str | None
    """Canonical JSON: what a form gets that leaves it out."""
    idempotency_key: str | None
    request_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBatch(NewBatch):
    """A batch and how far it has come; every form is recorded, failed, cancelled or pending."""

    forms: int
    recorded: int
    failed: int
    cancelled: int
    defaults: str | None
    request_digest: str | None
    started_at: datetime | None
    cancelled_at: datetime | None
    """When that was asked for; what was begun is finished all the same."""
    finished_at: datetime | None

    @property
    def pending(self) -> int:
        return self.forms - self.recorded - self.failed - self.cancelled

    @property
    def status(self) -> Literal["queued", "running", "finished", "cancelling", "cancelled"]:
        if self.finished_at is not None:
            return "cancelled" if self.cancelled else "finished"
        if self.cancelled_at is not None:
            return "cancelling"
        return "queued" if self.started_at is None else "running"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Some forms of a batch that follow each other."""

    first_number: int
    forms: int
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedParcel:
    """A parcel that one worker has to itself for a while, with what its batch says of it."""

    batch_id: str
    tenant: str
    submitted_by: str
    data: DataScope
    defaults: str | None
    first_number: int
    content: bytes
    worker: str
    again: bool
    """Whether somebody has begun with it before, and may have recorded some of its forms."""


@dataclass(frozen=True, slots=True)
class ReadParcel:
    """What became of a parcel so far."""

    first_number: int
    forms: int
    state: Literal["waiting", "done", "cancelled"]
    failed: int
    results: str | None
    """Once it is done: a line of JSON for each form."""


@dataclass(frozen=True, slots=True)
class Queue:
    """How much there is to be worked off."""

    batches: int
    forms: int
