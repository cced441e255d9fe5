"""Scoring a form over HTTP and reading it back: what is answered, what is kept, what is refused."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from app.api.v1.answers import EvaluationAnswer, PreviewAnswer
from app.domain.rule_pack import FormKind
from app.storage import tables
from tests.forms import BEIJING, ELSEWHERE, example, example_bytes, form, line, project_form
from tests.hostile.runner import problem_in
from tests.serving import JSON, only, post, recorded, serving

UUID7 = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def rows(engine: Engine) -> dict[str, int]:
    """Rows of every table that a recorded evaluation adds to."""
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables.METADATA.sorted_tables
            if table.info.get("changes") in (None, "forward")
        }


def findings(answer: dict[str, Any]) -> set[tuple[str, str]]:
    return {(finding["code"], finding["pointer"]) for finding in answer["findings"]}


# The answer.


@pytest.mark.parametrize("name", BEIJING)
def test_an_example_is_recorded_under_an_id_of_its_own(client: TestClient, name: str) -> None:
    answer = client.post("/v1/evaluations", content=example_bytes(name), headers=JSON)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert UUID7.fullmatch(body["id"])
    assert answer.headers["location"] == f"/v1/evaluations/{body['id']}" == body["links"]["self"]
    assert (body["status"], body["attempt"], body["effective"], body["superseded_by"]) == ("scored", 1, True, None)
    assert body["recorded_at"] == "2025-01-20T08:00:00.000000Z"
    assert body["audit"]["position"] == 1


@pytest.mark.parametrize("name", BEIJING)
def test_an_answer_has_exactly_the_fields_that_are_described(client: TestClient, name: str) -> None:
    body = recorded(client, example(name))
    described = EvaluationAnswer.model_validate(body, strict=True)
    assert described.model_dump() == body


def test_an_incomplete_answer_has_exactly_the_fields_that_are_described(client: TestClient) -> None:
    body = recorded(client, {"kind": "project_self_evaluation", "fiscal_year": 2024, "region_code": "110106"} | _bare())
    assert EvaluationAnswer.model_validate(body, strict=True).model_dump() == body


def _bare() -> dict[str, Any]:
    """An indicator of which nothing is filled in."""
    return {"indicators": [{}]}


def test_every_figure_of_an_answer_is_text(client: TestClient) -> None:
    answer = recorded(client, example())
    numbers = {path for path, value in _leaves(answer, "") if type(value) in (int, float)}
    assert numbers == {"/attempt", "/audit/position", "/fiscal_year"}


def _leaves(value: Any, path: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, f"{path}/{key}")]
    if isinstance(value, list):
        return [leaf for index, inner in enumerate(value) for leaf in _leaves(inner, f"{path}/{index}")]
    return [(path, value)]


def test_a_score_comes_with_the_rule_the_numbers_and_the_document(client: TestClient) -> None:
    missed = recorded(client, example())["indicators"][0]
    assert missed["completion_ratio"] == "0.9244471744471744471744471744471744"
    assert missed["permitted"] == {"min": "13.87", "max": "13.87", "max_exclusive": False}
    assert (missed["declared_score"], missed["difference"]) == ("12", "-1.87")
    explanation = missed["explanation"]
    assert explanation["formula"] == "得分 = 分值 × 实际完成值 ÷ 年度指标值"
    assert explanation["substituted"] == "15 × 1505 ÷ 1628 = 13.87"
    assert "财预〔2020〕10号" in explanation["citation"]["document"]
    assert [step["step"] for step in explanation["steps"]][-1] == "round_half_up"
    assert "13.8667… → 13.87" in explanation["steps"][-1]["zh"]


# Reading back.


def test_a_record_reads_back_equal_to_the_byte(client: TestClient) -> None:
    answer = post(client, example())
    read = client.get(answer.headers["location"])
    assert read.status_code == 200
    assert read.headers["content-type"] == "application/json"
    assert read.content == answer.content


def test_a_caller_that_has_the_record_is_told_that_it_has_not_changed(client: TestClient) -> None:
    address = recorded(client, example())["links"]["self"]
    tag = client.get(address).headers["etag"]
    assert re.fullmatch('"[^"]+"', tag)
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        unchanged = client.get(address, headers={"if-none-match": sent})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == tag
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_tag_changes_when_a_record_is_superseded(client: TestClient) -> None:
    address = recorded(client, example())["links"]["self"]
    tag = client.get(address).headers["etag"]
    recorded(client, example())
    superseded = client.get(address, headers={"if-none-match": tag})
    assert superseded.status_code == 200
    assert superseded.headers["etag"] != tag


@pytest.mark.parametrize("part", ["", "/audit"])
def test_an_id_that_nobody_has_is_not_found(client: TestClient, part: str) -> None:
    answer = client.get(f"/v1/evaluations/01a203a0-4abe-72fa-b298-b12a442e6b03{part}")
    assert answer.status_code == 404
    assert problem_in(answer)["type"] == "/problems/not-found"


@pytest.mark.parametrize("unfit", ["…", "%00", "a" * 65, "%ED%A0%80", "1%20OR%201"])
@pytest.mark.parametrize("part", ["", "/audit"])
def test_what_cannot_be_an_id_is_refused(client: TestClient, unfit: str, part: str) -> None:
    answer = client.get(f"/v1/evaluations/{unfit}{part}")
    assert answer.status_code == 422
    assert [error["parameter"] for error in problem_in(answer)["errors"]] == ["evaluation_id"]


# Preview.


@pytest.mark.parametrize("name", BEIJING)
def test_a_preview_is_the_same_sheet_and_stores_nothing(client: TestClient, engine: Engine, name: str) -> None:
    before = rows(engine)
    preview = client.post("/v1/evaluations/preview", content=example_bytes(name), headers=JSON)
    assert preview.status_code == 200
    assert "location" not in preview.headers
    assert PreviewAnswer.model_validate(preview.json(), strict=True).model_dump() == preview.json()
    assert rows(engine) == before
    sheet = PreviewAnswer.__base__.model_fields
    body = recorded(client, example(name))
    assert {key: preview.json()[key] for key in sheet} == {key: body[key] for key in sheet}


# Attempts.


def test_a_second_form_for_the_same_project_supersedes_the_first(client: TestClient) -> None:
    first = post(client, example())
    changed = example()
    changed["indicators"][0]["actual"] = "1628"
    second = recorded(client, changed)
    assert (second["attempt"], second["effective"]) == (2, True)
    read = client.get(first.headers["location"]).json()
    assert (read["status"], read["effective"], read["superseded_by"]) == ("superseded", False, second["id"])
    unchanged = {key: value for key, value in first.json().items() if key not in ("status", "effective")}
    assert {key: read[key] for key in unchanged} == unchanged | {"superseded_by": second["id"]}
    assert EvaluationAnswer.model_validate(read, strict=True).model_dump() == read


def test_every_superseded_record_names_the_one_that_counts_now(client: TestClient) -> None:
    ids = [recorded(client, project_form())["id"] for _ in range(4)]
    read = [client.get(f"/v1/evaluations/{each}").json() for each in ids]
    assert [each["attempt"] for each in read] == [1, 2, 3, 4]
    assert [each["superseded_by"] for each in read] == [ids[-1]] * 3 + [None]
    assert [each["effective"] for each in read] == [False] * 3 + [True]


@pytest.mark.parametrize(
    "other",
    [
        project_form(project="P2"),
        project_form(unit="U2"),
        project_form(fiscal_year=2023),
        form(project={"code": "P1"}),
        form(unit={"code": "U1"}),
    ],
    ids=["project", "unit", "year", "no unit", "no project"],
)
def test_a_form_of_another_project_unit_or_year_stands_beside_it(client: TestClient, other: dict[str, Any]) -> None:
    first = recorded(client, project_form())
    for _ in range(2):
        beside = recorded(client, other)
    assert client.get(first["links"]["self"]).json()["effective"]
    assert beside["attempt"] == (2 if "unit" in other and "project" in other else 1)


def test_a_form_without_project_or_unit_stands_alone(client: TestClient) -> None:
    answers = [recorded(client, form()) for _ in range(2)]
    assert [answer["attempt"] for answer in answers] == [1, 1]
    assert all(client.get(answer["links"]["self"]).json()["effective"] for answer in answers)


# Which rules.


def test_a_region_has_the_nearest_pack(client: TestClient) -> None:
    used = recorded(client, form(region_code="110106"))["rule_pack"]
    assert (used["id"], used["resolved_by"]) == ("beijing-project-self-evaluation", "region")


def test_a_region_without_a_pack_has_the_national_one(client: TestClient) -> None:
    used = recorded(client, form(region_code=ELSEWHERE))["rule_pack"]
    assert (used["id"], used["resolved_by"]) == ("national-project-self-evaluation", "national")


@pytest.mark.parametrize(("version", "resolved_by"), [(None, "named"), ("1.0.0", "named_version")])
def test_a_pack_that_is_named_is_used_anywhere(client: TestClient, version: str | None, resolved_by: str) -> None:
    named = {"id": "national-project-self-evaluation"} | ({"version": version} if version else {})
    used = recorded(client, form(region_code="110106", rule_pack=named))["rule_pack"]
    assert (used["id"], used["version"], used["resolved_by"]) == (named["id"], "1.0.0", resolved_by)


@pytest.mark.parametrize("path", ["/v1/evaluations", "/v1/evaluations/preview"])
@pytest.mark.parametrize("other", [kind for kind in FormKind if kind is not FormKind.PROJECT_SELF_EVALUATION])
def test_a_kind_without_a_pack_is_a_problem_of_its_own(
    migrated_database_url: str, engine: Engine, path: str, other: FormKind
) -> None:
    with serving(migrated_database_url, catalogue=only("national", "project-self-evaluation")) as client:
        answer = client.post(path, content=json.dumps(form(kind=other)), headers=JSON)
        assert answer.status_code == 422
        problem = problem_in(answer)
        assert problem["type"] == "/problems/no-rule-pack"
        assert other in problem["detail"]
    assert set(rows(engine).values()) == {0}


def test_a_year_before_every_pack_is_a_problem_too(client: TestClient) -> None:
    answer = post(client, form(fiscal_year=2019))
    assert (answer.status_code, problem_in(answer)["type"]) == (422, "/problems/no-rule-pack")


@pytest.mark.parametrize(
    "named", [{"id": "nobody-has-this"}, {"id": "beijing-project-self-evaluation", "version": "9.9.9"}]
)
@pytest.mark.parametrize("path", ["/v1/evaluations", "/v1/evaluations/preview"])
def test_a_pack_that_does_not_exist_is_a_problem_of_its_own(
    client: TestClient, engine: Engine, path: str, named: dict[str, str]
) -> None:
    before = rows(engine)
    answer = client.post(path, content=json.dumps(form(rule_pack=named)), headers=JSON)
    assert answer.status_code == 422
    problem = problem_in(answer)
    assert problem["type"] == "/problems/rule-pack-not-found"
    assert named["id"] in problem["detail"]
    assert rows(engine) == before


# Forms that cannot be scored to the end.


@pytest.mark.parametrize(
    ("cell", "finding", "outcome"),
    [
        ({"actual": ""}, ("VALUE_MISSING", "/indicators/0/actual"), "unreadable"),
        ({"target": ""}, ("VALUE_MISSING", "/indicators/0/target"), "unreadable"),
        ({"actual": "按计划推进中"}, ("ACTUAL_NOT_A_VALUE", "/indicators/0/actual"), "unreadable"),
        ({"actual": "≥100 人次"}, ("ACTUAL_NOT_A_VALUE", "/indicators/0/actual"), "unreadable"),
        ({"target": "2100 人次/8 次", "actual": "1"}, ("VALUE_UNREADABLE", "/indicators/0/target"), "unreadable"),
        ({"actual": "100 小时"}, ("UNIT_MISMATCH", "/indicators/0/actual"), "unreadable"),
        (
            {"target": "≥90%", "actual": "290%", "name": "满意度"},
            ("VALUE_IMPLAUSIBLE", "/indicators/0/actual"),
            "unreadable",
        ),
        ({"target": "≤6月", "actual": "7月"}, ("JUDGEMENT_NEEDED", "/indicators/0"), "needs_judgement"),
        ({"weight": ""}, ("VALUE_MISSING", "/indicators/0/weight"), "unreadable"),
    ],
    ids=[
        "no actual",
        "no target",
        "words for a number",
        "an inequality for a number",
        "two values in one cell",
        "another unit",
        "a share that cannot be",
        "late",
        "no weight",
    ],
)
def test_a_line_that_cannot_be_scored_leaves_the_form_incomplete(
    client: TestClient, cell: dict[str, str], finding: tuple[str, str], outcome: str
) -> None:
    answer = recorded(client, form(indicators=[line(**{"weight": "15", **cell}), line(name="另一项", weight="75")]))
    assert answer["status"] == "incomplete"
    totals = answer["totals"]
    assert (totals["score"], totals["grade"], totals["grade_name"]) == (None, None, None)
    assert (totals["scored_sum"], totals["scored_weight"]) == ("85", "85")
    unscored = answer["indicators"][0]
    assert (unscored["score"], unscored["outcome"]) == (None, outcome)
    assert unscored["explanation"]["steps"]
    assert finding in findings(answer)


def test_weights_that_do_not_add_up_are_scored_with_a_finding(client: TestClient) -> None:
    answer = recorded(client, form(indicators=[line(weight="80")]))
    assert (answer["status"], answer["totals"]["score"], answer["totals"]["weight"]) == ("scored", "90", "90")
    assert "WEIGHTS_NOT_TOTAL" in {code for code, _ in findings(answer)}


def test_a_form_of_funds_alone_is_scored_as_far_as_it_goes(client: TestClient) -> None:
    answer = recorded(client, form(indicators=None))
    assert (answer["indicators"], answer["sections"]) == ([], [])
    assert answer["funds"]["execution"]["score"] == answer["totals"]["scored_sum"] == "10"


def test_a_form_without_funds_has_no_execution_score(client: TestClient) -> None:
    answer = recorded(client, form(funds=None))
    assert answer["funds"]["unit"] is None
    assert answer["funds"]["rates"] == {"budget_execution": None, "fund_arrival": None}
    assert answer["funds"]["execution"]["outcome"] == "unreadable"
    assert (answer["status"], answer["totals"]["score"], answer["totals"]["scored_sum"]) == ("incomplete", None, "90")


# Refusals.


def test_a_refused_body_names_every_wrong_field_and_stores_nothing(client: TestClient, engine: Engine) -> None:
    before = rows(engine)
    wrong = form(fiscal_year=1824, indicators=[line(weight="-1"), {"acutal": "1"}])
    answer = post(client, wrong)
    assert answer.status_code == 422
    problem = problem_in(answer)
    assert problem["type"] == "/problems/invalid-request"
    assert problem["instance"] == "/v1/evaluations"
    assert {error["pointer"] for error in problem["errors"]} == {
        "/fiscal_year",
        "/indicators/0/weight",
        "/indicators/1/acutal",
    }
    assert rows(engine) == before


def test_a_form_without_region_and_pack_is_refused(client: TestClient) -> None:
    answer = post(client, form(region_code=None))
    assert answer.status_code == 422
    assert [error["pointer"] for error in problem_in(answer)["errors"]] == ["/region_code"]


@pytest.mark.parametrize("path", ["/v1/evaluations", "/v1/evaluations/preview"])
def test_a_body_that_is_no_json_is_refused(client: TestClient, engine: Engine, path: str) -> None:
    before = rows(engine)
    answer = client.post(path, content=b'{"kind": NaN}', headers=JSON)
    assert (answer.status_code, problem_in(answer)["type"]) == (400, "/problems/malformed-json")
    assert rows(engine) == before


def test_one_row_in_every_table_is_what_one_record_leaves(client: TestClient, engine: Engine) -> None:
    post(client, example(), key="k-1")
    codes = client.get("/v1/evaluations").json()["items"][0]["findings"]
    assert rows(engine) == {
        "evaluation": 1,
        "evaluation_finding": len(codes),
        "effective_evaluation": 1,
        "idempotency": 1,
        "ledger_entry": 1,
        "ledger_head": 1,
        "ledger_tile": 0,
        "withdrawal": 0,
        "checkpoint": 0,
    }
