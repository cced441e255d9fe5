"""A score sheet as a table for a person at a terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_SEVERITIES = {"error": ("错误", "bold red"), "warning": ("警告", "yellow"), "info": ("提示", "cyan")}
_UNSCORED = "未计分"
_NO_POINTS = "本表没有分值，只核对完成情况"
_NARROWEST = 100


def print_sheet(sheet: dict[str, Any], console: Console) -> None:
    """Prints scores, total, grade and findings, Chinese first as on the form."""
    if not console.is_terminal:
        console.width = max(console.width, _NARROWEST)
    project, pack = sheet["project"], sheet["rule_pack"]
    console.print(Text(f"{project['name'] or '—'}  {project['code'] or ''}", style="bold"))
    console.print(f"{sheet['fiscal_year']} 年度  规则包 {pack['id']}@{pack['version']}", highlight=False)
    console.print(_lines(sheet))
    console.print(_NO_POINTS if sheet["status"] == "assessed" else _total(sheet["totals"]), highlight=False)
    for finding in sheet["findings"]:
        name, style = _SEVERITIES[finding["severity"]]
        console.print(Text.assemble((f"{name} {finding['code']} ", style), finding["message_zh"]))
    console.print()


def _lines(sheet: dict[str, Any]) -> Table:
    table = Table()
    for header in ("指标", "指标值", "实际完成值"):
        table.add_column(header, overflow="fold")
    for header in ("分值", "得分", "填报", "差异"):
        table.add_column(header, justify="right")
    table.add_column("说明", overflow="fold")
    execution = sheet["funds"]["execution"]
    rate = sheet["funds"]["rates"]["budget_execution"]
    if execution is not None:
        percent = f"{rate['percent']}%" if rate and rate["percent"] else "—"
        table.add_row(Text("预算执行率"), "—", percent, *_scores(execution))
    for line in sheet["indicators"]:
        table.add_row(Text(line["name"] or "—"), _cell(line["target"]), _cell(line["actual"]), *_scores(line))
    return table


def _cell(value: dict[str, Any]) -> Text:
    return Text(value["printed"] or value["text"] or value["value"] or "—")


def _scores(line: dict[str, Any]) -> tuple[str, str, str, str, Text]:
    weight, score = weight_and_score(line, _UNSCORED)
    return (
        weight or "—",
        score,
        line["declared_score"] or "—",
        line["difference"] or "—",
        Text(line["explanation"]["sentence_zh"]),
    )


def weight_and_score(line: dict[str, Any], unscored: str) -> tuple[str | None, str]:
    """Weight and score of a line; where siblings share a weight, also what of each goes into the total."""
    weight, score, counted = line["weight"], line["score"] or unscored, line.get("counted")
    if counted is None:
        return weight, score
    into_total = f"{score} → {counted['score']}" if counted["score"] else score
    return f"{weight} → {counted['weight']}", into_total


def _total(totals: dict[str, Any]) -> str:
    score = totals["score"] or f"{_UNSCORED}（已计 {totals['scored_sum']}／{totals['scored_weight']}）"
    grade = f"  等级 {totals['grade_name']}" if totals["grade_name"] else ""
    declared = f"  填报 {totals['declared']}  差异 {totals['difference'] or '—'}" if totals["declared"] else ""
    return f"总分 {score}／{totals['weight']}{grade}{declared}"
