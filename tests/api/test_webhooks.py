"""Webhooks over HTTP and to their receivers: what is subscribed, what arrives, and what is refused."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.services.webhooks import subscriptions
from app.settings import Settings
from tests.callers import bearer, issue, keys_of
from tests.databases import SqliteDatabases
from tests.forms import example, form
from tests.hostile.runner import problem_in
from tests.receiver import Received, Receiver, receiving
from tests.serving import JSON, recorded, serving

ADDRESS = "/v1/webhooks"
TARGET = "https://platform.example.gov.cn"
HOOK = f"{TARGET}/hooks/jixiao"
Json = dict[str, Any]


@contextmanager
def delivering(url: str, receiver: Receiver, **settings: Any) -> Iterator[TestClient]:
    """The service with the receiver for a target."""
    with serving(url, settings={"webhook_targets": receiver.origin, **settings}) as client:
        yield client


@pytest.fixture
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """Of a database of one's own; what depends on the engine is tested in tests/storage."""
    with sqlite_databases.migrated() as made:
        yield made


@pytest.fixture(scope="module")
def house(sqlite_databases: SqliteDatabases) -> Iterator[TestClient]:
    """The service with a target that is an example, to which nothing is sent."""
    settings = {"webhook_targets": TARGET, "background_work": False}
    with sqlite_databases.migrated() as made, serving(made, settings=settings) as client:
        yield client


@pytest.fixture
def quiet(house: TestClient) -> TestClient:
    """The same without a subscription."""
    for hook in house.get(ADDRESS).json()["items"]:
        house.delete(f"{ADDRESS}/{hook['id']}")
    return house


def subscribed(client: TestClient, url: str = HOOK, headers: dict[str, str] | None = None, **wish: Any) -> Json:
    answer = client.post(ADDRESS, json={"url": url, **wish}, headers=headers)
    assert answer.status_code == 201, answer.text
    body: Json = answer.json()
    assert answer.headers["location"] == f"{ADDRESS}/{body['id']}"
    return body


def standing(client: TestClient, hook: Json, headers: dict[str, str] | None = None) -> Json:
    answer = client.get(f"{ADDRESS}/{hook['id']}", headers=headers)
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def deliveries(client: TestClient, hook: Json, **query: int) -> list[Json]:
    answer = client.get(f"{ADDRESS}/{hook['id']}/deliveries", params=query)
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


def settled(client: TestClient, hook: Json, headers: dict[str, str] | None = None, **facts: object) -> Json:
    """How the subscription stands, as soon as it stands like this."""
    for _ in range(1000):
        found = standing(client, hook, headers)
        if facts.items() <= found.items():
            return found
    raise AssertionError(f"{facts} is not so: {found}")


# What arrives.


def test_whatever_is_recorded_arrives_in_order_signed_and_as_it_stands_in_the_ledger(
    migrated_database_url: str,
) -> None:
    with receiving() as receiver, delivering(migrated_database_url, receiver) as client:
        hook = subscribed(client, receiver.url)
        recorded(client, example())
        revised = recorded(client, example())
        client.post(f"/v1/evaluations/{revised['id']}/withdrawal", json={"reason": "误报"})
        came = receiver.waited_for(3)
        ledger = client.get("/v1/scores", headers={"accept": "application/x-ndjson"}).text.splitlines()
        settled(client, hook, position=3, head=3, status="active", failures=0)
        log = deliveries(client, hook)
    assert [request.event["type"] for request in came] == [
        "cn.jixiao.evaluation.recorded",
        "cn.jixiao.evaluation.revised",
        "cn.jixiao.evaluation.withdrawn",
    ]
    for request, line in zip(came, ledger, strict=True):
        assert request.path == "/hooks/jixiao"
        assert request.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
        assert request.signed_by(hook["secret"])
        assert request.event["id"] == request.id
        assert request.body.endswith(f'"data":{line}}}'.encode())
    assert [(each["number"], each["position"], each["outcome"], each["http_status"]) for each in log] == [
        (number, number, "delivered", 204) for number in (3, 2, 1)
    ]


def test_only_the_kinds_wished_for_arrive_and_from_where_it_was_wished(url: str) -> None:
    with receiving() as receiver, delivering(url, receiver) as client:
        for _ in range(4):
            recorded(client, example())
        from_now_on = subscribed(client, f"{receiver.origin}/now")
        revisions = subscribed(client, f"{receiver.origin}/revisions", kinds=["revision"], after=2)
        withdrawals = subscribed(client, f"{receiver.origin}/withdrawals", kinds=["withdrawal"], after=0)
        recorded(client, form())
        receiver.waited_for(3)
        for hook in (from_now_on, revisions, withdrawals):
            settled(client, hook, position=5)
        came = sorted((request.path, request.position) for request in receiver.requests)
    assert came == [("/now", 5), ("/revisions", 3), ("/revisions", 4)]


