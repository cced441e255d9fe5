"""The form of a key: unmistakable, unguessable, and kept as a digest."""

import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.key_text import new_key, read_key


def test_a_key_is_made_of_256_random_bits_behind_a_prefix_that_may_be_shown() -> None:
    asked: list[int] = []

    def randomness(size: int) -> bytes:
        asked.append(size)
        return bytes(range(size))

    key = new_key(randomness)
    assert asked == [10, 32]
    assert str(key) == f"jx_{key.prefix}_{key.secret}"
    assert (len(key.prefix), len(key.secret)) == (16, 52)


@given(st.binary(min_size=42, max_size=42))
def test_every_key_reads_back(content: bytes) -> None:
    parts = iter((content[:10], content[10:]))
    key = new_key(lambda _size: next(parts))
    assert read_key(str(key)) == key


def test_only_the_digest_of_the_whole_key_matches() -> None:
    key, other = new_key(os.urandom), new_key(os.urandom)
    assert key.digest() == "sha256:" + hashlib.sha256(str(key).encode()).hexdigest()
    assert key.matches(key.digest())
    assert not key.matches(other.digest())
    assert not key.matches("")


def test_a_key_that_ends_up_in_a_log_hides_its_secret() -> None:
    key = new_key(os.urandom)
    assert key.secret not in repr(key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jx_",
        "jx_aaaaaaaaaaaaaaaa",
        f"jx_{'a' * 16}_{'a' * 51}",
        f"jx_{'a' * 16}_{'a' * 53}",
        f"jx_{'a' * 15}_{'a' * 52}",
        f"JX_{'a' * 16}_{'a' * 52}",
        f"jx_{'A' * 16}_{'a' * 52}",
        f"jx_{'0' * 16}_{'a' * 52}",
        f"jx_{'a' * 16}_{'a' * 52}\n",
        f" jx_{'a' * 16}_{'a' * 52}",
        f"jx_{'a' * 16}-{'a' * 52}",
        f"jx_{'ａ' * 16}_{'a' * 52}",
    ],
)
def test_what_is_no_key_is_not_read_as_one(text: str) -> None:
    assert read_key(text) is None
