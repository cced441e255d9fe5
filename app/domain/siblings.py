"""不适用指标的分值由同级指标分担: spreads the weight of an indicator declared not applicable over its siblings.

A line's own weight and score stay what the form and the rule make of them, so that declared scores, deductions and
tiers keep the scale they were given on; what goes into section and total is the line at its raised weight, scored
and rounded once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from app.domain.evaluation import Counted, LineDirection, Outcome, ScoreLine, Step, add
from app.domain.placing import bare_name
from app.domain.rounding import apportion, share_of
from app.domain.rule_pack import NotApplicablePolicy, RulePack
from app.domain.submission import Indicator, Submission
from app.domain.text import Text, plain

Score = Callable[[int, Indicator], ScoreLine]
_NOTHING = Decimal(0)
_NO_SIBLINGS = Text(
    "本指标不适用，没有同级指标可以分担，其分值不计入总分",
    "not applicable, and no sibling to take its weight: it is left out of the total",
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line stands, under the names of its levels."""

    level1: str
    level2: str | None


def spread_weights(
    lines: tuple[ScoreLine, ...], submission: Submission, pack: RulePack, score: Score
) -> tuple[ScoreLine, ...]:
    """The lines with what they count for, where the pack gives a weight to siblings; `score` scores a line anew.

    Siblings are the applicable lines with points of the same level 2, else of the same level 1. Shares are in
    proportion to their weights, see `apportion`; of equal lines the one whose name comes first goes first, so that the
    order of the form changes nothing. Without siblings a line is left out, as under `rescale`.
    """
    absent = [line for line in lines if submission.indicators[line.index].not_applicable and line.weight]
    if pack.not_applicable is not NotApplicablePolicy.WEIGHT_TO_SIBLINGS or not absent:
        return lines
    takers = {line.index: siblings_of(line, lines, submission, pack) for line in absent}
    shares = _shares(absent, takers, lines, pack.score_places)
    spread: list[ScoreLine] = []
    for line in lines:
        if line.index in takers:
            spread.append(_given(line, len(takers[line.index])))
        elif line.index in shares:
            spread.append(_raised(line, shares[line.index], submission.indicators[line.index], pack, score))
        else:
            spread.append(line)
    return tuple(spread)


def siblings_of(line: ScoreLine, lines: Sequence[ScoreLine], submission: Submission, pack: RulePack) -> tuple[int, ...]:
    """The rows that take over a line's weight, in the order in which equal ones are served."""
    own = _place(line, pack)
    able = [each for each in lines if each.weight and not submission.indicators[each.index].not_applicable]
    near = [each for each in able if own.level2 is not None and _place(each, pack) == own]
    wide = [each for each in able if _place(each, pack).level1 == own.level1]
    return tuple(each.index for each in sorted(near or wide, key=lambda each: (each.name or "", each.index)))


def _shares(
    absent: Iterable[ScoreLine], takers: Mapping[int, tuple[int, ...]], lines: Sequence[ScoreLine], places: int
) -> dict[int, list[Decimal]]:
    """What each sibling takes: lines that go to the same siblings are spread as one amount."""
    pools: dict[tuple[int, ...], list[Decimal]] = {}
    for line in absent:
        pools.setdefault(takers[line.index], []).append(line.weight or _NOTHING)
    taken: dict[int, list[Decimal]] = {}
    for siblings, amounts in pools.items():
        weights = [lines[index].weight or _NOTHING for index in siblings]
        for index, share in zip(siblings, apportion(add(amounts), weights, places), strict=True):
            taken.setdefault(index, []).append(share)
    return taken


def _place(line: ScoreLine, pack: RulePack) -> _Place:
    """By the levels printed, else by those of the criterion, else by the section."""
    criterion = next((each for each in pack.criteria if each.id == line.criterion), None)
    level1, level2 = bare_name(line.level1), bare_name(line.level2)
    if criterion is not None:
        level1, level2 = level1 or bare_name(criterion.level1), level2 or bare_name(criterion.level2)
    return _Place(level1 or line.section or "", level2 or None)


def _given(line: ScoreLine, siblings: int) -> ScoreLine:
    """A line whose weight went to its siblings; without any its weight stays, and is left out."""
    weight = plain(line.weight or _NOTHING)
    if not siblings:
        return _told(line, _NO_SIBLINGS)
    counted = replace(line, counted=Counted(_NOTHING, None))
    others, theirs = ("1 sibling", "its") if siblings == 1 else (f"{siblings} siblings", "their")
    return _told(
        counted,
        Text(
            f"本指标不适用，其分值 {weight} 由 {siblings} 个同级指标按分值比例分担",
            f"not applicable: its weight of {weight} goes to {others} in proportion to {theirs} own",
        ),
    )


def _told(line: ScoreLine, sentence: Text) -> ScoreLine:
    explanation = line.verdict.explanation
    steps = (*explanation.steps[:-1], Step(explanation.steps[-1].name, sentence))
    explanation = replace(explanation, formula=sentence, sentence=sentence, steps=steps)
    return replace(line, verdict=replace(line.verdict, explanation=explanation))


def _raised(
    line: ScoreLine, shares: Iterable[Decimal], indicator: Indicator, pack: RulePack, score: Score
) -> ScoreLine:
    """A line at the weight it has with the shares of its siblings."""
    before = line.weight or _NOTHING
    weight = add((before, *shares))
    counted = Counted(weight, _score_at(weight, line, indicator, pack, score))
    worth = plain(counted.score) if counted.score is not None else None
    step = Step(
        "weight_to_siblings",
        Text(
            f"分担同级不适用指标的分值，分值由 {plain(before)} 调整为 {plain(weight)}"
            + (f"，计入总分 {worth} 分" if worth else ""),
            f"with the weight of siblings that do not apply, {plain(before)} becomes {plain(weight)}"
            + (f"; {worth} go into the total" if worth else ""),
        ),
    )
    explanation = replace(line.verdict.explanation, steps=(*line.verdict.explanation.steps, step))
    return replace(line, counted=counted, verdict=replace(line.verdict, explanation=explanation))


def _score_at(weight: Decimal, line: ScoreLine, indicator: Indicator, pack: RulePack, score: Score) -> Decimal | None:
    """By the rule at the raised weight; points a person gave, in proportion: they were given on the printed one."""
    verdict = line.verdict
    if verdict.score is None or not line.weight:
        return None
    judged = verdict.direction is LineDirection.JUDGED and bool(indicator.deductions)
    if verdict.outcome is Outcome.SCORED and not judged:
        return score(line.index, replace(indicator, weight=weight, declared_score=None)).score
    return share_of(weight, Fraction(verdict.score) / Fraction(line.weight), pack.score_places)
