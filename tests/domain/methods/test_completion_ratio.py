"""Quantitative indicators: the completion table, its units, its deadlines, its readings, and what stays null."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.evaluation import LineDirection, Outcome, Permitted, ScoreLine
from app.domain.rule_pack import RulePack
from app.domain.submission import Cell, Comparator, Direction, StructuredValue
from tests.domain.forms import codes, indicator, line_of, score_of, scored
from tests.domain.packs import linear_pack, national_pack


def doubts(line: ScoreLine) -> list[tuple[str, str]]:
    return [(doubt.code, doubt.field) for doubt in line.verdict.doubts]


@pytest.mark.parametrize(
    ("target", "actual", "direction", "score"),
    [
        ("≥95%", "95%", "positive", "10"),
        ("≥95%", "94.99%", "positive", "10"),  # 9.99895
        ("≥95%", "90%", "positive", "9.47"),
        ("不低于95%", "47.5%", "positive", "5"),
        (">=95%", "100%", "positive", "10"),
        ("≧95%", "0%", "positive", "0"),
        ("不少于20人", "15人", "positive", "7.5"),
        ("≤12 小时", "12 小时", "negative", "10"),
        ("≤12 小时", "15 小时", "negative", "8"),
        ("不超过12小时", "48小时", "negative", "2.5"),
        ("<=12", "0", "negative", "10"),
        ("≦12", "12.01", "negative", "9.99"),
        ("小于等于12", "13", "negative", "9.23"),
        (">90", "91", "positive", "10"),
        (">90", "45", "positive", "5"),
        ("<90", "89", "negative", "10"),
        ("<90", "180", "negative", "5"),
        ("21 家", "21 家", "positive", "10"),
        ("21 家", "14 家", "positive", "6.67"),
        ("100%", "98%", "positive", "9.8"),
        ("0", "0", "exact", "10"),
        ("0", "1", "exact", "0"),
        ("0起", "2起", "exact", "0"),
        ("=3", "3", "exact", "10"),
        ("=3", "4", "exact", "7.5"),
        ("=3", "2", "exact", "6.67"),
        ("=0", "0", "exact", "10"),
        ("90%–95%", "93%", "range", "10"),
        ("90%–95%", "90%", "range", "10"),
        ("90%–95%", "95%", "range", "10"),
        ("90%–95%", "45%", "range", "5"),
        ("90%–95%", "100%", "range", "9.5"),
        ("≤6月", "6月", "deadline", "10"),
        ("9月前", "8月", "deadline", "10"),
        ("2024年12月底前", "2024年12月", "deadline", "10"),
    ],
)
def test_each_row_of_the_completion_table_scores_as_printed(
    target: str, actual: str, direction: str, score: str
) -> None:
    line = line_of(target, actual)
    assert (line.verdict.direction, line.verdict.outcome) == (LineDirection(direction), Outcome.SCORED)
    assert line.score == Decimal(score)
    assert line.verdict.permitted == Permitted(Decimal(score), Decimal(score))


def test_weight_3_with_5_of_24_is_063_not_062() -> None:
    assert score_of("≥24", "5", "3") == "0.63"


def test_1505_of_1628_of_15_is_1387_and_the_trace_says_how() -> None:
    line = line_of("≥1628", "1505", "15", declared_score="12")
    explanation = line.verdict.explanation
    assert line.score == Decimal("13.87")
    assert line.difference == Decimal("-1.87")
    assert line.verdict.completion == Fraction(1505, 1628)
    assert line.verdict.met is False
    assert explanation.substituted == "15 × 1505 ÷ 1628 = 13.87"
    assert [step.name for step in explanation.steps] == [
        "read_target",
        "read_actual",
        "compare",
        "completion_ratio",
        "round_half_up",
    ]
    assert "13.8667" in explanation.steps[-1].text.zh
    assert "92.44%" in explanation.sentence.zh
    assert explanation.rule == national_pack().quantitative.rule


def test_a_met_target_earns_the_weight_and_over_fulfilment_keeps_it() -> None:
    line = line_of("≥10000 人次", "16409 人次", "15")
    assert line.score == 15
    assert line.verdict.completion == Fraction(16409, 10000)
    assert line.verdict.explanation.substituted == "16409人次 ≥ 10000人次 → 15"


@pytest.mark.parametrize(("actual", "score"), [("15 小时", "7.5"), ("18小时", "5"), ("24小时", "0"), ("30小时", "0")])
def test_the_linear_formula_is_the_packs_choice(actual: str, score: str) -> None:
    line = line_of("≤12 小时", actual, pack=linear_pack())
    assert line.score == Decimal(score)
    assert "1 −" in line.verdict.explanation.formula.zh


@pytest.mark.parametrize(("target", "value"), [(">90", "90"), ("<90", "90"), (">0", "0"), ("大于90%", "90%")])
def test_a_strict_target_just_equalled_has_no_ratio_and_no_score(target: str, value: str) -> None:
    line = line_of(target, value, declared_score="10")
    assert (line.score, line.verdict.completion, line.verdict.met) == (None, None, False)
    assert line.verdict.outcome is Outcome.NEEDS_JUDGEMENT
    assert doubts(line) == [("JUDGEMENT_NEEDED", "")]


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("≥-2%", "-1%", "10"),
        ("≥-2%", "-3%", None),
        ("≥5%", "-3%", None),
        ("≤5%", "-3%", "10"),
        ("≤-2%", "3%", None),
        ("=-3", "-3", "10"),
        ("=-3", "3", None),
        ("0", "-1", None),
    ],
)
def test_a_negative_number_is_met_or_null_and_never_a_ratio(target: str, actual: str, score: str | None) -> None:
    line = line_of(target, actual)
    assert (None if line.score is None else f"{line.score:f}") == score
    assert line.verdict.completion in (None, 1)


@pytest.mark.parametrize(
    ("target", "actual", "score"), [("≥0", "0", "10"), ("≥0", "5", "10"), ("≤0", "0", "10"), ("≤0次", "1次", "0")]
)
def test_a_zero_target_is_met_by_anything_upwards_and_lost_by_anything_downwards(
    target: str, actual: str, score: str
) -> None:
    assert score_of(target, actual) == score


def test_zero_needs_no_unit() -> None:
    assert score_of("≥95%", "0") == "0"
    assert score_of("0", "3%") == "0"
    assert score_of("0", "0%") == "10"


@pytest.mark.parametrize("actual", ["≥90", "90以上", "不低于90", "<90", "达成预期指标", "已完成", "9月", "80-90"])
def test_an_actual_that_is_an_inequality_or_a_word_is_no_number(actual: str) -> None:
    line = line_of("≥90%", actual, declared_score="10")
    assert (line.score, line.verdict.outcome) == (None, Outcome.UNREADABLE)
    assert doubts(line) == [("ACTUAL_NOT_A_VALUE", "actual")]
    assert actual in line.verdict.doubts[0].message.zh


def test_a_structured_actual_that_is_an_inequality_is_named_by_what_it_says() -> None:
    line = line_of("≥90%", StructuredValue(Decimal(95), Comparator.AT_LEAST, unit="%"))
    assert "≥95%" in line.verdict.doubts[0].message.zh


def test_an_actual_of_equal_100_percent_is_100_percent() -> None:
    assert score_of("≥90%", "=100%") == "10"


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("≥95%", "96", "10"),
        ("≥95%", "47.5", "5"),
        ("95", "96%", "10"),
        ("≥95%", "1.51", "0.16"),
        ("21 人次", "22", "10"),
        ("≥90", "92.5%", "10"),
        ("90%–95%", "93", "10"),
        ("90–95", "93%", "10"),
    ],
)
def test_a_missing_unit_is_inherited_from_the_other_side(target: str, actual: str, score: str) -> None:
    assert score_of(target, actual) == score


@pytest.mark.parametrize(
    ("target", "actual", "cell"),
    [
        ("≥95%", "0.925", "actual"),
        ("≥95%", "1.5", "actual"),
        ("≥95%", "1", "actual"),
        ("0.95", "96%", "target"),
        ("0-1", "50%", "target"),
        ("0.9-0.95", "93%", "target"),
        ("≥3万", "30000", "actual"),
    ],
)
def test_a_bare_number_that_may_be_a_ratio_or_a_percentage_is_not_scored(target: str, actual: str, cell: str) -> None:
    line = line_of(target, actual)
    assert (line.score, line.verdict.outcome) == (None, Outcome.UNREADABLE)
    assert doubts(line) == [("VALUE_UNREADABLE", cell)]


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("≤45.57 万元", "455700元", "10"),
        ("≥10万元", "50000元", "5"),
        ("≥1亿元", "5000万元", "5"),
        ("≤12 小时", "1天", "5"),
        ("≥1年", "6个月", "5"),
        ("≥3万亩", "15000亩", "5"),
        ("≥3万", "15000人次", "5"),
        ("≥5%", "25‰", "5"),
        ("≥4个", "2个社区", "5"),
    ],
)
def test_units_that_convert_are_converted(target: str, actual: str, score: str) -> None:
    line = line_of(target, actual)
    assert line.score == Decimal(score)
    assert line.verdict.completion == Fraction(line.score) / 10


@pytest.mark.parametrize(
    ("target", "actual", "pack", "substituted"),
    [
        ("≥95%", "96%", national_pack(), "96% ≥ 95% → 10"),
        ("95%", "96%", national_pack(), "96% > 95% → 10"),
        ("≥95%", "95%", national_pack(), "95% = 95% → 10"),
        ("≤12小时", "15小时", national_pack(), "10 × 12 ÷ 15 = 8"),
        ("≤12小时", "15小时", linear_pack(), "10 × 〔1 −（15 − 12）÷ 12〕 = 7.5"),
        ("≤12小时", "30小时", linear_pack(), "10 × 0 = 0"),
        ("≤12小时", "11小时", linear_pack(), "11小时 ≤ 12小时 → 10"),
        ("=3", "4", national_pack(), "10 × 3 ÷ 4 = 7.5"),
        ("=4", "3", national_pack(), "10 × 3 ÷ 4 = 7.5"),
        ("90%–95%", "93%", national_pack(), "93% ∈ [90%, 95%] → 10"),
        ("90%–95%", "45%", national_pack(), "10 × 45 ÷ 90 = 5"),
        ("90%–95%", "100%", national_pack(), "10 × 95 ÷ 100 = 9.5"),
        ("≥10万元", "50000元", national_pack(), "10 × 5 ÷ 10 = 5"),
        ("≤6月", "5月", national_pack(), "5月 ≤ 6月 → 10"),
    ],
)
def test_the_formula_is_shown_with_the_numbers_put_in(
    target: str, actual: str, pack: RulePack, substituted: str
) -> None:
    assert line_of(target, actual, pack=pack).verdict.explanation.substituted == substituted


def test_a_conversion_is_a_step_of_the_trace() -> None:
    steps = line_of("≤45.57 万元", "455700元").verdict.explanation.steps
    assert [step.text.zh for step in steps if step.name == "convert_unit"] == ["换算单位：455700元 = 45.57万元"]


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥5%", "5个百分点"),
        ("≥100人", "100人次"),
        ("≤10天", "10个工作日"),
        ("≥10万元", "10人"),
        ("≥90%", "95分"),
        ("≤3元/人", "3元/人·月"),
    ],
)
def test_units_that_do_not_convert_are_a_finding_and_not_a_guess(target: str, actual: str) -> None:
    line = line_of(target, actual)
    assert (line.score, line.verdict.outcome) == (None, Outcome.UNREADABLE)
    assert doubts(line) == [("UNIT_MISMATCH", "actual")]


def test_a_unitless_cost_takes_the_unit_of_the_funds() -> None:
    line = line_of("≤24.42", "22.575", level1="成本指标")
    assert line.score == 10
    assert "22.575万元 ≤ 24.42万元" in line.verdict.explanation.sentence.zh
    assert line.verdict.direction is LineDirection.NEGATIVE


@pytest.mark.parametrize(
    ("target", "actual", "score"), [("≤24.42", "22.575万元", "10"), ("≤24.42万元", "48.84", "5"), ("≤5元", "0", "10")]
)
def test_a_cost_with_one_unit_is_in_that_unit_when_it_is_the_funds_too(target: str, actual: str, score: str) -> None:
    assert score_of(target, actual, level1="成本指标") == score


@pytest.mark.parametrize(
    ("target", "actual", "cell"), [("≤24.42", "225750元", "target"), ("≤50000元", "4.8", "actual")]
)
def test_a_bare_cost_that_may_be_in_the_funds_unit_or_in_the_other_sides_is_not_scored(
    target: str, actual: str, cell: str
) -> None:
    line = line_of(target, actual, level1="成本指标")
    assert (line.score, doubts(line)) == (None, [("VALUE_UNREADABLE", cell)])


@pytest.mark.parametrize(
    ("target", "actual", "field"),
    [(None, "5", "target"), ("≥5", None, "actual"), ("", "5", "target"), ("≥5", "/", "actual")],
)
def test_a_missing_cell_is_a_finding_and_no_score(target: Cell, actual: Cell, field: str) -> None:
    line = line_of(target, actual)
    assert (line.score, line.verdict.outcome) == (None, Outcome.UNREADABLE)
    assert doubts(line) == [("VALUE_MISSING", field)]


@pytest.mark.parametrize(("target", "actual", "field"), [("工95%", "96%", "target"), ("≥95%", "约96%", "actual")])
def test_an_unsure_cell_is_a_finding_that_quotes_it_and_no_score(target: str, actual: str, field: str) -> None:
    line = line_of(target, actual)
    assert (line.score, line.verdict.outcome) == (None, Outcome.UNREADABLE)
    assert doubts(line) == [("VALUE_UNREADABLE", field)]
    assert {"target": target, "actual": actual}[field] in line.verdict.doubts[0].message.zh


def test_a_missing_weight_keeps_the_ratio_and_gives_no_score() -> None:
    line = line_of("≥10", "5", None)
    assert (line.score, line.verdict.completion, line.verdict.met) == (None, Fraction(1, 2), False)
    assert doubts(line) == [("VALUE_MISSING", "weight")]


@pytest.mark.parametrize(
    ("target", "actual", "place"),
    [
        ("≥90%", "290%", {"level1": "满意度指标"}),
        ("≥90%", "290", {"name": "群众满意度"}),
        ("≥90", "290", {"level2": "服务对象满意度"}),
        ("≥290%", "95%", {"name": "培训合格率"}),
        ("90%–290%", "95%", {"name": "培训合格率"}),
    ],
)
def test_a_share_of_people_or_things_above_100_percent_is_not_scored(
    target: str, actual: str, place: dict[str, str]
) -> None:
    line = line_of(target, actual, **place)
    assert (line.score, line.verdict.outcome) == (None, Outcome.UNREADABLE)
    assert [code for code, _ in doubts(line)] == ["VALUE_IMPLAUSIBLE"]


@pytest.mark.parametrize(
    ("target", "actual", "place"),
    [
        ("≥90%", "100%", {"level1": "满意度指标"}),
        ("≥90", "100", {"level1": "满意度指标"}),
        ("≥100%", "290%", {"name": "产值增长率"}),
        ("≥90", "290", {"name": "培训人次"}),
        ("≥90人", "290人", {"level1": "满意度指标"}),
    ],
)
def test_what_can_be_is_scored(target: str, actual: str, place: dict[str, str]) -> None:
    assert score_of(target, actual, **place) == "10"


def test_the_form_may_state_the_direction_where_the_sign_is_missing() -> None:
    assert score_of("5%", "10%", direction=Direction.NEGATIVE) == "5"
    assert score_of("5%", "10%", direction=Direction.POSITIVE) == "10"
    assert score_of("5%", "10%", level1="成本指标", direction=Direction.POSITIVE) == "10"
    assert line_of("5%", "10%", direction=Direction.NEGATIVE).verdict.explanation.reading is None


def test_a_printed_sign_is_stronger_than_the_stated_direction() -> None:
    assert score_of("≥5%", "10%", direction=Direction.NEGATIVE) == "10"


@pytest.mark.parametrize(
    ("actual", "score", "other"), [("38.75万元", "10", "7.75"), ("50万元", "10", "10"), ("62.5万元", "8", "10")]
)
def test_a_cost_without_a_sign_is_a_limit_and_the_other_reading_an_amount_to_reach(
    actual: str, score: str, other: str
) -> None:
    line = line_of("50万元", actual, level1="成本指标")
    reading = line.verdict.explanation.reading
    assert line.score == Decimal(score)
    assert reading is not None
    assert reading.interpretation.id == "cost_is_a_limit"
    assert reading.other_score == Decimal(other)
    assert reading.differs is (score != other)


def test_a_cost_of_zero_without_a_sign_is_exact_and_needs_no_reading() -> None:
    line = line_of("0", "0", level1="成本指标")
    assert (line.verdict.direction, line.verdict.explanation.reading) == (LineDirection.EXACT, None)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≤6月", "5月"),
        ("≤6 月", "6 月"),
        ("6月底前", "6月30日"),
        ("9月30日前", "9月30日"),
        ("9月30日前", "9月"),
        ("2024年12月31日", "2024-12-31"),
        ("12月底前", "2024年12月"),
        ("≤6月", "2023年12月"),
        ("2024年底前", "11月"),
        ("2024年", "2024年12月"),
    ],
)
def test_done_by_its_deadline_earns_the_weight(target: str, actual: str) -> None:
    line = line_of(target, actual)
    assert (line.score, line.verdict.met, line.verdict.completion) == (10, True, None)
    assert line.verdict.direction is LineDirection.DEADLINE


@pytest.mark.parametrize(
    ("target", "actual"),
    [("≤6月", "7月"), ("9月30日前", "10月1日"), ("≤6月", "2025年1月"), ("2023年底前", "1月"), ("9月前", "10月")],
)
def test_a_late_line_has_no_ratio_and_waits_for_a_person(target: str, actual: str) -> None:
    line = line_of(target, actual)
    assert (line.score, line.verdict.met, line.verdict.completion) == (None, False, None)
    assert line.verdict.outcome is Outcome.NEEDS_JUDGEMENT
    assert line.verdict.permitted == Permitted(Decimal(0), Decimal(10), maximum_excluded=True)
    assert doubts(line) == [("JUDGEMENT_NEEDED", "")]


def test_a_declared_score_below_the_weight_stands_as_the_judgement_of_a_late_line() -> None:
    line = line_of("≤6月", "7月", declared_score="6")
    assert (line.score, line.verdict.outcome) == (6, Outcome.DECLARED_ACCEPTED)
    assert doubts(line) == [("EVIDENCE_MISSING", "")]


@pytest.mark.parametrize("declared", ["10", "11", "-1", "9.996"])
def test_a_declared_score_a_late_line_cannot_have_is_not_accepted(declared: str) -> None:
    assert line_of("≤6月", "7月", declared_score=declared).score is None


def test_an_accepted_score_is_kept_in_the_packs_decimals() -> None:
    assert line_of("≤6月", "7月", declared_score="6.125").score == Decimal("6.13")


@pytest.mark.parametrize("target", ["6月15日前", "2024年6月15日"])
def test_an_actual_that_is_not_exact_enough_for_its_deadline_is_not_scored(target: str) -> None:
    line = line_of(target, "6月")
    assert line.score is None
    assert doubts(line) == [("VALUE_UNREADABLE", "actual")]


def test_a_deadline_is_met_by_a_date_and_not_by_a_number() -> None:
    assert doubts(line_of("≤6月", "6")) == [("ACTUAL_NOT_A_VALUE", "actual")]
    assert doubts(line_of("≤6个月", "6月")) == [("ACTUAL_NOT_A_VALUE", "actual")]


def test_before_september_takes_september_in_and_names_the_reading() -> None:
    line = line_of("9月前", "9月")
    reading = line.verdict.explanation.reading
    assert line.score == 10
    assert reading is not None
    assert (reading.interpretation.id, reading.other_score, reading.differs) == (
        "before_a_month_includes_it",
        None,
        True,
    )


def test_before_september_done_in_august_reads_alike_either_way() -> None:
    reading = line_of("9月前", "8月").verdict.explanation.reading
    assert reading is not None
    assert (reading.other_score, reading.differs) == (Decimal(10), False)


@pytest.mark.parametrize(("actual", "score", "other"), [("12 月", 10, 10), ("9月", 10, Decimal("7.5"))])
def test_a_bare_month_is_a_deadline_and_the_other_reading_a_number_of_months(
    actual: str, score: int, other: Decimal
) -> None:
    line = line_of("12 月", actual)
    reading = line.verdict.explanation.reading
    assert line.score == score
    assert reading is not None
    assert reading.interpretation.id == "a_bare_month_is_a_deadline"
    assert (reading.other_score, reading.differs) == (other, other != score)


def test_a_bare_month_passed_is_late_and_full_as_a_number_of_months() -> None:
    reading = line_of("6月", "9月").verdict.explanation.reading
    assert reading is not None
    assert (reading.other_score, reading.differs) == (Decimal(10), True)


@pytest.mark.parametrize("target", ["2024年12月", "12月31日", "12月底", "≤12月"])
def test_a_month_with_year_day_end_or_sign_can_only_be_a_deadline(target: str) -> None:
    assert line_of(target, "11月").verdict.explanation.reading is None


def test_months_as_a_duration_are_divided() -> None:
    assert score_of("≤6个月", "8个月") == "7.5"


def test_a_line_that_could_not_be_scored_says_so_in_its_finding() -> None:
    evaluation = scored(indicator("≥90%", "≥90%"))
    finding = next(finding for finding in evaluation.findings if finding.code == "ACTUAL_NOT_A_VALUE")
    assert finding.pointer == "/indicators/0/actual"
    assert "ACTUAL_NOT_A_VALUE" in codes(evaluation)
