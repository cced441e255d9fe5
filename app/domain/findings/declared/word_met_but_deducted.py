"""WORD_MET_BUT_DEDUCTED: the word achieved is the word wanted, and points were lost inside the tier all the same."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, LineDirection, Outcome
from app.domain.findings.review import Review, evidence, info, name_of, pointer_to
from app.domain.text import plain


def word_met_but_deducted(review: Review) -> Iterator[Finding]:
    """The tier allows it, hence no more than worth knowing; a share outside the tier has a check of its own."""
    for line in review.evaluation.lines:
        verdict, declared, word = line.verdict, line.declared_score, line.target.words
        if verdict.direction is not LineDirection.QUALITATIVE or verdict.outcome is not Outcome.DECLARED_ACCEPTED:
            continue
        if declared is None or line.weight is None or declared >= line.weight or word is None:
            continue
        if word != line.actual.words:
            continue
        yield info(
            "WORD_MET_BUT_DEDUCTED",
            pointer_to(line, "declared_score"),
            f"{name_of(line).zh}的指标值和实际完成值都是“{word}”，填报却为 {plain(declared)} 分，"
            f"低于分值 {plain(line.weight)}；扣分在该档允许范围之内，请核对实际完成值或说明扣分的依据",
            f"target and actual of {name_of(line).en} are both “{word}”, yet {plain(declared)} of {plain(line.weight)} "
            "is declared: the tier allows it, but either the word or the score needs a reason",
            evidence(word=word, declared=declared, weight=line.weight),
        )
