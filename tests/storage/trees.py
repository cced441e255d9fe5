"""A Merkle tree as the RFC defines it, without a thought for speed: what the real one is held against."""

import random
from collections.abc import Iterator

from app.storage.merkle import Node, empty_root, node_hash


def naive_root(algorithm: str, leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, over the hashes of the leaves."""
    if not leaves:
        return empty_root(algorithm)
    if len(leaves) == 1:
        return leaves[0]
    half = naive_split(len(leaves))
    return node_hash(algorithm, naive_root(algorithm, leaves[:half]), naive_root(algorithm, leaves[half:]))


def naive_inclusion(algorithm: str, index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    half = naive_split(len(leaves))
    left, right = leaves[:half], leaves[half:]
    if index < half:
        return [*naive_inclusion(algorithm, index, left), naive_root(algorithm, right)]
    return [*naive_inclusion(algorithm, index - half, right), naive_root(algorithm, left)]


def naive_consistency(algorithm: str, first: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1."""
    if first == len(leaves):
        return [] if whole else [naive_root(algorithm, leaves)]
    half = naive_split(len(leaves))
    left, right = leaves[:half], leaves[half:]
    if first <= half:
        return [*naive_consistency(algorithm, first, left, whole), naive_root(algorithm, right)]
    return [*naive_consistency(algorithm, first - half, right, False), naive_root(algorithm, left)]


def naive_split(size: int) -> int:
    half = 1
    while half * 2 < size:
        half *= 2
    return half


def naive_nodes(algorithm: str, leaves: list[bytes]) -> Node:
    """Every complete subtree, worked out when asked for."""

    def node(level: int, index: int) -> bytes:
        covered = leaves[index << level : (index + 1) << level]
        assert len(covered) == 1 << level, f"subtree {index} of level {level} is not complete"
        return naive_root(algorithm, covered)

    return node


def forgeries(proof: list[bytes]) -> Iterator[list[bytes]]:
    """Proofs near a true one: too long at either end, cut at either end, swapped, with one bit or byte amiss."""
    other = bytes(range(32))
    yield [*proof, other]
    yield [other, *proof]
    yield [*proof, b""]
    if not proof:
        return
    yield proof[:-1]
    yield proof[1:]
    yield [*proof, proof[-1]]
    yield [proof[0], *proof]
    for place in range(len(proof) - 1):
        yield [*proof[:place], proof[place + 1], proof[place], *proof[place + 2 :]]
    place = random.Random(len(proof)).randrange(len(proof))
    yield [*proof[:place], bytes([proof[place][0] ^ 1]) + proof[place][1:], *proof[place + 1 :]]
    yield [*proof[:place], proof[place][:-1], *proof[place + 1 :]]
    yield [*proof[:place], proof[place] + b"\x00", *proof[place + 1 :]]
