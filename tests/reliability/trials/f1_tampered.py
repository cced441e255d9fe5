"""F1: records altered behind the service's back, one way at a time: every time found, and where."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app.storage.audit import verify_ledger
from app.storage.commit import record_batch
from app.storage.engine import create_engine
from app.storage.ledger import Fault
from tests.reliability.figures import Figure, exactly, none, told
from tests.reliability.tamperings import tamper
from tests.reliability.trial import Stand, Trial
from tests.storage.making import TENANT, new_evaluation
from tests.storage.tampering import tampering

_SEED = 1
_TILE = 256


@dataclass(frozen=True)
class Amounts:
    """How many tamperings, of a ledger with so many entries: one complete tile and a rest."""

    tamperings: int
    entries: int


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    chance, kinds = Random(_SEED), Counter[str]()
    overlooked, elsewhere, left = [], [], []
    with stand.postgresql.migrated() as url:
        engine = create_engine(url)
        for start in range(0, amounts.entries, 100):
            record_batch(engine, [new_evaluation() for _ in range(min(100, amounts.entries - start))])
        complete = amounts.entries - amounts.entries % _TILE
        for _ in range(amounts.tamperings):
            with tampering(engine) as connection:
                done = tamper(connection, chance, amounts.entries, complete)
            fault = verify_ledger(engine, TENANT).fault
            kinds[done.kind] += 1
            if fault is None:
                overlooked.append(f"{done.kind} at {done.position}")
            elif fault.position != done.position:
                elsewhere.append(f"{done.kind} at {done.position}: {_told(fault)}")
            with tampering(engine) as connection:
                done.undo(connection)
        fault = verify_ledger(engine, TENANT).fault
        left = [] if fault is None else [_told(fault)]
        engine.dispose()
    yield exactly("tamperings", kinds.total(), amounts.tamperings)
    yield none("not found", overlooked)
    yield none("found at another place", elsewhere)
    yield none("faults once all is put back", left)
    yield told("kinds", len(kinds))


def _told(fault: Fault) -> str:
    return f"{fault.code} at {fault.position} in {fault.field}: {fault.detail}"


TRIAL = Trial(
    "F1",
    "records tampered with",
    measure,
    short=Amounts(40, 270),
    bounded=Amounts(1_000, 270),
    full=Amounts(10_000, 1_000),
)
