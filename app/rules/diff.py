"""Two versions of a pack side by side, as a person reads them: rule by rule in Chinese, old → new.

The files themselves are compared, so that every number and every word counts, those of methods that
do not exist yet included. What may move a score is told apart from what only moves a grade, a finding,
the scope or the wording.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import TypeAlias

from app.domain.text import plain
from app.rules.labels import GROUPS, HEADINGS, LABELS, VALUES
from app.rules.loader import Data, Document, Location

_Row: TypeAlias = dict[str, Data]


class Effect(StrEnum):
    """What a difference may change, the gravest first."""

    SCORE = "得分"
    GRADE = "等级"
    FINDING = "提示"
    SCOPE = "适用"
    WORDING = "文字"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two packs differ: `before` is None for what is new, `after` for what is gone."""

    heading: str
    what: str
    before: str | None
    after: str | None
    effect: Effect


_HEAD = ("rule_pack", "version", "status", "title")
_DEFAULTS: _Row = {"scored": True, "open": True}
_IDENTITY = ("id", "tier", "grade", "name", "point", "answer")
_NAMING = ("label", "name", "question", "answer")
_WORDING = frozenset({"authorities", "authority", "id", "label", "name", "reading", "readings", "standard"})
_TELLING = frozenset({"alternatives", "other_reading", "printed_formula"})
_LONG = 40
_ABSENT = object()


def differences(before: Document, after: Document) -> list[Difference]:
    """Every difference of two pack files, block by block in the order of the file; titles and versions aside."""
    return list(_rows(_rules(before), _rules(after), (), ()))


def tell_differences(before: Document, after: Document) -> str:
    """The differences as a text: who is compared, then each block, then how many of each kind."""
    return "\n".join(_told(before, after))


def _told(before: Document, after: Document) -> Iterator[str]:
    yield f"旧：{_titled(before)}"
    yield f"新：{_titled(after)}"
    found = differences(before, after)
    for heading, group in groupby(found, key=lambda each: each.heading):
        yield ""
        yield heading
        for each in group:
            yield from _lines(each)
    yield ""
    if not found:
        yield "没有不同。"
        return
    counts = "，".join(f"{effect.value} {sum(1 for each in found if each.effect is effect)}" for effect in Effect)
    yield f"共 {len(found)} 处不同：{counts}。★ 会改变得分。"


def _rules(document: Document) -> _Row:
    """The file without its head, with the document or the reading in place of each id that refers to one."""
    words: dict[str, dict[str, str]] = {"authority": {}, "reading": {}}
    for key, block in _row(document.get("authorities")).items():
        words["authority"][key] = " ".join(
            _shown(_row(block).get(part)) for part in ("document", "article")
        ).removesuffix(" 无")
    for key, block in _row(document.get("interpretations")).items():
        words["reading"][key] = _shown(_row(block).get("reading"))
    words["readings"] = words["reading"]
    blocks = {**_DEFAULTS, **_row(document.data)}
    return {key: _spelt_out(block, words, key) for key, block in blocks.items() if key not in _HEAD}


def _spelt_out(data: Data, words: Mapping[str, Mapping[str, str]], key: str, within: str = "") -> Data:
    if isinstance(data, dict):
        return {name: _spelt_out(value, words, name, key) for name, value in data.items()}
    if isinstance(data, list):
        return [_spelt_out(item, words, key, within) for item in data]
    known = words.get(key) or words.get(within) or {}
    return known.get(data, data) if isinstance(data, str) else data


def _titled(document: Document) -> str:
    title, status = document.get("title", "zh"), _shown(document.get("status"))
    return f"{title}  {document.get('rule_pack')}@{document.get('version')}（{status}）"


def _lines(difference: Difference) -> Iterator[str]:
    mark = "★" if difference.effect is Effect.SCORE else "  "
    head = f"{mark}[{difference.effect.value}] {difference.what}"
    before, after = difference.before, difference.after
    if before is None or after is None:
        yield f"{head} {'新增' if before is None else '删去'}：{after if before is None else before}"
    elif len(before) + len(after) <= _LONG:
        yield f"{head}：{before} → {after}"
    else:
        yield f"{head}："
        yield f"      旧 {before}"
        yield f"      新 {after}"


