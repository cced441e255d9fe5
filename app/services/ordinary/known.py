"""What of the domain is told once more here; anything new in it makes every form a matter for the domain alone.

A field or a check that is added there must be taught here first, or be of no consequence to an ordinary form;
then its name is added below.
"""

from dataclasses import fields
from typing import Any

from app.domain.findings import CHECKS
from app.domain.rule_pack import (
    CompletionRule,
    ExecutionCriterion,
    GradeBand,
    GradeRule,
    ReviewLimits,
    RulePack,
    SectionRule,
)
from app.services.ordinary.learned import Unordinary
from app.services.sheet import Json

_FIELDS: dict[type[Any], str] = {
    RulePack: (
        "id version digest status title scope authorities interpretations total score_places grades sections execution "
        "quantitative qualitative not_applicable review criteria scored open criteria_by_id"
    ),
    CompletionRule: (
        "rule negative_formula over_fulfilled_from cost_limit_reading deadline_month_reading bare_month_reading "
        "over_fulfilment"
    ),
    ExecutionCriterion: (
        "id label rule weight denominator cap zero_over_zero positive_over_zero zero_reading zero_other"
    ),
    GradeBand: "grade name aliases at_least",
    GradeRule: "rule bands",
    ReviewLimits: (
        "execution_reason_below unspent_gap output_benefit_minimum output_benefit_rule copies_from_indicators "
        "copies_share"
    ),
    SectionRule: "id label names usual_weight required counts_as usual_level2",
}
_SHEET = (
    "kind fiscal_year region_code project department unit rule_pack engine_version totals funds sections indicators "
    "findings"
)
_CHECKS = (
    "actual_copies_target all_on_target arithmetic_in_text authority_unverified budget_adjusted budget_base_assumed "
    "cells_not_of_the_rate comparator_suspect completion_mismatch cost_funds_mismatch cost_not_an_amount "
    "cost_target_not_adjusted criterion_missing criterion_unknown criterion_weight_mismatch deduction_without_scale "
    "deviation_reason_missing doubts execution_above_budget execution_below_threshold execution_score_mismatch "
    "form_without_points formula_not_followed funds_rate_mismatch grade_mismatch identity_missing indicator_compound "
    "indicator_duplicate indicator_not_measurable interpretation_applied lump_score mean_not_capped "
    "measured_rate_mismatch not_applicable objective_contradicted objective_is_execution_rate "
    "output_benefit_below_minimum over_fulfilled pack_out_of_scope payment_without_spending project_code_invalid "
    "project_code_region_mismatch project_code_year_mismatch rate_as_quantity reason_without_deduction "
    "rows_inside_exceed rows_not_total score_above_weight score_mismatch score_missing section_mismatch "
    "section_misplaced section_missing section_rate_mismatch section_split_unusual section_weights_mismatch "
    "sections_disagree sections_not_total survey_counts_mismatch target_below_top total_mismatch unspent_but_achieved "
    "usual_indicator_missing weights_missing weights_not_total word_met_but_deducted zero_denominator"
)


def require_known(sheet: Json) -> None:
    """Raises Unordinary for anything new; `sheet` is any form's."""
    for kind, names in _FIELDS.items():
        if [field.name for field in fields(kind)] != names.split():
            raise Unordinary(kind.__name__)
    if sorted(check.__name__ for check in CHECKS) != _CHECKS.split():
        raise Unordinary("CHECKS")
    if list(sheet) != _SHEET.split():
        raise Unordinary("sheet")
