"""The hashes behind the last complete tile are those that were added there, or unknown."""

import random
from threading import Thread

import pytest

from app.storage.merkle import Frontier
from app.storage.newest import _MOST_TREES, NewestHashes
from app.storage.tiles import TILE

LEAVES = [bytes([number % 256, number // 256]) * 16 for number in range(4 * TILE)]
EMPTY = Frontier("sha256")


def grow(newest: NewestHashes, before: Frontier, *steps: int) -> Frontier:
    for step in steps:
        leaves = LEAVES[before.size : before.size + step]
        after = before.extend(leaves)
        newest.grown(before, leaves, after)
        before = after
    return before


@pytest.mark.parametrize(
    "steps", [(1,), (TILE - 1, 1, 1), (TILE,), (TILE + 1,), (100, 100, 100), (TILE - 1, 2 * TILE + 1, 5), (3, 2 * TILE)]
)
def test_they_follow_the_tree_whatever_the_steps(steps: tuple[int, ...]) -> None:
    newest = NewestHashes()
    frontier = grow(newest, EMPTY, *steps)
    complete = frontier.size // TILE * TILE
    assert list(newest.of(frontier) or ()) == LEAVES[complete : frontier.size]


def test_of_a_tree_that_others_made_grow_they_are_known_from_the_next_tile_on() -> None:
    newest, choose = NewestHashes(), random.Random(3)
    frontier = EMPTY.extend(LEAVES[:10])
    while frontier.size < 3 * TILE:
        frontier = grow(newest, frontier, choose.randint(1, 40))
        complete = frontier.size // TILE * TILE
        expected = LEAVES[complete : frontier.size] if complete else None
        assert newest.of(frontier) == expected


def test_another_tree_of_that_size_has_others() -> None:
    newest = NewestHashes()
    grow(newest, EMPTY, 7)
    assert newest.of(EMPTY.extend(LEAVES[1:8])) is None
    assert newest.of(Frontier("sm3").extend(LEAVES[:7])) is None


def test_a_thread_knows_only_what_it_did_itself() -> None:
    newest, found = NewestHashes(), []
    frontier = grow(newest, EMPTY, 7)
    asking = Thread(target=lambda: found.append(newest.of(frontier)))
    asking.start()
    asking.join()
    assert found == [None]


def test_the_tree_that_grew_longest_ago_is_forgotten_first() -> None:
    newest = NewestHashes()
    starts = [EMPTY.extend([LEAVES[number]]) for number in range(_MOST_TREES + 1)]
    grown = []
    for start, leaf in zip(starts, LEAVES, strict=False):
        newest.grown(EMPTY, [leaf], start)
        grown.append(start)
    assert [newest.of(each) is None for each in grown] == [True] + [False] * _MOST_TREES