def _compared(old: object, new: object, place: Location, labels: Sequence[str]) -> Iterator[Difference]:
    if old == new and type(old) is type(new):
        return
    old, new = ([] if one is _ABSENT and isinstance(other, list) else one for one, other in ((old, new), (new, old)))
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _both_languages(old, new, place, labels) if _bilingual(old) else _rows(old, new, place, labels)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, place, labels)
    else:
        yield _difference(old, new, place, labels)


def _rows(old: _Row, new: _Row, place: Location, labels: Sequence[str]) -> Iterator[Difference]:
    for key in dict.fromkeys((*old, *new)):
        one, other = old.get(key, _ABSENT), new.get(key, _ABSENT)
        yield from _compared(
            one, other, (*place, key), (*labels, _label(key, place, one if other is _ABSENT else other))
        )


def _label(key: str, place: Location, value: object) -> str:
    """What a person calls a key; a block that only holds others together goes without a name."""
    if place in (("authorities",), ("interpretations",)):
        return _name_of(_row(value), key)
    holds_others = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(row, dict) for row in value))
    return GROUPS.get(key, LABELS.get(key, "")) if holds_others else LABELS.get(key, key)


def _both_languages(old: _Row, new: _Row, place: Location, labels: Sequence[str]) -> Iterator[Difference]:
    if old.get("zh") != new.get("zh"):
        yield _difference(old, new, place, labels)
    else:
        yield _difference(old.get("en"), new.get("en"), place, (*labels, "（英文）"))


def _lists(old: list[Data], new: list[Data], place: Location, labels: Sequence[str]) -> Iterator[Difference]:
    if any(isinstance(item, dict) for item in (*old, *new)):
        one, other = _by_identity(old), _by_identity(new)
        for key in dict.fromkeys((*one, *other)):
            name = _name_of(_row(other.get(key)) or _row(one.get(key)), key)
            yield from _compared(one.get(key, _ABSENT), other.get(key, _ABSENT), (*place, key), (*labels, name))
        return
    gone, come = [item for item in old if item not in new], [item for item in new if item not in old]
    if not gone and not come:
        yield _difference(old, new, place, labels)
    for item in gone:
        yield _difference(item, _ABSENT, place, labels)
    for item in come:
        yield _difference(_ABSENT, item, place, labels)


def _by_identity(rows: list[Data]) -> dict[str, Data]:
    """Rows by what they call themselves, or by their number: a row that moved is still the same row."""
    named: dict[str, Data] = {}
    for number, item in enumerate(rows, start=1):
        row = _row(item)
        identity = next((str(row[key]) for key in _IDENTITY if isinstance(row.get(key), str)), f"第 {number} 行")
        named[identity] = item
    return named


def _difference(old: object, new: object, place: Location, labels: Sequence[str]) -> Difference:
    top, *rest = (str(step) for step in place)
    heading = HEADINGS.get(rest[0] if top == "indicators" and rest else top, top)
    what = " ".join(label for label in labels[1:] if label) or heading
    before, after = (None if each is _ABSENT else _shown(each) for each in (old, new))
    return Difference(heading, what, before, after, _effect(place))


def _effect(place: Location) -> Effect:
    """Scores are moved by whatever is not known to move something less."""
    top, last = place[0], place[-1]
    if top == "interpretations":
        return Effect.WORDING
    if last in ("verified", "required", "aliases") or not _TELLING.isdisjoint(place):
        return Effect.FINDING
    if not _WORDING.isdisjoint(place):
        return Effect.WORDING
    if top == "applies_to":
        return Effect.SCOPE
    if top in ("sections", "review"):
        return Effect.FINDING
    return Effect.GRADE if top == "grades" else Effect.SCORE


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return str(value["zh"]) if _bilingual(value) else "；".join(_flattened(value))
    if isinstance(value, list):
        return "、".join(_shown(item) for item in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value)
    return "无" if value is None else VALUES.get(str(value), str(value))


def _flattened(row: _Row) -> Iterator[str]:
    for key, value in row.items():
        if key not in (*_NAMING, *_IDENTITY):
            yield f"{LABELS.get(key, key)} {_shown(value)}"


def _name_of(row: _Row, key: str) -> str:
    """What a person calls a row: its label, name or question, else its key."""
    return _shown(next((row[each] for each in _NAMING if each in row), key))


def _bilingual(row: _Row) -> bool:
    return "zh" in row and row.keys() <= {"zh", "en"}


def _row(value: object) -> _Row:
    return value if isinstance(value, dict) else {}
