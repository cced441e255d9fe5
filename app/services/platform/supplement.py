"""What a score may depend on and no column holds, in the words of the ordinary request; amounts in 元 as all others."""

from typing import Any

from app.domain.figure import exact
from app.domain.quantity import is_money
from app.domain.submission import Funds
from app.domain.target import read_amount
from app.domain.text import plain
from app.services.platform.cells import Row
from app.services.platform.columns import BUDGET, SUPPLEMENT

Json = dict[str, Any]

_IN_COLUMNS = frozenset({"level1", "level2", "name", "weight", "declared_score", "deviation_reason", "improvement"})
_CELLS = frozenset({"target", "actual"})


def supplement(sent: Json, funds: Funds | None, warnings: list[Json]) -> Json | None:
    """Of a recorded form as it was sent; None where the columns hold all of it."""
    indicators = [_beside_columns(row) for row in sent.get("indicators", ())]
    parts: Json = {
        "funds": _funds(sent.get("funds", {}), funds, warnings),
        "section_weights": sent.get("section_weights"),
        "indicators": indicators if any(indicators) else None,
    }
    return {name: part for name, part in parts.items() if part} or None


def _beside_columns(row: Json) -> Json | None:
    """A printed cell is in its column; one taken apart is there as it would be printed, and here as it is."""
    kept = {
        name: value
        for name, value in row.items()
        if name not in _IN_COLUMNS and not (name in _CELLS and isinstance(value, str))
    }
    return kept or None


def _funds(sent: Json, funds: Funds | None, warnings: list[Json]) -> Json:
    parts = {"weight": sent.get("weight"), "arrived": None if funds is None else _arrived(funds, warnings)}
    return {name: part for name, part in parts.items() if part is not None}


def _arrived(funds: Funds, warnings: list[Json]) -> str | None:
    amount = read_amount(funds.total.arrived, funds.unit)
    if amount is None:
        return None
    if not is_money(amount):
        zh = f"到位资金“{funds.total.arrived}”没有金额单位，无法换算为元"
        en = f"“{funds.total.arrived}” that arrived has no unit of money and cannot be told in 元"
        Row(BUDGET, f"/{SUPPLEMENT}/funds/arrived", warnings).warn(None, "unit_unknown", zh, en)
        return None
    return plain(exact(amount.base))
