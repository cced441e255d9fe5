"""A mirror of the feed against checkpoints that were kept elsewhere: the insider who rewrites everything is found."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verify.ledgers import Kept, Ledger


@pytest.fixture(params=["sha256", "sm3"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return Ledger(algorithm=request.param).grow(40)


@pytest.fixture
def kept(tmp_path: Path, ledger: Ledger) -> Kept:
    return Kept(tmp_path, ledger.key)


def test_a_mirror_has_the_root_of_every_checkpoint(
    ledger: Ledger, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = kept.file("feed.ndjson", ledger.feed())
    for size in range(41):
        assert kept.verdict("mirror", feed, "--checkpoint", kept.file("checkpoint.txt", ledger.checkpoint(size))) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "通过 / ok: 前 40 条记录与检查点一致 / the first 40 entries are those of the checkpoint"
    assert "30 further entries have no checkpoint" in said[10 * 3 + 2]


def test_a_mirror_without_a_last_line_end_is_the_same(ledger: Ledger, kept: Kept) -> None:
    feed = kept.file("feed.ndjson", ledger.feed()[:-1])
    assert kept.verdict("mirror", feed, "--checkpoint", kept.file("checkpoint.txt", ledger.checkpoint())) == 0


def test_whoever_rewrites_the_whole_ledger_is_found_by_a_checkpoint_kept_outside(
    ledger: Ledger, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    """The insider has the database and the key: a new tree, a new head, new checkpoints, each of them well signed."""
    outside = kept.file("outside.txt", ledger.checkpoint(30))
    ledger.bodies[16] = ledger.bodies[16].replace("17.5", "97.5")
    rewritten = kept.file("rewritten.txt", ledger.checkpoint(40))
    feed = kept.file("feed.ndjson", ledger.feed())
    assert kept.verdict("mirror", feed, "--checkpoint", rewritten) == 0
    assert kept.verdict("mirror", feed, "--checkpoint", outside) == 1
    assert "among the entries 1 to 30 one was altered" in capsys.readouterr().out
    proof = kept.file("proof.json", ledger.consistency(30, 40))
    assert kept.verdict("consistency", outside, rewritten, "--proof", proof) == 1


def test_several_checkpoints_say_between_which_of_them_it_was(
    ledger: Ledger, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = [kept.file(f"{size}.txt", ledger.checkpoint(size)) for size in (40, 10, 20, 30)]
    given = [word for note in notes for word in ("--checkpoint", note)]
    ledger.bodies[24] = ledger.bodies[24].replace("25.5", "95.5")
    assert kept.verdict("mirror", kept.file("feed.ndjson", ledger.feed()), *given) == 1
    said = capsys.readouterr().out
    assert "the first 20 entries are those" in said
    assert "among the entries 21 to 30 one was altered" in said


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda bodies: bodies.pop(16), "line 17 is not entry 17"),
        (lambda bodies: bodies.pop(0), "line 1 is not entry 1"),
        (lambda bodies: bodies.pop(), "the mirror has 39 entries, the checkpoint 40"),
        (lambda bodies: bodies.clear(), "the mirror has 0 entries"),
        (lambda bodies: bodies.insert(5, bodies[5]), "line 7 is not entry 7"),
        (lambda bodies: bodies.insert(5, ""), "line 6 is not entry 6"),
        (lambda bodies: bodies.reverse(), "line 1 is not entry 1"),
        (lambda bodies: bodies.__setitem__(7, bodies[7] + " "), "line 8 is not entry 8"),
        (lambda bodies: bodies.__setitem__(7, bodies[7] + "\r"), "line 8 is not entry 8"),
        (lambda bodies: bodies.__setitem__(39, "{}"), "line 40 is not entry 40"),
        (lambda bodies: bodies.__setitem__(7, bodies[7].replace("8.5", "9.5")), "one was altered"),
    ],
)
def test_every_kind_of_damage_is_found_and_located(
    ledger: Ledger,
    kept: Kept,
    damage: Callable[[list[str]], object],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    note = kept.file("checkpoint.txt", ledger.checkpoint())
    damage(ledger.bodies)
    assert kept.verdict("mirror", kept.file("feed.ndjson", ledger.feed()), "--checkpoint", note) == 1
    assert said in capsys.readouterr().out


def test_checkpoints_of_two_ledgers_are_not_checked_together(ledger: Ledger, kept: Kept) -> None:
    other = Ledger(algorithm=ledger.algorithm, tenant="沙依巴克区").grow(3)
    keys = kept.file("keys.txt", f"{ledger.key}\n{other.key}\n")
    notes = [kept.file("one.txt", ledger.checkpoint()), kept.file("other.txt", other.checkpoint())]
    feed = kept.file("feed.ndjson", ledger.feed())
    assert kept.verdict("mirror", feed, "--checkpoint", notes[0], "--checkpoint", notes[1], key=keys) == 2


def test_a_mirror_that_is_not_there_is_said(ledger: Ledger, kept: Kept) -> None:
    note = kept.file("checkpoint.txt", ledger.checkpoint())
    assert kept.verdict("mirror", str(kept.folder / "none"), "--checkpoint", note) == 2
