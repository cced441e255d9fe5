"""An ordinary form gets the domain's answer to the byte, and only what is ordinary in every part counts as such."""

import copy
import json
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.problem import Problem
from tests.bench.forms import samples
from tests.forms import BEIJING, NAMES, example, example_bytes
from tests.services.ordinary.answers import TEMPLATES, equal_every_way
from tests.services.ordinary.made import body, changed, made

ORDINARY = samples(1)[0]


@given(st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_a_form_has_one_answer(random: Random) -> None:
    equal_every_way(body(made(random)))


def test_many_forms_have_one_answer_and_enough_of_them_are_ordinary() -> None:
    ordinary = sum(equal_every_way(body(made(Random(seed)))) for seed in range(400))
    assert ordinary > 60


def test_real_forms_with_any_part_changed_have_one_answer() -> None:
    ordinary = 0
    for seed in range(400):
        random = Random(seed)
        sent = body(changed(random, example(random.choice(BEIJING))))
        with suppress(Problem):
            ordinary += equal_every_way(sent)
    assert ordinary > 80


def test_the_forms_of_the_benchmark_are_ordinary_and_have_one_answer() -> None:
    assert all(equal_every_way(sample.body(serial)) for serial, sample in enumerate(samples(150)))


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_have_one_answer_and_those_with_a_plain_pack_are_ordinary(name: str) -> None:
    assert equal_every_way(example_bytes(name)) is name.startswith("beijing")


ODD: dict[str, dict[str, Any]] = {
    "a line without weight": {"indicators.0.weight": None},
    "a line with a criterion": {"indicators.0.criterion": "x"},
    "a number for a text": {"indicators.0.weight": 11},
    "a list for a text": {"indicators.0.target": ["≥5"]},
    "an unknown member": {"colour": "red"},
    "an unknown member of a line": {"indicators.0.colour": "red"},
    "no funds": {"funds": None},
    "a budget of nothing": {"funds.total": {"initial_budget": "0", "adjusted_budget": "0", "executed": "0"}},
    "an amount that is none": {"funds.total.executed": "many"},
    "a row that is none": {"funds.rows.0.colour": "red"},
    "a source that is none": {"funds.rows.0.source": "heaven"},
    "a year as text": {"fiscal_year": "2024"},
    "a year that is no year": {"fiscal_year": True},
    "a pack that is not there": {"rule_pack": {"id": "nowhere"}},
    "a pack without a name": {"rule_pack": {}},
    "no lines": {"indicators": []},
    "statements of sections": {"declared.sections": []},
}


@pytest.mark.parametrize("changes", ODD.values(), ids=ODD)
def test_what_is_odd_is_left_to_the_domain(changes: dict[str, Any]) -> None:
    assert equal_every_way(_form())
    assert not equal_every_way(_form(**changes))


TOLD: dict[str, tuple[str, dict[str, Any]]] = {
    "a code of another year": ("PROJECT_CODE_YEAR_MISMATCH", {"project.code": "11010625T000000000000"}),
    "a code of another region": ("PROJECT_CODE_REGION_MISMATCH", {"project.code": "54010024T000000000000"}),
    "a code that is none": ("PROJECT_CODE_INVALID", {"project.code": "123"}),
    "no unit": ("IDENTITY_MISSING", {"unit": None}),
    "more spent than budgeted": ("EXECUTION_ABOVE_BUDGET", {"funds.total.executed": "99999"}),
    "nothing spent": ("UNSPENT_BUT_ACHIEVED", {"funds.total.executed": "0"}),
    "paid out without spending": (
        "PAYMENT_WITHOUT_SPENDING",
        {"funds.total.executed": "0", "indicators.0.name": "补助资金发放次数"},
    ),
    "no initial budget": ("BUDGET_BASE_ASSUMED", {"funds.total.initial_budget": None}),
    "a budget from nothing": ("BUDGET_ADJUSTED", {"funds.total.initial_budget": "0"}),
    "rows that do not add up": ("FUNDS_ROWS_MISMATCH", {"funds.rows.1.executed": "5"}),
    "a rate that is not the one": ("DECLARED_RATE_MISMATCH", {"funds.declared_rate": "12%"}),
    "weights that do not add up": ("WEIGHTS_NOT_TOTAL", {"indicators.0.weight": "12"}),
    "a total that does not add up": ("DECLARED_TOTAL_MISMATCH", {"declared.total": "1"}),
    "a score left out": ("DECLARED_SCORE_MISSING", {"indicators.0.declared_score": None}),
    "a total above all points": (
        "DECLARED_SCORE_ABOVE_WEIGHT",
        {"declared.total": "101", "indicators.0.declared_score": None},
    ),
    "a grade that is not due": ("DECLARED_GRADE_MISMATCH", {"declared.grade": "差"}),
    "an objective that is only a rate": (
        "OBJECTIVE_IS_EXECUTION_RATE",
        {"objective.actual": "完成50%", "funds.total.executed": "100", "funds.total.adjusted_budget": "200"},
    ),
    "a target left far behind": (
        "OVER_FULFILLED",
        {"indicators.0.target": "≥10人次", "indicators.0.actual": "13人次", "indicators.0.deviation_reason": None},
    ),
    "two of a kind": ("INDICATOR_DUPLICATE", {}),
    "what belongs elsewhere": ("SECTION_MISPLACED", {"indicators.0.name": "资金到位率"}),
    "a sign the wrong way round": (
        "COMPARATOR_SUSPECT",
        {"indicators.0.name": "职工参培率", "indicators.0.target": "≤95%", "indicators.0.actual": "90%"},
    ),
    "a rate for a quantity": ("RATE_AS_QUANTITY", {"indicators.0.target": "≥95%", "indicators.0.actual": "90%"}),
    "two things in one name": ("INDICATOR_COMPOUND", {"indicators.0.name": "培训人数和合格率，按月开展次数"}),
}


@pytest.mark.parametrize(("code", "changes"), TOLD.values(), ids=TOLD)
def test_what_is_found_is_no_reason_to_leave_a_form_to_the_domain(code: str, changes: dict[str, Any]) -> None:
    body = _twice() if code == "INDICATOR_DUPLICATE" else _form(**changes)
    assert equal_every_way(body)
    found = TEMPLATES.form_to_record(body)
    assert found is not None
    assert code in found.finding_codes


@pytest.mark.parametrize(("done", "far"), [("12.99人次", False), ("13人次", True), ("13.01人次", True)])
def test_far_beyond_begins_at_the_threshold_of_the_pack(done: str, far: bool) -> None:
    row = {"indicators.0.target": "≥10人次", "indicators.0.actual": done, "indicators.0.deviation_reason": None}
    body = _form(**row)
    assert equal_every_way(body)
    found = TEMPLATES.form_to_record(body)
    assert found is not None
    assert ("OVER_FULFILLED" in found.finding_codes) is far


COSTS: dict[str, list[dict[str, Any]]] = {
    "two costs": [{"target": "≤100万元", "actual": "60万元"}, {"target": "≤100万元", "actual": "80万元"}],
    "in another unit": [{"target": "≤1000000元", "actual": "600000元"}],
    "half a unit": [{"target": "≤1000000元", "actual": "60万元"}],
    "a limit of before the cut": [{"target": "≤300万元", "actual": "200万元"}],
    "none spent": [{"target": "≤300万元", "actual": "0万元"}],
}


@pytest.mark.parametrize("rows", COSTS.values(), ids=COSTS)
def test_any_costs_are_set_against_the_funds(rows: list[dict[str, Any]]) -> None:
    form = json.loads(_form(**{"funds.total.initial_budget": "300", "funds.total.adjusted_budget": "200"}))
    form["funds"] |= {"rows": None, "total": form["funds"]["total"] | {"executed": "200"}}
    cost = {"level1": "成本指标", "level2": "经济成本指标", "weight": "5", "declared_score": "5"}
    others = [row for row in form["indicators"] if row["level1"] != "成本指标"]
    form["indicators"] = [*others, *({**cost, "name": f"项目成本{at}", **row} for at, row in enumerate(rows))]
    assert equal_every_way(body(form))


def test_a_key_sent_twice_is_no_ordinary_form_and_a_colon_in_a_text_is() -> None:
    sent = _form()
    assert not equal_every_way(sent.replace(b'"fiscal_year":2024', b'"fiscal_year":2024,"fiscal_year":2024'))
    assert not equal_every_way(sent.replace(b'"fiscal_year":2024', b'"fiscal_year" :2024,"fiscal_year":2024'))
    assert equal_every_way(sent.replace(b'"executed"', b'"executed" '))
    assert equal_every_way(_form(**{"project.name": "12:30 a:b"}))


def test_escapes_are_what_they_stand_for() -> None:
    form = json.loads(_form())
    escaped = json.dumps(form).encode()
    assert b"\\u" in escaped
    assert equal_every_way(escaped)
    assert TEMPLATES.score(escaped).preview() == TEMPLATES.score(_form()).preview()
    odd = {
        "project.name": 'a\\c "d"',
        "indicators.0.name": '培训\n"甲"\\人次',
        "indicators.0.deviation_reason": "一\n二\t三",
    }
    assert equal_every_way(_form(**odd))


@pytest.mark.parametrize("escape", [b"\\u0001", b"\\u001f", b"\\b", b"\\f", b"\\ud800", b"\\x"])
def test_an_escape_that_is_refused_is_left_to_whoever_words_the_refusal(escape: bytes) -> None:
    assert TEMPLATES.form_to_record(_form().replace("岗位".encode(), escape)) is None


@pytest.mark.parametrize(("core", "ordinary"), [(True, True), (False, True), (None, True), ("true", False), (1, False)])
def test_a_core_indicator_is_one_like_any_other(core: object, ordinary: bool) -> None:
    body = _form(**{"indicators.0.core": core})
    assert (TEMPLATES.form_to_record(body) is not None) is ordinary
    assert not ordinary or equal_every_way(body)


def _twice() -> bytes:
    form = json.loads(_form())
    row = form["indicators"][0]
    form["indicators"] += [{**row, "weight": "1", "declared_score": "1"}] * 2
    return body(form)


def _form(**changes: Any) -> bytes:
    form = copy.deepcopy(json.loads(ORDINARY.body(0)))
    for path, value in changes.items():
        *holders, last = path.split(".")
        node: Any = form
        for each in holders:
            node = node[int(each)] if each.isdigit() else node[each]
        node[last] = value
    return body(form)
