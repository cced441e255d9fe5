"""COMPARATOR_SUSPECT."""

import pytest

from app.domain.submission import Direction
from tests.domain.findings.sheets import evidence_of, raised, with_row

CODE = "COMPARATOR_SUSPECT"
PLACE = ["/indicators/0/target"]


def places(name: str, target: str, direction: Direction | None = None, level1: str = "产出指标") -> list[str]:
    return raised(CODE, with_row(0, name=name, target=target, actual="50", direction=direction, level1=level1))


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("经费发放覆盖率", "≤100%"),
        ("补助 覆盖率", "≤ 100%"),
        ("群众满意度", "≤90%"),
        ("培训合格率", "＜95%"),
        ("服务投诉率", "≥5%"),
        ("产品不合格率", "≥3%"),
        ("设备故障率", "不少于3%"),
        ("职工满意度", "≤90"),
    ],
)
def test_a_sign_that_points_the_wrong_way_is_told(name: str, target: str) -> None:
    assert places(name, target) == PLACE


def test_a_cost_as_a_lower_limit_is_told() -> None:
    assert places("项目控制成本", "≥150万元", level1="成本指标") == PLACE
    assert places("节约成本", "≥15万元", level1="成本指标") == []
    assert places("成本节约率", "≥5%", level1="成本指标") == []


def test_a_stated_direction_against_the_sign_is_told() -> None:
    assert places("办理事项", "≤30", Direction.POSITIVE) == PLACE
    assert places("办理事项", "≥30", Direction.NEGATIVE) == PLACE
    assert places("办理事项", "≥30", Direction.POSITIVE) == []
    assert places("办理事项", "30", Direction.NEGATIVE) == []


def test_the_evidence_holds_the_sign() -> None:
    form = with_row(0, name="补助覆盖率", target="≤100%", actual="100%")
    assert evidence_of(CODE, form) == {"target": "≤100%", "comparator": "le"}


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("培训合格率", "≥95%"),
        ("培训合格率", "100%"),
        ("群众不满意率", "≤5%"),
        ("产品不合格率", "≤3%"),
        ("服务投诉率", "≤5%"),
        ("三公经费控制率", "≤100%"),
        ("预算执行率", "≤100%"),
        ("响应时间", "≤12小时"),
        ("安全事故数", "0"),
        ("覆盖率", "90%-95%"),
        ("满意度投诉件数", "≤3"),
        ("受理投诉数", "≥100件"),
        ("杂草覆盖率", "≤5%"),
        ("预算完成率", "≤100%"),
        ("", "≤100%"),
    ],
)
def test_signs_that_are_right_or_may_be_are_left_in_peace(name: str, target: str) -> None:
    assert places(name, target) == []
