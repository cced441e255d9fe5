"""Forms made to be almost ordinary: most parts of each are, and any part may be the one that is not."""

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

Form = dict[str, Any]

KINDS = (
    "project_self_evaluation",
    "project_self_evaluation",
    "project_self_evaluation",
    "project_target_self_evaluation",
)
_PACKS = (
    *("beijing-project-self-evaluation", "hubei-project-self-evaluation", "national-project-self-evaluation"),
    "national-project-self-evaluation-with-cost",
)
_ODD_PACKS = ({"id": "bohu-project-evaluation"}, {"id": "no-such-pack"}, {"id": "Bad Id"}, {}, None)
_LINES = (
    (("产出指标", "数量指标"), "培训参加人次", ("≥", ""), ("人次", "家", " 次", "")),
    (("产出指标", "质量指标"), "系统运维合格率", ("≥", "＝"), ("%",)),
    (("产出指标", "时效指标"), "修复响应时间", ("≤", "≤", "<"), ("小时", " 分钟")),
    (("成本指标", "经济成本指标"), "项目预算控制数", ("≤",), ("万元",)),
    (("效益指标", "社会效益指标"), "提高业务水平", (), ()),
    (("效益指标", "可持续影响指标"), "服务单位数量", ("≥", ">", "不少于"), ("家", "个")),
    (("满意度指标", "服务对象满意度指标"), "参加人员满意度", ("≥",), ("%", " %")),
)
_ODD_LEVELS = (
    ("产出指标", "成本指标"),
    ("产出", "社会效益指标"),
    (None, "数量指标"),
    ("项目效益", None),
    ("产出指标(50分)", "数量指标"),
    (" 产出 指标", "生态效益指标"),
    ("其他", "其他"),
    (None, None),
)
_ODD_NAMES = (
    "资金到位率",
    "预算执行率",
    "项目成本",
    "培训平均成本",
    "成本节约率",
    "组织培训，提高工作人员业务水平",
    "培训人数和合格率，按月开展次数",
    "开展“主题”活动 次数",
    '引号"和\\反斜杠',
    "指标" * 60,
    "",
    None,
)
_ODD_UNITS = ("元", "年", "月", "日", "个工作日", "亩", "万", "％", "‰", "号", "人左右", "个月", "，", "e5")
_ODD_SIGNS = (">", "<", "不低于", "≤ ", ">=", "约", "-", "达到", "+", "1.")
_CELLS = (
    "优",
    "良",
    "达成预期指标",
    "≤6月",
    "6月",
    "12月底前",
    "2024.12",
    "2024年",
    "90%-95%",
    "—",
    "",
    "全年",
    "5～8次",
)
_WHO = tuple("甲乙丙丁戊己庚辛壬癸")
_REASONS = (None, None, None, "无", "人员流出。", " ", "—", "。" * 9)


_ANYTHING: tuple[Any, ...] = (
    *(
        "",
        "0",
        "1",
        "100",
        "≥90%",
        "95%",
        "≤12月",
        "12 月",
        "优",
        "良",
        "5万元",
        "3150 元",
        "0万元",
        "≥10 人次",
        "22 人次",
    ),
    *(
        "—",
        "无",
        "支出进度",
        "项目成本",
        "100.5",
        "98",
        "0.315",
        "150",
        "满意度",
        "成本指标",
        "质量指标",
        "未完成",
        "完成 50%",
    ),
    *("11010625T000003438278", "优秀", "差", "1\t2", '其他\n"资金"', "“引”号", None, True, [], {}, 5),
)


def changed(random: Random, form: Form) -> Form:
    """A form with one to three of its parts changed, left out or repeated."""
    made = copy.deepcopy(form)
    for _ in range(random.choice((1, 1, 2, 3))):
        *holders, last = random.choice(list(_places(made)))
        node: Any = made
        for each in holders:
            node = node[each]
        if isinstance(node, dict) and random.random() < 0.15:
            del node[last]
        elif isinstance(node, list) and random.random() < 0.1:
            node.append(copy.deepcopy(node[last]))
        else:
            node[last] = random.choice(_ANYTHING)
    return made


