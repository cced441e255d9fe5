"""Receipts: what holds, and what no longer does once anything of it is altered."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.storage.checkpoint import VerifierKey
from app.storage.ledger import canonical
from tests.verify.ledgers import STRANGER, Kept, Ledger


@pytest.fixture(params=["sha256", "sm3"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return Ledger(algorithm=request.param).grow(9)


@pytest.fixture
def kept(tmp_path: Path, ledger: Ledger) -> Kept:
    return Kept(tmp_path, ledger.key)


def test_every_receipt_of_every_size_holds(ledger: Ledger, kept: Kept) -> None:
    for size in (1, 2, 7, 8, 9):
        for position in range(1, size + 1):
            assert kept.verdict(kept.file("receipt.json", ledger.receipt(position, size))) == 0


def test_a_receipt_says_what_holds_in_both_languages(
    ledger: Ledger, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluation, submission = kept.file("answer.json", ledger.answers[4]), kept.file("form.json", ledger.submissions[4])
    receipt = kept.file("receipt.json", ledger.receipt(5))
    assert kept.verdict("receipt", receipt, "--evaluation", evaluation, "--submission", submission) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "通过 / ok: 检查点签名有效：jixiao/丰台区，9 条记录 / the checkpoint is signed: jixiao/丰台区, 9 entries",
        "通过 / ok: 第 5 号记录在所签账册中，未被改动 / entry 5 is in the signed ledger, unaltered",
        "通过 / ok: 所存评价的各项得分与账册记录一致"
        " / the evaluation that was kept is the recorded one, every score of it",
        "通过 / ok: 所报表与账册记录一致 / the submission is the recorded one",
    ]


def altered(receipt: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**receipt, **changes}


def other_hash(receipt: dict[str, Any], place: int) -> list[str]:
    proof = list(receipt["inclusion_proof"])
    proof[place] = proof[place][:-1] + ("0" if proof[place][-1] != "0" else "1")
    return proof


@pytest.mark.parametrize(
    "forge",
    [
        lambda r: altered(r, body=r["body"].replace("5.5", "9.5")),
        lambda r: altered(r, body=r["body"] + " "),
        lambda r: altered(r, body=r["body"].replace('"entry"', '"entry":"x","entry"')),
        lambda r: altered(r, position=4),
        lambda r: altered(r, position=0),
        lambda r: altered(r, position=-4),
        lambda r: altered(r, position=10**30),
        lambda r: altered(r, position=10, body=r["body"].replace('"position":5', '"position":10')),
        lambda r: altered(r, tenant="沙依巴克区"),
        lambda r: altered(r, tenant="沙依巴克区", body=r["body"].replace("丰台区", "沙依巴克区")),
        lambda r: altered(r, tree_size=8),
        lambda r: altered(r, entry_digest=r["entry_digest"][:-1] + "x"),
        lambda r: altered(r, entry_digest="md5:00"),
        lambda r: altered(r, inclusion_proof=r["inclusion_proof"][:-1]),
        lambda r: altered(r, inclusion_proof=r["inclusion_proof"][1:]),
        lambda r: altered(r, inclusion_proof=[*r["inclusion_proof"], r["inclusion_proof"][0]]),
        lambda r: altered(r, inclusion_proof=r["inclusion_proof"][::-1]),
        lambda r: altered(r, inclusion_proof=other_hash(r, 0)),
        lambda r: altered(r, inclusion_proof=other_hash(r, -1)),
        lambda r: altered(r, inclusion_proof=r["inclusion_proof"] * 40),
        lambda r: altered(r, inclusion_proof=[None]),
        lambda r: altered(r, inclusion_proof=[each.upper() for each in r["inclusion_proof"]]),
        lambda r: altered(r, checkpoint=r["checkpoint"].replace("\n9\n", "\n8\n"), tree_size=8),
        lambda r: altered(r, checkpoint=r["checkpoint"][:-5] + "AAA=\n"),
        lambda r: altered(r, checkpoint=r["checkpoint"].replace("\n\n", "\nhash md5\n\n")),
        lambda r: altered(r, checkpoint=r["checkpoint"].partition("\n\n")[0]),
        lambda r: altered(r, checkpoint=""),
    ],
)
def test_a_forged_receipt_does_not_hold(
    ledger: Ledger, kept: Kept, forge: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kept.verdict(kept.file("receipt.json", forge(ledger.receipt(5)))) == 1
    assert "不通过 / FAILED: " in capsys.readouterr().out


def test_a_receipt_of_another_signer_does_not_hold(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever rewrites a ledger can sign it with a key, but not with this one."""
    forged = Ledger(signer=STRANGER).grow(9)
    assert kept.verdict(kept.file("receipt.json", forged.receipt(5))) == 1
    assert "none of the given keys" in capsys.readouterr().out


def test_the_key_inside_a_receipt_counts_for_nothing(kept: Kept) -> None:
    forged = Ledger(signer=STRANGER).grow(9)
    receipt = {**forged.receipt(5), "verifier_key": forged.key}
    assert kept.verdict(kept.file("receipt.json", receipt)) == 1


