"""Scoring without storing: which pack a form is scored by, and what the sheet says of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import __version__
from app.api.v1.answers import PreviewAnswer
from app.rules.catalogue import load_catalogue
from app.rules.errors import NoRulePack, RulePackDraft, RulePackNotFound
from app.services.score import Scorer
from tests.forms import BEIJING, ELSEWHERE, example, form, form_from, line
from tests.own_packs import ID, write_draft
from tests.serving import shipped_packs


def sheet(sent: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(Scorer(shipped_packs()).score(form_from(sent).submission, drafts=False).sheet)
    return made


@pytest.mark.parametrize(
    ("changes", "resolved_by"),
    [
        ({"region_code": "110106"}, "region"),
        ({"region_code": ELSEWHERE}, "national"),
        ({"rule_pack": {"id": ID}}, "named"),
        ({"rule_pack": {"id": ID, "version": "1.0.0"}}, "named_version"),
    ],
)
def test_the_sheet_says_how_its_pack_was_found(changes: dict[str, Any], resolved_by: str) -> None:
    used = sheet(form(**changes))["rule_pack"]
    assert used["resolved_by"] == resolved_by
    assert used["digest"] == shipped_packs().get(used["id"], used["version"]).digest


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "department_self_evaluation"}, NoRulePack),
        ({"fiscal_year": 2001}, NoRulePack),
        ({"rule_pack": {"id": "nobody-has-this"}}, RulePackNotFound),
        ({"rule_pack": {"id": ID, "version": "9.9.9"}}, RulePackNotFound),
    ],
)
def test_a_form_without_its_pack_is_never_scored_by_another(changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        sheet(form(**changes))


def test_a_draft_scores_only_where_drafts_may_be_tried(tmp_path: Path) -> None:
    write_draft(tmp_path)
    scorer = Scorer(load_catalogue(tmp_path))
    drafted = form_from(form(rule_pack={"id": ID, "version": "2.0.0"}))
    assert json.loads(scorer.preview(drafted))["rule_pack"]["version"] == "2.0.0"
    with pytest.raises(RulePackDraft):
        scorer.score(drafted.submission, drafts=False)


@pytest.mark.parametrize("name", BEIJING)
def test_scoring_twice_gives_the_same_text(name: str) -> None:
    first, second = (Scorer(shipped_packs()).score(form_from(example(name)).submission, drafts=False) for _ in "12")
    assert first.sheet == second.sheet


def test_a_preview_is_the_sheet_under_a_head_without_a_record() -> None:
    preview = json.loads(Scorer(shipped_packs()).preview(form_from(example())))
    assert PreviewAnswer.model_validate(preview, strict=True).model_dump() == preview
    assert {preview[name] for name in ("id", "attempt", "effective", "recorded_at")} == {None}
    assert sheet(example()).items() <= preview.items()


def test_the_sheet_carries_the_engine_that_made_it() -> None:
    assert sheet(form())["engine_version"] == __version__


def test_figures_of_the_sheet_are_plain_decimals() -> None:
    made = sheet(form(indicators=[line(weight="90", target="≥3 次", actual="1 次", declared_score="30.0")]))
    scored = made["indicators"][0]
    assert scored["score"] == "30"
    assert scored["completion_ratio"] == "0." + "3" * 34
    assert scored["declared_score"] == "30.0"
    assert made["totals"]["score"] == "40"


def test_chinese_stays_chinese_and_nothing_is_padded() -> None:
    text = Scorer(shipped_packs()).score(form_from(form()).submission, drafts=False).sheet
    assert "培训人次" in text
    assert "\\u" not in text
    assert '": ' not in text
