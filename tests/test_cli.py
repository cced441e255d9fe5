"""The command line: scores that a person reads and a program parses, refusals with every error, migrations."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.api.v1.answers import PreviewAnswer
from app.charts.chart import score_chart
from app.cli import app
from app.rules.catalogue import PACKS, load_catalogue
from tests.charts.drawn import answer_to
from tests.forms import BEIJING, EXAMPLES, example, form, line
from tests.own_packs import ID, write_draft, write_pack, write_stricter
from tests.serving import shipped_packs

TOTALS = {
    "beijing-elderly-home-care-2024": ("100", "98"),
    "beijing-party-activities-2024": ("98", "97"),
    "beijing-system-maintenance-2024": ("96", "96"),
    "beijing-training-2024": ("98.48", "95"),
    "beijing-training-second-batch-2024": ("100", "99"),
}


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the shell that runs the tests reaches the commands."""
    for name in ("HOST", "PORT", "RULE_PACKS_DIR", "MAX_BODY_BYTES", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/jixiao.db")
    monkeypatch.setenv("LEDGER_KEY_FILE", f"{tmp_path}/ledger.key")
    monkeypatch.setenv("COLUMNS", "160")
    # Compiling the packs of the product takes longer than all the rest of a command; they never change.
    monkeypatch.setattr(
        "app.terminal.rules.load_catalogue", lambda *further: load_catalogue(*further) if further else shipped_packs()
    )


def jixiao(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def example_file(name: str) -> Path:
    return EXAMPLES / f"{name}.json"


def written(folder: Path, content: bytes | dict[str, Any]) -> Path:
    file = folder / "form.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


# Scoring.


def test_every_example_has_its_totals() -> None:
    assert TOTALS.keys() == set(BEIJING)


@pytest.mark.parametrize("name", BEIJING)
def test_a_form_is_printed_as_a_table_that_a_person_reads(name: str) -> None:
    result = jixiao("score", example_file(name))
    assert result.exit_code == 0, result.stderr
    score, declared = TOTALS[name]
    sent = example(name)
    assert f"总分 {score}／100  等级 优  填报 {declared}" in result.stdout
    assert sent["project"]["name"] in result.stdout
    assert sent["project"]["code"] in result.stdout
    assert f"{ID}@1.0.0" in result.stdout
    assert all(row["actual"] in result.stdout for row in sent["indicators"])


def test_the_table_shows_the_difference_and_the_findings() -> None:
    printed = jixiao("score", example_file("beijing-training-2024")).stdout
    (row,) = (line for line in printed.splitlines() if "≥1628" in line)
    assert all(figure in row for figure in ("1505", "15", "13.87", "12", "-1.87"))
    assert "警告 DECLARED_SCORE_MISMATCH" in printed


def test_five_forms_in_one_call_are_five_lines_of_json() -> None:
    result = jixiao("score", "--json", *(example_file(name) for name in BEIJING))
    assert result.exit_code == 0, result.stderr
    sheets = [json.loads(line) for line in result.stdout.splitlines()]
    assert {
        name: (each["totals"]["score"], each["totals"]["declared"]) for name, each in zip(BEIJING, sheets, strict=True)
    } == TOTALS
    for each in sheets:
        assert PreviewAnswer.model_validate(each, strict=True).model_dump() == each


def test_a_form_without_points_has_no_total_to_show() -> None:
    result = jixiao("score", example_file("shaanxi-discipline-building-2018"))
    assert result.exit_code == 0, result.stderr
    assert "本表没有分值，只核对完成情况" in result.stdout
    assert not any(printed.startswith("总分") for printed in result.stdout.splitlines())


def test_a_form_that_cannot_be_scored_to_the_end_says_how_far_it_got(tmp_path: Path) -> None:
    file = written(tmp_path, form(indicators=[line(actual="", weight="15"), line(name="另一项", weight="75")]))
    result = jixiao("score", file)
    assert result.exit_code == 0
    assert "总分 未计分（已计 85／85）／100" in result.stdout
    assert "错误 VALUE_MISSING" in result.stdout
    assert json.loads(jixiao("score", "--json", file).stdout)["status"] == "incomplete"


def test_markup_in_a_form_is_printed_as_it_is(tmp_path: Path) -> None:
    file = written(
        tmp_path, form(project={"name": "[bold]项目[/bold] [red]"}, indicators=[line(name="[/]x", weight="90")])
    )
    printed = jixiao("score", file)
    assert printed.exit_code == 0, printed.exception
    assert "[bold]项目[/bold] [red]" in printed.stdout
    assert "[/]x" in printed.stdout


def test_the_lost_points_of_a_form_are_drawn_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "chart.svg"
    result = jixiao("score", example_file("beijing-training-2024"), "--chart", file)
    assert result.exit_code == 0, result.output
    assert file.read_text(encoding="utf-8") == score_chart(answer_to(example()), "zh")


def test_a_chart_is_of_one_form_and_into_a_folder_that_exists(tmp_path: Path) -> None:
    two = jixiao("score", *map(example_file, BEIJING[:2]), "--chart", tmp_path / "chart.svg")
    assert (two.exit_code, two.stdout) == (2, "")
    assert "一次只画一张表" in two.stderr
    nowhere = jixiao("score", example_file(BEIJING[0]), "--chart", tmp_path / "nowhere" / "chart.svg")
    assert nowhere.exit_code == 2
    assert "No such file or directory" in nowhere.stderr
    assert not list(tmp_path.glob("**/*.svg"))


def test_a_pack_of_ones_own_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_stricter(tmp_path / "packs")
    monkeypatch.setenv("RULE_PACKS_DIR", str(tmp_path / "packs"))
    file = written(tmp_path, example() | {"rule_pack": {"id": "stricter-self-evaluation"}})
    assert json.loads(jixiao("score", "--json", file).stdout)["rule_pack"]["id"] == "stricter-self-evaluation"


# Refusals.


def test_a_form_is_refused_with_every_error_and_its_place(tmp_path: Path) -> None:
    wrong = form(fiscal_year=1824, indicators=[line(weight="-1"), {"acutal": "1"}])
    result = jixiao("score", written(tmp_path, wrong))
    assert (result.exit_code, result.stdout) == (2, "")
    for pointer in ("/fiscal_year", "/indicators/0/weight", "/indicators/1/acutal"):
        (told,) = (line for line in result.stderr.splitlines() if f"form.json#{pointer}:" in line)
        assert " / " in told


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"kind": NaN}',
        b'{"kind": "project_self_evaluation", "kind": "project_self_evaluation"}',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
        b'{"kind": "\\ud800"}',
        b'{"kind": "\\u0000"}',
        b"[" * 100_000,
    ],
    ids=lambda content: repr(content[:16]),
)
def test_what_is_no_form_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    result = jixiao("score", written(tmp_path, content))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "form.json" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.json", tmp_path):
        result = jixiao("score", path)
        assert result.exit_code == 2
        assert path.name in result.stderr


