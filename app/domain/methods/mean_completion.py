"""weight × the mean of the completion ratios of the sub-indicators: 实际完成率, 质量达标率.

Seen in the 博湖 report of 2022. Each ratio is capped before the mean, so that no over-fulfilment hides a
failure (design: reading 8); the report's own mean is not capped.
"""

from fractions import Fraction

from app.domain.comparison import Comparison, compare
from app.domain.criterion import Criterion, MeanCompletion
from app.domain.entry import Entry
from app.domain.evaluation import Doubt, LineDirection, Outcome, Step, Verdict
from app.domain.item import Item
from app.domain.rounding import share_of
from app.domain.telling import Told, not_computed, scored, unscored
from app.domain.text import Text, percent, plain
from app.domain.trace import rounding_step

METHOD = "completion_ratio"
_FORMULA = Text("得分 = 分值 × 各分项完成率的平均值", "score = weight × mean of the completion ratios of the parts")


def mean_completion(entry: Entry, criterion: Criterion, rule: MeanCompletion) -> Verdict:
    """Scores the mean of the parts; one part that cannot be compared leaves the line without a score."""
    if not entry.parts:
        doubt = Doubt("VALUE_MISSING", "target", Text("未填指标值和实际完成值", "neither target nor actual is given"))
        return not_computed(criterion, METHOD, LineDirection.POSITIVE, doubt)
    ratios: list[Fraction] = []
    steps: list[Step] = []
    for index, (name, item) in enumerate(entry.parts):
        compared = compare(item, entry.completion)
        ratio = _ratio(compared, rule)
        if isinstance(ratio, Doubt):
            return _stopped(entry, criterion, steps, index, ratio)
        ratios.append(ratio)
        steps.append(_step(name, item, ratio))
    return _scored(entry, criterion, ratios, steps)


def _ratio(compared: Comparison | Doubt, rule: MeanCompletion) -> Fraction | Doubt:
    if isinstance(compared, Doubt):
        return compared
    ratio = compared.ratio if compared.ratio is not None else compared.earned
    if ratio is None:
        return Doubt("JUDGEMENT_NEEDED", "", Text("没有完成率可计", "there is no completion ratio"))
    return ratio if rule.cap is None else min(ratio, rule.cap)


def _scored(entry: Entry, criterion: Criterion, ratios: list[Fraction], steps: list[Step]) -> Verdict:
    mean = sum(ratios, Fraction(0)) / len(ratios)
    score = share_of(entry.weight, mean, entry.places)
    figures = f"{plain(entry.weight)} × {percent(mean)} = {plain(score)}"
    mean_step = Step("mean", Text(f"平均完成率 {percent(mean)}", f"mean completion ratio {percent(mean)}"))
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=_FORMULA,
        substituted=figures,
        steps=(*steps, mean_step, rounding_step(Fraction(entry.weight) * min(mean, Fraction(1)), score, entry.places)),
        sentence=Text(
            f"{len(ratios)} 个分项平均完成率 {percent(mean)}，{figures} 分",
            f"mean completion of {len(ratios)} parts {percent(mean)}: {figures}",
        ),
        completion=mean,
    )
    return scored(criterion, entry.weight, score, told)


def _step(name: str, item: Item, ratio: Fraction) -> Step:
    target, actual = item.target.printed or "—", item.actual.printed or "—"
    return Step(
        "part",
        Text(
            f"{name or '分项'}：指标值 {target}，实际 {actual}，完成率 {percent(ratio)}",
            f"{name or 'part'}: target {target}, actual {actual}, completion {percent(ratio)}",
        ),
    )


def _stopped(entry: Entry, criterion: Criterion, steps: list[Step], index: int, doubt: Doubt) -> Verdict:
    field = f"parts/{index}/{doubt.field}".rstrip("/") if len(entry.parts) > 1 else doubt.field
    placed = Doubt(doubt.code, field, doubt.message, doubt.evidence)
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=_FORMULA,
        substituted="—",
        steps=(*steps, Step("not_scored", doubt.message)),
        sentence=doubt.message,
    )
    outcome = Outcome.NEEDS_JUDGEMENT if doubt.code == "JUDGEMENT_NEEDED" else Outcome.UNREADABLE
    return unscored(criterion, outcome, placed, told)
