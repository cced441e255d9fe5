"""What is counted, as Prometheus reads it."""

import pytest

from app import __version__
from app.metrics.metrics import Metrics
from app.storage.records import NewEvaluation
from tests.storage.making import new_evaluation


def evaluated(*codes: str) -> NewEvaluation:
    return new_evaluation(rule_pack_id="pack", rule_pack_version="1.0.0", status="scored", finding_codes=codes)


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


@pytest.mark.parametrize(
    ("method", "route", "status", "labels"),
    [
        ("POST", "/v1/evaluations", 201, ("POST", "/v1/evaluations", "2xx")),
        ("GET", "/x", 199, ("GET", "/x", "1xx")),
        ("GET", "/x", 499, ("GET", "/x", "4xx")),
        ("GET", "/x", 500, ("GET", "/x", "5xx")),
        ("BREW", None, 404, ("other", "none", "4xx")),
        ("GET", "/x", None, ("GET", "/x", "cut off")),
    ],
)
def test_a_request_is_counted_by_what_cannot_be_made_up(
    method: str, route: str | None, status: int | None, labels: tuple[str, str, str]
) -> None:
    metrics = Metrics()
    metrics.answered(method, route, status, 0.25)
    named = dict(zip(("method", "route", "status"), labels, strict=True))
    assert value(metrics, "jixiao_request_duration_seconds_count", **named) == 1
    assert value(metrics, "jixiao_request_duration_seconds_sum", **named) == 0.25


@pytest.mark.parametrize(("seconds", "within"), [(0.001, 1), (0.001001, 0)])
def test_a_bucket_holds_what_takes_as_long_as_it_says(seconds: float, within: int) -> None:
    metrics = Metrics()
    metrics.scoring("engine")(seconds)
    assert value(metrics, "jixiao_scoring_duration_seconds_bucket", way="engine", le="0.001") == within
    assert value(metrics, "jixiao_scoring_duration_seconds_count", way="engine") == 1
    assert value(metrics, "jixiao_scoring_duration_seconds_count", way="ordinary") is None


def test_an_evaluation_counts_once_and_each_of_its_findings() -> None:
    metrics = Metrics()
    metrics.recorded([evaluated("A", "B"), evaluated("A")])
    metrics.recorded([evaluated()])
    counted = value(metrics, "jixiao_evaluations_recorded_total", rule_pack="pack", version="1.0.0", status="scored")
    assert counted == 3
    assert [value(metrics, "jixiao_findings_total", code=code) for code in "AB"] == [2, 1]


def test_a_batch_counts_its_members_and_its_time() -> None:
    metrics = Metrics()
    for size in (1, 64):
        metrics.batch(size, 0.5)
    assert [value(metrics, "jixiao_write_batch_size_bucket", le=bound) for bound in ("32.0", "64.0")] == [1, 2]
    assert value(metrics, "jixiao_write_batch_size_sum") == 65
    assert value(metrics, "jixiao_write_batch_duration_seconds_sum") == 1


def test_each_application_counts_for_itself_and_says_its_version() -> None:
    first, second = Metrics(), Metrics()
    first.recorded([evaluated()])
    assert b'rule_pack="pack"' in first.text()
    assert b'rule_pack="pack"' not in second.text()
    assert value(second, "jixiao_build_info", version=__version__) == 1
    assert value(second, "process_start_time_seconds")
    assert b"_created" not in first.text()
