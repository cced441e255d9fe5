"""What a unit sends for a line of a named criterion: amounts, checks, deductions, a survey, parts."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.domain.submission import Check, Deduction, FundAmounts, Part, Survey, SurveyAnswer
from tests.oracle.amounts import facts_for
from tests.oracle.chance import Chance
from tests.oracle.comparisons import cells
from tests.oracle.exact import ZERO, digits
from tests.oracle.rules import Block


def evidence(chance: Chance, block: Block, weight: Fraction, funds: FundAmounts | None) -> dict[str, Any]:
    """The fields of an indicator beside its name and weight."""
    match block["score"]["method"]:
        case "judged":
            return _judgement(chance, weight)
        case "checklist":
            return _checks(chance, block["score"]["points"]) | _judgement(chance, weight)
        case "per_violation":
            return _violations(chance, block["score"], weight)
        case "survey":
            return _survey(chance, block["score"], weight)
        case "completion_ratio":
            return _parts(chance, block, weight)
    facts, reason = facts_for(chance, block, funds)
    return {"facts": facts, "deviation_reason": reason}


def _judgement(chance: Chance, weight: Fraction) -> dict[str, Any]:
    """Deductions, or a declared score, or on an untidy form neither."""
    declared = chance.declared(weight, weight / 2, ZERO)
    if chance.hit(0.5):
        return {"declared_score": declared}
    return {"declared_score": declared, "deductions": _deductions(chance, weight)}


def _deductions(chance: Chance, weight: Fraction) -> tuple[Deduction, ...]:
    amounts = [
        chance.one(ZERO, weight, weight / 2, Fraction(2), Fraction("0.005"), chance.number(3))
        for _ in range(chance.random.randint(1, 3))
    ]
    return tuple(Deduction(Decimal(digits(amount)), "材料不全", "专家组") for amount in amounts)


def _checks(chance: Chance, points: list[Block], unmet: float = 0.15) -> dict[str, Any]:
    """Every point, some of them, none, one twice, or one the pack does not know."""
    kept = points if chance.hit(0.6) else [point for point in points if chance.hit(0.6)]
    checks = [
        Check(point["point"] if chance.hit(0.7) else point["label"]["zh"], not chance.hit(unmet)) for point in kept
    ]
    if checks and chance.hit(0.1):
        checks.append(Check(chance.of(checks).point, chance.hit(0.5)))
    if chance.slip(0.05):
        checks.append(Check("没有这一项", True))
    chance.random.shuffle(checks)
    return {"checks": tuple(checks)}


def _violations(chance: Chance, score: Block, weight: Fraction) -> dict[str, Any]:
    unmet = chance.one(0.0, 0.3, 0.3, 1.0)
    checks = _checks(chance, score["points"], unmet)
    if chance.tidy:
        listed = score["points"]
        checks = {"checks": tuple(Check(point["point"], not chance.hit(unmet)) for point in listed)}
    step = score["deduct"]
    left = [max(ZERO, weight - count * step) for count in range(len(score["points"]) + 1)]
    found: dict[str, Any] = checks | {"declared_score": chance.declared(weight, *left)}
    if chance.slip(0.3):
        count = chance.random.randint(1, len(score["points"]))
        amount = Decimal(digits(chance.one(step, step, weight, Fraction(1))))
        found["deductions"] = tuple(Deduction(amount, "不符", "专家组") for _ in range(count))
    return found


def _survey(chance: Chance, score: Block, weight: Fraction) -> dict[str, Any]:
    if chance.hit(0.2):
        return {"declared_score": chance.declared(weight, weight / 2)}
    names = [row["answer"] for row in score["answers"]] + (["说不清"] if chance.slip(0.05) else [])
    counts = [chance.one(0, chance.random.randint(0, 50), chance.random.randint(0, 200)) for _ in names]
    if chance.tidy and not any(counts):
        counts[0] = 1
    answered = sum(counts)
    valid = chance.one(None, answered, answered + chance.random.randint(0, 20))
    issued = chance.one(None, (valid or answered) + chance.random.randint(0, 20))
    if chance.slip():
        valid = chance.one(0, max(0, answered - 1), answered + 1)
        issued = chance.one(issued, valid, max(0, valid - 1))
    answers = tuple(SurveyAnswer(name, count) for name, count in zip(names, counts, strict=True))
    return {"survey": Survey(issued, valid, answers), "declared_score": chance.declared(weight)}


def _parts(chance: Chance, block: Block, weight: Fraction) -> dict[str, Any]:
    """Sub-indicators, or the line's own target and actual; those of a share stay below 100% on a tidy form."""
    limited = any(name.endswith(("率", "满意度")) and name != "实际完成率" for name in block["names"])
    if chance.hit(0.4):
        target, actual = cells(chance, weight, limited)
        return {"target": target, "actual": actual}
    if chance.slip(0.05):
        return {}
    count = chance.random.randint(1, 4)
    return {"parts": tuple(Part(f"分项{index}", *cells(chance, weight, limited)) for index in range(count))}
