"""DECLARED_RATE_MISMATCH: the actual of a rate, printed as a percentage, is not what its amounts give."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.printed_rate import printed_rate
from app.domain.findings.review import Review, error, evidence, name_of, pointer_to
from app.domain.submission import Cell
from app.domain.text import percent


def measured_rate_mismatch(review: Review) -> Iterator[Finding]:
    """Of criteria that measure a rate from named amounts."""
    for line in review.evaluation.lines:
        criterion, ratio = review.criterion(line), line.verdict.completion
        if criterion is None or criterion.measure is None or ratio is None:
            continue
        printed = _percentage(review.indicator(line).actual)
        rate = printed_rate(printed)
        if rate is None or rate.states(ratio):
            continue
        yield error(
            "DECLARED_RATE_MISMATCH",
            pointer_to(line, "actual"),
            f"{name_of(line).zh}按所填各数应为 {percent(ratio)}，实际完成值填 {printed}",
            f"{name_of(line).en}: the amounts sent give {percent(ratio)}, the actual says {printed}",
            evidence(declared=printed, computed=percent(ratio)),
        )


def _percentage(cell: Cell) -> str | None:
    return cell if isinstance(cell, str) and "%" in cell.replace("％", "%") else None
