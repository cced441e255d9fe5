"""What answers say, looked up by ids: the same as reading the evaluation alone, by indexes whatever the tables held."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from app.storage import queries
from app.storage.commit import record_batch
from app.storage.heads import Heads
from app.storage.records import EvaluationHead, NewEvaluation
from tests.storage.making import TENANT, answered, new_evaluation, new_withdrawal, recorded

Asked = tuple[Connection, str, Any]


@pytest.fixture
def heads(engine: Engine) -> Iterator[Heads]:
    made = Heads(engine)
    yield made
    made.close()


def test_every_standing_is_as_a_query_for_it_alone_says(engine: Engine, heads: Heads) -> None:
    series = [new_evaluation(series_key="2024|149020|x", region_code=None, department_code=None) for _ in range(3)]
    first, second, third = (record(engine, each) for each in series)
    lone = record(engine, new_evaluation())
    for target in (third, lone):
        stored = queries.get(engine, TENANT, target)
        assert stored is not None
        recorded(record_batch(engine, [new_withdrawal(stored)])[0])
    ids = [first, second, third, lone]
    expected = {each: answered(stored) for each in ids if (stored := queries.get(engine, TENANT, each)) is not None}
    assert heads.find_answers(ids) == expected
    assert [expected[each].status_now for each in ids] == ["superseded", "scored", "withdrawn", "withdrawn"]
    assert [expected[each].superseded_by for each in ids] == [second, None, second, None]
    for each, head in heads.find(ids).items():
        assert type(head) is EvaluationHead
        assert all(getattr(head, name) == getattr(expected[each], name) for name in EvaluationHead.__dataclass_fields__)


def test_what_is_not_there_is_not_found(engine: Engine, heads: Heads) -> None:
    known = record(engine, new_evaluation())
    assert heads.find([]) == heads.find_answers([]) == heads.find(["unknown"]) == {}
    assert set(heads.find([known, "unknown"])) == {known}


@pytest.mark.parametrize("count", [1, 2, 3, 5, 64])
def test_any_number_of_ids_finds_each(sqlite_engine: Engine, count: int) -> None:
    ids = [recorded(each).id for each in record_batch(sqlite_engine, [new_evaluation() for _ in range(count)])]
    heads = Heads(sqlite_engine)
    assert set(heads.find(ids)) == set(heads.find_answers(ids)) == set(ids)
    heads.close()


@pytest.mark.postgresql
@pytest.mark.parametrize("whole", [False, True])
def test_postgresql_never_keeps_a_plan_for_tables_of_one_row(postgresql_engine: Engine, *, whole: bool) -> None:
    ids = [record(postgresql_engine, new_evaluation())]
    with postgresql_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    heads = Heads(postgresql_engine)
    ((connection, statement, parameters),) = asked(postgresql_engine, heads, ids, whole=whole)
    with connection.begin():
        connection.exec_driver_sql("SET plan_cache_mode = force_generic_plan")
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars())
    heads.close()
    assert "Seq Scan" not in plan, plan
    for key in ("pk_evaluation", "pk_effective_evaluation", "pk_ledger_entry"):
        assert f"Index Scan using {key}" in plan, plan


def test_one_statement_serves_any_number_on_postgresql(postgresql_engine: Engine) -> None:
    heads = Heads(postgresql_engine)
    statements = {
        statement for ids in (["a"], ["a", "b", "c"]) for _, statement, _ in asked(postgresql_engine, heads, ids)
    }
    heads.close()
    assert len([each for each in statements if each.startswith("SELECT")]) == 1


def record(engine: Engine, new: NewEvaluation) -> str:
    return recorded(record_batch(engine, [new])[0]).id


def asked(engine: Engine, heads: Heads, ids: list[str], *, whole: bool = False) -> list[Asked]:
    """The queries that looking them up takes, with what they were given."""
    seen: list[Asked] = []

    def note(connection: Connection, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        seen.append((connection, statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    (heads.find_answers if whole else heads.find)(ids)
    event.remove(engine, "before_cursor_execute", note)
    return [each for each in seen if each[1].startswith("SELECT")]
