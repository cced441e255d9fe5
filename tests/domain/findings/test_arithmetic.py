"""Calculations printed on a form."""

import re
import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings.arithmetic import calculations


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("(1231.86/1586)*100%=77.67%", Fraction("1231.86") / 1586),
        ("（1231.18÷1226）×100％＝100.42％", Fraction("1231.18") / 1226),
        ("1+2*3=7", Fraction(7)),
        ("(1+2)*3=9", Fraction(9)),
        ("8/4/2=1", Fraction(1)),
        ("10-3-2=5", Fraction(5)),
        ("-5+8=3", Fraction(3)),
        ("2*(-3)=-6", Fraction(-6)),
        ("50%*40=20", Fraction(20)),
        ("1,231.86/1,586=77.67%", Fraction("1231.86") / 1586),
        ("支出进度率=30.5/40×100%=76.25%", Fraction("30.5") / 40),
        ("1231.86万元/1586万元*100%=77.67%", Fraction("1231.86") / 1586),
        ("[(36-14.4)/36]*100%=60%", Fraction("21.6") / 36),
        ("5.18/10≈51.8%", Fraction("5.18") / 10),
        ("2 + 3 = 5分。", Fraction(5)),
        ("100/90*100=111.1%", Fraction(10000, 90)),
        ("5/8*100%=62.5", Fraction(5, 8)),
    ],
)
def test_a_calculation_is_read_and_holds(text: str, result: Fraction) -> None:
    (calculation,) = calculations(text)
    assert calculation.result == result
    assert calculation.holds


@pytest.mark.parametrize(
    "text", ["1+1=3", "(1231.86/1586)*100%=77.63%", "15*1505/1628=13", "100/90=111.2%", "2/3=66.66%"]
)
def test_a_calculation_that_does_not_give_its_result_does_not_hold(text: str) -> None:
    (calculation,) = calculations(text)
    assert not calculation.holds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        "100%=100%",
        "见附件",
        "1/0=5",
        "(1+2=3",
        "1+2)=3",
        "1++2=3",
        "2*/3=1",
        "1 2=3",
        "()=0",
        "5%%=0.05元角",
        "实际完成/计划=95%",
        "1万元+5000元=1.5万元",
        "__import__('os').system('ls')=1",
        "9**9**9=1",
        "1234567890123456789/2=3",
        "1.1234567/1=1",
        "10/2=5,100/200=0.5",
        "+".join(["1"] * 300) + "=300",
    ],
)
def test_what_cannot_be_read_throughout_is_left_alone(text: str) -> None:
    assert calculations(text) == ()


def test_a_chain_is_read_link_by_link() -> None:
    first, second = calculations("(3+2)/10=0.5=1/2=0.6")
    assert (first.expression, first.holds) == ("(3+2)/10", True)
    assert (second.expression, second.holds) == ("1/2", False)


@pytest.mark.parametrize(
    "text",
    [
        "支出进度率： (1231.18/1586) *100%=77.63%；半年支出进度： 1143/(80+1226+0)*100%=87.52%",
        "支出进度率：(1231.18/1586)*100%=77.63%\n半年支出进度：1143/(80+1226+0)*100%=87.52%",
        "<p>支出进度率： (1231.18/1586) *100%=77.63%</p> <p>半年支出进度： 1143/(80+1226+0)*100%=87.52%</p>",
        "1,231.18/1586=77.63%，1143/(80+1226+0)*100%=87.52%",
    ],
)
def test_several_calculations_in_one_cell_are_read_apart(text: str) -> None:
    first, second = calculations(text)
    assert (first.operands[0], second.operands[0]) == (Decimal("1231.18"), 1143)
    assert first.holds
    assert second.holds


NUMBERS = st.integers(0, 999).map(str) | st.decimals(0, 999, places=2, allow_nan=False).map(str)
EXPRESSIONS = st.recursive(
    NUMBERS,
    lambda inner: st.builds("({}{}{})".format, inner, st.sampled_from("+-*"), inner),
    max_leaves=12,
)


@given(EXPRESSIONS, EXPRESSIONS, st.sampled_from("+-*"))
def test_the_value_is_the_one_python_computes(left: str, right: str, sign: str) -> None:
    expression = f"{left}{sign}{right}"
    exact = eval(re.sub(r"(\d+(?:\.\d+)?)", r"Fraction('\1')", expression), {"Fraction": Fraction})
    (calculation,) = calculations(f"{expression}=1")
    assert calculation.result == exact


@given(st.text("0123456789.+-×÷*/()%= 元万，abc", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    for calculation in calculations(text):
        assert isinstance(calculation.holds, bool)


@pytest.mark.parametrize(
    "text", ["(" * 4000, "1+" * 2000, "1=" * 2000, "9" * 4000, "1+1=" * 1000, "，" * 4000, "1%" * 2000]
)
def test_the_longest_text_is_read_in_no_time(text: str) -> None:
    started = time.perf_counter()
    calculations(text)
    assert time.perf_counter() - started < 0.5
