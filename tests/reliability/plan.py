"""The trials, in the order of the plan."""

from tests.reliability.trial import Trial
from tests.reliability.trials import (
    a1_server_killed,
    a2_database_killed,
    a3_nth_call_fails,
    a4_answer_of_commit_cut,
    b1_same_key_at_once,
    d1_fuzzed,
    f6_processes_appending,
    g1_terminated,
)

TRIALS: tuple[Trial, ...] = (
    a1_server_killed.TRIAL,
    a2_database_killed.TRIAL,
    a3_nth_call_fails.TRIAL,
    a4_answer_of_commit_cut.TRIAL,
    b1_same_key_at_once.TRIAL,
    d1_fuzzed.TRIAL,
    f6_processes_appending.TRIAL,
    g1_terminated.TRIAL,
)
