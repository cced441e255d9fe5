"""`cases.yaml`: what a pack must make of small forms, in an official's words, and the runner of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from app.domain.evaluation import Evaluation, Outcome, ScoreLine, Status, Verdict
from app.domain.rule_pack import FormKind, RulePack, Scope
from app.domain.scoring import evaluate
from app.domain.submission import Declared, Funds, Indicator, SectionWeight, Submission
from app.domain.text import Text, percent
from app.rules.errors import InvalidRulePack, Problem
from app.rules.fields import Flag, Id, Number, Percent, SignedNumber, Version, Words
from app.rules.loader import Document, read_file
from app.rules.shape import shape_problems

CASE_FILE = "cases.yaml"


class CaseBlock(BaseModel):
    """A mapping of the case file.

    The domain's facts inside inherit its strictness; their cells keep a number as it is printed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, use_attribute_docstrings=True)


class Allowed(CaseBlock):
    """The range a declared score may take: both ends inside, or with `below` the upper one outside."""

    lowest: Number = Field(alias="from")
    highest: Number | None = Field(None, alias="to")
    below: Number | None = None


class LineExpect(CaseBlock):
    """What a line must come to. Only what is written is compared; null is a value like any other."""

    score: Number | None = None
    ratio: Percent | None = None
    """The completion ratio to two decimals."""
    outcome: Outcome | None = None
    method: Words | None = None
    direction: Words | None = None
    section: Id | None = None
    permitted: Allowed | None = None
    reading: Id | None = None
    """The interpretation the score rests on."""
    other_score: Number | None = None
    """What the other reading would score."""
    readings: dict[Id, SignedNumber | None] = Field(default_factory=dict)
    """Where there are several: each interpretation, and what its other reading would score."""


class Expect(LineExpect):
    """What a form must come to; the fields of a line are those of the first indicator."""

    lines: list[LineExpect] = Field(default_factory=list)
    execution: LineExpect | None = None
    total: Number | None = None
    status: Status | None = None
    grade: Words | None = None
    declared_grade: Words | None = None
    findings: list[Words] = Field(default_factory=list)
    """Codes that must be raised."""
    silent: list[Words] = Field(default_factory=list)
    """Codes that must not be raised."""
    applies: Flag | None = None
    """Whether the pack is the default for this region and year."""


@dataclass(frozen=True, slots=True)
class Rows(Indicator):
    """An indicator, or so many rows of it."""

    times: int = 1

    def spread(self) -> Iterator[Indicator]:
        for number in range(1, self.times + 1):
            yield self if self.times == 1 else replace(self, name=f"{self.name or ''}{number}")


class Case(CaseBlock):
    """A small form and what becomes of it."""

    name: Words
    source: Words
    """The document the figures come from, or 自拟 (made up)."""
    kind: FormKind | None = None
    fiscal_year: int | None = None
    region_code: str | None = None
    """Kind, year and region left out: those the pack is for."""
    funds: Funds | None = None
    section_weights: tuple[SectionWeight, ...] = ()
    indicator: Rows | None = None
    """Short for a form of one indicator."""
    indicators: tuple[Rows, ...] = ()
    declared: Declared = Declared()
    expect: Expect

    def submission(self, pack: RulePack) -> Submission:
        rows = (self.indicator, *self.indicators) if self.indicator else self.indicators
        return Submission(
            kind=self.kind or pack.scope.kind,
            fiscal_year=pack.scope.first_year if self.fiscal_year is None else self.fiscal_year,
            region_code=self.region_code or (pack.scope.region or "").ljust(6, "0"),
            funds=self.funds,
            section_weights=self.section_weights,
            indicators=tuple(indicator for row in rows for indicator in row.spread()),
            declared=self.declared,
        )


