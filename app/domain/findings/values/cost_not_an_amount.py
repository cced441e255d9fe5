"""COST_NOT_AN_AMOUNT: a cost indicator whose target is a word, so that no cost can be checked."""

import re
from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, info, name_of, pointer_to
from app.domain.placing import is_cost
from app.domain.target import ValueKind
from app.domain.trace import as_printed

# 控制在预算内, 不超过定额: words, but a limit that stands elsewhere.
_LIMIT_ELSEWHERE = re.compile(r"预算|概算|定额|限额|标准|批复|合同|核定")


def cost_not_an_amount(review: Review) -> Iterator[Finding]:
    for line in review.evaluation.lines:
        if line.target.kind is not ValueKind.WORDS or not is_cost(line.level1, line.level2):
            continue
        target = as_printed(line.target)
        if _LIMIT_ELSEWHERE.search(target) or review.indicator(line).not_applicable:
            continue
        yield info(
            "COST_NOT_AN_AMOUNT",
            pointer_to(line, "target"),
            f"{name_of(line).zh}列为成本指标，指标值却是“{target}”，不是成本金额，无法与资金核对",
            f"{name_of(line).en} is a cost indicator, but “{target}” is no amount to check the funds against",
            evidence(target=target),
        )
