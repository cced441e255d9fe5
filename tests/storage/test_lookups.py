"""What the transaction looks up does not depend on how a database sorts."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from app.storage.lookups import NoLedger, look_up
from tests.storage.making import new_evaluation


class Heads:
    """A transaction in which there are these ledgers, in this order, and nothing else."""

    connection: Any = SimpleNamespace(dialect=SimpleNamespace(name="sqlite"))

    def __init__(self, *tenants: str) -> None:
        self._heads = [(tenant, "sha256", 0, "root", "-") for tenant in tenants]

    def ask(self, query: Any, _values: Mapping[str, Sequence[str]]) -> Any:
        of_heads = "frontier" in query.selected_columns
        return lambda: self._heads if of_heads else []


def test_ledgers_come_in_the_order_of_the_database() -> None:
    """A collation may put small letters before capital ones, and Chinese by sound or by strokes."""
    batch = [new_evaluation(tenant=tenant) for tenant in ("Z", "a")]
    known = look_up(Heads("a", "Z"), batch)
    assert known.frontiers.keys() == {"a", "Z"}


def test_a_ledger_that_is_missing_is_seen() -> None:
    with pytest.raises(NoLedger):
        look_up(Heads("a"), [new_evaluation(tenant=tenant) for tenant in ("Z", "a")])
