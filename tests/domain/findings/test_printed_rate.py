"""Rates as forms print them."""

from fractions import Fraction

import pytest

from app.domain.findings.printed_rate import printed_rate


@pytest.mark.parametrize(
    ("printed", "ratio"),
    [
        ("100%", Fraction(1)),
        ("100.00%", Fraction(1)),
        ("1", Fraction(1)),
        ("1.00", Fraction(1)),
        ("0.85", Fraction(17, 20)),
        ("85", Fraction(17, 20)),
        ("92.44%", Fraction(1505, 1628)),
        ("92%", Fraction(1505, 1628)),
        ("９２.４％", Fraction(1505, 1628)),
        (" 66.67 %", Fraction(2, 3)),
        ("0.67", Fraction(2, 3)),
        ("1.5", Fraction(3, 2)),
        ("1.51", Fraction(151, 10000)),
        ("5‰", Fraction(1, 200)),
        ("0", Fraction(0)),
    ],
)
def test_a_printed_rate_states_the_ratio_it_rounds_to(printed: str, ratio: Fraction) -> None:
    rate = printed_rate(printed)
    assert rate is not None
    assert rate.states(ratio)


@pytest.mark.parametrize(
    ("printed", "ratio"),
    [("92.5%", Fraction(1505, 1628)), ("66.66%", Fraction(2, 3)), ("1", Fraction(100)), ("99.99%", Fraction(1))],
)
def test_a_printed_rate_does_not_state_another_ratio(printed: str, ratio: Fraction) -> None:
    rate = printed_rate(printed)
    assert rate is not None
    assert not rate.states(ratio)


@pytest.mark.parametrize(
    "printed", [None, "", "—", "无", "≥90%", "=90%", "约90%", "已完成", "90%-95%", "5万元", "3人", "5个百分点"]
)
def test_what_is_no_rate_is_not_read(printed: str | None) -> None:
    assert printed_rate(printed) is None
