"""F2: an insider rewrites the whole ledger so that it agrees with itself: a checkpoint kept outside tells.

The checkpoint is one that the service signed; outside, it is held against the rewritten ledger by the verifier that
callers keep, which shares no code with the service.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from sqlalchemy import Connection, Engine, select, update

from app.storage import ledger_queries
from app.storage.audit import verify_ledger
from app.storage.checkpoint import Checkpoint, VerifierKey, sign_checkpoint
from app.storage.commit import record_batch
from app.storage.engine import create_engine
from app.storage.ledger import Head
from app.storage.merkle import read_digest_text
from app.storage.tables import evaluation, ledger_entry
from app.verify.jixiao_verify import Broken, check_mirror, read_key
from tests.reliability.figures import Figure, exactly, none
from tests.reliability.trial import Stand, Trial
from tests.serving import SIGNER
from tests.storage.making import TENANT, new_evaluation
from tests.storage.tampering import at, rewrite, tampering

_SEED, _ORIGIN = 2, "jixiao/outside"


@dataclass(frozen=True)
class Amounts:
    rewritings: int
    entries: int


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    chance = Random(_SEED)
    inside, outside, verifier = [], [], []
    with stand.postgresql.migrated() as url:
        engine = create_engine(url)
        for number in range(amounts.rewritings):
            record_batch(engine, [new_evaluation() for _ in range(amounts.entries)])
            kept = ledger_queries.head(engine, TENANT)
            note = _signed(kept)
            position = chance.randint(1, kept.position)
            with tampering(engine) as connection:
                connection.execute(update(evaluation).where(at(evaluation, position)).values(grade=f"g{number}"))
                rewrite(connection)
            case = f"rewriting {number} from {position} of {kept.position}"
            if verify_ledger(engine, TENANT).fault is not None:
                inside.append(case)
            if verify_ledger(engine, TENANT, trusted=[kept]).fault is None:
                outside.append(case)
            if not _verifier_tells(engine, note):
                verifier.append(case)
        engine.dispose()
    yield exactly("whole ledgers rewritten", number + 1, amounts.rewritings)
    yield none("that no longer agree with themselves", inside)
    yield none("not found by a head kept outside", outside)
    yield none("not found by jixiao-verify with a checkpoint", verifier)


def _signed(head: Head) -> str:
    algorithm, root = read_digest_text(head.root)
    return sign_checkpoint(Checkpoint(_ORIGIN, head.position, root, algorithm), SIGNER)


def _verifier_tells(engine: Engine, note: str) -> bool:
    key = read_key(VerifierKey(_ORIGIN, SIGNER.public_key).text())
    with engine.connect() as connection:
        lines = list(_mirror(connection))
    try:
        for _ in check_mirror(lambda: iter(lines), [note], [key]):
            pass
    except Broken:
        return True
    return False


def _mirror(connection: Connection) -> Iterator[bytes]:
    """What a puller would get from the feed now: one body per line."""
    bodies = select(ledger_entry.c.body).where(ledger_entry.c.tenant == TENANT).order_by(ledger_entry.c.position)
    for body in connection.execute(bodies).scalars():
        yield body.encode() + b"\n"


TRIAL = Trial(
    "F2",
    "the whole ledger rewritten",
    measure,
    short=Amounts(3, 20),
    bounded=Amounts(20, 50),
    full=Amounts(100, 100),
)
