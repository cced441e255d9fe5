"""OBJECTIVE_CONTRADICTED: the objective is called unmet, while every indicator that can be judged is met."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.achievement import achievements
from app.domain.findings.review import Review, evidence, warning

_UNMET = frozenset({"未完成", "未达成", "没有完成", "未达到", "未实现", "未完成目标", "未达成预期目标"})


def objective_contradicted(review: Review) -> Iterator[Finding]:
    """Only for an objective that says nothing else; a single indicator is no contradiction."""
    said = "".join((review.submission.objective.actual or "").split()).rstrip("。.；;")
    met = achievements(review) if said in _UNMET else []
    if len(met) < 2 or not all(met):
        return
    yield warning(
        "OBJECTIVE_CONTRADICTED",
        "/objective/actual",
        f"总体目标填“{said}”，而可判断的 {len(met)} 项指标全部达到指标值，两者矛盾，请核实",
        f"the objective is reported as “{said}” (not met), yet all {len(met)} indicators that can be judged are met",
        evidence(objective=said, met=str(len(met))),
    )
