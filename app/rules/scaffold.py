"""A new pack from an existing one: a draft that compiles at once, with what a person has to fill in marked 待填.

The files are copied as text, so that comments and layout stay; only single values are replaced.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.rule_pack import PackStatus, RulePack
from app.domain.text import Text
from app.rules.cases import CASE_FILE, Case, failures, read_cases
from app.rules.catalogue import PACK_FILE
from app.rules.compiler import compile_document
from app.rules.errors import RulePackError
from app.rules.loader import Data, Document, Location, read_file, read_text
from app.rules.source_note import SOURCE_FILE, source_note

_OUT_OF_SCOPE = "PACK_OUT_OF_SCOPE"
_HINTS = {
    "applies_to": "待填：适用的地区和年度。区划代码加引号：省 2 位、市 4 位、县 6 位；default：不指名时是否采用。",
    "authorities": "待填：每条规则出自哪个文件哪一条。没有对照过原文的一律 verified: false。代号由下面各条规则引用。",
    "total": "待填：总分和得分的小数位数。",
    "sections": "待填：一级指标、各块分值、表上的各种名称。",
    "execution": "待填：预算执行率的分母和算法。",
    "criteria": "待填：表上规定的指标。先写评分标准的文字，再写数字。",
    "indicators": "待填：定量、定性指标怎样计分；三档的界限和表上的写法。",
    "grades": "待填：等级的界限和表上的写法。",
    "review": "待填：审核提示的界限；只提示，不影响得分。",
    "interpretations": "待填：原文可作两种理解的，写明问题、所取的理解、理由和另一种理解。",
}
_PACK_HEAD = """\
# 草案，抄自 {source}。凡有“待填”处，逐块对照本地的文件：
# 先改评分标准的文字（standard），再改依据（authority），最后改数字。数字改了，cases.yaml 中相应的算例也要改。
# 每改一块就运行 jixiao rules check 和 jixiao rules test；定稿前运行 jixiao rules test --mutate。
# 核对完毕，把 status 改为 in_force。这里的文字是转述，不是法规原文；来源写在同目录 SOURCE.md。

"""
_CASES_HEAD = """\
# 算例，抄自 {source}。每例是一张小表（项目资金、绩效指标，写法同表中所印）和应得的结果。
# 待填：把本地已填好的表加进来作算例；改了数字的，每个界限留一例恰在界限上、一例刚好不到。
# source 写明数字的来源，“自拟”是为试界限而编的。expect 中只比较写出的项；null 表示“没有”，与 0 分不同。

"""
_TITLE = Text("待填（抄自“{title}”）", "To be named (from {source})")


@dataclass(frozen=True, slots=True)
class Scaffold:
    """The files written, and the cases of the source that do not hold for the new pack and were left out."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewPack:
    """What the new pack is called; `region` is a GB/T 2260 prefix or `nationwide`, None for the source's own."""

    pack_id: str
    version: str = "1.0.0"
    region: str | None = None


