"""The platform's view over HTTP: its model, its tag, and who may see what."""

import pytest
from starlette.testclient import TestClient

from app.api.v1.platform_answers import PLATFORM_MEDIA_TYPE, PlatformAnswer
from tests.forms import example, project_form
from tests.serving import JSON, recorded


@pytest.mark.parametrize("name", ["beijing-training-2024", "shaanxi-loan-interest-2018"])
def test_a_recorded_evaluation_in_the_platforms_columns(client: TestClient, name: str) -> None:
    answer = recorded(client, example(name))
    view = client.get(f"/v1/evaluations/{answer['id']}?view=platform")
    assert view.status_code == 200
    assert view.headers["content-type"] == PLATFORM_MEDIA_TYPE
    read = PlatformAnswer.model_validate(view.json()).model_dump()
    assert read == view.json()
    assert read["standard"]["confirmed"] is False
    assert read["PM_PERF_SELF_EVAL"]["EVAL_ID"] == answer["id"]
    assert [row["IND_COMP"] for row in read["PM_SELF_EVAL_INDICATOR"]] == [
        row["actual"]["printed"] for row in answer["indicators"]
    ]


def test_a_caller_that_has_the_view_is_not_sent_it_again_until_it_is_superseded(client: TestClient) -> None:
    address = f"/v1/evaluations/{recorded(client, project_form())['id']}?view=platform"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    recorded(client, project_form())
    after = client.get(address, headers={"if-none-match": tag})
    assert after.status_code == 200
    assert after.json()["PM_PERF_SELF_EVAL"]["IS_DELETED"] == 1


def test_a_withdrawn_evaluation_is_deleted(client: TestClient) -> None:
    address = f"/v1/evaluations/{recorded(client, project_form())['id']}"
    client.post(f"{address}/withdrawal", content='{"reason": "误报"}'.encode(), headers=JSON)
    row = client.get(f"{address}?view=platform").json()["PM_PERF_SELF_EVAL"]
    assert (row["IS_LAST_INST"], row["IS_DELETED"]) == (2, 1)
    assert row["UPDATE_TIME"] > row["CREATE_TIME"]


@pytest.mark.parametrize("name", ["bohu-2022", "shaanxi-department-2018"])
def test_a_form_the_platform_has_no_table_for(client: TestClient, name: str) -> None:
    refused = client.get(f"/v1/evaluations/{recorded(client, example(name))['id']}?view=platform")
    assert refused.status_code == 422
    assert refused.json()["type"] == "/problems/no-platform-table"


def test_a_view_there_is_not_and_an_id_there_is_not(client: TestClient) -> None:
    assert client.get(f"/v1/evaluations/{recorded(client, example())['id']}?view=mof").status_code == 422
    assert client.get("/v1/evaluations/019ab3c2-7d10-7c3e-9a55-0242ac120002?view=platform").status_code == 404
