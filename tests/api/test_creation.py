"""A form whose bytes are scored as they are read is answered and stored like every other one."""

from starlette.testclient import TestClient

from app.api.v1.body_scorer import BodyScorer
from app.services.score import Scorer
from tests.bench.forms import samples
from tests.hostile.runner import problem_in
from tests.serving import JSON, shipped_packs

ADDRESS = "/v1/evaluations"
SAMPLE = samples(1)[0]
# Blanks behind it: the same form, which only the longer way reads.
PLAIN, PADDED = SAMPLE.body(1), SAMPLE.body(1) + b" " * 1_000_000


def test_only_one_of_the_two_ways_is_short() -> None:
    bodies = BodyScorer(Scorer(shipped_packs()), drafts=False)
    assert bodies.form_to_record(PLAIN) is not None
    assert bodies.form_to_record(PADDED) is None


def test_either_way_is_a_retry_of_the_other(client: TestClient) -> None:
    headers = {**JSON, "idempotency-key": "k"}
    first = client.post(ADDRESS, content=PLAIN, headers=headers)
    second = client.post(ADDRESS, content=PADDED, headers=headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content == client.get(first.headers["location"]).content


def test_both_are_attempts_at_one_form_and_say_the_same_of_it(client: TestClient) -> None:
    first, second = (client.post(ADDRESS, content=body, headers=JSON).json() for body in (PLAIN, PADDED))
    assert (first["attempt"], second["attempt"], second["supersedes"]) == (1, 2, first["id"])
    assert first["audit"]["sheet_digest"] == second["audit"]["sheet_digest"]
    assert first["audit"]["submission_digest"] == second["audit"]["submission_digest"]
    listed = client.get(ADDRESS, params={"include_superseded": True}).json()["items"]
    own = {"id", "attempt", "effective", "recorded_at", "position", "href", "status"}
    of_second, of_first = ({name: value for name, value in item.items() if name not in own} for item in listed)
    assert of_first == of_second


def test_a_wrong_key_is_refused_either_way(client: TestClient) -> None:
    for body in (PLAIN, PADDED):
        answer = client.post(ADDRESS, content=body, headers={**JSON, "idempotency-key": "a b"})
        assert problem_in(answer)["type"] == "/problems/idempotency-key-invalid"
    assert client.get(ADDRESS).json()["items"] == []


def test_a_body_that_does_not_say_what_it_is_is_refused_either_way(client: TestClient) -> None:
    for body in (PLAIN, PADDED):
        assert client.post(ADDRESS, content=body).status_code == 415
