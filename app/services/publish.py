"""Publishing a rule pack: first the ledgers say so, then it is in force, so that no pack scores unrecorded."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from app.rules.publish import Publication, publish
from app.storage.records import NewEntry

RULE_PACK = "rule_pack"


class Ledgers(Protocol):
    """Where publications are recorded."""

    def tenants(self) -> list[str]: ...
    def append(self, new: Iterable[NewEntry]) -> None: ...


def record_and_publish(publication: Publication, ledgers: Ledgers, tenant: str, now: datetime, by: str) -> list[str]:
    """Appends an entry to the ledger of every tenant, and of `tenant` in any case; gives their names.

    If it is cut off in between, the ledgers hold an entry for a pack that is not there yet; to publish it again adds
    another entry and finishes. Raises AlreadyPublished where somebody else was quicker, StorageBusy and
    StorageUnavailable.
    """
    pack = publication.pack
    facts = {"id": pack.id, "version": pack.version, "digest": pack.digest}
    tenants = sorted({tenant, *ledgers.tenants()})
    ledgers.append(
        NewEntry(tenant=each, kind=RULE_PACK, facts=facts, recorded_at=now, recorded_by=by) for each in tenants
    )
    publish(publication)
    return tenants