class FolderTaken(RulePackError):
    """The folder of the new version holds files already; they are left alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Text(f"{folder} 已有文件，不覆盖", f"{folder} holds files already and is left alone"))


def write_new_pack(source: Path, folder: Path, new: NewPack) -> Scaffold:
    """Writes a draft into `folder/<version>`, from the pack file of another form or another place.

    Raises:
        InvalidRulePack: the source is broken, or the new id, version or region is not well formed.
        FolderTaken: there are files in the folder.
    """
    home = folder / new.version
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise FolderTaken(home)
    origin = compile_document(read_file(source)).pack
    text = _pack_text(source, origin, new)
    draft = compile_document(read_text(text, str(home / PACK_FILE))).pack
    cases, left_out = _cases_text(source.with_name(CASE_FILE), origin, draft)
    written = {PACK_FILE: text, CASE_FILE: cases, SOURCE_FILE: source_note(read_text(text, PACK_FILE), _named(origin))}
    home.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        (home / name).write_text(content, encoding="utf-8")
    return Scaffold(tuple(home / name for name in written), left_out)


def _named(pack: RulePack) -> str:
    return f"{pack.id} {pack.version}"


def _pack_text(source: Path, origin: RulePack, new: NewPack) -> str:
    """The source with another head; the titles, scope and checked documents of another pack are not taken over."""
    document, lines = read_file(source), source.read_text(encoding="utf-8").splitlines()
    words: dict[Location, str] = {("version",): f'"{new.version}"', ("status",): PackStatus.DRAFT.value}
    if new.region is not None:
        words["applies_to", "region"] = new.region if new.region == "nationwide" else f'"{new.region}"'
    if new.pack_id != origin.id:
        words["rule_pack",] = new.pack_id
        words["title", "zh"] = _TITLE.zh.format(title=origin.title.zh)
        words["title", "en"] = _TITLE.en.format(source=_named(origin))
        words |= {("authorities", key, "verified"): "false" for key in origin.authorities}
    _replace(lines, document, words)
    _add_hints(lines, document)
    first = document.keys[("rule_pack",)].line - 1
    return _PACK_HEAD.format(source=_named(origin)) + "\n".join(lines[first:]) + "\n"


def _replace(lines: list[str], document: Document, words: Mapping[Location, str]) -> None:
    """Puts each word in the place of a value, the last of a line first so that columns stay true."""
    marks = {place: document.mark(place) for place in words}
    for place, mark in sorted(marks.items(), key=lambda item: (item[1].line, item[1].column), reverse=True):
        line, start = lines[mark.line - 1], mark.column - 1
        head, rest = f"{line[:start]}{words[place]}", line[_end(line, start, document.get(*place)) :]
        comment = rest.lstrip()
        if comment.startswith("#"):
            stale = place[-1] == "region"
            head, rest = (head, "") if stale else (head.ljust(line.rindex(comment)), comment)
        lines[mark.line - 1] = head + rest


def _end(line: str, start: int, value: Data) -> int:
    """Where the text of a value ends: at its closing quote, or after what it says."""
    if line[start] in "\"'":
        return line.index(line[start], start + 1) + 1
    return start + len(str(value).lower() if isinstance(value, bool) else str(value))


def _add_hints(lines: list[str], document: Document) -> None:
    """A comment above each block that says what to fill in, the last block first."""
    marks = {key: document.keys[(key,)].line for key in _HINTS if (key,) in document.keys}
    for key, line in sorted(marks.items(), key=lambda item: item[1], reverse=True):
        lines.insert(line - 1, f"# {_HINTS[key]}")


def _cases_text(source: Path, origin: RulePack, draft: RulePack) -> tuple[str, tuple[str, ...]]:
    """The cases that hold for the draft as well, and cases for its own scope; and the names of those left out."""
    document, file = read_cases(source)
    lines = source.read_text(encoding="utf-8").splitlines()
    _replace(lines, document, {("rule_pack",): draft.id, ("version",): f'"{draft.version}"'})
    kept = {index for index, case in enumerate(file.cases) if not _on_scope(case) and not any(failures(draft, case))}
    left_out = [case.name for index, case in enumerate(file.cases) if index not in kept and not _on_scope(case)]
    head, blocks = _blocks(lines, document, len(file.cases))
    scope = ["  # ── 适用范围 ──", *_scope_cases(draft)]
    body = [*head, *scope, *_kept(blocks, kept)]
    return _CASES_HEAD.format(source=_named(origin)) + "\n".join(body) + "\n", tuple(left_out)


def _on_scope(case: Case) -> bool:
    """Cases on the scope of the source say nothing about the new one, whose own are written instead."""
    named = (*case.expect.findings, *case.expect.silent)
    return case.expect.applies is not None or _OUT_OF_SCOPE in named


def _blocks(lines: list[str], document: Document, count: int) -> tuple[list[str], list[list[str]]]:
    """The head of a case file, and each case with the comments above it."""
    starts = [document.mark(("cases", index)).line - 1 for index in range(count)]
    first = document.keys[("rule_pack",)].line - 1
    above = document.keys[("cases",)].line
    ends = [_last_line(lines, start, stop) for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True)]
    begins = [above, *ends[:-1]]
    return lines[first:above], [lines[begin:end] for begin, end in zip(begins, ends, strict=True)]


def _last_line(lines: list[str], start: int, stop: int) -> int:
    """Where a case ends: the blank lines and comments after it belong to the next one."""
    while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].lstrip().startswith("#")):
        stop -= 1
    return stop


def _kept(blocks: list[list[str]], kept: set[int]) -> Iterator[str]:
    """The cases kept; the heading of one left out stands above the next, unless that has its own."""
    heading: list[str] = []
    for index, block in enumerate(blocks):
        own = _heading(block)
        heading = own or heading
        if index in kept:
            yield from heading
            yield from block[len(own) :]
            heading = []


def _heading(block: Iterable[str]) -> list[str]:
    above = []
    for line in block:
        if line.strip() and not line.lstrip().startswith("#"):
            break
        above.append(line)
    return above


def _scope_cases(pack: RulePack) -> Iterator[str]:
    """On and just off each bound of the scope. A pack that is only had by name tells by a finding."""
    scope = pack.scope
    region = (scope.region or "11").ljust(6, "0")
    elsewhere = "120000" if region.startswith("11") else "110000"
    yield from _scope_case(pack, f"{scope.first_year} 年度起适用", scope.first_year, region, inside=True)
    yield from _scope_case(pack, f"{scope.first_year - 1} 年度不适用", scope.first_year - 1, region, inside=False)
    if scope.last_year is not None:
        yield from _scope_case(pack, f"{scope.last_year} 年度仍适用", scope.last_year, region, inside=True)
        yield from _scope_case(pack, f"{scope.last_year + 1} 年度不适用", scope.last_year + 1, region, inside=False)
    if scope.region is not None:
        yield from _scope_case(pack, "外地不适用", scope.first_year, elsewhere, inside=False)


def _scope_case(pack: RulePack, name: str, year: int, region: str, *, inside: bool) -> Iterator[str]:
    yield f"  - name: {name}"
    yield "    source: 自拟"
    yield f"    kind: {pack.scope.kind.value}"
    yield f"    fiscal_year: {year}"
    yield f'    region_code: "{region}"'
    if pack.scope.default:
        yield f"    expect: {{applies: {'true' if inside else 'false'}}}"
    else:
        yield "    indicator: {target: ≥1, actual: 1, weight: 1}"
        yield f"    expect: {{applies: false, {'silent' if inside else 'findings'}: [{_OUT_OF_SCOPE}]}}"
