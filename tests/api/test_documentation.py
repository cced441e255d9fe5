"""What a reader of the documentation finds: every word in both languages, and pages that need no other host."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.contract.operations import in_both_languages
from tests.hostile.runner import problem_in
from tests.serving import SIGNER, application, shipped_packs

Json = dict[str, Any]


@pytest.fixture(scope="module")
def client() -> TestClient:
    """A client of a service whose database nobody asks."""
    return TestClient(application("sqlite:///unused.db"))


@pytest.fixture(scope="module")
def document(client: TestClient) -> Json:
    found: Json = client.get("/openapi.json").json()
    return found


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_every_schema_and_field_is_told_in_both_languages(document: Json) -> None:
    untold = []
    for name, schema in document["components"]["schemas"].items():
        parts = {"": schema} | schema.get("properties", {})
        untold += [
            f"{name} {part}"
            for part, each in parts.items()
            # A field that is another schema is told there.
            if "$ref" not in str(each.get("anyOf", each)) and not in_both_languages(each.get("description"))
        ]
    assert untold == []


def test_no_refusal_has_the_shape_of_the_framework(document: Json) -> None:
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_tag_is_introduced_in_both_languages(document: Json) -> None:
    introduced = {tag["name"] for tag in document["tags"] if in_both_languages(tag["description"])}
    used = {tag for _, operation in operations(document) for tag in operation["tags"]}
    assert used == introduced


def test_no_parameter_is_said_to_be_null(document: Json) -> None:
    parameters = [each for _, operation in operations(document) for each in operation.get("parameters", ())]
    assert len(parameters) > 10
    assert [each["name"] for each in parameters if "null" in str(each["schema"])] == []


def test_the_document_names_no_server(document: Json) -> None:
    assert "servers" not in document


def test_below_the_prefix_of_a_gateway_the_document_names_the_prefix() -> None:
    with_prefix = TestClient(application("sqlite:///unused.db"), root_path="/perf")
    assert with_prefix.get("/perf/openapi.json").json()["servers"] == [{"url": "/perf"}]


def test_the_page_names_no_address_but_relative_ones(client: TestClient) -> None:
    page = client.get("/docs")
    addresses = re.findall(r"(?:href|src)=\"([^\"]+)\"|url: '([^']+)'", page.text)
    found = [first or second for first, second in addresses]
    assert len(found) == 4
    assert [address for address in found if re.match(r"\w+:|/", address)] == []
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_file_of_the_page_is_sent_once(client: TestClient) -> None:
    script = client.get("/docs/assets/swagger-ui-bundle.js")
    assert script.status_code == 200
    again = client.get("/docs/assets/swagger-ui-bundle.js", headers={"if-none-match": script.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_where_documentation_is_switched_off_there_is_none() -> None:
    settings = Settings(database_url="sqlite:///unused.db", docs=False)
    client = TestClient(create_app(settings, catalogue=shipped_packs(), signer=SIGNER))
    for path in ("/", "/docs", "/docs/assets/swagger-ui.css", "/openapi.json", "/examples"):
        answer = client.get(path)
        assert problem_in(answer)["type"] == "/problems/not-found", path
    assert client.get("/problems/not-found").status_code == 200
