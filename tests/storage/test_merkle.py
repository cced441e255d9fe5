"""The Merkle tree: published vectors, a naive tree for every small size, and forged proofs."""

import hashlib
import itertools

import pytest

from app.storage import merkle
from app.storage.merkle import (
    ALGORITHMS,
    LARGEST_SIZE,
    Frontier,
    consistency_proof,
    empty_root,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.storage.trees import forgeries, naive_consistency, naive_inclusion, naive_nodes, naive_root

SIZES = 65
SHA256 = "sha256"

# The leaves, roots and proofs that the logs of Certificate Transparency are tested with.
VECTOR_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
VECTOR_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
VECTOR_INCLUSIONS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
VECTOR_CONSISTENCIES = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


@pytest.fixture(scope="module")
def vector() -> list[bytes]:
    return [leaf_hash(SHA256, data) for data in VECTOR_LEAVES]


@pytest.fixture(scope="module", params=ALGORITHMS)
def algorithm(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def leaves(algorithm: str) -> list[bytes]:
    return [leaf_hash(algorithm, b"%d" % number) for number in range(SIZES)]


def test_roots_are_the_published_ones(vector: list[bytes]) -> None:
    assert [root_of(SHA256, vector[:size]).hex() for size in range(9)] == VECTOR_ROOTS


@pytest.mark.parametrize(("index", "size"), VECTOR_INCLUSIONS)
def test_inclusion_proofs_are_the_published_ones(vector: list[bytes], index: int, size: int) -> None:
    proof = inclusion_proof(SHA256, index, size, naive_nodes(SHA256, vector[:size]))
    assert [each.hex() for each in proof] == VECTOR_INCLUSIONS[index, size]
    assert verify_inclusion(SHA256, vector[index], index, size, proof, bytes.fromhex(VECTOR_ROOTS[size]))


@pytest.mark.parametrize(("first", "second"), VECTOR_CONSISTENCIES)
def test_consistency_proofs_are_the_published_ones(vector: list[bytes], first: int, second: int) -> None:
    proof = consistency_proof(SHA256, first, second, naive_nodes(SHA256, vector[:second]))
    roots = (bytes.fromhex(VECTOR_ROOTS[first]), bytes.fromhex(VECTOR_ROOTS[second]))
    assert [each.hex() for each in proof] == VECTOR_CONSISTENCIES[first, second]
    assert verify_consistency(SHA256, first, second, *roots, proof)


def test_leaves_and_nodes_are_told_apart(algorithm: str) -> None:
    left, right = leaf_hash(algorithm, b"a"), leaf_hash(algorithm, b"b")
    assert node_hash(algorithm, left, right) != leaf_hash(algorithm, left + right)
    assert leaf_hash(algorithm, b"a") == hashlib.new(algorithm, b"\x00a").digest()
    assert node_hash(algorithm, left, right) == hashlib.new(algorithm, b"\x01" + left + right).digest()


def test_the_root_and_the_frontier_grow_as_the_naive_tree(algorithm: str, leaves: list[bytes]) -> None:
    frontier = Frontier(algorithm)
    for size in range(SIZES):
        assert frontier.root() == naive_root(algorithm, leaves[:size])
        assert frontier.root() == root_at(algorithm, size, naive_nodes(algorithm, leaves[:size]))
        assert Frontier(algorithm).extend(leaves[:size]) == frontier
        assert Frontier.from_text(algorithm, size, frontier.to_text()) == frontier
        frontier = frontier.append(leaves[size])


def test_every_inclusion_proof_is_the_naive_one_and_holds_for_its_leaf_alone(
    algorithm: str, leaves: list[bytes]
) -> None:
    for size in range(1, SIZES):
        root, node = naive_root(algorithm, leaves[:size]), naive_nodes(algorithm, leaves[:size])
        for index in range(size):
            proof = inclusion_proof(algorithm, index, size, node)
            assert proof == naive_inclusion(algorithm, index, leaves[:size])
            assert verify_inclusion(algorithm, leaves[index], index, size, proof, root)
            assert not verify_inclusion(algorithm, leaves[index], (index + 1) % (size + 1), size, proof, root)
            assert not verify_inclusion(algorithm, leaves[(index + 1) % SIZES], index, size, proof, root)


def test_every_consistency_proof_is_the_naive_one_and_holds_for_its_roots_alone(
    algorithm: str, leaves: list[bytes]
) -> None:
    roots = [naive_root(algorithm, leaves[:size]) for size in range(SIZES)]
    for second in range(1, SIZES):
        node = naive_nodes(algorithm, leaves[:second])
        for first in range(1, second + 1):
            proof = consistency_proof(algorithm, first, second, node)
            assert proof == naive_consistency(algorithm, first, leaves[:second])
            assert verify_consistency(algorithm, first, second, roots[first], roots[second], proof)
            assert not verify_consistency(algorithm, first, second, roots[first - 1], roots[second], proof)
            assert not verify_consistency(algorithm, first, second, roots[first], roots[second - 1], proof)


def test_a_rewritten_tree_is_not_consistent_with_what_it_was(algorithm: str, leaves: list[bytes]) -> None:
    for first, second in itertools.combinations(range(1, 34), 2):
        before = naive_root(algorithm, leaves[:first])
        rewritten = [leaf_hash(algorithm, b"forged"), *leaves[1:second]]
        proof = consistency_proof(algorithm, first, second, naive_nodes(algorithm, rewritten))
        assert not verify_consistency(algorithm, first, second, before, naive_root(algorithm, rewritten), proof)


def test_forged_inclusion_proofs_are_refused(algorithm: str, leaves: list[bytes]) -> None:
    for size in range(1, SIZES):
        root, node = naive_root(algorithm, leaves[:size]), naive_nodes(algorithm, leaves[:size])
        for index in range(size):
            proof = inclusion_proof(algorithm, index, size, node)
            for forged in forgeries(proof):
                assert not verify_inclusion(algorithm, leaves[index], index, size, forged, root), (index, size)


def test_forged_consistency_proofs_are_refused(algorithm: str, leaves: list[bytes]) -> None:
    roots = [naive_root(algorithm, leaves[:size]) for size in range(SIZES)]
    for first, second in itertools.combinations_with_replacement(range(1, SIZES), 2):
        proof = consistency_proof(algorithm, first, second, naive_nodes(algorithm, leaves[:second]))
        for forged in forgeries(proof):
            assert not verify_consistency(algorithm, first, second, roots[first], roots[second], forged)


@pytest.mark.parametrize(
    ("index", "size"),
    [
        (0, 0),
        (1, 1),
        (-1, 1),
        (0, -1),
        (8, 8),
        (9, 8),
        (0, LARGEST_SIZE + 1),
        (LARGEST_SIZE, LARGEST_SIZE + 1),
        (2**4000, 2**4000 + 1),
        (-(2**4000), 8),
    ],
)
def test_impossible_places_are_refused(vector: list[bytes], index: int, size: int) -> None:
    root = naive_root(SHA256, vector)
    for proof in ([], inclusion_proof(SHA256, 0, 8, naive_nodes(SHA256, vector)), [root] * 70):
        assert not verify_inclusion(SHA256, vector[0], index, size, proof, root)


def test_the_longest_ledger_has_proofs_of_sixty_three_hashes(vector: list[bytes]) -> None:
    proof = [vector[0]] * 63
    root = vector[1]
    for sibling in proof:
        root = node_hash(SHA256, root, sibling)
    assert verify_inclusion(SHA256, vector[1], 0, LARGEST_SIZE, proof, root)
    assert not verify_inclusion(SHA256, vector[1], 0, LARGEST_SIZE + 1, proof, root)


@pytest.mark.parametrize(
    ("first", "second"), [(8, 1), (-1, 8), (1, 0), (1, LARGEST_SIZE + 1), (2**4000, 2**4000), (-(2**4000), 2**4000)]
)
def test_impossible_sizes_are_refused(vector: list[bytes], first: int, second: int) -> None:
    root = naive_root(SHA256, vector)
    for proof in ([], consistency_proof(SHA256, 1, 8, naive_nodes(SHA256, vector)), [root] * 70):
        assert not verify_consistency(SHA256, first, second, root, root, proof)


def test_an_empty_tree_is_the_beginning_of_any_and_needs_no_proof(algorithm: str, leaves: list[bytes]) -> None:
    root, empty = naive_root(algorithm, leaves[:5]), empty_root(algorithm)
    assert consistency_proof(algorithm, 0, 5, naive_nodes(algorithm, leaves[:5])) == []
    assert verify_consistency(algorithm, 0, 5, empty, root, [])
    assert verify_consistency(algorithm, 0, 0, empty, empty, [])
    assert not verify_consistency(algorithm, 0, 5, root, root, [])
    assert not verify_consistency(algorithm, 0, 5, empty, root, [root])
    assert not verify_consistency(algorithm, 0, 0, root, empty, [])


def test_a_proof_from_one_leaf_to_another_root_is_refused(algorithm: str, leaves: list[bytes]) -> None:
    assert not verify_consistency(algorithm, 1, 2, leaves[0], leaves[0], [])
    assert not verify_consistency(algorithm, 4, 5, leaves[0], leaves[0], [])


def test_a_root_of_the_wrong_length_is_refused(vector: list[bytes]) -> None:
    assert not verify_inclusion(SHA256, vector[0], 0, 1, [], vector[0][:-1])
    assert not verify_inclusion(SHA256, b"", 0, 1, [], b"")
    assert not verify_consistency(SHA256, 1, 1, b"", b"", [])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (3, 3)])
