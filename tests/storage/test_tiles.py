"""Which tiles a growing ledger completes: the same ones, whatever the steps in which it grows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage import tiles
from app.storage.merkle import leaf_hash, root_of
from app.storage.tiles import TILE, Tile, completed_tiles, tile_levels

LEAVES = [leaf_hash("sha256", str(number).encode()) for number in range(TILE * 3 + 5)]


def grown(leaves: list[bytes], steps: list[int]) -> list[Tile]:
    """The tiles after the ledger has grown in these steps, each of which reads back what the ones before stored."""
    made: list[Tile] = []
    size = 0

    def stored(level: int, first: int, last: int) -> list[bytes]:
        if level == 0:
            return leaves[first:last]
        roots = [tile.root for tile in made if tile.level == level - 1]
        return roots[first:last]

    for step in steps:
        made += completed_tiles("sha256", size, leaves[size : size + step], stored)
        size += step
    return made


def test_no_tile_is_complete_before_its_last_hash() -> None:
    assert grown(LEAVES, [TILE - 1]) == []
    (tile,) = grown(LEAVES, [TILE - 1, 1])
    assert (tile.level, tile.number, tile.hashes) == (0, 0, tuple(LEAVES[:TILE]))
    assert tile.root == root_of("sha256", LEAVES[:TILE])


@given(st.lists(st.integers(1, 400), max_size=12))
def test_the_steps_make_no_difference(steps: list[int]) -> None:
    size = min(sum(steps), len(LEAVES))
    within = [min(step, max(size - sum(steps[:at]), 0)) for at, step in enumerate(steps)]
    assert grown(LEAVES, within) == grown(LEAVES, [size])
    assert len(grown(LEAVES, [size])) == sum(tile_levels(size))


def test_a_tile_of_tiles_is_complete_with_its_last_tile() -> None:
    """A ledger of 65,536 entries, whose tiles of level 0 all but one are there already."""
    roots = [leaf_hash("sha256", number.to_bytes(2, "big")) for number in range(TILE - 1)]

    def stored(level: int, first: int, last: int) -> list[bytes]:
        return LEAVES[: last - first] if level == 0 else roots[first:last]

    size = TILE * TILE - 1
    below, above = completed_tiles("sha256", size, [LEAVES[-1]], stored)
    assert (below.level, below.number, above.level, above.number) == (0, TILE - 1, 1, 0)
    assert above.hashes == (*roots, below.root)
    assert above.root == root_of("sha256", above.hashes)


@pytest.mark.parametrize(
    ("size", "levels"),
    [
        (0, []),
        (255, []),
        (256, [1]),
        (511, [1]),
        (65_535, [255]),
        (65_536, [256, 1]),
        (2**24 - 1, [65_535, 255]),
        (2**24, [65_536, 256, 1]),
    ],
)
def test_how_many_tiles_a_ledger_has(size: int, levels: list[int]) -> None:
    assert tile_levels(size) == levels


def test_the_hashes_of_a_tile_are_read_as_they_were_written() -> None:
    text = tiles.to_text(LEAVES[:TILE])
    assert tiles.from_text(text) == LEAVES[:TILE]
    for wrong in (text[:-2], text + "00", text.upper(), "zz" + text[2:], "", text[:-1] + " "):
        with pytest.raises(ValueError, match=r"tile|fromhex"):
            tiles.from_text(wrong)
