"""满意度: weight × the share of satisfied answers of a survey, each answer with the factor it counts for."""

from decimal import Decimal
from fractions import Fraction

from app.domain.criterion import Criterion, SurveyShare
from app.domain.entry import Entry
from app.domain.evaluation import Doubt, LineDirection, Permitted, Step, Verdict
from app.domain.methods.judged import by_declaration
from app.domain.rounding import share_of
from app.domain.submission import Survey
from app.domain.telling import Told, not_computed, scored
from app.domain.text import Text, approximate, percent, plain
from app.domain.trace import rounding_step

METHOD = "survey"
_NONE_SENT = Text("未填问卷各选项的份数", "no survey was sent")
_FORMULA = Text("满意度 = Σ（份数 × 系数）÷ 有效份数", "satisfaction = sum of (count × factor) ÷ valid questionnaires")


def survey_share(entry: Entry, criterion: Criterion, rule: SurveyShare) -> Verdict:
    """Scores the satisfaction rate of the valid questionnaires; without a survey the line is a judgement."""
    survey = entry.survey
    if survey is None:
        return by_declaration(entry, criterion, METHOD, Permitted(Decimal(0), entry.weight), evidence=_NONE_SENT)
    factors = {answer.name: answer.factor for answer in rule.answers}
    doubt = _unknown_answer(survey, factors) or _miscounted(survey)
    if doubt is not None:
        return not_computed(criterion, METHOD, LineDirection.POSITIVE, doubt)
    satisfied = sum((each.count * factors[each.answer] for each in survey.answers), Fraction(0))
    valid = valid_count(survey)
    return _scored(entry, criterion, survey, satisfied / valid, f"{approximate(satisfied)} ÷ {valid}")


def valid_count(survey: Survey) -> int:
    """The valid questionnaires: as stated, else all that answered."""
    return survey.valid if survey.valid is not None else _answered(survey)


def _answered(survey: Survey) -> int:
    return sum(each.count for each in survey.answers)


def _unknown_answer(survey: Survey, factors: dict[str, Fraction]) -> Doubt | None:
    for index, each in enumerate(survey.answers):
        if each.answer not in factors:
            listed = "、".join(factors)
            text = Text(
                f"没有“{each.answer}”这一选项的系数，应为 {listed} 之一",
                f"the answer “{each.answer}” has no factor; known are {listed}",
            )
            return Doubt("VALUE_UNREADABLE", f"survey/answers/{index}/answer", text)
    return None


def _miscounted(survey: Survey) -> Doubt | None:
    """No valid questionnaire, more answers than valid ones, or more valid ones than were issued."""
    valid, answered = valid_count(survey), _answered(survey)
    if valid == 0:
        return Doubt("VALUE_MISSING", "survey", Text("没有有效问卷", "there is no valid questionnaire"))
    if answered > valid:
        text = Text(
            f"各选项合计 {answered} 份，多于有效问卷 {valid} 份",
            f"the answers add to {answered}, more than the {valid} valid questionnaires",
        )
        return Doubt("VALUE_IMPLAUSIBLE", "survey", text)
    if survey.issued is not None and valid > survey.issued:
        text = Text(
            f"有效问卷 {valid} 份，多于发放的 {survey.issued} 份",
            f"{valid} valid questionnaires, more than the {survey.issued} issued",
        )
        return Doubt("VALUE_IMPLAUSIBLE", "survey", text)
    return None


def _scored(entry: Entry, criterion: Criterion, survey: Survey, rate: Fraction, quotient: str) -> Verdict:
    score = share_of(entry.weight, rate, entry.places)
    figures = f"{quotient} = {percent(rate)}；{plain(entry.weight)} × {percent(rate)} = {plain(score)}"
    answers = "、".join(f"{each.answer} {each.count}" for each in survey.answers)
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=_FORMULA,
        substituted=figures,
        steps=(
            Step("survey", Text(f"有效问卷：{answers}", f"valid questionnaires: {answers}")),
            Step("rate", Text(f"满意度 {quotient} = {percent(rate)}", f"satisfaction {quotient} = {percent(rate)}")),
            rounding_step(Fraction(entry.weight) * min(rate, Fraction(1)), score, entry.places),
        ),
        sentence=Text(f"满意度 {percent(rate)}，得 {plain(score)} 分", f"satisfaction {percent(rate)}: {plain(score)}"),
        completion=rate,
        met=rate >= 1,
    )
    return scored(criterion, entry.weight, score, told)
