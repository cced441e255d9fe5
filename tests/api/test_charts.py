"""The chart over HTTP: its language, its tag, and what it says of an evaluation that no longer counts."""

from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.charts.chart import score_chart
from tests.forms import example, project_form
from tests.serving import recorded


def chart_of(answer: dict[str, Any]) -> str:
    return f"/v1/evaluations/{answer['id']}/chart.svg"


def test_the_chart_of_a_recorded_evaluation_is_drawn_from_its_answer(client: TestClient) -> None:
    answer = recorded(client, example())
    chart = client.get(answer["links"]["chart"])
    assert chart.status_code == 200
    assert chart.headers["content-type"] == "image/svg+xml"
    assert chart.headers["content-security-policy"].startswith("default-src 'none'")
    assert chart.text == score_chart(answer, "zh")
    assert ElementTree.fromstring(chart.content).attrib["lang"] == "zh-CN"


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", None, "zh-CN"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr", "zh-CN"),
        ("?lang=en", None, "en"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=zh", "en", "zh-CN"),
    ],
)
def test_the_language_is_the_one_asked_for(client: TestClient, query: str, accepted: str | None, language: str) -> None:
    headers = {"accept-language": accepted} if accepted else {"accept-language": ""}
    chart = client.get(chart_of(recorded(client, example())) + query, headers=headers)
    assert chart.headers["content-language"] == language
    assert chart.headers["vary"] == "Accept-Language"
    assert ElementTree.fromstring(chart.content).attrib["lang"] == language


def test_a_caller_that_has_the_chart_is_not_sent_it_again(client: TestClient) -> None:
    address = chart_of(recorded(client, example()))
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{address}?lang=en", headers={"if-none-match": tag}).status_code == 200


def test_once_superseded_the_chart_says_so_under_another_tag(client: TestClient) -> None:
    address = chart_of(recorded(client, project_form()))
    before = client.get(address)
    recorded(client, project_form())
    after = client.get(address, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert "已被后来的提交替代" in after.text
    assert "已被后来的提交替代" not in before.text


def test_once_withdrawn_the_chart_says_so(client: TestClient) -> None:
    answer = recorded(client, project_form())
    assert client.post(f"{answer['links']['self']}/withdrawal", json={"reason": "误报"}).status_code < 300
    assert "已撤回" in client.get(chart_of(answer)).text


def test_a_language_there_is_not_and_an_id_there_is_not(client: TestClient) -> None:
    address = chart_of(recorded(client, example()))
    assert client.get(f"{address}?lang=fr").status_code == 422
    assert client.get("/v1/evaluations/019ab3c2-7d10-7c3e-9a55-0242ac120002/chart.svg").status_code == 404
