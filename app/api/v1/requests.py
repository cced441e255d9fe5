"""What `POST /v1/evaluations` takes: one filled form, every cell as printed.

The whole contract of v1, so that later methods add no fields. An optional field may be left out or null, and
a cell may be blank: real forms leave cells empty, and an empty cell is a finding, not a refusal.
"""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.api.v1.fields import (
    MAX_ROWS,
    BlankableNumber,
    BlankableWeight,
    Name,
    Printed,
    RequestModel,
    Text,
    Weight,
    told,
)
from app.api.v1.request_funds import Funds
from app.api.v1.request_indicators import Indicator

MAX_INDICATORS = 500

FormKind = Literal[
    "project_self_evaluation",
    "project_target_self_evaluation",
    "project_evaluation",
    "department_self_evaluation",
]
PackId = Annotated[str, Field(max_length=100, pattern="^[a-z0-9]+(?:-[a-z0-9]+)*$")]
PackVersion = Annotated[str, Field(max_length=50, pattern="^[0-9A-Za-z][0-9A-Za-z.+-]*$")]
RegionCode = Annotated[str, Field(pattern="^[0-9]{6}$")]
FiscalYear = Annotated[int, Field(ge=2000, le=2100)]


class RulePackReference(RequestModel):
    """按哪个规则包评分。The rules to score by."""

    id: Annotated[PackId, told("规则包编号。", "The id of the pack.", "beijing-project-self-evaluation")]
    version: Annotated[
        PackVersion | None,
        told("版本；省略时用最新的生效版本。", "The version; the latest in force if left out.", "1.0.0"),
    ] = None


class CodeAndName(RequestModel):
    """编码与名称。A code and a name, as printed."""

    code: Annotated[Name | None, told("编码。", "The code.", "149020")] = None
    name: Annotated[Name | None, told("名称。", "The name.", "北京市丰台区社区卫生服务管理中心")] = None


class Objective(RequestModel):
    """年度总体目标。The annual goal."""

    expected: Annotated[Text | None, told("预期目标。", "What was to be achieved.", "完成全区社区卫生人员培训")] = None
    actual: Annotated[Text | None, told("实际完成情况。", "What was achieved.", "培训 1505 人次")] = None


class SectionWeight(RequestModel):
    """一级或二级指标的分值。The weight of a section."""

    level1: Annotated[Name, told("一级指标。", "Level 1.", "产出指标")]
    level2: Annotated[Name | None, told("二级指标。", "Level 2.", "数量指标")] = None
    weight: Annotated[Weight, told("分值。", "The weight.", "45")]


class DeclaredSection(RequestModel):
    """表中或报告中填报的一个部分的得分。A section's score as stated somewhere in the form."""

    name: Annotated[Name, told("部分名称。", "The section.", "项目产出")]
    weight: Annotated[BlankableWeight | None, told("分值。", "The weight.", "40")] = None
    score: Annotated[BlankableNumber | None, told("得分。", "The score.", "40")] = None
    rate: Annotated[Printed | None, told("得分率。", "The score rate as printed.", "100%")] = None
    where: Annotated[
        Name | None,
        told("出处；正文与表格各写一次的，分别填报。", "Where it is stated; twice if stated twice.", "表2"),
    ] = None


class Declared(RequestModel):
    """填报的结果，供复核。The result as declared, to be reviewed."""

    total: Annotated[BlankableNumber | None, told("填报总分。", "The total stated.", "95")] = None
    grade: Annotated[Name | None, told("填报等级，如 优、良、中、差。", "The grade stated.", "优")] = None
    sections: Annotated[
        list[DeclaredSection] | None, Field(max_length=MAX_ROWS), told("各部分得分。", "The sections.")
    ] = None


class EvaluationRequest(RequestModel):
    """一张填好的绩效评价表。One filled evaluation form."""

    kind: Annotated[
        FormKind,
        told(
            "表种：项目支出自评、目标自评（无分值）、项目评价、部门整体支出自评。",
            "Project self-evaluation, the same without weights, project or department evaluation.",
            "project_self_evaluation",
        ),
    ]
    fiscal_year: Annotated[FiscalYear, told("被评价的年度。", "The year evaluated.", 2024)]
    rule_pack: Annotated[
        RulePackReference | None,
        told("规则包；省略时按表种、地区、年度选取。", "The rules; else chosen by kind, region and year."),
    ] = None
    region_code: Annotated[
        RegionCode | None,
        told(
            "行政区划代码（GB/T 2260）；省略 rule_pack 时必填。",
            "Region; required without rule_pack.",
            "110106",
        ),
    ] = Field(default=None, validate_default=True)
    project: Annotated[CodeAndName | None, told("项目。", "The project.")] = None
    department: Annotated[CodeAndName | None, told("主管部门。", "The department responsible.")] = None
    unit: Annotated[CodeAndName | None, told("实施单位。", "The unit that spends.")] = None
    funds: Annotated[Funds | None, told("项目资金。", "The funds.")] = None
    objective: Annotated[Objective | None, told("年度总体目标。", "The annual goal.")] = None
    section_weights: Annotated[
        list[SectionWeight] | None,
        Field(max_length=MAX_ROWS),
        told("各级指标的分值。", "Weights of sections."),
    ] = None
    indicators: Annotated[
        list[Indicator] | None,
        Field(max_length=MAX_INDICATORS),
        told("绩效指标，按表中顺序。", "In the form's order."),
    ] = Field(default=None, validate_default=True)
    declared: Annotated[Declared | None, told("填报的总分、等级等。", "The result as declared.")] = None

    # Checked on the fields, not on the model, so that these errors come together with all others.
    @field_validator("region_code")
    @classmethod
    def _region_unless_pack_named(cls, region: str | None, info: ValidationInfo) -> str | None:
        if region is None and info.data.get("rule_pack", ...) is None:
            raise PydanticCustomError("region_code_required", "region_code or rule_pack")
        return region

    @field_validator("indicators")
    @classmethod
    def _something_to_score(cls, lines: list[Indicator] | None, info: ValidationInfo) -> list[Indicator] | None:
        if not lines and info.data.get("funds", ...) is None:
            raise PydanticCustomError("funds_or_indicators_required", "funds or indicators")
        return lines
