"""The example forms that the documentation shows: each is scored to the end, stored and read back."""

import json
import re

import pytest
from starlette.testclient import TestClient

from app.api.examples import form_examples
from tests.databases import SqliteDatabases
from tests.forms import EXAMPLES, NAMES, TRAINING, example, example_bytes
from tests.serving import JSON, serving


def test_there_are_the_five_beijing_forms_of_2024() -> None:
    assert len([name for name in NAMES if re.fullmatch("beijing-.*-2024", name)]) == 5


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_scored_to_the_end(sqlite_databases: SqliteDatabases, name: str) -> None:
    with sqlite_databases.migrated() as url, serving(url) as client:
        scored(client, name)


def scored(client: TestClient, name: str) -> None:
    answer = client.post("/v1/evaluations", content=example_bytes(name), headers=JSON)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["status"], body["totals"]["weight"]) == ("scored", "100")
    assert body["totals"]["score"] is not None
    assert body["totals"]["declared"] == example(name)["declared"]["total"]
    assert client.get(answer.headers["location"]).content == answer.content


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_written_for_people_to_read(name: str) -> None:
    text = (EXAMPLES / f"{name}.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def test_the_documentation_offers_every_example_under_its_projects_name() -> None:
    offered = form_examples()
    assert next(iter(offered)) == TRAINING
    assert {name: each["summary"] for name, each in offered.items()} == {
        name: example(name)["project"]["name"] for name in NAMES
    }
