"""A pack that prescribes its criteria, built by hand, and a form that no check has anything to say about."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.domain.criterion import (
    Answer,
    Band,
    BandBound,
    Bands,
    Checklist,
    Criterion,
    Input,
    Judged,
    MeanCompletion,
    Measure,
    Method,
    Midpoint,
    Point,
    RateShare,
    ScoredPart,
    SumOfParts,
    SurveyShare,
)
from app.domain.rule import ZeroDenominator
from app.domain.rule_pack import FormKind, RulePack, Scope, SectionRule
from app.domain.submission import (
    Check,
    Declared,
    FundAmounts,
    Funds,
    Indicator,
    NamedCode,
    Part,
    Submission,
    Survey,
    SurveyAnswer,
)
from app.domain.text import Text
from tests.domain.packs import interpretation, national_pack, rule

PROJECT, RATE = Text("项目", "project"), Text("比率", "rate")
PARTS = (Part("参保人数", "≥3.6万人", "3.64万人"), Part("生育保险参保人数", "≥0.7万人", "0.7万人"))
QUALITY = (Part("系统正常运行率", "≥99%", "99%"), Part("基金支付率", "≥95%", "95%"))
ALL_MET = tuple(Check(mark, met=True) for mark in "①②③④")
SURVEY = Survey(issued=50, valid=50, answers=(SurveyAnswer("满意", 45), SurveyAnswer("基本满意", 5)))


def evaluation_pack(**changes: Any) -> RulePack:
    """决策 10, 过程 10, 产出 60, 效益 20: a form has these six criteria and no others."""
    pack = replace(
        national_pack(),
        scope=Scope(FormKind.PROJECT_EVALUATION, None, 2020, None, default=True),
        sections=_sections(),
        execution=replace(national_pack().execution, weight=None),
        criteria=_criteria(),
        open=False,
    )
    return replace(pack, **changes)


def department_pack(**changes: Any) -> RulePack:
    """Rates of the funds, and for the results either a lump of 70 or the unit's own indicators."""
    criteria = (
        criterion("completion", "预算完成率", "投入", "10", _bands(), measure=ratio("spent", "budget")),
        criterion("progress", "支出进度率", "投入", "10", _halves()),
        criterion("accuracy", "预算编制准确率", "投入", "10", _bands(), measure=ratio("final", "planned", zero=True)),
        criterion("results", "项目产出", "产出", "70", Judged(lump=True), required=False),
    )
    pack = evaluation_pack(criteria=criteria, open=True)
    return replace(pack, **changes)


def criterion(
    name: str, label: str, level1: str, weight: str, method: Method, measure: Measure | None = None, **more: Any
) -> Criterion:
    """Reads whatever its measure, or its parts, name; `executed` also from the funds."""
    measures = [measure] if measure else []
    measures += [part.measure for part in method.parts] if isinstance(method, SumOfParts) else []
    names = dict.fromkeys(each for one in measures for each in (*one.add, *one.subtract, *one.over))
    columns = {"executed": "executed", "arrived": "arrived"}
    return Criterion(
        id=name,
        label=Text(label, f"({label})"),
        names=(label,),
        level1=level1,
        level2=more.pop("level2", None),
        weight=Decimal(weight),
        rule=rule(label),
        method=method,
        measure=measure,
        inputs=tuple(Input(each, Text(each, each), columns.get(each)) for each in names),
        **more,
    )


def ratio(above: str, below: str, *, zero: bool = False) -> Measure:
    """above ÷ below; `zero` is for rates whose 0/0 is worth full marks by a reading."""
    worth = ZeroDenominator.FULL if zero else ZeroDenominator.NOT_APPLICABLE
    reading = interpretation("zero_is_full") if zero else None
    return Measure(RATE, (above,), (below,), zero_over_zero=worth, zero_reading=reading)


def line(label: str, level1: str, weight: str, **more: Any) -> Indicator:
    """A line declared in full unless told otherwise."""
    more.setdefault("declared_score", Decimal(weight))
    return Indicator(level1=level1, name=label, weight=Decimal(weight), **more)