def test_after_a_change_of_keys_receipts_of_both_hold(ledger: Ledger, kept: Kept) -> None:
    later = Ledger(algorithm=ledger.algorithm, signer=STRANGER).grow(12)
    keys = kept.file("keys.txt", f"# 2026 / 2027\n{ledger.key}\n\n{later.key}\n")
    for receipt in (ledger.receipt(5), later.receipt(11)):
        assert kept.verdict(kept.file("receipt.json", receipt), key=keys) == 0


def test_a_key_of_another_ledger_of_the_same_service_does_not_do(ledger: Ledger, kept: Kept) -> None:
    key = VerifierKey("jixiao/沙依巴克区", ledger.signer.public_key).text()
    assert kept.verdict(kept.file("receipt.json", ledger.receipt(5)), key=key) == 1


@pytest.mark.parametrize("tenant", ["a b", "a+b", "a%b", "a/b", "a\u3000b", "\U00031350", "a\u200bb"])
def test_receipts_of_tenants_with_any_name_hold(tmp_path: Path, tenant: str) -> None:
    ledger = Ledger(tenant=tenant).grow(3)
    kept = Kept(tmp_path, ledger.key)
    assert kept.verdict(kept.file("receipt.json", ledger.receipt(2))) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda answer: answer | {"totals": {"score": "9.5"}}, "the sheet does not have the recorded digest"),
        (lambda answer: answer | {"more": 1}, "the sheet does not have the recorded digest"),
        (lambda answer: answer | {"id": "evaluation-6"}, "id is evaluation-6"),
        (lambda answer: answer | {"audit": answer["audit"] | {"position": 6}}, "position is 6"),
        (lambda answer: answer | {"audit": answer["audit"] | {"sheet_digest": "sha256:00"}}, "sheet_digest is"),
        (lambda answer: answer | {"audit": answer["audit"] | {"submission_digest": None}}, "submission_digest is"),
        (lambda answer: answer | {"audit": answer["audit"] | {"entry_digest": ""}}, "entry_digest is"),
    ],
)
def test_an_answer_that_is_not_the_recorded_one_does_not_hold(
    ledger: Ledger, kept: Kept, change: Any, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluation = kept.file("answer.json", change(ledger.answers[4]))
    assert kept.verdict(kept.file("receipt.json", ledger.receipt(5)), "--evaluation", evaluation) == 1
    assert said in capsys.readouterr().out


def test_a_submission_that_is_not_the_recorded_one_does_not_hold(ledger: Ledger, kept: Kept) -> None:
    receipt = kept.file("receipt.json", ledger.receipt(5))
    right, wrong = ledger.submissions[4], ledger.submissions[5]
    assert kept.verdict(receipt, "--submission", kept.file("form.json", {"submission": right, "lines": []})) == 0
    assert kept.verdict(receipt, "--submission", kept.file("form.json", wrong)) == 1


def test_an_answer_may_be_kept_indented_and_its_text_escaped(ledger: Ledger, kept: Kept) -> None:
    receipt = kept.file("receipt.json", ledger.receipt(5))
    for text in (json.dumps(ledger.answers[4]), json.dumps(ledger.answers[4], indent=4)):
        assert kept.verdict(receipt, "--evaluation", kept.file("answer.json", text)) == 0


def test_an_entry_that_is_no_evaluation_has_no_answer(kept: Kept) -> None:
    ledger = Ledger().grow(1)
    ledger.bodies.append(canonical({"entry": "withdrawal", "position": 2, "tenant": ledger.tenant}))
    receipt = kept.file("receipt.json", ledger.receipt(2))
    assert kept.verdict(receipt) == 0
    assert kept.verdict(receipt, "--evaluation", kept.file("answer.json", ledger.answers[0])) == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        "{",
        '{"position":1.5}',
        '{"position":NaN}',
        "[" * 100_000,
        "{}",
        '{"checkpoint":5}',
        "\ufeff{}",
    ],
)
def test_a_file_that_is_no_receipt_is_not_checked(kept: Kept, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert kept.verdict(kept.file("receipt.json", content)) == 2
    assert "无法核验 / not checked: " in capsys.readouterr().err


@pytest.mark.parametrize("name", ["body", "position", "inclusion_proof", "checkpoint", "tenant"])
def test_a_receipt_without_a_part_is_not_checked(ledger: Ledger, kept: Kept, name: str) -> None:
    receipt = ledger.receipt(5)
    del receipt[name]
    assert kept.verdict(kept.file("receipt.json", receipt)) != 0


@pytest.mark.parametrize("key", ["", "x", "jixiao/丰台区+00000000+AQ==", "no-such-file.txt"])
def test_without_a_proper_key_nothing_is_checked(ledger: Ledger, kept: Kept, key: str) -> None:
    assert kept.verdict(kept.file("receipt.json", ledger.receipt(5)), key=key or " ") == 2


def test_a_file_that_is_not_there_is_said(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    assert kept.verdict(str(kept.folder / "none.json")) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_bytes_that_are_no_text_are_said(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    (kept.folder / "receipt.json").write_bytes(b"\xff\xfe{}")
    assert kept.verdict(str(kept.folder / "receipt.json")) == 2
    assert "UTF-8" in capsys.readouterr().err
