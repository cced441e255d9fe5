"""Verifies a range of the stored ledger, a bounded piece at a time and one at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from app.services.attest import Attestor
from app.services.check_notes import Checkpoints, faults_in_notes
from app.services.errors import BeyondLedger, ForeignCheckpoint, VerificationBusy
from app.storage.checkpoint import CheckpointInvalid, VerifierKey, open_checkpoint
from app.storage.ledger import Head, Verdict
from app.storage.merkle import LARGEST_SIZE, digest_text

MOST_ENTRIES = 10_000
"""How many entries one call verifies."""


class Ledgers(Checkpoints, Protocol):
    """The stored ledgers."""

    def head(self, tenant: str) -> Head: ...
    def verify(self, tenant: str, *, first: int, last: int | None, trusted: Iterable[Head]) -> Verdict: ...


@dataclass(frozen=True, slots=True)
class Verification:
    """What was verified, and with what result."""

    first: int
    last: int
    head: int
    """The ledger's last position."""
    verdict: Verdict


def verify_range(
    ledgers: Ledgers,
    tenant: str,
    first: int,
    last: int | None,
    trusted: Iterable[Head],
    keys: Sequence[VerifierKey],
) -> Verdict:
    """The entries from `first` to `last` (None: to the end) with all that belongs to them, checkpoints included.

    The ledger must have passed through the `trusted` heads; `keys` are those that may have signed its checkpoints.
    """
    verdict = ledgers.verify(tenant, first=first, last=last, trusted=trusted)
    if verdict.fault is not None:
        return verdict
    furthest = LARGEST_SIZE if last is None else last
    fault = next(faults_in_notes(ledgers, tenant, first, furthest, keys), None)
    return verdict if fault is None else Verdict(verdict.checked, None, fault)


class LedgerVerification:
    """Reads much and keeps one database connection busy: one at a time is enough, others are told to come back."""

    def __init__(self, ledgers: Ledgers, attestor: Attestor) -> None:
        self._ledgers = ledgers
        self._attestor = attestor
        self._turn = Lock()

    def verify(self, tenant: str, first: int, last: int | None, notes: Sequence[str]) -> Verification:
        """Verifies the entries from `first` to `last`, of which there may be MOST_ENTRIES; None: as far as one call
        goes. `notes` are checkpoints that the caller has kept: the ledger must have passed through each of them.

        Raises BeyondLedger, ForeignCheckpoint and VerificationBusy.
        """
        trusted = self._trusted(tenant, notes)
        head = self._ledgers.head(tenant).position
        furthest = min(head, first + MOST_ENTRIES - 1)
        if first > max(head, 1):
            raise BeyondLedger("/from", first, head)
        if last is None:
            last = furthest
        elif not first <= last <= furthest:
            raise BeyondLedger("/to", last, furthest)
        if not self._turn.acquire(blocking=False):
            raise VerificationBusy
        try:
            # To the end asked for as `None`, so that the end itself is verified too.
            end = None if last == head else last
            keys = [self._attestor.verifier_key(tenant)]
            verdict = verify_range(self._ledgers, tenant, first, end, trusted, keys)
        finally:
            self._turn.release()
        return Verification(first, last, head, verdict)

    def _trusted(self, tenant: str, notes: Sequence[str]) -> list[Head]:
        key = self._attestor.verifier_key(tenant)
        trusted = []
        for index, note in enumerate(notes):
            try:
                checkpoint = open_checkpoint(note, key)
            except CheckpointInvalid as error:
                raise ForeignCheckpoint(index, str(error)) from error
            trusted.append(Head(checkpoint.size, digest_text(checkpoint.algorithm, checkpoint.root)))
        return trusted
