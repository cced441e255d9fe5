"""Many rows go into a table as SQLAlchemy would put them there one by one."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from app.storage import rows
from app.storage.commit import record_batch
from app.storage.engine import writing
from app.storage.insertion import insert_rows
from app.storage.tables import evaluation, evaluation_finding
from tests.storage.making import count, new_evaluation, recorded


def findings(number: int) -> list[dict[str, Any]]:
    return [{"tenant": "t", "code": "岗位 \\ \t'\"", "position": position} for position in range(number)]


@pytest.mark.parametrize("number", [0, 1, 3, 256, 517])
def test_every_row_arrives_as_it_is(engine: Engine, number: int) -> None:
    with writing(engine) as connection, connection.begin():
        insert_rows(connection, evaluation_finding, findings(number))
    with engine.connect() as connection:
        stored = connection.execute(select(evaluation_finding).order_by(evaluation_finding.c.position)).mappings().all()
    assert [dict(row) for row in stored] == findings(number)


def test_values_of_every_type_come_back(engine: Engine) -> None:
    first = recorded(record_batch(engine, [new_evaluation(score=None, grade=None, finding_codes=())])[0])
    second = replace(first, id="another", position=2, series_key="other")
    with writing(engine) as connection, connection.begin():
        insert_rows(connection, evaluation, [rows.evaluation_row(second)])
    with engine.connect() as connection:
        one, other = connection.execute(select(evaluation).order_by(evaluation.c.position)).mappings()
    assert dict(other) == dict(one) | {"id": "another", "position": 2, "series_key": "other"}


def test_a_row_that_breaks_a_constraint_leaves_none_behind(engine: Engine) -> None:
    twice = [*findings(300), findings(1)[0]]
    with writing(engine) as connection, pytest.raises(IntegrityError), connection.begin():
        insert_rows(connection, evaluation_finding, twice)
    assert count(engine, evaluation_finding) == 0
    # The connection is as good as before.
    with writing(engine) as connection, connection.begin():
        insert_rows(connection, evaluation_finding, findings(2))
    assert count(engine, evaluation_finding) == 2
