"""The feed in the platform's vocabulary: the same entries at the same positions, with tables and changes."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api.v1.platform_answers import PLATFORM_MEDIA_TYPE
from app.api.v1.platform_feed_answers import PlatformFeedAnswer
from app.services.platform import feed
from tests.api.test_feed import ADDRESS, LINES, everything, lines
from tests.forms import example
from tests.hostile.runner import problem_in
from tests.serving import recorded

Json = dict[str, Any]
VIEW = {"view": "platform"}


def test_every_entry_is_there_with_the_tables_of_each_evaluation(client: TestClient, engine: Engine) -> None:
    everything(client, engine)
    answer = client.get(ADDRESS, params=VIEW)
    assert answer.headers["content-type"] == PLATFORM_MEDIA_TYPE
    body = answer.json()
    assert PlatformFeedAnswer.model_validate(body).model_dump() == body
    ledger = client.get(ADDRESS).json()
    assert [{k: v for k, v in item.items() if k not in ("tables", "changes")} for item in body["items"]] == ledger[
        "items"
    ]
    assert (body["next_after"], body["head"]) == (4, 4)
    first, revision, withdrawal, pack = body["items"]
    assert [item["tables"] is None for item in body["items"]] == [False, False, True, True]
    for item in (first, revision):
        head = item["tables"]["PM_PERF_SELF_EVAL"]
        assert head["EVAL_ID"] == item["evaluation"]["id"]
        assert (head["TOTAL_EVAL_VALUE"], head["IS_LAST_INST"], head["IS_DELETED"]) == ("98.480000", 1, 2)
    assert (first["changes"], pack["changes"]) == ([], [])
    ids = [item["evaluation"]["id"] for item in (first, revision)]
    changed = [[tuple(row.values())[:3] for row in item["changes"]] for item in (revision, withdrawal)]
    assert changed == [[(ids[0], 2, 1)], [(ids[1], 2, 1), (ids[0], 1, 2)]]
    assert revision["changes"][0]["UPDATE_TIME"] == revision["tables"]["PM_PERF_SELF_EVAL"]["CREATE_TIME"]


def test_whoever_applies_the_changes_has_what_a_reader_would_find(client: TestClient, engine: Engine) -> None:
    everything(client, engine)
    kept: dict[str, Json] = {}
    for item in client.get(ADDRESS, params=VIEW).json()["items"]:
        if item["tables"] is not None:
            row = item["tables"]["PM_PERF_SELF_EVAL"]
            kept[row["EVAL_ID"]] = row
        for change in item["changes"]:
            kept[change["EVAL_ID"]] = kept[change["EVAL_ID"]] | change
    assert len(kept) == 2
    for evaluation, row in kept.items():
        read = client.get(f"/v1/evaluations/{evaluation}?view=platform").json()["PM_PERF_SELF_EVAL"]
        assert {**row, "UPDATE_TIME": None} == {**read, "UPDATE_TIME": None}


def test_a_form_without_a_table_keeps_its_place(client: TestClient) -> None:
    recorded(client, example("bohu-2022"))
    recorded(client, example())
    items = client.get(ADDRESS, params=VIEW).json()["items"]
    assert [(item["position"], item["tables"] is None) for item in items] == [(1, True), (2, False)]


def test_lines_and_pages_lead_on_in_the_same_view(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything(client, engine)
    page = client.get(ADDRESS, params=VIEW)
    monkeypatch.setattr(feed, "AT_A_TIME", 1)
    assert [json.loads(line) for line in lines(client.get(ADDRESS, params=VIEW, headers=LINES))] == page.json()["items"]
    part = client.get(ADDRESS, params={**VIEW, "limit": 3})
    following = client.get(part.headers["link"].partition(">")[0].removeprefix("<"))
    assert part.json()["items"] + following.json()["items"] == page.json()["items"]
    assert client.get(ADDRESS, params={"limit": 3}).headers["etag"] != part.headers["etag"]
    same = client.get(ADDRESS, params=VIEW, headers={"if-none-match": page.headers["etag"]})
    assert same.status_code == 304


def test_a_view_there_is_not(client: TestClient) -> None:
    answer = client.get(ADDRESS, params={"view": "mof"})
    assert answer.status_code == 422
    assert "platform" in problem_in(answer)["errors"][0]["message_en"]
