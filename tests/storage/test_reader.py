"""Single evaluations read for many callers at once: each gets its own, as a query for it alone would give."""

import asyncio

from sqlalchemy import Engine, event

from app.storage.commit import record_batch
from app.storage.reader import EvaluationReader
from app.storage.records import AnsweredEvaluation, EvaluationHead
from tests.storage.making import TENANT, new_evaluation, recorded
from tests.storage.tampering import tampering

Read = EvaluationHead | BaseException | None


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
    for whole in (True, False):
        found = [each.id if isinstance(each, EvaluationHead) else each for each in read(engine, *asked, whole=whole)]
        assert found == [first, None, None, third, first]


def test_heads_and_whole_answers_are_read_together(engine: Engine) -> None:
    one, other = (recorded(each) for each in record_batch(engine, [new_evaluation() for _ in range(2)]))

    async def run() -> list[EvaluationHead | None]:
        reader = EvaluationReader(engine)
        reader.start()
        asked = reader.get_head(TENANT, one.id), reader.get(TENANT, other.id), reader.get_head(TENANT, other.id)
        found: list[EvaluationHead | None] = await asyncio.gather(*asked)
        await reader.stop()
        return found

    head, answer, whole = asyncio.run(run())
    assert type(head) is EvaluationHead
    assert isinstance(answer, AnsweredEvaluation)
    assert (head.id, answer.id, answer.sheet, answer) == (one.id, other.id, other.sheet, whole)


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
    assert isinstance(one, AnsweredEvaluation)
    assert isinstance(other, ValueError)
