"""docs/errors.md in both languages, written from the problem types, the wordings and what the service answers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from app.api.messages import WORDINGS
from app.api.problem import Problem
from app.api.problem_kinds import PROBLEM_KINDS
from app.api.wording import Language
from tests.databases import Databases
from tests.errors.examples import Callers, answered, keys_in
from tests.serving import counted_randomness, serving, ticking_clock

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILES: dict[Language, Path] = {"zh": DOCS / "errors.zh-CN.md", "en": DOCS / "errors.md"}
_HEADS: dict[Language, str] = {
    "zh": """# 错误目录

[English](errors.md)

凡不是 2xx、304 的答复都是 `application/problem+json`（RFC 9457）。`type` 固定不变，供程序判断，也是说明页的地址；
`title`、`detail` 给人看，语言随 `Accept-Language`（缺省中文）。`trace_id` 即日志中的追踪号，求助时请提供。
被拒绝的请求不保存任何内容。

可以重试的：429、503（按 `Retry-After`）、408，以及 500 和断线；其余要先改正请求。带 `Idempotency-Key` 的重试
不会重复评分。

本目录由程序生成（`python -m tests.errors`），答复取自实际运行，不要手工修改。
""",
    "en": """# Errors

[中文](errors.zh-CN.md)

Every answer but 2xx and 304 is `application/problem+json` (RFC 9457). `type` never changes: programs decide by it, and
it is the address of a page about it. `title` and `detail` are for people, in the language of `Accept-Language`, Chinese
unless told. `trace_id` is the one in the log: give it when you ask for help. Nothing of a refused request is stored.

Try again after 429 and 503 (as `Retry-After` says), 408, 500 and a lost connection; everything else wants another
request. A retry under its `Idempotency-Key` scores nothing twice.

This catalogue is generated (`python -m tests.errors`) and its answers come from real runs; do not edit it by hand.
""",
}
_WORDS: dict[Language, tuple[str, str, str, str]] = {
    "zh": ("怎么办", "## 字段错误", "代码", "说明"),
    "en": ("What to do", "## Errors of fields", "code", "message"),
}
_FIELDS: dict[Language, str] = {
    "zh": "`invalid-request` 的 `errors` 逐项列出有误之处：`pointer` 为请求体中的位置（JSON Pointer），"
    "或 `parameter` 为参数名；`code` 固定不变，`message_zh`、`message_en` 按表中的名称指明栏目。",
    "en": "`errors` of `invalid-request` lists every wrong place: `pointer` into the body (a JSON pointer), or the "
    "name of a `parameter`. `code` never changes; `message_zh` and `message_en` call the field what the form calls it.",
}
_PLACES: dict[Language, str] = {"zh": "〈栏目〉", "en": "‹field›"}


def documents(databases: Databases) -> dict[Language, str]:
    """Both catalogues, the answers asked of a service on an empty database."""
    made: dict[Language, str] = {}
    with databases.migrated() as url:
        keys = keys_in(url)
        with serving(url, clock=ticking_clock(), randomness=counted_randomness()) as client:
            for language in FILES:
                made[language] = "\n".join(_lines(Callers(language, keys, client)))
    return made


def _lines(by: Callers) -> Iterator[str]:
    yield _HEADS[by.language]
    for kind in PROBLEM_KINDS:
        yield from _entry(kind, by)
    _, heading, code, message = _WORDS[by.language]
    yield from (heading, "", _FIELDS[by.language], "", f"| {code} | {message} |", "| --- | --- |")
    yield from dict.fromkeys(_field_errors(by.language))
    yield ""


def _entry(kind: type[Problem], by: Callers) -> Iterator[str]:
    request, answer = answered(kind, by)
    yield from (f"## `{kind.slug}` {kind.status} {kind.title.read_in(by.language)}", "")
    yield from (kind.meaning.read_in(by.language), "")
    yield from (f"**{_WORDS[by.language][0]}** {kind.remedy.read_in(by.language)}", "")
    if request:
        yield from ("```http", request, "```", "")
    yield from ("```json", json.dumps(answer, ensure_ascii=False, indent=2), "```", "")


def _field_errors(language: Language) -> Iterator[str]:
    for wording in sorted(WORDINGS.values()):
        text = wording.zh if language == "zh" else wording.en
        yield f"| `{wording.code}` | {re.sub('{[a-z_]+}', '…', text.replace('{place}', _PLACES[language]))} |"
