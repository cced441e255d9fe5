"""A review that a finance bureau can send back to the unit: declared against computed, then what to correct.

The sentences of scores and findings are the sheet's own; only headings and the order are made here.
"""

from collections.abc import Iterator
from typing import Any

from app.api.places import place_of
from app.domain.rates import AMOUNT_NAMES
from app.domain.rule_pack import FORM_NAMES, FormKind
from app.terminal.plain_table import Column, plain_table
from app.terminal.sheet_table import weight_and_score

Json = dict[str, Any]

SEVERITIES = ("error", "warning", "info")
_HEADINGS = {
    "error": "应予更正（自相矛盾，或与评分规则不符）",
    "warning": "请说明或更正",
    "info": "提示（可不答复）",
}
_SHORT = {"error": "应予更正", "warning": "请说明或更正", "info": "提示"}
# Of the rules and how they were read, not of how the form was filled in.
_ABOUT_RULES = frozenset({"AUTHORITY_UNVERIFIED", "INTERPRETATION_APPLIED"})
_UNSCORED = {"needs_judgement": "待评定", "unreadable": "读不确定", "not_applicable": "不适用"}
_FORM_ORDER = ("project", "department", "unit", "funds", "section_weights", "indicators", "declared")
_NUMERALS = "一二三四五六"
_NONE = "—"


def review_text(sheet: Json, rules: str) -> str:
    """The review of one form as plain text, in Chinese; `rules` is the title of the rule pack."""
    sections = [("审核结果", list(_result(sheet)))]
    sections.append(("得分对照" if _weighted(sheet) else "完成情况", list(_lines(sheet))))
    number = 0
    for severity in SEVERITIES:
        found = sorted(findings_of(sheet, severity), key=_order)
        if found:
            numbered = enumerate(found, start=number + 1)
            sections.append((_HEADINGS[severity], [f"  {index}. {_told(finding)}" for index, finding in numbered]))
            number += len(found)
    sections.append(("评分依据", list(_basis(sheet, rules))))
    body = [
        line
        for numeral, (heading, lines) in zip(_NUMERALS, sections, strict=False)
        for line in ("", f"{numeral}、{heading}", *lines)
    ]
    own = "自评" if _declared(sheet) == "自评" else "评价"
    title = f"关于“{name_of(sheet)}”{sheet['fiscal_year']} 年度绩效{own}的审核意见"
    return "\n".join([title, *_who(sheet), *body]) + "\n"


def name_of(sheet: Json) -> str:
    """What a person calls the form: the project, else the unit, else the department."""
    names = (sheet[party]["name"] for party in ("project", "unit", "department"))
    return next((name for name in names if name), "未填名称")


def findings_of(sheet: Json, severity: str) -> list[Json]:
    """What is to be answered, or known, of the form; what concerns the rules only stands apart."""
    found = (finding for finding in sheet["findings"] if finding["severity"] == severity)
    return [finding for finding in found if finding["code"] not in _ABOUT_RULES]


def _declared(sheet: Json) -> str:
    """What the declared scores are called: a report is not the unit's own."""
    return "报告" if sheet["kind"] == FormKind.PROJECT_EVALUATION.value else "自评"


def _who(sheet: Json) -> Iterator[str]:
    yield ""
    yield f"表种：{FORM_NAMES[FormKind(sheet['kind'])].zh}"
    for label, party in (("项目", "project"), ("主管部门", "department"), ("实施单位", "unit")):
        code, name = sheet[party]["code"], sheet[party]["name"]
        if code or name:
            yield f"{label}：{name}（{code}）" if code and name else f"{label}：{name or code}"


def _result(sheet: Json) -> Iterator[str]:
    yield from _funds(sheet)
    yield _computed(sheet)
    totals = sheet["totals"]
    if totals["declared"] is not None:
        against = _against(totals["difference"])
        yield f"  {_declared(sheet)} {totals['declared']} 分{against}。"
    counts = {severity: len(findings_of(sheet, severity)) for severity in SEVERITIES}
    told = [f"{_SHORT[severity]} {count} 处" for severity, count in counts.items() if count]
    yield f"  {'，'.join(told)}。" if told else "  未发现问题。"
    if counts["error"] or counts["warning"]:
        yield "  请按下列编号逐条更正或说明，重新报送。"


def _funds(sheet: Json) -> Iterator[str]:
    rate = sheet["funds"]["rates"]["budget_execution"]
    if rate:
        unit = f" {rate['unit']}" if rate["unit"] else ""
        worth = f"{rate['percent']}%" if rate["percent"] else "无从计算"
        base = AMOUNT_NAMES[rate["denominator_name"]].zh
        yield f"  {base} {rate['denominator']}{unit}，全年执行数 {rate['numerator']}{unit}，预算执行率 {worth}。"


