"""VALUE_MISSING, VALUE_UNREADABLE, VALUE_IMPLAUSIBLE, ACTUAL_NOT_A_VALUE, UNIT_MISMATCH, OUTSIDE_TIER,
JUDGEMENT_NEEDED, EVIDENCE_MISSING, ZERO_DENOMINATOR: the reasons a method gave for not or not fully scoring a line."""

from collections.abc import Iterator

from app.domain.criterion import Checklist, PerViolation
from app.domain.evaluation import AppliedReading, Doubt, Finding, ScoreLine, Severity
from app.domain.evaluation_points import ticked
from app.domain.findings.readings import both_readings
from app.domain.findings.review import Review, evidence, name_of, pointer_to
from app.domain.findings.structure.lump_score import is_lump
from app.domain.findings.structure.weights_missing import no_weights
from app.domain.text import Text

_SEVERITY = {
    "ACTUAL_NOT_A_VALUE": Severity.ERROR,
    "VALUE_MISSING": Severity.ERROR,
    "UNIT_MISMATCH": Severity.ERROR,
    "OUTSIDE_TIER": Severity.ERROR,
    "VALUE_UNREADABLE": Severity.WARNING,
    "VALUE_IMPLAUSIBLE": Severity.WARNING,
    "JUDGEMENT_NEEDED": Severity.WARNING,
    "EVIDENCE_MISSING": Severity.INFO,
    "ZERO_DENOMINATOR": Severity.INFO,
}


def doubts(review: Review) -> Iterator[Finding]:
    """As the methods met them, in the order of the lines."""
    execution = review.evaluation.execution
    for doubt in execution.verdict.doubts if execution else ():
        yield Finding(doubt.code, _SEVERITY[doubt.code], _funds_place(review), doubt.message, doubt.evidence)
    weightless = no_weights(review)
    for line in review.evaluation.lines:
        for doubt in line.verdict.doubts:
            if _told_elsewhere(doubt, line, review, weightless):
                continue
            message, numbers = _message(doubt, line), (*doubt.evidence, *_other_score(doubt, line))
            yield Finding(doubt.code, _SEVERITY[doubt.code], pointer_to(line, doubt.field), message, numbers)


def _told_elsewhere(doubt: Doubt, line: ScoreLine, review: Review, weightless: bool) -> bool:
    """A lump has nothing else to rest on, points ticked off are evidence, and no weights at all are one finding."""
    if doubt.code == "EVIDENCE_MISSING":
        return is_lump(line, review) or _ticked_off(line, review)
    return weightless and (doubt.code, doubt.field) == ("VALUE_MISSING", "weight")


def _message(doubt: Doubt, line: ScoreLine) -> Text:
    name, reading = name_of(line), _reading(doubt, line)
    told = Text(f"{name.zh}：{doubt.message.zh}", f"{name.en}: {doubt.message.en}")
    if reading is None:
        return told
    both = both_readings(reading)
    return Text(f"{told.zh}。{both.zh}", f"{told.en}. {both.en}")


def _other_score(doubt: Doubt, line: ScoreLine) -> tuple[tuple[str, str], ...]:
    reading = _reading(doubt, line)
    return () if reading is None else evidence(score=line.score, other_score=reading.other_score)


def _reading(doubt: Doubt, line: ScoreLine) -> AppliedReading | None:
    """What a denominator of zero is worth rests on a reading, which this finding tells alone."""
    if doubt.code != "ZERO_DENOMINATOR":
        return None
    return next(iter(line.verdict.explanation.readings), None)


def _ticked_off(line: ScoreLine, review: Review) -> bool:
    criterion = review.criterion(line)
    if criterion is None or not isinstance(criterion.method, Checklist | PerViolation):
        return False
    points = criterion.method.points
    return len(ticked(points, review.indicator(line).checks)) == len(points)


def _funds_place(review: Review) -> str:
    """The cell that keeps the execution rate from being computed."""
    if review.funds is None:
        return "/funds"
    total, base = review.funds.total, review.pack.execution.denominator
    if total.executed is None:
        return "/funds/total/executed"
    return "/funds/total" if total.column(base) else f"/funds/total/{base.value}"
