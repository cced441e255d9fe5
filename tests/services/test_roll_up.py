"""汇总 over records: what a form belongs to, how figures are written, how much is too much."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args

import pytest

from app.api.v1.mapping import read_submission
from app.api.v1.rollup_answers import ReasonName, RollUpAnswer
from app.domain.figure import Reason
from app.services import roll_up as service
from app.services.errors import TooManyForms
from app.services.roll_up import GroupBy, RollUpService
from app.storage.errors import TooManySelected
from app.storage.plan import plan
from app.storage.records import EvaluationFilters, EvaluationSummary
from tests.forms import form, form_from, line
from tests.storage.making import TENANT, new_evaluation, nothing_known


@dataclass
class RememberingStore:
    """Records in memory, given newest first."""

    records: list[tuple[EvaluationSummary, str]]

    def submissions(
        self, tenant: str, filters: EvaluationFilters, at_most: int
    ) -> Iterator[tuple[EvaluationSummary, str]]:
        if len(self.records) > at_most:
            raise TooManySelected(at_most)
        return reversed(self.records)


def store(*forms: dict[str, Any], **facts: Any) -> RememberingStore:
    """Each form recorded under the id of its place."""
    new = [
        new_evaluation(id=str(at), submission=form_from(sent).canonical.encode(), **facts)
        for at, sent in enumerate(forms)
    ]
    made = plan(new, nothing_known(TENANT)).evaluations
    return RememberingStore([(stored, stored.submission) for stored in made])


def rolled_up(kept: RememberingStore, group_by: GroupBy = "department", region_digits: int = 6) -> dict[str, Any]:
    answer = RollUpService(kept, read_submission).roll_up(TENANT, EvaluationFilters(), group_by, region_digits)
    RollUpAnswer.model_validate(answer)
    return answer


def places(answer: dict[str, Any]) -> list[tuple[str | None, str | None, list[str]]]:
    return [
        (group["key"], group["label"], [each["evaluation"] for each in group["evaluations"]])
        for group in answer["groups"]
    ]


PARTIES = [
    {"department": {"code": "149", "name": "卫健委"}, "region_code": "110106", "fiscal_year": 2024},
    {"department": {"name": "卫健委"}, "region_code": "110108", "fiscal_year": 2023},
    {"department": {"code": "149", "name": "卫健委"}, "region_code": "110229", "fiscal_year": 2024},
    {"unit": {"code": "149020"}, "region_code": None, "rule_pack": {"id": "a"}, "fiscal_year": 2023},
    {"department": {"code": "", "name": ""}, "region_code": "650106", "fiscal_year": 2024},
]


@pytest.mark.parametrize(
    ("group_by", "region_digits", "wanted"),
    [
        (
            "department",
            6,
            [("149", "卫健委", ["0", "2"]), ("卫健委", "卫健委", ["1"]), (None, None, ["3", "4"])],
        ),
        ("unit", 6, [("149020", None, ["3"]), (None, None, ["0", "1", "2", "4"])]),
        ("region", 2, [("11", None, ["0", "1", "2"]), ("65", None, ["4"]), (None, None, ["3"])]),
        ("region", 4, [("1101", None, ["0", "1"]), ("1102", None, ["2"]), ("6501", None, ["4"]), (None, None, ["3"])]),
        ("fiscal_year", 6, [("2023", None, ["1", "3"]), ("2024", None, ["0", "2", "4"])]),
    ],
)
def test_a_form_belongs_where_it_says_by_code_or_by_name(
    group_by: GroupBy, region_digits: int, wanted: list[tuple[str | None, str | None, list[str]]]
) -> None:
    assert places(rolled_up(store(*(form(**each) for each in PARTIES)), group_by, region_digits)) == wanted


def test_the_whole_region_code_makes_a_group_of_a_county() -> None:
    groups = rolled_up(store(*(form(**each) for each in PARTIES)), "region")["groups"]
    assert [group["key"] for group in groups] == ["110106", "110108", "110229", "650106", None]


def test_an_answer_holds_exact_figures_as_text_and_where_each_comes_from() -> None:
    sent = form(project={"name": "培训"}, indicators=[line(target="≥100 人次", actual="99.5 人次")])
    (group,) = rolled_up(store(sent, sent, score=Decimal("98.48")))["groups"]
    assert group["evaluations"][0] == {"evaluation": "0", "name": "培训", "score": "98.48", "grade": "excellent"}
    assert (group["count"], group["grades"], group["ungraded"]) == (2, {"excellent": 2}, 0)
    assert (group["kind"], group["fiscal_years"]) == ("project_self_evaluation", {"2024": 2})
    assert group["rule_packs"] == {"beijing-project-self-evaluation@1.0.0": 2}
    assert group["weighted_score"] == {
        "comparator": None,
        "value": "98.48",
        "unit": None,
        "contributions": [
            {"evaluation": each, "pointer": None, "value": "98.48", "weight": "100000"} for each in ("0", "1")
        ],
        "left_out": [],
    }
    (indicator,) = group["indicators"]
    (part,) = indicator["parts"]
    assert part["actual"]["value"] == "199"
    assert part["actual"]["contributions"][1] == {
        "evaluation": "1",
        "pointer": "/indicators/0/actual",
        "value": "99.5",
        "weight": None,
    }
    assert [(target["comparator"], target["value"]) for target in part["targets"]] == [("ge", "200")]


def test_a_score_out_of_weights_that_do_not_add_up_is_not_averaged() -> None:
    (group,) = rolled_up(store(form(), finding_codes=("A", "WEIGHTS_NOT_TOTAL")))["groups"]
    left_out = {"evaluation": "0", "pointer": None, "printed": None, "reason": "weights_not_total"}
    assert (group["average_score"]["value"], group["average_score"]["left_out"]) == (None, [left_out])


def test_nothing_selected_is_an_answer_without_groups() -> None:
    assert rolled_up(store()) == {
        "group_by": "department",
        "forms": 0,
        "weighted_by": "adjusted_budget",
        "groups": [],
    }


def test_more_forms_than_can_be_shown_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MAX_FORMS", 2)
    assert rolled_up(store(form(), form()))["forms"] == 2
    with pytest.raises(TooManyForms) as raised:
        rolled_up(store(form(), form(), form()))
    assert raised.value.forms == 2


def test_more_indicators_than_can_be_shown_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MAX_LINES", 3)
    three = form(indicators=[line(name=name) for name in "甲乙丙"])
    assert rolled_up(store(three))["forms"] == 1
    with pytest.raises(TooManyForms) as raised:
        rolled_up(store(three, form()))
    assert raised.value.lines == 3


def test_the_answers_schema_knows_every_reason() -> None:
    literal, _ = get_args(ReasonName)
    assert set(get_args(literal)) == {reason.value for reason in Reason}