def test_a_form_without_a_pack_is_refused(tmp_path: Path) -> None:
    result = jixiao("score", written(tmp_path, form(kind="project_evaluation", fiscal_year=2001)))
    assert result.exit_code == 2
    assert "没有适用的规则包" in result.stderr


# Rules.


def test_the_packs_of_the_product_have_no_mistakes() -> None:
    result = jixiao("rules", "check", PACKS)
    assert (result.exit_code, result.stdout) == (0, "规则包无误 / no mistakes\n")


def test_mistakes_are_shown_all_at_once_with_line_and_column(tmp_path: Path) -> None:
    file = write_pack(tmp_path, {"weight: 10 ": "weight: ten ", "at_least: 60%\n": "at_least: 95%\n"})
    result = jixiao("rules", "check", file)
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert len(lines) >= 2
    assert all(line.startswith(f"{file}:") for line in lines)


def test_a_folder_without_packs_is_a_mistake(tmp_path: Path) -> None:
    result = jixiao("rules", "check", tmp_path)
    assert result.exit_code == 2
    assert "pack.yaml" in result.stdout


def test_the_packs_are_listed_with_their_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_draft(tmp_path)
    monkeypatch.setenv("RULE_PACKS_DIR", str(tmp_path))
    listed = jixiao("rules", "show").stdout.splitlines()
    beijing = [line.split()[:2] for line in listed if line.startswith(f"{ID}@")]
    assert beijing == [[f"{ID}@2.0.0", "draft"], [f"{ID}@1.0.0", "in_force"]]
    assert any(line.startswith("national-project-self-evaluation@1.0.0") for line in listed)


