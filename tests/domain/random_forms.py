"""Random forms: what a form means, for the oracle, and the same form printed, for the service."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random

from app.domain.rule_pack import FormKind, NegativeFormula, NotApplicablePolicy, RulePack, TierName
from app.domain.submission import Direction, FundAmounts, Funds, Indicator, Submission
from tests.domain.oracle import SCALE, Day, Deadline, Form, Judged, Line, Measured, Value
from tests.domain.packs import national_pack

SPELLINGS = {
    "≥": ("≥{}", ">={}", "≧ {}", "不低于{}", "{}以上", "至少{}"),
    "≤": ("≤{}", "<={}", "≦{}", "不超过{}", "{}以内", "{}及以下", "小于等于{}"),
    ">": (">{}", "＞{}", "大于{}"),
    "<": ("<{}", "＜ {}", "低于{}"),
    "=": ("={}", "═{}", "等于{}"),
    "": ("{}", " {} ", "达到{}"),
}
WEIGHTS = ("0", "0.5", "1", "2.5", "3", "3.33", "7", "10", "15", "22.5", "30", "33.335")
UNITS = ("", "", "元", "万元", "亿元", "%", "%", "‰", "个百分点", "人次", "万人次")
WORDS = ("优", "良", "中", "差", "有效保障")
TIER_NAMES = tuple(TierName)


def random_form(random: Random) -> Form:
    """Up to three lines of every kind, and funds that may be nothing."""
    budget, executed = _amount(random), _amount(random)
    if random.random() < 0.5:
        executed = Value(_near(random, budget.digits), budget.unit)
    return Form(
        budget=budget,
        executed=Value(executed.digits.lstrip("-"), executed.unit),
        lines=tuple(_line(random) for _ in range(random.randrange(4))),
        linear=random.random() < 0.5,
        full=random.random() < 0.5,
    )


def random_measured_line(random: Random, sign: str) -> tuple[str, Measured]:
    """A weight, and a target and an actual in numbers of one unit."""
    target, unit = _number(random), random.choice(UNITS)
    actual = Value(_near(random, target), unit)
    return random.choice(WEIGHTS), Measured(sign, Value(target, unit), actual)


def pack_for(form: Form) -> RulePack:
    """The national pack with the choices the form is to be scored by."""
    return _pack(form.linear, form.full)


@cache
def _pack(linear: bool, full: bool) -> RulePack:
    pack = national_pack()
    formula = NegativeFormula.LINEAR if linear else NegativeFormula.INVERSE
    policy = NotApplicablePolicy.FULL if full else NotApplicablePolicy.RESCALE
    return replace(
        pack,
        not_applicable=policy,
        quantitative=replace(pack.quantitative, negative_formula=formula),
        qualitative=replace(pack.qualitative, scales=(tuple(SCALE),)),
    )


def printed(form: Form, random: Random) -> Submission:
    """The form as a unit might print it: each sign in one of its spellings."""
    total = FundAmounts(adjusted_budget=_shown(form.budget), executed=_shown(form.executed))
    return Submission(
        kind=FormKind.PROJECT_SELF_EVALUATION,
        fiscal_year=2024,
        funds=Funds(total),
        indicators=tuple(_indicator(line, random) for line in form.lines),
    )


def _line(random: Random) -> Line:
    kinds: tuple[Callable[[Random], Measured | Deadline | Judged], ...] = (
        _measured,
        _measured,
        _measured,
        _deadline,
        _judged,
    )
    kind, weight = random.choice(kinds)(random), random.choice(WEIGHTS)
    declared = None
    if not isinstance(kind, Measured) and random.random() < 0.6:
        declared = _digits(random, float(weight) * 1.1)
    return Line(weight, kind, declared, applies=random.random() > 0.1)


def _measured(random: Random) -> Measured:
    target = Value(_number(random), random.choice(UNITS))
    actual = Value(_near(random, target.digits), random.choice((target.unit, target.unit, "", random.choice(UNITS))))
    sign = random.choice(("≥", "≤", ">", "<", "=", "", ""))
    cost, share = random.random() < 0.2, random.random() < 0.2
    if random.random() < 0.15:
        low, high = sorted((target.digits, _near(random, target.digits)), key=Decimal)
        return Measured("", Value(low, target.unit), actual, Value(high, target.unit), cost=cost, share=share)
    stated = random.choice(("positive", "negative")) if random.random() < 0.2 else None
    return Measured(sign, target, actual, cost=cost, stated=stated, share=share)


def _deadline(random: Random) -> Deadline:
    return Deadline(_day(random), _day(random))


def _day(random: Random) -> Day:
    day = random.randint(1, 28) if random.random() < 0.5 else None
    return Day(random.choice((2023, 2024, 2024, 2024)), random.randint(1, 12), day)


def _judged(random: Random) -> Judged:
    tier = random.randrange(3) if random.random() < 0.5 else None
    completion = f"{random.randint(2, 110)}{random.choice(('', '.5', '.25'))}" if random.random() < 0.4 else None
    return Judged(random.choice(WORDS), random.choice(WORDS), tier, completion)


def _amount(random: Random) -> Value:
    return Value(
        random.choice(("0", _digits(random, 1000.0), _digits(random, 10.0))), random.choice(("", "元", "万元", "亿元"))
    )


def _number(random: Random) -> str:
    sign = "-" if random.random() < 0.05 else ""
    return sign + random.choice(
        ("0", _digits(random, 2.0), _digits(random, 30.0), _digits(random, 120.0), _digits(random, 120.0))
    )


def _near(random: Random, digits: str) -> str:
    """The number itself, one a little off, or another."""
    if random.random() < 0.3:
        return digits
    if random.random() < 0.5:
        return str(Decimal(digits) + random.choice((Decimal("-0.01"), Decimal("0.01"), Decimal(1), Decimal(-1))))
    return _number(random)


def _digits(random: Random, most: float) -> str:
    places = random.randrange(4)
    return f"{random.random() * most:.{places}f}"


def _indicator(line: Line, random: Random) -> Indicator:
    kind = line.kind
    shared = {
        "weight": Decimal(line.weight),
        "declared_score": None if line.declared is None else Decimal(line.declared),
        "not_applicable": not line.applies,
    }
    if isinstance(kind, Judged):
        tier = None if kind.tier is None else TIER_NAMES[kind.tier]
        return Indicator(target=kind.wanted, actual=kind.got, tier=tier, completion=kind.completion, **shared)
    if isinstance(kind, Deadline):
        return Indicator(target=f"≤{_date(kind.due)}", actual=_date(kind.done), **shared)
    return Indicator(
        target=_target(kind, random),
        actual=_shown(kind.actual),
        direction=Direction(kind.stated) if kind.stated else None,
        level1="成本指标" if kind.cost else "产出指标",
        name="合格率" if kind.share else "数量",
        **shared,
    )


def _target(kind: Measured, random: Random) -> str:
    if kind.upper is None:
        return random.choice(SPELLINGS[kind.sign]).format(_shown(kind.target))
    return f"{_shown(kind.target)}{random.choice(('-', '~', '至', '—'))}{_shown(kind.upper)}"


def _date(day: Day) -> str:
    return f"{day.year}年{day.month}月" + (f"{day.day}日" if day.day else "")


def _shown(value: Value) -> str:
    return value.digits + value.unit
