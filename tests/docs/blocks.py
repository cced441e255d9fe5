"""The Markdown of the repository: its files, its fenced blocks, and whoever follows them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
_FENCED = re.compile(r"^```(\w*) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Environments, and what is made; none of it is in the repository.
_MADE = {".venv", ".venv-bench", ".venv-other", "build", "dist", "node_modules"}


class Block(NamedTuple):
    """What stands between fences: its language, what follows that, and its text."""

    language: str
    label: str
    text: str


def documents() -> list[Path]:
    """Every Markdown file of the repository."""
    found = ROOT.rglob("*.md")
    return sorted(file for file in found if not _hidden_or_made(file.relative_to(ROOT)))


def _hidden_or_made(path: Path) -> bool:
    return any(part.startswith(".") or part in _MADE for part in path.parts)


def blocks(document: Path) -> Iterator[Block]:
    for found in _FENCED.findall(document.read_text(encoding="utf-8")):
        yield Block(*found)


def without_blocks(document: Path) -> str:
    return _FENCED.sub("", document.read_text(encoding="utf-8"))


@dataclass
class Reader:
    """Somebody who follows a guide in a folder, with the service at an address; `skipped` blocks are done already."""

    folder: Path
    address: str
    skipped: frozenset[str] = frozenset()
    key: str | None = None
    output: str = ""
    commands: int = 0
    lines_found: int = field(default=0)

    def follow(self, document: Path) -> None:
        for block in blocks(document):
            match block.language:
                case "sh":
                    if block.label not in self.skipped:
                        self.output = self.run(block.text)
                case "text":
                    self._find(block.text)
                case "json" if block.label:
                    (self.folder / block.label).write_text(block.text, encoding="utf-8")
                case _:
                    raise AssertionError(f"a reader does not know what to do with a block of {block.language}")

    def run(self, commands: str) -> str:
        surroundings = {
            **os.environ,
            "JIXIAO_URL": self.address,
            "JIXIAO_KEY": self.key or "",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "no_proxy": "*",
        }
        done = subprocess.run(
            ["sh", "-ec", commands],
            cwd=self.folder,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        self.commands += 1
        return done.stdout

    def _find(self, text: str) -> None:
        for line in text.splitlines():
            pattern = re.escape(line).replace("…", ".*")
            assert re.search(f"^{pattern}$", self.output, re.MULTILINE), f"not printed: {line}\n{self.output}"
            self.lines_found += 1
