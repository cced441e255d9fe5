"""Self-evaluation forms like the real ones, the same for the same seed, with what they say in exact numbers.

A form prints "≥95%" and "92.5%"; what the reference scores is kept beside it, so that no parser is shared.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

SEED = 20241122
_SERIAL_DIGITS = 12

Direction = Literal["more", "less", "words"]


@dataclass(frozen=True)
class Line:
    """One indicator in exact numbers; in words the declared score is what counts."""

    weight: Fraction
    direction: Direction
    target: Fraction
    actual: Fraction
    declared: Fraction


@dataclass(frozen=True)
class Sample:
    """A form as bytes around its project's serial number, and what it says."""

    before: bytes
    after: bytes
    words: tuple[dict[str, str], ...]
    executed: Fraction
    budget: Fraction
    lines: tuple[Line, ...]

    def body(self, serial: int) -> bytes:
        """The form of another project: its serial number is the only difference."""
        return b"%s%s%s" % (self.before, serial_text(serial), self.after)

    def parsed(self, serial: int) -> bytes:
        """The same form for peers that read no print: signs and units apart, numbers as decimal text."""
        lines = [
            {
                "id": f"line{index}",
                **words,
                "kind": line.direction,
                "weight": _text(line.weight),
                "target": _text(line.target),
                "actual": _text(line.actual),
                "declared": _text(line.declared),
            }
            for index, (words, line) in enumerate(zip(self.words, self.lines, strict=True))
        ]
        form = {
            "project": f"11010624T{serial_text(serial).decode()}",
            "objective": _OBJECTIVE,
            "funds": {"weight": "10", "budget": _text(self.budget), "executed": _text(self.executed)},
            "indicators": lines,
        }
        return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class _Kind:
    """A kind of indicator: where it stands, and how its cells are printed."""

    level1: str
    level2: str
    name: str
    unit: str
    sign: str
    direction: Direction
    decimals: int
    between: tuple[int, int]


_KINDS = (
    _Kind("产出指标", "数量指标", "培训参加人次", "人次", "≥", "more", 0, (50, 3000)),
    _Kind("产出指标", "数量指标", "保障社区卫生服务中心运维数量", "家", "", "more", 0, (5, 60)),
    _Kind("产出指标", "数量指标", "开展主题党日活动次数", " 次", "≥", "more", 0, (4, 48)),
    _Kind("产出指标", "质量指标", "专业技术人员参培率", "%", "≥", "more", 1, (80, 100)),
    _Kind("产出指标", "质量指标", "系统运维合格率", "%", "＝", "more", 0, (100, 100)),
    _Kind("产出指标", "时效指标", "系统故障修复响应时间", " 小时", "≤", "less", 0, (2, 48)),
    _Kind("产出指标", "时效指标", "资金支付进度", "月", "≤", "less", 0, (6, 12)),
    _Kind("成本指标", "经济成本指标", "项目预算控制数", "万元", "≤", "less", 3, (5, 400)),
    _Kind("效益指标", "社会效益指标", "提高社区卫生服务人员业务水平", "", "", "words", 0, (1, 1)),
    _Kind("效益指标", "可持续影响指标", "对单位履职和事业发展的支撑作用", "", "", "words", 0, (1, 1)),
    _Kind("满意度指标", "服务对象满意度指标", "参加培训人员满意度", "%", "≥", "more", 1, (80, 95)),
)
# A deadline missed has no ratio, and a hundred percent printed as exact is not exceeded.
_ALWAYS_MET = {"资金支付进度", "系统运维合格率"}
_OBJECTIVE = (
    "通过开展岗位培训和系统运维，保证社区卫生服务机构的参培率及满意率，满足继续医学教育需求，完成年度工作任务。"
)
_REASON = "部分机构转型、关停，人员流出无法参与；个别人员未完成学习。"
_IMPROVEMENT = "实时追踪人员变动，严格督导进度。"


def serial_text(serial: int) -> bytes:
    """How a form writes the number of its project, and nothing else."""
    return b"%0*d" % (_SERIAL_DIGITS, serial)


def samples(count: int, seed: int = SEED) -> list[Sample]:
    """The first `count` forms of a seed."""
    chance = random.Random(seed)
    return [_sample(chance) for _ in range(count)]