@pytest.mark.parametrize("named", [ID, f"{ID}@1.0.0"])
def test_a_pack_is_shown_for_people_to_read(named: str) -> None:
    result = jixiao("rules", "show", named)
    assert result.exit_code == 0
    assert "项目支出绩效自评（北京市 2024 年度）" in result.stdout
    assert "sha256:" in result.stdout


@pytest.mark.parametrize("named", ["nobody-has-this", f"{ID}@9.9.9"])
def test_a_pack_that_does_not_exist_is_refused(named: str) -> None:
    result = jixiao("rules", "show", named)
    assert result.exit_code == 2
    assert named in result.stderr


def test_a_broken_pack_of_ones_own_stops_every_command_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pack(tmp_path, {"weight: 10 ": "weight: ten "})
    monkeypatch.setenv("RULE_PACKS_DIR", str(tmp_path))
    for command in (["score", example_file("beijing-training-2024")], ["rules", "show"]):
        result = jixiao(*command)
        assert result.exit_code == 2
        assert "pack.yaml:" in result.stderr


# The database.


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_migrating_makes_the_tables_and_doing_it_again_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        result = jixiao("migrate")
        assert result.exit_code == 0, result.stderr
        assert {"evaluation", "ledger_entry", "ledger_head", "idempotency"} <= tables(tmp_path / "jixiao.db")


def test_migrating_makes_a_signing_key_once_and_says_so(tmp_path: Path) -> None:
    key = tmp_path / "ledger.key"
    first = jixiao("migrate")
    assert str(key) in first.stdout.replace("\n", "")
    made = key.read_bytes()
    assert jixiao("migrate").stdout == ""
    assert key.read_bytes() == made


def test_migrating_down_to_base_leaves_no_table_of_ours(tmp_path: Path) -> None:
    assert jixiao("migrate").exit_code == 0
    assert jixiao("migrate", "--down-to", "base").exit_code == 0
    assert tables(tmp_path / "jixiao.db") <= {"alembic_version"}


def test_a_database_that_cannot_be_used_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "jixiao.db").write_bytes(b"not a database at all " * 500)
    result = jixiao("migrate")
    assert result.exit_code == 2
    assert "not a database" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["migrate", "serve"])
def test_a_database_of_another_program_version_is_refused_in_words(tmp_path: Path, command: str) -> None:
    assert jixiao("migrate").exit_code == 0
    with closing(sqlite3.connect(tmp_path / "jixiao.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'b8b99eabd45b'")
    result = jixiao(command)
    assert result.exit_code == 2
    assert "b8b99eabd45b" in result.stderr
    assert "Traceback" not in result.stderr


def test_sqlite_has_no_role_to_grant_to(tmp_path: Path) -> None:
    result = jixiao("migrate", "--application-role", "jixiao")
    assert result.exit_code == 2
    assert "no roles" in result.stderr
    assert "evaluation" in tables(tmp_path / "jixiao.db")


# The program itself.


def test_the_installed_program_scores_a_form_in_a_plain_locale() -> None:
    program = Path(sys.executable).with_name("jixiao")
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        [program, "score", example_file("beijing-training-2024")],
        env={**surroundings, "LC_ALL": "C"},
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "总分 98.48／100" in done.stdout.decode()


def test_without_a_command_the_help_names_them_all() -> None:
    printed = jixiao("--help").stdout
    for command in ("serve", "migrate", "score", "rules"):
        assert command in printed
