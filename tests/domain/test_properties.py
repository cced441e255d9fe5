"""Scores equal an independent oracle in fractions, and behave as scores must, for random forms."""

import decimal
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import scoring
from app.domain.evaluation import Evaluation
from app.domain.grading import grade_of
from app.domain.rounding import round_half_up
from app.domain.scoring import evaluate
from app.domain.submission import Submission
from app.domain.text import plain
from tests.domain import oracle
from tests.domain.packs import national_pack
from tests.domain.random_forms import pack_for, printed, random_form, random_measured_line

FORMS = int(os.environ.get("ORACLE_FORMS", "20000"))
SEEDS = range(20240101, 20240105)

randoms = st.randoms(use_true_random=False)


def scored(form: oracle.Form, random: Random) -> Evaluation:
    return evaluate(printed(form, random), pack_for(form))


def result_of(evaluation: Evaluation) -> oracle.Result:
    def exact(score: Decimal | None) -> Fraction | None:
        return None if score is None else Fraction(score)

    assert evaluation.execution is not None
    return oracle.Result(
        execution=exact(evaluation.execution.score),
        lines=tuple(exact(line.score) for line in evaluation.lines),
        total=exact(evaluation.totals.score),
        grade=evaluation.totals.grade,
    )


@given(randoms)
def test_a_random_form_scores_as_the_oracle_says(random: Random) -> None:
    form = random_form(random)
    assert result_of(scored(form, random)) == oracle.evaluate(form)


