"""Scoring recorded forms again: the ones a filter selects, by the pack that is asked for, whatever cuts it short."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.terminal import rescore
from tests.databases import Databases
from tests.forms import BEIJING, example
from tests.serving import recorded, serving, shipped_packs

HUBEI = "hubei-project-self-evaluation"
PROJECTS = BEIJING[:3]
FORMS = [*map(example, PROJECTS), example("bohu-2022"), example(PROJECTS[0])]


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    """A ledger in which one form was sent twice."""
    with databases.migrated() as made, serving(made) as client:
        for form in FORMS:
            recorded(client, form)
        yield made


@pytest.fixture(autouse=True)
def _at_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and parcels of a few forms, and nothing of the shell that runs the tests."""
    monkeypatch.setattr(rescore, "_AT_A_TIME", 2)
    monkeypatch.setattr(rescore, "catalogue_or_refused", shipped_packs)
    for name in ("RULE_PACKS_DIR", "MAX_BODY_BYTES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", url)


def run(out: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["rescore", "--out", str(out), "--workers", "1", *options])


def results(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.read_bytes().splitlines()]


def test_the_forms_that_count_get_the_score_they_have(tmp_path: Path) -> None:
    out = tmp_path / "again.ndjson"
    assert run(out).exit_code == 0
    found = results(out)
    assert [each["position"] for each in found] == list(range(2, len(FORMS) + 1))
    for each in found:
        assert (each["totals"]["score"], each["totals"]["grade"]) == (each["recorded_score"], each["recorded_grade"])
        assert each["evaluation"]


def test_the_ones_that_do_not_count_any_more_when_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "again.ndjson"
    run(out, "--include-superseded")
    assert [each["position"] for each in results(out)] == list(range(1, len(FORMS) + 1))


def test_another_pack_scores_them_beside_what_was_recorded(tmp_path: Path) -> None:
    out = tmp_path / "again.ndjson"
    options = ("--scored-by", "beijing-project-self-evaluation", "--rule-pack", f"{HUBEI}@1.0.0")
    assert run(out, *options).exit_code == 0
    found = results(out)
    assert len(found) == len(PROJECTS)
    assert {each["rule_pack"]["id"] for each in found} == {HUBEI}
    assert all("PACK_OUT_OF_SCOPE" in each["finding_codes"] and each["recorded_score"] for each in found)


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--year", "2024"), 3),
        (("--year", "1999"), 0),
        (("--region", "65"), 1),
        (("--department", "149"), 3),
        (("--kind", "project_evaluation"), 1),
        (("--tenant", "nobody"), 0),
    ],
)
def test_only_what_the_filters_select(tmp_path: Path, options: tuple[str, ...], count: int) -> None:
    out = tmp_path / "again.ndjson"
    assert run(out, *options).exit_code == 0
    assert len(results(out)) == count


@pytest.mark.parametrize("share", [0.1, 0.6, 1.0])
def test_a_run_cut_anywhere_is_continued(tmp_path: Path, share: float) -> None:
    out = tmp_path / "again.ndjson"
    run(out, "--rule-pack", HUBEI)
    whole = out.read_bytes()
    out.write_bytes(whole[: int(len(whole) * share)])
    run(out, "--rule-pack", HUBEI)
    assert out.read_bytes() == whole


def test_results_by_other_rules_are_not_continued(tmp_path: Path) -> None:
    out = tmp_path / "again.ndjson"
    run(out)
    before = out.read_bytes()
    assert run(out, "--rule-pack", HUBEI).exit_code == 2
    assert out.read_bytes() == before


def test_a_table_has_the_recorded_score_in_a_column_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "again.csv"
    run(out, "--year", "2024")
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert len({row["position"] for row in rows}) == len(rows) == len(PROJECTS)
    assert all(row["recorded_score"] == row["score"] for row in rows)


def test_a_pack_that_is_not_there_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    out = tmp_path / "again.ndjson"
    result = run(out, "--rule-pack", "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
    assert not out.exists()


def test_a_database_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    result = run(tmp_path / "again.ndjson")
    assert result.exit_code == 2
    assert result.stderr
