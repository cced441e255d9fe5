"""A ledger in memory for the tests of use cases: it plans as storage does, and keeps what came of it."""

import asyncio
from dataclasses import dataclass, field, replace

from app.services.recording import Answer
from app.storage.data_scope import WHOLE_TENANT, DataScope
from app.storage.merkle import Frontier
from app.storage.plan import Known, Series, TenantKey, UsedKey, plan
from app.storage.records import LedgerEntry, New, Outcome, StoredEvaluation


@dataclass(frozen=True)
class Writing:
    """Whoever sends something."""

    tenant: str = "default"
    subject: str = "budget-office"
    data: DataScope = WHOLE_TENANT


def body_of(answer: Answer) -> bytes:
    """What a caller gets, in one."""
    return b"".join(answer.parts())


@dataclass
class MemoryLedger:
    """Writer and store at once; `answer` is what it says to everything, if it is to say something else."""

    answer: Outcome | Exception | None = None
    asked: list[New] = field(default_factory=list)
    evaluations: dict[str, StoredEvaluation] = field(default_factory=dict)
    entries: list[LedgerEntry] = field(default_factory=list)
    _series: dict[TenantKey, Series] = field(default_factory=dict)
    _keys: dict[TenantKey, UsedKey] = field(default_factory=dict)
    _frontiers: dict[str, Frontier] = field(default_factory=dict)

    async def record(self, new: New) -> Outcome:
        self.asked.append(new)
        await asyncio.sleep(0)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is not None:
            return self.answer
        frontier = self._frontiers.setdefault(new.tenant, Frontier("sha256"))
        places = {each.id: (each.region_code, each.department_code) for each in self.evaluations.values()}
        made = plan([new], Known(self._frontiers, self._keys, self._series, self._standing(), self.evaluations, places))
        for record in made.evaluations:
            self.evaluations[record.id] = record
        for target, withdrawal in made.withdrawals:
            self.evaluations[target.id] = replace(target, withdrawal=withdrawal)
        self.entries += made.entries
        self._keys |= made.new_keys
        self._series |= made.series
        self._frontiers[new.tenant] = frontier.extend(made.leaves.get(new.tenant, ()))
        return made.outcomes[0]

    def get(self, tenant: str, evaluation_id: str) -> StoredEvaluation | None:
        stored = self.evaluations.get(evaluation_id)
        if stored is None or stored.tenant != tenant:
            return None
        counts = self._series[tenant, stored.series_key].effective_id
        effective = counts == stored.id
        return replace(stored, effective=effective, superseded_by=None if effective else counts)

    def entry(self, tenant: str, position: int) -> LedgerEntry | None:
        return next((each for each in self.entries if (each.tenant, each.position) == (tenant, position)), None)

    def _standing(self) -> dict[TenantKey, dict[int, str]]:
        standing: dict[TenantKey, dict[int, str]] = {key: {} for key in self._series}
        for each in self.evaluations.values():
            if each.withdrawal is None:
                standing[each.tenant, each.series_key][each.attempt] = each.id
        return standing
