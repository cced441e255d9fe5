"""Every refusal is a problem document that a person can read and a program can act on."""

import json
import re
from typing import Annotated, get_args

import pytest
from fastapi import APIRouter, FastAPI, Query
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime
from pydantic_core import core_schema
from starlette.exceptions import HTTPException

from app.api.messages import WORDINGS
from app.api.places import place_of, pointer_to
from app.api.problem import MAX_FIELD_ERRORS, Problem
from app.api.problem_document import ProblemDocument, add_problem_schemas, problem_responses
from app.api.problem_kinds import PROBLEM_KINDS
from app.api.problem_types import (
    BodyTooLarge,
    InvalidRequest,
    MalformedJson,
    NoRulePack,
    NotFound,
    RequestInFlight,
    ServiceUnavailable,
)
from app.api.problems import install_problems
from app.api.validation_errors import invalid_request
from app.api.wording import Bilingual, preferred_language
from tests.api.edge import edge_app
from tests.hostile.corpus import JSON, rows
from tests.hostile.runner import problem_in

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

router = APIRouter()


class DomainError(Exception):
    pass


@router.get("/raise/{what}")
def raise_something(what: str) -> None:
    errors: dict[str, Exception] = {
        "unforeseen": RuntimeError("password=hunter2"),
        "problem": NoRulePack(Bilingual("没有 2031 年的规则包。", "No pack for 2031.")),
        "busy": RequestInFlight(retry_after=3),
        "domain": DomainError("x"),
        "surrogate": NoRulePack(Bilingual("\ud800 坏字符", "\ud800 bad")),
        "json": RequestValidationError([{"type": "json_invalid", "loc": ("body", 1), "msg": "x"}]),
    }
    if what.isdecimal():
        raise HTTPException(int(what), "raised", {"X-Kept": "yes"})
    raise errors[what]


@router.get("/query")
def query(limit: Annotated[int, Query(ge=1, le=200)], since: Annotated[AwareDatetime | None, Query()] = None) -> int:
    return limit


@pytest.fixture
def client() -> TestClient:
    app = edge_app(router)
    install_problems(app, {DomainError: lambda error: NotFound(Bilingual("没有该评价。", "No such evaluation."))})
    return TestClient(app, raise_server_exceptions=False)


def test_an_unknown_path_is_a_problem(client: TestClient) -> None:
    problem = problem_in(client.get("/v1/nothing%20here/%7F"))
    assert (problem["type"], problem["instance"]) == ("/problems/not-found", "/v1/nothing%20here/%7F")


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client: TestClient) -> None:
    answer = client.put("/v1/evaluations")
    assert problem_in(answer)["type"] == "/problems/method-not-allowed"
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("status", "slug"),
    [(404, "not-found"), (413, "body-too-large"), (415, "unsupported-media-type"), (503, "service-unavailable")],
)
def test_what_the_framework_refuses_by_status_gets_our_shape_and_keeps_its_headers(
    client: TestClient, status: int, slug: str
) -> None:
    answer = client.get(f"/raise/{status}")
    assert problem_in(answer)["type"] == f"/problems/{slug}"
    assert answer.headers["x-kept"] == "yes"


def test_a_status_without_a_kind_of_its_own_is_about_blank(client: TestClient) -> None:
    answer = client.get("/raise/418")
    assert answer.status_code == 418
    assert answer.headers["content-type"] == "application/problem+json"
    assert ProblemDocument.model_validate(answer.json()).type == "about:blank"


def test_an_unforeseen_error_says_nothing_of_its_cause(client: TestClient) -> None:
    answer = client.get("/raise/unforeseen")
    assert (answer.status_code, problem_in(answer)["type"]) == (500, "/problems/internal-error")
    assert "hunter2" not in answer.text


def test_a_typed_problem_carries_its_own_explanation(client: TestClient) -> None:
    assert problem_in(client.get("/raise/problem"))["detail"] == "没有 2031 年的规则包。"


def test_an_error_of_a_service_becomes_the_problem_it_is_translated_to(client: TestClient) -> None:
    problem = problem_in(client.get("/raise/domain"))
    assert (problem["status"], problem["detail"]) == (404, "没有该评价。")


