"""The one place that writes: a batch of one or more events in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, exc, insert, update

from app.storage import rows, tiles, tree
from app.storage.columns import Columns, columns_of
from app.storage.engine import writing
from app.storage.ledger import DEFAULT_ALGORITHM, head_of
from app.storage.lookups import NoLedger, look_up
from app.storage.merkle import Frontier
from app.storage.newest import NewestHashes
from app.storage.packing import Packed, pack_all
from app.storage.plan import Known, Plan, Series, TenantKey, UsedKey, plan
from app.storage.records import New, NewEvaluation, Outcome
from app.storage.tables import (
    effective_evaluation,
    evaluation,
    evaluation_finding,
    idempotency,
    ledger_entry,
    ledger_head,
    ledger_tile,
    withdrawal,
)
from app.storage.transaction import Transaction, transaction

Texts = dict[str, tuple[Packed, Packed]]
"""By evaluation: submission and sheet as they are stored."""
_newest = NewestHashes()


def record_batch(
    engine: Engine,
    batch: Sequence[New],
    algorithm: str = DEFAULT_ALGORITHM,
    lend: Callable[[], AbstractContextManager[Connection]] | None = None,
    under_way: Callable[[], None] = lambda: None,
) -> list[Outcome]:
    """Commits the batch and says what became of each member, in order; on any error nothing of it is stored.

    `lend` gives the connection, the engine's pool by default; `under_way` is called, where a server does the work, once
    it has everything. A tenant's ledger begins with its first entry, under `algorithm`, and stays with it.
    Raises StorageBusy or StorageUnavailable, after which the batch may or may not be stored if the connection was
    lost during COMMIT; any other exception means that it is not, and that one of the members is to blame.
    """
    lend = lend or partial(writing, engine)
    try:
        with lend() as connection:
            return _commit(connection, batch, under_way)
    except NoLedger:
        for tenant in sorted({new.tenant for new in batch}):
            _begin_ledger(engine, tenant, algorithm)
        with lend() as connection:
            return _commit(connection, batch, under_way)


def _packed_texts(batch: Sequence[New]) -> Texts:
    found = [new for new in batch if isinstance(new, NewEvaluation)]
    packed = pack_all([text for new in found for text in (new.submission, new.sheet)])
    return dict(zip((new.id for new in found), zip(packed[::2], packed[1::2], strict=True), strict=True))


def _commit(connection: Connection, batch: Sequence[New], under_way: Callable[[], None]) -> list[Outcome]:
    """The transaction. The locked heads keep every other writer of these tenants out until its end."""
    texts: Texts = {}
    with transaction(connection, lambda: texts.update(_packed_texts(batch)), under_way) as doing:
        known = look_up(doing, batch)
        made = plan(batch, known)
        _write(doing, made, known, texts)
    return made.outcomes


_MOVE_EFFECTIVE = (
    update(effective_evaluation)
    .where(
        effective_evaluation.c.tenant == bindparam("of_tenant"),
        effective_evaluation.c.series_key == bindparam("of_series_key"),
    )
    .values(evaluation_id=bindparam("new_evaluation_id"), attempts=bindparam("new_attempts"))
)
_MOVE_HEAD = (
    update(ledger_head)
    .where(ledger_head.c.tenant == bindparam("of_tenant"))
    .values(position=bindparam("new_position"), root=bindparam("new_root"), frontier=bindparam("new_frontier"))
)


def _begin_ledger(engine: Engine, tenant: str, algorithm: str) -> None:
    """In a transaction of its own: several processes may meet the tenant first, and one of them wins."""
    with writing(engine) as connection:
        try:
            with connection.begin():
                connection.execute(insert(ledger_head), _head_row(tenant, Frontier(algorithm)))
        except exc.IntegrityError:
            return


def _write(doing: Transaction, made: Plan, known: Known, texts: Texts) -> None:
    if not made.entries:
        return
    doing.insert(evaluation, rows.evaluation_columns(made.evaluations, (texts[each.id] for each in made.evaluations)))
    doing.insert(evaluation_finding, rows.finding_columns(made.evaluations))
    doing.insert(withdrawal, rows.withdrawal_columns(made.withdrawals))
    doing.insert(ledger_entry, rows.entry_columns(made.entries))
    doing.insert(idempotency, _key_columns(made.new_keys))
    _write_series(doing, made, known)
    for tenant, leaves in made.leaves.items():
        before = known.frontiers[tenant]
        after = before.extend(leaves)
        doing.insert(ledger_tile, _tile_columns(doing.connection, tenant, before, leaves))
        doing.update(_MOVE_HEAD, [_head_move(tenant, after)])
        _newest.grown(before, leaves, after)


def _key_columns(keys: Mapping[TenantKey, UsedKey]) -> Columns:
    names = ("tenant", "idempotency_key", *UsedKey._fields)
    return columns_of(names, ((*key, *used) for key, used in keys.items()))


def _write_series(doing: Transaction, made: Plan, known: Known) -> None:
    new = [(*key, each.effective_id, each.attempts) for key, each in made.series.items() if key not in known.series]
    moved = [_series_move(key, each) for key, each in made.series.items() if key in known.series]
    doing.insert(effective_evaluation, columns_of(("tenant", "series_key", "evaluation_id", "attempts"), new))
    doing.update(_MOVE_EFFECTIVE, moved)


def _series_move(key: TenantKey, series: Series) -> dict[str, Any]:
    tenant, series_key = key
    return {
        "of_tenant": tenant,
        "of_series_key": series_key,
        "new_evaluation_id": series.effective_id,
        "new_attempts": series.attempts,
    }


def _tile_columns(connection: Connection, tenant: str, before: Frontier, leaves: list[bytes]) -> Columns:
    stored, newest = tree.StoredHashes(connection, tenant), _newest.of(before)

    def between(level: int, first: int, last: int) -> Sequence[bytes]:
        return stored.between(level, first, last) if level or newest is None else newest

    completed = [
        (tenant, tile.level, tile.number, tiles.to_text(tile.hashes), tile.root.hex())
        for tile in tiles.completed_tiles(before.algorithm, before.size, leaves, between)
    ]
    return columns_of(("tenant", "level", "tile", "digests", "root"), completed)


def _head_row(tenant: str, frontier: Frontier) -> dict[str, Any]:
    head = head_of(frontier)
    return {
        "tenant": tenant,
        "algorithm": frontier.algorithm,
        "position": head.position,
        "root": head.root,
        "frontier": frontier.to_text(),
    }


def _head_move(tenant: str, frontier: Frontier) -> dict[str, Any]:
    head = head_of(frontier)
    return {
        "of_tenant": tenant,
        "new_position": head.position,
        "new_root": head.root,
        "new_frontier": frontier.to_text(),
    }