def test_a_receiver_that_fails_gets_the_entry_again_before_any_other(url: str) -> None:
    def script(received: Received) -> int:
        return 500 if len(receiver.requests) == 1 else 204

    with receiving(script) as receiver, delivering(url, receiver) as client:
        hook = subscribed(client, receiver.url)
        recorded(client, form())
        found = settled(client, hook, status="failing")
        assert (found["failures"], found["position"]) == (1, 0)
        assert found["next_attempt_at"] > found["failing_since"]
        recorded(client, form())
        # It would be tried again in five seconds; whoever has mended the receiver need not wait.
        assert client.post(f"{ADDRESS}/{hook['id']}/resume").json()["status"] == "active"
        came = receiver.waited_for(3)
        settled(client, hook, position=2, failures=0, failing_since=None)
        log = deliveries(client, hook)
    assert [request.position for request in came] == [1, 1, 2]
    assert came[0].id == came[1].id != came[2].id
    assert [(each["position"], each["outcome"]) for each in log] == [
        (2, "delivered"),
        (1, "delivered"),
        (1, "refused"),
    ]


def test_a_replay_sends_the_same_events_again(url: str) -> None:
    with receiving() as receiver, delivering(url, receiver) as client:
        hook = subscribed(client, receiver.url)
        for _ in range(3):
            recorded(client, form())
        receiver.waited_for(3)
        settled(client, hook, position=3)
        answer = client.post(f"{ADDRESS}/{hook['id']}/replay", json={"after": 1})
        assert (answer.status_code, answer.json()["position"]) == (200, 1)
        came = receiver.waited_for(5)
        settled(client, hook, position=3)
    assert [request.position for request in came] == [1, 2, 3, 2, 3]
    assert [request.id for request in came[3:]] == [request.id for request in came[1:3]]


def test_nothing_is_sent_while_it_is_paused_and_nothing_is_missed(url: str) -> None:
    with receiving() as receiver, delivering(url, receiver) as client:
        hook, other = subscribed(client, receiver.url), subscribed(client, f"{receiver.origin}/other")
        paused = client.post(f"{ADDRESS}/{hook['id']}/pause").json()
        assert (paused["status"], paused["pause_reason"]) == ("paused", "requested")
        recorded(client, form())
        receiver.waited_for(1)
        settled(client, other, position=1)
        assert [request.path for request in receiver.requests] == ["/other"]
        assert standing(client, hook)["position"] == 0
        client.post(f"{ADDRESS}/{hook['id']}/resume")
        assert receiver.waited_for(2)[1].path == "/hooks/jixiao"


def test_two_secrets_sign_until_the_old_one_has_had_its_time(url: str) -> None:
    with receiving() as receiver, delivering(url, receiver) as client:
        hook = subscribed(client, receiver.url)
        second = client.post(f"{ADDRESS}/{hook['id']}/secret", json={}).json()
        recorded(client, form())
        receiver.waited_for(1)
        settled(client, hook, position=1)
        third = client.post(f"{ADDRESS}/{hook['id']}/secret", json={"overlap_hours": 0}).json()
        recorded(client, form())
        came = receiver.waited_for(2)
    secrets = [each["secret"] for each in (hook, second, third)]
    assert len({*secrets}) == 3
    assert [[request.signed_by(secret) for secret in secrets] for request in came] == [
        [True, True, False],
        [False, False, True],
    ]


def test_a_ledger_in_sm3_signs_by_hmac_sm3_as_well(url: str) -> None:
    with receiving() as receiver, delivering(url, receiver, ledger_algorithm="sm3") as client:
        hook = subscribed(client, receiver.url)
        recorded(client, form())
        (came,) = receiver.waited_for(1)
    assert came.signed_by(hook["secret"])
    assert came.signed_by(hook["secret"], "v1sm3", "sm3")


def test_a_subscription_does_not_outlive_the_keys_of_its_owner(url: str) -> None:
    keys = [issue(url, "evaluations:read", "evaluations:write", subject="platform") for _ in range(2)]
    operator, admin = bearer(issue(url, "admin", subject="operator")), issue(url, "admin", subject="other")
    with receiving() as receiver, delivering(url, receiver, key_cache_seconds=0) as client, keys_of(url) as held:
        hook = subscribed(client, receiver.url, bearer(keys[0]))
        for key in keys:
            client.post("/v1/evaluations", json=form(), headers=bearer(admin))
            receiver.waited_for(keys.index(key) + 1)
            held.revoke(key.split("_")[1])
        client.post("/v1/evaluations", json=form(), headers=bearer(admin))
        found = settled(client, hook, operator, status="paused")
    assert (found["pause_reason"], found["position"], receiver.positions) == ("access_ended", 2, [1, 2])


