"""汇总 over HTTP, on both databases: which evaluations it takes in, and how much it refuses."""

import json
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.v1.rollup_answers import RollUpAnswer
from app.services import roll_up
from tests.forms import BEIJING, example, line, project_form
from tests.hostile.runner import problem_in
from tests.serving import recorded


def rolled_up(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/rollups", params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    RollUpAnswer.model_validate_json(answer.content)
    return body


def members(answer: dict[str, Any]) -> dict[str | None, list[str]]:
    return {group["key"]: [each["evaluation"] for each in group["evaluations"]] for group in answer["groups"]}


def test_the_five_examples_of_beijing_roll_up_to_their_department(client: TestClient) -> None:
    ids = [recorded(client, example(name))["id"] for name in BEIJING]
    (group,) = rolled_up(client)["groups"]
    assert (group["key"], group["label"], group["count"]) == ("149", "北京市丰台区卫生健康委员会", 5)
    assert group["grades"] == {"excellent": 5}
    assert [each["evaluation"] for each in group["evaluations"]] == ids
    # (100 + 98 + 96 + 98.48 + 100) / 5, and the same weighted by 19.58, 0.63, 45.57, 22.575 and 5.376 万元.
    assert (group["average_score"]["value"], group["weighted_score"]["value"]) == ("98.5", "97.68")
    assert (group["adjusted_budget"]["value"], group["adjusted_budget"]["unit"]) == ("937310", "元")
    (attendance,) = (each for each in group["indicators"] if each["name"] == "培训参加人次")
    assert [attendance["parts"][0][key] for key in ("method", "unit")] == ["sum", None]
    assert attendance["parts"][0]["actual"]["value"] == "3041"
    assert attendance["parts"][0]["targets"][0]["value"] == "3164"
    budget = sum(Decimal(each["value"]) for each in group["adjusted_budget"]["contributions"])
    assert budget == Decimal(group["adjusted_budget"]["value"])


def test_only_effective_evaluations_count(client: TestClient) -> None:
    recorded(client, project_form(indicators=[line(actual="1 人次")]))
    second = recorded(client, project_form(indicators=[line(actual="90 人次")]))["id"]
    other = recorded(client, project_form("P2", indicators=[line(actual="5 人次")]))["id"]
    answer = rolled_up(client, group_by="unit")
    assert members(answer) == {"U1": [second, other]}
    assert answer["groups"][0]["indicators"][0]["parts"][0]["actual"]["value"] == "95"
    asked = client.get("/v1/rollups", params={"include_superseded": True})
    assert (asked.status_code, problem_in(asked)["errors"][0]["parameter"]) == (422, "include_superseded")


def test_forms_are_grouped_by_what_is_asked(client: TestClient) -> None:
    beijing = recorded(client, example())["id"]
    lhasa = recorded(client, project_form(fiscal_year=2023))["id"]
    for query, wanted in (
        ({}, {"149": [beijing], None: [lhasa]}),
        ({"group_by": "department"}, {"149": [beijing], None: [lhasa]}),
        ({"group_by": "unit"}, {"149020": [beijing], "U1": [lhasa]}),
        ({"group_by": "region"}, {"110106": [beijing], "540100": [lhasa]}),
        ({"group_by": "region", "region_digits": 4}, {"1101": [beijing], "5401": [lhasa]}),
        ({"group_by": "region", "region_digits": 2}, {"11": [beijing], "54": [lhasa]}),
        ({"group_by": "fiscal_year"}, {"2023": [lhasa], "2024": [beijing]}),
    ):
        assert members(rolled_up(client, **query)) == wanted, query


def test_the_filters_are_those_of_the_list(client: TestClient) -> None:
    training = recorded(client, example())
    party = recorded(client, example("beijing-party-activities-2024"))
    lhasa = recorded(client, project_form(fiscal_year=2023))
    for query in (
        {"fiscal_year": 2024},
        {"kind": "project_self_evaluation"},
        {"kind": "department_self_evaluation"},
        {"region": "11"},
        {"region": "5401"},
        {"department_code": "149"},
        {"unit_code": "U1"},
        {"project_code": "11010624T000002802370"},
        {"grade": "excellent"},
        {"finding": "COST_FUNDS_MISMATCH"},
        {"rule_pack": "beijing-project-self-evaluation"},
        {"rule_pack": "beijing-project-self-evaluation@9.9.9"},
        {"recorded_after": party["recorded_at"]},
        {"recorded_before": party["recorded_at"]},
        {"fiscal_year": 2024, "region": "1101", "finding": "DECLARED_SCORE_MISMATCH"},
    ):
        listed = [item["id"] for item in client.get("/v1/evaluations", params=query).json()["items"]]
        taken = [each for group in members(rolled_up(client, **query)).values() for each in group]
        assert sorted(taken) == sorted(listed), query
    assert rolled_up(client)["forms"] == len({training["id"], party["id"], lhasa["id"]})


def test_nothing_recorded_is_no_group(client: TestClient) -> None:
    assert rolled_up(client) == {
        "group_by": "department",
        "forms": 0,
        "weighted_by": "adjusted_budget",
        "groups": [],
    }


def test_too_many_forms_are_refused_with_the_limits(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for project in ("P1", "P2", "P3"):
        recorded(client, project_form(project))
    monkeypatch.setattr(roll_up, "MAX_FORMS", 2)
    answer = client.get("/v1/rollups")
    problem = problem_in(answer)
    assert (answer.status_code, problem["type"]) == (422, "/problems/too-many-forms")
    assert (problem["limit"], problem["line_limit"]) == (2, roll_up.MAX_LINES)
    assert rolled_up(client, project_code="P2")["forms"] == 1
    monkeypatch.setattr(roll_up, "MAX_FORMS", 3)
    assert rolled_up(client)["forms"] == 3


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"group_by": "project"}, "group_by"),
    ({"region_digits": 3}, "region_digits"),
    ({"region_digits": "six"}, "region_digits"),
    ({"fiscal_year": 1999}, "fiscal_year"),
    ({"grade": "优"}, "grade"),
    ({"limit": 10}, "limit"),
    ({"cursor": "x"}, "cursor"),
    ({"groupby": "unit"}, "groupby"),
]


def test_a_wrong_parameter_is_named(client: TestClient) -> None:
    for query, parameter in WRONG:
        answer = client.get("/v1/rollups", params=query)
        assert answer.status_code == 422, query
        assert [error["parameter"] for error in problem_in(answer)["errors"]] == [parameter]


def test_text_of_a_form_reaches_the_answer_as_it_is(client: TestClient) -> None:
    name = '甲"\\\n<b>\u2028'
    recorded(client, project_form(indicators=[line(name=name, actual='"<达标>')]))
    text = client.get("/v1/rollups", params={"group_by": "unit"}).text
    (indicator,) = json.loads(text)["groups"][0]["indicators"]
    assert indicator["name"] == '甲"\\<b>'
    assert [(each["printed"], each["reason"]) for each in indicator["apart"]] == [('"<达标>', "not_a_number")]
