"""What was handed out once holds for ever: files kept from an earlier day, which nobody makes anew.

They came from the service on 2026-11-28, one set per algorithm. A release that finds fault with them breaks a promise
to everybody who keeps receipts.
"""

from pathlib import Path

import pytest

from app.verify.jixiao_verify import main

KEPT = Path(__file__).with_name("kept")


@pytest.fixture(params=["sha256", "sm3"])
def kept(request: pytest.FixtureRequest) -> Path:
    return KEPT / str(request.param)


def verdict(kept: Path, *arguments: str) -> int:
    return main([str(kept / word) if (kept / word).exists() else word for word in (*arguments, "--key", "key.txt")])


def test_a_receipt_kept_from_then_holds_with_its_answer_and_its_form(kept: Path) -> None:
    assert verdict(kept, "receipt.json", "--evaluation", "answer.json", "--submission", "submission.json") == 0


def test_a_mirror_kept_from_then_has_the_roots_of_its_checkpoints(kept: Path) -> None:
    assert verdict(kept, "mirror", "feed.ndjson", "--checkpoint", "older.txt", "--checkpoint", "head.json") == 0


def test_checkpoints_kept_from_then_are_consistent(kept: Path) -> None:
    assert verdict(kept, "consistency", "older.txt", "head.json", "--proof", "growth.json") == 0
    assert verdict(kept, "checkpoint", "older.txt") == 0


def test_nothing_of_one_ledger_holds_for_the_other() -> None:
    one, other = KEPT / "sha256", KEPT / "sm3"
    key = str(one / "key.txt")
    assert main(["mirror", str(other / "feed.ndjson"), "--checkpoint", str(one / "head.json"), "--key", key]) == 1
    growth = ["--proof", str(other / "growth.json"), "--key", key]
    assert main(["consistency", str(one / "older.txt"), str(other / "head.json"), *growth]) == 1
