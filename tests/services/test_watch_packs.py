"""A running service takes up what was published, and goes on with what it has when a file is refused."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from app.rules.catalogue import Catalogue, load_catalogue
from app.rules.publish import prepare, publish
from app.services.watch_packs import PackWatch
from tests.log_lines import LogLines
from tests.own_packs import write_deducting

ID = "deducting-self-evaluation"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "published"
    made.mkdir()
    return made


@pytest.fixture
def used() -> list[Catalogue]:
    return []


@pytest.fixture
def look(folder: Path, used: list[Catalogue]) -> Callable[[], None]:
    """One round of a watch that began when the folder was empty."""
    watch = PackWatch(folder, lambda: load_catalogue(folder), used.append)
    return lambda: asyncio.run(watch.look())


def test_nothing_new_is_not_even_read(look: Callable[[], None], used: list[Catalogue]) -> None:
    look()
    assert used == []


def test_a_published_pack_is_taken_up_once(
    look: Callable[[], None], used: list[Catalogue], folder: Path, tmp_path: Path, log_lines: LogLines
) -> None:
    publish(prepare(write_deducting(tmp_path / "desk"), folder))
    look()
    look()
    [catalogue] = used
    assert catalogue.get(ID).version == "1.0.0"
    assert [line["event"] for line in log_lines.all()] == ["rule_packs.changed"]


def test_a_refused_file_is_told_once_and_changes_nothing(
    look: Callable[[], None], used: list[Catalogue], folder: Path, log_lines: LogLines
) -> None:
    (folder / "broken").mkdir()
    (folder / "broken" / "pack.yaml").write_text("rule_pack: broken\n", encoding="utf-8")
    look()
    look()
    assert used == []
    assert [line["event"] for line in log_lines.all()] == ["rule_packs.refused"]
