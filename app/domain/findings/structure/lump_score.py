"""LUMP_SCORE: a section scored in one lump that the form's own notes want broken down into indicators."""

from collections.abc import Iterator

from app.domain.criterion import Judged
from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.review import Review, evidence, name_of, pointer_to, warning


def lump_score(review: Review) -> Iterator[Finding]:
    for line in review.evaluation.lines:
        if not is_lump(line, review):
            continue
        yield warning(
            "LUMP_SCORE",
            pointer_to(line),
            f"{name_of(line).zh}以整块计分，没有细化到指标，得分无从核对；应按年初绩效目标列出各项指标并分配分值",
            f"{name_of(line).en} is scored in one lump that nobody can check; list its indicators with their weights",
            evidence(weight=line.weight, declared=line.declared_score),
        )


def is_lump(line: ScoreLine, review: Review) -> bool:
    """Whether a line stands for a whole section."""
    criterion = review.criterion(line)
    return criterion is not None and isinstance(criterion.method, Judged) and criterion.method.lump
