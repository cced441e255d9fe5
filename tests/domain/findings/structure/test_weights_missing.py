"""WEIGHTS_MISSING."""

from dataclasses import replace

from tests.domain.findings.framework import evaluation_form, evaluation_pack
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, findings, raised, with_row
from tests.domain.packs import national_pack

CODE = "WEIGHTS_MISSING"
BARE = clean_form(indicators=tuple(replace(row, weight=None, declared_score=None) for row in CLEAN_ROWS))


def test_a_form_without_a_single_weight_is_told_once() -> None:
    assert raised(CODE, BARE) == ["/indicators"]
    assert evidence_of(CODE, BARE) == {"indicators": "6", "declared": "99.8"}
    assert "VALUE_MISSING" not in {finding.code for finding in findings(BARE)}


def test_lines_that_do_not_apply_need_no_weight() -> None:
    rows = (*BARE.indicators[:2], replace(CLEAN_ROWS[2], not_applicable=True))
    assert raised(CODE, replace(BARE, indicators=rows)) == ["/indicators"]


def test_one_weight_missing_among_others_is_told_at_its_cell() -> None:
    form = with_row(0, weight=None)
    assert raised(CODE, form) == []
    assert raised("VALUE_MISSING", form) == ["/indicators/0/weight"]
    single = replace(BARE, indicators=BARE.indicators[:1])
    assert raised(CODE, single) == []
    assert raised("VALUE_MISSING", single) == ["/indicators/0/weight"]


def test_weights_that_the_pack_prescribes_need_not_be_printed() -> None:
    lines = tuple(replace(line, weight=None) for line in evaluation_form().indicators)
    assert raised(CODE, evaluation_form(*lines), evaluation_pack()) == []


def test_a_form_without_points_has_no_weights_to_miss() -> None:
    assert raised(CODE, BARE, national_pack(scored=False)) == []
    assert raised(CODE, clean_form(indicators=())) == []
