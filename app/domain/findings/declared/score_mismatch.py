"""MET_BUT_DEDUCTED, UNMET_BUT_FULL, DECLARED_SCORE_MISMATCH: the declared score is not what the rule gives."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, LineDirection, Outcome, ScoreLine, difference
from app.domain.findings.over_fulfilment import points_lost
from app.domain.findings.review import Review, error, evidence, has_target, name_of, pointer_to, warning
from app.domain.rounding import agrees
from app.domain.text import plain


def score_mismatch(review: Review) -> Iterator[Finding]:
    """The most specific of the three alone, judged at the decimals the declared score was printed with.

    A score above its weight has a check of its own, a share outside its tier too.
    """
    for line in review.evaluation.lines:
        declared, score = line.declared_score, line.score
        if declared is None or line.weight is None or declared > line.weight or _told_by_tier(line):
            continue
        if line.verdict.outcome is Outcome.SCORED and score is not None:
            if not agrees(score, declared):
                yield _finding(review, line)
        elif line.verdict.met is False and declared == line.weight > 0:
            yield _unmet_but_full(line)


def _told_by_tier(line: ScoreLine) -> bool:
    """A qualitative share outside its tier, or one that no tier could be found for."""
    qualitative = line.verdict.direction is LineDirection.QUALITATIVE
    return qualitative and (line.score is None or bool(line.verdict.doubts))


def _finding(review: Review, line: ScoreLine) -> Finding:
    declared, score, weight = line.declared_score, line.score, line.weight
    if declared is None or score is None or weight is None:
        raise ValueError("a mismatch needs both scores")
    compared = has_target(line) and line.verdict.direction is not LineDirection.QUALITATIVE
    by_rule = points_lost(review, line) is not None
    if line.verdict.met and declared < weight and compared and not by_rule:
        return warning(
            "MET_BUT_DEDUCTED",
            pointer_to(line, "declared_score"),
            f"{name_of(line).zh}已达到指标值，应得 {plain(score)} 分，填报 {plain(declared)} 分",
            f"{name_of(line).en}: target met, {plain(score)} by the rule, declared {plain(declared)}",
            _numbers(line),
        )
    if not line.verdict.met and declared == weight and compared:
        return _unmet_but_full(line)
    return warning(
        "DECLARED_SCORE_MISMATCH",
        pointer_to(line, "declared_score"),
        f"{name_of(line).zh}按规则应得 {plain(score)} 分，填报 {plain(declared)} 分",
        f"{name_of(line).en}: {plain(score)} by the rule, declared {plain(declared)}",
        _numbers(line),
    )


def _unmet_but_full(line: ScoreLine) -> Finding:
    computed = f"，按规则应得 {plain(line.score)} 分" if line.score is not None else ""
    by_rule = f", {plain(line.score)} by the rule" if line.score is not None else ""
    return error(
        "UNMET_BUT_FULL",
        pointer_to(line, "declared_score"),
        f"{name_of(line).zh}未达到指标值，却填报满分{computed}",
        f"{name_of(line).en}: target not met, full marks declared{by_rule}",
        _numbers(line),
    )


def _numbers(line: ScoreLine) -> tuple[tuple[str, str], ...]:
    return evidence(
        declared=line.declared_score,
        computed=line.score,
        difference=difference(line.declared_score, line.score),
        direction=_side(line),
    )


def _side(line: ScoreLine) -> str | None:
    """Whether the unit gave itself less or more than the rule does."""
    if line.difference is None:
        return None
    return "declared_below_computed" if line.difference < 0 else "declared_above_computed"