def test_what_becomes_of_deliveries_is_in_the_metrics(url: str) -> None:
    with receiving(lambda _: 503) as receiver, delivering(url, receiver) as client:
        subscribed(client, receiver.url)
        failing = subscribed(client, receiver.url)
        client.post(f"{ADDRESS}/{subscribed(client, receiver.url)['id']}/pause")
        client.post(f"{ADDRESS}/{failing['id']}/pause")
        for _ in range(2):
            recorded(client, form())
        client.post(f"{ADDRESS}/{failing['id']}/resume")
        settled(client, failing, status="failing")
        families = text_string_to_metric_families(client.get("/metrics").text)
        samples = {
            (each.name, each.labels.get("status") or each.labels.get("outcome")): each.value
            for family in families
            for each in family.samples
        }
    assert samples["jixiao_webhooks", "paused"] == 1
    assert samples["jixiao_webhooks", "active"] + samples["jixiao_webhooks", "failing"] == 2
    assert samples["jixiao_webhook_backlog", "paused"] == 2
    assert samples["jixiao_webhook_backlog", "failing"] >= 2
    assert samples["jixiao_webhook_delivery_duration_seconds_count", "refused"] >= 1


# What subscribers see.


def test_a_secret_is_shown_once(quiet: TestClient) -> None:
    hook = subscribed(quiet, description="一体化系统", kinds=["revision", "evaluation"])
    assert hook["secret"].startswith("whsec_")
    for answer in (quiet.get(ADDRESS), quiet.get(f"{ADDRESS}/{hook['id']}")):
        assert hook["secret"] not in answer.text
        assert 'secret"' not in answer.text
    assert standing(quiet, hook) == {name: value for name, value in hook.items() if name != "secret"}
    assert (hook["kinds"], hook["description"], hook["created_by"]) == (
        ["evaluation", "revision"],
        "一体化系统",
        "local",
    )


def test_a_subscription_can_be_deleted(quiet: TestClient) -> None:
    hook = subscribed(quiet)
    assert quiet.delete(f"{ADDRESS}/{hook['id']}").status_code == 204
    assert quiet.delete(f"{ADDRESS}/{hook['id']}").status_code == 404
    assert quiet.get(ADDRESS).json() == {"items": []}


def test_each_caller_sees_its_own_and_whoever_administers_the_tenant_all_of_them(url: str) -> None:
    settings = {"webhook_targets": TARGET, "background_work": False}
    key = {
        "platform": bearer(issue(url, "evaluations:read", subject="platform")),
        "archive": bearer(issue(url, "evaluations:read", subject="archive")),
        "operator": bearer(issue(url, "admin", subject="operator")),
        "foreign": bearer(issue(url, "admin", subject="platform", tenant="another")),
    }
    with serving(url, settings=settings) as client:
        hook = subscribed(client, headers=key["platform"])
        seen = {name: len(client.get(ADDRESS, headers=headers).json()["items"]) for name, headers in key.items()}
        assert seen == {"platform": 1, "archive": 0, "operator": 1, "foreign": 0}
        for method, path in (
            ("GET", ""),
            ("DELETE", ""),
            ("GET", "/deliveries"),
            ("POST", "/pause"),
            ("POST", "/resume"),
            ("POST", "/replay"),
            ("POST", "/secret"),
        ):
            body = {"after": 0} if path == "/replay" else {} if path == "/secret" else None
            for name in ("archive", "foreign"):
                answer = client.request(method, f"{ADDRESS}/{hook['id']}{path}", headers=key[name], json=body)
                assert problem_in(answer)["type"] == "/problems/not-found", (method, path, name)
        assert client.delete(f"{ADDRESS}/{hook['id']}", headers=key["operator"]).status_code == 204


def test_the_log_leads_to_what_is_older(url: str) -> None:
    with receiving() as receiver, delivering(url, receiver) as client:
        hook = subscribed(client, receiver.url)
        for _ in range(3):
            recorded(client, form())
        settled(client, hook, position=3)
        newest = client.get(f"{ADDRESS}/{hook['id']}/deliveries", params={"limit": 2})
        assert [each["number"] for each in newest.json()["items"]] == [3, 2]
        older = newest.headers["link"].partition(">")[0].removeprefix("<")
        assert [each["number"] for each in client.get(older).json()["items"]] == [1]
        assert "link" not in client.get(older).headers
        assert "link" not in client.get(f"{ADDRESS}/{hook['id']}/deliveries", params={"limit": 3}).headers


