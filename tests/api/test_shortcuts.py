"""A shortcut answers what the route would answer, and leaves everything else to it."""

from starlette.testclient import TestClient

from tests.bench.forms import samples
from tests.hostile.runner import problem_in
from tests.serving import JSON

ADDRESS = "/v1/evaluations"
BODY = samples(1)[0].body(1)


def test_reading_is_the_same_by_either_way(client: TestClient) -> None:
    place = client.post(ADDRESS, content=BODY, headers=JSON).headers["location"]
    short, long = client.get(place), client.get(place, params={"view": "sheet"})
    assert short.content == long.content
    own = {"x-request-id"}
    assert {k: v for k, v in short.headers.items() if k not in own} == {
        k: v for k, v in long.headers.items() if k not in own
    }
    tag = {"if-none-match": short.headers["etag"]}
    statuses = [client.get(place, headers=tag, params=query).status_code for query in ({}, {"view": "sheet"})]
    assert statuses == [304, 304]


def test_what_is_not_there_is_refused_alike(client: TestClient) -> None:
    for evaluation_id in ("019ab3c2-7d10-7c3e-9a55-0242ac120002", "unknown"):
        short, long = (client.get(f"{ADDRESS}/{evaluation_id}", params=query) for query in ({}, {"view": "sheet"}))
        assert problem_in(short)["type"] == problem_in(long)["type"] == "/problems/not-found"
    assert client.get(f"{ADDRESS}/{'a' * 65}").status_code == 422
    assert client.get(f"{ADDRESS}/a_b").status_code == 422


def test_other_methods_and_paths_find_their_routes(client: TestClient) -> None:
    assert client.put(ADDRESS, content=BODY, headers=JSON).status_code == 405
    assert client.delete(f"{ADDRESS}/unknown").status_code == 405
    assert client.get(f"{ADDRESS}/unknown/audit").status_code == 404
    assert client.post(f"{ADDRESS}/preview", content=BODY, headers=JSON).status_code == 200
    assert client.get(ADDRESS).json()["items"] == []


def test_a_body_is_limited_by_either_way(client: TestClient) -> None:
    assert client.post(ADDRESS, content=b" " * (3 * 1024 * 1024), headers=JSON).status_code == 413
    assert client.post(ADDRESS, content=b"{", headers=JSON).status_code == 400
    assert client.post(ADDRESS, content=b"", headers=JSON).status_code == 400
