"""Proofs hold when they are handed out, and none is handed out that does not."""

from dataclasses import replace

import pytest

from app.services.errors import BeyondLedger, EvaluationNotFound, LedgerContradiction
from app.services.prove import ProofService
from app.storage.data_scope import WHOLE_TENANT, DataScope
from app.storage.merkle import read_digest_text, verify_consistency, verify_inclusion
from app.storage.records import LedgerEntry
from tests.services.ledgers import MemoryLedgers, attestor
from tests.verify.ledgers import Ledger

TENANT = "丰台区"
SIZE = 11


@pytest.fixture(params=["sha256", "sm3"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return Ledger(algorithm=request.param).grow(SIZE)


@pytest.fixture
def service(ledger: Ledger) -> ProofService:
    ledgers = MemoryLedgers({TENANT: ledger})
    return ProofService(ledgers, ledgers, attestor(ledgers))


def hashes(texts: tuple[str, ...]) -> list[bytes]:
    return [read_digest_text(text)[1] for text in texts]


def test_every_entry_is_proved_in_every_size(ledger: Ledger, service: ProofService) -> None:
    for size in range(1, SIZE + 1):
        for position in range(1, size + 1):
            found = service.inclusion(TENANT, position, size)
            assert (found.entry.position, found.tree_size) == (position, size)
            assert verify_inclusion(
                ledger.algorithm,
                ledger.leaves[position - 1],
                position - 1,
                size,
                hashes(found.proof),
                read_digest_text(found.root)[1],
            )


def test_every_size_is_proved_to_continue_every_smaller_one(ledger: Ledger, service: ProofService) -> None:
    for second in range(SIZE + 1):
        for first in range(second + 1):
            found = service.consistency(TENANT, first, second)
            roots = (read_digest_text(found.first_root)[1], read_digest_text(found.second_root)[1])
            assert verify_consistency(ledger.algorithm, first, second, *roots, hashes(found.proof))


def test_the_present_ledger_is_meant_where_no_size_is_given(service: ProofService) -> None:
    assert service.inclusion(TENANT, 3).tree_size == SIZE
    assert service.inclusion(TENANT, 3).signed.checkpoint.size == SIZE
    assert service.consistency(TENANT, 3, None).second == SIZE


def test_an_evaluation_leads_to_its_entry(service: ProofService) -> None:
    assert service.inclusion_of(TENANT, WHOLE_TENANT, "evaluation-4").entry.position == 4
    assert service.inclusion_of(TENANT, WHOLE_TENANT, "evaluation-4", 4).tree_size == 4


@pytest.mark.parametrize(("tenant", "evaluation"), [(TENANT, "evaluation-12"), ("another", "evaluation-4")])
def test_an_evaluation_of_nobody_or_another_is_not_found(service: ProofService, tenant: str, evaluation: str) -> None:
    with pytest.raises(EvaluationNotFound):
        service.inclusion_of(tenant, WHOLE_TENANT, evaluation)


def test_an_evaluation_outside_the_data_scope_is_not_found(service: ProofService) -> None:
    for inside in (DataScope("1101", None), DataScope(None, frozenset({"149"}))):
        assert service.inclusion_of(TENANT, inside, "evaluation-4").entry.position == 4
    for outside in (DataScope("1102", None), DataScope(None, frozenset({"150"}))):
        with pytest.raises(EvaluationNotFound):
            service.inclusion_of(TENANT, outside, "evaluation-4")


@pytest.mark.parametrize(
    ("position", "size", "name"),
    [
        (SIZE + 1, None, "position"),
        (0, None, "position"),
        (-1, None, "position"),
        (5, 4, "position"),
        (1, 0, "position"),
        (1, SIZE + 1, "tree_size"),
        (2**62, 2**63 - 1, "tree_size"),
    ],
)
def test_no_entry_is_proved_beyond_the_ledger(
    service: ProofService, position: int, size: int | None, name: str
) -> None:
    with pytest.raises(BeyondLedger) as beyond:
        service.inclusion(TENANT, position, size)
    assert beyond.value.name == name


@pytest.mark.parametrize(
    ("first", "second", "name"), [(SIZE + 1, None, "from"), (5, 4, "from"), (0, SIZE + 1, "to"), (5, 2**62, "to")]
)
def test_no_growth_is_proved_beyond_the_ledger(
    service: ProofService, first: int, second: int | None, name: str
) -> None:
    with pytest.raises(BeyondLedger) as beyond:
        service.consistency(TENANT, first, second)
    assert beyond.value.name == name


def test_an_empty_ledger_has_no_entry_to_prove(service: ProofService) -> None:
    with pytest.raises(BeyondLedger):
        service.inclusion("new", 1)
    assert service.consistency("new", 0, None).proof == ()


class Altered(MemoryLedgers):
    """The tree is as it was; the entries are not."""

    def entry(self, tenant: str, position: int) -> LedgerEntry | None:
        entry = super().entry(tenant, position)
        return None if entry is None else replace(entry, body=entry.body.replace("4.5", "9.5"))


def test_no_proof_is_given_of_an_altered_or_missing_entry(ledger: Ledger) -> None:
    altered = Altered({TENANT: ledger})
    with pytest.raises(LedgerContradiction, match="entry 4 is not the one in the tree"):
        ProofService(altered, altered, attestor(altered)).inclusion(TENANT, 4)
    empty = MemoryLedgers()
    with pytest.raises(LedgerContradiction, match="entry 4 is missing"):
        ProofService(empty, empty, attestor(MemoryLedgers({TENANT: ledger}))).inclusion(TENANT, 4)
