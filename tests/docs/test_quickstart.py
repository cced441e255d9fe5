"""docs/quickstart.md in both languages and the READMEs, followed to the letter against a running service."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import SqliteDatabases
from tests.docs.blocks import ROOT, Reader, blocks
from tests.network import listening
from tests.serving import application

GUIDES = ("quickstart.zh-CN.md", "quickstart.md")
# The service runs already, elsewhere.
DONE = frozenset({"start", "address"})


@pytest.fixture(scope="module")
def address(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    with sqlite_databases.migrated() as url, listening(application(url)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("guide", GUIDES)
def test_the_guide_works_as_it_is_written(address: str, tmp_path: Path, guide: str) -> None:
    reader = Reader(tmp_path, address, DONE)
    reader.follow(ROOT / "docs" / guide)
    assert (reader.commands, reader.lines_found) == (4, 7)
    assert (tmp_path / "chart.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_both_languages_do_the_same() -> None:
    chinese, english = ([(block.language, block.label) for block in blocks(ROOT / "docs" / guide)] for guide in GUIDES)
    assert chinese == english


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_first_command_of_the_readme_scores(address: str, tmp_path: Path, name: str) -> None:
    [command] = [block.text for block in blocks(ROOT / name) if "curl" in block.text]
    asking, _, picking = command.replace("http://127.0.0.1:8000", address).partition("| jq -r")
    shutil.copytree(ROOT / "openapi" / "examples", tmp_path / "openapi" / "examples")
    answer = json.loads(Reader(tmp_path, address).run(asking))
    paths = re.findall(r"\.totals\.([a-z]+)", picking)
    assert [answer["totals"][path] for path in paths] == ["98.48", "95", "excellent"]
