"""NOT_APPLICABLE: an indicator was declared not applicable; what the pack does with its weight."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, Outcome, ScoreLine
from app.domain.findings.review import Review, evidence, info, is_reason, name_of, pointer_to
from app.domain.siblings import siblings_of


def not_applicable(review: Review) -> Iterator[Finding]:
    for line in review.evaluation.lines:
        if line.verdict.outcome is not Outcome.NOT_APPLICABLE:
            continue
        worth, given = line.verdict.explanation.sentence, is_reason(review.indicator(line).deviation_reason)
        zh, en = ("", "") if given else ("；未说明不适用的原因", "; no reason is given")
        yield info(
            "NOT_APPLICABLE",
            pointer_to(line, "not_applicable"),
            f"{name_of(line).zh}：{worth.zh}{zh}",
            f"{name_of(line).en}: {worth.en}{en}",
            evidence(
                weight=line.weight,
                score=line.score,
                policy=review.pack.not_applicable.value,
                siblings=_siblings(line, review),
            ),
        )


def _siblings(line: ScoreLine, review: Review) -> str | None:
    """Where the weight went, if it did."""
    if line.counted is None:
        return None
    siblings = siblings_of(line, review.evaluation.lines, review.submission, review.pack)
    return ", ".join(f"/indicators/{index}" for index in sorted(siblings))
