"""The stored tree: the same nodes as a tree made anew of all the entries."""

import random
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine

from app.storage import ledger_queries
from app.storage.commit import record_batch
from app.storage.ledger import head_of
from app.storage.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from app.storage.tree import ledger_tree
from tests.storage.making import TENANT, new_evaluation

SIZE = 600


@pytest.fixture
def leaves(engine: Engine) -> Sequence[bytes]:
    """The leaves of a ledger that grew in uneven steps across two tiles; another tenant's beside it."""
    for step in (1, 254, 2, 300, 43):
        batch = [new_evaluation() for _ in range(step)]
        record_batch(engine, [*batch, new_evaluation(tenant="another")])
    bodies = ledger_queries.bodies(engine, TENANT, 0, SIZE)
    assert len(bodies) == SIZE
    return [leaf_hash("sha256", body.encode()) for body in bodies]


def test_every_complete_subtree_has_its_hash_and_every_size_its_root(engine: Engine, leaves: Sequence[bytes]) -> None:
    with ledger_tree(engine, TENANT) as tree:
        assert tree is not None
        for level in range(10):
            for index in range(SIZE >> level):
                assert tree.node(level, index) == root_of("sha256", leaves[index << level : (index + 1) << level])
        for size in (0, 1, 2, 255, 256, 257, 511, 512, 513, SIZE):
            assert tree.root_at(size) == root_of("sha256", leaves[:size])
        assert tree.leaf(1) == leaves[0]
        assert tree.leaf(SIZE) == leaves[-1]
        with pytest.raises(ValueError, match="600 entries, not 601"):
            tree.root_at(SIZE + 1)


def test_the_head_is_that_of_the_tree(engine: Engine, leaves: Sequence[bytes]) -> None:
    assert ledger_queries.head(engine, TENANT) == head_of(Frontier("sha256").extend(leaves))


def test_proofs_made_of_stored_nodes_hold(engine: Engine, leaves: Sequence[bytes]) -> None:
    choose = random.Random(5)
    with ledger_tree(engine, TENANT) as tree:
        assert tree is not None
        for _ in range(40):
            first, second = sorted(choose.choices(range(1, SIZE + 1), k=2))
            proof = inclusion_proof("sha256", first - 1, second, tree.node)
            assert verify_inclusion("sha256", leaves[first - 1], first - 1, second, proof, tree.root_at(second))
            grown = consistency_proof("sha256", first, second, tree.node)
            assert verify_consistency("sha256", first, second, tree.root_at(first), tree.root_at(second), grown)


def test_a_tenant_without_entries_has_no_tree(engine: Engine) -> None:
    with ledger_tree(engine, TENANT) as tree:
        assert tree is None


def test_the_tree_stays_as_it_was_when_it_was_opened(engine: Engine) -> None:
    record_batch(engine, [new_evaluation() for _ in range(3)])
    with ledger_tree(engine, TENANT) as tree:
        assert tree is not None
        before = tree.root_at(3)
        record_batch(engine, [new_evaluation()])
        assert (tree.size, tree.root_at(3)) == (3, before)
