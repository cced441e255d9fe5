"""The list of evaluations: what each filter keeps, and paging that shows each one once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from app.api.v1.answers import EvaluationListAnswer
from tests.databases import Databases
from tests.forms import example, form, line, project_form
from tests.hostile.runner import problem_in
from tests.serving import recorded, serving

ADDRESS = "/v1/evaluations"


def listed(client: TestClient, **query: Any) -> list[str]:
    """The ids that a query finds, on one page."""
    answer = client.get(ADDRESS, params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    assert answer.json()["next_cursor"] is None
    return [item["id"] for item in answer.json()["items"]]


def pages(client: TestClient, **query: Any) -> list[list[dict[str, Any]]]:
    """All pages, following the Link of each."""
    found: list[list[dict[str, Any]]] = []
    address: str | None = client.build_request("GET", ADDRESS, params=query).url.raw_path.decode()
    while address is not None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["items"])
        address = following(answer.headers.get("link"))
    return found


def following(link: str | None) -> str | None:
    if link is None:
        return None
    match = re.fullmatch('<(/[^>]*)>; rel="next"', link)
    assert match
    return match[1]


def test_an_empty_list_is_a_list(client: TestClient) -> None:
    answer = client.get(ADDRESS)
    assert answer.json() == {"items": [], "next_cursor": None}
    assert "link" not in answer.headers


def test_a_line_of_the_list_sums_the_answer_up(client: TestClient) -> None:
    body = recorded(client, example())
    page = client.get(ADDRESS).json()
    assert EvaluationListAnswer.model_validate(page, strict=True).model_dump() == page
    assert page["items"] == [
        {
            "id": body["id"],
            "status": "scored",
            "kind": "project_self_evaluation",
            "fiscal_year": 2024,
            "region_code": "110106",
            "department_code": "149",
            "unit_code": "149020",
            "project_code": "11010624T000002725033",
            "rule_pack_id": "beijing-project-self-evaluation",
            "rule_pack_version": "1.0.0",
            "score": "98.48",
            "grade": "excellent",
            "findings": sorted({finding["code"] for finding in body["findings"]}),
            "attempt": 1,
            "effective": True,
            "recorded_at": body["recorded_at"],
            "position": 1,
            "href": body["links"]["self"],
        }
    ]


def test_the_newest_comes_first(client: TestClient) -> None:
    ids = [recorded(client, form())["id"] for _ in range(3)]
    assert listed(client) == ids[::-1]


def test_the_list_shows_the_attempt_that_counts_unless_asked_for_all(client: TestClient) -> None:
    first, second = (recorded(client, project_form())["id"] for _ in range(2))
    alone = recorded(client, form())["id"]
    assert listed(client) == [alone, second]
    assert listed(client, include_superseded=True) == [alone, second, first]
    everything = client.get(ADDRESS, params={"include_superseded": "true"}).json()["items"]
    assert [(item["status"], item["attempt"], item["effective"]) for item in everything] == [
        ("scored", 1, True),
        ("scored", 2, True),
        ("superseded", 1, False),
    ]


# By the name it is posted under: a form that differs from `plain` in what one filter looks at.
DIFFERENT = {
    "plain": project_form(department={"code": "D1"}),
    "year": project_form(fiscal_year=2023),
    "beijing": project_form(project="P2", region_code="110106"),
    "lhasa_district": project_form(project="P3", region_code="540102"),
    "department": project_form(project="P4", department={"code": "D2"}),
    "unit": project_form(unit="U2"),
    "poor": project_form(project="P5", indicators=[line(weight="90", actual="1 人次")]),
    "incomplete": project_form(project="P6", indicators=[line(weight="90", actual="")]),
    "named_pack": project_form(
        project="P7", region_code="110106", rule_pack={"id": "national-project-self-evaluation"}
    ),
}


@dataclass
class Filled:
    """A service that nobody writes to any more, and the names above by the ids they got."""

    client: TestClient
    names: dict[str, str]


@pytest.fixture(scope="module")
def filled(databases: Databases) -> Iterator[Filled]:
    with databases.migrated() as url, serving(url) as client:
        yield Filled(client, {recorded(client, each)["id"]: name for name, each in DIFFERENT.items()})


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"fiscal_year": 2023}, {"year"}),
        ({"fiscal_year": 2022}, set()),
        ({"kind": "project_self_evaluation"}, set(DIFFERENT)),
        ({"kind": "project_evaluation"}, set()),
        ({"region": "11"}, {"beijing", "named_pack"}),
        ({"region": "5401"}, set(DIFFERENT) - {"beijing", "named_pack"}),
        ({"region": "54010"}, set(DIFFERENT) - {"beijing", "named_pack"}),
        ({"region": "540102"}, {"lhasa_district"}),
        ({"department_code": "D2"}, {"department"}),
        ({"unit_code": "U2"}, {"unit"}),
        ({"unit_code": "u2"}, set()),
        ({"project_code": "P3"}, {"lhasa_district"}),
        ({"project_code": "P"}, set()),
        ({"grade": "poor"}, {"poor"}),
        ({"grade": "fair"}, set()),
        ({"finding": "VALUE_MISSING"}, {"incomplete"}),
        ({"finding": "VALUE"}, set()),
        ({"rule_pack": "beijing-project-self-evaluation"}, {"beijing"}),
        ({"rule_pack": "beijing-project-self-evaluation@1.0.0"}, {"beijing"}),
        ({"rule_pack": "beijing-project-self-evaluation@9.9.9"}, set()),
        ({"fiscal_year": 2024, "region": "110106", "grade": "excellent"}, {"beijing", "named_pack"}),
        ({"fiscal_year": 2023, "grade": "poor"}, set()),
    ],
    ids=lambda value: " ".join(f"{name}={wanted}" for name, wanted in value.items()) if isinstance(value, dict) else "",
)
def test_a_filter_keeps_what_it_names(filled: Filled, query: dict[str, Any], kept: set[str]) -> None:
    assert {filled.names[each] for each in listed(filled.client, **query)} == kept


def test_the_time_filters_exclude_the_moment_itself(client: TestClient) -> None:
    recorded_at = {answer["id"]: answer["recorded_at"] for answer in (recorded(client, form()) for _ in range(5))}
    ids = sorted(recorded_at, key=lambda each: recorded_at[each])
    second, fourth = recorded_at[ids[1]], recorded_at[ids[3]]
    assert listed(client, recorded_after=second) == [ids[4], ids[3], ids[2]]
    assert listed(client, recorded_before=fourth) == [ids[2], ids[1], ids[0]]
    assert listed(client, recorded_after=second, recorded_before=fourth) == [ids[2]]
    in_china = second.replace("T08", "T16").replace("Z", "+08:00")
    assert listed(client, recorded_after=in_china, recorded_before=fourth) == [ids[2]]


def test_paging_shows_each_evaluation_once_while_new_ones_arrive(client: TestClient) -> None:
    ids = [recorded(client, form())["id"] for _ in range(7)]
    seen: list[str] = []
    address: str | None = f"{ADDRESS}?limit=2"
    while address is not None:
        answer = client.get(address)
        seen += [item["id"] for item in answer.json()["items"]]
        address = following(answer.headers.get("link"))
        recorded(client, form())
    assert seen == ids[::-1]


def test_the_link_and_the_cursor_lead_to_the_same_page(client: TestClient) -> None:
    for _ in range(3):
        recorded(client, form(department={"code": "财政 局&x=1"}))
    query = {"department_code": "财政 局&x=1", "limit": "2"}
    first = client.get(ADDRESS, params=query)
    link = following(first.headers["link"])
    assert link is not None
    by_link = client.get(link).json()
    by_cursor = client.get(ADDRESS, params={**query, "cursor": first.json()["next_cursor"]}).json()
    assert by_link == by_cursor
    assert [item["position"] for item in by_link["items"]] == [1]
    assert parse_qs(urlsplit(link).query)["department_code"] == ["财政 局&x=1"]


@pytest.mark.parametrize(
    "query",
    [
        {"finding": "VALUE_MISSING"},
        {"recorded_after": "2025-01-20T08:00:01Z"},
        {"include_superseded": "true"},
        {"fiscal_year": "2024", "region": "54"},
    ],
    ids=",".join,
)
def test_pages_of_a_filter_join_up(client: TestClient, query: dict[str, str]) -> None:
    for number in range(9):
        recorded(client, project_form(project=f"P{number % 6}", indicators=[line(weight="90", actual="")]))
    whole = listed(client, **query)
    assert len(whole) > 4
    paged = pages(client, limit=2, **query)
    assert [item["id"] for page in paged for item in page] == whole
    assert {len(page) for page in paged[:-1]} == {2}


def test_the_last_page_says_that_it_is_the_last(client: TestClient) -> None:
    for _ in range(4):
        recorded(client, form())
    assert [len(page) for page in pages(client, limit=2)] == [2, 2]
    assert [len(page) for page in pages(client, limit=4)] == [4]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "!!!!", "…", "WzFd", "bnVsbA", "eyJhIjoxfQ", "WzAsIiJd", "WzEsIiJd", "W3RydWUsIiJd", "A" * 200],
    ids=lambda cursor: cursor[:12] or "empty",
)
def test_a_cursor_that_was_never_issued_is_refused(filled: Filled, cursor: str) -> None:
    answer = filled.client.get(ADDRESS, params={"cursor": cursor})
    assert (answer.status_code, problem_in(answer)["type"]) == (400, "/problems/cursor-invalid")


def test_a_cursor_belongs_to_its_query(client: TestClient) -> None:
    for _ in range(3):
        recorded(client, form())
    cursor = client.get(ADDRESS, params={"limit": 1}).json()["next_cursor"]
    assert client.get(ADDRESS, params={"limit": 2, "cursor": cursor}).status_code == 200
    answer = client.get(ADDRESS, params={"fiscal_year": 2024, "cursor": cursor})
    assert (answer.status_code, problem_in(answer)["type"]) == (400, "/problems/cursor-invalid")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"fiscal_year": "twenty"}, "fiscal_year"),
        ({"fiscal_year": "1824"}, "fiscal_year"),
        ({"kind": "invoice"}, "kind"),
        ({"region": "1"}, "region"),
        ({"region": "1101060"}, "region"),
        ({"region": "%"}, "region"),
        ({"department_code": ""}, "department_code"),
        ({"unit_code": "\x00"}, "unit_code"),
        ({"project_code": "P\x00"}, "project_code"),
        ({"project_code": "长" * 201}, "project_code"),
        ({"grade": "优"}, "grade"),
        ({"finding": "' OR 1=1"}, "finding"),
        ({"rule_pack": "a@b@c"}, "rule_pack"),
        ({"recorded_after": "yesterday"}, "recorded_after"),
        ({"recorded_after": "2025-01-20T08:00:00"}, "recorded_after"),
        ({"recorded_after": "2025"}, "recorded_after"),
        ({"recorded_before": "9999999999999"}, "recorded_before"),
        ({"recorded_after": "0001-01-01T00:00:00+14:00"}, "recorded_after"),
        ({"recorded_before": "9999-12-31T23:59:59-14:00"}, "recorded_before"),
        ({"include_superseded": "perhaps"}, "include_superseded"),
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "9" * 30}, "limit"),
        ({"cursor": "A" * 201}, "cursor"),
        ({"fiscal_yaer": "2024"}, "fiscal_yaer"),
    ],
    ids=lambda value: f"{value}"[:24] if isinstance(value, dict) else "",
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(filled: Filled, query: dict[str, str], parameter: str) -> None:
    answer = filled.client.get(ADDRESS, params=query)
    assert answer.status_code == 422, answer.text
    problem = problem_in(answer)
    assert problem["type"] == "/problems/invalid-request"
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
