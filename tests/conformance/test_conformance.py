"""The fourteen records of the source documents against what a careful auditor wrote about them."""

from pathlib import Path

import pytest

from app.domain.evaluation import Outcome, Status
from tests.conformance.anomalies import Anomaly, anomalies
from tests.conformance.catalogue import DOCUMENT, codes_in_the_code, document, groups
from tests.conformance.frozen import frozen
from tests.conformance.records import RECORDS, Record, evaluated, findings_of, number
from tests.conformance.report import report
from tests.forms import NAMES

LIMITS = Path(__file__).resolve().parents[2] / "docs" / "limits.md"
KNOWN = anomalies()
LIMITED = [each for each in KNOWN if each.limit is not None]


def by_name(record: Record) -> str:
    return record.name


def by_id(anomaly: Anomaly) -> str:
    return anomaly.id


def test_the_records_are_the_examples_and_there_are_fourteen() -> None:
    assert len(RECORDS) == 14
    assert {record.name for record in RECORDS} == set(NAMES)


@pytest.mark.parametrize("record", RECORDS, ids=by_name)
def test_a_record_comes_to_the_total_worked_out_by_hand(record: Record) -> None:
    totals = evaluated(record.name).totals
    assert (totals.declared, totals.score) == (number(record.declared), number(record.total))


def test_reading_100_percent_literally_would_cost_the_department_one_point() -> None:
    evaluation = evaluated("shaanxi-department-2018")
    reading = evaluation.lines[0].verdict.explanation.reading
    assert reading is not None
    assert reading.other_score is not None
    assert evaluation.totals.score == 95
    assert evaluation.totals.score - evaluation.lines[0].score + reading.other_score == 94


def test_the_report_without_its_annex_has_no_score_by_indicators() -> None:
    evaluation = evaluated("saybagh-2023")
    assert evaluation.status is Status.INCOMPLETE
    assert all(line.score is None for line in evaluation.lines)


@pytest.mark.parametrize("record", [each for each in RECORDS if each.declared is None], ids=by_name)
def test_forms_without_points_are_assessed_by_their_completion_alone(record: Record) -> None:
    evaluation = evaluated(record.name)
    assert evaluation.status is Status.ASSESSED
    assert any(line.verdict.outcome is Outcome.ASSESSED for line in evaluation.lines)
    assert all(line.score is None for line in evaluation.lines)


@pytest.mark.parametrize("anomaly", [each for each in KNOWN if each.limit is None], ids=by_id)
def test_an_anomaly_is_raised_on_its_form(anomaly: Anomaly) -> None:
    assert anomaly.raised_by
    assert anomaly.missing == []


def test_every_anomaly_stands_once_with_its_grade_and_is_raised_or_a_limit() -> None:
    assert len(KNOWN) == 63
    assert len({each.id for each in KNOWN}) == len(KNOWN)
    assert {each.grade for each in KNOWN} == {"high", "medium"}
    assert all(bool(each.raised_by) is (each.limit is None) for each in KNOWN)


def test_few_anomalies_are_limits_and_each_is_explained_in_both_languages() -> None:
    assert len(LIMITED) <= 0.15 * len(KNOWN)
    chinese, english = LIMITS.read_text(encoding="utf-8").split("# What cannot be found")
    for each in LIMITED:
        assert f"| {each.id} |" in chinese
        assert f"| {each.id} |" in english


def test_no_limit_is_explained_that_is_none() -> None:
    rows = [line.split("|")[1].strip() for line in LIMITS.read_text(encoding="utf-8").splitlines() if "| " in line]
    assert set(rows) - {"编号", "id", "---"} == {each.id for each in LIMITED}


@pytest.mark.parametrize("record", RECORDS, ids=by_name)
def test_a_record_is_told_what_was_read_and_frozen_and_nothing_else(record: Record) -> None:
    assert findings_of(record.name) == frozen()[record.name]


def test_no_record_is_frozen_that_is_none() -> None:
    assert list(frozen()) == [record.name for record in RECORDS]


def test_the_report_has_a_line_for_every_record_and_counts_the_anomalies() -> None:
    lines = report().splitlines()
    for record in RECORDS:
        assert any(line.startswith(f"{record.name} ") for line in lines)
    assert f"anomalies raised: {len(KNOWN) - len(LIMITED)} of {len(KNOWN)} (95.2%)" in lines


def test_the_catalogue_has_every_code_once_and_no_other() -> None:
    codes = [entry.code for group in groups() for entry in group.entries]
    assert sorted(codes) == sorted(codes_in_the_code())


def test_the_catalogue_is_what_today_s_code_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()
