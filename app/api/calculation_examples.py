"""What Swagger UI offers to send to each calculation; the first one of each is filled in."""

from typing import Any

from fastapi.openapi.models import Example


def _example(name: str, value: dict[str, Any]) -> Example:
    return {"summary": name, "value": value}


FUND_ARRIVAL_RATE = {
    "partly-arrived": _example(
        "部分到位 / partly arrived", {"arrived": "10.8", "budget": "14.4", "unit": "万元", "places": 2}
    ),
    "units-in-the-text": _example("金额自带单位 / units in the text", {"arrived": "36万元", "budget": "0.005亿元"}),
}

BUDGET_EXECUTION_RATE = {
    "of-adjusted-budget": _example(
        "占全年预算数 / of the adjusted budget",
        {"executed": "38.75", "budget": "45.57", "denominator_name": "adjusted_budget", "unit": "万元"},
    ),
    "of-funds-arrived": _example(
        "占到位资金 / of the funds that arrived",
        {"executed": "38.75", "budget": "40", "denominator_name": "arrived", "unit": "万元"},
    ),
}

COMPLETION_RATIO = {
    "positive": _example("正向指标 / more is better", {"target": "≥1628人次", "actual": "1505人次", "weight": "15"}),
    "negative": _example("反向指标 / less is better", {"target": "≤12 小时", "actual": "16 小时", "weight": "10"}),
    "negative-linear": _example(
        "反向指标，线性递减 / less is better, falling in a line",
        {"target": "≤12 小时", "actual": "16 小时", "negative_formula": "linear", "weight": "10"},
    ),
    "structured": _example(
        "已拆分的值 / values taken apart",
        {
            "target": {"comparator": "ge", "value": "95", "unit": "%"},
            "actual": {"value": "92.5", "unit": "%"},
            "weight": "10",
        },
    ),
}

DEDUCTION = {
    "proportional": _example(
        "按比率计分 / in proportion to a rate", {"method": "proportional", "weight": "10", "rate": "51.8%"}
    ),
    "completion-ratio": _example(
        "按完成率计分 / by the completion ratio",
        {"method": "completion_ratio", "weight": "15", "target": "≥1628", "actual": "1505"},
    ),
    "tiers": _example(
        "定性指标分档 / tiers of a qualitative indicator",
        {
            "method": "tiers",
            "weight": "15",
            "rule_pack": {"id": "beijing-project-self-evaluation", "version": "1.0.0"},
            "tier": "partially_achieved",
            "declared_score": "11",
        },
    ),
}

GRADE = {
    "excellent": _example("98.48 分 / 98.48 points", {"score": "98.48"}),
    "at-the-bound": _example("恰为下限 / exactly at a bound", {"score": "90"}),
}

CRITERION = {
    "bands": _example(
        "分档：预算完成率 / bands",
        {
            "rule_pack": {"id": "shaanxi-department-self-evaluation"},
            "criterion": "budget_completion_rate",
            "facts": {"completed": "1231.18", "approved_budget": "1226"},
        },
    ),
}

SATISFACTION = {
    "survey": _example(
        "问卷调查 / a survey",
        {
            "answers": [
                {"answer": "满意", "count": 45, "factor": "1"},
                {"answer": "基本满意", "count": 5, "factor": "0.8"},
                {"answer": "不满意", "count": 0, "factor": "0"},
            ],
            "valid": 50,
            "weight": "10",
        },
    ),
}