def test_a_refusal_that_time_heals_says_when_to_come_back(client: TestClient) -> None:
    answer = client.get("/raise/busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (409, "3")


def test_json_that_fastapi_itself_refuses_is_malformed_json_too(client: TestClient) -> None:
    assert problem_in(client.get("/raise/json"))["type"] == "/problems/malformed-json"


def test_rendering_a_problem_cannot_fail_on_a_lone_surrogate(client: TestClient) -> None:
    assert problem_in(client.get("/raise/surrogate"))["detail"] == "\ud800 坏字符"


def test_a_wrong_parameter_is_named_outside_the_body(client: TestClient) -> None:
    problem = problem_in(client.get("/query?limit=1000000000000&since=2025-01-01T00:00:00"))
    assert problem["errors"] == [
        {
            "pointer": "",
            "parameter": "limit",
            "code": "too_large",
            "message_zh": "查询参数“limit”不得大于 200",
            "message_en": "Query parameter “limit” must not be greater than 200",
        },
        {
            "pointer": "",
            "parameter": "since",
            "code": "date_time_invalid",
            "message_zh": "查询参数“since”应为带时区的 RFC 3339 时间，如 2025-03-01T09:00:00+08:00",
            "message_en": "Query parameter “since” must be an RFC 3339 time with offset, "
            "such as 2025-03-01T09:00:00+08:00",
        },
    ]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9,zh-CN;q=0.8", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh;q=0.3, EN-us ; q=0.7", "en"),
        ("fr, de;q=0.5", "zh"),
        ("fr, en;q=0.1", "en"),
        ("en;q=0", "zh"),
        ("*", "zh"),
        ("en;q=9e9, zh", "zh"),
        ("en;q=" + "1" * 5000, "zh"),
    ],
)
def test_the_language_follows_accept_language_and_is_chinese_by_default(header: str | None, language: str) -> None:
    assert preferred_language(header) == language


def test_title_and_detail_come_in_the_language_asked_for(client: TestClient) -> None:
    answer = client.get("/nothing", headers={"accept-language": "en"})
    document = answer.json()
    assert (document["title"], document["detail"]) == ("Not found", "There is nothing at this address.")
    assert (answer.headers["content-language"], answer.headers["vary"]) == ("en", "Accept-Language")
    assert client.get("/nothing").headers["content-language"] == "zh-CN"


def test_the_callers_trace_and_request_id_are_repeated(client: TestClient) -> None:
    sent = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "x-request-id": "gateway-7.1:42"}
    for path in ("/nothing", "/query?limit=1", "/raise/unforeseen"):
        answer = client.get(path, headers=sent)
        assert answer.headers["traceparent"] == sent["traceparent"]
        assert answer.headers["x-request-id"] == "gateway-7.1:42"
    assert client.get("/nothing", headers=sent).json()["trace_id"] == TRACE


@pytest.mark.parametrize(
    "traceparent",
    [
        "",
        TRACE,
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-00f067aa0ba902b7-01",
        f"00-{TRACE.upper()}-00f067aa0ba902b7-01",
        f"00-{TRACE}-00f067aa0ba902b7-01-more",
    ],
)
def test_an_invalid_trace_is_replaced_by_one_of_our_own(client: TestClient, traceparent: str) -> None:
    answer = client.get("/nothing", headers={"traceparent": traceparent})
    assert problem_in(answer)["trace_id"] != TRACE
    assert "traceparent" not in answer.headers


@pytest.mark.parametrize("unsafe", ["", "a b", "x" * 129, "a\tb", "<script>", "名"])
def test_an_unsafe_request_id_is_not_repeated(client: TestClient, unsafe: str) -> None:
    answer = client.get("/nothing", headers={"x-request-id": unsafe.encode()})
    assert answer.headers["x-request-id"] == answer.json()["trace_id"]


def test_every_kind_of_problem_is_told_in_both_languages_and_has_a_page(client: TestClient) -> None:
    for kind in PROBLEM_KINDS:
        page = client.get(f"/problems/{kind.slug}")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        for text in (kind.title, kind.meaning, kind.remedy):
            assert CHINESE.search(text.zh)
            assert not CHINESE.search(text.en)
            assert text.en.replace("'", "&#x27;") in page.text
            assert text.zh in page.text
    assert len({kind.slug for kind in PROBLEM_KINDS}) == len(PROBLEM_KINDS)


def test_the_list_of_problems_links_every_page_and_nothing_outside(client: TestClient) -> None:
    listing = client.get("/problems").text
    assert set(re.findall(r'href="([^"]+)"', listing)) == {f"problems/{kind.slug}" for kind in PROBLEM_KINDS}
    for page in (listing, client.get("/problems/not-found").text):
        assert not re.search(r"https?://|//[a-z]|<script|<img|<link", page)


def test_a_page_that_does_not_exist_is_a_problem_itself(client: TestClient) -> None:
    assert problem_in(client.get("/problems/%3Cb%3E"))["type"] == "/problems/not-found"


def test_each_subclass_is_listed() -> None:
    def leaves(kind: type[Problem]) -> set[type[Problem]]:
        below = kind.__subclasses__()
        return set().union(*map(leaves, below)) if below else {kind}

    assert leaves(Problem) == set(PROBLEM_KINDS)


def test_responses_describe_each_status_once_with_an_example_for_each_kind() -> None:
    responses = problem_responses(MalformedJson, NoRulePack, InvalidRequest, ServiceUnavailable)
    assert sorted(responses) == [400, 422, 503]
    content = responses[422]["content"]["application/problem+json"]
    assert list(content["examples"]) == ["no-rule-pack", "invalid-request"]
    for example in content["examples"].values():
        ProblemDocument.model_validate(example["value"])
    assert "Retry-After" in responses[503]["headers"]


