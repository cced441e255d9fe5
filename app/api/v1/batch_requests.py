"""What `POST /v1/batches` takes: many forms, and what all of them leave out.

The body is never built as one document (body_items.py); `BatchRequest` tells what it looks like.
"""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.api.examples import form_examples
from app.api.json_syntax import parse_json
from app.api.ndjson import LINES
from app.api.v1.fields import RequestModel, told
from app.api.v1.requests import (
    EvaluationRequest,
    FiscalYear,
    PackId,
    PackVersion,
    RegionCode,
    RulePackReference,
)
from app.api.validation_errors import invalid_request
from app.services.batches.intake import MOST_FORMS
from app.services.ordinary.json_text import compact
from app.storage.batch_records import Outcome

Json = dict[str, Any]


class BatchDefaults(RequestModel):
    """表中省略时所取的值。What a form gets that leaves it out."""

    fiscal_year: Annotated[FiscalYear | None, told("被评价的年度。", "The year evaluated.", 2024)] = None
    region_code: Annotated[RegionCode | None, told("行政区划代码。", "Region.", "110106")] = None
    rule_pack: Annotated[RulePackReference | None, told("规则包。", "The rules.")] = None


class BatchForm(EvaluationRequest):
    """一张表；年度可由 defaults 给出。A form; `defaults` may give the year."""

    fiscal_year: Annotated[FiscalYear | None, told("被评价的年度。", "The year evaluated.", 2024)] = None  # type: ignore[assignment]


class BatchRequest(RequestModel):
    """许多张表。Many forms."""

    defaults: Annotated[BatchDefaults | None, told("表中省略时所取的值。", "What a form gets that leaves it out.")] = (
        None
    )
    forms: Annotated[
        list[BatchForm],
        Field(min_length=1, max_length=MOST_FORMS),
        told(
            "逐张的表，内容同 POST /v1/evaluations；一张有误不影响其他。",
            "The forms, each as POST /v1/evaluations takes it; one that is wrong does not spoil the others.",
        ),
    ]


class BatchQuery(BaseModel):
    """The same defaults for bodies that have no place for them; what the body says comes first."""

    model_config = ConfigDict(extra="forbid")

    fiscal_year: FiscalYear | None = Query(None, description="表中未填时的年度 / the year of forms that name none")
    region_code: RegionCode | None = Query(None, description="表中未填时的行政区划代码 / region, likewise")
    rule_pack: PackId | None = Query(None, description="表中未填时的规则包编号 / id of the rule pack, likewise")
    rule_pack_version: PackVersion | None = Query(
        None, description="该规则包的版本；省略为最新生效版本 / its version; the latest in force if left out"
    )

    def defaults(self) -> BatchDefaults:
        pack = None if self.rule_pack is None else RulePackReference(id=self.rule_pack, version=self.rule_pack_version)
        return BatchDefaults(fiscal_year=self.fiscal_year, region_code=self.region_code, rule_pack=pack)


class BatchListQuery(BaseModel):
    """Which batches."""

    model_config = ConfigDict(extra="forbid")

    before: str | None = Field(
        None, max_length=36, pattern="^[0-9a-f-]+$", description="此编号之前的 / those handed in before this one"
    )
    limit: int = Field(20, ge=1, le=100, description="最多几批 / at most so many")


class ResultQuery(BaseModel):
    """Which forms of a batch."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(0, ge=0, le=MOST_FORMS, description="已取到的最后编号；从头开始为 0 / the last number you have")
    limit: int | None = Field(
        None,
        ge=1,
        le=MOST_FORMS,
        description="最多几张；JSON 缺省 100、最多 1000，NDJSON 缺省为全部"
        " / at most so many: JSON 100 unless told, up to 1000; NDJSON all",
    )
    status: Outcome | None = Field(None, description="只列此种结果 / only forms that came to this")


def read_defaults(content: bytes) -> BatchDefaults:
    """Raises MalformedJson or InvalidRequest with every error."""
    document = parse_json(content)
    try:
        return BatchDefaults.model_validate(document)
    except ValidationError as error:
        located = [{**each, "loc": ("body", "defaults", *each["loc"])} for each in error.errors()]
        raise invalid_request(located, {"defaults": document}) from None


def merged(first: BatchDefaults, second: BatchDefaults) -> BatchDefaults:
    """What `first` has, else what `second` has."""
    return first.model_copy(
        update={name: getattr(second, name) for name in BatchDefaults.model_fields if getattr(first, name) is None}
    )


def request_body() -> Json:
    """How OpenAPI shows the body."""
    forms: list[Json] = [dict(example["value"] or {}) for example in form_examples().values()][:3]
    by_year = [{name: member for name, member in form.items() if name != "fiscal_year"} for form in forms[:2]]
    examples = {
        "forms": {"summary": "三张表 / three forms", "value": {"forms": forms}},
        "defaults": {
            "summary": "共用年度 / one year for all",
            "value": {"defaults": {"fiscal_year": forms[0]["fiscal_year"]}, "forms": by_year},
        },
    }
    lines = "".join(f"{compact(form)}\n" for form in forms)
    return {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/BatchRequest"}, "examples": examples},
            LINES: {
                "schema": {"type": "string"},
                "examples": {"lines": {"summary": "每行一张表 / a form on each line", "value": lines}},
            },
        },
    }


def add_batch_schemas(openapi: Json) -> None:
    """Adds what `request_body` refers to; FastAPI adds only what it validates itself."""
    schema = BatchRequest.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = openapi.setdefault("components", {}).setdefault("schemas", {})
    for name, part in schema.pop("$defs").items():
        schemas.setdefault(name, part)
    schemas["BatchRequest"] = schema
