"""A reading as findings tell it: what was taken, what was left, and the score by the one that was left."""

from app.domain.evaluation import AppliedReading
from app.domain.text import Text, plain


def both_readings(applied: AppliedReading) -> Text:
    taken, left, worth = applied.interpretation.reading, applied.interpretation.other_reading, other_worth(applied)
    return Text(
        f"所取口径：{clause(taken.zh)}；另一种理解：{clause(left.zh)}，{worth.zh}。",
        f"Reading taken: {clause(taken.en)}. The other: {clause(left.en)}; {worth.en}.",
    )


def other_worth(applied: AppliedReading) -> Text:
    """What the line scores by the other reading."""
    if applied.other_score is None:
        return Text("则没有得分可计", "it has no score")
    return Text(f"则得 {plain(applied.other_score)} 分", f"it scores {plain(applied.other_score)}")


def clause(sentence: str) -> str:
    """A sentence as part of a longer one."""
    return sentence.rstrip("。.")
