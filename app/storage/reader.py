"""Single evaluations, read for many callers at once: those in flight together share a query."""

from collections.abc import Sequence
from typing import NamedTuple, cast

from sqlalchemy import Engine

from app.storage.gathering import Gathering
from app.storage.heads import Heads
from app.storage.records import AnsweredEvaluation, EvaluationHead


class _Wanted(NamedTuple):
    tenant: str
    evaluation_id: str
    whole: bool


class EvaluationReader:
    """Reads for one event loop through one thread; raises StorageBusy or StorageUnavailable."""

    def __init__(self, engine: Engine, *, at_most: int = 64, most_waiting: int = 4096) -> None:
        self._heads = Heads(engine)
        self._gathering: Gathering[_Wanted, EvaluationHead | None] = Gathering(
            "evaluation-reader", self._read, at_most=at_most, most_waiting=most_waiting
        )

    def start(self) -> None:
        """Begins to accept, on the running loop."""
        self._gathering.start()

    async def stop(self) -> None:
        """Accepts no more, and returns once everybody has an answer."""
        await self._gathering.stop()
        self._heads.close()

    async def get(self, tenant: str, evaluation_id: str) -> AnsweredEvaluation | None:
        """The evaluation as it stands now; None if this tenant has none of that id."""
        return cast("AnsweredEvaluation | None", await self._gathering.ask(_Wanted(tenant, evaluation_id, whole=True)))

    async def get_head(self, tenant: str, evaluation_id: str) -> EvaluationHead | None:
        """The same without its sheet, which is the most of it."""
        return await self._gathering.ask(_Wanted(tenant, evaluation_id, whole=False))

    def _read(self, asked: Sequence[_Wanted]) -> Sequence[EvaluationHead | None]:
        whole = {each.evaluation_id for each in asked if each.whole}
        heads = {each.evaluation_id for each in asked} - whole
        found = {**self._heads.find(heads), **self._heads.find_answers(whole)}
        return [_of(each.tenant, found.get(each.evaluation_id)) for each in asked]


def _of(tenant: str, found: EvaluationHead | None) -> EvaluationHead | None:
    return found if found is not None and found.tenant == tenant else None
