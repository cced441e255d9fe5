"""A text field checked in pydantic's compiled core when it is evidently fine, and read by Python otherwise.

Most of a form is short plain text ("15", "≥95%"). A pattern lets those through without a call into Python (19
against 31 µs for a form of ten indicators); a reader normalises everything else, or says what is wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

# Pydantic puts the names of union branches into an error's location; validation_errors.py takes them out.
FAST_PATH = "(fast path)"
READER = "(reader)"


@dataclass(frozen=True, eq=False)
class CheckedText:
    """Annotation: texts that match `fine` pass as they are, all else is what `read` makes of it.

    `read` raises PydanticCustomError with a type that messages.py words. `json_schema` is what OpenAPI shows
    for the text; `alternative` is a model that `read` takes as well.
    """

    fine: str
    read: Callable[[Any], Any]
    json_schema: JsonSchemaValue
    alternative: type[BaseModel] | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        shown = handler.generate_schema(self.alternative) if self.alternative else None
        reader = core_schema.no_info_plain_validator_function(self.read, json_schema_input_schema=shown)
        return core_schema.union_schema(
            [(core_schema.str_schema(pattern=self.fine, strict=True), FAST_PATH), (reader, READER)],
            mode="left_to_right",
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        if self.alternative is None:
            return dict(self.json_schema)
        _, alternative = handler(schema)["anyOf"]
        return {"anyOf": [dict(self.json_schema), alternative]}
