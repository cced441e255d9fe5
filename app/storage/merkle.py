"""The ledger's Merkle tree as arithmetic: hashes, the frontier that grows, proofs and their verification.

Hashing, shape and proofs are those of RFC 9162, section 2.1 (RFC 6962 has the same): a leaf is hashed behind a zero
byte, two children behind a one byte, and a tree of n leaves splits at the greatest power of two below n. Positions in
the ledger count from 1; here, as in the RFC, leaves count from 0 and `size` is how many there are.

It is our own code because no library fits: pymerkle, the one maintained Python library of such trees, is under the
GPL, hashes with no SM3, and keeps its tree in tables of its own with every proof recomputed from the leaves; ours lies
in the ledger's transaction, in tiles. The others on the package index are months old or have been left for years.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

ALGORITHMS = ("sha256", "sm3")
HASH_BYTES = 32
# No ledger is longer; a proof for a longer one is refused before anybody calculates with the number.
LARGEST_SIZE = 2**63 - 1
_EMPTY = "-"

Node = Callable[[int, int], bytes]
"""`node(level, index)`: the hash of the index-th complete subtree of 2**level leaves."""


def plain_hash(algorithm: str, data: bytes) -> bytes:
    """The hash of any bytes. Raises ValueError for an algorithm that is not in ALGORITHMS, or that this Python's
    OpenSSL lacks."""
    if algorithm == "sha256":
        return hashlib.sha256(data).digest()
    if algorithm not in ALGORITHMS:
        raise ValueError(f"{algorithm} is not one of the ledger's algorithms")
    return hashlib.new(algorithm, data).digest()


def leaf_hash(algorithm: str, data: bytes) -> bytes:
    """The hash of a leaf's data. Raises as `plain_hash` does."""
    return plain_hash(algorithm, b"\x00" + data)


def node_hash(algorithm: str, left: bytes, right: bytes) -> bytes:
    """The hash of a node with two children."""
    return plain_hash(algorithm, b"\x01" + left + right)


def empty_root(algorithm: str) -> bytes:
    """The root of a tree without leaves: the hash of nothing."""
    return plain_hash(algorithm, b"")


def digest_text(algorithm: str, digest: bytes) -> str:
    """A hash with the name of its algorithm: `sha256:…`, in hexadecimal."""
    return f"{algorithm}:{digest.hex()}"


def read_digest_text(text: str) -> tuple[str, bytes]:
    """The algorithm and the hash. Raises ValueError for anything that `digest_text` does not write."""
    algorithm, _, hexadecimal = text.partition(":")
    digest = _read_hash(hexadecimal)
    if algorithm not in ALGORITHMS:
        raise ValueError(f"{algorithm} is not one of the ledger's algorithms")
    return algorithm, digest


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that a tree must remember to grow: the hashes of its complete subtrees, the largest (leftmost) first.

    There is one for every bit that is set in `size`.
    """

    algorithm: str
    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """The frontier of the tree with one more leaf, given by its hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """The frontier of the tree with these leaves, given by their hashes, after its own."""
        peaks, size = list(self.peaks), self.size
        for leaf in leaves:
            grown, full = leaf, size
            while full & 1:
                grown = node_hash(self.algorithm, peaks.pop(), grown)
                full >>= 1
            peaks.append(grown)
            size += 1
        return Frontier(self.algorithm, size, tuple(peaks))

    def root(self) -> bytes:
        """The hash that stands for the whole tree."""
        if not self.peaks:
            return empty_root(self.algorithm)
        return _join(self.algorithm, self.peaks)

    def to_text(self) -> str:
        """The peaks in hexadecimal, separated by spaces; a dash for none, since some databases take empty text for
        null."""
        return " ".join(peak.hex() for peak in self.peaks) or _EMPTY

    @classmethod
    def from_text(cls, algorithm: str, size: int, text: str) -> "Frontier":
        """What `to_text` wrote. Raises ValueError if it cannot be the frontier of a tree of this size."""
        peaks = () if text == _EMPTY else tuple(_read_hash(peak) for peak in text.split(" "))
        if size < 0 or len(peaks) != size.bit_count():
            raise ValueError(f"{len(peaks)} peaks are not the frontier of a tree of {size} leaves")
        return cls(algorithm, size, peaks)


