"""From the file to the domain: exact numbers, the right slots, a digest of the rules alone."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from app.domain.rule_pack import BudgetBase, FormKind, NotApplicablePolicy, PackStatus, TierName
from app.rules.compiler import CompiledPack, compile_document
from app.rules.loader import read_text

SOUND = (Path(__file__).parent / "sound.yaml").read_text(encoding="utf-8")


def compiled(text: str = SOUND) -> CompiledPack:
    return compile_document(read_text(text, "pack.yaml"))


def changed(before: str, after: str) -> CompiledPack:
    assert before in SOUND
    return compiled(SOUND.replace(before, after))


def test_a_pack_carries_the_file_s_numbers_exactly() -> None:
    pack = compiled().pack

    assert (pack.id, pack.version, pack.status) == (
        "sample-project-self-evaluation",
        "1.0.0",
        PackStatus.IN_FORCE,
    )
    assert (pack.total, pack.score_places) == (Decimal(100), 2)
    assert pack.scope.kind is FormKind.PROJECT_SELF_EVALUATION
    assert (pack.scope.region, pack.scope.first_year, pack.scope.last_year) == ("42", 2021, 2023)
    assert (pack.execution.weight, pack.execution.cap) == (Decimal(10), Fraction(1))
    assert pack.execution.denominator is BudgetBase.ADJUSTED_BUDGET
    assert [band.at_least for band in pack.grades.bands] == [90, 80, 60, 0]
    assert pack.not_applicable is NotApplicablePolicy.RESCALE
    assert pack.quantitative.over_fulfilled_from == Fraction(13, 10)
    assert (pack.review.execution_reason_below, pack.review.unspent_gap) == (Fraction(4, 5), Fraction(1, 5))
    assert (pack.review.copies_from_indicators, pack.review.copies_share) == (5, Fraction(9, 10))


def test_tiers_reach_from_their_lower_edge_up_to_the_next_tier() -> None:
    assert [(t.name, t.lower, t.upper, t.upper_inside) for t in compiled().pack.qualitative.tiers] == [
        (TierName.ACHIEVED, Fraction(4, 5), Fraction(1), True),
        (TierName.PARTIALLY_ACHIEVED, Fraction(3, 5), Fraction(4, 5), False),
        (TierName.NOT_ACHIEVED, Fraction(0), Fraction(3, 5), False),
    ]


def test_the_names_of_a_section_include_its_level_2_names_after_its_own() -> None:
    assert compiled().pack.sections[0].names == ("产出指标", "数量指标")


def test_a_rule_cites_its_document_and_its_own_words() -> None:
    rule = compiled().pack.execution.rule

    assert (rule.standard.zh, rule.authority.id, rule.authority.verified) == (
        "按执行率计分。",
        "clause",
        True,
    )


def test_a_nationwide_pack_has_no_region_and_an_open_one_no_last_year() -> None:
    pack = changed('region: "42"', "region: nationwide").pack
    assert pack.scope.region is None
    assert changed("to: 2023", "to: null").pack.scope.last_year is None


def test_a_pack_without_the_output_and_benefit_rule_states_no_minimum() -> None:
    review = compiled().pack.review

    assert review.output_benefit_minimum is None
    assert review.output_benefit_rule is None


def test_the_file_as_json_holds_decimals_as_text_and_percentages_as_printed() -> None:
    raw = compiled().raw

    assert raw["total"]["points"] == "100"
    assert raw["execution"]["cap"] == "100%"
    assert raw["applies_to"]["fiscal_years"] == {"from": 2021, "to": 2023}
    assert raw["authorities"]["clause"]["article"] is None
    assert "usual_weight" in raw["sections"]["blocks"][0]
    assert "counts_as" not in raw["sections"]["blocks"][0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("execution:\n", "# a remark\nexecution:\n"),
        ("title: {zh: 样例, en: sample}", "title:\n  en: sample\n  zh: '样例'"),
        ("status: in_force", "status: superseded"),
        ("status: in_force", "status: draft"),
    ],
    ids=["a comment", "layout and order of keys", "superseded", "back to a draft"],
)
def test_the_digest_covers_the_rules_and_not_their_looks_or_their_life(before: str, after: str) -> None:
    assert changed(before, after).pack.digest == compiled().pack.digest


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("to: 2023", "to: 2024"),
        ("verified: true", "verified: false"),
        ("按执行率计分。", "按执行率记分。"),
        ("[优, 良, 中, 差]", "[差, 中, 良, 优]"),
    ],
)
def test_the_digest_changes_with_any_rule_word_or_order(before: str, after: str) -> None:
    assert changed(before, after).pack.digest != compiled().pack.digest


def test_a_digest_names_its_algorithm_and_never_changes_for_the_same_file() -> None:
    assert compiled().pack.digest == compiled().pack.digest
    algorithm, _, hexadecimal = compiled().pack.digest.partition(":")
    assert algorithm == "sha256"
    assert len(hexadecimal) == 64
