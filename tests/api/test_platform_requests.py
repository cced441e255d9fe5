"""Forms in the platform's tables over HTTP: recorded like any other, and refused by the names of the columns."""

import json
from typing import Any

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from app.api.v1.platform import form_in
from app.api.v1.platform_answers import PLATFORM_MEDIA_TYPE, PlatformAnswer
from app.api.v1.platform_fields import longest
from app.api.v1.platform_requests import PlatformRequest
from app.services.platform.columns import (
    BUDGET,
    GOALS,
    INDICATORS,
    SELF_EVALUATION,
    TABLES,
    FlagColumn,
    NumberColumn,
    TextColumn,
    label,
)
from tests.forms import EXAMPLES, example
from tests.hostile.runner import problem_in
from tests.serving import JSON, calculating, recorded

ADDRESS = "/v1/platform/evaluations"
Json = dict[str, Any]
PLACES = {
    SELF_EVALUATION: (SELF_EVALUATION,),
    INDICATORS: (INDICATORS, 0),
    BUDGET: (BUDGET, 0),
    GOALS: ("PM_SELF_EVAL_GOAL", 0),
}


def tables() -> Json:
    document: Json = json.loads((EXAMPLES / "platform" / "beijing-training-2024.json").read_bytes())
    return document


@pytest.fixture(scope="module")
def reading() -> TestClient:
    """A client for what is refused before anything is asked of a database."""
    client = calculating()
    client.app.state.evaluations = None  # type: ignore[attr-defined]
    return client


def taken(document: Json) -> bool:
    form_in(PlatformRequest.model_validate(document).model_dump(exclude_none=True))
    return True


def send(client: TestClient, document: Json, key: str | None = None, query: str = "") -> httpx.Response:
    headers = JSON if key is None else {**JSON, "idempotency-key": key}
    return client.post(f"{ADDRESS}{query}", content=json.dumps(document).encode(), headers=headers)


def with_column(table: str, column: str, value: Any) -> Json:
    document = tables()
    row = document
    for step in PLACES[table]:
        row = row[step]
    row[column] = value
    return document


def refused(client: TestClient, document: Json) -> list[tuple[str, str, str, str]]:
    answer = send(client, document)
    assert answer.status_code == 422, answer.text
    errors = problem_in(answer)["errors"]
    return [(each["pointer"], each["code"], each["message_zh"], each["message_en"]) for each in errors]


def test_a_form_in_tables_is_scored_recorded_and_answered_in_tables(client: TestClient) -> None:
    answer = send(client, tables())
    assert answer.status_code == 201
    assert answer.headers["content-type"] == PLATFORM_MEDIA_TYPE
    body = answer.json()
    assert PlatformAnswer.model_validate(body).model_dump() == body
    head = body[SELF_EVALUATION]
    assert head["TOTAL_EVAL_VALUE"] == "98.480000"
    assert answer.headers["location"] == f"/v1/evaluations/{head['EVAL_ID']}"
    assert [row["KPI_ID"] for row in body[INDICATORS]] == [row["KPI_ID"] for row in tables()[INDICATORS]]
    read = client.get(f"{answer.headers['location']}?view=platform").json()
    assert read[INDICATORS][0] == body[INDICATORS][0] | {"KPI_ID": None}
    ordinary = client.get(answer.headers["location"]).json()
    assert (ordinary["totals"]["score"], ordinary["totals"]["declared"]) == ("98.48", "95")


def test_what_a_view_answers_can_be_sent_and_is_the_next_attempt(client: TestClient) -> None:
    first = recorded(client, example())
    view = client.get(f"/v1/evaluations/{first['id']}?view=platform").json()
    answer = send(client, view, query="?view=sheet")
    assert answer.status_code == 201, answer.text
    sheet = answer.json()
    assert sheet["totals"]["score"] == first["totals"]["score"]
    assert (sheet["attempt"], sheet["supersedes"]) == (2, first["id"])
    again = client.get(f"/v1/evaluations/{first['id']}?view=platform").json()
    [(pointer, code, _, english)] = refused(client, again)
    assert (pointer, code) == (f"/{SELF_EVALUATION}/IS_DELETED", "deleted_evaluation")
    assert "IS_DELETED" in english


def test_a_retry_gets_the_same_answer_and_another_form_a_refusal(client: TestClient) -> None:
    first, second = send(client, tables(), "k"), send(client, tables(), "k")
    assert (second.status_code, second.headers["idempotency-replayed"]) == (200, "true")
    assert second.content == first.content
    assert send(client, with_column(INDICATORS, "IND_COMP", "1"), "k").status_code == 422
    ordinary = client.post("/v1/evaluations", json=example(), headers={"idempotency-key": "k"})
    assert ordinary.json()["type"] == "/problems/idempotency-key-reused"


def texts() -> list[tuple[str, str]]:
    return [
        (table, name)
        for table, columns in TABLES.items()
        for name, spec in columns.items()
        if isinstance(spec, TextColumn) and name not in ("FISCAL_YEAR", "MOF_DIV_CODE")
    ]


