"""The checker of histories is code: each thing it must find is planted once, and nothing else may be found."""

import pytest

from tests.reliability.history import History, Records, faults
from tests.reliability.http import Answer

EVALUATIONS = (("P1", "e1"), ("P2", "e2"), ("P3", "e3"))
ENTRIES = ((1, "e1"), (2, "e2"), (3, "e3"))


def history(*further: tuple[str, int, str]) -> History:
    """Three forms answered for good, and further answers: key, status, the evaluation's id."""
    made = History()
    for key, status, evaluation in (*((key, 201, evaluation) for key, evaluation in EVALUATIONS), *further):
        made.note(key, Answer(status, {}, f'{{"id":"{evaluation}"}}'.encode()))
    return made


def found(history: History, records: Records) -> list[tuple[str, str]]:
    return [(fault.kind, fault.place) for fault in faults(history, records)]


def test_what_was_answered_and_stored_once_is_in_order() -> None:
    assert found(history(("P1", 200, "e1"), ("P4", 503, ""), ("P4", 409, "")), Records(EVALUATIONS, ENTRIES)) == []


def test_what_was_stored_but_never_answered_is_in_order() -> None:
    records = Records((*EVALUATIONS, ("P4", "e4")), (*ENTRIES, (4, "e4")))
    assert found(history(), records) == []


def test_a_loss_is_found() -> None:
    records = Records(EVALUATIONS[:2], ENTRIES[:2])
    assert found(history(), records) == [("lost", "P3")]


def test_another_evaluation_stored_in_place_of_the_answered_one_is_a_loss() -> None:
    records = Records((*EVALUATIONS[:2], ("P3", "e9")), (*ENTRIES[:2], (3, "e9")))
    assert found(history(), records) == [("lost", "P3")]


def test_a_duplicate_is_found() -> None:
    records = Records((*EVALUATIONS, ("P3", "e4")), (*ENTRIES, (4, "e4")))
    assert found(history(), records) == [("doubled", "P3")]


def test_two_answers_that_differ_are_found() -> None:
    assert found(history(("P1", 200, "e9")), Records(EVALUATIONS, ENTRIES)) == [("contradicted", "P1")]


@pytest.mark.parametrize("status", [500, 502, 504, 400, 404, 422])
def test_an_answer_nobody_should_get_is_found(status: int) -> None:
    assert found(history(("P4", status, "")), Records(EVALUATIONS, ENTRIES)) == [("refused", "P4")]


def test_an_evaluation_without_entry_is_found() -> None:
    assert found(history(), Records(EVALUATIONS, ENTRIES[:2])) == [("evaluation without entry", "e3")]


def test_an_entry_without_evaluation_is_found() -> None:
    records = Records(EVALUATIONS, (*ENTRIES, (4, "e4")))
    assert found(history(), records) == [("entry without evaluation", "4")]


def test_two_entries_for_one_evaluation_are_found() -> None:
    records = Records(EVALUATIONS, (*ENTRIES, (4, "e3")))
    assert found(history(), records) == [("doubled", "3"), ("doubled", "4")]


def test_a_gap_is_found() -> None:
    records = Records(EVALUATIONS, ((1, "e1"), (2, "e2"), (4, "e3")))
    assert found(history(), records) == [("gap", "3")]


def test_a_beginning_cut_off_is_found() -> None:
    records = Records(EVALUATIONS[1:], ENTRIES[1:])
    assert found(history(), records) == [("lost", "P1"), ("gap", "1")]
