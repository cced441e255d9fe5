"""What a reviewer must see. One check, one file, one function; `CHECKS` is their order.

A check looks at a `Review` and yields findings; it never changes a score and never raises.
"""

from dataclasses import replace

from app.domain.evaluation import Evaluation, Finding, Severity
from app.domain.findings.codes.project_code_invalid import project_code_invalid
from app.domain.findings.codes.project_code_region_mismatch import project_code_region_mismatch
from app.domain.findings.codes.project_code_year_mismatch import project_code_year_mismatch
from app.domain.findings.declared.completion_mismatch import completion_mismatch
from app.domain.findings.declared.execution_score_mismatch import execution_score_mismatch
from app.domain.findings.declared.funds_rate_mismatch import funds_rate_mismatch
from app.domain.findings.declared.grade_mismatch import grade_mismatch
from app.domain.findings.declared.measured_rate_mismatch import measured_rate_mismatch
from app.domain.findings.declared.score_above_weight import score_above_weight
from app.domain.findings.declared.score_mismatch import score_mismatch
from app.domain.findings.declared.score_missing import score_missing
from app.domain.findings.declared.section_mismatch import section_mismatch
from app.domain.findings.declared.section_rate_mismatch import section_rate_mismatch
from app.domain.findings.declared.sections_disagree import sections_disagree
from app.domain.findings.declared.sections_not_total import sections_not_total
from app.domain.findings.declared.total_mismatch import total_mismatch
from app.domain.findings.declared.word_met_but_deducted import word_met_but_deducted
from app.domain.findings.funds.budget_adjusted import budget_adjusted
from app.domain.findings.funds.budget_base_assumed import budget_base_assumed
from app.domain.findings.funds.cost_funds_mismatch import cost_funds_mismatch
from app.domain.findings.funds.cost_target_not_adjusted import cost_target_not_adjusted
from app.domain.findings.funds.execution_above_budget import execution_above_budget
from app.domain.findings.funds.execution_below_threshold import execution_below_threshold
from app.domain.findings.funds.payment_without_spending import payment_without_spending
from app.domain.findings.funds.rows_inside_exceed import rows_inside_exceed
from app.domain.findings.funds.rows_not_total import rows_not_total
from app.domain.findings.funds.unspent_but_achieved import unspent_but_achieved
from app.domain.findings.funds.zero_denominator import zero_denominator
from app.domain.findings.objective.objective_contradicted import objective_contradicted
from app.domain.findings.objective.objective_is_execution_rate import objective_is_execution_rate
from app.domain.findings.reasons.deviation_reason_missing import deviation_reason_missing
from app.domain.findings.reasons.over_fulfilled import over_fulfilled
from app.domain.findings.reasons.reason_without_deduction import reason_without_deduction
from app.domain.findings.review import Check, Review
from app.domain.findings.structure.authority_unverified import authority_unverified
from app.domain.findings.structure.criterion_missing import criterion_missing
from app.domain.findings.structure.criterion_unknown import criterion_unknown
from app.domain.findings.structure.criterion_weight_mismatch import criterion_weight_mismatch
from app.domain.findings.structure.form_without_points import form_without_points
from app.domain.findings.structure.identity_missing import identity_missing
from app.domain.findings.structure.indicator_duplicate import indicator_duplicate
from app.domain.findings.structure.interpretation_applied import interpretation_applied
from app.domain.findings.structure.lump_score import lump_score
from app.domain.findings.structure.pack_out_of_scope import pack_out_of_scope
from app.domain.findings.structure.section_misplaced import section_misplaced
from app.domain.findings.structure.section_missing import section_missing
from app.domain.findings.structure.usual_indicator_missing import usual_indicator_missing
from app.domain.findings.structure.weights_missing import weights_missing
from app.domain.findings.totals.output_benefit_below_minimum import output_benefit_below_minimum
from app.domain.findings.totals.section_split_unusual import section_split_unusual
from app.domain.findings.totals.section_weights_mismatch import section_weights_mismatch
from app.domain.findings.totals.weights_not_total import weights_not_total
from app.domain.findings.values.actual_copies_target import actual_copies_target
from app.domain.findings.values.all_on_target import all_on_target
from app.domain.findings.values.arithmetic_in_text import arithmetic_in_text
from app.domain.findings.values.cells_not_of_the_rate import cells_not_of_the_rate
from app.domain.findings.values.comparator_suspect import comparator_suspect
from app.domain.findings.values.cost_not_an_amount import cost_not_an_amount
from app.domain.findings.values.deduction_without_scale import deduction_without_scale
from app.domain.findings.values.doubts import doubts
from app.domain.findings.values.formula_not_followed import formula_not_followed
from app.domain.findings.values.indicator_compound import indicator_compound
from app.domain.findings.values.indicator_not_measurable import indicator_not_measurable
from app.domain.findings.values.mean_not_capped import mean_not_capped
from app.domain.findings.values.not_applicable import not_applicable
from app.domain.findings.values.rate_as_quantity import rate_as_quantity
from app.domain.findings.values.survey_counts_mismatch import survey_counts_mismatch
from app.domain.findings.values.target_below_top import target_below_top
from app.domain.funds import FundsFigures
from app.domain.rule_pack import RulePack
from app.domain.submission import Submission

