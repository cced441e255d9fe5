"""What a Python shop does with the generated client, against a running service: `exercise.py FORM…`.

Runs in the environment of the clients, where nothing of jixiao is. Prints one line per form: name, status, total.
"""

import json
import os
import sys
import uuid
from decimal import Decimal
from pathlib import Path

from jixiao_client import (
    ApiClient,
    ApiException,
    CalculationsApi,
    CellValue,
    CompletionRatioRequest,
    Configuration,
    CurrencyUnit,
    EvaluationAnswer,
    EvaluationRequest,
    EvaluationsApi,
    FundArrivalRateRequest,
    OperationsApi,
    ProblemDocument,
    ReplayRequest,
    RollupsApi,
    RulePackReference,
    RulePacksApi,
    StructuredValue,
)


def main(*files: str) -> None:
    client = ApiClient(Configuration(host=os.environ["JIXIAO_URL"], access_token=os.environ["JIXIAO_KEY"]))
    evaluations = EvaluationsApi(client)
    assert OperationsApi(client).get_readiness().status == "ok"
    for file in files:
        score_one(evaluations, Path(file))
    listed = evaluations.list_evaluations(limit=100)
    assert len(listed.items) == len(files)
    assert all(item.score is None or isinstance(item.score, Decimal) for item in listed.items)
    walk_pages(evaluations, len(files))
    refuse(evaluations, Path(files[0]))
    refuse_unknown()
    calculate(CalculationsApi(client))
    packs = RulePacksApi(client)
    assert len(packs.list_rule_packs().items) > 5
    assert packs.resolve_rule_pack("project_self_evaluation", "110106", 2024).pack.region == "11"
    assert RollupsApi(client).get_rollup(fiscal_year=2024, group_by="department").groups


def score_one(evaluations: EvaluationsApi, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    form = EvaluationRequest.from_json(text)
    assert form is not None
    assert without_nulls(json.loads(form.to_json())) == without_nulls(json.loads(text)), file.name
    key = str(uuid.uuid4())
    answer = evaluations.create_evaluation(form, idempotency_key=key)
    assert evaluations.create_evaluation(form, idempotency_key=key).id == answer.id
    assert evaluations.get_evaluation(answer.id) == answer
    assert evaluations.get_evaluation_audit(answer.id).evaluation == answer.id
    assert evaluations.get_evaluation_chart(answer.id).startswith(b"<svg ")
    assert evaluations.preview_evaluation(form).totals == answer.totals
    assert evaluations.replay_evaluation(answer.id, ReplayRequest()).reproduced
    check_decimals(answer)
    later = EvaluationAnswer.from_dict({**json.loads(answer.to_json()), "a_field_of_a_later_release": {"a": 1}})
    assert later is not None
    assert later.id == answer.id
    print(file.stem, answer.status, answer.totals.score)


def check_decimals(answer: EvaluationAnswer) -> None:
    figures = [answer.totals.score, answer.totals.weight, *(line.weight for line in answer.indicators)]
    assert all(figure is None or isinstance(figure, Decimal) for figure in figures)


def walk_pages(evaluations: EvaluationsApi, number: int) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        page = evaluations.list_evaluations(limit=5, cursor=cursor)
        seen += [item.id for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == number


def refuse(evaluations: EvaluationsApi, file: Path) -> None:
    form = EvaluationRequest.from_json(file.read_text(encoding="utf-8"))
    assert form is not None
    form.rule_pack = RulePackReference(id="no-such-pack")
    problem = None
    try:
        evaluations.create_evaluation(form)
    except ApiException as error:
        problem = ProblemDocument.from_json(str(error.body))
    assert problem is not None, "a pack that does not exist must be refused"
    assert (problem.status, problem.type) == (422, "/problems/rule-pack-not-found")


def refuse_unknown() -> None:
    refused = None
    try:
        EvaluationsApi(ApiClient(Configuration(host=os.environ["JIXIAO_URL"]))).list_evaluations()
    except ApiException as error:
        refused = ProblemDocument.from_json(str(error.body))
    assert refused is not None, "nobody reads without a key"
    assert (refused.status, refused.type) == (401, "/problems/unauthenticated")


def calculate(calculations: CalculationsApi) -> None:
    arrival = FundArrivalRateRequest(arrived="14.4", budget="14.4", unit=CurrencyUnit.TEN_THOUSAND_YUAN)
    assert calculations.calculate_fund_arrival_rate(arrival).ratio == Decimal(1)
    target = CellValue(StructuredValue(comparator="ge", value=Decimal("1628")))
    ratio = CompletionRatioRequest(target=target, actual=CellValue("1505"))
    assert str(calculations.calculate_completion_ratio(ratio).ratio).startswith("0.92444717444717")


def without_nulls(document: object) -> object:
    """An empty cell left out and one sent as null mean the same."""
    if isinstance(document, dict):
        return {key: without_nulls(value) for key, value in document.items() if value is not None}
    return [without_nulls(each) for each in document] if isinstance(document, list) else document


if __name__ == "__main__":
    main(*sys.argv[1:])
