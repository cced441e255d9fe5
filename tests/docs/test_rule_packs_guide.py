"""docs/rule-packs.md, followed to the letter: its commands are run, its edits made, its output found."""

import re
import shlex
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app

GUIDE = Path(__file__).parents[2] / "docs" / "rule-packs.md"
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT_CODE = re.compile(r"# 退出码 (\d)")
DRAFT = Path("my-packs/hubei/1.0.0")


@dataclass
class Reader:
    """Somebody who follows the guide in an empty folder, and what the last commands printed."""

    output: str = ""
    commands: int = 0

    def follow(self, language: str, file: str, text: str) -> None:
        match language:
            case "sh":
                self.output = "".join(self.run(line) for line in text.splitlines())
            case "text":
                assert [line for line in text.splitlines() if not printed(line, self.output)] == []
            case "diff":
                edit(DRAFT / file, text)
            case "yaml":
                target = DRAFT / file
                target.write_text(target.read_text(encoding="utf-8") + text, encoding="utf-8")
            case "json":
                Path(file).write_text(text, encoding="utf-8")
            case _:
                pytest.fail(f"a reader does not know what to do with a block of {language}")

    def run(self, line: str) -> str:
        words = shlex.split(line, comments=True)
        split = words.index("jixiao")
        surroundings = dict(word.split("=", 1) for word in words[:split])
        result = CliRunner(env=surroundings).invoke(app, words[split + 1 :])
        expected = EXIT_CODE.search(line)
        assert result.exit_code == (int(expected[1]) if expected else 0), f"{line}\n{result.output}"
        self.commands += 1
        return result.output


def printed(line: str, output: str) -> bool:
    """Whether a line of the guide is in the output; `…` stands for anything."""
    return re.search(re.escape(line).replace("…", ".*"), output) is not None


def edit(file: Path, changes: str) -> None:
    """What stands after `-` is replaced by what follows after `+`, wherever it occurs."""
    runs = [
        (mark, "\n".join(line[1:] for line in lines)) for mark, lines in groupby(changes.splitlines(), lambda x: x[0])
    ]
    text = file.read_text(encoding="utf-8")
    for (minus, old), (plus, new) in zip(runs[::2], runs[1::2], strict=True):
        assert (minus, plus) == ("-", "+")
        assert old in text, f"{file} does not say: {old}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RULE_PACKS_DIR", raising=False)
    monkeypatch.setenv("COLUMNS", "160")


@pytest.mark.usefixtures("_empty_folder")
def test_a_reader_who_follows_the_guide_ends_with_a_pack_that_scores_like_the_one_of_the_product() -> None:
    reader = Reader()

    for block in BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        reader.follow(*block.groups())

    assert reader.commands == len(re.findall(r"^(?:\w+=\S+ )?jixiao ", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    assert reader.commands >= 9


def test_every_path_the_guide_points_to_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", GUIDE.read_text(encoding="utf-8"))

    assert links
    assert [link for link in links if not (GUIDE.parent / link).exists()] == []
