"""Ways in which somebody with every right alters stored records, each with what takes it back and where it shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, select

from app.storage.ledger import entry_digest
from app.storage.tables import effective_evaluation, evaluation, evaluation_finding, ledger_entry
from tests.storage.making import TENANT
from tests.storage.tampering import at

Row = dict[str, Any]
_NEVER = 10**6


@dataclass
class Tampering:
    """What was done, at which position it must be found, and the rows that put everything back."""

    kind: str
    position: int
    before: list[tuple[Table, Row]] = field(default_factory=list)
    after: list[tuple[Table, Row]] = field(default_factory=list)

    def replace(self, connection: Connection, table: Table, old: Row | None, new: Row | None) -> None:
        """Takes a row away, puts one in, or both."""
        if old is not None:
            connection.execute(delete(table).where(_same(table, old)))
            self.before.append((table, old))
        if new is not None:
            connection.execute(insert(table), new)
            self.after.append((table, new))

    def undo(self, connection: Connection) -> None:
        for table, row in self.after:
            connection.execute(delete(table).where(_same(table, row)))
        for table, row in self.before:
            connection.execute(insert(table), row)


def tamper(connection: Connection, chance: Random, size: int, tile: int) -> Tampering:
    """Does one of them, anywhere in a ledger of `size` evaluations whose first `tile` are in a complete tile."""
    return chance.choice(_KINDS)(connection, chance, size, tile)


def _edited(connection: Connection, chance: Random, size: int, _tile: int) -> Tampering:
    """Any column of an evaluation or an entry gets another value."""
    table, position = chance.choice((evaluation, ledger_entry)), _anywhere(chance, size)
    column = chance.choice(list(table.c))
    row = _row(connection, table, position)
    other = _another(row[column.name], getattr(column.type, "length", None), chance)
    done = Tampering(f"edit of {column}", position)
    done.replace(connection, table, row, row | {column.name: other})
    return done


def _redated(connection: Connection, chance: Random, size: int, _tile: int) -> Tampering:
    """The time of a record moves, in the evaluation and in its entry."""
    position = _anywhere(chance, size)
    done = Tampering("re-dating", position)
    for table in (evaluation, ledger_entry):
        row = _row(connection, table, position)
        done.replace(connection, table, row, row | {"recorded_at": row["recorded_at"].replace(year=2001)})
    return done


def _deleted(connection: Connection, chance: Random, size: int, _tile: int) -> Tampering:
    """A row is gone; its companions stay."""
    table, position = chance.choice((evaluation, ledger_entry, evaluation_finding)), _anywhere(chance, size)
    done = Tampering(f"deletion from {table.name}", position)
    done.replace(connection, table, _row(connection, table, position), None)
    return done


def _erased(connection: Connection, chance: Random, size: int, _tile: int) -> Tampering:
    """Everything of one evaluation is gone from every table."""
    position = _anywhere(chance, size)
    done = Tampering("erasure of an evaluation everywhere", position)
    for table, row in _everything(connection, position):
        done.replace(connection, table, row, None)
    return done


def _inserted(connection: Connection, chance: Random, size: int, _tile: int) -> Tampering:
    """An evaluation or an entry beyond the end, made from another."""
    table = chance.choice((evaluation, ledger_entry))
    row = _row(connection, table, _anywhere(chance, size))
    row |= {"position": size + 1, **({"id": "planted", "attempt": 9} if table is evaluation else {})}
    done = Tampering(f"insertion into {table.name}", size + 1)
    done.replace(connection, table, None, row)
    return done


def _swapped(connection: Connection, chance: Random, size: int, _tile: int) -> Tampering:
    """Two records change places: two entries' bodies with their digests, or two evaluations' sheets."""
    first, second = sorted(chance.sample(range(1, size + 1), 2))
    table, columns = chance.choice(
        (
            (ledger_entry, ("body", "entry_digest")),
            (evaluation, ("sheet", "sheet_digest")),
            (evaluation, ("submission",)),
        )
    )
    one, other = _row(connection, table, first), _row(connection, table, second)
    done = Tampering(f"swap of {table.name}.{columns[0]}", first)
    done.replace(connection, table, one, one | {name: other[name] for name in columns})
    done.replace(connection, table, other, other | {name: one[name] for name in columns})
    return done


def _truncated(connection: Connection, chance: Random, size: int, _tile: int) -> Tampering:
    """The end is cut off, in every table but the head."""
    count = chance.randint(1, 5)
    done = Tampering("truncation", size - count + 1)
    for position in range(size - count + 1, size + 1):
        for table, row in _everything(connection, position):
            done.replace(connection, table, row, None)
    return done


def _forged(connection: Connection, chance: Random, size: int, tile: int) -> Tampering:
    """An evaluation and its entry tell another score, digest and all; the tree behind them is as it was."""
    position = _anywhere(chance, size)
    row, entry = _row(connection, evaluation, position), _row(connection, ledger_entry, position)
    body = entry["body"].replace('"grade":"excellent"', '"grade":"poor"')
    algorithm = entry["entry_digest"].partition(":")[0]
    # Behind the last complete tile only the head's root is there to disagree.
    done = Tampering("forged evaluation and entry", position if position <= tile else size)
    done.replace(connection, evaluation, row, row | {"grade": "poor"})
    forged = {"body": body, "entry_digest": entry_digest(algorithm, body)}
    done.replace(connection, ledger_entry, entry, entry | forged)
    return done


def _counted_otherwise(connection: Connection, chance: Random, size: int, _tile: int) -> Tampering:
    """A series says that another evaluation counts, or that there were other attempts."""
    position = _anywhere(chance, size)
    series = _row(connection, evaluation, position)["series_key"]
    of_series = and_(effective_evaluation.c.tenant == TENANT, effective_evaluation.c.series_key == series)
    row = dict(connection.execute(select(effective_evaluation).where(of_series)).mappings().one())
    changes: Sequence[Row | None] = ({"evaluation_id": None}, {"attempts": 7}, None)
    change = chance.choice(changes)
    done = Tampering("other effective evaluation", position)
    done.replace(connection, effective_evaluation, row, None if change is None else row | change)
    return done


_KINDS: tuple[Callable[[Connection, Random, int, int], Tampering], ...] = (
    *[_edited] * 4,
    _redated,
    _deleted,
    _erased,
    _inserted,
    _swapped,
    _truncated,
    _forged,
    _counted_otherwise,
)


def _anywhere(chance: Random, size: int) -> int:
    """Any position; the first and the last more often than others."""
    return chance.choice((1, size, *[chance.randint(1, size)] * 8))


def _row(connection: Connection, table: Table, position: int) -> Row:
    found = connection.execute(select(table).where(at(table, position))).mappings().first()
    assert found is not None, f"{table.name} has nothing at {position}"
    return dict(found)


def _everything(connection: Connection, position: int) -> list[tuple[Table, Row]]:
    series = _row(connection, evaluation, position)["series_key"]
    conditions = [(table, at(table, position)) for table in (evaluation, ledger_entry, evaluation_finding)]
    conditions.append((effective_evaluation, effective_evaluation.c.series_key == series))
    return [
        (table, dict(row))
        for table, condition in conditions
        for row in connection.execute(select(table).where(condition)).mappings()
    ]


def _same(table: Table, row: Row) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key))


def _another(value: Any, longest: int | None, chance: Random) -> Any:
    if isinstance(value, str):
        longer = [f"{value} ", f"{value}x"] if longest is None or len(value) < longest else []
        return chance.choice([*longer, "x"])
    if isinstance(value, bytes):
        return value + b" "
    if hasattr(value, "year"):
        return value.replace(year=2001)
    return "x" if value is None else type(value)(_NEVER + chance.randrange(_NEVER))
