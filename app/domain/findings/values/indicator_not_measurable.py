"""INDICATOR_NOT_MEASURABLE: a sentence for a name and a percentage for a target, of what nobody can say."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, name_of, pointer_to, warning
from app.domain.findings.wording import is_sentence_as_share
from app.domain.trace import as_printed


def indicator_not_measurable(review: Review) -> Iterator[Finding]:
    for line in review.evaluation.lines:
        if not is_sentence_as_share(line):
            continue
        target = as_printed(line.target)
        yield warning(
            "INDICATOR_NOT_MEASURABLE",
            pointer_to(line, "name"),
            f"{name_of(line).zh}是一句话，指标值“{target}”没有说明是什么占什么的比例，无法衡量；请改为可衡量的指标",
            f"{name_of(line).en} is a sentence, and its target “{target}” does not say what share of what is meant",
            evidence(target=target, name=line.name),
        )
