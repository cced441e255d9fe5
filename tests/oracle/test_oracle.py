"""The service agrees with an oracle in fractions, for random forms of every pack; `make oracle` runs many more."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import islice

import pytest

from app.domain import scoring
from app.domain.evaluation import Evaluation
from tests.oracle.__main__ import run
from tests.oracle.compared import Pack, differences, load, pack_files
from tests.oracle.criteria import criterion_of
from tests.oracle.forms import forms
from tests.oracle.sheet import expected_sheet

PLACES = sorted(pack_files())
FORMS = 2000


@pytest.fixture(params=PLACES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return load(pack_files()[request.param])


@pytest.mark.parametrize("place", PLACES)
def test_random_forms_of_a_pack_score_as_the_oracle_says(place: str) -> None:
    tally = run(place, seed=2024, number=FORMS)
    assert tally.forms == FORMS
    assert not tally.told, "\n".join(tally.told)


def test_the_forms_reach_every_criterion_with_a_score_and_without(pack: Pack) -> None:
    """What no form reaches is not compared: each criterion scores full marks, less, and not at all."""
    reached: dict[str, set[str]] = defaultdict(set)
    for form in islice(forms(7, pack.rules), 800):
        for line, result in zip(form.indicators, expected_sheet(form, pack.rules).lines, strict=True):
            block = criterion_of(line, pack.rules)
            if block is not None and result.score is not None:
                reached[block["id"]].add("full" if result.score == result.weight else "less")
            elif block is not None and result.counts:
                reached[block["id"]].add("none")
    assert dict(reached) == {block["id"]: {"full", "less", "none"} for block in pack.rules.criteria}


def test_the_forms_reach_every_band_of_every_pack_exactly_on_its_bound(pack: Pack) -> None:
    wanted = {(block["id"], row["score"]) for block in pack.rules.criteria for row in block["score"].get("bands", ())}
    scores = set()
    for form in islice(forms(8, pack.rules), 1500):
        for line, result in zip(form.indicators, expected_sheet(form, pack.rules).lines, strict=True):
            block = criterion_of(line, pack.rules)
            if block is not None and result.weight == block["weight"]:
                scores.add((block["id"], result.score))
    assert wanted <= scores


def test_the_forms_reach_every_grade_and_its_lower_bound(pack: Pack) -> None:
    totals = {expected_sheet(form, pack.rules).total for form in islice(forms(9, pack.rules), 1500)}
    bounds = [lower for lower, _ in pack.rules.grades if lower]
    assert all(bound in totals for bound in bounds)
    assert all(any(bound - 1 < total < bound for total in totals if total is not None) for bound in bounds)
    assert (totals == {None}) is not pack.rules.scored


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda found: replace(found, totals=replace(found.totals, grade="spoilt")),
        lambda found: replace(found, totals=replace(found.totals, scored_sum=found.totals.scored_sum + 1)),
        lambda found: replace(found, lines=found.lines[1:]),
        lambda found: replace(found, lines=(_worth_more(found), *found.lines[1:])),
    ],
)
def test_an_answer_that_is_off_by_anything_is_told(spoilt: Callable[[Evaluation], Evaluation]) -> None:
    pack = load(pack_files()["beijing/project-self-evaluation/1.0.0"])
    for form in islice(forms(1, pack.rules), 20):
        expected, found = expected_sheet(form, pack.rules), scoring.evaluate(form, pack.compiled)
        assert not list(differences(found, expected))
        if expected.lines[0].score is not None and len(expected.lines) > 1:
            assert list(differences(spoilt(found), expected))


def _worth_more(found: Evaluation) -> object:
    """The first line with a thousandth of a point more."""
    line = found.lines[0]
    assert line.score is not None
    score = line.score + type(line.score)("0.001")
    assert Fraction(score) != Fraction(line.score)
    return replace(line, verdict=replace(line.verdict, score=score))
