"""Forms made up to see what the domain writes of them: what templates are cut from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.domain.evaluation import Evaluation, Finding, Severity
from app.domain.findings import CHECKS
from app.domain.findings.review import Check, Review
from app.domain.funds import read_funds
from app.domain.rule_pack import RulePack
from app.domain.scoring import unreviewed
from app.domain.submission import Declared, FundAmounts, Funds, Indicator, Submission
from app.services.ordinary.json_text import compact
from app.services.ordinary.learned import Unordinary
from app.services.sheet import finding_of

LEVEL1, LEVEL2, NAME = "〔一级〕", "〔二级〕", "〔三级〕"
_GRAVITY = {severity: rank for rank, severity in enumerate(Severity)}
_RANKS = {check: rank for rank, check in enumerate(CHECKS)}


@dataclass(frozen=True, slots=True)
class Probe:
    """A form made up for a pack, scored by the domain; the findings are for whoever asks."""

    submission: Submission
    evaluation: Evaluation
    review: Review


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as the sheet writes it, and where it stands among others: the gravest first, then check by check."""

    gravity: int
    rank: int
    finding: Finding

    @property
    def text(self) -> str:
        return compact(finding_of(self.finding))


def probe(pack: RulePack, *lines: Indicator, funds: Funds | None = None, total: str | None = None) -> Probe:
    """A form of these lines and funds."""
    declared = Declared(total=None if total is None else Decimal(total))
    submission = Submission(pack.scope.kind, pack.scope.first_year, funds=funds, indicators=lines, declared=declared)
    return probe_of(submission, pack)


def probe_of(submission: Submission, pack: RulePack) -> Probe:
    read = read_funds(submission.funds) if submission.funds else None
    evaluation = unreviewed(submission, pack, read)
    return Probe(submission, evaluation, Review(submission, pack, read, evaluation))


def spent_funds(spent: str) -> Funds:
    """Funds of which some were spent."""
    return Funds(FundAmounts("7", "7", None, spent), unit="万元")


def line(target: str, actual: str, weight: str, declared: str | None, reason: str | None = None) -> Indicator:
    """A line that no section and no check of names knows."""
    return Indicator(
        LEVEL1,
        LEVEL2,
        NAME,
        target=target,
        actual=actual,
        weight=Decimal(weight),
        declared_score=None if declared is None else Decimal(declared),
        deviation_reason=reason,
    )


def findings(review: Review, checks: Iterable[Check] = CHECKS) -> Iterator[Told]:
    """Every finding of these checks with its place in the order of all."""
    for check in checks:
        for finding in check(review):
            yield Told(_GRAVITY[finding.severity], _RANKS[check], finding)


def told(review: Review, code: str, pointer: str) -> Told:
    """The finding of that code at that place. Raises Unordinary where there is none, or more than one."""
    found = [each for each in findings(review) if (each.finding.code, each.finding.pointer) == (code, pointer)]
    if len(found) != 1:
        raise Unordinary(code)
    return found[0]
