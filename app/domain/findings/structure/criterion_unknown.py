"""CRITERION_UNKNOWN: a line fits no criterion of a pack that names its criteria."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, name_of, pointer_to, warning


def criterion_unknown(review: Review) -> Iterator[Finding]:
    """Always where the line names a criterion; by its name alone only where the unit may not list lines itself."""
    for line in review.evaluation.lines:
        named = review.indicator(line).criterion
        if line.criterion is not None or (named is None and review.pack.open):
            continue
        wanted = named if named is not None else line.name
        yield warning(
            "CRITERION_UNKNOWN",
            pointer_to(line, "name" if named is None else "criterion"),
            f"{name_of(line).zh}不在“{review.pack.title.zh}”规定的指标之内，无法按标准计分，请核对名称",
            f"{name_of(line).en} is no criterion of “{review.pack.title.en}” and cannot be scored; is the name right?",
            evidence(given=wanted, rule_pack=review.pack.id),
        )
