"""What a source of money is called: the platform's names, for its codes are not known."""

from app.domain.submission import FundsRow

NAMES = {
    "fiscal": "财政拨款",
    "central": "中央财政资金",
    "provincial": "省级财政资金",
    "municipal": "市级财政资金",
    "county": "县级财政资金",
    "carry_over": "上年结转资金",
    "local": "地方财政资金",
    "special_account": "财政专户资金",
    "unit": "单位资金",
    "government_fund": "政府性基金",
    "loan": "贷款",
    "other": "其他资金",
}
_SOURCES = {name: source for source, name in NAMES.items()} | {"当年财政拨款": "fiscal"}
_OF_WHICH = ("其中：", "其中:")


def source_name(row: FundsRow) -> str | None:
    """The name the form prints, else the one of its source."""
    return row.name or NAMES.get(row.source)


def source_named(name: str | None) -> str | None:
    """The source with this name, as the ordinary request calls it; None: the name is another one."""
    bare = (name or "").strip()
    for words in _OF_WHICH:
        bare = bare.removeprefix(words).strip()
    return _SOURCES.get(bare)
