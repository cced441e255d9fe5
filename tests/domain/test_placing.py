"""Where an indicator belongs, by the names around it."""

import pytest

from app.domain.placing import bare_name, is_cost, section_of, share_limited, weight_in_name
from app.domain.submission import Indicator
from tests.domain.packs import national_pack


@pytest.mark.parametrize(
    ("printed", "name", "weight"),
    [
        ("产出指标(50分)", "产出指标", "50"),
        ("产出指标（50 分）", "产出指标", "50"),
        ("效益指标（22.5）", "效益指标", "22.5"),
        ("满意度 指标", "满意度指标", None),
        ("产出指标（数量）", "产出指标（数量）", None),
        (None, "", None),
    ],
)
def test_a_weight_printed_into_a_name_is_told_apart_from_it(printed: str | None, name: str, weight: str | None) -> None:
    assert (bare_name(printed), weight_in_name(printed)) == (name, weight)


@pytest.mark.parametrize(
    ("level1", "level2", "section"),
    [
        ("产出指标(50分)", "质量指标", "output"),
        ("产出指标", "社会效益指标", "output"),
        (None, "社会效益指标", "benefit"),
        ("", "经济成本指标", "cost"),
        ("别的", "社会效益指标", None),
        (None, None, None),
    ],
)
def test_level_1_places_a_line_and_level_2_only_where_level_1_is_lost(
    level1: str | None, level2: str | None, section: str | None
) -> None:
    found = section_of(level1, level2, national_pack())
    assert (found.id if found else None) == section


def test_a_cost_stands_under_cost_on_either_level() -> None:
    assert is_cost("成本指标", None)
    assert is_cost("产出指标", "经济成本指标")
    assert not is_cost("产出指标", "数量指标")


@pytest.mark.parametrize(
    ("indicator", "limited"),
    [
        (Indicator(name="群众满意度"), True),
        (Indicator(name="培训 合格率"), True),
        (Indicator(name="参保覆盖率"), True),
        (Indicator(level1="满意度指标", name="服务对象"), True),
        (Indicator(level2="服务对象满意度指标"), True),
        (Indicator(name="产值增长率"), False),
        (Indicator(name="预算执行率"), False),
        (Indicator(), False),
    ],
)
def test_a_share_of_people_or_things_is_told_by_its_name(indicator: Indicator, limited: bool) -> None:
    assert share_limited(indicator) is limited