def _places(node: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in members:
        yield (*place, key)
        yield from _places(value, (*place, key))


def body(form: Form) -> bytes:
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()


def made(random: Random) -> Form:
    """A form; the fewer slips, the more of it is ordinary."""
    slips = random.choice((0, 0, 0.02, 0.1))
    lines = random.randint(1, 9)
    funds = _funds(random, slips)
    own = Fraction((funds or {}).get("weight") or "10")
    weights = _weights(random, lines, 100 - own, slips)
    rows = [_line(random, weight, slips) for weight in weights]
    form = {
        "kind": random.choice(KINDS) if _slip(random, slips) else KINDS[0],
        "fiscal_year": random.choice((2023, 2025, "2024", 1999)) if _slip(random, slips) else 2024,
        "region_code": random.choice(("110000", "540100", None, "4201")) if _slip(random, slips) else "110106",
        "rule_pack": random.choice(_ODD_PACKS) if _slip(random, slips) else {"id": random.choice(_PACKS)},
        "project": _named(random, "11010624T000000000001", slips),
        "department": _named(random, "149", slips),
        "unit": _named(random, "149020", slips),
        "funds": funds,
        "objective": _objective(random, slips),
        "indicators": rows,
        "declared": _declared(random, rows, funds, slips),
    }
    return {key: value for key, value in form.items() if value is not None or random.random() < 0.5}


def _slip(random: Random, chance: float) -> bool:
    return random.random() < chance


def _digits(random: Random, slips: float) -> str:
    number = random.choice((random.randint(1, 120), random.randint(1, 99_999), 100, random.randint(1, 9)))
    decimals = random.choice((0, 0, 1, 2, 3, 4)) if not _slip(random, slips) else random.choice((5, 6, 7))
    text = f"{number}.{random.randint(0, 10**decimals - 1):0{decimals}d}" if decimals else str(number)
    return random.choice(("0", "007", "1,628", "-5", "0.0", "99999999999999999999")) if _slip(random, slips) else text


def _weights(random: Random, count: int, total: Fraction, slips: float) -> list[Fraction]:
    left, found = total, []
    for remaining in range(count - 1, 0, -1):
        share = Fraction(round(left / (remaining + 1) * random.choice((1, 2, 4))), random.choice((1, 2, 4)))
        found.append(min(max(share, Fraction(1)), left - remaining))
        left -= found[-1]
    return [*found, left + 1 if _slip(random, slips) else left]


def _plain(number: Fraction) -> str:
    whole, rest = divmod(round(number * 10_000), 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def _line(random: Random, weight: Fraction, slips: float) -> Form:
    levels, name, signs, units = random.choice(_LINES)
    target, actual = _cells(random, signs, units, slips)
    level1, level2 = random.choice(_ODD_LEVELS) if _slip(random, slips) else levels
    declared = random.choice((weight, weight, weight, weight - Fraction(1, 2), weight * Fraction(93, 100), weight / 2))
    declared = None if _slip(random, slips) else declared
    row: Form = {
        "level1": level1,
        "level2": level2,
        "name": random.choice(_ODD_NAMES) if _slip(random, slips) else f"{random.choice(_WHO)}{name}",
        "target": target,
        "actual": actual,
        "weight": _plain(weight)
        + (random.choice(("0", ".00")) if "." in _plain(weight) and random.random() < 0.1 else ""),
        "declared_score": None if declared is None else _plain(declared),
        "deviation_reason": random.choice(_REASONS),
        "improvement": random.choice((None, "督导进度")),
    }
    if row["declared_score"] is None or random.random() < 0.3:
        row = {key: value for key, value in row.items() if value is not None}
    if _slip(random, slips):
        row |= random.choice(
            (
                {"direction": "negative"},
                {"tier": None},
                {"weight": 10},
                {"weight": "-"},
                {"declared_score": "1e2"},
                {"declared_score": "-1"},
                {"declared_score": 101},
                {"completion": "85%"},
                {"not_applicable": True},
                {"not_applicable": False},
                {"colour": "red"},
                {"criterion": "x"},
                {"declared_completion": "50%"},
                {"target": {"comparator": "ge", "value": "95", "unit": "%"}},
                {"actual": 95},
                {"target": ["95"]},
                {"deviation_reason": 5},
                {"improvement": "长" * 4001},
            )
        )
    return row


def _cells(random: Random, signs: tuple[str, ...], units: tuple[str, ...], slips: float) -> tuple[Any, Any]:
    if not signs or random.random() < 0.05:
        return random.choice((("优", "优"), ("优", "良"), ("≤6月", "6月"), ("良", "优"), ("12月底前", "11月")))
    if _slip(random, slips):
        return random.choice(_CELLS), random.choice(_CELLS)
    unit = random.choice(_ODD_UNITS) if _slip(random, slips) else random.choice(units)
    sign = random.choice(_ODD_SIGNS) if _slip(random, slips) else random.choice(signs)
    wanted = _digits(random, slips) if "%" not in unit else _plain(Fraction(random.randint(700, 1000), 10))
    done = wanted
    if random.random() < 0.7:
        done = _plain(Fraction(wanted.replace(",", "")) * random.choice((80, 99, 101, 107, 129, 130)) / 100)
    other = random.choice((unit, "", "家", " " + unit)) if random.random() < 0.1 else unit
    return f"{sign}{wanted}{unit}", f"{done}{other}"


def _funds(random: Random, slips: float) -> Form | None:
    if _slip(random, slips):
        return random.choice((None, {}, {"unit": "万元"}, {"total": None}))
    budget = Fraction(random.randint(1, 400_000), random.choice((1, 10, 1000)))
    executed = budget * random.choice((1, 1, Fraction(random.randint(1, 999), 1000)))
    if _slip(random, slips):
        executed = budget * random.choice((0, 2))
    initial = budget * random.choice((2, Fraction(1, 2), Fraction(9, 10), 0)) if _slip(random, 0.1) else budget
    total = {"initial_budget": _plain(initial), "adjusted_budget": _plain(budget), "executed": _plain(executed)}
    if _slip(random, slips):
        total |= random.choice(({"arrived": "5"}, {"initial_budget": None}, {"executed": "5万元"}, {"executed": "—"}))
    rows: list[Form] = [{"source": "fiscal", "name": "财政拨款", **total}, {"source": "other", "name": "其他资金"}]
    if random.random() < 0.2:
        rows.append({"source": "unit", "adjusted_budget": "0", "executed": "0"})
    if _slip(random, slips):
        rows.append(
            random.choice(({"executed": "1"}, {"parent": "财政拨款", "executed": "1"}, {"split": "use"}, {"x": 1}))
        )
    funds: Form = {"unit": random.choice(("元", "万元", "亿元", "美元", None)) if _slip(random, slips) else "万元"}
    funds |= {"total": total, "rows": rows if random.random() < 0.8 else None, "weight": "10"}
    funds["declared_score"] = random.choice(("10", "9.5", _plain(min(executed / budget, Fraction(1)) * 10)))
    if random.random() < 0.2:
        right = _plain(Fraction(round(executed / budget * 10_000), 100)) + "%"
        funds["declared_rate"] = random.choice(("50%", "1", "约100%")) if _slip(random, slips) else right
    if random.random() < 0.3:
        funds["deviation_reason"] = random.choice(_REASONS)
    if _slip(random, slips):
        funds["weight"] = random.choice(("20", "0", None))
    return funds


def _named(random: Random, code: str, slips: float) -> Form | None:
    if _slip(random, slips):
        odd = ("", "—", "11010625T000000000001", "51010624T000000000001", "1101 0624T000000000001", 5, "x" * 201)
        return random.choice((None, {}, {"code": random.choice(odd), "name": random.choice(("", "无", "某项目"))}))
    return {"code": code, "name": random.choice(("某某补助经费", "“某”单位", None))}


def _objective(random: Random, slips: float) -> Form | None:
    if _slip(random, slips):
        return {"actual": random.choice(("未完成", "完成100%", "完成 50%", "", None, 5))}
    return random.choice((None, {"expected": "完成年度任务", "actual": "全部完成年度任务"}))


def _declared(random: Random, rows: list[Form], funds: Form | None, slips: float) -> Form | None:
    scores = [row.get("declared_score") for row in rows] + [(funds or {}).get("declared_score")]
    if random.random() < 0.1:
        return None
    try:
        total = sum((Fraction(score) for score in scores if isinstance(score, str)), Fraction(0))
    except ValueError:
        total = Fraction(90)
    printed = (
        _plain(total + 1) if _slip(random, slips) else random.choice((_plain(total), _plain(Fraction(round(total)))))
    )
    grade = random.choice(("优", "良", "优秀", "一等", "", "x" * 201)) if _slip(random, slips) else None
    return {"total": printed if None not in scores or _slip(random, slips) else None, "grade": grade}