# What is refused.


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://elsewhere.example/hooks", "target_not_listed"),
        ("http://platform.example.gov.cn/hooks", "target_not_https"),
        ("https://platform.example.gov.cn@evil.example/", "target_not_a_url"),
        ("钩子", "target_not_a_url"),
    ],
)
def test_an_address_that_is_no_target_is_refused_in_both_languages(quiet: TestClient, url: str, code: str) -> None:
    answer = quiet.post(ADDRESS, json={"url": url})
    problem = problem_in(answer)
    assert (answer.status_code, problem["type"]) == (422, "/problems/webhook-target-refused")
    (error,) = problem["errors"]
    assert (error["pointer"], error["code"]) == ("/url", code)
    assert problem["detail"] == f"{error['message_zh']}。"
    english = quiet.post(ADDRESS, json={"url": url}, headers={"accept-language": "en"}).json()
    assert english["detail"].lower() == f"{error['message_en']}.".lower()
    assert quiet.get(ADDRESS).json() == {"items": []}


def test_without_targets_the_refusal_says_who_can_change_that(url: str) -> None:
    with serving(url) as client:
        problem = problem_in(client.post(ADDRESS, json={"url": HOOK}))
    assert problem["errors"][0]["code"] == "target_no_targets"
    assert "WEBHOOK_TARGETS" in problem["detail"]


def test_a_target_that_is_not_listed_any_more_gets_nothing(url: str) -> None:
    with receiving() as receiver, receiving() as other:
        with delivering(url, receiver, background_work=False) as client:
            hook = subscribed(client, receiver.url)
        with delivering(url, other) as client:
            recorded(client, form())
            settled(client, hook, status="failing")
            assert {each["outcome"] for each in deliveries(client, hook)} == {"not_allowed"}
        assert receiver.requests == []


def test_a_subscription_begins_no_further_than_the_ledger_goes(quiet: TestClient) -> None:
    head = recorded(quiet, form())["audit"]["position"]
    hook = subscribed(quiet, after=head)
    beyond = {"after": head + 1}
    paths = {ADDRESS: {"url": HOOK, **beyond}, f"{ADDRESS}/{hook['id']}/replay": beyond}
    for path, body in paths.items():
        answer = quiet.post(path, json=body)
        (error,) = problem_in(answer)["errors"]
        assert (answer.status_code, error["pointer"], error["code"]) == (422, "/after", "beyond_ledger")


def test_a_tenant_has_as_many_subscriptions_as_it_may_and_no_more(
    quiet: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "MOST_WEBHOOKS", 3)
    made = [subscribed(quiet) for _ in range(3)]
    answer = quiet.post(ADDRESS, json={"url": HOOK})
    assert (answer.status_code, problem_in(answer)["type"]) == (409, "/problems/too-many-webhooks")
    quiet.delete(f"{ADDRESS}/{made[0]['id']}")
    subscribed(quiet)


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("", {}, "/url"),
        ("", {"url": 1}, "/url"),
        ("", {"url": HOOK, "kinds": []}, "/kinds"),
        ("", {"url": HOOK, "kinds": ["evaluations"]}, "/kinds/0"),
        ("", {"url": HOOK, "after": -1}, "/after"),
        ("", {"url": HOOK, "after": "0"}, "/after"),
        ("", {"url": HOOK, "description": "长" * 201}, "/description"),
        ("", {"url": HOOK, "secret": "whsec_mine"}, "/secret"),
        ("", {"url": HOOK, "status": "paused"}, "/status"),
        ("/replay", {}, "/after"),
        ("/secret", {"overlap_hours": 169}, "/overlap_hours"),
        ("/secret", {"overlap_hours": -1}, "/overlap_hours"),
    ],
)
def test_a_wrong_field_is_named(quiet: TestClient, path: str, body: Json, pointer: str) -> None:
    target = f"{ADDRESS}/{subscribed(quiet)['id']}{path}" if path else ADDRESS
    answer = quiet.post(target, content=json.dumps(body), headers=JSON)
    assert (answer.status_code, [error["pointer"] for error in problem_in(answer)["errors"]]) == (422, [pointer])


def test_a_setting_that_lists_no_origin_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="webhook_targets"):
        Settings(webhook_targets="https://platform.example.gov.cn/hooks")
