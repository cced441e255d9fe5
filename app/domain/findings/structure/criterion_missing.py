"""CRITERION_MISSING: a criterion that the pack prescribes has no line on the form."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, warning


def criterion_missing(review: Review) -> Iterator[Finding]:
    """All of them in one finding; what the pack does not require may be replaced by indicators of the unit's own."""
    present = {line.criterion for line in review.evaluation.lines}
    missing = [each for each in review.pack.criteria if each.required and each.id not in present]
    if not missing:
        return
    zh, en = "、".join(each.label.zh for each in missing), ", ".join(each.label.en for each in missing)
    yield warning(
        "CRITERION_MISSING",
        "/indicators",
        f"缺少规定的指标 {len(missing)} 项：{zh}，请补充或说明原因",
        f"{len(missing)} prescribed criteria have no line: {en}",
        evidence(missing=zh, count=str(len(missing))),
    )