def _computed(sheet: Json) -> str:
    totals = sheet["totals"]
    if sheet["status"] == "assessed":
        return "  本表不设分值，只核对完成情况。"
    if not _weighted(sheet):
        return "  各行都没有分值，不能按评分规则计分。"
    if totals["score"] is None:
        return (
            f"  有指标不能计分，总分待定：已计 {totals['scored_sum']} 分（对应分值 {totals['scored_weight']}，"
            f"全表分值 {totals['weight']}）。"
        )
    grade = f"，等级“{totals['grade_name']}”" if totals["grade_name"] else ""
    return f"  按评分规则计算 {totals['score']} 分（分值合计 {totals['weight']}）{grade}。"


def _against(difference: str | None) -> str:
    """The declared total against the computed one, in words."""
    if difference is None:
        return ""
    if difference == "0":
        return "，与按规则计算一致"
    way = "低" if difference.startswith("-") else "高"
    return f"，比按规则计算{way} {difference.removeprefix('-')} 分"


def _weighted(sheet: Json) -> bool:
    return any(line["weight"] is not None for line in (sheet["funds"]["execution"], *sheet["indicators"]) if line)


def _lines(sheet: Json) -> Iterator[str]:
    if not _weighted(sheet):
        yield from plain_table(_COMPLETION_COLUMNS, _completion_rows(sheet))
        return
    declared = f"{_declared(sheet)}得分"
    scores = (Column(heading, right=True) for heading in ("分值", "计算得分", declared, "差额"))
    yield from plain_table((*_CELL_COLUMNS, *scores), _score_rows(sheet))
    yield f"  差额为{declared}减计算得分。"
    notes = list(_notes(sheet))
    if notes:
        yield "  有差额或未计分的各行，计算过程如下："
        yield from notes


_CELL_COLUMNS = (Column("序号", right=True), Column("指标", 34), Column("指标值", 16), Column("实际完成值", 16))
_COMPLETION_COLUMNS = (*_CELL_COLUMNS, Column("核对结果", 34))


def _score_rows(sheet: Json) -> Iterator[tuple[str, ...]]:
    if sheet["funds"]["execution"]:
        yield ("", "预算执行率", _NONE, _execution_rate(sheet), *_scores(sheet["funds"]["execution"]))
    for number, line in enumerate(sheet["indicators"], start=1):
        yield (*_cells(number, line), *_scores(line))
    for section in sheet["sections"]:
        yield ("", f"小计：{section['name']}", "", "", *_figures(section, "weight", "score", "declared_score"), "")
    yield ("", "合计", "", "", *_figures(sheet["totals"], "weight", "score", "declared", "difference"))


def _figures(of: Json, *names: str) -> Iterator[str]:
    return (of[name] or _NONE for name in names)


def _completion_rows(sheet: Json) -> Iterator[tuple[str, ...]]:
    if sheet["funds"]["rates"]["budget_execution"]:
        yield ("", "预算执行率", _NONE, _execution_rate(sheet), "")
    for number, line in enumerate(sheet["indicators"], start=1):
        yield (*_cells(number, line), line["explanation"]["sentence_zh"])


def _execution_rate(sheet: Json) -> str:
    rate = sheet["funds"]["rates"]["budget_execution"]
    return f"{rate['percent']}%" if rate and rate["percent"] else _NONE


def _cells(number: int, line: Json) -> tuple[str, ...]:
    shown = (line[cell]["printed"] or line[cell]["text"] or line[cell]["value"] for cell in ("target", "actual"))
    return (str(number), line["name"] or _NONE, *(text or _NONE for text in shown))


def _scores(line: Json) -> tuple[str, ...]:
    weight, score = weight_and_score(line, _UNSCORED.get(line["outcome"], _NONE))
    return (weight or _NONE, score, line["declared_score"] or _NONE, line["difference"] or _NONE)


def _notes(sheet: Json) -> Iterator[str]:
    execution = sheet["funds"]["execution"]
    named = [("预算执行率", execution)] if execution else []
    named += [(f"第 {number} 行", line) for number, line in enumerate(sheet["indicators"], start=1)]
    for name, line in named:
        if line["score"] is None or line["difference"] not in (None, "0"):
            yield f"  · {name}：{line['explanation']['sentence_zh']}"


def _told(finding: Json) -> str:
    return f"{_place(finding['pointer'])}：{finding['message_zh']}（{finding['code']}）"


def _place(pointer: str) -> str:
    segments = _segments(pointer)
    return place_of(segments).zh if segments else "全表"


def _order(finding: Json) -> tuple[int, int]:
    """As the form goes: its head, the funds, the indicators row by row, the totals."""
    segments = _segments(finding["pointer"])
    part = next((at for at, name in enumerate(_FORM_ORDER) if name in segments[:1]), len(_FORM_ORDER))
    return part, next((segment for segment in segments if isinstance(segment, int)), -1)


def _segments(pointer: str) -> list[str | int]:
    parts = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    return [int(part) if part.isdecimal() else part for part in parts]


def _basis(sheet: Json, rules: str) -> Iterator[str]:
    pack = sheet["rule_pack"]
    yield f"  · 规则包“{rules}”（{pack['id']} {pack['version']}），评分引擎 {sheet['engine_version']}。"
    for finding in sheet["findings"]:
        if finding["code"] in _ABOUT_RULES:
            yield f"  · {finding['message_zh']}（{finding['code']}）"
