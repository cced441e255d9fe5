"""Single evaluations read for many callers at once: each gets its own, as a query for it alone would give."""

import asyncio

import pytest
from sqlalchemy import Engine, event

from app.storage import queries
from app.storage.commit import record_batch
from app.storage.reader import EvaluationReader
from app.storage.records import EvaluationHead, StoredEvaluation
from tests.storage.making import TENANT, new_evaluation, recorded
from tests.storage.tampering import tampering

Read = StoredEvaluation | EvaluationHead | BaseException | None


def read(engine: Engine, *asked: tuple[str, str], whole: bool = True) -> list[Read]:
    async def run() -> list[Read]:
        reader = EvaluationReader(engine)
        reader.start()
        ask = reader.get if whole else reader.get_head
        found: list[Read] = await asyncio.gather(*(ask(*each) for each in asked), return_exceptions=True)
        await reader.stop()
        return found

    return asyncio.run(run())


def test_each_gets_the_one_it_asked_for(engine: Engine) -> None:
    first, second, third = (recorded(each).id for each in record_batch(engine, [new_evaluation() for _ in range(3)]))
    asked = [(TENANT, first), ("another", second), (TENANT, "unknown"), (TENANT, third), (TENANT, first)]
    expected = [queries.get(engine, *each) for each in asked]
    assert read(engine, *asked) == expected
    assert [each is None for each in expected] == [False, True, True, False, False]


def test_a_head_is_the_same_without_the_long_texts(engine: Engine) -> None:
    stored = recorded(record_batch(engine, [new_evaluation()])[0])
    (head,) = read(engine, (TENANT, stored.id), whole=False)
    assert type(head) is EvaluationHead
    assert all(getattr(head, name) == getattr(stored, name) for name in EvaluationHead.__dataclass_fields__)


def test_those_who_ask_at_once_share_a_query(engine: Engine) -> None:
    ids = [recorded(each).id for each in record_batch(engine, [new_evaluation() for _ in range(40)])]
    selects: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        selects.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    assert len(read(engine, *((TENANT, each) for each in ids))) == 40
    event.remove(engine, "before_cursor_execute", note)
    assert len([each for each in selects if each.startswith("SELECT")]) == 1


def test_a_row_that_cannot_be_read_fails_alone(engine: Engine) -> None:
    whole, broken = (recorded(each).id for each in record_batch(engine, [new_evaluation() for _ in range(2)]))
    with tampering(engine) as connection:
        connection.exec_driver_sql("UPDATE evaluation SET recorded_at = 'never' WHERE position = 2")
    one, other = read(engine, (TENANT, whole), (TENANT, broken))
    assert isinstance(one, StoredEvaluation)
    assert isinstance(other, ValueError)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 64])
def test_any_number_of_ids_finds_each(sqlite_engine: Engine, count: int) -> None:
    ids = [recorded(each).id for each in record_batch(sqlite_engine, [new_evaluation() for _ in range(count)])]
    assert set(queries.get_all(sqlite_engine, ids)) == set(queries.get_heads(sqlite_engine, ids)) == set(ids)
