"""The short form of every trial: the same steps and the same bars as `make reliability`, in seconds."""

from pathlib import Path

import pytest

from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.reliability.plan import TRIALS
from tests.reliability.table import Outcome, table
from tests.reliability.trial import Stand, Trial

pytestmark = pytest.mark.postgresql


@pytest.fixture
def stand(tmp_path: Path, sqlite_databases: SqliteDatabases, postgresql_databases: PostgresqlDatabases) -> Stand:
    return Stand(tmp_path, sqlite_databases, postgresql_databases)


@pytest.mark.parametrize("trial", [trial for trial in TRIALS if trial.in_tests], ids=lambda trial: trial.code)
def test_every_bar_holds(trial: Trial, stand: Stand) -> None:
    outcome = Outcome(trial, tuple(trial.measure(stand, trial.short)), seconds=0)
    assert outcome.holds, "\n".join(table([outcome]))


def test_every_trial_has_a_code_of_its_own() -> None:
    assert len({trial.code for trial in TRIALS}) == len(TRIALS)
