"""OUTPUT_BENEFIT_BELOW_MINIMUM: outputs and benefits together weigh less than the pack wants in principle."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.evaluation import Finding, add
from app.domain.findings.review import Review, evidence, warning
from app.domain.text import plain


def output_benefit_below_minimum(review: Review) -> Iterator[Finding]:
    """A line whose section is not known counts as an output: only what is surely too little is told."""
    minimum, lines = review.pack.review.output_benefit_minimum, review.evaluation.lines
    if minimum is None or not lines or any(line.weight is None for line in lines):
        return
    others = {section.id for section in review.pack.sections if section.counts_as is None}
    weight = add([line.weight or Decimal(0) for line in lines if line.section not in others])
    if weight < minimum:
        yield warning(
            "OUTPUT_BENEFIT_BELOW_MINIMUM",
            "/indicators",
            f"产出、效益类指标分值合计 {plain(weight)}，原则上不低于 {plain(minimum)}",
            f"outputs and benefits weigh {plain(weight)} together, in principle at least {plain(minimum)}",
            evidence(weight=weight, minimum=minimum),
        )
