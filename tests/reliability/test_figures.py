"""A figure on its bar holds, one just off it does not, and the table says so."""

from collections.abc import Iterator

import pytest

from tests.reliability.figures import Figure, at_least, at_most, exactly, none, told
from tests.reliability.table import Outcome, table
from tests.reliability.trial import Stand, Trial


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (at_least("acknowledged", 20_000, 20_000), True),
        (at_least("acknowledged", 19_999, 20_000), False),
        (at_most("p99", 100, 100), True),
        (at_most("p99", 100.1, 100), False),
        (exactly("rows", 1000, 1000), True),
        (exactly("rows", 1001, 1000), False),
        (none("lost", []), True),
        (none("lost", ["P1"]), False),
        (told("connections lost", 7), True),
    ],
)
def test_a_figure_holds_or_not(figure: Figure, holds: bool) -> None:
    assert figure.holds is holds


def measure(_stand: Stand, _amounts: None) -> Iterator[Figure]:
    yield from ()


TRIAL = Trial("X1", "a trial", measure, short=None, bounded=None, full=None)


def test_a_missed_bar_shows_what_it_is_due_to() -> None:
    outcome = Outcome(TRIAL, (none("lost", ["P1", "P2", "P3", "P4"]), at_least("kills", 20, 20)), 3.2)
    lines = list(table([outcome]))
    assert lines[1].split() == ["X1", "a", "trial", "3", "s", "MISSED"]
    assert lines[2].split() == ["lost", "4", "=", "0", "MISSED"]
    assert [line.strip() for line in lines[3:6]] == ["P1", "P2", "P3"]
    assert lines[6].split() == ["kills", "20", "≥", "20", "holds"]


@pytest.mark.parametrize(
    ("outcome", "holds"),
    [
        (Outcome(TRIAL, (at_least("kills", 20, 20),), 1), True),
        (Outcome(TRIAL, (at_least("kills", 20, 20), none("lost", ["P1"])), 1), False),
        (Outcome(TRIAL, (at_least("kills", 20, 20),), 1, "TimeoutError"), False),
        (Outcome(TRIAL, (), 1), False),
    ],
    ids=["all bars reached", "one missed", "ended by an error", "nothing measured"],
)
def test_a_trial_holds_only_if_it_ended_and_every_bar_was_reached(outcome: Outcome, holds: bool) -> None:
    assert outcome.holds is holds
