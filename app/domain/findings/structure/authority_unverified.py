"""AUTHORITY_UNVERIFIED: a score rests on a rule that nobody has checked against its text. Once per form."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, info


def authority_unverified(review: Review) -> Iterator[Finding]:
    """The documents behind the lines that have a score, and behind the grade."""
    evaluation = review.evaluation
    lines = [line for line in (evaluation.execution, *evaluation.lines) if line is not None]
    rules = [line.verdict.explanation.rule for line in lines if line.verdict.score is not None]
    resting = sum(1 for rule in rules if not rule.authority.verified)
    scored = len(rules)
    if evaluation.totals.grade is not None and review.pack.grades is not None:
        rules.append(review.pack.grades.rule)
    unverified = {rule.authority.id: rule.authority for rule in rules if not rule.authority.verified}
    if not unverified:
        return
    documents = "；".join(dict.fromkeys(authority.document for authority in unverified.values()))
    yield info(
        "AUTHORITY_UNVERIFIED",
        "/rule_pack",
        f"{scored} 行得分中有 {resting} 行所依据的规则尚未与原文核对：{documents}",
        f"{resting} of {scored} scores rest on rules not yet checked against their text: {documents}",
        evidence(documents=documents, lines=str(resting), scored=str(scored)),
    )
