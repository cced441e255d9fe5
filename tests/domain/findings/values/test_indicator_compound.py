"""INDICATOR_COMPOUND."""

import pytest

from tests.domain.findings.sheets import evidence_of, raised, with_row

CODE = "INDICATOR_COMPOUND"


def places(name: str | None, target: str, actual: str) -> list[str]:
    return raised(CODE, with_row(2, name=name, target=target, actual=actual))


def test_two_contents_with_one_value_are_told() -> None:
    name = "按季度拨付，项目保障周期"
    assert places(name, "12 月", "12 月") == ["/indicators/2/name"]
    form = with_row(2, name=name, target="12 月", actual="12 月")
    assert evidence_of(CODE, form) == {"target": "12 月", "contents": "2"}
    assert places("开展培训次数；参训人次", "≥20次", "20次") == ["/indicators/2/name"]


@pytest.mark.parametrize(
    "name",
    [
        "通过集中培训，提高合格率",
        "购买服务，岗位数量",
        "带动农户增收，户均增收",
        "提升服务质量，减少投诉次数",
        "新建、改建农村公路里程",
        "2024年度，培训人次",
        "为居民服务，上门次数",
        "指标 2: 培训人次",
        "培训、会议、调研次数",
        "好，很好",
        "项目保障周期",
        None,
    ],
)
def test_one_content_however_it_is_introduced_is_left_in_peace(name: str | None) -> None:
    assert places(name, "≥12次", "12次") == []


def test_words_may_describe_two_effects_at_once() -> None:
    assert places("提升服务效率，提升健康管理水平", "优", "优") == []


def test_what_cannot_be_measured_at_all_is_told_as_that() -> None:
    assert places("加强有力监管，看病就医更有保障", "100%", "100%") == []