LINES = (
    line("立项依据充分性", "决策", "10", checks=ALL_MET),
    line("预算执行率", "过程", "10"),
    line("实际完成率", "产出", "40", level2="产出数量", parts=PARTS),
    line("质量达标率", "产出", "10", parts=QUALITY),
    line("成本节约率", "产出", "10", facts={"planned": "100", "actual": "98"}),
    line("满意度", "效益", "20", survey=SURVEY),
)
DEPARTMENT_LINES = (
    line("预算完成率", "投入", "10", facts={"spent": "100", "budget": "100"}),
    line("支出进度率", "投入", "10", facts={"half": "100", "third": "100", "budget": "100"}),
    line("预算编制准确率", "投入", "10", facts={"final": "10", "planned": "10"}),
    line("服务人数", "产出", "70", target="≥10人", actual="11人"),
)


def evaluation_form(*lines: Indicator, **changes: Any) -> Submission:
    """A report on which all is well."""
    form = Submission(
        kind=FormKind.PROJECT_EVALUATION,
        fiscal_year=2022,
        project=NamedCode(None, "信息化建设"),
        unit=NamedCode(None, "医疗保障局"),
        funds=Funds(FundAmounts("100", "100", "100", "100"), "万元"),
        indicators=lines or LINES,
        declared=Declared(total=Decimal(100)),
    )
    return replace(form, **changes)


def with_line(index: int, **changes: Any) -> Submission:
    """The report with one line changed."""
    lines = list(LINES)
    lines[index] = replace(lines[index], **changes)
    return evaluation_form(*lines)


def department_form(*lines: Indicator, **changes: Any) -> Submission:
    return evaluation_form(*(lines or DEPARTMENT_LINES), funds=None, **changes)


def with_department_line(index: int, **changes: Any) -> Submission:
    """The department's form with one line changed."""
    lines = list(DEPARTMENT_LINES)
    lines[index] = replace(lines[index], **changes)
    return department_form(*lines)


def _criteria() -> tuple[Criterion, ...]:
    points = tuple(Point(mark, Text(f"要点{mark}", mark)) for mark in "①②③④")
    saving = Measure(RATE, ("planned",), ("planned",), subtract=("actual",))
    answers = (Answer("满意", Fraction(1)), Answer("基本满意", Fraction(1)), Answer("不满意", Fraction(0)))
    mean = MeanCompletion(Fraction(1))
    formula = Text("达标产出数÷实际产出数", "outputs up to standard ÷ outputs")
    executed = ratio("executed", "arrived")
    return (
        criterion("basis", "立项依据充分性", "决策", "10", Checklist(points)),
        criterion("execution", "预算执行率", "过程", "10", RateShare(Fraction(1)), measure=executed),
        criterion("quantity", "实际完成率", "产出", "40", mean, level2="产出数量"),
        criterion("quality", "质量达标率", "产出", "10", mean, printed_formula=formula),
        criterion("saving", "成本节约率", "产出", "10", Midpoint(Fraction(0)), measure=saving),
        criterion("satisfaction", "满意度", "效益", "20", SurveyShare(answers)),
    )


def _sections() -> tuple[SectionRule, ...]:
    decision, process = ("决策", "项目决策"), ("过程", "投入")
    output, benefit = ("产出", "项目产出", "产出指标"), ("效益", "项目效益", "满意度指标")
    return (
        SectionRule("decision", Text("决策", "decision"), decision, None, False, None),
        SectionRule("process", Text("过程", "process"), process, None, False, None),
        SectionRule("output", Text("产出", "outputs"), output, None, True, "output"),
        SectionRule("benefit", Text("效益", "benefits"), benefit, None, False, "benefit"),
    )


def _bands() -> Bands:
    table = (Band(Fraction(1), Decimal(10)), Band(Fraction(9, 10), Decimal(5)), Band(None, Decimal(0)))
    return Bands(BandBound.AT_LEAST, table)


def _halves() -> SumOfParts:
    parts = (
        ScoredPart("half", PROJECT, Decimal(5), ratio("half", "budget"), RateShare(Fraction(1))),
        ScoredPart("third", PROJECT, Decimal(5), ratio("third", "budget"), RateShare(Fraction(1))),
    )
    return SumOfParts(parts)
