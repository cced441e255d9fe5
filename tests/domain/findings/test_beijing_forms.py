"""The findings of the five Beijing forms of 2024, each read against the printed form."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.rule_pack import FormKind
from app.domain.submission import Declared, FundAmounts, Funds, FundsRow, Indicator, NamedCode, Submission
from tests.domain.findings.sheets import evidence_of, findings, row
from tests.domain.packs import national_pack

REASON = "偏差原因：见自评报告。"
OUTPUT, COST, BENEFIT, SATISFACTION = (
    "产出指标",
    "成本指标/经济成本指标",
    "效益指标/社会效益指标",
    "满意度指标/服务对象满意度指标",
)
# Beijing states no split of the weights.
PACK = national_pack(sections=tuple(replace(each, usual_weight=None) for each in national_pack().sections))


def form(
    code: str, total: str, funds: tuple[str, str, str], *rows: Indicator, carry_over: str | None = None
) -> Submission:
    initial, adjusted, executed = funds
    fiscal = (initial, adjusted, executed) if carry_over is None else (initial, carry_over, carry_over)
    sources = [
        FundsRow("fiscal", FundAmounts(fiscal[0], fiscal[1], None, fiscal[2]), "当年财政拨款", declared_rate="100%")
    ]
    amounts = FundAmounts(None, carry_over, None, carry_over) if carry_over else FundAmounts()
    sources.append(FundsRow("carry_over", amounts, "上年结转资金", declared_rate="100%" if carry_over else None))
    return Submission(
        kind=FormKind.PROJECT_SELF_EVALUATION,
        fiscal_year=2024,
        region_code="110106",
        project=NamedCode(code),
        unit=NamedCode("149020"),
        funds=Funds(
            total=FundAmounts(initial, adjusted, None, executed),
            unit="万元",
            rows=(*sources, FundsRow("other", FundAmounts(), "其他资金")),
            weight=Decimal(10),
            declared_rate="100%",
            declared_score=Decimal(10),
        ),
        indicators=rows,
        declared=Declared(total=Decimal(total)),
    )


MAINTENANCE = form(
    "11010624T000002727872",
    "96",
    ("45.57", "45.57", "45.57"),
    row(f"{OUTPUT}/数量指标", "保障社区卫生服务中心运维数量", "21 家", "21 家", "10"),
    row(f"{OUTPUT}/质量指标", "系统运维合格率", "100%", "100%", "15"),
    row(f"{OUTPUT}/质量指标", "系统故障修复响应时间", "≤12 小时", "12 小时", "15"),
    row(f"{OUTPUT}/时效指标", "支出进度", "≤6 月", "6 月", "10"),
    row(COST, "项目控制成本", "≤45.57 万元", "45.57 万元", "10"),
    row(BENEFIT, "保障系统正常运行", "优", "良", "15", "11", deviation_reason=REASON),
    row(SATISFACTION, "运行单位满意度", "≥ 90%", "90.5%", "15"),
)
TRAINING = form(
    "11010624T000002725033",
    "95",
    ("24.42", "22.575", "22.575"),
    row(f"{OUTPUT}/数量指标", "培训参加人次", "≥1628", "1505", "15", "12", deviation_reason=REASON),
    row(f"{OUTPUT}/质量指标", "专业技术人员参培率", "≥95%", "92.5%", "15", "13", deviation_reason=REASON),
    row(f"{OUTPUT}/时效指标", "继续医学教育培训进度", "≤10月", "10月", "15"),
    row(BENEFIT, "提升卫生服务机构专业能力", "优", "优", "10"),
    row("效益指标/可持续影响指标", "人才梯队建设", "良", "良", "10"),
    row(COST, "继续医学教育培训成本", "≤24.42", "22.575", "15", deviation_reason="存在调剂收回资金"),
    row(SATISFACTION, "专业技术人员满意度", "≥90%", "90%", "10"),
)
SECOND_BATCH = form(
    "11010625T000003438278",
    "99",
    ("0", "5.376", "5.376"),
    row(f"{OUTPUT}/数量指标", "培训参加人次", "≥1536", "1536", "15"),
    row(f"{OUTPUT}/质量指标", "专业技术人员参培率", "≥95%", "100%", "15"),
    row(f"{OUTPUT}/质量指标", "专业技术人员培训合格率", "≥ 95%", "99.6%", "10", "9", deviation_reason=REASON),
    row(f"{OUTPUT}/时效指标", "岗位练兵线上培训进度", "≤ 11 月", "11 月", "15"),
    row(BENEFIT, "提升业务知识和专业技能水平", "优", "优", "20"),
    row(COST, "社区卫生岗位练兵线上培训经费", "≤ 5.376", "5.376", "15"),
)
HOME_CARE = form(
    "11010624T000002728038",
    "98",
    ("150", "19.58", "19.58"),
    row(f"{OUTPUT}/数量指标", "服务人次", "≥10000 人次", "16409 人次", "15"),
    row(f"{OUTPUT}/质量指标", "上门服务工作规范完成率", "100%", "100%", "15"),
    row(f"{OUTPUT}/时效指标", "按季度拨付，项目保障周期", "12 月", "12 月", "10"),
    row(BENEFIT, "提升家医上门服务效率", "优", "优", "15"),
    row("效益指标/可持续影响指标", "满足居家老年人健康需求", "优", "优", "15"),
    row(COST, "项目控制成本", "≤150 万元", "19.58 万元", "10", deviation_reason="其余金额由区财政拨付"),
    row(SATISFACTION, "患者满意度", "≥ 90%", "92%", "10", "8", deviation_reason=REASON),
)
PARTY = form(
    "11010624T000002802370",
    "97",
    ("0.315", "0.63", "0.63"),
    row(f"{OUTPUT}/数量指标", "参与党员人数", "21 人次", "22", "15"),
    row(f"{OUTPUT}/时效指标", "项目完成期", "≤ 11 月", "11 月", "15"),
    row(BENEFIT, "提高党员思想政治素质、服务群众意识", "好", "好", "30", "28", deviation_reason=REASON),
    row(COST, "项目控制成本", "≤ 3150 元", "3150 元", "20"),
    row(SATISFACTION, "参与活动党员的满意度", "≥ 80%", "95%", "10", "9", deviation_reason=REASON),
    carry_over="0.315",
)
EXPECTED = {
    "系统运维费": (
        MAINTENANCE,
        {
            "SECTION_MISPLACED /indicators/2/level2",
            "SECTION_MISPLACED /indicators/3/level2",
            "INTERPRETATION_APPLIED /indicators/5/target",
        },
    ),
    "岗位培训补助": (
        TRAINING,
        {
            "BUDGET_ADJUSTED /funds/total/adjusted_budget",
            "COST_TARGET_NOT_ADJUSTED /indicators/5/target",
            "DECLARED_SCORE_MISMATCH /indicators/0/declared_score",
            "DECLARED_SCORE_MISMATCH /indicators/1/declared_score",
            "TARGET_BELOW_TOP /indicators/4/target",
        },
    ),
    "岗位培训第二批": (
        SECOND_BATCH,
        {
            "BUDGET_ADJUSTED /funds/total/adjusted_budget",
            "MET_BUT_DEDUCTED /indicators/2/declared_score",
            "SECTION_MISSING /indicators",
            "PROJECT_CODE_YEAR_MISMATCH /project/code",
        },
    ),
    "医养结合": (
        HOME_CARE,
        {
            "BUDGET_ADJUSTED /funds/total/adjusted_budget",
            "COST_TARGET_NOT_ADJUSTED /indicators/5/target",
            "OVER_FULFILLED /indicators/0/actual",
            "INDICATOR_COMPOUND /indicators/2/name",
            "MET_BUT_DEDUCTED /indicators/6/declared_score",
        },
    ),
    "党建活动": (
        PARTY,
        {
            "BUDGET_ADJUSTED /funds/total/adjusted_budget",
            "COST_FUNDS_MISMATCH /indicators/3/actual",
            "WORD_MET_BUT_DEDUCTED /indicators/2/declared_score",
            "MET_BUT_DEDUCTED /indicators/4/declared_score",
        },
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_published_form_raises_what_a_reviewer_sees_in_it_and_nothing_else(name: str) -> None:
    submission, expected = EXPECTED[name]
    assert {f"{each.code} {each.pointer}" for each in findings(submission, PACK)} == expected


def test_3150_yuan_against_0_63_wan_yuan_says_by_how_much() -> None:
    assert evidence_of("COST_FUNDS_MISMATCH", PARTY, PACK) == {
        "cost": "3150元",
        "executed": "0.63万元",
        "difference": "-3150元",
    }
