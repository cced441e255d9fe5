"""AUTHORITY_UNVERIFIED."""

from dataclasses import replace

from app.domain.rule_pack import RulePack
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised
from tests.domain.packs import AUTHORITY, national_pack, rule

CODE = "AUTHORITY_UNVERIFIED"
UNVERIFIED = replace(rule("达到得满分"), authority=replace(AUTHORITY, id="memory", document="某办法", verified=False))


def pack_with_unverified(*fields: str) -> RulePack:
    pack = national_pack()
    return replace(pack, **{field: replace(getattr(pack, field), rule=UNVERIFIED) for field in fields})


def test_scores_that_rest_on_an_unverified_rule_are_told_once_per_form() -> None:
    pack = pack_with_unverified("quantitative", "qualitative", "execution", "grades")
    assert raised(CODE, clean_form(), pack) == ["/rule_pack"]
    assert evidence_of(CODE, clean_form(), pack) == {"documents": "某办法", "lines": "7", "scored": "7"}


def test_only_the_lines_that_rest_on_it_are_counted() -> None:
    assert evidence_of(CODE, clean_form(), pack_with_unverified("qualitative"))["lines"] == "1"


def test_an_unverified_rule_that_gave_no_score_is_left_in_peace() -> None:
    quantitative = clean_form(indicators=CLEAN_ROWS[:4])
    assert raised(CODE, quantitative, pack_with_unverified("qualitative")) == []
    unreadable = clean_form(indicators=(replace(CLEAN_ROWS[4], actual=None, declared_score=None),))
    assert raised(CODE, unreadable, pack_with_unverified("qualitative")) == []


def test_verified_rules_are_left_in_peace() -> None:
    assert raised(CODE, clean_form()) == []
