"""What the ledger is made of: digests that name their algorithm, canonical texts, and where a ledger stands.

Each tenant has one: entries in the order of commits, without gaps, as the leaves of a Merkle tree (merkle.py). The
data of a leaf is the entry's body to the byte (bodies.py).
"""

import json
from dataclasses import dataclass

import orjson

from app.storage.merkle import Frontier, digest_text, empty_root, leaf_hash, plain_hash

DEFAULT_ALGORITHM = "sha256"
EVALUATION = "evaluation"
REVISION = "revision"
WITHDRAWAL = "withdrawal"
RULE_PACK = "rule_pack"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a tenant's ledger stands: how many entries it has, and the root of the tree over them."""

    position: int
    root: str
    """`algorithm:hex`."""

    @property
    def algorithm(self) -> str:
        return algorithm_of(self.root)


def empty_head(algorithm: str = DEFAULT_ALGORITHM) -> Head:
    """Where a ledger without entries stands."""
    return Head(0, digest_text(algorithm, empty_root(algorithm)))


def head_of(frontier: Frontier) -> Head:
    """The head of the ledger with this frontier."""
    return Head(frontier.size, digest_text(frontier.algorithm, frontier.root()))


def digest(text: str | bytes, algorithm: str = DEFAULT_ALGORITHM) -> str:
    """`algorithm:hex` of the text's UTF-8 bytes. Raises ValueError for an algorithm not in ALGORITHMS, or one that
    this Python's OpenSSL does not have."""
    return digest_text(algorithm, plain_hash(algorithm, text if isinstance(text, bytes) else text.encode()))


def entry_digest(algorithm: str, body: str) -> str:
    """The hash of the leaf that an entry is, as `algorithm:hex`."""
    return digest_text(algorithm, leaf_hash(algorithm, body.encode()))


def algorithm_of(digest_with_algorithm: str) -> str:
    """The algorithm that a digest names."""
    return digest_with_algorithm.partition(":")[0]


def canonical(value: object) -> str:
    """JSON with sorted keys, without spaces, with characters written as themselves."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:
        # A whole number of more than 64 bits, or what has no JSON at all.
        return _CANONICAL(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the ledger does not hold.

    `code`: `gap` (an entry is missing), `altered_entry`, `missing_evaluation`, `altered_evaluation`,
    `altered_submission`, `altered_sheet`, `missing_withdrawal`, `altered_withdrawal`, `invalid_row` (a stored value
    that this service does not write), `unrecorded_evaluation`, `unrecorded_withdrawal` (one without an entry),
    `wrong_tile`, `wrong_head`, `wrong_checkpoint`, `wrong_trusted_head` (the tree is not the one that was said),
    `wrong_effective` (another attempt counts than should) or `wrong_finding` (a finding listed that is not there, or
    the reverse).
    """

    position: int
    code: str
    field: str
    """The table and column, or the member of an entry's body: `evaluation.score`."""
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries hold, in a row from the first one asked for, and the head that they lead to, if all of them do;
    else what does not."""

    checked: int
    head: Head | None
    fault: Fault | None
