"""TARGET_BELOW_TOP: a qualitative target is not the best word of its scale, and full marks are had by less."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, info, name_of, pointer_to


def target_below_top(review: Review) -> Iterator[Finding]:
    """Only for words of a scale that the pack lists, and that lead none of its scales."""
    rule = review.pack.qualitative
    if rule is None:
        return
    for line in review.evaluation.lines:
        word = line.target.words
        if word is None or not line.verdict.met:
            continue
        scales = [scale for scale in rule.scales if word in scale]
        if not scales or any(scale[0] == word for scale in scales):
            continue
        best = scales[0][0]
        yield info(
            "TARGET_BELOW_TOP",
            pointer_to(line, "target"),
            f"{name_of(line).zh}的指标值只定为“{word}”（最高为“{best}”），达到即得满分，请核实指标值是否偏低",
            f"the target of {name_of(line).en} is only “{word}” (the best is “{best}”): was it set too low?",
            evidence(target=word, best=best),
        )
