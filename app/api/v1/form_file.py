"""A form from a file instead of a request: refused for the same reasons, with the same words."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from app.api.json_syntax import control_characters, parse_json
from app.api.v1.requests import EvaluationRequest
from app.api.validation_errors import invalid_request


def read_form(content: bytes) -> EvaluationRequest:
    """Raises MalformedJson or InvalidRequest with every error of the form."""
    document = parse_json(content)
    errors: list[Mapping[str, Any]] = [
        {"type": "control_character", "loc": path} for path in control_characters(content, document)
    ]
    try:
        form = EvaluationRequest.model_validate(document)
    except ValidationError as error:
        errors = [*error.errors(), *errors]
    if errors:
        raise invalid_request([{**error, "loc": ("body", *error["loc"])} for error in errors], document)
    return form