def root_of(algorithm: str, leaves: Iterable[bytes]) -> bytes:
    """The root of the tree with these leaves, given by their hashes; of 256 of them, what the tile above keeps."""
    return Frontier(algorithm).extend(leaves).root()


def root_at(algorithm: str, size: int, node: Node) -> bytes:
    """The root that the tree had when it had `size` leaves."""
    return _range_root(algorithm, 0, size, node) if size else empty_root(algorithm)


def inclusion_proof(algorithm: str, index: int, size: int, node: Node) -> list[bytes]:
    """The hashes that lead from leaf `index` (from 0) to the root of the tree of `size` leaves.

    RFC 9162, 2.1.3.1. Raises ValueError unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    beside: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    return [_range_root(algorithm, *leaves, node) for leaves in reversed(beside)]


def consistency_proof(algorithm: str, first: int, second: int, node: Node) -> list[bytes]:
    """The hashes that show the tree of `first` leaves to be the beginning of the one of `second` leaves.

    RFC 9162, 2.1.4.1; empty where there is nothing to show: from an empty tree, or to the same size.
    Raises ValueError unless 0 <= first <= second.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} leaves is not the beginning of one of {second}")
    if first in (0, second):
        return []
    beside: list[tuple[int, int]] = []
    start, end = 0, second
    while end != first:
        middle = start + _split(end - start)
        if first <= middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    # The verifier has the first root already; it needs the subtree only where that is not the whole first tree.
    if start:
        beside.append((start, end))
    return [_range_root(algorithm, *leaves, node) for leaves in reversed(beside)]


def verify_inclusion(algorithm: str, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the tree of `size` leaves with this root has the leaf hash at `index`.

    RFC 9162, 2.1.3.2. False for whatever else is handed in.
    """
    if not 0 <= index < size <= LARGEST_SIZE or not _are_hashes(leaf, root, *proof):
        return False
    position, last = index, size - 1
    reached = leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            reached = node_hash(algorithm, sibling, reached)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            reached = node_hash(algorithm, reached, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and reached == root


def verify_consistency(
    algorithm: str, first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the tree of `first` leaves is the beginning of the one of `second` leaves.

    RFC 9162, 2.1.4.2, and beyond it: an empty tree is the beginning of any. False for whatever else is handed in.
    """
    if not 0 <= first <= second <= LARGEST_SIZE or not _are_hashes(first_root, second_root, *proof):
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == empty_root(algorithm)
    # A first tree that is one complete subtree is itself the first hash of the path.
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    if not path:
        return False
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first_reached = second_reached = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            first_reached = node_hash(algorithm, sibling, first_reached)
            second_reached = node_hash(algorithm, sibling, second_reached)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            second_reached = node_hash(algorithm, second_reached, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and first_reached == first_root and second_reached == second_root


def _split(size: int) -> int:
    """The greatest power of two below `size`: where a tree of so many leaves divides."""
    return 1 << (size - 1).bit_length() - 1


def _range_root(algorithm: str, start: int, end: int, node: Node) -> bytes:
    """The hash over the leaves from `start` to before `end`, a range as the splits above make them."""
    peaks: list[bytes] = []
    while start < end:
        level = (end - start).bit_length() - 1
        peaks.append(node(level, start >> level))
        start += 1 << level
    return _join(algorithm, peaks)


def _join(algorithm: str, peaks: Sequence[bytes]) -> bytes:
    joined = peaks[-1]
    for peak in reversed(peaks[:-1]):
        joined = node_hash(algorithm, peak, joined)
    return joined


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _read_hash(hexadecimal: str) -> bytes:
    digest = bytes.fromhex(hexadecimal)
    if digest.hex() != hexadecimal or len(digest) != HASH_BYTES:
        raise ValueError(f"{hexadecimal!r} is not a hash")
    return digest
