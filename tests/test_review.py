"""`jixiao review`: what goes back to the unit, for one form and for many, for people and for programs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from app.cli import app
from app.terminal.plain_table import Column, plain_table
from app.terminal.review import review_text
from app.terminal.reviews import names_for
from tests.forms import BEIJING, ELSEWHERE, EXAMPLES, NAMES, example, form, line
from tests.serving import shipped_packs

DEPARTMENT = "shaanxi-department-2018"
REPORT = "saybagh-2023"


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the shell that runs the tests reaches the command, which need not read the packs every time."""
    for name in ("RULE_PACKS_DIR", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("app.cli.catalogue_or_refused", shipped_packs)


def review(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["review", *map(str, arguments)])


def reviewed(folder: Path, sent: dict[str, Any]) -> str:
    """The review of a form that must be accepted."""
    result = review(written(folder / "form.json", sent))
    assert result.exit_code == 0, result.stderr
    return result.stdout


def written(file: Path, sent: dict[str, Any]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(sent), encoding="utf-8")
    return file


def example_file(name: str) -> Path:
    return EXAMPLES / f"{name}.json"


def row_of(printed: str, name: str) -> list[str]:
    """The cells of a table's row, those that hold no blank."""
    (row,) = (line for line in printed.splitlines() if re.match(rf"\s*\d*\s+{re.escape(name)}\s", line))
    return row.split()


def section(printed: str, heading: str) -> list[str]:
    """The lines below a heading, up to the next one."""
    blocks = printed.split("\n\n")
    (block,) = (each for each in blocks if each.split("\n")[0].endswith(f"、{heading}"))
    return block.rstrip("\n").split("\n")[1:]


# One form.


@pytest.mark.parametrize("name", NAMES)
def test_a_review_names_the_form_every_line_and_every_finding_once(name: str) -> None:
    result = review(example_file(name))
    assert result.exit_code == 0, result.stderr
    sheet = json.loads(review(example_file(name), "--json").stdout)["sheet"]
    sent = example(name)
    for party in ("project", "department", "unit"):
        assert (sent.get(party, {}).get("name") or "") in result.stdout
    for number, row in enumerate(sheet["indicators"], start=1):
        assert f"{number:6}  {row['name'].replace(chr(10), ' ')[:8]}" in result.stdout
    for finding in sheet["findings"]:
        assert result.stdout.count(f"{finding['message_zh']}（{finding['code']}）") == 1
    for severity, heading in (("error", "应予更正"), ("warning", "请说明或更正")):
        count = sum(each["severity"] == severity for each in sheet["findings"])
        assert (f"{heading} {count} 处" in result.stdout) == bool(count)


def test_the_declared_scores_stand_beside_the_computed_ones() -> None:
    printed = review(example_file("beijing-training-2024")).stdout
    assert printed.startswith("关于“2024年社区卫生人员岗位培训补助经费”2024 年度绩效自评的审核意见\n")
    assert "全年预算数 22.575 万元，全年执行数 22.575 万元，预算执行率 100.00%。" in printed
    assert "按评分规则计算 98.48 分（分值合计 100），等级“优”。" in printed
    assert "自评 95 分，比按规则计算低 3.48 分。" in printed
    assert row_of(printed, "预算执行率") == ["预算执行率", "—", "100.00%", "10", "10", "10", "0"]
    assert row_of(printed, "培训参加人次") == ["1", "培训参加人次", "≥1628", "1505", "15", "13.87", "12", "-1.87"]
    assert row_of(printed, "小计：产出指标") == ["小计：产出指标", "45", "43.48", "40"]
    assert row_of(printed, "合计") == ["合计", "100", "98.48", "95", "-3.48"]
    notes = [each for each in printed.splitlines() if each.startswith("  · 第")]
    assert [each.split("：")[0] for each in notes] == ["  · 第 1 行", "  · 第 2 行"]
    assert "15 × 1505 ÷ 1628 = 13.87" in notes[0]


@pytest.mark.parametrize(
    ("declared", "words"),
    [("100", "，与按规则计算一致。"), ("99.5", "，比按规则计算低 0.5 分。"), ("101", "，比按规则计算高 1 分。")],
)
def test_the_declared_total_is_compared_in_words(tmp_path: Path, declared: str, words: str) -> None:
    assert f"自评 {declared} 分{words}" in reviewed(tmp_path, form(declared={"total": declared}))


def test_findings_are_numbered_through_by_severity_and_in_the_order_of_the_form() -> None:
    printed = review(example_file("beijing-party-activities-2024")).stdout
    headings = [each for each in printed.splitlines() if re.match("[一二三四五六]、", each)]
    assert headings == [
        "一、审核结果",
        "二、得分对照",
        "三、应予更正（自相矛盾，或与评分规则不符）",
        "四、请说明或更正",
        "五、提示（可不答复）",
        "六、评分依据",
    ]
    numbers = [int(each[1]) for each in re.finditer(r"^  (\d+)\. ", printed, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    warned = section(review(example_file("beijing-elderly-home-care-2024")).stdout, "请说明或更正")
    rows = [int(each[1]) for each in (re.search("绩效指标第(\\d+)行", found) for found in warned) if each]
    assert rows == sorted(rows)
    assert len(rows) == 2


def test_what_concerns_the_rules_only_stands_apart_and_asks_nothing_of_the_unit() -> None:
    sheet = json.loads(review(example_file("beijing-system-maintenance-2024"), "--json").stdout)["sheet"]
    about_rules = [each for each in sheet["findings"] if each["pointer"] == "/rule_pack"]
    printed = review_text(sheet | {"findings": about_rules}, "规则")
    assert "未发现问题。" in printed
    assert "重新报送" not in printed
    assert [each.split("、")[1] for each in printed.splitlines() if re.match("[一二三四五六]、", each)] == [
        "审核结果",
        "得分对照",
        "评分依据",
    ]
    basis = section(review(example_file("beijing-system-maintenance-2024")).stdout, "评分依据")
    assert [code in "".join(basis) for code in ("AUTHORITY_UNVERIFIED", "INTERPRETATION_APPLIED")] == [True, True]
    assert basis[0].startswith(
        "  · 规则包“项目支出绩效自评（北京市 2024 年度）”（beijing-project-self-evaluation 1.0.0）"
    )


def test_a_form_that_could_not_be_scored_in_full_says_how_far_it_got(tmp_path: Path) -> None:
    rows = [line(weight="60"), line(name="满意度", target="≥90%", actual="≥90%", weight="30", declared_score="30")]
    printed = reviewed(tmp_path, form(indicators=rows, declared={"total": "100"}))
    assert "有指标不能计分，总分待定：已计 70 分（对应分值 70，全表分值 100）。" in printed
    assert "  自评 100 分。\n" in printed
    assert row_of(printed, "满意度")[-4:] == ["30", "读不确定", "30", "—"]
    assert "  · 第 2 行：实际完成值“≥90%”不是一个数值，不能计分" in printed
    assert row_of(printed, "合计") == ["合计", "100", "—", "100", "—"]


def test_a_form_without_points_shows_how_far_each_target_was_reached() -> None:
    printed = review(example_file("shaanxi-chinese-medicine-2018")).stdout
    assert "本表不设分值，只核对完成情况。" in printed
    assert "二、完成情况" in printed
    assert "合计" not in printed
    assert row_of(printed, "国家中医药示范单位")[:4] == ["1", "国家中医药示范单位", "1个", "1个"]
    assert row_of(printed, "预算执行率") == ["预算执行率", "—", "51.80%"]


def test_a_report_is_not_called_a_self_evaluation() -> None:
    printed = review(example_file(REPORT)).stdout
    assert "年度绩效评价的审核意见" in printed
    assert "各行都没有分值，不能按评分规则计分。" in printed
    assert "  报告 100 分。" in printed


def test_a_department_form_has_no_line_for_the_execution_rate() -> None:
    printed = review(example_file(DEPARTMENT)).stdout
    assert "按评分规则计算 95 分（分值合计 100）。" in printed
    assert "自评 93 分，比按规则计算低 2 分。" in printed
    assert not re.search("^ +预算执行率 ", printed, re.MULTILINE)


def test_a_form_that_names_nobody_is_reviewed_all_the_same(tmp_path: Path) -> None:
    nameless = form(funds=None, indicators=[line(name="", level1="", level2="")])
    assert reviewed(tmp_path, nameless).startswith("关于“未填名称”2024 年度绩效自评的审核意见\n\n表种：")


def test_what_a_form_prints_is_shown_as_it_is(tmp_path: Path) -> None:
    name = "[bold]甲[/bold] :smile:\n乙"
    printed = reviewed(tmp_path, form(indicators=[line(name=name, actual="100\n人次")]))
    assert "[bold]甲[/bold] :smile: 乙" in printed
    assert row_of(printed, "[bold]甲[/bold]")[-6:-3] == ["100", "人次", "15"]


# Many forms.


def test_several_forms_are_reviewed_one_after_another_with_a_table_of_all_at_the_end() -> None:
    printed = review(*map(example_file, BEIJING)).stdout
    assert [each for each in printed.splitlines() if each.endswith("的审核意见")] == [
        f"关于“{example(name)['project']['name']}”2024 年度绩效自评的审核意见" for name in BEIJING
    ]
    summary = printed.split("汇总\n")[1]
    assert row_of(summary, "系统运维费")[:5] == ["3", "系统运维费", "96", "96", "0"]
    assert row_of(summary, "2024年基层党组织党建活动经费")[5:7] == ["1", "1"]
    alone = review(example_file(BEIJING[0])).stdout
    assert "汇总" not in alone
    assert printed.startswith(alone)


def test_a_program_gets_a_line_of_json_per_form_with_its_sheet() -> None:
    files = [example_file(name) for name in ("beijing-training-2024", "shaanxi-chinese-medicine-2018")]
    first, second = map(json.loads, review(*files, "--json").stdout.splitlines())
    assert first.pop("sheet") == json.loads(CliRunner().invoke(app, ["score", "--json", str(files[0])]).stdout)
    assert first == {
        "file": str(files[0]),
        "form": "2024年社区卫生人员岗位培训补助经费",
        "status": "scored",
        "declared": "95",
        "computed": "98.48",
        "difference": "-3.48",
        "findings": first["findings"],
    }
    assert first["findings"]["warning"] == 2
    assert (second["status"], second["computed"]) == ("assessed", None)


def test_every_review_can_go_to_a_file_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    files = [example_file(name) for name in BEIJING[:2]]
    result = review(*files, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert sorted(file.name for file in out.iterdir()) == [f"{name}.txt" for name in BEIJING[:2]]
    assert (out / f"{BEIJING[0]}.txt").read_text(encoding="utf-8") == review(files[0]).stdout
    assert result.stdout.startswith("汇总\n")
    assert review(files[0], "--out", out, "--json").stdout == ""
    assert json.loads((out / f"{BEIJING[0]}.json").read_text(encoding="utf-8"))["computed"] == "100"


def test_forms_of_one_name_from_two_folders_do_not_overwrite_each_other() -> None:
    files = [Path("a/form.json"), Path("b/Form.json"), Path("c/form.json"), Path("form-2.json")]
    assert list(names_for(files, ".txt")) == ["form.txt", "Form-2.txt", "form-3.txt", "form-2-2.txt"]


def test_what_cannot_be_read_is_told_and_the_rest_is_reviewed(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    wrong = written(tmp_path / "wrong.json", form(acutal=1, fiscal_year="2024"))
    elsewhere = form(kind="department_self_evaluation", region_code=ELSEWHERE)
    packless = written(tmp_path / "packless.json", elsewhere)
    good = written(tmp_path / "good.json", form())
    result = review(broken, wrong, tmp_path / "none.json", packless, good)
    assert result.exit_code == 2
    assert [code in result.stderr for code in ("#/acutal", "#/fiscal_year")] == [True, True]
    assert all(f"{file}" in result.stderr for file in (broken, wrong, packless, tmp_path / "none.json"))
    assert result.stdout.count("的审核意见") == 1
    assert [each for each in result.stdout.splitlines() if each.endswith("未能审核")] == [
        f"        {name}.json：未能审核" for name in ("broken", "wrong", "none", "packless")
    ]
    as_json = review(broken, good, "--json")
    assert (as_json.exit_code, len(as_json.stdout.splitlines())) == (2, 1)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    occupied = written(tmp_path / "form.json", form())
    result = review(occupied, "--out", occupied)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(occupied) in result.stderr


# Tables.


def test_columns_line_up_whatever_is_in_them() -> None:
    columns = (Column("名称", 8), Column("值", right=True))
    lines = list(plain_table(columns, [("甲乙丙丁戊", "1"), ("abc\n", "-12.5"), ("", "")]))
    assert lines == [
        "  名称         值",
        "  --------  -----",
        "  甲乙丙丁      1",
        "  戊",
        "  abc       -12.5",
        "",
    ]
    assert {cell_len(each) for each in lines[:3]} == {17}


def test_a_table_without_rows_has_its_headings() -> None:
    assert list(plain_table((Column("名称"),), [])) == ["  名称", "  ----"]
