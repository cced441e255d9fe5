"""A line made ready for its criterion: amounts, sub-indicators, what stands in the way."""

from decimal import Decimal
from typing import Any

from app.domain.criterion import Criterion, Input, Judged
from app.domain.entries import entry_of
from app.domain.entry import Entry
from app.domain.funds import FundsFigures, read_funds
from app.domain.submission import FundAmounts, Funds, Indicator, Part
from app.domain.text import Text
from tests.domain.criteria import criterion, part
from tests.domain.packs import national_pack

INPUTS = (
    Input("spent", Text("支出", "spent"), funds_column="executed"),
    Input("budget", Text("预算", "budget"), funds_column="adjusted_budget"),
    Input("things", Text("件数", "things"), counted=True),
    Input("excluded", Text("剔除数", "left out"), optional=True, needs_reason=True),
)


def funds(**columns: str) -> FundsFigures:
    return read_funds(Funds(FundAmounts(**columns), "万元"))


def entry(indicator: Indicator, figures: FundsFigures | None = None, made: Criterion | None = None) -> Entry:
    used = made or criterion(Judged(), "10", measure=None, inputs=INPUTS)
    item = part(str(indicator.target or ""), str(indicator.actual or "")).item
    found = entry_of(indicator, used, item, figures, national_pack().quantitative)
    assert found is not None
    return found


def amounts(indicator: Indicator, figures: FundsFigures | None = None) -> dict[str, str]:
    return {name: str(amount) for name, amount in entry(indicator, figures).amounts.items()}


def line(**more: Any) -> Indicator:
    return Indicator(name="样例", **more)


def test_facts_stand_before_the_columns_of_the_funds() -> None:
    figures = funds(adjusted_budget="100", executed="80")
    assert amounts(line(), figures) == {"spent": "80万元", "budget": "100万元"}
    assert amounts(line(facts={"spent": "70"}), figures) == {"spent": "70万元", "budget": "100万元"}
    assert amounts(line(facts={"spent": "70"})) == {"spent": "70"}


def test_a_budget_printed_in_one_column_is_both_budgets() -> None:
    assert amounts(line(), funds(initial_budget="60", executed="80")) == {"spent": "80万元", "budget": "60万元"}


def test_a_number_of_things_takes_no_unit_of_money() -> None:
    assert amounts(line(facts={"things": "45", "spent": "3"}), funds()) == {"spent": "3万元", "things": "45"}


def test_target_and_actual_are_never_amounts() -> None:
    assert amounts(line(target="1226", actual="1231.18")) == {}


def test_an_amount_that_needs_a_reason_stands_in_the_way_without_one() -> None:
    obstacle = entry(line(facts={"excluded": "5"})).obstacle
    assert obstacle is not None
    assert (obstacle.code, obstacle.field) == ("VALUE_MISSING", "deviation_reason")
    assert entry(line(facts={"excluded": "5"}, deviation_reason="无")).obstacle is not None
    assert entry(line(facts={"excluded": "5"}, deviation_reason="上级部门临时交办")).obstacle is None
    assert entry(line(facts={"excluded": "0"})).obstacle is None


def test_a_fact_the_criterion_does_not_read_is_told() -> None:
    remarks = entry(line(facts={"spend": "5", "spent": "5"})).remarks
    assert [(each.code, each.field) for each in remarks] == [("VALUE_UNREADABLE", "facts/spend")]


def test_the_weight_on_the_form_stands_before_the_pack_s_and_without_either_there_is_no_entry() -> None:
    assert entry(line(weight=Decimal(4))).weight == 4
    assert entry(line()).weight == 10
    unweighted = criterion(Judged(), None, measure=None, inputs=())
    assert entry_of(line(), unweighted, part("", "").item, None, national_pack().quantitative) is None


def test_sub_indicators_know_where_their_cells_stand() -> None:
    parts = (Part("甲", "≥1", "1"), Part("乙", "≥2", "2"))
    assert [(each.name, each.place) for each in entry(line(parts=parts)).parts] == [
        ("甲", "parts/0/"),
        ("乙", "parts/1/"),
    ]


def test_a_line_with_a_target_of_its_own_is_its_only_part_and_a_blank_one_has_none() -> None:
    assert [(each.name, each.place) for each in entry(line(target="≥1", actual="1")).parts] == [("样例", "")]
    assert entry(line()).parts == ()
