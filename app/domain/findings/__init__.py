"""What a reviewer must see. One check, one file, one function; `CHECKS` is their order.

A check looks at a `Review` and yields findings; it never changes a score and never raises.
"""

from dataclasses import replace

from app.domain.evaluation import Evaluation, Finding
from app.domain.findings.declared.score_mismatch import score_mismatch
from app.domain.findings.review import Check, Review
from app.domain.findings.totals.weights_not_total import weights_not_total
from app.domain.findings.values.doubts import doubts
from app.domain.funds import FundsFigures
from app.domain.rule_pack import RulePack
from app.domain.submission import Submission

CHECKS: tuple[Check, ...] = (
    weights_not_total,
    score_mismatch,
    doubts,
)


def review(submission: Submission, pack: RulePack, funds: FundsFigures | None, evaluation: Evaluation) -> Evaluation:
    """The evaluation with every finding of every check; one finding per place and code."""
    seen: dict[tuple[str, str], Finding] = {}
    subject = Review(submission, pack, funds, evaluation)
    for check in CHECKS:
        for finding in check(subject):
            seen.setdefault((finding.code, finding.pointer), finding)
    return replace(evaluation, findings=tuple(seen.values()))
