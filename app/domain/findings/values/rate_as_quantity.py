"""RATE_AS_QUANTITY: a percentage where the amount produced is asked for (数量指标)."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.review import Review, evidence, info, name_of, pointer_to
from app.domain.placing import bare_name
from app.domain.quantity import PERCENT
from app.domain.target import PrintedValue, read_cell

_AMOUNTS = frozenset({"数量指标", "产出数量"})


def rate_as_quantity(review: Review) -> Iterator[Finding]:
    """One finding for a line, at the first of its targets that is a share."""
    for line in review.evaluation.lines:
        shares = _shares(line, review) if bare_name(line.level2) in _AMOUNTS else []
        if not shares:
            continue
        place, _ = shares[0]
        names = "、".join(name for _, name in shares)
        own = place == "target"
        zh, en = ("", "a share") if own else (f"（{names}）", f"shares ({names})")
        yield info(
            "RATE_AS_QUANTITY",
            pointer_to(line, place),
            f"{name_of(line).zh}列在“{bare_name(line.level2)}”下，所填却是比率{zh}；数量指标应反映产品或服务的数量",
            f"{name_of(line).en} stands under quantity, but holds {en}; a quantity is a number of things",
            evidence(shares=names),
        )


def _shares(line: ScoreLine, review: Review) -> list[tuple[str, str]]:
    """Where a share stands for a target, and whose."""
    indicator = review.indicator(line)
    if not indicator.parts:
        return [("target", line.name or "—")] if _is_share(line.target) else []
    return [
        (f"parts/{index}/target", part.name)
        for index, part in enumerate(indicator.parts)
        if _is_share(read_cell(part.target))
    ]


def _is_share(value: PrintedValue) -> bool:
    quantity = value.quantity
    return quantity is not None and quantity.unit is not None and quantity.unit.dimension == PERCENT.dimension
