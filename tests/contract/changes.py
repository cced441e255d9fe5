"""What in a newer OpenAPI document breaks those who built against an older one.

One idea: whatever is sent must be readable by who reads it. In a request the old client sends and the new service
reads; in an answer the new service sends and the old client reads. Generated clients count among the readers: they
refuse unknown constants, missing fields and text longer than they were told.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

Json = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")


class Schema(NamedTuple):
    """A schema inside the document that its references lead through."""

    document: Json
    part: Json

    def at(self, part: Json) -> "Schema":
        return Schema(self.document, part)

    def resolved(self) -> "Schema":
        """Follows a reference; what stands beside it counts as well."""
        reference = self.part.get("$ref")
        if reference is None:
            return self
        found: Any = self.document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        beside = {key: value for key, value in self.part.items() if key != "$ref"}
        return self.at({**found, **beside}).resolved()

    def variants(self) -> list["Schema"]:
        """The alternatives of anyOf, oneOf and lists of types, each with one type at most."""
        part = self.resolved().part
        if choices := part.get("anyOf") or part.get("oneOf"):
            return [variant for choice in choices for variant in self.at(choice).variants()]
        if isinstance(part.get("type"), list):
            return [self.at({**part, "type": each}) for each in part["type"]]
        return [self.at(part)]


def breaking_changes(released: Json, current: Json) -> list[str]:
    """Each change that breaks a caller, with its place; none when `current` only adds."""
    return [
        change
        for path, item in released["paths"].items()
        for method in METHODS
        if method in item
        for change in _operation(released, current, path, method)
    ]


def _operation(released: Json, current: Json, path: str, method: str) -> Iterator[str]:
    place = f"{method.upper()} {path}"
    old, new = released["paths"][path][method], current["paths"].get(path, {}).get(method)
    if new is None:
        yield f"{place}: is gone"
        return
    for key in ("operationId", "x-scope"):
        if old.get(key) != new.get(key):
            yield f"{place}: {key} was {old.get(key)}, is {new.get(key)}"
    yield from _parameters(Schema(released, old), Schema(current, new), place)
    yield from _body(Schema(released, old), Schema(current, new), place)
    yield from _answers(Schema(released, old), Schema(current, new), place)


def _parameters(old: Schema, new: Schema, place: str) -> Iterator[str]:
    before, after = _by_name(old.part), _by_name(new.part)
    for name, parameter in before.items():
        if name not in after:
            yield f"{place} {name}: is gone"
        else:
            if after[name].get("required") and not parameter.get("required"):
                yield f"{place} {name}: must now be sent"
            yield from unreadable(old.at(parameter["schema"]), new.at(after[name]["schema"]), f"{place} {name}")
    for name in after.keys() - before.keys():
        if after[name].get("required"):
            yield f"{place} {name}: must now be sent"


def _by_name(operation: Json) -> dict[str, Json]:
    return {f"{each['in']} {each['name']}": each for each in operation.get("parameters", ())}


def _body(old: Schema, new: Schema, place: str) -> Iterator[str]:
    before, after = old.part.get("requestBody"), new.part.get("requestBody")
    if after and after.get("required") and not (before and before.get("required")):
        yield f"{place}: a body must now be sent"
    if before and not after:
        yield f"{place}: takes no body any more"
    if before and after:
        yield from _media(old.at(before), new.at(after), f"{place} request", "request")


def _answers(old: Schema, new: Schema, place: str) -> Iterator[str]:
    for status, before in old.part["responses"].items():
        after = new.part["responses"].get(status)
        if after is None:
            # A refusal that no longer happens harms nobody.
            if status < "4":
                yield f"{place} {status}: is gone"
            continue
        for header in before.get("headers", {}).keys() - after.get("headers", {}).keys():
            yield f"{place} {status} {header}: is gone"
        yield from _media(old.at(before), new.at(after), f"{place} {status}", "answer")


def _media(old: Schema, new: Schema, place: str, way: Literal["request", "answer"]) -> Iterator[str]:
    for media, before in old.part.get("content", {}).items():
        after = new.part.get("content", {}).get(media)
        if after is None:
            yield f"{place} {media}: is gone"
        elif way == "request":
            yield from unreadable(old.at(before["schema"]), new.at(after["schema"]), place)
        else:
            yield from unreadable(new.at(after["schema"]), old.at(before["schema"]), place, answer=True)


def unreadable(
    sent: Schema, read: Schema, place: str, *, answer: bool = False, on_the_way: frozenset[str] = frozenset()
) -> Iterator[str]:
    """What may be sent by one schema and cannot be read by another; of an answer also what is no longer sent."""
    step = f"{sent.part.get('$ref')} {read.part.get('$ref')}"
    if "None" not in step:
        if step in on_the_way:
            return
        on_the_way |= {step}
    readers = read.variants()
    for variant in sent.variants():
        found = [
            list(_variant(variant, reader, place, answer=answer, on_the_way=on_the_way))
            for reader in readers
            if _same_type(variant.part, reader.part)
        ]
        yield from min(found, key=len, default=[f"{place}: {_named(variant.part)} is sent, and was not agreed"])


def _variant(sent: Schema, read: Schema, place: str, *, answer: bool, on_the_way: frozenset[str]) -> Iterator[str]:
    if "enum" in read.part:
        further = [each for each in sent.part.get("enum", ["anything"]) if each not in read.part["enum"]]
        if further:
            yield f"{place}: {', '.join(map(str, further))} not among the values agreed"
    for key in ("format", "pattern"):
        if sent.part.get(key) != read.part.get(key) and (key == "format" or key in read.part):
            yield f"{place}: {key} {sent.part.get(key)} is sent, {read.part.get(key)} was agreed"
    yield from _bounds(sent.part, read.part, place)
    inside = {"answer": answer, "on_the_way": on_the_way}
    if "items" in sent.part and "items" in read.part:
        yield from unreadable(sent.at(sent.part["items"]), read.at(read.part["items"]), f"{place}/[]", **inside)
    yield from _properties(sent, read, place, answer=answer, on_the_way=on_the_way)


def _bounds(sent: Json, read: Json, place: str) -> Iterator[str]:
    for key in _UPPER:
        if key in read and not sent.get(key, read[key] + 1) <= read[key]:
            yield f"{place}: {key} {sent.get(key)} is sent, {read[key]} was agreed"
    for key in _LOWER:
        if key in read and not sent.get(key, read[key] - 1) >= read[key]:
            yield f"{place}: {key} {sent.get(key)} is sent, {read[key]} was agreed"


def _properties(sent: Schema, read: Schema, place: str, *, answer: bool, on_the_way: frozenset[str]) -> Iterator[str]:
    fields, known = sent.part.get("properties", {}), read.part.get("properties", {})
    for name, field in fields.items():
        if name in known:
            inside = f"{place}/{name}"
            yield from unreadable(sent.at(field), read.at(known[name]), inside, answer=answer, on_the_way=on_the_way)
        elif read.part.get("additionalProperties") is False:
            yield f"{place}/{name}: is refused"
    for name in known:
        if name in read.part.get("required", ()) and name not in sent.part.get("required", ()):
            yield f"{place}/{name}: may be missing, and must be there"
        elif answer and name not in fields:
            yield f"{place}/{name}: is gone"


def _same_type(sent: Json, read: Json) -> bool:
    one, other = sent.get("type"), read.get("type")
    return other is None or one == other or (one == "integer" and other == "number")


def _named(part: Json) -> str:
    return str(part.get("type") or part.get("enum") or "anything")
