"""The criteria of a pack as a text: points, wording, what is measured, and the numbers of the method."""

from collections.abc import Iterator

from app.domain.criteria import method_name
from app.domain.criterion import (
    BandBound,
    Bands,
    Checklist,
    Criterion,
    Judged,
    MeanCompletion,
    Measure,
    Method,
    Midpoint,
    PartialStep,
    PerViolation,
    RateShare,
    StepDeduction,
    SumOfParts,
    SurveyShare,
)
from app.domain.measuring import formula_of
from app.domain.rule_pack import RulePack
from app.domain.text import approximate, limit, plain
from app.rules.layout import rule_lines

PARTIAL = {PartialStep.IGNORED: "不计", PartialStep.PROPORTIONAL: "按比例", PartialStep.STARTED: "按一步"}
METHODS = {
    "bands": "分档计分",
    "step_deduction": "每增加一步扣分",
    "per_violation": "每项不符扣分",
    "checklist": "按评价要点评定",
    "midpoint": "折中",
    "proportional": "按比率计分",
    "completion_ratio": "按完成率计分",
    "survey": "按满意度计分",
    "judged": "由人评定",
    "sum_of_parts": "分项合计",
}


def criteria_lines(pack: RulePack) -> Iterator[str]:
    """Every criterion, in the order of the form."""
    for index, criterion in enumerate(pack.criteria):
        if index:
            yield ""
        yield from _criterion(criterion)


def _criterion(criterion: Criterion) -> Iterator[str]:
    points = f"{plain(criterion.weight)} 分" if criterion.weight is not None else "分值由表填列"
    place = " / ".join(level for level in (criterion.level1, criterion.level2) if level)
    yield f"{criterion.label.zh}（{points}，{place}，{'必填' if criterion.required else '选填'}）"
    yield from rule_lines(criterion.rule)
    if criterion.measure is not None:
        yield f"  {_formula(criterion.measure, criterion)}"
    yield from _method(criterion.method, criterion)
    if criterion.printed_formula is not None:
        yield f"  所印而未用的公式：{criterion.printed_formula.zh}"
    for other in criterion.alternatives:
        yield f"  另一种理解：{other.interpretation.other_reading.zh}"
        if other.measure is not None:
            yield f"  {_formula(other.measure, criterion)}"
        if other.method is not None:
            yield from _method(other.method, criterion)


def _formula(measure: Measure, criterion: Criterion) -> str:
    return formula_of(measure, criterion.inputs).zh


def _method(method: Method, criterion: Criterion) -> Iterator[str]:
    yield f"  方法：{METHODS[method_name(method)]}"
    match method:
        case SumOfParts():
            for part in method.parts:
                yield f"    {part.label.zh}（{plain(part.weight)} 分）：{_formula(part.measure, criterion)}"
                yield from (f"  {line}" for line in _numbers(part.method))
        case _:
            yield from _numbers(method)


def _numbers(method: Method) -> Iterator[str]:
    match method:
        case Bands():
            yield f"    {_bands(method)}"
        case StepDeduction():
            step = limit(method.step).rstrip("%")
            yield f"    不超过 {limit(method.free_up_to)} 得满分"
            yield f"    每增加 {step} 个百分点扣 {plain(method.deduct)} 分，扣完为止"
            yield f"    不足一步的：{PARTIAL[method.partial_step]}"
        case PerViolation():
            yield from (f"    {point.id} {point.label.zh}" for point in method.points)
            yield f"    每项不符扣 {plain(method.deduct)} 分，扣完为止"
        case Checklist():
            yield from (f"    {point.id} {point.label.zh}" for point in method.points)
        case Midpoint():
            middle = limit(method.threshold)
            yield f"    高于 {middle} 满分，等于 {middle} 得一半，低于 {middle} 不得分"
        case RateShare():
            yield f"    计到 {limit(method.cap)} 为止"
        case MeanCompletion():
            yield f"    每项计到 {limit(method.cap)} 为止" if method.cap is not None else "    每项不封顶"
        case SurveyShare():
            yield f"    {'；'.join(f'{answer.name}×{approximate(answer.factor)}' for answer in method.answers)}"
        case Judged():
            yield "    一块合在一起评定" if method.lump else "    扣分须写明理由"


def _bands(table: Bands) -> str:
    sign = "≥" if table.bound is BandBound.AT_LEAST else "≤"
    rows = [] if table.exactly is None or table.exactly.bound is None else [("=", table.exactly)]
    rows += [(sign, band) for band in table.bands]
    return "；".join(
        f"{mark} {limit(band.bound)} 得 {plain(band.score)}"
        if band.bound is not None
        else f"其余得 {plain(band.score)}"
        for mark, band in rows
    )
