"""The service's answer in the oracle's terms, and where the two differ."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from app.domain.evaluation import Evaluation, ExecutionLine, Outcome, ScoreLine
from app.domain.rule_pack import NegativeFormula, NotApplicablePolicy, RulePack
from app.rules.catalogue import PACKS, compile_files, find_packs
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


def with_other_choices(pack: Pack) -> Pack:
    """The pack with what no pack of the product chooses: the linear negative formula, not applicable in full."""
    quantitative = replace(pack.compiled.quantitative, negative_formula=NegativeFormula.LINEAR)
    compiled = replace(pack.compiled, quantitative=quantitative, not_applicable=NotApplicablePolicy.FULL)
    indicators = pack.rules.data["indicators"]
    other = {
        "quantitative": {**indicators["quantitative"], "negative_formula": "linear"},
        "not_applicable": {**indicators.get("not_applicable", {}), "policy": "full"},
    }
    return Pack(compiled, Rules({**pack.rules.data, "indicators": {**indicators, **other}}))


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
        ("readings", readings, sorted((name, str(score)) for name, score in expected.others)),
    ]
    if expected.reached is not None:
        pairs.append(("met, completion", (verdict.met, verdict.completion), expected.reached))
    yield from (f"{name} {got}, the oracle says {wanted}" for name, got, wanted in pairs if got != wanted)


def _exact(score: Decimal | None) -> Fraction | None:
    return None if score is None else Fraction(score)
