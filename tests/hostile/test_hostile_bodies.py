"""The corpus against the smallest application that has the route class and the request model."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.edge import edge_app
from tests.hostile.corpus import ACCEPTED, REFUSED, Accepted, Refused
from tests.hostile.runner import acceptance, refusal

PATH = "/v1/evaluations"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(edge_app(), raise_server_exceptions=False) as opened:
        yield opened


def test_every_case_has_a_name_of_its_own() -> None:
    names = [
        (type(case), case.status if isinstance(case, Refused) else 200, case.name) for case in (*REFUSED, *ACCEPTED)
    ]
    assert len(set(names)) == len(names) >= 150


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case.status} {case.name}")
def test_a_hostile_body_is_refused_with_the_problem_that_fits(client: TestClient, case: Refused) -> None:
    refusal(client, PATH, case)


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.name)
def test_an_odd_body_that_is_in_order_is_let_in(client: TestClient, case: Accepted) -> None:
    acceptance(client, PATH, case)
