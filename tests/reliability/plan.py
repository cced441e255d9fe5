"""The trials, in the order of the plan."""

from tests.reliability.trial import Trial
from tests.reliability.trials import (
    a1_server_killed,
    a2_database_killed,
    a3_nth_call_fails,
    a4_answer_of_commit_cut,
    a5_disk_full,
    b1_same_key_at_once,
    c1_two_settings,
    c3_hostile_decimals,
    d1_fuzzed,
    d9_slow_callers,
    f1_tampered,
    f2_rewritten,
    f3_refused_alterations,
    f4_forged_proofs,
    f6_processes_appending,
    g1_terminated,
    g2_migrations,
    g10_checkers,
)

TRIALS: tuple[Trial, ...] = (
    a1_server_killed.TRIAL,
    a2_database_killed.TRIAL,
    a3_nth_call_fails.TRIAL,
    a4_answer_of_commit_cut.TRIAL,
    a5_disk_full.TRIAL,
    b1_same_key_at_once.TRIAL,
    c1_two_settings.TRIAL,
    c3_hostile_decimals.TRIAL,
    d1_fuzzed.TRIAL,
    d9_slow_callers.TRIAL,
    f1_tampered.TRIAL,
    f2_rewritten.TRIAL,
    f3_refused_alterations.TRIAL,
    f4_forged_proofs.TRIAL,
    f6_processes_appending.TRIAL,
    g1_terminated.TRIAL,
    g2_migrations.TRIAL,
    g10_checkers.TRIAL,
)
