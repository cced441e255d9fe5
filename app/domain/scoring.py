"""Scores one form by one pack.

submission ─ read funds ─ execution line ─┐
           └ indicators ─ lines ─ siblings┴─ sections ─ totals ─ grade ─ findings
"""

from app.domain.evaluation import Evaluation, ScoreLine, Status, Totals
from app.domain.execution import execution_line, rates_of
from app.domain.findings import review
from app.domain.funds import FundsFigures, read_funds
from app.domain.lines import line_of
from app.domain.rule_pack import RulePack
from app.domain.sections import add_up_sections
from app.domain.siblings import spread_weights
from app.domain.submission import Indicator, Submission
from app.domain.totals import totals_of


def evaluate(submission: Submission, pack: RulePack) -> Evaluation:
    """The score sheet of a form under a pack, with every finding; the same inputs give the same answer for ever."""
    funds = read_funds(submission.funds) if submission.funds else None
    return review(submission, pack, funds, unreviewed(submission, pack, funds))


def unreviewed(submission: Submission, pack: RulePack, funds: FundsFigures | None) -> Evaluation:
    """The same score sheet before any check has looked at it; `funds` are those of the form, read."""
    rates = rates_of(funds, pack)
    execution = execution_line(submission, funds, rates.get("budget_execution"), pack)

    def score(index: int, indicator: Indicator) -> ScoreLine:
        return line_of(index, indicator, submission, funds, pack)

    scored = tuple(score(index, indicator) for index, indicator in enumerate(submission.indicators))
    lines = spread_weights(scored, submission, pack, score)
    totals = totals_of(submission, execution, lines, pack)
    return Evaluation(
        status=_status(totals, pack),
        totals=totals,
        rates=rates,
        execution=execution,
        sections=add_up_sections(submission, lines, pack),
        lines=lines,
    )


def _status(totals: Totals, pack: RulePack) -> Status:
    if not pack.scored:
        return Status.ASSESSED
    return Status.SCORED if totals.score is not None else Status.INCOMPLETE
