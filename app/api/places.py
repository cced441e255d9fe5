"""What people call a field who fill in the form: /indicators/2/actual is 绩效指标第3行“实际完成值”."""

from collections.abc import Sequence

from app.api.field_names import CONTAINERS, FIELDS, ROWS
from app.api.wording import Bilingual

Segment = str | int

_LONGEST_SEGMENT = 80
_PARAMETERS = {
    "query": Bilingual("查询参数", "query parameter"),
    "path": Bilingual("路径参数", "path parameter"),
    "header": Bilingual("请求头", "header"),
    "cookie": Bilingual("Cookie ", "cookie"),
}
_WHOLE_BODY = Bilingual("请求体", "the body")


def pointer_to(segments: Sequence[Segment]) -> str:
    """The JSON pointer (RFC 6901); a caller's own overlong key is cut so that it cannot swell the answer."""
    return "".join("/" + _clipped(str(s)).replace("~", "~0").replace("/", "~1") for s in segments)


def place_of(segments: Sequence[Segment], *, known: bool = True) -> Bilingual:
    """The place in words, in both languages; a field that is not `known` keeps the caller's spelling."""
    if not segments:
        return _WHOLE_BODY
    path: list[str] = []
    zh: list[str] = []
    en: list[str] = []
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        if isinstance(segment, int):
            row = ROWS.get(path[-1] if path else "", Bilingual("第{n}项", "item {n}"))
            zh.append(row.zh.format(n=segment + 1))
            en.append(row.en.format(n=segment + 1))
            continue
        path.append(segment)
        if last:
            name = _name_of(path) if known else Bilingual(_clipped(segment), _clipped(segment))
            zh.append(f"“{name.zh}”")
            en.append(f"“{name.en}”")
        elif segment in CONTAINERS and isinstance(segments[position + 1], str):
            zh.append(CONTAINERS[segment].zh)
            en.append(CONTAINERS[segment].en)
    return Bilingual("".join(zh), ", ".join(en))


def parameter_place(source: str, name: str) -> Bilingual:
    """A query, path, header or cookie parameter in words."""
    kind = _PARAMETERS[source]
    return Bilingual(f"{kind.zh}“{_clipped(name)}”", f"{kind.en} “{_clipped(name)}”")


def is_parameter_source(segment: Segment) -> bool:
    return segment in _PARAMETERS


def _name_of(path: Sequence[str]) -> Bilingual:
    for length in (3, 2, 1):
        known = FIELDS.get(".".join(path[-length:]))
        if known:
            return known
    return Bilingual(_clipped(path[-1]), _clipped(path[-1]))


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_SEGMENT else text[:_LONGEST_SEGMENT] + "…"
