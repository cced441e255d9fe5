"""`/metrics` of the whole service, on both databases."""

from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.storage.commit import record_batch
from app.storage.migrate import downgrade
from tests.bench.forms import samples
from tests.callers import bearer, issue
from tests.forms import example, form
from tests.hostile.runner import problem_in
from tests.serving import AT_THE_MACHINE, JSON, application, post, recorded, serving
from tests.storage.making import new_evaluation

ROUTE = "/v1/evaluations"


def scraped(client: TestClient, **sent: Any) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every sample by its name and label values, in the order of the labels' names."""
    answer = client.get("/metrics", **sent)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, tuple(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_what_was_recorded_is_counted_by_pack_and_by_finding(client: TestClient) -> None:
    first = recorded(client, example())
    assert [post(client, example(), key="k").status_code for _ in "12"] == [201, 200]
    samples = scraped(client)
    pack = first["rule_pack"]
    assert samples["jixiao_evaluations_recorded_total", (pack["id"], first["status"], pack["version"])] == 2
    codes = {finding["code"] for finding in first["findings"]}
    assert codes
    assert {labels[0]: each for (name, labels), each in samples.items() if name == "jixiao_findings_total"} == (
        dict.fromkeys(codes, 2)
    )
    assert samples["jixiao_request_duration_seconds_count", ("POST", ROUTE, "2xx")] == 3
    assert samples["jixiao_write_batch_size_sum", ()] == 3
    assert samples["jixiao_write_queue_depth", ()] == 0
    assert samples["jixiao_ledger_position", ("default",)] == 2


def test_both_ways_of_scoring_are_timed(client: TestClient) -> None:
    assert client.post(ROUTE, content=samples(1)[0].body(1), headers=JSON).status_code == 201
    assert [client.post(f"{ROUTE}/preview", json=example()).status_code for _ in "12"] == [200, 200]
    ways = {
        way: count for (name, way), count in scraped(client).items() if name == "jixiao_scoring_duration_seconds_count"
    }
    assert ways == {("ordinary",): 1, ("engine",): 2}


def test_nobody_makes_series_by_making_up_addresses(client: TestClient) -> None:
    for number in range(20):
        assert client.get(f"/nothing/{number}").status_code == 404
        assert client.get(f"{ROUTE}/none-{number}").status_code == 404
    requests = {
        labels: count
        for (name, labels), count in scraped(client).items()
        if name == "jixiao_request_duration_seconds_count"
    }
    assert requests == {("GET", "none", "4xx"): 20, ("GET", f"{ROUTE}/{{evaluation_id}}", "4xx"): 20}


def test_the_ledgers_of_all_tenants_are_read_where_they_stand(client: TestClient, engine: Engine) -> None:
    record_batch(engine, [new_evaluation(tenant="county"), new_evaluation(tenant="county")])
    recorded(client, form())
    samples = scraped(client)
    heads = {labels[0]: each for (name, labels), each in samples.items() if name == "jixiao_ledger_position"}
    assert heads == {"county": 2, "default": 1}
    assert samples["jixiao_database_up", ()] == 1
    # The writer keeps one.
    assert samples["jixiao_database_pool_size", ()] >= samples["jixiao_database_pool_in_use", ()] == 1
    assert samples["jixiao_database_pool_open", ()] >= 1


def test_a_database_that_does_not_answer_is_said_to_be_down(client: TestClient, migrated_database_url: str) -> None:
    assert scraped(client)["jixiao_database_up", ()] == 1
    downgrade(migrated_database_url, "base")
    samples = scraped(client)
    assert samples["jixiao_database_up", ()] == 0
    assert not [name for name, _ in samples if name == "jixiao_ledger_position"]


def test_it_takes_the_scope_admin_for_the_whole_tenant(migrated_database_url: str) -> None:
    admin = issue(migrated_database_url, "admin")
    auditor = issue(migrated_database_url, "audit:read")
    with serving(migrated_database_url) as client:
        assert client.get("/metrics").status_code == 401
        assert problem_in(client.get("/metrics", headers=bearer(auditor)))["scope"] == "admin"
        scraped(client, headers=bearer(admin))
        samples = scraped(client, headers=bearer(admin))
    assert samples["jixiao_key_cache_size", ()] == 2
    assert samples["jixiao_key_cache_misses_total", ()] == 2
    assert samples["jixiao_key_cache_hits_total", ()] == 1


def test_without_keys_it_answers_this_machine_alone(migrated_database_url: str) -> None:
    service = application(migrated_database_url)
    with TestClient(service, **{**AT_THE_MACHINE, "client": ("192.0.2.7", 50000)}) as elsewhere:
        assert problem_in(elsewhere.get("/metrics"))["type"] == "/problems/loopback-only"


def test_a_service_that_starts_again_reads_from_what_it_then_has(migrated_database_url: str) -> None:
    service = application(migrated_database_url)
    for _ in range(2):
        with TestClient(service, **AT_THE_MACHINE) as client:
            assert scraped(client)["jixiao_database_up", ()] == 1
