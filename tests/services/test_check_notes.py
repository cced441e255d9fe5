"""Checkpoints that are kept: as they were signed, or located."""

from dataclasses import replace

import pytest

from app.services import check_notes
from app.services.check_notes import faults_in_notes
from app.storage.checkpoint import VerifierKey
from tests.services.ledgers import MemoryLedgers, attestor
from tests.verify.ledgers import SIGNER, STRANGER, Ledger

TENANT = "丰台区"
OWN = VerifierKey("jixiao/丰台区", SIGNER.public_key)
OTHER = VerifierKey("jixiao/丰台区", STRANGER.public_key)


@pytest.fixture
def ledgers(monkeypatch: pytest.MonkeyPatch) -> MemoryLedgers:
    """Nine entries and a checkpoint after each of them, read three at a time."""
    monkeypatch.setattr(check_notes, "_PAGE", 3)
    made = MemoryLedgers({TENANT: Ledger()})
    signing = attestor(made)
    for _ in range(9):
        made.ledgers[TENANT].grow(1)
        signing.keep(TENANT)
    return made


def positions(ledgers: MemoryLedgers, first: int = 1, last: int = 9, *keys: VerifierKey) -> list[int]:
    return [fault.position for fault in faults_in_notes(ledgers, TENANT, first, last, keys or [OWN])]


def test_notes_as_they_were_signed_hold(ledgers: MemoryLedgers) -> None:
    assert positions(ledgers) == []


@pytest.mark.parametrize(
    "damage",
    [
        {"note": ""},
        {"note": Ledger().grow(5).checkpoint().replace("\n5\n", "\n6\n")},
        {"note": Ledger().grow(6).checkpoint()},
        {"note": Ledger(tenant="another").grow(5).checkpoint()},
        {"note": Ledger(algorithm="sm3").grow(5).checkpoint()},
        {"root": "sha256:" + "00" * 32},
    ],
)
@pytest.mark.parametrize("place", [1, 3, 5, 9])
def test_a_note_that_was_altered_is_located(ledgers: MemoryLedgers, place: int, damage: dict[str, str]) -> None:
    ledgers.kept[place - 1] = replace(ledgers.kept[place - 1], **damage)
    assert positions(ledgers) == [place]
    assert positions(ledgers, place, place) == [place]
    assert positions(ledgers, 1, place - 1) == []
    assert positions(ledgers, place + 1) == []


def test_a_note_under_a_former_origin_is_held_to_its_text(ledgers: MemoryLedgers) -> None:
    renamed = VerifierKey("elsewhere/丰台区", SIGNER.public_key)
    assert positions(ledgers, 1, 9, renamed) == []
    ledgers.kept[4] = replace(ledgers.kept[4], root="sha256:" + "00" * 32)
    assert positions(ledgers, 1, 9, renamed) == [5]


def test_a_note_of_a_former_key_is_held_to_its_text_or_to_that_key(ledgers: MemoryLedgers) -> None:
    former = Ledger(signer=STRANGER).grow(5).checkpoint()
    ledgers.kept[4] = replace(ledgers.kept[4], note=former)
    assert positions(ledgers) == []
    assert positions(ledgers, 1, 9, OWN, OTHER) == []
    ledgers.kept[4] = replace(ledgers.kept[4], note=former[:-8] + "AAAAAA=\n")
    assert positions(ledgers) == []
    assert positions(ledgers, 1, 9, OWN, OTHER) == [5]