_TOTALS: tuple[Check, ...] = (
    weights_missing,
    form_without_points,
    weights_not_total,
    section_weights_mismatch,
    section_split_unusual,
    output_benefit_below_minimum,
)
_FUNDS: tuple[Check, ...] = (
    rows_not_total,
    rows_inside_exceed,
    execution_above_budget,
    execution_below_threshold,
    budget_base_assumed,
    budget_adjusted,
    zero_denominator,
    unspent_but_achieved,
    payment_without_spending,
    cost_funds_mismatch,
    cost_target_not_adjusted,
)
_DECLARED: tuple[Check, ...] = (
    total_mismatch,
    section_mismatch,
    sections_not_total,
    sections_disagree,
    section_rate_mismatch,
    grade_mismatch,
    score_above_weight,
    execution_score_mismatch,
    funds_rate_mismatch,
    completion_mismatch,
    measured_rate_mismatch,
    score_mismatch,
    word_met_but_deducted,
    score_missing,
)
_OBJECTIVE: tuple[Check, ...] = (objective_contradicted, objective_is_execution_rate)
_REASONS: tuple[Check, ...] = (deviation_reason_missing, reason_without_deduction, over_fulfilled)
_VALUES: tuple[Check, ...] = (
    doubts,
    not_applicable,
    comparator_suspect,
    actual_copies_target,
    all_on_target,
    arithmetic_in_text,
    formula_not_followed,
    mean_not_capped,
    cells_not_of_the_rate,
    deduction_without_scale,
    survey_counts_mismatch,
    target_below_top,
    cost_not_an_amount,
    rate_as_quantity,
    indicator_not_measurable,
    indicator_compound,
)
_STRUCTURE: tuple[Check, ...] = (
    section_missing,
    usual_indicator_missing,
    section_misplaced,
    indicator_duplicate,
    criterion_missing,
    criterion_unknown,
    criterion_weight_mismatch,
    lump_score,
    identity_missing,
)
_CODES: tuple[Check, ...] = (
    project_code_invalid,
    project_code_year_mismatch,
    project_code_region_mismatch,
)
_RULES: tuple[Check, ...] = (pack_out_of_scope, authority_unverified, interpretation_applied)

CHECKS: tuple[Check, ...] = (
    *_TOTALS,
    *_FUNDS,
    *_DECLARED,
    *_OBJECTIVE,
    *_REASONS,
    *_VALUES,
    *_STRUCTURE,
    *_CODES,
    *_RULES,
)


_GRAVITY = {severity: rank for rank, severity in enumerate(Severity)}


def review(submission: Submission, pack: RulePack, funds: FundsFigures | None, evaluation: Evaluation) -> Evaluation:
    """The evaluation with every finding of every check, the gravest first; one finding per place and code."""
    seen: dict[tuple[str, str], Finding] = {}
    subject = Review(submission, pack, funds, evaluation)
    for check in CHECKS:
        for finding in check(subject):
            seen.setdefault((finding.code, finding.pointer), finding)
    gravest_first = sorted(seen.values(), key=lambda finding: _GRAVITY[finding.severity])
    return replace(evaluation, findings=tuple(gravest_first))
