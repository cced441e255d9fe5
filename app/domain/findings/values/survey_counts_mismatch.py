"""SURVEY_COUNTS_MISMATCH: the answers of a survey do not add to its valid questionnaires."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.review import Review, evidence, name_of, pointer_to, warning
from app.domain.submission import Survey
from app.domain.text import Text


def survey_counts_mismatch(review: Review) -> Iterator[Finding]:
    """Silent where the method refused the survey for its counts already."""
    for line in review.evaluation.lines:
        survey = review.indicator(line).survey
        why = _why(survey) if survey is not None and not _refused(line) else None
        if survey is None or why is None:
            continue
        yield warning(
            "SURVEY_COUNTS_MISMATCH",
            pointer_to(line, "survey"),
            f"{name_of(line).zh}的问卷数不符：{why.zh}",
            f"the survey of {name_of(line).en}: {why.en}",
            evidence(issued=_digits(survey.issued), valid=_digits(survey.valid), answered=_digits(_answered(survey))),
        )


def _why(survey: Survey) -> Text | None:
    issued, valid, answered = survey.issued, survey.valid, _answered(survey)
    if issued is not None and valid is not None and valid > issued:
        return Text(f"发放 {issued} 份，有效却有 {valid} 份", f"{issued} were issued, {valid} are called valid")
    if valid is not None and survey.answers and answered != valid:
        return Text(
            f"有效问卷 {valid} 份，各选项合计 {answered} 份",
            f"{valid} questionnaires are valid, the answers add to {answered}",
        )
    return None


def _refused(line: ScoreLine) -> bool:
    return any(doubt.field == "survey" for doubt in line.verdict.doubts)


def _answered(survey: Survey) -> int:
    return sum(each.count for each in survey.answers)


def _digits(count: int | None) -> str | None:
    return None if count is None else str(count)
