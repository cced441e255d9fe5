"""SECTION_MISPLACED."""

import pytest

from tests.domain.findings.framework import evaluation_form, evaluation_pack, with_line
from tests.domain.findings.sheets import evidence_of, raised, with_row

CODE = "SECTION_MISPLACED"


def places(level1: str | None, level2: str | None, name: str, target: str = "≥5", actual: str = "6") -> list[str]:
    return raised(CODE, with_row(0, level1=level1, level2=level2, name=name, target=target, actual=actual))


def test_decision_and_process_indicators_are_no_results() -> None:
    assert places("产出指标", "项目立项", "立项依据充分性") == ["/indicators/0/level1"]
    assert places("效益指标", None, "资金到位率") == ["/indicators/0/level1"]


@pytest.mark.parametrize("name", ["支出进度", "资金支出进度", "预算 执行率"])
def test_spending_is_no_result_either(name: str) -> None:
    assert places("产出指标", "时效指标", name, "≤6 月", "6 月") == ["/indicators/0/level2"]
    assert places("产出指标", None, name, "≤6 月", "6 月") == ["/indicators/0/level1"]


def test_a_response_time_is_no_quality() -> None:
    assert places("产出指标", "质量指标", "系统故障修 复响应时间", "≤12 小时", "12 小时") == ["/indicators/0/level2"]
    assert places("产出指标", "质量 指标", "拨付及时率", "≥95%", "96%") == ["/indicators/0/level2"]


@pytest.mark.parametrize(
    ("level1", "level2"), [("效益指标", "数量指标"), ("产出指标", "社会效益指标"), ("效益指标", "经济成本指标")]
)
def test_a_level_2_of_the_other_kind_is_told(level1: str, level2: str) -> None:
    assert places(level1, level2, "某指标") == ["/indicators/0/level2"]


def test_the_evidence_names_the_place() -> None:
    form = with_row(0, level1="产出指标(50分)", level2="社会效益指标", name="增收")
    assert evidence_of(CODE, form) == {"section": "产出指标 / 社会效益指标"}


@pytest.mark.parametrize(
    ("level1", "level2", "name", "target", "actual"),
    [
        ("产出指标", "数量指标", "培训人次", "≥5", "6"),
        ("产出指标", "经济成本指标", "项目成本", "≤5万元", "5万元"),
        ("效益指标", "满意度指标", "学员满意度", "≥90%", "93%"),
        ("产出指标", "时效指标", "响应时间", "≤12小时", "12小时"),
        ("产出指标", "质量指标", "平均无故障运行时间", "≥1000小时", "1200小时"),
        ("产出指标", "质量指标", "服务完成时间", "≥3年", "3年"),
        ("产出指标", "质量指标", "项目控制时间", "≤5年", "3年"),
        ("产出指标", "时效指标", "培训进度", "≤10月", "10月"),
        ("产出指标", "时效指标", "工程支出进度管理办法出台", "≤10月", "10月"),
        ("过程", "资金管理", "资金到位率", "100%", "100%"),
        ("决策", "项目立项", "立项依据充分性", "100%", "100%"),
        (None, "社会效益指标", "业务水平", "优", "优"),
        (None, None, "支出进度", "≤6月", "6月"),
    ],
)
def test_indicators_in_their_place_or_in_none_are_left_in_peace(
    level1: str | None, level2: str | None, name: str, target: str, actual: str
) -> None:
    assert places(level1, level2, name, target, actual) == []


def test_the_pack_says_where_a_criterion_belongs() -> None:
    form = with_line(0, level1="产出")
    assert raised(CODE, form, evaluation_pack()) == ["/indicators/0/level1"]
    assert raised(CODE, with_line(0, level1="项目决策"), evaluation_pack()) == []
    assert raised(CODE, with_line(0, level1="别的"), evaluation_pack()) == []
    assert raised(CODE, with_line(0, level1=None), evaluation_pack()) == []
    assert raised(CODE, evaluation_form(), evaluation_pack()) == []