class CaseFile(CaseBlock):
    """The cases of one pack version."""

    rule_pack: Id
    version: Version
    cases: list[Case] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that came out otherwise."""

    case: str
    what: str
    expected: str
    found: str

    @property
    def text(self) -> Text:
        return Text(
            f"算例“{self.case}”：{self.what} 应为 {self.expected}，实为 {self.found}",
            f"case “{self.case}”: {self.what} should be {self.expected}, is {self.found}",
        )


def read_cases(path: Path) -> tuple[Document, CaseFile]:
    """Reads a case file.

    Raises:
        InvalidRulePack: with every problem of its shape.
    """
    document = read_file(path)
    try:
        return document, CaseFile.model_validate(document.data)
    except ValidationError as error:
        raise InvalidRulePack(list(shape_problems(document, error))) from error


def check_cases(pack: RulePack, path: Path) -> list[Problem]:
    """Every case that fails, at the line where it stands, and every problem of the file."""
    try:
        document, file = read_cases(path)
    except InvalidRulePack as error:
        return list(error.problems)
    if (file.rule_pack, file.version) != (pack.id, pack.version):
        named = f"{pack.id}@{pack.version}"
        return [document.problem(("rule_pack",), f"不是 {named} 的算例", f"these are not the cases of {named}")]
    return [
        document.problem(("cases", index, "name"), failure.text.zh, failure.text.en)
        for index, case in enumerate(file.cases)
        for failure in failures(pack, case)
    ]


def failures(pack: RulePack, case: Case) -> Iterator[Failure]:
    """How a case comes out otherwise than expected; nothing when it holds."""
    submission, expect = case.submission(pack), case.expect
    if expect.applies is not None:
        yield from _compared(case.name, "applies", expect.applies, _applies(pack.scope, submission))
    if submission.funds is None and not submission.indicators:
        return
    evaluation = evaluate(submission, pack)
    yield from _form(case, evaluation)
    if evaluation.lines:
        yield from _line(case.name, expect, evaluation.lines[0].verdict, evaluation.lines[0])
    for index, wanted in enumerate(expect.lines):
        line = evaluation.lines[index]
        yield from _line(f"{case.name} [{index + 1}]", wanted, line.verdict, line)
    if expect.execution is not None and evaluation.execution is not None:
        yield from _line(case.name, expect.execution, evaluation.execution.verdict)


def _applies(scope: Scope, submission: Submission) -> bool:
    return (
        scope.default
        and scope.kind is submission.kind
        and scope.covers_region(submission.region_code)
        and scope.covers_year(submission.fiscal_year)
    )


def _form(case: Case, evaluation: Evaluation) -> Iterator[Failure]:
    expect, totals = case.expect, evaluation.totals
    found: dict[str, object] = {
        "total": totals.score,
        "status": evaluation.status,
        "grade": totals.grade,
        "declared_grade": totals.declared_grade,
    }
    yield from _fields(case.name, expect, found)
    raised = {finding.code for finding in evaluation.findings}
    for code in expect.findings:
        yield from _compared(case.name, code, True, code in raised)
    for code in expect.silent:
        yield from _compared(case.name, code, False, code in raised)


def _line(name: str, expect: LineExpect, verdict: Verdict, line: ScoreLine | None = None) -> Iterator[Failure]:
    applied, permitted = verdict.explanation.reading, verdict.permitted
    found: dict[str, object] = {
        "score": verdict.score,
        "ratio": percent(verdict.completion) if verdict.completion is not None else None,
        "outcome": verdict.outcome,
        "method": verdict.method,
        "direction": verdict.direction,
        "section": line.section if line else None,
        "reading": applied.interpretation.id if applied else None,
        "other_score": applied.other_score if applied else None,
        "permitted": permitted
        and Allowed.model_validate(
            {
                "from": permitted.minimum,
                "below" if permitted.maximum_excluded else "to": permitted.maximum,
            }
        ),
    }
    yield from _fields(name, expect, found)
    others = {each.interpretation.id: each.other_score for each in verdict.explanation.readings}
    for reading, other in expect.readings.items():
        yield from _compared(name, reading, other, others.get(reading, "—"))


def _fields(name: str, expect: LineExpect, found: dict[str, object]) -> Iterator[Failure]:
    for field, value in found.items():
        if field in expect.model_fields_set:
            yield from _compared(name, field, getattr(expect, field), value)


def _compared(name: str, what: str, expected: object, found: object) -> Iterator[Failure]:
    if expected != found:
        yield Failure(name, what, _shown(expected), _shown(found))


def _shown(value: object) -> str:
    if isinstance(value, Allowed):
        upper = f"below {value.below}" if value.below is not None else f"to {value.highest}"
        return f"from {value.lowest} {upper}"
    return "null" if value is None else str(value)


class _CellsMayBeNumbers(GenerateJsonSchema):
    """An editor should accept `actual: 96` as well as `actual: "96"`."""

    def str_schema(self, schema: core_schema.StringSchema) -> dict[str, Any]:
        return {**super().str_schema(schema), "type": ["string", "number"]}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a case file, for editors: the committed `rule-cases.schema.json`."""
    schema = CaseFile.model_json_schema(schema_generator=_CellsMayBeNumbers)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
