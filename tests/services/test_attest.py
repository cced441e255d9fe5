"""Signing heads: what is signed verifies, and what contradicts an earlier signature is not signed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.services.attest import Attestor
from app.services.errors import LedgerContradiction
from app.storage.checkpoint import Checkpoint, open_checkpoint, read_verifier_key
from app.storage.merkle import empty_root
from app.storage.records import StoredCheckpoint
from tests.services.ledgers import NOW, MemoryLedgers, MemoryTree, attestor
from tests.verify.ledgers import Ledger

TENANT = "丰台区"


@pytest.fixture(params=["sha256", "sm3"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return Ledger(algorithm=request.param).grow(9)


@pytest.fixture
def ledgers(ledger: Ledger) -> MemoryLedgers:
    return MemoryLedgers({TENANT: ledger})


def test_the_head_is_signed_as_it_stands(ledger: Ledger, ledgers: MemoryLedgers) -> None:
    signed = attestor(ledgers).head(TENANT)
    expected = Checkpoint("jixiao/丰台区", 9, ledger.frontier().root(), ledger.algorithm)
    assert open_checkpoint(signed.note, read_verifier_key(signed.verifier_key)) == expected
    assert (signed.tenant, signed.checkpoint, signed.root) == (TENANT, expected, ledgers.head(TENANT).root)


def test_an_empty_ledger_is_signed_too(ledgers: MemoryLedgers) -> None:
    signed = attestor(ledgers).head("new")
    assert signed.checkpoint == Checkpoint("jixiao/new", 0, empty_root("sm3"), "sm3")


def test_a_ledger_that_grows_is_signed_again_and_again(ledger: Ledger, ledgers: MemoryLedgers) -> None:
    signing = attestor(ledgers)
    for size in range(9, 30):
        assert signing.head(TENANT).checkpoint.size == size
        ledger.grow(1)


def rewrite(ledger: Ledger) -> None:
    ledger.bodies[3] = ledger.bodies[3].replace("4.5", "9.5")


def cut_off(ledger: Ledger) -> None:
    ledger.bodies.pop()


def rewrite_and_grow(ledger: Ledger) -> None:
    rewrite(ledger)
    ledger.grow(5)


def change_the_algorithm(ledger: Ledger) -> None:
    ledger.algorithm = {"sha256": "sm3", "sm3": "sha256"}[ledger.algorithm]


TAMPERINGS = [rewrite, cut_off, rewrite_and_grow, change_the_algorithm]


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_what_contradicts_the_last_signature_is_not_signed(
    ledger: Ledger, ledgers: MemoryLedgers, tamper: object
) -> None:
    """The process itself is a witness: whoever alters the database has not altered its memory."""
    signing = attestor(ledgers)
    signing.head(TENANT)
    assert callable(tamper)
    tamper(ledger)
    for _ in range(2):
        with pytest.raises(LedgerContradiction):
            signing.head(TENANT)


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_what_contradicts_the_last_checkpoint_kept_is_not_signed(
    ledger: Ledger, ledgers: MemoryLedgers, tamper: object
) -> None:
    attestor(ledgers).keep(TENANT)
    assert callable(tamper)
    tamper(ledger)
    with pytest.raises(LedgerContradiction):
        attestor(ledgers).head(TENANT)


@pytest.mark.parametrize("root", ["", "sha256:00", "md5:" + "00" * 32])
def test_a_checkpoint_that_was_spoilt_is_a_contradiction(ledgers: MemoryLedgers, root: str) -> None:
    attestor(ledgers).keep(TENANT)
    ledgers.kept = [replace(ledgers.kept[0], root=root)]
    with pytest.raises(LedgerContradiction, match="checkpoint at 9"):
        attestor(ledgers).head(TENANT)


@pytest.mark.parametrize("error", [LookupError, KeyError, ValueError])
def test_a_node_that_cannot_be_read_is_a_contradiction(
    ledgers: MemoryLedgers, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(self: MemoryTree, level: int, index: int) -> bytes:
        raise error("gone")

    monkeypatch.setattr(MemoryTree, "node", unreadable)
    with pytest.raises(LedgerContradiction, match="node 0 of level 3"):
        attestor(ledgers).head(TENANT)


def test_a_head_of_which_no_tree_can_be_made_is_a_contradiction(ledgers: MemoryLedgers) -> None:
    class Senseless(MemoryLedgers):
        @contextmanager
        def tree(self, tenant: str) -> Iterator[MemoryTree | None]:
            raise ValueError("2 peaks are not the frontier of a tree of 9 leaves")
            yield None

    with pytest.raises(LedgerContradiction, match="2 peaks"):
        attestor(Senseless(ledgers.ledgers)).head(TENANT)


def test_what_another_reader_saw_a_moment_earlier_is_no_contradiction(ledger: Ledger, ledgers: MemoryLedgers) -> None:
    """Two requests: one has read the tree when the other signs a longer one."""

    class Overtaken(MemoryLedgers):
        @contextmanager
        def tree(self, tenant: str) -> Iterator[MemoryTree | None]:
            read = MemoryTree(ledger.algorithm, ledger.leaves)
            if not overtaking:
                overtaking.append(True)
                ledger.grow(1)
                assert signing.head(TENANT).checkpoint.size == 10
            yield read

    overtaking: list[bool] = []
    signing = Attestor(Overtaken(ledgers.ledgers), attestor(ledgers)._signer, "jixiao", lambda: NOW)
    assert signing.head(TENANT).checkpoint.size == 9
    assert signing.head(TENANT).checkpoint.size == 10


def test_a_checkpoint_is_kept_once_the_ledger_has_moved(ledger: Ledger, ledgers: MemoryLedgers) -> None:
    signing = attestor(ledgers)
    first = signing.keep(TENANT)
    assert first == StoredCheckpoint(
        tenant=TENANT, position=9, root=ledgers.head(TENANT).root, note=ledger.checkpoint(), recorded_at=NOW
    )
    assert signing.keep(TENANT) == first
    ledger.grow(2)
    second = signing.keep(TENANT)
    assert second is not None
    assert second.position == 11
    assert ledgers.kept == [first, second]


def test_no_checkpoint_is_kept_of_an_empty_ledger(ledgers: MemoryLedgers) -> None:
    assert attestor(ledgers).keep("new") is None
    assert ledgers.kept == []
