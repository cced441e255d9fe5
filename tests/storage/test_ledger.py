"""Digests that name their algorithm, and heads."""

import hashlib
import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.storage import ledger
from app.storage.ledger import Head, empty_head, head_of
from app.storage.merkle import ALGORITHMS, Frontier


def test_a_digest_names_its_algorithm_and_can_be_recomputed_by_anyone() -> None:
    assert ledger.digest("预算") == "sha256:" + hashlib.sha256("预算".encode()).hexdigest()
    assert ledger.digest("预算", "sm3") == "sm3:" + hashlib.new("sm3", "预算".encode()).hexdigest()
    with pytest.raises(ValueError, match="md5"):
        ledger.digest("预算", "md5")


def test_an_entry_is_hashed_behind_a_zero_byte() -> None:
    assert ledger.entry_digest("sha256", "预算") == "sha256:" + hashlib.sha256(b"\x00" + "预算".encode()).hexdigest()
    with pytest.raises(ValueError, match="md5"):
        ledger.entry_digest("md5", "预算")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_head_says_by_which_algorithm(algorithm: str) -> None:
    assert empty_head(algorithm) == head_of(Frontier(algorithm))
    assert empty_head(algorithm) == Head(0, f"{algorithm}:{hashlib.new(algorithm).hexdigest()}")
    grown = head_of(Frontier(algorithm).extend([b"x" * 32] * 3))
    assert (grown.position, grown.algorithm) == (3, algorithm)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


@given(JSON_VALUES)
@example({"a": 2**64, "\x7f\u2028\b": '\x1f/"\\', "𠮷": None, "一": [-(2**63) - 1, True]})
def test_a_canonical_text_is_what_the_standard_library_writes(value: object) -> None:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert ledger.canonical(value) == written


@pytest.mark.parametrize("value", [Decimal("1.5"), object(), "\ud800"])
def test_what_is_not_plain_json_has_no_canonical_text(value: object) -> None:
    with pytest.raises((TypeError, UnicodeEncodeError)):
        ledger.digest(ledger.canonical(value))
