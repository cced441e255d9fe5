"""Numbers in frames are read as the domain reads them whole."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.v1.admission import ContractAdmission
from app.domain.target import ValueKind, read_cell
from app.domain.text import approximate
from app.domain.trace import read_steps
from app.services.ordinary.cells import Column
from app.services.ordinary.figures import millionths
from app.services.ordinary.json_text import compact
from app.services.ordinary.learned import Unordinary
from app.services.sheet import actual_of, step_of, target_of
from tests.domain.test_target import spellings

BEFORE = ("", "≥", "≤", "＝", ">", "<", "不低于", "达到", "约", "+", "-", ".", ",", "(", "≥ ", "不超过", "已完成")
AFTER = (
    *("", "%", "人次", " 家", "万元", "年", "月", "日", "个月", "季度", "号", "左右", "及以上", "以内"),
    *(".", ",", "e", "余人", "亩", "％"),
)
DIGITS = st.from_regex(r"(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{1,7})?", fullmatch=True) | st.sampled_from(
    ("6", "12", "24", "2024", "2024.1", "2024.12", "1999.10", "007", "0", "100", "1,628", "31")
)
TARGETS, ACTUALS = Column(ContractAdmission(), target=True), Column(ContractAdmission(), target=False)


def check(text: str) -> None:
    value = read_cell(text)
    plain = value.kind is ValueKind.NUMBER and value.quantity is not None and value.quantity.value >= 0
    for column, member, step in ((TARGETS, target_of, 0), (ACTUALS, actual_of, 1)):
        try:
            found = column.read[text]
        except Unordinary:
            continue
        assert (found is not None) is plain
        if found is None or value.quantity is None:
            continue
        assert found.value == millionths(value.quantity.value)
        assert found.own.decode() == approximate(Fraction(value.quantity.value))
        assert found.member.decode() == compact(member(value))
        assert found.step.decode() == compact(step_of(read_steps(value, value)[step]))
        assert found.frame.sample.comparator == value.comparator
        assert found.frame.symbol.decode() == (value.quantity.unit.symbol if value.quantity.unit else "")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(BEFORE), DIGITS, st.sampled_from(AFTER))
def test_a_number_in_a_frame_is_what_the_domain_reads(before: str, digits: str, after: str) -> None:
    check(before + digits + after)


@pytest.mark.parametrize("text", [row["printed"] for row in spellings()])
def test_every_spelling_is_what_the_domain_reads(text: str) -> None:
    check(text)


@pytest.mark.parametrize("text", ["9" * 41, "1e5", "1234567890123456789"])
def test_what_the_contract_refuses_or_hardly_ever_sees_is_not_ordinary(text: str) -> None:
    with pytest.raises(Unordinary):
        TARGETS.read[text]
