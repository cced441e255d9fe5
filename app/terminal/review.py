"""A review that a finance bureau could send back to the unit: scores, declared against computed, findings by severity."""

from collections.abc import Iterator
from typing import Any

from app.api.places import place_of

_SEVERITIES = (
    ("error", "必须更正（表内自相矛盾或与规则不符）"),
    ("warning", "请说明或更正"),
    ("info", "提示"),
)
_NUMERALS = "一二三四五六"
_STATUS = {
    "scored": "各项均已计分",
    "incomplete": "有指标不能计分，总分待定",
    "assessed": "本表无分值，只评完成情况",
}


def review_text(sheet: dict[str, Any]) -> str:
    """The review of one form, in Chinese, as plain text."""
    return "\n".join(_review(sheet)) + "\n"


def _review(sheet: dict[str, Any]) -> Iterator[str]:
    name = sheet["project"]["name"] or sheet["unit"]["name"] or "（未填名称）"
    yield f"关于“{name}”{sheet['fiscal_year']} 年度绩效自评的审核意见"
    yield ""
    yield from _heading(sheet)
    yield ""
    yield "一、得分"
    yield from _totals(sheet)
    yield from _lines(sheet)
    number = 1
    for severity, title in _SEVERITIES:
        found = [finding for finding in sheet["findings"] if finding["severity"] == severity]
        if found:
            yield ""
            yield f"{_NUMERALS[number]}、{title}：{len(found)} 处"
            yield from (f"  {index}. {_finding(finding)}" for index, finding in enumerate(found, start=1))
            number += 1
    if number == 1:
        yield ""
        yield "二、未发现问题"


def _heading(sheet: dict[str, Any]) -> Iterator[str]:
    for label, named in (
        ("主管部门", sheet["department"]),
        ("实施单位", sheet["unit"]),
        ("项目编码", sheet["project"]),
    ):
        shown = named["code"] if label == "项目编码" else " ".join(filter(None, (named["code"], named["name"])))
        if shown:
            yield f"{label}：{shown}"
    pack = sheet["rule_pack"]
    yield f"评分规则：{pack['id']} {pack['version']}（{pack['digest'][:19]}…）"


def _totals(sheet: dict[str, Any]) -> Iterator[str]:
    totals = sheet["totals"]
    grade = f"，{totals['grade_name']}" if totals["grade_name"] else ""
    if totals["score"] is not None:
        yield f"  按规则计算 {totals['score']} 分（满分 {totals['weight']}{grade}）；{_STATUS[sheet['status']]}。"
    elif sheet["status"] == "incomplete":
        yield (
            f"  {_STATUS['incomplete']}：已计 {totals['scored_sum']} 分，对应分值 {totals['scored_weight']}，"
            f"全表分值 {totals['weight']}。"
        )
    else:
        yield f"  {_STATUS[sheet['status']]}。"
    if totals["declared"] is not None:
        difference = f"，自评减计算 {totals['difference']} 分" if totals["difference"] is not None else ""
        yield f"  自评 {totals['declared']} 分{difference}。"


def _lines(sheet: dict[str, Any]) -> Iterator[str]:
    """Every line whose declared score is not the computed one, or that has none, with its reason."""
    execution = sheet["funds"]["execution"]
    named = [("预算执行率", execution)] if execution else []
    named += [(line["name"] or f"第 {index + 1} 行", line) for index, line in enumerate(sheet["indicators"])]
    for name, line in named:
        if line["score"] is None or line["difference"] not in (None, "0"):
            declared = f"，自评 {line['declared_score']}" if line["declared_score"] is not None else ""
            score = f"{line['score']}" if line["score"] is not None else "未计分"
            weight = f"／{line['weight']}" if line["weight"] is not None else ""
            yield f"  · {name}：{score}{weight}{declared}。{line['explanation']['sentence_zh']}"


def _finding(finding: dict[str, Any]) -> str:
    segments = [int(part) if part.isdecimal() else part for part in finding["pointer"].split("/")[1:]]
    place = place_of(segments).zh if segments else "全表"
    return f"{place}：{finding['message_zh']}（{finding['code']}）"