def test_there_is_no_proof_of_a_leaf_outside_the_tree(vector: list[bytes], index: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        inclusion_proof(SHA256, index, size, naive_nodes(SHA256, vector))


@pytest.mark.parametrize(("first", "second"), [(3, 2), (-1, 2)])
def test_there_is_no_proof_backwards(vector: list[bytes], first: int, second: int) -> None:
    with pytest.raises(ValueError, match="is not the beginning"):
        consistency_proof(SHA256, first, second, naive_nodes(SHA256, vector))


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (1, "-"),
        (0, "00" * 32),
        (3, "00" * 32),
        (2, " ".join(["00" * 32] * 2)),
        (1, "00" * 31),
        (1, "00" * 33),
        (1, "AB" * 32),
        (1, " " + "00" * 32),
        (1, "zz" * 32),
        (0, ""),
        (-1, "00" * 32),
    ],
)
def test_a_frontier_that_cannot_be_is_refused(size: int, text: str) -> None:
    with pytest.raises(ValueError, match=r"frontier|hash|hexadecimal"):
        Frontier.from_text(SHA256, size, text)


def test_digests_name_their_algorithm(algorithm: str) -> None:
    digest = leaf_hash(algorithm, b"")
    text = merkle.digest_text(algorithm, digest)
    assert text == f"{algorithm}:{digest.hex()}"
    assert merkle.read_digest_text(text) == (algorithm, digest)


@pytest.mark.parametrize(
    "text", ["", "sha256", "sha256:", "md5:" + "00" * 32, "sha256:" + "AB" * 32, "sha256:" + "00" * 31, "00" * 32]
)
def test_a_digest_that_nobody_wrote_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"hash|algorithm|hexadecimal"):
        merkle.read_digest_text(text)


def test_other_algorithms_are_refused() -> None:
    for call in (lambda: leaf_hash("md5", b""), lambda: empty_root("sha1"), lambda: node_hash("", b"", b"")):
        with pytest.raises(ValueError, match="not one of the ledger's algorithms"):
            call()