def _sample(chance: random.Random) -> Sample:
    kinds = [_KINDS[index] for index in sorted(chance.sample(range(len(_KINDS)), chance.randint(6, len(_KINDS))))]
    drawn = [_line(chance, kind, weight) for kind, weight in zip(kinds, _weights(chance, len(kinds)), strict=True)]
    budget = Fraction(chance.randint(5_000, 400_000), 1000)
    executed = budget if chance.random() < 0.6 else budget * chance.randint(500, 999) / 1000
    executed = Fraction(round(executed * 1000), 1000)
    form = _form(chance, budget, executed, [printed for _, printed in drawn])
    before, after = json.dumps(form, ensure_ascii=False, separators=(",", ":")).split("{serial}")
    words = tuple({"level1": kind.level1, "level2": kind.level2, "name": kind.name} for kind in kinds)
    return Sample(before.encode(), after.encode(), words, executed, budget, tuple(line for line, _ in drawn))


def _weights(chance: random.Random, count: int) -> Iterator[Fraction]:
    """Points that add up to 90, halves among them."""
    left = 180
    for remaining in range(count - 1, 0, -1):
        points = max(4, min(left - 4 * remaining, round(left / (remaining + 1)) + chance.randint(-4, 4)))
        left -= points
        yield Fraction(points, 2)
    yield Fraction(left, 2)


def _line(chance: random.Random, kind: _Kind, weight: Fraction) -> tuple[Line, dict[str, Any]]:
    line = _in_words(chance, weight) if kind.direction == "words" else _in_numbers(chance, kind, weight)
    lost = line.declared < weight
    printed = {
        "level1": kind.level1,
        "level2": kind.level2,
        "name": kind.name,
        "target": "优" if kind.direction == "words" else f"{kind.sign}{_text(line.target)}{kind.unit}",
        "actual": _word(line) if kind.direction == "words" else f"{_text(line.actual)}{kind.unit}",
        "weight": _text(weight),
        "declared_score": _text(line.declared),
        "deviation_reason": _REASON if lost else None,
        "improvement": _IMPROVEMENT if lost else None,
    }
    return line, printed


def _in_words(chance: random.Random, weight: Fraction) -> Line:
    """优 where 优 was the aim, scored from 80% of the weight, or 良, scored from 60% up to 80%."""
    share = chance.choice([100, 100, 95, 90, 85, 75, 70, 65])
    declared = Fraction(round(weight * share), 100)
    return Line(weight, "words", Fraction(80), Fraction(share), declared)


def _word(line: Line) -> str:
    return "优" if line.actual >= line.target else "良"


def _in_numbers(chance: random.Random, kind: _Kind, weight: Fraction) -> Line:
    scale = 10**kind.decimals
    least, most = kind.between
    target = Fraction(chance.randint(least * scale, most * scale), scale)
    met = kind.name in _ALWAYS_MET or chance.random() < 0.7
    percent = 100 if met and not kind.sign else chance.randint(100, 110) if met else chance.randint(60, 99)
    if kind.name in _ALWAYS_MET:
        percent = 100
    moved = target * percent / 100 if kind.direction == "more" else target * 100 / percent
    actual = Fraction(round(moved * scale), scale)
    if kind.unit == "%":
        actual = min(actual, Fraction(100))
    declared = weight if chance.random() < 0.8 else weight - Fraction(1, 2)
    return Line(weight, kind.direction, target, actual, declared)


def _form(chance: random.Random, budget: Fraction, executed: Fraction, lines: list[dict[str, Any]]) -> dict[str, Any]:
    amounts = {"initial_budget": _text(budget), "adjusted_budget": _text(budget), "executed": _text(executed)}
    declared = sum((Fraction(line["declared_score"]) for line in lines), Fraction(10))
    return {
        "kind": "project_self_evaluation",
        "fiscal_year": 2024,
        "region_code": "110106",
        "rule_pack": {"id": "beijing-project-self-evaluation", "version": "1.0.0"},
        "project": {
            "code": "11010624T{serial}",
            "name": f"2024年社区卫生人员岗位培训补助经费（{chance.randint(1, 99)}）",
        },
        "department": {"code": "149", "name": "北京市丰台区卫生健康委员会"},
        "unit": {"code": "149020", "name": "北京市丰台区社区卫生服务管理中心"},
        "funds": {
            "unit": "万元",
            "total": amounts,
            "rows": [
                {"source": "fiscal", "name": "其中：当年财政拨款", **amounts},
                {"source": "carry_over", "name": "上年结转资金"},
                {"source": "other", "name": "其他资金"},
            ],
            "weight": "10",
            "declared_score": "10",
        },
        "objective": {"expected": _OBJECTIVE, "actual": _OBJECTIVE},
        "indicators": lines,
        "declared": {"total": _text(declared), "grade": None},
    }


def _text(value: Fraction) -> str:
    """A decimal as a form prints it: nothing here has more than three places."""
    whole, thousandths = divmod(round(value * 1000), 1000)
    return f"{whole}.{thousandths:03d}".rstrip("0").rstrip(".")
