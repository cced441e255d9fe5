"""FORMULA_NOT_FOLLOWED: the formula printed for a criterion is not the one its figures come from."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, has_target, name_of, pointer_to, warning
from app.domain.text import percent


def formula_not_followed(review: Review) -> Iterator[Finding]:
    """Where the pack records such a formula, and the figures exceed 100%, which shows that they are not its own."""
    for line in review.evaluation.lines:
        criterion, reached = review.criterion(line), line.verdict.completion
        if criterion is None or criterion.printed_formula is None or not has_target(line):
            continue
        if reached is None or reached <= 1:
            continue
        formula = criterion.printed_formula
        yield warning(
            "FORMULA_NOT_FOLLOWED",
            pointer_to(line, "parts" if review.indicator(line).parts else ""),
            f"{name_of(line).zh}的公式为“{formula.zh}”，所填各数却是实际值与指标值之比（平均 {percent(reached)}），"
            "不是按该公式算出的",
            f"the formula of {name_of(line).en} is “{formula.en}”, but its figures are actual ÷ target "
            f"({percent(reached)} on average)",
            evidence(formula=formula.zh, completion=percent(reached)),
        )
