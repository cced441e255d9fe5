"""Scoring a recorded form again: the same to the byte by its own pack, and by another, everything that differs."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.api.v1.mapping import read_submission
from app.api.v1.replay_answers import ReplayAnswer
from app.domain.submission import PackReference
from app.rules.catalogue import Catalogue, load_catalogue
from app.rules.errors import RulePackNotFound
from app.services.errors import EvaluationNotFound
from app.services.replay import ReplayService
from app.services.score import Scorer
from app.storage.data_scope import WHOLE_TENANT, DataScope
from app.storage.ledger import digest
from app.storage.plan import plan
from app.storage.records import StoredEvaluation
from tests.forms import NAMES, example, form, form_from, line
from tests.own_packs import ID, write_draft, write_stricter
from tests.serving import shipped_packs
from tests.storage.making import TENANT, new_evaluation, nothing_known

Sheet = dict[str, Any]


@dataclass
class OneRecord:
    """A store that holds a single evaluation."""

    record: StoredEvaluation

    def get(self, tenant: str, evaluation_id: str) -> StoredEvaluation | None:
        return self.record if (tenant, evaluation_id) == (self.record.tenant, self.record.id) else None


def recorded(sent: Sheet, change: Callable[[Sheet], None] | None = None, **facts: Any) -> StoredEvaluation:
    """The form as it was recorded; `change` makes its sheet one that another engine would have written."""
    read = form_from(sent)
    scored = Scorer(shipped_packs()).score(read.submission, drafts=False)
    sheet = scored.sheet.encode()
    if change is not None:
        document = json.loads(sheet)
        change(document)
        sheet = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    pack = scored.used.pack
    new = new_evaluation(
        submission=read.canonical.encode(),
        sheet=sheet,
        status=scored.evaluation.status.value,
        rule_pack_id=pack.id,
        rule_pack_version=pack.version,
        rule_pack_digest=pack.digest,
    )
    (stored,) = plan([new], nothing_known(TENANT)).evaluations
    return replace(stored, **facts)


def replayed(
    record: StoredEvaluation,
    pack: PackReference | None = None,
    *,
    catalogue: Catalogue | None = None,
    engine: str | None = None,
) -> Sheet:
    packs = catalogue or shipped_packs()
    scorer = Scorer(packs) if engine is None else Scorer(packs, engine)
    answer = ReplayService(OneRecord(record), packs, scorer, read_submission).replay(
        TENANT, WHOLE_TENANT, record.id, pack
    )
    ReplayAnswer.model_validate(answer)
    return answer


NOTHING_DIFFERS = {
    "score_difference": "0",
    "rates": [],
    "sections": [],
    "lines": [],
    "reworded": [],
    "findings_gone": [],
    "findings_new": [],
    "findings_changed": [],
}


def differences(answer: Sheet) -> Sheet:
    return {name: answer[name] for name in NOTHING_DIFFERS}


# By the recorded pack.


@pytest.mark.parametrize("name", NAMES)
def test_every_example_comes_out_the_same_to_the_byte(name: str) -> None:
    record = recorded(example(name))
    answer = replayed(record)
    assert (answer["same_pack"], answer["engine_differs"], answer["reproduced"]) == (True, False, True)
    assert answer["recorded"] == answer["replayed"]
    assert answer["replayed"]["sheet_digest"] == record.sheet_digest == digest(record.sheet)
    scored = answer["recorded"]["totals"]["score"] is not None
    assert differences(answer) == NOTHING_DIFFERS | {"score_difference": "0" if scored else None}


EVERYTHING: Sheet = form(
    region_code="110106",
    indicators=[
        line(target={"comparator": "ge", "value": "95", "unit": "%"}, actual={"value": 92.5, "unit": "%"}),
        line(name="人数", target="１００ 人", actual=None, weight=" ", declared_score="—", deviation_reason=""),
        line(name="范围", target={"value": "90", "upper": "95", "unit": "%"}, actual="92%", completion="85%"),
        line(name="其他", target="优", actual="良", tier="partially_achieved", completion=70, weight="15.50"),
        line(
            name="调查",
            facts={"z": "1", "a": "2.50", "预算数": "3"},
            checks=[{"point": "②", "met": False}, {"point": "①", "met": True, "note": "制度齐全"}],
            deductions=[{"amount": "0.5", "reason": "理由", "author": "专家"}],
            survey={"issued": 50, "valid": 49, "answers": [{"answer": "满意", "count": 45}]},
            parts=[{"name": "乙", "target": "≥5", "actual": 7}, {"name": "甲"}],
            core=True,
            not_applicable=True,
        ),
    ],
    declared={"total": 98.50, "grade": "优秀", "sections": [{"name": "产出", "score": "-", "rate": 1}]},
    objective={"expected": "完成", "actual": ""},
    section_weights=[{"level1": "产出指标", "weight": 50.0}],
)


def test_a_form_with_everything_in_it_survives_being_written_down() -> None:
    read = form_from(EVERYTHING)
    assert read_submission(read.canonical.encode()) == read.submission
    assert replayed(recorded(EVERYTHING))["reproduced"]


def test_the_recorded_pack_is_the_recorded_pack_even_when_it_is_asked_for_by_name() -> None:
    sent = example()
    del sent["rule_pack"]
    record = recorded(sent)
    assert json.loads(record.sheet)["rule_pack"]["resolved_by"] == "region"
    for pack in (PackReference(ID), PackReference(ID, "1.0.0")):
        answer = replayed(record, pack)
        assert answer["reproduced"]
        assert answer["replayed"] == answer["recorded"]


def test_a_pack_whose_content_changed_under_its_version_is_told() -> None:
    record = recorded(example(), rule_pack_digest=digest("an older file"))
    answer = replayed(record)
    assert (answer["same_pack"], answer["reproduced"]) == (False, True)


# By another engine.


def test_a_later_engine_that_scores_alike_names_no_line_and_makes_no_claim_to_the_byte() -> None:
    answer = replayed(recorded(example()), engine="9.0.0")
    assert (answer["engine_differs"], answer["same_pack"], answer["reproduced"]) == (True, True, False)
    assert (answer["recorded"]["engine_version"], answer["replayed"]["engine_version"]) == ("0.1.0", "9.0.0")
    assert differences(answer) == NOTHING_DIFFERS


def test_a_later_engine_that_scores_otherwise_names_what_differs() -> None:
    def as_it_was(sheet: Sheet) -> None:
        sheet["totals"].update(score="98.47", scored_sum="98.47", difference="-3.47")
        sheet["indicators"][0].update(score="13.86", difference="-1.86")
        sheet["indicators"][1]["explanation"]["sentence_zh"] = "从前的说法"
        sheet["sections"][0]["score"] = "43.47"
        sheet["funds"]["rates"]["budget_execution"]["percent"] = "99.99"

    answer = replayed(recorded(example(), as_it_was, engine_version="0.0.9"))
    assert answer["engine_differs"]
    assert answer["score_difference"] == "0.01"
    (changed,) = answer["lines"]
    assert (changed["pointer"], changed["name"], changed["difference"]) == ("/indicators/0", "培训参加人次", "0.01")
    assert changed["changed"] == ["score", "difference"]
    assert (changed["recorded"]["score"], changed["replayed"]["score"]) == ("13.86", "13.87")
    assert answer["reworded"] == ["/indicators/1"]
    (section,) = answer["sections"]
    assert section == {
        "name": "产出指标",
        "recorded": {"weight": "45", "score": "43.47"},
        "replayed": {"weight": "45", "score": "43.48"},
        "difference": "0.01",
    }
    (rate,) = answer["rates"]
    assert (rate["name"], rate["recorded"]["percent"], rate["replayed"]["percent"]) == (
        "budget_execution",
        "99.99",
        "100.00",
    )


def test_a_sheet_of_an_engine_that_knew_fewer_fields_can_be_compared() -> None:
    def as_it_was(sheet: Sheet) -> None:
        del sheet["totals"]["scored_weight"], sheet["funds"]["rates"]["fund_arrival"]
        del sheet["funds"]["rates"]["budget_execution"]["unit"]
        for each in sheet["indicators"]:
            del each["criterion"]

    answer = replayed(recorded(example(), as_it_was))
    assert answer["recorded"]["totals"]["scored_weight"] is None
    assert [each["name"] for each in answer["rates"]] == ["budget_execution"]
    assert {tuple(each["changed"]) for each in answer["lines"]} <= {("criterion",)}


def test_findings_are_compared_one_by_one() -> None:
    def as_it_was(sheet: Sheet) -> None:
        first, second, *rest = sheet["findings"]
        gone = first | {"code": "GONE"}
        reworded = second | {"message_zh": "从前的说法"}
        sheet["findings"] = [gone, reworded, first, first, *rest[:-1]]

    record = recorded(example(), as_it_was)
    now = json.loads(Scorer(shipped_packs()).score(form_from(example()).submission, drafts=False).sheet)["findings"]
    answer = replayed(record)
    assert [each["code"] for each in answer["findings_gone"]] == ["GONE", now[0]["code"]]
    assert [each["code"] for each in answer["findings_new"]] == [now[-1]["code"]]
    (changed,) = answer["findings_changed"]
    assert changed["recorded"]["message_zh"] == "从前的说法"
    assert changed["replayed"]["message_zh"] == now[1]["message_zh"]


# By another pack or version.


def test_another_version_is_a_difference_per_line(tmp_path: Path) -> None:
    write_draft(tmp_path)
    answer = replayed(recorded(example()), PackReference(ID, "2.0.0"), catalogue=load_catalogue(tmp_path))
    assert (answer["same_pack"], answer["engine_differs"], answer["reproduced"]) == (False, False, False)
    assert answer["replayed"]["rule_pack"]["version"] == "2.0.0"
    assert answer["replayed"]["rule_pack"]["resolved_by"] == "named_version"
    assert (answer["lines"], answer["score_difference"]) == ([], "0")


def test_a_stricter_pack_shows_what_it_would_have_given(tmp_path: Path) -> None:
    write_stricter(tmp_path)
    sent = example("beijing-system-maintenance-2024")
    sent["indicators"][0]["actual"] = "14 家"
    sent["indicators"][5]["declared_score"] = "8"
    answer = replayed(recorded(sent), PackReference("stricter-self-evaluation"), catalogue=load_catalogue(tmp_path))
    assert answer["replayed"]["rule_pack"]["resolved_by"] == "named"
    (changed,) = answer["lines"]
    assert changed["pointer"] == "/indicators/5"
    assert {"outcome", "score", "permitted"} <= set(changed["changed"])
    assert (changed["recorded"]["score"], changed["replayed"]["score"], changed["difference"]) == (None, "8", None)
    before, after = answer["recorded"]["totals"], answer["replayed"]["totals"]
    assert (before["score"], before["grade"], before["scored_sum"]) == (None, None, "81.67")
    assert (after["score"], after["grade"], after["scored_sum"]) == ("89.67", "good", "89.67")
    assert (answer["recorded"]["status"], answer["replayed"]["status"]) == ("incomplete", "scored")
    assert answer["score_difference"] is None
    assert "OUTSIDE_TIER" in {each["code"] for each in answer["findings_gone"]}


def test_a_pack_without_points_takes_the_points_away_line_by_line() -> None:
    answer = replayed(recorded(example()), PackReference("national-project-target-self-evaluation"))
    assert answer["replayed"]["status"] == "assessed"
    assert answer["replayed"]["totals"]["score"] is None
    execution, first, *_ = answer["lines"]
    assert (execution["pointer"], execution["replayed"], execution["difference"]) == ("/funds", None, None)
    assert execution["recorded"]["score"] == "10"
    assert (first["recorded"]["outcome"], first["replayed"]["outcome"]) == ("scored", "assessed")
    assert "PACK_OUT_OF_SCOPE" in {each["code"] for each in answer["findings_new"]}


def test_a_pack_of_another_kind_with_criteria_of_its_own_leaves_the_lines_unscored() -> None:
    answer = replayed(recorded(example()), PackReference("bohu-project-evaluation"))
    assert {each["replayed"]["outcome"] for each in answer["lines"] if each["replayed"]} == {"needs_judgement"}
    assert {"PACK_OUT_OF_SCOPE", "CRITERION_UNKNOWN", "CRITERION_MISSING"} <= {
        each["code"] for each in answer["findings_new"]
    }
    assert answer["replayed"]["totals"]["score"] is None


def test_a_pack_that_is_not_at_hand_is_never_replaced_by_another() -> None:
    record = recorded(example())
    gone = replace(record, rule_pack_version="0.9.0")
    for pack, kept in (
        (PackReference("nobody-has-this"), record),
        (PackReference(ID, "9.9.9"), record),
        (None, gone),
        (None, replace(record, rule_pack_id="withdrawn-pack")),
    ):
        with pytest.raises(RulePackNotFound):
            replayed(kept, pack)
    assert replayed(gone, PackReference(ID, "1.0.0"))["lines"] == []


def test_what_a_caller_may_not_see_is_not_found() -> None:
    record = recorded(example())
    service = ReplayService(OneRecord(record), shipped_packs(), Scorer(shipped_packs()), read_submission)
    elsewhere = DataScope(region="65")
    for tenant, data, evaluation in (
        ("another", WHOLE_TENANT, record.id),
        (TENANT, WHOLE_TENANT, "no such id"),
        (TENANT, elsewhere, record.id),
    ):
        with pytest.raises(EvaluationNotFound):
            service.replay(tenant, data, evaluation, None)