@pytest.mark.parametrize("seed", SEEDS)
def test_many_seeded_forms_score_as_the_oracle_says(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """ORACLE_FORMS sets how many in all; the seeds are fixed, so that a difference can be found again.

    Findings never change a score and are left out, which doubles the pace.
    """
    monkeypatch.setattr(scoring, "review", lambda submission, pack, funds, evaluation: evaluation)
    random = Random(seed)
    for number in range(FORMS // len(SEEDS)):
        form = random_form(random)
        result = result_of(scored(form, random))
        assert result == oracle.evaluate(form), f"form {number}: {form}"


def test_the_seeded_forms_reach_every_grade_and_none_at_all() -> None:
    random = Random(SEEDS[0])
    results = [oracle.evaluate(random_form(random)) for _ in range(3000)]
    assert {result.grade for result in results} == {None, "excellent", "good", "fair", "poor"}
    scores = [score for result in results for score in result.lines]
    assert min(scores.count(None), len(scores) - scores.count(None)) > len(scores) // 5


@given(randoms)
def test_no_score_is_negative_or_above_its_weight(random: Random) -> None:
    evaluation = scored(random_form(random), random)
    for line in (evaluation.execution, *evaluation.lines):
        assert line is not None
        assert line.score is None or (line.weight is not None and 0 <= line.score <= line.weight)
    assert evaluation.totals.score is None or 0 <= evaluation.totals.score <= evaluation.totals.weight


@given(randoms)
def test_totals_add_up_and_the_grade_follows_from_the_total(random: Random) -> None:
    form = random_form(random)
    evaluation = scored(form, random)
    totals, lines = evaluation.totals, [line for line in (evaluation.execution, *evaluation.lines) if line]
    scores = [Fraction(line.score) for line in lines if line.score is not None]
    assert Fraction(totals.scored_sum) == sum(scores)
    assert Fraction(totals.weight) == sum(Fraction(line.weight or 0) for line in lines)
    if totals.score is None:
        assert totals.grade is None
        return
    assert totals.grade == grade_of(totals.score, national_pack().grades).grade
    if all(line.counts for line in lines):
        assert totals.score == totals.scored_sum
    for section in evaluation.sections:
        inside = [line for line in evaluation.lines if (line.level1 or "—") == section.name and line.score is not None]
        assert section.score is None or Fraction(section.score) == sum(Fraction(line.score or 0) for line in inside)


@given(randoms)
def test_the_order_of_indicators_changes_nothing_but_the_order_of_lines(random: Random) -> None:
    form = random_form(random)
    submission, pack = printed(form, random), pack_for(form)
    order = random.sample(range(len(form.lines)), len(form.lines))
    shuffled = replace(submission, indicators=tuple(submission.indicators[index] for index in order))
    before, after = evaluate(submission, pack), evaluate(shuffled, pack)
    assert after.totals == before.totals
    assert [replace(line, index=0) for line in after.lines] == [replace(before.lines[at], index=0) for at in order]


@given(randoms)
def test_money_scores_the_same_in_yuan_and_in_ten_thousand_yuan(random: Random) -> None:
    form = random_form(random)
    in_yuan = replace(form, lines=tuple(_line_in_yuan(line) for line in form.lines))
    if form.budget.unit and form.executed.unit:
        in_yuan = replace(in_yuan, budget=_in_yuan(form.budget), executed=_in_yuan(form.executed))
    seed = random.random()
    assert result_of(scored(in_yuan, Random(seed))) == result_of(scored(form, Random(seed)))


def _in_yuan(value: oracle.Value) -> oracle.Value:
    if value.unit not in ("万元", "亿元"):
        return value
    yuan = Fraction(value.digits) * oracle.UNITS[value.unit][1]
    return oracle.Value(plain(round_half_up(yuan, 3)), "元")


def _line_in_yuan(line: oracle.Line) -> oracle.Line:
    kind = line.kind
    bare = isinstance(kind, oracle.Measured) and not (kind.target.unit and kind.actual.unit)
    if not isinstance(kind, oracle.Measured) or bare:
        return line
    upper = _in_yuan(kind.upper) if kind.upper else None
    return replace(line, kind=replace(kind, target=_in_yuan(kind.target), actual=_in_yuan(kind.actual), upper=upper))


@given(randoms, st.sampled_from(["≥", ">", "≤", "<"]), st.decimals(min_value="0.01", max_value=50, places=2))
def test_a_better_actual_never_lowers_the_score_of_a_positive_or_negative_indicator(
    random: Random, sign: str, step: Decimal
) -> None:
    weight, kind = random_measured_line(random, sign)
    better = Decimal(kind.actual.digits) + (step if sign in "≥>" else -step)
    improved = replace(kind, actual=oracle.Value(str(better), kind.actual.unit))
    linear = random.random() < 0.5
    before, after = (_one(weight, each, random, linear=linear) for each in (kind, improved))
    assert before is None or after is None or after >= before


def _one(weight: str, kind: oracle.Measured, random: Random, *, linear: bool) -> Decimal | None:
    form = oracle.Form(oracle.Value("1"), oracle.Value("1"), (oracle.Line(weight, kind),), linear=linear)
    return scored(form, random).lines[0].score


@contextmanager
def hostile_decimal_context() -> Iterator[None]:
    """What another library may leave behind: three digits, rounding down, and every trap set."""
    with decimal.localcontext() as context:
        context.prec, context.rounding = 3, decimal.ROUND_DOWN
        context.Emax, context.Emin, context.clamp, context.capitals = 2, -2, 1, 0
        for signal in context.traps:
            context.traps[signal] = True
        yield


@given(randoms)
def test_a_hostile_decimal_context_changes_nothing(random: Random) -> None:
    form = random_form(random)
    seed = random.random()
    submission, pack = printed(form, Random(seed)), pack_for(form)
    expected = evaluate(submission, pack)
    with hostile_decimal_context():
        found = evaluate(submission, pack)
    assert found == expected
    assert repr(found) == repr(expected)


def test_a_hostile_decimal_context_changes_nothing_of_a_form_with_long_numbers() -> None:
    value, wanted = oracle.Value("123456789012.345678", "元"), oracle.Value("999999999999.999999", "元")
    line = oracle.Line("33.335", oracle.Measured("≥", wanted, value))
    form = oracle.Form(wanted, value, (line,))
    submission: Submission = printed(form, Random(0))
    expected = evaluate(submission, pack_for(form))
    with hostile_decimal_context():
        assert evaluate(submission, pack_for(form)) == expected
    assert result_of(expected) == oracle.evaluate(form)
