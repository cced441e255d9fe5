"""A Merkle tree as the RFC defines it, without a thought for speed: what the real one is held against."""

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
