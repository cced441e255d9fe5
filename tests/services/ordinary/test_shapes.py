"""Objects as tuples: wanted members in order, nothing else."""

from typing import Any

import pytest

from app.services.ordinary.learned import Unordinary
from app.services.ordinary.shapes import Shape

SHAPE = Shape(("a", "b"), ("c",))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"a": 1, "b": 2}, (1, 2)),
        ({"b": 2, "a": 1}, (1, 2)),
        ({"b": 2}, (None, 2)),
        ({}, (None, None)),
        ({"a": 1, "c": None, "b": None}, (1, None)),
    ],
)
def test_members_come_in_order(sent: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert SHAPE.members(sent) == expected


@pytest.mark.parametrize("sent", [{"d": None}, {"a": 1, "c": 0}, {"a": 1, "b": 2, "c": False}, [1, 2], None, "ab"])
def test_anything_else_is_not_ordinary(sent: Any) -> None:
    with pytest.raises(Unordinary):
        SHAPE.members(sent)
