"""A form under a pack whose siblings share the weight of what does not apply: the answer, and the printed review."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from app.rules.catalogue import load_catalogue
from app.terminal.review import review_text
from app.terminal.sheet_table import print_sheet
from tests.own_packs import write_sharing
from tests.serving import calculating

OUTPUT = {"level1": "产出指标", "level2": "数量指标"}
FORM: dict[str, Any] = {
    "kind": "project_self_evaluation",
    "fiscal_year": 2024,
    "region_code": "110106",
    "rule_pack": {"id": "sharing-self-evaluation"},
    "funds": {"unit": "万元", "total": {"adjusted_budget": "10", "executed": "10"}},
    "indicators": [
        {**OUTPUT, "name": "甲", "target": "≥3", "actual": "2", "weight": "20", "declared_score": "13.33"},
        {**OUTPUT, "name": "乙", "target": "≥1", "actual": "1", "weight": "20"},
        {**OUTPUT, "name": "丙", "weight": "10", "not_applicable": True, "deviation_reason": "本年未开展"},
        {"level1": "效益指标", "name": "丁", "target": "≥1", "actual": "1", "weight": "40"},
    ],
}


@pytest.fixture
def sheet(tmp_path: Path) -> dict[str, Any]:
    write_sharing(tmp_path)
    client = calculating(catalogue=load_catalogue(tmp_path))
    answer = client.post("/v1/evaluations/preview", json=FORM)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_what_counts_stands_beside_what_the_form_prints(sheet: dict[str, Any]) -> None:
    lines = sheet["indicators"]
    assert [(line["weight"], line["score"]) for line in lines] == [
        ("20", "13.33"),
        ("20", "20"),
        ("10", None),
        ("40", "40"),
    ]
    assert [line["counted"] for line in lines] == [
        {"weight": "25", "score": "16.67"},
        {"weight": "25", "score": "25"},
        {"weight": "0", "score": None},
        None,
    ]
    assert lines[0]["difference"] == "0"
    assert [step["step"] for step in lines[0]["explanation"]["steps"]][-1] == "weight_to_siblings"


def test_sections_and_total_are_the_sums_of_what_counts(sheet: dict[str, Any]) -> None:
    assert [(each["weight"], each["score"]) for each in sheet["sections"]] == [("50", "41.67"), ("40", "40")]
    assert (sheet["totals"]["score"], sheet["totals"]["weight"]) == ("91.67", "100")


def test_the_finding_says_where_the_weight_went(sheet: dict[str, Any]) -> None:
    (told,) = (each for each in sheet["findings"] if each["code"] == "NOT_APPLICABLE")
    assert told["pointer"] == "/indicators/2/not_applicable"
    assert told["evidence"] == {
        "weight": "10",
        "policy": "weight_to_siblings",
        "siblings": "/indicators/0, /indicators/1",
    }


def test_a_person_reads_both_weights_and_both_scores(sheet: dict[str, Any]) -> None:
    console = Console(record=True, width=200, file=StringIO())
    print_sheet(sheet, console)
    for printed in (console.export_text(), review_text(sheet, "分担的规则包")):
        assert "20 → 25" in printed
        assert "13.33 → 16.67" in printed
        assert "10 → 0" in printed
