"""MEAN_NOT_CAPPED: a printed mean completion rate counts what goes beyond the targets, which may hide a failure."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.printed_rate import printed_rate
from app.domain.findings.review import Review, evidence, has_target, info, name_of, pointer_to
from app.domain.text import percent


def mean_not_capped(review: Review) -> Iterator[Finding]:
    """A printed mean of 100% was capped; any other that is not the mean has a check of its own."""
    for line in review.evaluation.lines:
        indicator, mean = review.indicator(line), line.verdict.completion
        if len(indicator.parts) < 2 or mean is None or mean <= 1 or not has_target(line):
            continue
        rate = printed_rate(indicator.declared_completion)
        if rate is None or not rate.states(mean):
            continue
        yield info(
            "MEAN_NOT_CAPPED",
            pointer_to(line, "declared_completion"),
            f"{name_of(line).zh}的平均完成率 {indicator.declared_completion} 把各分项的超额部分也计算在内，"
            "超额可能掩盖未完成的分项；各分项应以 100% 为限再平均",
            f"the mean completion {indicator.declared_completion} of {name_of(line).en} counts what goes beyond the "
            "targets, which may hide a part that failed; cap each part at 100% first",
            evidence(declared=indicator.declared_completion, mean=percent(mean), parts=str(len(indicator.parts))),
        )
