"""The rule packs over HTTP: which there are, what one says, which one would apply, and drafts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.v1 import rule_packs as answers
from app.rules.catalogue import load_catalogue
from tests.databases import SqliteDatabases
from tests.forms import ELSEWHERE, example
from tests.hostile.runner import problem_in
from tests.own_packs import ID, write_draft, write_stricter
from tests.serving import post, recorded, serving

ADDRESS = "/v1/rule-packs"
NATIONAL = "national-project-self-evaluation"


@pytest.fixture
def provincial(sqlite_databases: SqliteDatabases, tmp_path: Path) -> Iterator[TestClient]:
    """A service with a draft and a further pack beside those of the product."""
    write_draft(tmp_path / "beijing")
    write_stricter(tmp_path / "stricter")
    with sqlite_databases.migrated() as url, serving(url, catalogue=load_catalogue(tmp_path)) as client:
        yield client


def read(client: TestClient, address: str, **query: Any) -> dict[str, Any]:
    answer = client.get(address, params=query)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


# Which there are.


def test_the_product_brings_the_national_and_the_beijing_pack(client: TestClient) -> None:
    listed = read(client, ADDRESS)
    assert answers.PackListAnswer.model_validate(listed, strict=True).model_dump() == listed
    beijing, national = (next(item for item in listed["items"] if item["id"] == each) for each in (ID, NATIONAL))
    assert (beijing["kind"], beijing["region"], beijing["first_year"]) == ("project_self_evaluation", "11", 2024)
    assert (national["kind"], national["region"], national["last_year"]) == ("project_self_evaluation", None, None)
    for pack in (beijing, national):
        assert (pack["status"], pack["default"]) == ("in_force", True)
        assert pack["title_zh"]
        assert pack["title_en"]


def test_the_versions_of_a_pack_come_latest_first(provincial: TestClient) -> None:
    versions = read(provincial, f"{ADDRESS}/{ID}")["items"]
    assert [(each["version"], each["status"]) for each in versions] == [("2.0.0", "draft"), ("1.0.0", "in_force")]


def test_a_version_says_everything_its_file_says(client: TestClient) -> None:
    for summary in read(client, ADDRESS)["items"]:
        answer = client.get(summary["href"])
        pack = answer.json()
        assert answers.PackAnswer.model_validate(pack, strict=True).model_dump() == pack
        assert {key: pack[key] for key in summary} == summary
        assert answer.headers["etag"] == f'"{summary["digest"]}"'
        assert pack["content"]["rule_pack"] == summary["id"]
        assert {"rule_pack", "version", "applies_to", "authorities", "interpretations"} <= pack["content"].keys()


def test_numbers_of_a_pack_are_text_and_percentages_are_as_printed(client: TestClient) -> None:
    content = read(client, f"{ADDRESS}/{ID}/versions/1.0.0")["content"]
    assert content["execution"]["weight"] == "10"
    assert content["execution"]["cap"] == "100%"
    assert [band["at_least"] for band in content["grades"]["bands"]] == ["90", "80", "60", "0"]


def test_an_evaluation_names_the_digest_under_which_its_pack_is_read(client: TestClient) -> None:
    used = recorded(client, example())["rule_pack"]
    assert read(client, f"{ADDRESS}/{used['id']}/versions/{used['version']}")["digest"] == used["digest"]


@pytest.mark.parametrize("path", ["/nobody-has-this", f"/{ID}/versions/9.9.9", "/nobody/versions/1.0.0", "/…", "/%00"])
def test_a_pack_or_version_that_nobody_has_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(f"{ADDRESS}{path}")
    assert (answer.status_code, problem_in(answer)["type"]) == (404, "/problems/not-found")


# Which one applies.


@pytest.mark.parametrize(
    ("region", "year", "pack", "named"),
    [
        ("110000", 2024, ID, "区划 11 "),
        ("110106", 2024, ID, "区划 11 "),
        ("110106", 2023, NATIONAL, "全国规则包"),
        ("110106", 2025, NATIONAL, "全国规则包"),
        (ELSEWHERE, 2024, NATIONAL, "全国规则包"),
        (ELSEWHERE, 2020, NATIONAL, "全国规则包"),
    ],
)
def test_the_nearest_pack_of_the_year_applies_and_says_why(
    client: TestClient, region: str, year: int, pack: str, named: str
) -> None:
    asked = {"kind": "project_self_evaluation", "region": region, "fiscal_year": year}
    answer = read(client, f"{ADDRESS}/resolve", **asked)
    assert answers.ResolutionAnswer.model_validate(answer, strict=True).model_dump() == answer
    assert answer["pack"]["id"] == pack
    assert named in answer["reason_zh"]
    assert region in answer["reason_zh"]
    assert region in answer["reason_en"]


@pytest.mark.parametrize(
    ("kind", "year"),
    [("department_self_evaluation", 2024), ("project_self_evaluation", 2019)],
)
def test_where_no_pack_applies_there_is_a_problem_and_no_other_pack(client: TestClient, kind: str, year: int) -> None:
    answer = client.get(f"{ADDRESS}/resolve", params={"kind": kind, "region": "110106", "fiscal_year": year})
    assert answer.status_code == 422
    problem = problem_in(answer)
    assert problem["type"] == "/problems/no-rule-pack"
    assert kind in problem["detail"]


def test_a_question_that_makes_no_sense_is_refused_by_name(client: TestClient) -> None:
    answer = client.get(f"{ADDRESS}/resolve", params={"kind": "invoice", "region": "北京", "fiscal_year": "1824"})
    assert answer.status_code == 422
    assert {error["parameter"] for error in problem_in(answer)["errors"]} == {"kind", "region", "fiscal_year"}


# Drafts.


def test_a_draft_can_be_previewed_and_not_recorded(provincial: TestClient) -> None:
    form = example() | {"rule_pack": {"id": ID, "version": "2.0.0"}}
    preview = provincial.post("/v1/evaluations/preview", json=form)
    assert (preview.status_code, preview.json()["rule_pack"]["version"]) == (200, "2.0.0")
    refused = post(provincial, form)
    assert (refused.status_code, problem_in(refused)["type"]) == (422, "/problems/rule-pack-draft")
    assert read(provincial, "/v1/evaluations")["items"] == []


def test_a_pack_named_without_its_version_is_the_latest_in_force(provincial: TestClient) -> None:
    used = recorded(provincial, example() | {"rule_pack": {"id": ID}})["rule_pack"]
    assert (used["version"], used["resolved_by"]) == ("1.0.0", "named")


def test_a_pack_of_ones_own_scores_by_its_own_numbers(provincial: TestClient) -> None:
    form = example("beijing-system-maintenance-2024")
    form["indicators"][5]["declared_score"] = "8"
    by_beijing = recorded(provincial, form)
    by_name = recorded(provincial, form | {"rule_pack": {"id": "stricter-self-evaluation"}})
    assert (by_beijing["indicators"][5]["score"], by_beijing["totals"]["score"]) == (None, None)
    assert (by_name["indicators"][5]["score"], by_name["totals"]["score"]) == ("8", "93")
    assert by_name["totals"]["grade"] == "good"
