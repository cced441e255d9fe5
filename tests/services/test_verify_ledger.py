"""A range of the ledger at a time, bounded, one verification at a time, against checkpoints of one's own."""

from collections.abc import Iterable
from threading import Event, Thread

import pytest

from app.services import verify_ledger
from app.services.errors import BeyondLedger, ForeignCheckpoint, VerificationBusy
from app.services.verify_ledger import LedgerVerification
from app.storage.ledger import Fault, Head, Verdict
from tests.services.ledgers import MemoryLedgers, attestor
from tests.verify.ledgers import STRANGER, Ledger

TENANT = "丰台区"
SIZE = 9


@pytest.fixture
def ledger() -> Ledger:
    return Ledger().grow(SIZE)


@pytest.fixture
def ledgers(ledger: Ledger) -> MemoryLedgers:
    return MemoryLedgers({TENANT: ledger})


@pytest.fixture
def service(ledgers: MemoryLedgers) -> LedgerVerification:
    return LedgerVerification(ledgers, attestor(ledgers))


@pytest.mark.parametrize(
    ("first", "last", "asked"),
    [(1, None, (1, None)), (1, SIZE, (1, None)), (1, 8, (1, 8)), (4, 4, (4, 4)), (SIZE, None, (SIZE, None))],
)
def test_the_range_asked_for_is_verified_the_end_with_the_head(
    service: LedgerVerification, ledgers: MemoryLedgers, first: int, last: int | None, asked: tuple[int, int | None]
) -> None:
    found = service.verify(TENANT, first, last, [])
    assert (found.first, found.last, found.head) == (first, last or SIZE, SIZE)
    assert ledgers.asked == [(*asked, [])]


@pytest.mark.parametrize(
    ("first", "last", "name"), [(SIZE + 1, None, "/from"), (1, SIZE + 1, "/to"), (2**62, 2**62, "/from"), (5, 4, "/to")]
)
def test_a_range_beyond_the_ledger_is_refused(
    service: LedgerVerification, first: int, last: int | None, name: str
) -> None:
    with pytest.raises(BeyondLedger) as beyond:
        service.verify(TENANT, first, last, [])
    assert beyond.value.name == name


def test_one_call_verifies_no_more_than_it_may(
    service: LedgerVerification, ledgers: MemoryLedgers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_ledger, "MOST_ENTRIES", 4)
    assert service.verify(TENANT, 1, None, []).last == 4
    assert service.verify(TENANT, 5, 8, []).last == 8
    assert service.verify(TENANT, 9, None, []).last == 9
    with pytest.raises(BeyondLedger) as beyond:
        service.verify(TENANT, 1, 5, [])
    assert (beyond.value.name, beyond.value.size) == ("/to", 4)


def test_checkpoints_of_ones_own_are_heads_to_hold_the_ledger_to(
    service: LedgerVerification, ledgers: MemoryLedgers, ledger: Ledger
) -> None:
    service.verify(TENANT, 1, None, [ledger.checkpoint(5), ledger.checkpoint()])
    root = Ledger(bodies=ledger.bodies[:5]).frontier().root().hex()
    assert ledgers.asked[0][2] == [Head(5, f"sha256:{root}"), ledgers.head(TENANT)]


@pytest.mark.parametrize(
    "note", ["", "x", Ledger(signer=STRANGER).grow(3).checkpoint(), Ledger(tenant="x").checkpoint()]
)
def test_a_checkpoint_that_is_not_of_this_ledger_is_refused(
    service: LedgerVerification, ledgers: MemoryLedgers, ledger: Ledger, note: str
) -> None:
    with pytest.raises(ForeignCheckpoint) as foreign:
        service.verify(TENANT, 1, None, [ledger.checkpoint(), note])
    assert foreign.value.index == 1
    assert ledgers.asked == []


def test_a_fault_is_handed_on(service: LedgerVerification, ledgers: MemoryLedgers) -> None:
    ledgers.fault = Fault(3, "altered_entry", "ledger_entry.body", "")
    assert service.verify(TENANT, 1, None, []).verdict.fault == ledgers.fault


def test_a_second_verification_is_told_to_come_back_and_a_later_one_is_not(ledger: Ledger) -> None:
    begun, go_on = Event(), Event()

    class Slow(MemoryLedgers):
        def verify(self, tenant: str, *, first: int, last: int | None, trusted: Iterable[Head]) -> Verdict:
            begun.set()
            assert go_on.wait(20)
            return super().verify(tenant, first=first, last=last, trusted=trusted)

    slow = Slow({TENANT: ledger})
    service = LedgerVerification(slow, attestor(slow))
    first = Thread(target=service.verify, args=(TENANT, 1, None, []))
    first.start()
    assert begun.wait(20)
    with pytest.raises(VerificationBusy):
        service.verify(TENANT, 1, None, [])
    go_on.set()
    first.join()
    assert service.verify(TENANT, 1, None, []).verdict.fault is None
