"""Whether the checkpoints that are kept still say, and are still signed, as they were."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from app.storage.checkpoint import (
    Checkpoint,
    CheckpointInvalid,
    VerifierKey,
    has_signature_of,
    open_checkpoint,
    read_checkpoint,
)
from app.storage.ledger import Fault
from app.storage.merkle import digest_text
from app.storage.records import StoredCheckpoint

_PAGE = 500


class Checkpoints(Protocol):
    """Where they are kept."""

    def checkpoints(self, tenant: str, after: int, limit: int) -> list[StoredCheckpoint]: ...


def faults_in_notes(
    kept: Checkpoints, tenant: str, first: int, last: int, keys: Sequence[VerifierKey]
) -> Iterator[Fault]:
    """Faults of the checkpoints from position `first` to `last`, oldest first.

    One of a former key that is not at hand, or under a former origin, is held to its text alone.
    """
    after = first - 1
    while page := kept.checkpoints(tenant, after, _PAGE):
        for each in page:
            if each.position > last:
                return
            reason = _fault_of(each, keys)
            if reason is not None:
                yield Fault(each.position, "wrong_checkpoint", "checkpoint.note", reason)
        after = page[-1].position


def _fault_of(stored: StoredCheckpoint, keys: Sequence[VerifierKey]) -> str | None:
    try:
        checkpoint = _opened(stored.note, keys)
    except CheckpointInvalid as error:
        return str(error)
    said = (checkpoint.size, digest_text(checkpoint.algorithm, checkpoint.root))
    if said != (stored.position, stored.root):
        return f"the note is of {said[0]} entries and the root {said[1]}"
    return None


def _opened(note: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    for key in keys:
        if has_signature_of(note, key):
            return open_checkpoint(note, key)
    return read_checkpoint(note)
