"""ALL_ON_TARGET."""

from app.domain.submission import Submission
from tests.domain.findings.sheets import clean_form, evidence_of, raised, row

CODE = "ALL_ON_TARGET"


def form_of(*cells: tuple[str, str]) -> Submission:
    rows = [row("产出指标", f"指标{index}", target, actual, "10") for index, (target, actual) in enumerate(cells)]
    return clean_form(indicators=tuple(rows))


SHARE, LOW, HIGH = ("100%", "100%"), (">=90%", "90%"), (">=95%", "95%")


def test_three_figures_that_all_sit_on_their_targets_are_told() -> None:
    assert raised(CODE, form_of(SHARE, LOW, HIGH)) == ["/indicators"]
    assert evidence_of(CODE, form_of(SHARE, LOW, HIGH)) == {"indicators": "3", "limits": "2"}


def test_words_and_dates_beside_them_do_not_matter() -> None:
    assert raised(CODE, form_of(SHARE, LOW, HIGH, ("优", "良"), ("≤6月", "5月"))) == ["/indicators"]


def test_the_same_amount_in_another_unit_sits_on_its_target() -> None:
    assert raised(CODE, form_of(LOW, HIGH, ("≤1万元", "10000元"))) == ["/indicators"]


def test_one_figure_beside_its_target_is_enough_to_be_left_in_peace() -> None:
    assert raised(CODE, form_of(SHARE, LOW, HIGH, ("≥10人", "11人"))) == []
    assert raised(CODE, form_of(SHARE, LOW, HIGH, ("≥10人", "9人"))) == []


def test_few_figures_or_few_limits_say_nothing() -> None:
    assert raised(CODE, form_of(LOW, HIGH)) == []
    assert raised(CODE, form_of(SHARE, SHARE, SHARE, HIGH)) == []


def test_a_plan_that_was_kept_exactly_is_no_rate() -> None:
    assert raised(CODE, form_of(("≥5场", "5 场"), ("≥20人", "20 人"), ("≤10万元", "10 万元"), LOW)) == []
    assert raised(CODE, clean_form()) == []


def test_an_inequality_for_an_actual_is_no_figure_that_was_reached() -> None:
    assert raised(CODE, form_of(SHARE, LOW, HIGH, ("≥90%", "≥90%"))) == []


def test_copies_to_the_letter_are_told_as_that_alone() -> None:
    copies = [SHARE] * 20
    assert raised(CODE, form_of(*copies, LOW, HIGH)) == []
    assert raised("ACTUAL_COPIES_TARGET", form_of(*copies, LOW, HIGH)) == ["/indicators"]
