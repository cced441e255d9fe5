"""INDICATOR_NOT_MEASURABLE."""

import pytest

from tests.domain.findings.sheets import evidence_of, raised, with_row

CODE = "INDICATOR_NOT_MEASURABLE"


def places(name: str | None, target: str = "100%") -> list[str]:
    return raised(CODE, with_row(1, name=name, target=target, actual="100%"))


def test_a_sentence_with_a_percentage_for_its_target_is_told() -> None:
    name = "通过有力监管，看病就医更有保障"
    assert places(name) == ["/indicators/1/name"]
    assert evidence_of(CODE, with_row(1, name=name, target="100%")) == {"target": "100%", "name": name}
    assert places("指标1：加强管理，让群众放心", "≥95%") == ["/indicators/1/name"]


@pytest.mark.parametrize(
    "name",
    [
        "上门服务工作规范完成率",
        "加强监管，检查覆盖率",
        "完善制度，执行到位比例",
        "资金发放，及时准确",
        "设备验收合格",
        "看病就医更有保障",
        "",
        None,
    ],
)
def test_a_rate_or_a_name_of_one_piece_is_left_in_peace(name: str | None) -> None:
    assert places(name) == []


@pytest.mark.parametrize("target", ["优", "≥10人次", "100", "≤6月", "有效保障"])
def test_a_sentence_that_is_measured_otherwise_is_left_in_peace(target: str) -> None:
    assert places("通过有力监管，看病就医更有保障", target) == []
