"""The reader of guides believes nothing: a command that fails and a line that is not printed are noticed."""

from pathlib import Path

import pytest

from tests.integration.guide import ROOT, Reader
from tests.integration.plan import ITEMS

GUIDES = ("integration-java.md", "integration-python.md")


def follow(folder: Path, guide: str) -> Reader:
    (folder / "guide.md").write_text(guide, encoding="utf-8")
    reader = Reader(folder, {"JIXIAO_URL": "http://127.0.0.1:1"})
    reader.follow(folder / "guide.md")
    return reader


def test_files_are_written_commands_run_and_lines_found(tmp_path: Path) -> None:
    guide = "text\n```python a.py\nprint('总分 98.48')\n```\n```sh\ncat a.py\necho $JIXIAO_URL\n```\n"
    reader = follow(tmp_path, guide + "```text\n总分 …8\nhttp://127.0.0.1:1\n```\n")
    assert (reader.files, reader.commands, reader.lines_found) == (["a.py"], 2, 2)


@pytest.mark.parametrize(
    "block",
    ["```sh\nexit 3\n```\n", "```text\nnothing was run\n```\n", "```perl a.pl\n```\n", "```python\nno_name()\n```\n"],
)
def test_what_does_not_hold_is_noticed(tmp_path: Path, block: str) -> None:
    with pytest.raises(AssertionError):
        follow(tmp_path, block)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_guide_is_followed_by_make_integration_and_leads_on(guide: str) -> None:
    assert f"docs/{guide} followed to the letter" in [item.title for item in ITEMS]
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    assert text.index("## 1.") < text.index("## English")
    for other in GUIDES:
        assert other == guide or f"({other})" in text
