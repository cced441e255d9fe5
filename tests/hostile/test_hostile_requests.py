"""Hostile request lines, paths, queries and headers against the whole service behind a real server."""

from collections.abc import Iterator

import pytest

from tests.databases import SqliteDatabases
from tests.hostile.requests import REQUESTS, Wire
from tests.hostile.wire import LONGEST_ANSWER, tell
from tests.network import listening
from tests.serving import application


@pytest.fixture(scope="module")
def port(sqlite_databases: SqliteDatabases) -> Iterator[int]:
    with sqlite_databases.migrated() as url, listening(application(url)) as opened:
        yield opened


def test_every_request_has_a_name_of_its_own() -> None:
    assert len({case.name for case in REQUESTS}) == len(REQUESTS) >= 100


@pytest.mark.parametrize("case", REQUESTS, ids=lambda case: case.name)
def test_a_hostile_request_gets_one_answer_in_order(port: int, case: Wire) -> None:
    told = tell(port, case.sent)
    assert told.status in case.statuses, told.content[:500]
    assert len(told.statuses) <= 1, "two answers to one request"
    assert told.seconds < LONGEST_ANSWER
