"""What was worked out once is not worked out again, and not without bound."""

import pytest

from app.services.ordinary.learned import Learned, Unordinary


def test_a_value_is_worked_out_once() -> None:
    asked: list[int] = []
    learned = Learned[int, int](lambda key: asked.append(key) or key * 2, limit=3)
    assert [learned[each] for each in (1, 2, 1)] == [2, 4, 2]
    assert asked == [1, 2]


def test_a_full_memory_is_emptied_before_it_grows() -> None:
    learned = Learned[int, int](lambda key: key, limit=2)
    assert [learned[each] for each in (1, 2)] == [1, 2]
    assert len(learned) == 2
    assert learned[3] == 3
    assert list(learned) == [3]


def test_what_is_refused_is_not_kept() -> None:
    def refuse(key: int) -> int:
        raise Unordinary(key)

    learned = Learned[int, int](refuse, limit=2)
    with pytest.raises(Unordinary):
        learned[1]
    assert not learned
