"""What a developer on an intranet finds at /docs: pages that load, and examples that run."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Site
from tests.forms import NAMES

pytestmark = pytest.mark.browser

SCORES = {
    "beijing-elderly-home-care-2024": "100",
    "beijing-party-activities-2024": "98",
    "beijing-system-maintenance-2024": "96",
    "beijing-training-2024": "98.48",
    "beijing-training-second-batch-2024": "100",
}
ORDER = ["evaluations", "calculations", "rule packs", "audit", "operations"]


def test_execute_on_the_form_shown_first_records_it_and_shows_its_score(site: Site) -> None:
    site.open_docs()
    status, answer = site.operation("evaluations", "createEvaluation").execute()
    assert status == 201
    assert answer["totals"]["score"] == "98.48"
    assert answer["effective"] is True


@pytest.mark.parametrize(("scheme", "header"), [("Bearer", "authorization"), ("X-API-Key", "x-api-key")])
def test_authorize_sends_the_key_with_what_is_executed(site: Site, scheme: str, header: str) -> None:
    site.open_docs_as_nobody()
    create = site.operation("evaluations", "createEvaluation")
    status, problem = create.execute()
    assert (status, problem["type"]) == (401, "/problems/unauthenticated")
    create.clear()
    site.authorize(scheme)
    status, _ = create.execute()
    assert status == 201
    sent = [request.headers for request in site.requests if request.method == "POST"]
    assert [headers.get(header, "").endswith(site.key) for headers in sent] == [False, True]


def test_every_example_form_is_offered_and_those_of_beijing_score_as_they_should(site: Site) -> None:
    site.open_docs()
    create = site.operation("evaluations", "createEvaluation")
    assert sorted(create.offered()) == list(NAMES)
    for name, score in SCORES.items():
        create.choose(name)
        status, answer = create.execute()
        assert (name, status, answer["totals"]["score"]) == (name, 201, score)
        create.clear()


def test_every_request_body_shown_first_is_answered(site: Site) -> None:
    site.open_docs()
    posts = site.operations("post")
    assert ("calculations", "calculateGrade") in posts
    for tag, operation_id in posts:
        opened = site.operation(tag, operation_id)
        status, _ = opened.execute()
        opened.close()
        expected = 202 if operation_id == "createBatch" else 201 if operation_id.startswith("create") else 200
        assert (operation_id, status) == (operation_id, expected)


def test_every_query_is_answered_as_it_is_filled_in(site: Site) -> None:
    site.open_docs()
    # What the ledger is asked is about the first entry.
    assert site.operation("evaluations", "createEvaluation").execute()[0] == 201
    queries = site.operations("get")
    assert ("rule_packs", "resolveRulePack") in queries
    for tag, operation_id in queries:
        opened = site.operation(tag, operation_id)
        status, _ = opened.execute()
        opened.close()
        assert (operation_id, status) == (operation_id, 200)


def test_a_misspelt_field_is_refused_on_the_page_with_its_place(site: Site) -> None:
    site.open_docs()
    create = site.operation("evaluations", "createEvaluation")
    body = create.block.locator("textarea.body-param__text")
    body.fill(body.input_value().replace('"fiscal_year"', '"fiscal_yaer"', 1))
    status, problem = create.execute()
    assert status == 422
    assert "/fiscal_yaer" in [error["pointer"] for error in problem["errors"]]


def test_resources_are_introduced_and_come_in_the_order_of_the_work(site: Site) -> None:
    site.open_docs()
    tags = {str(tag.get_attribute("data-tag")): tag.locator("small") for tag in site.page.locator(".opblock-tag").all()}
    assert [tag for tag in tags if tag in ORDER] == ORDER
    for introduction in tags.values():
        expect(introduction).to_contain_text(" / ")


@pytest.mark.parametrize("prefix", ["/perf"], scope="module")
def test_execute_works_below_the_prefix_of_a_gateway(site: Site) -> None:
    site.open_docs()
    status, answer = site.operation("evaluations", "createEvaluation").execute()
    assert status == 201
    assert answer["totals"]["score"] == "98.48"
    posted = [request.url for request in site.requests if request.method == "POST"]
    assert posted == [f"{site.address}/v1/evaluations"]
