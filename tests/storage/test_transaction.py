"""What is said of a transaction happens, on each engine by whichever way it goes there."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from app.storage import rows
from app.storage.columns import Columns, columns_of, rows_of
from app.storage.commit import _MOVE_EFFECTIVE, record_batch
from app.storage.engine import writing
from app.storage.lookups import _of_pairs
from app.storage.tables import effective_evaluation, evaluation, evaluation_finding, idempotency
from app.storage.transaction import Transaction, transaction
from tests.storage.making import count, new_evaluation, new_withdrawal, recorded

_ODD = ("岗位", "a'b", 'a"b', "a\\b", "{a,b}", "NULL", " ", "\t")


def findings(*positions: int) -> Columns:
    found = [("t", "岗位 \\ \t'\"", position) for position in positions]
    return columns_of(("tenant", "code", "position"), found)


@pytest.mark.parametrize("number", [0, 1, 3, 256, 517])
def test_every_row_arrives_as_it_is(engine: Engine, number: int) -> None:
    with writing(engine) as connection, transaction(connection) as doing:
        doing.insert(evaluation_finding, findings(*range(number)))
    with engine.connect() as connection:
        stored = connection.execute(select(evaluation_finding).order_by(evaluation_finding.c.position)).mappings().all()
    assert [dict(row) for row in stored] == rows_of(findings(*range(number)))


def test_values_of_every_type_come_back(engine: Engine) -> None:
    first = recorded(record_batch(engine, [new_evaluation(score=None, grade=None, finding_codes=())])[0])
    second = replace(first, id="another", position=2, series_key="other")
    with writing(engine) as connection, transaction(connection) as doing:
        doing.insert(evaluation, rows.evaluation_columns([second], [(second.submission, second.sheet)]))
    with engine.connect() as connection:
        one, other = connection.execute(select(evaluation).order_by(evaluation.c.position)).mappings()
    assert dict(other) == dict(one) | {"id": "another", "position": 2, "series_key": "other"}


def test_a_row_that_breaks_a_constraint_leaves_none_behind(engine: Engine) -> None:
    with writing(engine) as connection, pytest.raises(IntegrityError), transaction(connection) as doing:
        doing.insert(evaluation_finding, findings(*range(300), 0))
    assert count(engine, evaluation_finding) == 0
    # The connection is as good as before.
    with writing(engine) as connection, transaction(connection) as doing:
        doing.insert(evaluation_finding, findings(0, 1))
    assert count(engine, evaluation_finding) == 2


def test_a_number_that_does_not_fit_is_refused_and_not_rounded(engine: Engine) -> None:
    record = recorded(record_batch(engine, [new_evaluation()])[0])
    another = replace(record, id="another", position=2, series_key="other", score=Decimal("1.0000001"))
    columns = rows.evaluation_columns([another], [(another.submission, another.sheet)])
    refused = pytest.raises(ValueError, match="does not fit")
    with writing(engine) as connection, refused, transaction(connection) as doing:
        doing.insert(evaluation, columns)
    assert count(engine, evaluation) == 1


def test_odd_texts_are_found_as_they_are(engine: Engine) -> None:
    record_batch(engine, [new_evaluation(tenant="t", idempotency_key=key) for key in _ODD])
    query = _of_pairs(select(idempotency), idempotency.c.idempotency_key, engine.dialect.name)
    with writing(engine) as connection, transaction(connection) as doing:
        one, all_of_them = (doing.ask(query, {"tenants": ["t"], "keys": keys}) for keys in (["a"], list(_ODD)))
        assert list(one()) == []
        assert {row[1] for row in all_of_them()} == set(_ODD)


def test_nothing_is_none_and_whole_numbers_are_numbers(engine: Engine) -> None:
    first = recorded(record_batch(engine, [new_evaluation(series_key="form")])[0])
    record_batch(engine, [new_withdrawal(first)])
    with writing(engine) as connection, transaction(connection) as doing:
        assert series(doing, first.tenant) == {"form": (None, 1)}


def test_each_change_meets_its_own_row(engine: Engine) -> None:
    ids = [recorded(record_batch(engine, [new_evaluation(series_key=key)])[0]).id for key in "abc"]
    tenant = new_evaluation().tenant
    moves = [
        {"of_tenant": tenant, "of_series_key": key, "new_evaluation_id": new, "new_attempts": attempts}
        for key, new, attempts in (("a", None, 7), ("c", ids[0], 8))
    ]
    with writing(engine) as connection, transaction(connection) as doing:
        doing.update(_MOVE_EFFECTIVE, [])
        doing.update(_MOVE_EFFECTIVE, moves)
        assert series(doing, tenant) == {"a": (None, 7), "b": (ids[1], 1), "c": (ids[0], 8)}


def series(doing: Transaction, tenant: str) -> dict[str, tuple[str | None, int]]:
    query = _of_pairs(select(effective_evaluation), effective_evaluation.c.series_key, doing.connection.dialect.name)
    found = doing.ask(query, {"tenants": [tenant], "keys": ["a", "b", "c", "form"]})()
    return {key: (evaluation_id, attempts) for _, key, evaluation_id, attempts in found}
