"""The one place where refusals become answers: RFC 9457, Chinese by default, English on request.

`install_problems(app)` makes every refusal look the same: our own, FastAPI's, Starlette's and the unforeseen.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.api.problem import Problem
from app.api.problem_document import PROBLEM_MEDIA_TYPE, field_error, problem_type
from app.api.problem_types import (
    BodyTooLarge,
    InternalError,
    InvalidRequest,
    MalformedJson,
    MethodNotAllowed,
    NotFound,
    ServiceUnavailable,
    UnsupportedMediaType,
)
from app.api.request_identity import identity_of
from app.api.validation_errors import invalid_request
from app.api.wording import Bilingual, Language, preferred_language
from app.logs.events import ServiceEvent

_LONGEST_INSTANCE = 500
# Starlette passes an error on that it has answered already.
_TOLD = "unforeseen_error_told"
# What Starlette and FastAPI refuse by status alone.
_KINDS_BY_STATUS: dict[int, type[Problem]] = {
    kind.status: kind
    for kind in (
        MalformedJson,
        NotFound,
        MethodNotAllowed,
        BodyTooLarge,
        UnsupportedMediaType,
        InvalidRequest,
        InternalError,
        ServiceUnavailable,
    )
}
_UNNAMED = Bilingual("请求被拒绝", "The request was refused")

Translation = Callable[[Any], Problem]
Handler = Callable[[Request, Exception], Awaitable[Response]]


def install_problems(app: FastAPI, translations: Mapping[type[Exception], Translation] | None = None) -> None:
    """Registers the handlers. `translations` turn the errors of services and storage into problems."""
    app.exception_handler(RequestValidationError)(_answer_validation_error)
    app.exception_handler(HTTPException)(_answer_http_exception)
    app.exception_handler(Exception)(answer_unforeseen)
    for error_type, translate in (translations or {}).items():
        app.exception_handler(error_type)(_answer_translated(translate))


def problem_response(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to a request refused with this problem; `headers` go with it beside the problem's own."""
    request.scope.setdefault("state", {})["problem"] = problem
    language = _language(request)
    document = _document(request, problem, language)
    return _render(request, document, problem.status, {**(problem.headers or {}), **(headers or {})}, language)


def _language(request: Request) -> Language:
    return preferred_language(request.headers.get("accept-language"))


def _document(request: Request, problem: Problem, language: Language) -> dict[str, Any]:
    document: dict[str, Any] = {
        "type": problem_type(type(problem)),
        "title": problem.title.read_in(language),
        "status": problem.status,
        "detail": problem.explanation.read_in(language),
        **_whereabouts(request),
        **problem.members,
    }
    if problem.errors:
        document["errors"] = [field_error(error) for error in problem.errors]
    return document


def _whereabouts(request: Request) -> dict[str, str]:
    path = quote(request.scope["path"], safe="/:@!$&'()*+,;=~", errors="replace")
    return {"instance": path[:_LONGEST_INSTANCE], "trace_id": identity_of(request.scope).trace_id}


def _render(
    request: Request, document: Mapping[str, Any], status: int, headers: Mapping[str, str], language: Language
) -> Response:
    own = {
        "Content-Language": "en" if language == "en" else "zh-CN",
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
    }
    # A lone surrogate becomes its JSON escape: whatever is in the document, rendering it cannot fail.
    content = json.dumps(document, ensure_ascii=False).encode(errors="backslashreplace")
    return Response(content, status, {**headers, **own}, media_type=PROBLEM_MEDIA_TYPE)


async def _answer_validation_error(request: Request, error: RequestValidationError) -> Response:
    errors = error.errors()
    if any(found["type"] == "json_invalid" for found in errors):
        return problem_response(request, MalformedJson())
    return problem_response(request, invalid_request(errors, error.body))


async def _answer_http_exception(request: Request, error: HTTPException) -> Response:
    if isinstance(error, Problem):
        return problem_response(request, error)
    kind = _KINDS_BY_STATUS.get(error.status_code)
    if kind is not None:
        return problem_response(request, kind(), error.headers)
    language = _language(request)
    document = {
        "type": "about:blank",
        "title": _UNNAMED.read_in(language),
        "status": error.status_code,
        "detail": str(error.detail),
        **_whereabouts(request),
    }
    return _render(request, document, error.status_code, error.headers or {}, language)


async def answer_raised(request: Request, error: Exception) -> Response:
    """The answer of the application's handler for this kind of error; what is raised in front of them takes it."""
    handlers = request.app.exception_handlers
    answer: Handler = next(handlers[kind] for kind in type(error).__mro__ if kind in handlers)
    return await answer(request, error)


async def answer_unforeseen(request: Request, error: Exception) -> Response:
    """The answer to a request that met an error of ours; the log gets what is needed to find it, once."""
    identity = identity_of(request.scope)
    if not request.scope["state"].get(_TOLD):
        ids = {"request_id": identity.request_id, "trace_id": identity.trace_id}
        structlog.get_logger().error(ServiceEvent.UNFORESEEN_ERROR, **ids, exc_info=error)
        request.scope["state"][_TOLD] = True
    return problem_response(request, InternalError())


def _answer_translated(translate: Translation) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        problem = translate(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log_unavailable(request, error)
        return problem_response(request, problem)

    return answer


def _log_unavailable(request: Request, error: Exception) -> None:
    """The messages of our own errors quote no form, so the log may have them."""
    structlog.get_logger().error(
        ServiceEvent.UNAVAILABLE,
        trace_id=identity_of(request.scope).trace_id,
        error=type(error).__name__,
        message=str(error),
    )
