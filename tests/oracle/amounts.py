"""The amounts a criterion measures, chosen so that its rate lies on a threshold, a hair off it, or anywhere."""

from fractions import Fraction

from app.domain.submission import FundAmounts
from tests.oracle.cells import read_amount
from tests.oracle.chance import Chance
from tests.oracle.exact import ONE, ZERO, percentage
from tests.oracle.rules import Block, percentages

_DENOMINATORS = (Fraction(1226), Fraction(1000), Fraction(3), Fraction(7), Fraction("0.01"), Fraction(123456))


def facts_for(chance: Chance, block: Block, funds: FundAmounts | None) -> tuple[dict[str, str], str | None]:
    """The facts of a line, and the reason for what is left out."""
    values = {given["name"]: _any(chance, given) for given in block["inputs"]}
    values |= _columns(chance, block, funds, values)
    for measure, score in _measures(block):
        _aim(chance, block, measure, score, values)
    facts = {}
    for given in block["inputs"]:
        name, value = given["name"], values[given["name"]]
        kept = _from_funds(given, funds) and chance.hit(0.5)
        if kept or (given.get("optional") and (value == 0 or chance.hit(0.2))) or chance.slip(0.03):
            continue
        if value < 0 and not given.get("signed") and chance.tidy:
            value = ZERO
        facts[name] = _printed(chance, given, value)
    if chance.slip(0.05):
        facts["no_such_amount"] = "1"
    return facts, chance.one(None, "无") if chance.slip(0.3) else "上级临时交办"


def _printed(chance: Chance, given: Block, value: Fraction) -> str:
    if given.get("counted"):
        return str(value.numerator // value.denominator)
    return chance.money(value)


def _any(chance: Chance, given: Block) -> Fraction:
    if chance.hit(0.2) or (given.get("optional") and chance.hit(0.4)):
        return ZERO
    if given.get("counted"):
        return Fraction(chance.random.randint(0, 60))
    value = chance.of(_DENOMINATORS) if chance.hit(0.5) else chance.number(2000)
    return -value if given.get("signed") and chance.hit(0.3) else value


def _columns(
    chance: Chance, block: Block, funds: FundAmounts | None, values: dict[str, Fraction]
) -> dict[str, Fraction]:
    """What the funds say, so that a rate can be aimed at with the line's other amounts."""
    found = {}
    for given in block["inputs"]:
        amount = read_amount(getattr(funds, given["funds_column"]), "") if _from_funds(given, funds) else None
        if amount is not None and amount.unit == "" and chance.hit(0.8):
            found[given["name"]] = amount.value
    return found


def _from_funds(given: Block, funds: FundAmounts | None) -> bool:
    return funds is not None and given.get("funds_column") is not None


def _measures(block: Block) -> list[tuple[Block, Block]]:
    parts = block["score"].get("parts")
    if parts:
        return [(part["measure"], part["score"]) for part in parts]
    return [(block["measure"], block["score"])]


def _aim(chance: Chance, block: Block, measure: Block, score: Block, values: dict[str, Fraction]) -> None:
    """Sets the first amount above the line so that the rate is the one wanted."""
    below = sum((values[name] for name in measure["over"]), ZERO)
    if below <= 0 or chance.hit(0.15):
        return
    rate = _rate(chance, score) + (percentage(measure["minus"]) if "minus" in measure else ZERO)
    if measure.get("absolute") and chance.hit(0.2):
        rate = -rate
    others = sum((values[name] for name in measure["add"][1:]), ZERO)
    others -= sum((values[name] for name in measure.get("subtract", ())), ZERO)
    wanted = rate * below - others + chance.nudge()
    name = measure["add"][0]
    signed = next(given for given in block["inputs"] if given["name"] == name).get("signed")
    values[name] = wanted if signed else max(ZERO, wanted)


def _rate(chance: Chance, score: Block) -> Fraction:
    edges = [*percentages(score), ONE, ZERO]
    if score["method"] == "step_deduction":
        step = percentage(score["step"])
        edge = percentage(score["free_up_to"]) + chance.random.randint(0, 60) * step / chance.one(1, 1, 2)
        return edge if chance.hit(0.8) else chance.of(edges)
    return chance.of(edges) if chance.hit(0.7) else chance.number(2, 3)
