"""INDICATOR_DUPLICATE: the same name, target and actual twice."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, name_of, pointer_to, warning
from app.domain.submission import Cell, StructuredValue
from app.domain.target import ValueKind


def indicator_duplicate(review: Review) -> Iterator[Finding]:
    """Rows without a name, or without both values, are not compared."""
    first: dict[tuple[str, Cell, Cell], int] = {}
    for line in review.evaluation.lines:
        name = "".join((line.name or "").split())
        if not name or (line.target.kind is line.actual.kind is ValueKind.MISSING):
            continue
        indicator = review.indicator(line)
        earlier = first.setdefault((name, _folded(indicator.target), _folded(indicator.actual)), line.index)
        if earlier != line.index:
            yield warning(
                "INDICATOR_DUPLICATE",
                pointer_to(line),
                f"第 {line.index + 1} 行与第 {earlier + 1} 行重复：{name_of(line).zh}的名称、指标值和实际完成值都相同",
                f"rows {earlier + 1} and {line.index + 1} are the same: name, target and actual of {name_of(line).en}",
                evidence(first=str(earlier + 1), second=str(line.index + 1)),
            )


def _folded(cell: Cell) -> Cell:
    return cell if isinstance(cell, StructuredValue) else "".join((cell or "").split())
