"""docs/webhooks.md in both languages, followed to the letter: its receiver receives."""

import re
from pathlib import Path

import pytest

from app.services.webhooks.events import KINDS, event_type
from tests.callers import issue
from tests.databases import SqliteDatabases
from tests.integration.guide import ROOT, Reader
from tests.network import listening
from tests.program import free_port
from tests.serving import application

GUIDES = [ROOT / "docs" / name for name in ("webhooks.md", "webhooks.zh-CN.md")]
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def test_the_guide_works_as_it_is_written(sqlite_databases: SqliteDatabases, tmp_path: Path) -> None:
    port = str(free_port())
    guide = tmp_path / "guide.md"
    guide.write_text(GUIDES[0].read_text(encoding="utf-8").replace("9000", port), encoding="utf-8")
    settings = {"webhook_targets": f"http://127.0.0.1:{port}"}
    with sqlite_databases.migrated() as url, listening(application(url, settings=settings)) as service:
        key = issue(url, "evaluations:read", "evaluations:write")
        reader = Reader(tmp_path, {"JIXIAO_URL": f"http://127.0.0.1:{service}", "JIXIAO_KEY": key, "no_proxy": "*"})
        reader.follow(guide)
    assert (reader.files, reader.lines_found) == (["receiver.py"], 2)
    assert len((tmp_path / "receiver.py").read_text(encoding="utf-8").splitlines()) <= 32


def test_both_languages_give_the_same_commands_and_the_same_receiver() -> None:
    english, chinese = (BLOCK.findall(guide.read_text(encoding="utf-8")) for guide in GUIDES)
    assert english == chinese
    assert len(english) == 7


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_type_is_told_with_its_kind_of_entry(guide: Path) -> None:
    rows = re.findall(r"^\| `(cn\.[\w.]+)` \| `(\w+)` \|", guide.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(event_type(kind), kind) for kind in KINDS]
