"""weight × the mean of the completion ratios of the sub-indicators: 实际完成率, 质量达标率.

Seen in the 博湖 report of 2022. Each ratio is capped before the mean, so that no over-fulfilment hides a
failure (design: reading 8); the report's own mean is not capped, and is what the line's completion says.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.comparison import Comparison, compare
from app.domain.criterion import Criterion, MeanCompletion
from app.domain.entry import Entry
from app.domain.evaluation import AppliedReading, Doubt, LineDirection, Outcome, Step, Verdict
from app.domain.item import Item
from app.domain.rounding import share_of
from app.domain.rule import Interpretation
from app.domain.telling import Told, not_computed, scored, unscored
from app.domain.text import Text, limit, percent, plain
from app.domain.trace import as_printed, rounding_step

METHOD = "completion_ratio"
_FORMULA = Text("得分 = 分值 × 各分项完成率的平均值", "score = weight × mean of the completion ratios of the parts")


@dataclass(frozen=True, slots=True)
class _Part:
    """A sub-indicator compared: its ratio as it is, and by the other reading of its target, if there is one."""

    name: str
    item: Item
    ratio: Fraction
    reading: Interpretation | None
    other_ratio: Fraction | None


def mean_completion(entry: Entry, criterion: Criterion, rule: MeanCompletion) -> Verdict:
    """Scores the mean of the parts; one part that cannot be compared leaves the line without a score."""
    if not entry.parts:
        doubt = Doubt("VALUE_MISSING", "target", Text("未填指标值和实际完成值", "neither target nor actual is given"))
        return not_computed(criterion, METHOD, LineDirection.POSITIVE, doubt)
    parts: list[_Part] = []
    for part in entry.parts:
        compared = compare(part.item, entry.completion)
        if isinstance(compared, Doubt):
            return _stopped(criterion, parts, part.place, compared)
        ratio = _ratio(compared)
        if ratio is None:
            missing = Doubt("JUDGEMENT_NEEDED", "", Text("没有完成率可计", "there is no completion ratio"))
            return _stopped(criterion, parts, part.place, missing)
        parts.append(_Part(part.name, part.item, ratio, compared.reading, compared.other_earned))
    return _scored(entry, criterion, rule, parts)


def _ratio(compared: Comparison) -> Fraction | None:
    """How far the target was reached: beyond it as far as it goes, below it what the pack's formula earns."""
    if compared.met and compared.ratio is not None:
        return compared.ratio
    return compared.earned


def _mean(ratios: list[Fraction], rule: MeanCompletion) -> Fraction:
    counted = ratios if rule.cap is None else [min(ratio, rule.cap) for ratio in ratios]
    return sum(counted, Fraction(0)) / len(counted)


def _scored(entry: Entry, criterion: Criterion, rule: MeanCompletion, parts: list[_Part]) -> Verdict:
    ratios = [part.ratio for part in parts]
    uncapped, mean = _mean(ratios, MeanCompletion(None)), _mean(ratios, rule)
    score = share_of(entry.weight, mean, entry.places)
    figures = f"{plain(entry.weight)} × {percent(mean)} = {plain(score)}"
    exact = Fraction(entry.weight) * min(mean, Fraction(1))
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=_FORMULA,
        substituted=figures,
        steps=(*map(_step, parts), *_mean_steps(uncapped, mean, rule), rounding_step(exact, score, entry.places)),
        sentence=_sentence(parts, uncapped, mean, figures),
        completion=uncapped,
        met=all(ratio >= 1 for ratio in ratios),
        readings=_readings(entry, rule, parts, score),
    )
    return scored(criterion, entry.weight, score, told)


def _sentence(parts: list[_Part], uncapped: Fraction, mean: Fraction, figures: str) -> Text:
    if len(parts) == 1:
        zh, en = f"完成率 {percent(uncapped)}", f"completion {percent(uncapped)}"
    else:
        zh = f"{len(parts)} 个分项平均完成率 {percent(uncapped)}"
        en = f"mean completion of {len(parts)} parts {percent(uncapped)}"
    if mean != uncapped:
        zh, en = f"{zh}，封顶后 {percent(mean)}", f"{en}, {percent(mean)} when capped"
    return Text(f"{zh}，{figures} 分", f"{en}: {figures}")


def _readings(entry: Entry, rule: MeanCompletion, parts: list[_Part], score: Decimal) -> tuple[AppliedReading, ...]:
    """The readings that targets of the parts rest on, each with the score if all of them were read the other way."""
    told: dict[str, AppliedReading] = {}
    for reading in (part.reading for part in parts if part.reading is not None):
        ratios = [part.other_ratio if part.reading == reading else part.ratio for part in parts]
        known = [ratio for ratio in ratios if ratio is not None]
        complete = len(known) == len(ratios)
        other = share_of(entry.weight, _mean(known, rule), entry.places) if complete else None
        told[reading.id] = AppliedReading(reading, other, differs=other != score)
    return tuple(told.values())


def _step(part: _Part) -> Step:
    target, actual = as_printed(part.item.target), as_printed(part.item.actual)
    return Step(
        "part",
        Text(
            f"{part.name or '分项'}：指标值 {target}，实际 {actual}，完成率 {percent(part.ratio)}",
            f"{part.name or 'part'}: target {target}, actual {actual}, completion {percent(part.ratio)}",
        ),
    )


def _mean_steps(uncapped: Fraction, mean: Fraction, rule: MeanCompletion) -> tuple[Step, ...]:
    plain_mean = Step("mean", Text(f"平均完成率 {percent(uncapped)}", f"mean completion ratio {percent(uncapped)}"))
    if rule.cap is None or mean == uncapped:
        return (plain_mean,)
    cap, shown = limit(rule.cap), percent(mean)
    capped = Text(f"每项最多计到 {cap}，平均 {shown}", f"each counted up to {cap}: mean {shown}")
    return (plain_mean, Step("cap", capped))


def _stopped(criterion: Criterion, parts: list[_Part], place: str, doubt: Doubt) -> Verdict:
    placed = Doubt(doubt.code, f"{place}{doubt.field}".rstrip("/"), doubt.message, doubt.evidence)
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=_FORMULA,
        substituted="—",
        steps=(*map(_step, parts), Step("not_scored", doubt.message)),
        sentence=doubt.message,
    )
    outcome = Outcome.NEEDS_JUDGEMENT if doubt.code == "JUDGEMENT_NEEDED" else Outcome.UNREADABLE
    return unscored(criterion, outcome, placed, told)
