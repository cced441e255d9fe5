"""`jixiao rules new|check|test|diff`: what a person types and reads, and what a script can rely on."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.rules.catalogue import PACKS
from tests.own_packs import ID, write_pack

NATIONAL = "national-project-self-evaluation"
HUBEI = PACKS / "hubei" / "project-self-evaluation" / "1.0.0"


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RULE_PACKS_DIR", raising=False)
    monkeypatch.setenv("COLUMNS", "160")


def rules(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["rules", *map(str, arguments)])


@pytest.fixture
def drafted(tmp_path: Path) -> Path:
    """The folder of a new version as `rules new` writes it."""
    result = rules("new", tmp_path / "hubei", "--id", "hubei-exercise", "--from", NATIONAL, "--region", "42")
    assert result.exit_code == 0, result.output
    return tmp_path / "hubei" / "1.0.0"


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


# new


def test_a_new_pack_is_there_sound_and_tested_at_once(drafted: Path) -> None:
    assert sorted(file.name for file in drafted.iterdir()) == ["SOURCE.md", "cases.yaml", "pack.yaml"]
    assert rules("check", drafted).exit_code == 0
    assert rules("test", drafted).exit_code == 0


def test_new_says_what_it_wrote_and_what_it_left_out(tmp_path: Path) -> None:
    printed = rules("new", tmp_path, "--id", "exercise").stdout

    for name in ("pack.yaml", "cases.yaml", "SOURCE.md"):
        assert str(tmp_path / "1.0.0" / name) in printed
    assert "没有抄来的算例：定性三档和等级见过原文，不提示" in printed


def test_new_starts_from_a_file_and_from_a_pack_of_ones_own(
    drafted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RULE_PACKS_DIR", str(tmp_path / "hubei"))
    for number, source in enumerate((drafted, drafted / "pack.yaml", "hubei-exercise", "hubei-exercise@1.0.0")):
        folder = tmp_path / f"copy{number}"
        made = rules("new", folder, "--id", "hubei-exercise", "--from", source, "--version", "1.1.0")
        assert made.exit_code == 0, made.output
        assert rules("test", folder).exit_code == 0


def test_new_refuses_in_words(drafted: Path, tmp_path: Path) -> None:
    for arguments, told in (
        ((drafted.parent, "--id", "hubei-exercise"), "不覆盖"),
        ((tmp_path / "a", "--id", "湖北"), "应为小写英文标识"),
        ((tmp_path / "b", "--id", "exercise", "--from", "nobody-has-this"), "没有规则包 nobody-has-this"),
    ):
        result = rules("new", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert told in result.stderr


# check


def test_mistakes_of_pack_and_cases_are_listed_together_with_line_and_column(drafted: Path) -> None:
    edit(drafted / "pack.yaml", "  weight: 10 ", "  weight: ten ")
    edit(drafted / "cases.yaml", "target: ≥10000 人次", "taget: ≥10000 人次")

    result = rules("check", drafted)

    assert result.exit_code == 2
    pack, cases = sorted(result.stdout.splitlines(), key=lambda line: "cases.yaml" in line)
    assert pack.startswith(f"{drafted / 'pack.yaml'}:")
    assert "“weight”" in pack
    assert cases.startswith(f"{drafted / 'cases.yaml'}:")
    assert "未知的键 “taget”" in cases


# test


def test_without_a_name_the_cases_of_every_pack_are_run() -> None:
    result = rules("test")

    assert result.exit_code == 0, result.stdout
    lines = result.stdout.splitlines()
    assert len(lines) == len(list(PACKS.rglob("pack.yaml")))
    assert all("全部符合" in line and "@" in line for line in lines)


def test_an_id_runs_the_cases_of_that_pack_alone() -> None:
    (line,) = rules("test", f"{ID}@1.0.0").stdout.splitlines()

    assert line.startswith(f"{ID}@1.0.0  算例 ")
    assert "改动数字" not in line


def test_changed_numbers_are_counted_and_all_noticed() -> None:
    result = rules("test", "hubei-project-self-evaluation", "--mutate")

    assert result.exit_code == 0
    assert re.search(r"改动数字 [0-9]{2,} 次 / numbers changed: 全部发现 / all noticed$", result.stdout, re.MULTILINE)


def test_a_number_that_no_case_notices_is_told_with_its_line_and_fails(drafted: Path) -> None:
    text = (drafted / "cases.yaml").read_text(encoding="utf-8")
    start, end = text.index("  - name: 恰好 80 分为良"), text.index("  - name: 恰好 60 分为中")
    (drafted / "cases.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert rules("test", drafted).exit_code == 0

    result = rules("test", drafted, "--mutate")

    assert result.exit_code == 1
    unnoticed = [line for line in result.stdout.splitlines() if "没有算例发现" in line]
    assert unnoticed
    assert all(line.startswith(f"{drafted / 'pack.yaml'}:") for line in unnoticed)
    assert all("grades.bands.1.at_least 80 → " in line for line in unnoticed)
    changed, noticed = map(int, re.search(r"改动数字 (\d+) 次 .* noticed (\d+)", result.stdout).groups())
    assert noticed == changed - len(unnoticed)


def test_a_case_that_fails_is_told_once_where_it_stands_and_fails(drafted: Path) -> None:
    edit(drafted / "pack.yaml", "at_least: 60%\n", "at_least: 50%\n")

    result = rules("test", drafted)

    assert result.exit_code == 1
    told = [line for line in result.stdout.splitlines() if line.startswith(str(drafted / "cases.yaml"))]
    assert len(told) == len({line.split(" / ")[0].split(":")[1] for line in told}) > 4
    (row,) = (line for line in told if "低一级，部分达成" in line)
    assert "permitted 应为 from 6 below 8，实为 from 5 below 8" in row
    assert "另有 11 处" in row
    assert f"{len(told)} 个不符 / {len(told)} fail" in result.stdout


def test_a_pack_that_cannot_be_run_is_told_and_the_others_are_run_all_the_same(drafted: Path, tmp_path: Path) -> None:
    write_pack(tmp_path / "without-cases", {})

    result = rules("test", tmp_path)

    assert result.exit_code == 2
    assert "cases.yaml:1:1: 读不到文件" in result.stdout
    assert "hubei-exercise@1.0.0" in result.stdout
    assert "全部符合" in result.stdout


def test_an_unknown_name_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    for name in ("nobody-has-this", f"{ID}@9.9.9", str(tmp_path)):
        result = rules("test", name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert name in result.stderr


# diff


def test_two_packs_are_compared_by_id_version_and_path(drafted: Path) -> None:
    result = rules("diff", NATIONAL, "hubei-project-self-evaluation@1.0.0")
    assert result.exit_code == 0
    assert "★[得分] 分值：10 → 20" in result.stdout

    assert rules("diff", HUBEI, HUBEI / "pack.yaml").stdout.endswith("没有不同。\n")
    assert "[适用] 地区：全国 → 42" in rules("diff", NATIONAL, drafted).stdout


def test_a_comparison_with_nothing_is_refused() -> None:
    result = rules("diff", NATIONAL, "nobody-has-this")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nobody-has-this" in result.stderr


def test_the_help_names_every_command() -> None:
    printed = rules("--help").stdout
    for command in ("new", "check", "test", "diff", "show"):
        assert command in printed
