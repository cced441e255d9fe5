"""A problem that is told later than it arose, to a reader whose language is not known yet."""

from typing import Any

from app.api.problem import Problem
from app.api.problem_document import field_error, problem_type
from app.api.wording import Language
from app.services.ordinary.json_text import compact

_MOST_ERRORS = 50


def stored_problem(problem: Problem) -> str:
    """JSON text in both languages, with the first errors. What is not text in it becomes its JSON escape."""
    document: dict[str, Any] = {
        "type": problem_type(type(problem)),
        "title": problem.title._asdict(),
        "status": problem.status,
        "detail": problem.explanation._asdict(),
        **problem.members,
    }
    if problem.errors:
        document["errors"] = [field_error(error) for error in problem.errors[:_MOST_ERRORS]]
    return compact(document).encode(errors="backslashreplace").decode()


def problem_in(stored: dict[str, Any], language: Language) -> dict[str, Any]:
    """The members of a problem document (RFC 9457), without those that are about a request."""
    return {**stored, "title": stored["title"][language], "detail": stored["detail"][language]}
