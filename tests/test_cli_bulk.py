"""Scoring a file of forms: the results of single scoring, in order, whatever cuts the run short."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.terminal import bulk
from app.terminal.bulk_lines import Asked, Line, LineScorer
from tests.bench.forms import samples
from tests.forms import NAMES, example_bytes
from tests.services.ordinary.answers import BODIES
from tests.serving import shipped_packs

SAMPLES = [sample.body(serial) for serial, sample in enumerate(samples(12))]
EXAMPLES = [json.dumps(json.loads(example_bytes(name)), ensure_ascii=False).encode() for name in NAMES]
BAD = [b'{"kind":', b"{}", b'{"kind":"project_self_evaluation"}', json.dumps({"a": "x" * 5000}).encode()]
LINES = [*SAMPLES, *EXAMPLES, b"", BAD[0], *SAMPLES[:2], *BAD[1:]]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several parcels of a few lines, and nothing of the shell that runs the tests."""
    monkeypatch.setattr(bulk, "_AT_ONCE", 8_000)
    monkeypatch.setattr(bulk, "catalogue_or_refused", shipped_packs)
    for name in ("RULE_PACKS_DIR", "MAX_BODY_BYTES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    file = tmp_path / "forms.ndjson"
    file.write_bytes(b"\n".join(LINES) + b"\n")
    return file


def run(forms: Path, out: str = "scores.ndjson", *options: str, workers: str = "1") -> Result:
    return CliRunner().invoke(
        app, ["bulk", str(forms), "--out", str(forms.with_name(out)), "--workers", workers, *options]
    )


def scores(forms: Path) -> bytes:
    return forms.with_name("scores.ndjson").read_bytes()


def rejected(forms: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in forms.with_name("scores.ndjson.rejected.ndjson").read_bytes().splitlines()]


def test_every_form_has_the_score_it_has_alone_and_every_bad_line_its_reason(forms: Path) -> None:
    result = run(forms)
    assert (result.exit_code, result.stdout) == (2, "")
    found = {each["line"]: each for each in map(json.loads, scores(forms).splitlines())}
    for number, body in enumerate(LINES, start=1):
        if number not in found:
            continue
        single = json.loads(BODIES.score(body).preview())
        one = found[number]
        assert one.pop("finding_codes") == sorted({finding["code"] for finding in single["findings"]})
        assert one | {"engine_version": ""} == {
            "line": number,
            **{name: single[name] for name in one if name != "line"},
            "engine_version": "",
        }
        assert set(one) >= {"status", "kind", "project", "department", "unit", "rule_pack", "totals"}
    bad = [number for number, body in enumerate(LINES, start=1) if body in BAD]
    assert [each["line"] for each in rejected(forms)] == bad
    assert sorted([*found, *bad]) == [number for number, body in enumerate(LINES, start=1) if body]
    assert [each["reason"] for each in rejected(forms)] == ["malformed-json", *["invalid-request"] * 3]
    assert rejected(forms)[1]["errors"][0]["pointer"]


def test_whole_sheets_when_asked_for(forms: Path) -> None:
    run(forms, "scores.ndjson", "--explain")
    for each in map(json.loads, scores(forms).splitlines()):
        single = json.loads(BODIES.score(LINES[each["line"] - 1]).preview())
        assert each["indicators"] == single["indicators"]
        assert each["findings"] == single["findings"]


def test_more_processes_write_the_same(forms: Path) -> None:
    run(forms)
    alone, bad = scores(forms), rejected(forms)
    forms.with_name("scores.ndjson").unlink()
    run(forms, workers="2")
    assert (scores(forms), rejected(forms)) == (alone, bad)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.999, 1.0])
def test_a_run_cut_anywhere_is_continued(forms: Path, share: float) -> None:
    run(forms)
    whole, bad = scores(forms), rejected(forms)
    forms.with_name("scores.ndjson").write_bytes(whole[: int(len(whole) * share)])
    run(forms)
    assert (scores(forms), rejected(forms)) == (whole, bad)


def test_results_of_other_forms_are_not_continued(forms: Path) -> None:
    run(forms)
    before = scores(forms)
    forms.write_bytes(b"\n".join(reversed(LINES)))
    result = run(forms)
    assert result.exit_code == 2
    assert "未续写" in result.stderr
    assert scores(forms) == before


@pytest.mark.parametrize("there", [b"something else", b"[1]\n", b'{"line":null}\n', b'{"line":1'])
def test_a_file_that_holds_something_else_is_left_alone(forms: Path, there: bytes) -> None:
    forms.with_name("scores.ndjson").write_bytes(there)
    aside = forms.with_name("scores.ndjson.rejected.ndjson")
    if there == b'{"line":1':
        aside.write_bytes(b"notes\n")
    assert run(forms).exit_code == 2
    assert scores(forms) == there
    assert aside.read_bytes() in {b"", b"notes\n"}


def test_a_table_for_spreadsheets(forms: Path) -> None:
    run(forms, "scores.csv")
    content = forms.with_name("scores.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfline,")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    run(forms)
    lines = [json.loads(line) for line in scores(forms).splitlines()]
    assert [(row["line"], row["score"], row["unit_name"]) for row in rows] == [
        (str(each["line"]), each["totals"]["score"] or "", each["unit"]["name"] or "") for each in lines
    ]
    forms.with_name("scores.csv").write_bytes(content[: len(content) // 2])
    run(forms, "scores.csv")
    assert forms.with_name("scores.csv").read_bytes() == content


def test_a_name_that_a_spreadsheet_would_reckon_with_is_shown_as_text(tmp_path: Path) -> None:
    form = json.loads(SAMPLES[0])
    form["unit"]["name"] = "=1+1\n,2"
    scorer = LineScorer(Asked((), explain=False, form="csv", longest=10_000), shipped_packs())
    (row,) = scorer.score([Line(1, json.dumps(form).encode())]).scored
    assert next(csv.reader([row.decode()]))[10] == "'=1+1 ,2"


def test_a_line_as_long_as_a_request_may_be_is_read_and_a_longer_one_is_not(
    forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    padded = SAMPLES[0] + b" " * (5000 - len(SAMPLES[0]))
    monkeypatch.setenv("MAX_BODY_BYTES", "5000")
    forms.write_bytes(padded + b"\r\n" + padded + b" \n" + padded * 4 + b"\n" + SAMPLES[1])
    run(forms)
    assert [json.loads(line)["line"] for line in scores(forms).splitlines()] == [1, 4]
    assert [(each["line"], each["reason"]) for each in rejected(forms)] == [
        (2, "body-too-large"),
        (3, "body-too-large"),
    ]


def test_without_bad_lines_the_run_succeeds(forms: Path) -> None:
    forms.write_bytes(SAMPLES[0])
    assert run(forms).exit_code == 0


def test_a_table_has_no_room_for_explanations(forms: Path) -> None:
    assert run(forms, "scores.csv", "--explain").exit_code == 2
    assert not forms.with_name("scores.csv").exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = run(tmp_path / "nothing.ndjson")
    assert result.exit_code == 2
    assert "nothing.ndjson" in result.stderr


def test_a_disk_that_is_full_is_said_of_the_file_that_grew(forms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bulk, "_run", full)
    told = run(forms).output
    assert "scores.ndjson: No space left on device" in told
