"""The filters of evaluations, as query parameters."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from app.api.v1.requests import FormKind
from app.storage.data_scope import DataScope
from app.storage.records import EvaluationFilters

# PostgreSQL holds no NUL in a text, and no code has a control character.
Code = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]

_DATE_AND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*", re.IGNORECASE)


def _written_out(value: object) -> object:
    """Refuses a bare number, which would be read as seconds since 1970: `2024` is meant as a year."""
    if isinstance(value, str) and not _DATE_AND_TIME.fullmatch(value):
        raise PydanticCustomError("datetime_parsing", "not a date with its time")
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("datetime_parsing", "outside the calendar") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]


class EvaluationQuery(BaseModel):
    """Every filter narrows the selection; none is required."""

    model_config = ConfigDict(extra="forbid")

    fiscal_year: int | None = Field(None, ge=2000, le=2100, description="年度 / fiscal year")
    kind: FormKind | None = Field(None, description="表的种类 / kind of form")
    region: str | None = Field(
        None, pattern=r"^[0-9]{2,6}$", description="区划代码或其前缀 / region code or a prefix of it"
    )
    department_code: Code | None = Field(None, description="主管部门代码 / department code")
    unit_code: Code | None = Field(None, description="实施单位代码 / unit code")
    project_code: Code | None = Field(None, description="项目代码 / project code")
    grade: Literal["excellent", "good", "fair", "poor"] | None = Field(None, description="评价等级 / grade")
    finding: str | None = Field(None, pattern=r"^[A-Z_]{1,64}$", description="问题代码 / code of a finding")
    rule_pack: str | None = Field(
        None,
        max_length=200,
        pattern=r"^[a-z0-9-]+(@[0-9A-Za-z.-]+)?$",
        description="规则包，可带版本：id@version / rule pack, with or without a version",
    )
    recorded_after: Moment | None = Field(None, description="此刻之后留存 / recorded later than")
    recorded_before: Moment | None = Field(None, description="此刻之前留存 / recorded earlier than")

    def filters(self, data: DataScope) -> EvaluationFilters:
        """The same as storage understands it, within what the caller sees: effective evaluations only."""
        pack_id, _, version = (self.rule_pack or "").partition("@")
        return EvaluationFilters(
            data=data,
            fiscal_year=self.fiscal_year,
            kind=self.kind,
            region=self.region,
            department_code=self.department_code,
            unit_code=self.unit_code,
            project_code=self.project_code,
            grade=self.grade,
            finding=self.finding,
            rule_pack_id=pack_id or None,
            rule_pack_version=version or None,
            recorded_after=self.recorded_after,
            recorded_before=self.recorded_before,
        )


class ListQuery(EvaluationQuery):
    """The filters of the list, and which page of it."""

    include_superseded: bool = Field(False, description="含已被替代、已撤回的 / superseded and withdrawn ones too")
    limit: int = Field(50, ge=1, le=200, description="每页条数 / items a page")
    cursor: str | None = Field(None, max_length=200, description="上一页给出的游标 / cursor of the previous page")

    def filters(self, data: DataScope) -> EvaluationFilters:
        """The same as storage understands it, within what the caller sees."""
        return replace(super().filters(data), include_superseded=self.include_superseded)
