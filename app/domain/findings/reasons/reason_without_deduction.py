"""REASON_WITHOUT_DEDUCTION: a deviation is explained, but no points were lost."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, LineDirection, Outcome, ScoreLine
from app.domain.findings.review import Review, evidence, has_target, info, is_reason, name_of, pointer_to
from app.domain.text import plain


def reason_without_deduction(review: Review) -> Iterator[Finding]:
    """Only where the target is met and not exceeded at all: exceeding it is a deviation worth a reason."""
    for line in review.evaluation.lines:
        score = line.score if line.declared_score is None else line.declared_score
        if score is None or score != line.weight or not is_reason(review.indicator(line).deviation_reason):
            continue
        if not line.verdict.met or line.verdict.outcome is Outcome.NOT_APPLICABLE or _exceeded(line):
            continue
        if line.verdict.direction is not LineDirection.JUDGED and not has_target(line):
            continue
        yield info(
            "REASON_WITHOUT_DEDUCTION",
            pointer_to(line, "deviation_reason"),
            f"{name_of(line).zh}填写了偏差原因，却得满分 {plain(score)} 分，请核对是否有偏差",
            f"{name_of(line).en}: a deviation is explained, yet full marks of {plain(score)} are given",
            evidence(score=score, weight=line.weight),
        )


def _exceeded(line: ScoreLine) -> bool:
    verdict, target, actual = line.verdict, line.target, line.actual
    if verdict.direction in (LineDirection.POSITIVE, LineDirection.NEGATIVE):
        return verdict.completion is None or verdict.completion > 1
    if verdict.direction is LineDirection.QUALITATIVE:
        return target.words != actual.words
    return verdict.direction is LineDirection.DEADLINE and target.date != actual.date
