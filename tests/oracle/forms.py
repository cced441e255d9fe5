"""Random forms for a pack, as edgy as they come: half of them tidy, so that totals and grades are reached."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from app.domain.rule_pack import FormKind, TierName
from app.domain.submission import Cell, Deduction, Direction, FundAmounts, Funds, Indicator, Submission
from tests.oracle.chance import LEAST, Chance
from tests.oracle.comparisons import cells
from tests.oracle.criteria import criterion_of
from tests.oracle.evidence import evidence
from tests.oracle.exact import ONE, ZERO, digits, percentage
from tests.oracle.rules import Block, Rules
from tests.oracle.sheet import expected_sheet

_WEIGHTS = tuple(map(Fraction, ("0", "0.5", "1", "2.5", "3", "3.33", "7", "10", "15", "22.5", "30", "33.335", "4.125")))
_NAMES = ("培训人数", "开展次数", "补助标准", "合格率", "服务对象满意度", "投诉率", "工作机制")
_OTHER_WORDS = ("有效保障", "持续提升", "全年", "明显", "显著提高")


def random_form(random: Random, rules: Rules) -> Submission:
    """One form, with a line or more of the pack's criteria and of the unit's own indicators."""
    chance = Chance(random, random.random() < 0.5, random.choice((None, "元", "万元", "万元")))
    funds = _funds(chance, rules)
    total = funds.total if funds else None
    lines = [_prescribed(chance, block, total, rules) for block in _chosen(chance, rules)]
    if rules.open:
        own = chance.random.randint(0 if lines else 1, 4)
        lines.extend(_own(chance, weight, rules) for weight in _weights(chance, own, lines, rules))
    if chance.slip(0.1) or not lines:
        lines.append(Indicator(name="自拟指标", level1="产出指标", weight=Decimal(5), target="≥5家", actual="5家"))
    lines = [] if chance.slip(0.01) else lines
    random.shuffle(lines)
    kind = FormKind(rules.data["applies_to"]["kind"])
    form = Submission(kind=kind, fiscal_year=2024, funds=funds, indicators=tuple(lines))
    return _on_a_grade_edge(chance, form, rules) if chance.tidy and chance.hit(0.3) else form


def forms(seed: int, rules: Rules) -> Iterator[Submission]:
    """Endless forms, the same for the same seed."""
    random = Random(f"{seed} {rules.name}")
    while True:
        yield random_form(random, rules)


def _funds(chance: Chance, rules: Rules) -> Funds | None:
    if chance.slip(0.05):
        return None
    budget = ZERO if chance.hit(0.06) else chance.number(chance.one(10, 1000, 10**6)) or ONE
    cap = percentage(rules.execution.get("cap", "100%"))
    rate = chance.one(ONE, cap, Fraction(9, 10), ZERO, chance.number(1, 4), Fraction(6, 5))
    executed = budget * rate + chance.nudge() if chance.hit(0.7) else chance.number(1000)
    executed = max(ZERO, executed) if not chance.slip(0.03) else -executed
    arrived = chance.one(budget, budget * rate, budget / 2, ZERO)
    row = FundAmounts(
        initial_budget=_column(chance, chance.one(budget, budget + 1)),
        adjusted_budget=_column(chance, budget),
        arrived=_column(chance, arrived),
        executed=_column(chance, executed),
    )
    if row.adjusted_budget is None and row.initial_budget is None and chance.tidy:
        row = replace(row, adjusted_budget=digits(budget))
    weight = Decimal(digits(chance.of(_WEIGHTS))) if chance.hit(0.1) else None
    return Funds(row, unit=chance.money_unit, weight=weight)


def _column(chance: Chance, value: Fraction) -> str | None:
    return None if chance.slip(0.05) else chance.money(value)


def _chosen(chance: Chance, rules: Rules) -> list[Block]:
    if chance.hit(0.4 if chance.tidy else 0.1):
        return list(rules.criteria)
    few = chance.one(0.15, 0.3, 0.6)
    return [block for block in rules.criteria if chance.hit(few)]


def _prescribed(chance: Chance, block: Block, funds: FundAmounts | None, rules: Rules) -> Indicator:
    prescribed = block["weight"]
    printed = prescribed if chance.hit(0.5) else None
    if prescribed is None or chance.hit(0.05):
        printed = chance.of(_WEIGHTS)
    weight = prescribed if printed is None else printed
    named: dict[str, Any] = {"criterion": block["id"]} if chance.hit(0.5) else {"name": chance.of(block["names"])}
    if "name" in named and chance.hit(0.2):
        named["name"] = f" {named['name']}（{digits(weight)}分）"
    return Indicator(
        level1=block["level1"],
        level2=block.get("level2"),
        weight=None if printed is None else Decimal(digits(printed)),
        not_applicable=chance.hit(0.04),
        **named,
        **evidence(chance, block, weight, funds),
    )


def _weights(chance: Chance, count: int, lines: list[Indicator], rules: Rules) -> list[Fraction]:
    """Weights that fill the form up to its total, or any."""
    if not chance.tidy or not count:
        return [chance.of(_WEIGHTS) for _ in range(count)]
    taken = rules.execution.get("weight") or ZERO
    for line in lines:
        block = criterion_of(line, rules)
        taken += Fraction(line.weight) if line.weight is not None else block["weight"] if block else ZERO
    rest = max(ONE, rules.total - taken)
    cuts = sorted(rest * chance.random.randint(0, 20) / 20 for _ in range(count - 1))
    return [high - low for low, high in zip([ZERO, *cuts], [*cuts, rest], strict=True)]


def _own(chance: Chance, weight: Fraction, rules: Rules) -> Indicator:
    """An indicator the unit lists itself."""
    level1, level2 = chance.one(
        ("产出指标", "数量指标"), ("成本指标", "经济成本指标"), ("效益指标", None), (None, None)
    )
    fields: dict[str, Any] = {}
    if rules.qualitative and chance.hit(0.3):
        fields = _tier_fields(chance, weight, rules)
    name = chance.of(_NAMES)
    if not fields:
        target, actual = cells(chance, weight, limited=name.endswith(("合格率", "满意度")))
        stated = chance.one(Direction.POSITIVE, Direction.NEGATIVE) if chance.hit(0.15) else None
        fields = {"target": target, "actual": actual, "direction": stated}
        fields["declared_score"] = chance.declared(weight, weight - LEAST)
        if chance.hit(0.08):
            # Numbers are compared, whatever tier or share is stated beside them.
            fields |= {"tier": TierName.ACHIEVED, "completion": chance.one("100%", "50%", None)}
    printed = None if not rules.scored or chance.slip(0.03) else Decimal(digits(weight))
    return Indicator(level1=level1, level2=level2, name=name, weight=printed, not_applicable=chance.hit(0.04), **fields)


def _tier_fields(chance: Chance, weight: Fraction, rules: Rules) -> dict[str, Any]:
    """A target in words: the tier stated or told by the words, the share stated, declared, or neither."""
    assert rules.qualitative
    target, actual = _words(chance, rules.qualitative)
    edges = [bound for _, lower, upper in rules.tiers for bound in (lower, upper)]
    share = chance.of(edges) + chance.one(ZERO, ZERO, LEAST, -LEAST, Fraction(1, 100), -Fraction(1, 100))
    completion = f"{digits(max(ZERO, share) * 100)}%" if chance.hit(0.4) else None
    declared = chance.declared(weight, *(weight * edge for edge in edges))
    if chance.hit(0.3):
        places = chance.one(0, 1, 2)
        declared = Decimal(digits(Fraction(round(weight * chance.of(edges) * 10**places), 10**places)))
    tier = chance.of(tuple(TierName)) if chance.hit(0.4) else None
    return {"target": target, "actual": actual, "completion": completion, "declared_score": declared, "tier": tier}


def _words(chance: Chance, qualitative: Block) -> tuple[Cell, Cell]:
    phrases = [phrase for row in qualitative["tiers"] for phrase in row["phrases"]]
    scale = chance.of(qualitative["word_scales"])
    draw = chance.random.random()
    if draw < 0.5:
        return chance.of(scale), chance.of(scale)
    if draw < 0.75:
        return chance.of(_OTHER_WORDS), chance.of(phrases)
    same = chance.of(_OTHER_WORDS)
    return same, chance.one(same, f"{same}。", chance.of(_OTHER_WORDS), None if chance.slip() else same)


def _on_a_grade_edge(chance: Chance, form: Submission, rules: Rules) -> Submission:
    """Moves lines so that the total is a grade's bound, a cent below, or half a cent off."""
    sheet = expected_sheet(form, rules)
    if sheet.total is None or sheet.scored_weight != sheet.weight or not rules.grades:
        return form
    bound = chance.of(rules.grades)[0] - chance.one(ZERO, ZERO, Fraction(1, 100), Fraction(1, 200), -Fraction(1, 100))
    missing, lines = bound - sheet.total, list(form.indicators)
    for index, (line, result) in enumerate(zip(form.indicators, sheet.lines, strict=True)):
        if result.score is None or not result.weight or not missing:
            continue
        wanted = min(result.weight, max(ZERO, result.score + missing))
        moved = _scoring(line, wanted, result.weight, rules)
        if moved is not None:
            lines[index], missing = moved, missing - (wanted - result.score)
    return form if missing else replace(form, indicators=tuple(lines))


def _scoring(line: Indicator, wanted: Fraction, weight: Fraction, rules: Rules) -> Indicator | None:
    """The line with a score of its choice, where it can have one."""
    block = criterion_of(line, rules)
    if block is None:
        target, actual = digits(weight * 1000), digits(wanted * 1000)
        bare = replace(line, level1="产出指标", level2=None, name="培训人数", tier=None, completion=None)
        return replace(bare, target=f"≥{target}家", actual=f"{actual}家", declared_score=None)
    if block["score"]["method"] == "completion_ratio":
        target, actual = digits(weight * 1000), digits(wanted * 1000)
        return replace(line, target=f"≥{target}家", actual=f"{actual}家", parts=())
    if block["score"]["method"] not in ("judged", "checklist"):
        return None
    deduction = Deduction(Decimal(digits(weight - wanted)), "材料不全", "专家组")
    return replace(line, deductions=(deduction,), checks=())
