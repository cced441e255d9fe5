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
_FORMULA = Text("满意度 = Σ（份数 × 系数）÷ 有效份数", "satisfaction = sum of (count × factor) ÷ valid questionnaires")


def survey_share(entry: Entry, criterion: Criterion, rule: SurveyShare) -> Verdict:
    """Scores the satisfaction rate of the valid questionnaires; without a survey the line is a judgement."""
    survey = entry.survey
    if survey is None:
        return by_declaration(entry, criterion, METHOD, Permitted(Decimal(0), entry.weight))
    factors = {answer.name: answer.factor for answer in rule.answers}
    unknown = next((each.answer for each in survey.answers if each.answer not in factors), None)
    if unknown is not None:
        text = Text(f"规则包没有“{unknown}”这一选项", f"the pack knows no answer “{unknown}”")
        return not_computed(criterion, METHOD, LineDirection.POSITIVE, Doubt("VALUE_UNREADABLE", "survey", text))
    asked = valid_count(survey)
    if asked == 0:
        text = Text("没有有效问卷", "there is no valid questionnaire")
        return not_computed(criterion, METHOD, LineDirection.POSITIVE, Doubt("VALUE_MISSING", "survey", text))
    satisfied = sum((each.count * factors[each.answer] for each in survey.answers), Fraction(0))
    return _scored(entry, criterion, survey, satisfied / asked, f"{approximate(satisfied)} ÷ {asked}")


def valid_count(survey: Survey) -> int:
    """The valid questionnaires: as stated, else all that answered."""
    return survey.valid if survey.valid is not None else sum(each.count for each in survey.answers)


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
    )
    return scored(criterion, entry.weight, score, told)
