"""The shape of a problem answer, for OpenAPI and for the renderer."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pydantic import BaseModel, Field

from app.api.problem import MAX_FIELD_ERRORS, FieldError, Problem, RetryLater
from app.api.problem_types import InternalError, InvalidRequest
from app.api.wording import Bilingual

PROBLEM_MEDIA_TYPE = "application/problem+json"
PROBLEM_SCHEMA = {"$ref": "#/components/schemas/ProblemDocument"}


class FieldErrorDocument(BaseModel):
    """请求中的一处错误。One wrong place in the request."""

    pointer: str = Field(
        description="请求体中的位置（JSON Pointer，RFC 6901）；空串指整个请求体。\n\n"
        "Where in the body, as a JSON pointer (RFC 6901); empty for the whole body.",
        examples=["/indicators/2/actual"],
    )
    parameter: str | None = Field(
        default=None,
        description="出错的查询、路径或请求头参数。\n\nThe query, path or header parameter at fault, if any.",
    )
    code: str = Field(
        description="稳定的错误代码，供程序判断。\n\nStable code, for programs.",
        examples=["number_out_of_bounds"],
    )
    message_zh: str = Field(
        description="中文说明，按表中名称指明字段。\n\nThe message in Chinese.",
        examples=["绩效指标第3行“实际完成值”中的数字超出范围：最多 18 位数字、6 位小数，不用指数、下划线"],
    )
    message_en: str = Field(
        description="英文说明。\n\nThe message in English.",
        examples=["indicator row 3, “actual value” holds a number out of bounds"],
    )


class ProblemMembers(BaseModel):
    """出了什么问题。What went wrong."""

    type: str = Field(
        description="问题种类，也是说明页的地址。\n\nThe kind of problem and a page about it.",
        examples=["/problems/invalid-request"],
    )
    title: str = Field(
        description="问题名称，语言随 Accept-Language。\n\nWhat it is called, in the language asked for.",
        examples=["请求内容有误"],
    )
    status: int = Field(description="HTTP 状态码。\n\nThe HTTP status.", examples=[422])
    detail: str = Field(description="本次的具体说明。\n\nWhat happened this time.", examples=["请求中有 1 处错误。"])
    errors: list[FieldErrorDocument] | None = Field(
        default=None, description="逐项列出的错误。\n\nEvery wrong place.", max_length=MAX_FIELD_ERRORS
    )
    line: int | None = Field(default=None, description="JSON 出错的行。\n\nThe line where the JSON breaks off.")
    column: int | None = Field(default=None, description="JSON 出错的列。\n\nThe column, in characters.")
    limit: int | None = Field(default=None, description="请求体上限，字节。\n\nThe body limit in bytes.")


class ProblemDocument(ProblemMembers):
    """出错时的统一答复（RFC 9457）。Every refusal has this shape (RFC 9457)."""

    instance: str = Field(description="请求路径。\n\nThe path of the request.", examples=["/v1/evaluations"])
    trace_id: str = Field(
        description="追踪号，排查时请提供。\n\nThe trace id, by which the request is found in the logs.",
        examples=["4bf92f3577b34da6a3ce929d0e0e4736"],
    )


def problem_type(kind: type[Problem]) -> str:
    return f"/problems/{kind.slug}"


def field_error(error: FieldError) -> dict[str, str]:
    """A FieldErrorDocument."""
    parameter = {"parameter": error.parameter} if error.parameter is not None else {}
    return {
        "pointer": error.pointer,
        **parameter,
        "code": error.code,
        "message_zh": error.message.zh,
        "message_en": error.message.en,
    }


def problem_responses(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """What a route passes as `responses=`: each status with the problem shape and one example per kind."""
    by_status = groupby(sorted(kinds, key=_status), key=_status)
    return {status: _response(list(same)) for status, same in by_status}


def other_problems() -> dict[int | str, dict[str, Any]]:
    """The same for whatever a route does not name, an unforeseen error among it."""
    return {
        "default": _response([InternalError])
        | {"description": "其他错误，形式相同 / other problems, in the same shape"}
    }


def add_problem_schemas(openapi: dict[str, Any]) -> None:
    """Adds what `problem_responses` refers to. FastAPI would list the model under application/json only."""
    schema = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = openapi.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(schema.pop("$defs"))
    schemas["ProblemDocument"] = schema


def _status(kind: type[Problem]) -> int:
    return kind.status


def _response(kinds: Sequence[type[Problem]]) -> dict[str, Any]:
    zh, en = "；".join(kind.title.zh for kind in kinds), "; ".join(kind.title.en for kind in kinds)
    examples = {kind.slug: _example(kind) for kind in kinds}
    response: dict[str, Any] = {
        "description": f"{zh} / {en}",
        "content": {PROBLEM_MEDIA_TYPE: {"schema": PROBLEM_SCHEMA, "examples": examples}},
    }
    if any(issubclass(kind, RetryLater) for kind in kinds):
        response["headers"] = {
            "Retry-After": {"description": "几秒后再试 / seconds to wait", "schema": {"type": "integer"}}
        }
    return response


def _example(kind: type[Problem]) -> dict[str, Any]:
    value: dict[str, Any] = {
        "type": problem_type(kind),
        "title": kind.title.zh,
        "status": kind.status,
        "detail": kind.meaning.zh,
        "instance": "/v1/evaluations",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    }
    if kind is InvalidRequest:
        message = Bilingual("绩效指标第3行“实际完成值”为必填项，请补充", "indicator row 3, “actual value” is required")
        value["errors"] = [
            {
                "pointer": "/indicators/2/actual",
                "code": "required",
                "message_zh": message.zh,
                "message_en": message.en,
            }
        ]
    return {"summary": f"{kind.title.zh} {kind.title.en}", "value": value}
