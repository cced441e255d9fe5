"""docs/findings.md, written from `catalogue.yaml` and from what real runs say."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from app.domain import findings
from app.domain.evaluation import Evaluation, Finding
from app.services.score import Scorer
from tests.conformance.records import RECORDS, evaluated
from tests.forms import example, form_from
from tests.serving import shipped_packs

WORDS = Path(__file__).with_name("catalogue.yaml")
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "findings.md"
_HEADER = re.compile(r'"""([A-Z_]+(?:,\s[A-Z_]+)*): ')
_SEVERITY = {"error": "错误", "warning": "警告", "info": "提示"}
_ZH = """# 审核发现目录

每次评价都附有审核发现：审核人应当看到的问题。审核发现不影响得分。每条有固定的代码、级别、指向报表栏目的 JSON 指针、\
证据（数字）和中英文说明。

级别：**错误**，表内自相矛盾或与规则矛盾；**警告**，应退回或询问；**提示**，值得知道。

本目录由程序生成（`python -m tests.conformance --write`），实例取自实际运行，不要手工修改。\
查不出的问题见 [limits.md](limits.md)。
"""
_EN = """# Findings

Every evaluation carries findings: what a reviewer must see. A finding never changes a score. Each has a stable code, a
severity, a JSON pointer into the form, evidence (the numbers) and a message in Chinese and English.

Severities: **error**, the form contradicts itself or the rule; **warning**, send it back or ask; **info**, worth
knowing.

This catalogue is generated (`python -m tests.conformance --write`), its examples are taken from real runs; do not edit
it by hand. What cannot be found is told in [limits.md](limits.md).
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with its words; `example` is a finding that a run raised."""

    code: str
    when: dict[str, str]
    do: dict[str, str]
    example: Finding


@dataclass(frozen=True, slots=True)
class Group:
    name: dict[str, str]
    entries: tuple[Entry, ...]


def codes_in_the_code() -> set[str]:
    """Every code that the head of a check names."""
    folder = Path(findings.__file__).parent
    heads = (_HEADER.match(file.read_text(encoding="utf-8")) for file in folder.glob("*/*.py"))
    return {code for head in heads if head for code in re.split(r",\s", head[1])}


@cache
def groups() -> tuple[Group, ...]:
    """In the order of the catalogue; raises LookupError for a code that its example does not raise."""
    read = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    return tuple(
        Group(each["group"], tuple(_entry(code, words) for code, words in each["codes"].items())) for each in read
    )


def document() -> str:
    """The whole catalogue, Chinese first."""
    return "\n".join([*_part(_ZH, "zh", ("代码", "级别", "何时", "实例", "怎么办")), *_part(_EN, "en", _COLUMNS)])


_COLUMNS = ("code", "severity", "when", "example", "what to do")


def write_catalogue() -> None:
    DOCUMENT.write_text(document(), encoding="utf-8")


def _part(head: str, language: str, columns: tuple[str, ...]) -> Iterator[str]:
    yield head
    for group in groups():
        yield from (f"## {group.name[language]}", "", _row(*columns), _row(*["---"] * len(columns)))
        for entry in group.entries:
            severity = entry.example.severity.value
            shown = _SEVERITY[severity] if language == "zh" else severity
            message = entry.example.message.zh if language == "zh" else entry.example.message.en
            yield _row(f"`{entry.code}`", shown, entry.when[language], message, entry.do[language])
        yield ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '∣') for cell in cells)} |"


def _entry(code: str, words: dict[str, Any]) -> Entry:
    evaluations = [_changed(words)] if "form" in words else [evaluated(record.name) for record in RECORDS]
    raised = (finding for evaluation in evaluations for finding in evaluation.findings if finding.code == code)
    found = next(raised, None)
    if found is None:
        raise LookupError(f"no run raises {code}")
    return Entry(code, words["when"], words["do"], found)


def _changed(words: dict[str, Any]) -> Evaluation:
    """The evaluation of an example with some of its cells changed."""
    form = example(words["form"])
    for pointer, value in words["change"].items():
        _put(form, pointer.split("/")[1:], json.loads(json.dumps(value)))
    return Scorer(shipped_packs()).score(form_from(form).submission, drafts=False).evaluation


def _put(form: Any, steps: list[str], value: Any) -> None:
    *way, last = steps
    for step in way:
        form = form[int(step)] if isinstance(form, list) else form[step]
    key: Any = int(last) if isinstance(form, list) else last
    if value is None:
        del form[key]
    else:
        form[key] = value
