"""CRITERION_WEIGHT_MISMATCH: the weight printed for a criterion is not the one the pack prescribes."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, difference
from app.domain.findings.review import Review, error, evidence, name_of, pointer_to
from app.domain.text import plain


def criterion_weight_mismatch(review: Review) -> Iterator[Finding]:
    for line in review.evaluation.lines:
        criterion, printed = review.criterion(line), review.indicator(line).weight
        if criterion is None or criterion.weight is None or printed is None or printed == criterion.weight:
            continue
        yield error(
            "CRITERION_WEIGHT_MISMATCH",
            pointer_to(line, "weight"),
            f"{name_of(line).zh}的分值应为 {plain(criterion.weight)}，所填为 {plain(printed)}",
            f"{name_of(line).en} weighs {plain(criterion.weight)} by the rules, {plain(printed)} is printed",
            evidence(prescribed=criterion.weight, printed=printed, difference=difference(printed, criterion.weight)),
        )
