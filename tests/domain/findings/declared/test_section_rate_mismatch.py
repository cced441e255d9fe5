"""DECLARED_SECTION_RATE_MISMATCH."""

from decimal import Decimal

import pytest

from app.domain.submission import Declared, DeclaredSection, Submission
from tests.domain.findings.sheets import clean_form, evidence_of, raised

CODE = "DECLARED_SECTION_RATE_MISMATCH"


def form_with(score: str | None, weight: str | None, rate: str | None, name: str = "项目产出") -> Submission:
    section = DeclaredSection(
        name, None if weight is None else Decimal(weight), None if score is None else Decimal(score), rate
    )
    return clean_form(declared=Declared(sections=(section,)))


def test_20_of_40_is_not_100_percent() -> None:
    form = form_with("20", "40", "100%")
    assert raised(CODE, form) == ["/declared/sections/0/rate"]
    assert evidence_of(CODE, form) == {"declared": "100%", "computed": "50.00%", "score": "20", "weight": "40"}


@pytest.mark.parametrize(
    ("score", "weight", "rate"),
    [
        ("20", "40", "50%"),
        ("2.66", "3.33", "79.88%"),
        ("2.66", "3.33", "80%"),
        ("38", "40", "0.95"),
        ("20", "40", None),
        ("20", "40", "—"),
        (None, "40", "50%"),
        ("20", None, "10%"),
        ("0", "0", "0%"),
    ],
)
def test_a_rate_that_follows_or_cannot_be_checked_is_left_in_peace(
    score: str | None, weight: str | None, rate: str | None
) -> None:
    assert raised(CODE, form_with(score, weight, rate)) == []


def test_the_weight_of_the_lines_serves_where_the_section_states_none() -> None:
    assert raised(CODE, form_with("20", None, "100%", "效益指标")) == ["/declared/sections/0/rate"]
    assert raised(CODE, form_with("20", None, "66.67%", "效益指标")) == []
