"""What was handed out once holds for ever: files kept from an earlier day, which nobody makes anew.

They came from the service on 2026-11-28, one set per algorithm. A release that finds fault with them breaks a promise
to everybody who keeps receipts.
"""

import copy
import json
import random
from pathlib import Path
from typing import Any

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


JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1,
    2**70,
    "",
    "x",
    "sha256:",
    "\x00",
    [],
    [None],
    {},
    {"position": 1},
    "丰" * 5000,
]
UNCHECKED = {"verifier_key"}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every member and element, however deep."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for name, each in inner for found in ((*path, name), *places(each, (*path, name)))]


def test_whatever_is_put_in_a_receipt_it_is_refused_in_words(kept: Path, tmp_path: Path) -> None:
    """Never a traceback, and never a good word for anything but the receipt as it was."""
    numbers = random.Random(9162)
    receipt = json.loads((kept / "receipt.json").read_text(encoding="utf-8"))
    for place in places(receipt):
        for junk in (*numbers.sample(JUNK, 5), _near(receipt, place, numbers)):
            forged = copy.deepcopy(receipt)
            holder = forged
            for name in place[:-1]:
                holder = holder[name]
            holder[place[-1]] = junk
            if forged == receipt or place[0] in UNCHECKED:
                continue
            (tmp_path / "forged.json").write_text(json.dumps(forged), encoding="utf-8")
            assert main([str(tmp_path / "forged.json"), "--key", str(kept / "key.txt")]) in (1, 2), (place, junk)


def _near(receipt: Any, place: tuple[Any, ...], numbers: random.Random) -> Any:
    """The value with one character changed, or one more than the number."""
    value = receipt
    for name in place:
        value = value[name]
    if isinstance(value, str):
        at = numbers.randrange(len(value))
        return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
    return value + 1 if isinstance(value, int) else value[:-1]