def test_a_text_is_taken_up_to_its_column_and_refused_one_character_beyond(reading: TestClient) -> None:
    for table, name in texts():
        most = longest(table, name)
        assert taken(with_column(table, name, "字" * most))
        [(pointer, code, chinese, english)] = refused(reading, with_column(table, name, "字" * (most + 1)))
        assert pointer == "".join(f"/{step}" for step in (*PLACES[table], name))
        assert code == "text_too_long"
        assert f"“{name} {label(TABLES[table][name])}”最多 {most} 个字符" in chinese
        assert f"“{name}” must not exceed {most} characters" in english


def test_a_number_is_taken_up_to_its_column_and_refused_one_digit_beyond(reading: TestClient) -> None:
    numbers = [(t, n, s) for t, columns in TABLES.items() for n, s in columns.items() if isinstance(s, NumberColumn)]
    for table, name, spec in numbers:
        fine = f"0.{'1' * spec.places}"
        assert taken(with_column(table, name, fine))
        assert taken(with_column(table, name, fine + "0" * (6 - spec.places)))
        beyond = [f"1{'0' * (spec.digits - spec.places)}"] + ([f"{fine}1"] if spec.places < 6 else [])
        for value in beyond:
            [(pointer, code, chinese, english)] = refused(reading, with_column(table, name, value))
            assert pointer.endswith(f"/{name}")
            assert code in ("number_out_of_column", "number_out_of_range")
            assert name in chinese
            assert name in english


@pytest.mark.parametrize(
    ("table", "column", "value", "code"),
    [
        (SELF_EVALUATION, "FISCAL_YEAR", "24", "format_invalid"),
        (SELF_EVALUATION, "FISCAL_YEAR", "2101", "format_invalid"),
        (SELF_EVALUATION, "FISCAL_YEAR", None, "text_expected"),
        (SELF_EVALUATION, "MOF_DIV_CODE", "1101060", "format_invalid"),
        (SELF_EVALUATION, "MOF_DIV_CODE", None, "required"),
        (SELF_EVALUATION, "IS_LAST_INST", 3, "too_large"),
        (INDICATORS, "IND_WEIGHT", "-1", "number_out_of_range"),
        (INDICATORS, "KPI_VAL", "1" * 19, "number_out_of_bounds"),
        (INDICATORS, "IND_COMPL", "1", "unknown_field"),
        (BUDGET, "CUR_AMT", "22.575万元", "number_format"),
        (BUDGET, "CUR_AMT", "1,000", "number_format"),
    ],
)
def test_what_no_column_takes_is_refused_by_its_name(
    reading: TestClient, table: str, column: str, value: Any, code: str
) -> None:
    [(pointer, told, chinese, english)] = refused(reading, with_column(table, column, value))
    assert told == code
    assert pointer.startswith(f"/{table}")
    assert column in chinese
    assert column in english


def test_every_error_is_told_at_once(reading: TestClient) -> None:
    document = with_column(INDICATORS, "IND_WEIGHT", "a")
    document[INDICATORS][1]["EVAL_SCORE"] = "b"
    document["supplement"] = {"indicators": [{"tier": "great"}]}
    assert [pointer for pointer, *_ in refused(reading, document)] == [
        f"/{INDICATORS}/0/IND_WEIGHT",
        f"/{INDICATORS}/1/EVAL_SCORE",
        "/supplement/indicators/0/tier",
    ]
    assert f"{INDICATORS} 第1行“IND_WEIGHT 权重”" in refused(reading, document)[0][2]


def test_nothing_to_score_sums_too_large_and_rows_that_are_not_there(reading: TestClient) -> None:
    head = {SELF_EVALUATION: tables()[SELF_EVALUATION]}
    assert [code for _, code, *_ in refused(reading, head)] == ["required"]
    rows = [{"CUR_AMT": "9999999999999999"}, {"CUR_AMT": "1"}]
    assert [code for _, code, *_ in refused(reading, head | {BUDGET: rows})] == ["number_out_of_bounds"]
    lines = {INDICATORS: [{"KPI_VAL": "1"}], "supplement": {"indicators": [None, None]}}
    assert [code for _, code, *_ in refused(reading, head | lines)] == ["too_many_items"]
    goals = {"PM_SELF_EVAL_GOAL": [{"KPI_TARGET": "字" * 2000}] * 2, "funds_total": {}}
    assert [code for _, code, *_ in refused(reading, head | goals)] == ["text_too_long"]


def test_what_contradicts_itself_is_told_beside_the_score(client: TestClient) -> None:
    answer = send(client, with_column(BUDGET, "YEAR_ADJ_AMT", "1"))
    assert answer.status_code == 201
    assert [each["code"] for each in answer.json()["warnings"]] == ["amounts_contradict"]


def test_flags_are_yes_or_no() -> None:
    assert [name for columns in TABLES.values() for name, spec in columns.items() if isinstance(spec, FlagColumn)] == [
        "IS_LAST_INST",
        "IS_DELETED",
    ]
