"""The change-one-number test: whatever is changed in a pack, the compiler refuses it or a case breaks.

A number is moved by one unit in its own last decimal, up and down (`80%` to `81%`, `0.1` to `0.2`,
the region `"11"` to `"12"`); a word is dropped from its list; a choice is replaced by each other one.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias, get_args

from app.domain.criterion import PartialStep
from app.domain.rule import ZeroDenominator
from app.domain.rule_pack import BudgetBase, FormKind, NegativeFormula, NotApplicablePolicy
from app.rules.cases import Case, failures
from app.rules.compiler import compile_document
from app.rules.criteria_schema import FundsColumn
from app.rules.errors import InvalidRulePack
from app.rules.loader import Data, Document, Location

# Where, what stands there, what stands there instead.
Change: TypeAlias = tuple[Location, Data, Data]

_PRINTED_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)(%|pp)?")
_CHOICES: dict[str, tuple[str, ...]] = {
    "kind": tuple(FormKind),
    "denominator": tuple(BudgetBase),
    "zero_over_zero": tuple(ZeroDenominator),
    "positive_over_zero": tuple(ZeroDenominator),
    "other_reading": tuple(ZeroDenominator),
    "negative_formula": tuple(NegativeFormula),
    "policy": tuple(NotApplicablePolicy),
    "partial_step": tuple(PartialStep),
    "funds_column": get_args(FundsColumn),
}
_FLAGS = (
    *("default", "required", "verified", "scored", "open"),
    *("optional", "needs_reason", "signed", "counted", "absolute", "lump"),
)


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change, the line it stands on, and what noticed it: `caught_by` is None when nothing did."""

    place: str
    line: int
    before: str
    after: str
    caught_by: str | None

    def __str__(self) -> str:
        return f"line {self.line}: {self.place}: {self.before} → {self.after}: {self.caught_by or 'NOT NOTICED'}"


def mutate_numbers(document: Document, cases: Sequence[Case]) -> list[Mutation]:
    """Every number of the file, one unit up and one unit down."""
    return _tried(document, cases, _number_changes(document.data, ()))


def mutate_words(document: Document, cases: Sequence[Case]) -> list[Mutation]:
    """Every word of every list left out, every choice and flag turned to another."""
    changes = (*_dropped_words(document.data, ()), *_other_choices(document.data, ()))
    return _tried(document, cases, changes)


def _tried(document: Document, cases: Sequence[Case], changes: Iterable[Change]) -> list[Mutation]:
    """Only a case that holds for the pack as it stands can notice a change to it."""
    pack = compile_document(document).pack
    holding = deque(case for case in cases if not any(failures(pack, case)))
    return [_mutation(document, holding, *change) for change in changes]


def _mutation(document: Document, cases: deque[Case], place: Location, before: Data, after: Data) -> Mutation:
    mutant = replace(document, data=_with(document.data, place, after))
    return Mutation(
        place=".".join(str(step) for step in place),
        line=document.mark(place).line,
        before=_shown(before),
        after=_shown(after),
        caught_by=_noticed(mutant, cases),
    )


def _noticed(mutant: Document, cases: deque[Case]) -> str | None:
    """What noticed it. The case that did stays in front: cases stand in the order of the file, as changes do."""
    try:
        pack = compile_document(mutant).pack
    except InvalidRulePack as error:
        return f"refused: {error.problems[0].en}"
    for _ in range(len(cases)):
        for failure in failures(pack, cases[0]):
            return failure.text.zh
        cases.rotate(-1)
    return None


def _number_changes(data: Data, place: Location) -> Iterator[Change]:
    for where, value in _leaves(data, place):
        if isinstance(value, Decimal):
            unit = Decimal(1).scaleb(int(value.as_tuple().exponent))
            yield where, value, value + unit
            yield where, value, value - unit
        match = _PRINTED_NUMBER.fullmatch(value) if isinstance(value, str) else None
        if match:
            number = Decimal(match[1])
            unit = Decimal(1).scaleb(int(number.as_tuple().exponent))
            yield where, value, f"{number + unit}{match[2] or ''}"
            yield where, value, f"{number - unit}{match[2] or ''}"


def _dropped_words(data: Data, place: Location) -> Iterator[Change]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _dropped_words(value, (*place, key))
    if isinstance(data, list):
        for index, item in enumerate(data):
            if isinstance(item, str):
                yield place, data, [*data[:index], *data[index + 1 :]]
            else:
                yield from _dropped_words(item, (*place, index))


def _other_choices(data: Data, place: Location) -> Iterator[Change]:
    for where, value in _leaves(data, place):
        choice = _CHOICES.get(str(where[-1])) if where else None
        for other in choice or ():
            if other != value:
                yield where, value, str(other)
        if isinstance(value, bool) and where[-1] in _FLAGS:
            yield where, value, not value


def _leaves(data: Data, place: Location) -> Iterator[tuple[Location, Data]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*place, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _leaves(item, (*place, index))
    else:
        yield place, data


def _with(data: Data, place: Location, value: Data) -> Data:
    """The data with one value replaced; the rest is shared."""
    if not place:
        return value
    step, rest = place[0], place[1:]
    if isinstance(data, dict) and isinstance(step, str):
        return {**data, step: _with(data[step], rest, value)}
    if isinstance(data, list) and isinstance(step, int):
        return [*data[:step], _with(data[step], rest, value), *data[step + 1 :]]
    raise KeyError(place)


def _shown(value: Data) -> str:
    return "、".join(str(item) for item in value) if isinstance(value, list) else str(value)
