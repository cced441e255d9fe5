"""The service's answer in the oracle's terms, and where the two differ."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from app.domain.evaluation import Evaluation, ExecutionLine, Outcome, ScoreLine
from app.domain.rule_pack import (
    NegativeFormula,
    NotApplicablePolicy,
    OverFulfilmentBand,
    OverFulfilmentRule,
    RulePack,
)
from app.rules.catalogue import PACKS, compile_files, find_packs
from tests.oracle.exact import percentage
from tests.oracle.result import Line, Sheet
from tests.oracle.rules import Rules, read_rules


@dataclass(frozen=True)
class Pack:
    """One pack as the service compiles it and as the oracle reads it."""

    compiled: RulePack
    rules: Rules


def pack_files() -> dict[str, Path]:
    """Every pack of the product, by its place among them."""
    return {file.parent.relative_to(PACKS).as_posix(): file for file in find_packs(PACKS)}


def load(file: Path) -> Pack:
    return Pack(compile_files([file])[0].pack, read_rules(file))


def with_other_choices(pack: Pack) -> tuple[Pack, ...]:
    """The pack with what no pack of the product chooses: each choice the compiler's and the oracle's own way."""
    linear_and_full = _with(pack, NegativeFormula.LINEAR, NotApplicablePolicy.FULL, ("200%", "50%"), ("130%", "10%"))
    return (
        linear_and_full,
        _with(
            pack,
            NegativeFormula.INVERSE,
            NotApplicablePolicy.WEIGHT_TO_SIBLINGS,
            ("200%", Fraction(3)),
            ("120%", Fraction(1, 2)),
        ),
    )


def _with(
    pack: Pack, formula: NegativeFormula, policy: NotApplicablePolicy, *bands: tuple[str, str | Fraction]
) -> Pack:
    data = pack.rules.data
    indicators, rows = data["indicators"], [{"at_least": bound, "deduct": deduct} for bound, deduct in bands]
    other = {
        "quantitative": {
            **indicators["quantitative"],
            "negative_formula": formula.value,
            "over_fulfilment": {"bands": rows},
        },
        "not_applicable": {**indicators.get("not_applicable", {}), "policy": policy.value},
    }
    quantitative = pack.compiled.quantitative
    table = OverFulfilmentRule(
        rule=quantitative.rule,
        bands=tuple(OverFulfilmentBand(percentage(bound), _exactly(deduct)) for bound, deduct in bands),
        in_points=isinstance(bands[0][1], Fraction),
    )
    changed = replace(quantitative, negative_formula=formula, over_fulfilment=table)
    compiled = replace(pack.compiled, quantitative=changed, not_applicable=policy)
    return Pack(compiled, Rules({**data, "indicators": {**indicators, **other}}))


def _exactly(deduct: str | Fraction) -> Fraction:
    return percentage(deduct) if isinstance(deduct, str) else deduct


def differences(found: Evaluation, expected: Sheet) -> Iterator[str]:
    """Each place where the two differ, in words."""
    yield from _execution(found.execution, expected.execution)
    if len(found.lines) != len(expected.lines):
        yield f"{len(found.lines)} lines instead of {len(expected.lines)}"
    for line, wanted in zip(found.lines, expected.lines, strict=False):
        yield from (f"line {line.index}: {each}" for each in _line(line, wanted))
    totals = found.totals
    pairs = (
        ("total", _exact(totals.score), expected.total),
        ("weight", Fraction(totals.weight), expected.weight),
        ("scored sum", Fraction(totals.scored_sum), expected.scored_sum),
        ("scored weight", Fraction(totals.scored_weight), expected.scored_weight),
        ("grade", totals.grade, expected.grade),
    )
    yield from (f"{name} {got}, the oracle says {wanted}" for name, got, wanted in pairs if got != wanted)


def _execution(found: ExecutionLine | None, expected: Line | None) -> Iterator[str]:
    if found is None or expected is None:
        if found is not expected:
            yield "an execution line on one side only"
        return
    yield from (f"execution: {each}" for each in _line(found, expected))


def _line(found: ScoreLine | ExecutionLine, expected: Line) -> Iterator[str]:
    verdict = found.verdict
    readings = sorted((each.interpretation.id, str(_exact(each.other_score))) for each in verdict.explanation.readings)
    pairs = [
        ("score", _exact(found.score), expected.score),
        ("weight", _exact(found.weight), expected.weight),
        ("accepted", verdict.outcome is Outcome.DECLARED_ACCEPTED, expected.accepted),
        ("counts", found.counts, expected.counts),
        ("counted", _counted(found), expected.into_total),
        ("readings", readings, sorted((name, str(score)) for name, score in expected.others)),
    ]
    if expected.reached is not None:
        pairs.append(("met, completion", (verdict.met, verdict.completion), expected.reached))
    yield from (f"{name} {got}, the oracle says {wanted}" for name, got, wanted in pairs if got != wanted)


def _counted(found: ScoreLine | ExecutionLine) -> tuple[Fraction, Fraction | None]:
    return Fraction(found.counted_weight or 0), _exact(found.counted_score)


def _exact(score: Decimal | None) -> Fraction | None:
    return None if score is None else Fraction(score)
