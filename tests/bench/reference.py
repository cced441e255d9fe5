"""What the forms must score, in fractions and integers: shares nothing with the engine."""

import json
from fractions import Fraction
from typing import Any

from tests.bench.forms import Line, Sample

_GRADES = ((90, "excellent"), (80, "good"), (60, "fair"), (0, "poor"))
_EXECUTION_WEIGHT = 10


def faults(sample: Sample, answer: bytes) -> list[str]:
    """Everything in an answer that is not as it must be."""
    sheet: dict[str, Any] = json.loads(answer)
    scores, execution = _scores(sample), _execution(sample)
    total, grade = result(sample)
    pairs = [
        ("total", total, sheet["totals"]["score"]),
        ("execution", execution, sheet["funds"]["execution"]["score"]),
        *((line["name"], score, line["score"]) for score, line in zip(scores, sheet["indicators"], strict=True)),
    ]
    wrong = [
        f"{name}: {answered} is not {float(score)}" for name, score, answered in pairs if not _same(score, answered)
    ]
    return wrong if sheet["totals"]["grade"] == grade else [*wrong, f"grade: {sheet['totals']['grade']} is not {grade}"]


def result(sample: Sample) -> tuple[Fraction, str]:
    """Total and grade."""
    total = sum(_scores(sample), _execution(sample))
    return total, next(name for least, name in _GRADES if total >= least)


def _scores(sample: Sample) -> list[Fraction]:
    return [_score(line) for line in sample.lines]


def _execution(sample: Sample) -> Fraction:
    return _rounded(_EXECUTION_WEIGHT * min(Fraction(1), sample.executed / sample.budget))


def _score(line: Line) -> Fraction:
    if line.direction == "words":
        return line.declared
    met = line.actual >= line.target if line.direction == "more" else line.actual <= line.target
    if met:
        return line.weight
    ratio = line.actual / line.target if line.direction == "more" else line.target / line.actual
    return _rounded(line.weight * ratio)


def _rounded(value: Fraction) -> Fraction:
    """Half up, to hundredths."""
    return Fraction((200 * value.numerator + value.denominator) // (2 * value.denominator), 100)


def _same(score: Fraction, answered: str | None) -> bool:
    return answered is not None and Fraction(answered) == score
