"""From pydantic's errors to ours: a pointer, a stable code and a sentence in both languages for each.

The input is never echoed: it may hold what cannot be rendered. Only field names are, cut to a bounded length.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from app.api.checked_text import FAST_PATH, READER
from app.api.field_names import FIELDS
from app.api.messages import FORMAT_HINTS, NOT_VALID, WORDINGS
from app.api.places import Segment, is_parameter_source, parameter_place, place_of, pointer_to
from app.api.problem import MAX_FIELD_ERRORS, FieldError
from app.api.problem_types import InvalidRequest
from app.api.wording import Bilingual

_FIELD_NAMES = sorted({path.rpartition(".")[2] for path in FIELDS})
# Finding a close name costs more the longer and the more there are.
_LONGEST_COMPARED = 40
_MOST_SUGGESTIONS = 50
_NOTHING = Bilingual("", "")
_TOLD = ("max_length", "min_length", "least", "most", "method", "digits", "places", "whole")
# What pydantic puts at the end of a location that is no name in the body.
_NO_STEPS = (READER, "[key]")


def invalid_request(errors: Sequence[Mapping[str, Any]], body: object) -> InvalidRequest:
    """All errors of a request as one problem; `errors` as pydantic gives them, `body` as it was parsed."""
    speaking = [error for error in errors if not _is_fast_path(error)]
    suggest = len(speaking) <= _MOST_SUGGESTIONS
    listed = [_field_error(error, body, suggest=suggest) for error in speaking[:MAX_FIELD_ERRORS]]
    return InvalidRequest(_summary(len(speaking), listed), errors=listed)


def too_many_values(limit: int) -> InvalidRequest:
    """A body with more members and items than any form has."""
    message = Bilingual(f"请求体最多包含 {limit} 个值", f"The body must not hold more than {limit} values")
    explanation = Bilingual(f"{message.zh}。", f"{message.en}.")
    return InvalidRequest(explanation, errors=[FieldError("", "too_many_values", message)])


def _is_fast_path(error: Mapping[str, Any]) -> bool:
    """Whether only the compiled check of a text failed: the reader after it has the say."""
    return error["loc"][-1:] == (FAST_PATH,) and error["type"] in ("string_type", "string_pattern_mismatch")


def _summary(count: int, listed: Sequence[FieldError]) -> Bilingual:
    first = listed[0].message
    if count == 1:
        return Bilingual(f"{first.zh}。", f"{_sentence(first.en)}.")
    some = count > len(listed)
    zh = f"，此处列出前 {len(listed)} 处" if some else ""
    en = f", of which the first {len(listed)} are listed" if some else ""
    return Bilingual(
        f"请求中有 {count} 处错误{zh}。第一处：{first.zh}。", f"{count} errors{en}. The first: {first.en}."
    )


def _field_error(error: Mapping[str, Any], body: object, *, suggest: bool) -> FieldError:
    source, *rest = error["loc"] or ("body",)
    kind = error["type"]
    if is_parameter_source(source):
        name = str(rest[0]) if rest else ""
        return _worded(error, parameter_place(source, name), rest, parameter=name)
    segments = _segments_in(body, rest)
    place = place_of(segments, known=kind != "extra_forbidden")
    suggestion = _suggestion(segments) if suggest and kind == "extra_forbidden" else _NOTHING
    return _worded(error, place, segments, suggestion=suggestion)


def _worded(
    error: Mapping[str, Any],
    place: Bilingual,
    segments: Sequence[Segment],
    *,
    suggestion: Bilingual = _NOTHING,
    parameter: str | None = None,
) -> FieldError:
    context = error.get("ctx") or {}
    wording = WORDINGS.get(error["type"], NOT_VALID)
    hint = FORMAT_HINTS.get(str(segments[-1]) if segments else "", _NOTHING)
    choices = re.findall(r"'([^']*)'", str(context.get("expected") or context.get("expected_tags") or ""))
    values = {
        **{name: context[name] for name in _TOLD if name in context},
        "bound": next((context[name] for name in ("ge", "gt", "le", "lt") if name in context), ""),
    }
    message = Bilingual(
        wording.zh.format(place=place.zh, hint=hint.zh, suggestion=suggestion.zh, choices="、".join(choices), **values),
        _sentence(
            wording.en.format(
                place=place.en, hint=hint.en, suggestion=suggestion.en, choices=", ".join(choices), **values
            )
        ),
    )
    pointer = "" if parameter is not None else pointer_to(segments)
    return FieldError(pointer, wording.code, message, parameter)


def _segments_in(body: object, location: Iterable[Segment]) -> list[Segment]:
    """The location without the names of union branches, which pydantic adds and the body does not have."""
    segments: list[Segment] = []
    steps = list(location)
    node = body
    for position, step in enumerate(steps):
        if isinstance(node, dict) and isinstance(step, str):
            if step in node:
                node = node[step]
            elif position < len(steps) - 1 or step in _NO_STEPS:
                continue
        elif isinstance(node, list) and isinstance(step, int):
            node = node[step] if step < len(node) else None
        else:
            continue
        segments.append(step)
    return segments


def _suggestion(segments: Sequence[Segment]) -> Bilingual:
    written = str(segments[-1]) if segments else ""
    if len(written) > _LONGEST_COMPARED:
        return _NOTHING
    close = get_close_matches(written, _FIELD_NAMES, n=1, cutoff=0.75)
    return Bilingual(f"（是否应为“{close[0]}”？）", f" (did you mean “{close[0]}”?)") if close else _NOTHING


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
