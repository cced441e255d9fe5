"""The example forms that the documentation shows: each is accepted, stored and read back."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.api.examples import form_examples
from app.api.v1.answers import EvaluationAnswer
from tests.databases import SqliteDatabases
from tests.forms import BEIJING, EXAMPLES, NAMES, TRAINING, example, example_bytes
from tests.serving import JSON, serving


@pytest.fixture(scope="module")
def client(sqlite_databases: SqliteDatabases) -> Iterator[TestClient]:
    with sqlite_databases.migrated() as url, serving(url) as serving_client:
        yield serving_client


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_accepted_and_reads_back(client: TestClient, name: str) -> None:
    answer = client.post("/v1/evaluations", content=example_bytes(name), headers=JSON)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert EvaluationAnswer.model_validate(body, strict=True).model_dump() == body
    assert len(body["indicators"]) == len(example(name)["indicators"])
    assert client.get(answer.headers["location"]).content == answer.content


@pytest.mark.parametrize("name", BEIJING)
def test_the_beijing_forms_are_scored_to_the_end(client: TestClient, name: str) -> None:
    preview = client.post("/v1/evaluations/preview", content=example_bytes(name), headers=JSON).json()
    assert (preview["status"], preview["totals"]["weight"]) == ("scored", "100")
    assert preview["totals"]["score"] is not None
    assert preview["totals"]["declared"] == example(name)["declared"]["total"]


def test_there_are_the_five_beijing_forms_of_2024() -> None:
    assert len([name for name in BEIJING if name.endswith("-2024")]) == 5


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_written_for_people_to_read(name: str) -> None:
    text = (EXAMPLES / f"{name}.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def test_the_documentation_offers_every_example_under_its_name() -> None:
    offered = form_examples()
    assert next(iter(offered)) == TRAINING
    assert offered.keys() == set(NAMES)
    for name, each in offered.items():
        named = example(name).get("project") or example(name)["unit"]
        assert named["name"] in each["summary"]
