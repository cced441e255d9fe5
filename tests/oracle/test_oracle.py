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
from tests.oracle.compared import differences, load, pack_files
from tests.oracle.criteria import criterion_of
from tests.oracle.forms import forms
from tests.oracle.sheet import expected_sheet

PLACES = sorted(pack_files())
FORMS = 2000
REACHING = 800


@pytest.fixture(autouse=True)
def no_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """They never change a score, and take half of the time."""
    monkeypatch.setattr(scoring, "review", lambda submission, pack, funds, evaluation: evaluation)


@pytest.mark.parametrize("place", PLACES)
def test_random_forms_of_a_pack_score_as_the_oracle_says(place: str) -> None:
    tally = run(place, seed=2024, number=FORMS)
    assert tally.forms == FORMS
    assert not tally.told, "\n".join(tally.told)


@pytest.mark.parametrize("place", PLACES)
def test_the_forms_reach_every_criterion_band_and_grade(place: str) -> None:
    """What no form reaches is not compared: each criterion scores full marks, less, and not at all."""
    rules = load(pack_files()[place]).rules
    reached, scores, sheets = defaultdict(set), set(), []
    for form in islice(forms(7, rules), REACHING):
        sheets.append(expected_sheet(form, rules))
        for line, result in zip(form.indicators, sheets[-1].lines, strict=True):
            block = criterion_of(line, rules)
            if block is None or not result.counts:
                continue
            scores.add((block["id"], result.score))
            full = result.score == result.weight
            reached[block["id"]].add("none" if result.score is None else "full" if full else "less")
    assert dict(reached) == {block["id"]: {"full", "less", "none"} for block in rules.criteria}
    bands = {(block["id"], row["score"]) for block in rules.criteria for row in block["score"].get("bands", ())}
    assert bands <= scores
    assert {sheet.grade for sheet in sheets} == {None, *(name for _, name in rules.grades)}
    totals = {sheet.total for sheet in sheets}
    assert not rules.grades or any(lower in totals for lower, _ in rules.grades if lower)


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
        if len(expected.lines) > 1 and expected.lines[0].score is not None:
            assert list(differences(spoilt(found), expected))


def _worth_more(found: Evaluation) -> object:
    """The first line with a thousandth of a point more."""
    line = found.lines[0]
    assert line.score is not None
    score = line.score + type(line.score)("0.001")
    assert Fraction(score) != Fraction(line.score)
    return replace(line, verdict=replace(line.verdict, score=score))
