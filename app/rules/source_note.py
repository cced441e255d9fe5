"""SOURCE.md of a new pack: one row per rule, so that nobody forgets to say where a number comes from."""

from collections.abc import Iterator

from app.rules.labels import GROUPS, HEADINGS, LABELS
from app.rules.loader import Data, Document, Location

SOURCE_FILE = "SOURCE.md"

_NOTE = """\
# 来源：待填 {version}

草案，抄自 {source}。每条规则写明：数字、出自哪个文件哪一条、见过什么、没见过什么。规则文字都是转述，不要抄法规原文。

| 规则 | 抄来的文字（改成本地的） | 文件和条款 | 见过的 | 没见过的 |
| --- | --- | --- | --- | --- |
{rows}

## 没有采用的

* 待填：见过而没有采用的规定，和不采用的理由。

## 待核实

待填。

## In English

To be filled in: three sentences on what was seen, what was not, and what is `verified: false`.
"""


def source_note(pack: Document, source: str) -> str:
    """The note to be filled in, with every rule of the pack in it; `source` is the pack it was copied from."""
    rows = "\n".join(f"| {name} | {words} | 待填 | 待填 | 待填 |" for name, words in _rules(pack.data, ()))
    return _NOTE.format(version=pack.get("version"), source=source, rows=rows)


def _rules(data: Data, place: Location) -> Iterator[tuple[str, str]]:
    """Every rule with its wording, by the block it stands in."""
    if isinstance(data, list):
        for item in data:
            yield from _rules(item, place)
    if not isinstance(data, dict):
        return
    standard = data.get("standard")
    if isinstance(standard, dict):
        yield _name(data, place), str(standard.get("zh"))
    for key, value in data.items():
        yield from _rules(value, (*place, key))


def _name(rule: dict[str, Data], place: Location) -> str:
    label = rule.get("label")
    named = label.get("zh") if isinstance(label, dict) else None
    known = [
        words for step in place if (words := HEADINGS.get(str(step)) or GROUPS.get(str(step), LABELS.get(str(step))))
    ]
    return str(named or "：".join(known))
