"""Two checkpoints and a proof between them: every pair of small sizes, and forgeries."""

import itertools
from pathlib import Path

import pytest

from app.storage.merkle import consistency_proof, inclusion_proof
from app.verify.jixiao_verify import Broken, root_by_inclusion, roots_by_consistency, roots_of_lines
from tests.storage.trees import forgeries, naive_nodes, naive_root
from tests.verify.ledgers import STRANGER, Kept, Ledger

SIZES = 65


@pytest.fixture(scope="module", params=["sha256", "sm3"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return Ledger(algorithm=request.param).grow(SIZES)


@pytest.fixture
def kept(tmp_path: Path, ledger: Ledger) -> Kept:
    return Kept(tmp_path, ledger.key)


def test_lines_rebuild_the_naive_root_of_every_size(ledger: Ledger) -> None:
    lines = iter(body.encode() for body in ledger.bodies)
    count, roots = roots_of_lines(ledger.algorithm, lines, range(SIZES + 5))
    leaves = ledger.leaves
    assert count == SIZES
    assert roots == {size: naive_root(ledger.algorithm, leaves[:size]) for size in range(SIZES + 1)}


def test_every_inclusion_proof_leads_to_the_root_and_forged_ones_do_not(ledger: Ledger) -> None:
    algorithm, leaves = ledger.algorithm, ledger.leaves
    for size in range(1, SIZES):
        root, node = naive_root(algorithm, leaves[:size]), naive_nodes(algorithm, leaves[:size])
        for index in range(size):
            proof = inclusion_proof(algorithm, index, size, node)
            assert root_by_inclusion(algorithm, leaves[index], index, size, proof) == root
            for forged in itertools.islice(forgeries(proof), index % 5, None, 5):
                assert root_by_included_or_none(algorithm, leaves[index], index, size, forged) != root


def root_by_included_or_none(algorithm: str, leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    try:
        return root_by_inclusion(algorithm, leaf, index, size, path)
    except Broken:
        return None


def test_every_consistency_proof_leads_to_both_roots_and_forged_ones_do_not(ledger: Ledger) -> None:
    algorithm, leaves = ledger.algorithm, ledger.leaves
    roots = [naive_root(algorithm, leaves[:size]) for size in range(SIZES)]
    for first, second in itertools.combinations_with_replacement(range(1, SIZES), 2):
        proof = consistency_proof(algorithm, first, second, naive_nodes(algorithm, leaves[:second]))
        wanted = roots[first], roots[second]
        assert roots_by_consistency(algorithm, first, second, roots[first], proof) == wanted
        for forged in itertools.islice(forgeries(proof), (first + second) % 5, None, 5):
            assert roots_or_none(algorithm, first, second, roots[first], forged) != wanted


def roots_or_none(
    algorithm: str, first: int, second: int, root: bytes, path: list[bytes]
) -> tuple[bytes, bytes] | None:
    try:
        return roots_by_consistency(algorithm, first, second, root, path)
    except Broken:
        return None


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 1), (0, 9), (1, 1), (1, 9), (6, 9), (8, 9), (9, 9)])
def test_checkpoints_of_one_ledger_are_consistent(
    ledger: Ledger, kept: Kept, first: int, second: int, capsys: pytest.CaptureFixture[str]
) -> None:
    older, newer = (kept.file(f"{name}.txt", ledger.checkpoint(name)) for name in (first, second))
    proof = kept.file("proof.json", ledger.consistency(first, second))
    assert kept.verdict("consistency", older, newer, "--proof", proof) == 0
    assert f"the ledger of {second} entries still has the {first} of before" in capsys.readouterr().out


@pytest.mark.parametrize("first", [1, 6, 8, 9])
def test_a_rewritten_ledger_is_not_consistent_with_what_it_was(ledger: Ledger, kept: Kept, first: int) -> None:
    older = kept.file("older.txt", ledger.checkpoint(first))
    rewritten = Ledger(algorithm=ledger.algorithm, bodies=[ledger.bodies[0] + " ", *ledger.bodies[1:]])
    newer = kept.file("newer.txt", rewritten.checkpoint(9))
    for proof in (rewritten.consistency(first, 9), ledger.consistency(first, 9)):
        assert kept.verdict("consistency", older, newer, "--proof", kept.file("proof.json", proof)) == 1


def test_a_shorter_ledger_is_not_a_newer_one(ledger: Ledger, kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    older, newer = kept.file("older.txt", ledger.checkpoint(9)), kept.file("newer.txt", ledger.checkpoint(6))
    proof = kept.file("proof.json", ledger.consistency(6, 9))
    assert kept.verdict("consistency", older, newer, "--proof", proof) == 1
    assert "entries were removed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "changes",
    [{"from": 5}, {"to": 8}, {"from": True}, {"from": None}, {"proof": []}, {"proof": ["sha256:00"]}, {"proof": [7]}],
)
def test_a_proof_of_something_else_does_not_do(ledger: Ledger, kept: Kept, changes: dict[str, object]) -> None:
    older, newer = kept.file("older.txt", ledger.checkpoint(6)), kept.file("newer.txt", ledger.checkpoint(9))
    proof = kept.file("proof.json", {**ledger.consistency(6, 9), **changes})
    assert kept.verdict("consistency", older, newer, "--proof", proof) == 1


def test_an_empty_ledger_needs_no_proof_and_takes_none(ledger: Ledger, kept: Kept) -> None:
    older, newer = kept.file("older.txt", ledger.checkpoint(0)), kept.file("newer.txt", ledger.checkpoint(9))
    proof = {"from": 0, "to": 9, "proof": ledger.consistency(6, 9)["proof"]}
    assert kept.verdict("consistency", older, newer, "--proof", kept.file("proof.json", proof)) == 1


def test_two_ledgers_are_not_consistent(ledger: Ledger, kept: Kept) -> None:
    other = Ledger(algorithm=ledger.algorithm, tenant="沙依巴克区").grow(9)
    keys = kept.file("keys.txt", f"{ledger.key}\n{other.key}\n")
    older, newer = kept.file("older.txt", ledger.checkpoint(6)), kept.file("newer.txt", other.checkpoint(9))
    proof = kept.file("proof.json", ledger.consistency(6, 9))
    assert kept.verdict("consistency", older, newer, "--proof", proof, key=keys) == 1


def test_the_signature_of_a_checkpoint_can_be_checked_alone(
    ledger: Ledger, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    note = kept.file("checkpoint.txt", ledger.checkpoint(7))
    assert kept.verdict("checkpoint", note) == 0
    assert "7 条记录" in capsys.readouterr().out
    forged = Ledger(algorithm=ledger.algorithm, signer=STRANGER).grow(7)
    assert kept.verdict("checkpoint", kept.file("forged.txt", forged.checkpoint())) == 1
