"""What every operation of the contract owes its reader, as sentences about what is missing."""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
PROBLEM = "application/problem+json"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH = re.compile(r"[A-Za-z]{2}")
_NO_CONTENT = ("204", "304")


def lacking(document: Json) -> list[str]:
    """Every debt, with the operation that has it; none when all is well."""
    return [
        f"{method.upper()} {path}: {debt}"
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
        for debt in _debts(path, item[method], {tag["name"] for tag in document["tags"]})
    ]


def in_both_languages(text: str | None) -> bool:
    return bool(text and _CHINESE.search(text) and _ENGLISH.search(text))


def _debts(path: str, operation: Json, tags: set[str]) -> Iterator[str]:
    if not re.fullmatch("[a-z]+[A-Za-z]*", operation.get("operationId", "")):
        yield "operation_id= a name in lowerCamelCase, which becomes the method of a client"
    for part in ("summary", "description"):
        if not in_both_languages(operation.get(part)):
            yield f"{part} in Chinese and English (the docstring is the description)"
    if not (operation.get("tags") and {*operation["tags"]} <= tags):
        yield "a tag that app/api/openapi_document.py introduces"
    for parameter in operation.get("parameters", ()):
        yield from _parameter(parameter)
    if "requestBody" in operation:
        yield from _body(operation["requestBody"])
    yield from _responses(operation["responses"])
    for status in sorted(_owed(path, operation) - operation["responses"].keys()):
        yield f"responses= problem_responses(…) with the {status} that can happen"


def _parameter(parameter: Json) -> Iterator[str]:
    name = f"parameter {parameter['name']}"
    if not in_both_languages(parameter.get("description")):
        yield f"{name}: a description in Chinese and English"
    if parameter.get("required") and not _exemplified(parameter) and not _exemplified(parameter["schema"]):
        yield f"{name}: an example, for it must be sent"


def _exemplified(part: Json) -> bool:
    return any(part.get(key) not in (None, [], {}) for key in ("example", "examples", "enum", "const"))


def _body(body: Json) -> Iterator[str]:
    for media, content in body["content"].items():
        if not content.get("examples") and "example" not in content:
            yield f"request body {media}: openapi_examples="
        for name, example in content.get("examples", {}).items():
            if "value" not in example:
                yield f"request body {media}: example {name} has no value"


def _responses(responses: Json) -> Iterator[str]:
    if not any(status.startswith("2") for status in responses):
        yield "an answer that means success"
    for status, response in responses.items():
        if not in_both_languages(response.get("description")):
            yield f"answer {status}: a description in Chinese and English (response_description=)"
        for header, told in response.get("headers", {}).items():
            if not in_both_languages(told.get("description")):
                yield f"answer {status}, header {header}: a description in Chinese and English"
        refusal = not status.startswith(("2", "3"))
        if refusal:
            yield from _refusal(status, response.get("content", {}))
        elif status not in _NO_CONTENT and not all("schema" in each for each in _media(response)):
            yield f"answer {status}: what it looks like (response_model=, or content=)"


def _media(response: Json) -> list[Json]:
    return list(response.get("content", {}).values()) or [{}]


def _refusal(status: str, content: Json) -> Iterator[str]:
    if content.keys() != {PROBLEM}:
        yield f"answer {status}: {PROBLEM} and nothing else (problem_responses)"
    elif not content[PROBLEM].get("examples"):
        yield f"answer {status}: an example of each problem"


def _owed(path: str, operation: Json) -> set[str]:
    """The refusals that follow from what the operation takes and from whom."""
    owed = {"default"}
    if operation.get("security"):
        owed |= {"401", "403", "429"}
    if "requestBody" in operation:
        owed |= {"400", "413", "415", "422"}
    if operation.get("parameters"):
        owed.add("422")
    if "{" in path:
        owed.add("404")
    return owed