def test_what_the_responses_refer_to_is_in_the_openapi_document() -> None:
    app = FastAPI()
    app.get("/x", responses=problem_responses(*PROBLEM_KINDS))(lambda: None)
    document = app.openapi()
    add_problem_schemas(document)
    references = set(re.findall(r'"#/components/schemas/([A-Za-z]+)"', json.dumps(document)))
    assert references == {"ProblemDocument", "FieldErrorDocument"}
    assert references <= set(document["components"]["schemas"])


@pytest.mark.parametrize("error_type", sorted({*get_args(core_schema.ErrorType), *WORDINGS}))
def test_no_pydantic_english_reaches_the_chinese_message(error_type: str) -> None:
    context = {
        "max_length": 3,
        "min_length": 1,
        "ge": 0,
        "expected": "'a' or 'b'",
        "least": 0,
        "most": 9,
        "method": "m",
        "digits": 18,
        "places": 2,
        "whole": 16,
    }
    error = {"type": error_type, "loc": ("body", "indicators", 2, "actual"), "msg": "Input should be x", "ctx": context}
    (found,) = invalid_request([error], {"indicators": [{}, {}, {"actual": 1}]}).errors
    assert CHINESE.search(found.message.zh)
    for message in found.message:
        assert "Input should" not in message
        assert not re.search(r"[{}]", message)
    assert found.pointer == "/indicators/2/actual"


def test_errors_are_worded_without_context_and_without_location() -> None:
    (found,) = invalid_request([{"type": "model_type", "loc": (), "msg": "x"}], None).errors
    assert (found.pointer, found.message.zh) == ("", "请求体应为 JSON 对象")


def test_more_errors_than_anyone_reads_are_counted_and_cut(client: TestClient) -> None:
    content = rows(*['"acutal":1,"wieght":2,"nmae":3'] * 400)
    problem = problem_in(client.post("/v1/evaluations", content=content, headers=JSON))
    assert len(problem["errors"]) == MAX_FIELD_ERRORS
    assert "1200" in problem["detail"]
    assert str(MAX_FIELD_ERRORS) in problem["detail"]


def test_a_misspelt_field_is_answered_with_the_right_spelling(client: TestClient) -> None:
    problem = problem_in(client.post("/v1/evaluations", content=rows('"acutal":"1505"'), headers=JSON))
    assert problem["detail"] == "绩效指标第1行“acutal”不是本接口的字段（是否应为“actual”？）。"


@pytest.mark.parametrize(
    ("segments", "zh", "en"),
    [
        ((), "请求体", "the body"),
        (("fiscal_year",), "“年度”", "“fiscal year”"),
        (("indicators",), "“绩效指标”", "“indicators”"),
        (("indicators", 2), "绩效指标第3行", "indicator row 3"),
        (("indicators", 2, "actual"), "绩效指标第3行“实际完成值”", "indicator row 3, “actual value”"),
        (("indicators", 0, "target", "value"), "绩效指标第1行年度指标值“数值”", "indicator row 1, target, “value”"),
        (
            ("indicators", 0, "parts", 1, "name"),
            "绩效指标第1行分项第2行“分项名称”",
            "indicator row 1, part 2, “part name”",
        ),
        (
            ("indicators", 0, "survey", "answers", 3, "count"),
            "绩效指标第1行满意度调查调查选项第4项“人数”",
            "indicator row 1, survey, answer 4, “count”",
        ),
        (("funds", "weight"), "“预算执行率分值”", "“weight of the execution rate”"),
        (("funds", "total", "executed"), "年度资金总额“全年执行数”", "total funds, “executed amount”"),
        (("funds", "rows", 0, "name"), "资金明细第1行“资金名称”", "funds row 1, “name of the funds”"),
        (("project", "name"), "“项目名称”", "“project name”"),
        (("declared", "total"), "填报结果“总分”", "declared result, “total”"),
        (("x", 0, "y"), "第1项“y”", "item 1, “y”"),
    ],
)
def test_a_place_is_named_as_the_form_names_it(segments: tuple[str | int, ...], zh: str, en: str) -> None:
    assert place_of(segments) == (zh, en)


@given(st.lists(st.text() | st.integers(0, 999), max_size=6))
def test_any_place_has_a_pointer_and_a_name(segments: list[str | int]) -> None:
    pointer, place = pointer_to(segments), place_of(segments)
    assert pointer.count("/") == len(segments)
    assert len(pointer) <= 200 * len(segments)
    assert place.zh
    assert place.en


def test_a_limit_is_told_in_the_answer() -> None:
    assert BodyTooLarge(2048).members == {"limit": 2048}
