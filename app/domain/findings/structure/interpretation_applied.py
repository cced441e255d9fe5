"""INTERPRETATION_APPLIED: a line rests on a reading, and the other reading would make something else of it."""

from collections.abc import Iterator

from app.domain.evaluation import AppliedReading, Finding, Outcome, ScoreLine
from app.domain.findings.readings import clause, other_worth
from app.domain.findings.review import Review, evidence, has_target, info, name_of, pointer_to
from app.domain.target import ValueKind
from app.domain.text import Text, plain


def interpretation_applied(review: Review) -> Iterator[Finding]:
    """Of indicators; what a denominator of zero is worth is told by ZERO_DENOMINATOR."""
    for line in review.evaluation.lines:
        applied = [reading for reading in line.verdict.explanation.readings if reading.differs]
        if not applied or not _rests_on_it(line):
            continue
        told = [_told(reading, line) for reading in applied]
        outcome = _outcome(line)
        yield info(
            "INTERPRETATION_APPLIED",
            pointer_to(line, "target" if has_target(line) and line.target.kind is not ValueKind.MISSING else ""),
            f"{name_of(line).zh}{outcome.zh}，依所取口径。{''.join(each.zh for each in told)}",
            f"{name_of(line).en} {outcome.en} by a reading. {' '.join(each.en for each in told)}",
            evidence(
                interpretation=", ".join(each.interpretation.id for each in applied),
                score=line.score,
                other_score=_others(applied, line),
            ),
        )


def _rests_on_it(line: ScoreLine) -> bool:
    zero = any(doubt.code == "ZERO_DENOMINATOR" for doubt in line.verdict.doubts)
    scored = line.score is not None or line.verdict.outcome is Outcome.ASSESSED
    return scored and not zero


def _outcome(line: ScoreLine) -> Text:
    if line.score is not None:
        return Text(f"得 {plain(line.score)} 分", f"scores {plain(line.score)}")
    return Text("达到指标值", "is met") if line.verdict.met else Text("未达到指标值", "is not met")


def _others(applied: list[AppliedReading], line: ScoreLine) -> str | None:
    if line.score is None:
        return None
    return ", ".join(plain(each.other_score) if each.other_score is not None else "—" for each in applied)


def _told(applied: AppliedReading, line: ScoreLine) -> Text:
    reading = applied.interpretation
    other = Text("则完成比例不同", "the completion is another") if line.score is None else other_worth(applied)
    taken, left = reading.reading, reading.other_reading
    return Text(
        f"{reading.question.zh}所取：{clause(taken.zh)}；另一种理解：{clause(left.zh)}，{other.zh}。",
        f"{reading.question.en} Taken: {clause(taken.en)}. The other: {clause(left.en)}; {other.en}.",
    )
