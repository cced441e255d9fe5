"""INTERPRETATION_APPLIED: a score rests on a reading, and the other reading would score differently."""

from collections.abc import Iterator

from app.domain.evaluation import AppliedReading, Finding
from app.domain.findings.review import Review, evidence, info, name_of, pointer_to
from app.domain.target import ValueKind
from app.domain.text import Text, plain


def interpretation_applied(review: Review) -> Iterator[Finding]:
    """Of indicators; what a budget of zero is worth is told by ZERO_DENOMINATOR."""
    for line in review.evaluation.lines:
        applied = [reading for reading in line.verdict.explanation.readings if reading.differs]
        if not applied or line.score is None:
            continue
        told = [_told(reading) for reading in applied]
        others = [plain(each.other_score) if each.other_score is not None else "—" for each in applied]
        yield info(
            "INTERPRETATION_APPLIED",
            pointer_to(line, "" if line.target.kind is ValueKind.MISSING else "target"),
            f"{name_of(line).zh}得 {plain(line.score)} 分，依所取口径。{''.join(each.zh for each in told)}",
            f"{name_of(line).en} scores {plain(line.score)} by a reading. {' '.join(each.en for each in told)}",
            evidence(
                interpretation=", ".join(each.interpretation.id for each in applied),
                score=line.score,
                other_score=", ".join(others),
            ),
        )


def _told(applied: AppliedReading) -> Text:
    reading, other = applied.interpretation, applied.other_score
    zh = f"则得 {plain(other)} 分" if other is not None else "则没有得分可计"
    en = f"it scores {plain(other)}" if other is not None else "it has no score"
    taken, left = reading.reading, reading.other_reading
    return Text(
        f"{reading.question.zh}所取：{_clause(taken.zh)}；另一种理解：{_clause(left.zh)}，{zh}。",
        f"{reading.question.en} Taken: {_clause(taken.en)}. The other: {_clause(left.en)}; {en}.",
    )


def _clause(sentence: str) -> str:
    return sentence.rstrip("。.")
