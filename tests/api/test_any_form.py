"""Whatever is written into the cells of a real form, the answer is a score sheet or a clear refusal, never a 5xx."""

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.api.v1.answers import PreviewAnswer
from app.api.v1.requests import EvaluationRequest
from app.charts.chart import score_chart
from tests.forms import BEIJING, Form, example
from tests.hostile.runner import problem_in
from tests.serving import calculating

# What clerks, spreadsheets and scanners leave in a cell, and what no form holds.
PRINTED = (
    "≥95% ≤12小时 >3 <3 =3 0 -1 100% 1628 1,628 12月 ≤6月 9月前 2024年12月底前 12个月 90%–95% 80-90 ±5% 优 良 中 差 "
    "好 全部完成 达成预期指标 部分达成 未达成 有效保障 / — - 无 不适用 约100 近90% 100余人 工95% 2≥95 1628人次/8次 3万 "
    "3万元 30000元 0.95 1 1.5 1.6 290% 1e5 9999999999999 0.000001 99999999999999999999 ≥ ％ ９５％ ≥９５％ ②95% 十二 "
    "二〇二四年 2024-12-31 2024/12/31 31/12 12:00 =SUM(A1) #REF! null NaN Infinity"
)
CELLS = st.one_of(
    st.sampled_from(PRINTED.split(" ")),
    st.text(max_size=8),
    st.decimals(-1000, 10_000, places=3).map(str),
)
VALUES = st.one_of(
    CELLS,
    CELLS,
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.just([]),
    st.just({}),
    st.builds(
        lambda value, sign: {"value": value, "comparator": sign}, CELLS, st.sampled_from(["ge", "le", "eq", "≥"])
    ),
)


@pytest.fixture(scope="module")
def client() -> TestClient:
    """A preview needs no database."""
    return calculating()


@st.composite
def disturbed(draw: st.DrawFn) -> Form:
    """An example with a few of its cells overwritten, taken away or doubled."""
    form = example(draw(st.sampled_from(BEIJING)))
    for _ in range(draw(st.integers(1, 6))):
        place, key = draw(st.sampled_from(_places(form)))
        change = draw(st.integers(0, 9))
        if change == 0:
            del place[key]
        elif change == 1 and isinstance(place, list):
            place.append(place[key])
        else:
            place[key] = draw(VALUES)
    return form


def _places(document: Any) -> list[tuple[Any, Any]]:
    """Every member and element, with what holds it."""
    inside = list(document.items()) if isinstance(document, dict) else list(enumerate(document))
    found: list[tuple[Any, Any]] = []
    for key, value in inside:
        found.append((document, key))
        if isinstance(value, dict | list):
            found += _places(value)
    return found


@given(form=disturbed())
def test_a_disturbed_form_is_scored_or_refused(client: TestClient, form: Form) -> None:
    answer = client.post("/v1/evaluations/preview", json=form)
    if answer.status_code != 200:
        assert answer.status_code in (400, 422), answer.text
        problem_in(answer)
        return
    sheet = answer.json()
    ElementTree.fromstring(score_chart(sheet, "zh"))
    assert PreviewAnswer.model_validate(sheet, strict=True).model_dump() == sheet
    assert len(sheet["indicators"]) == len(form.get("indicators") or [])
    for finding in sheet["findings"]:
        assert leads_somewhere(form, finding["pointer"]), finding


def leads_somewhere(form: Form, pointer: str) -> bool:
    """Whether all but the last step of a JSON pointer exists in the form: the last one may be what is missing."""
    _, first, *rest = pointer.split("/")
    if first not in EvaluationRequest.model_fields:
        return False
    held: Any = form.get(first)
    for step in rest[:-1]:
        held = held[int(step)] if isinstance(held, list) else (held or {}).get(step)
    return not rest or held is None or not isinstance(held, list) or int(rest[-1]) < len(held)
