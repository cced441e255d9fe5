"""A guide followed to the letter: its files are written, its commands run, and what it says they print is found.

```python first_score.py      a file of this name
```sh                         commands; `make …` is for the repository, all others for the reader's own folder
```text                       lines that the commands just run have printed; `…` stands for anything
"""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "build" / "clients" / "venv" / "bin" / "python"
_BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LONGEST = 300


@dataclass
class Reader:
    """Somebody who follows a guide in an empty folder, with these variables set."""

    folder: Path
    variables: Mapping[str, str]
    output: str = ""
    files: list[str] = field(default_factory=list)
    commands: int = 0
    lines_found: int = 0

    def follow(self, guide: Path) -> None:
        for language, file, text in _BLOCK.findall(guide.read_text(encoding="utf-8")):
            match language:
                case "sh":
                    self.output = "".join(self._run(line) for line in text.splitlines())
                case "text":
                    self._find(text)
                case "python" | "java" | "xml" if file:
                    (self.folder / file).write_text(text, encoding="utf-8")
                    self.files.append(file)
                case _:
                    raise AssertionError(f"a reader does not know what to do with a block of {language} {file}")

    def _run(self, line: str) -> str:
        surroundings = {
            **os.environ,
            "JIXIAO": str(ROOT),
            **self.variables,
            "PYTHON": str(PYTHON),
            "LC_ALL": "C.UTF-8",
        }
        at = ROOT if line.startswith("make ") else self.folder
        done = subprocess.run(
            ["sh", "-ec", line], cwd=at, env=surroundings, capture_output=True, check=False, timeout=_LONGEST
        )
        printed = (done.stdout + done.stderr).decode()
        assert done.returncode == 0, f"{line}\n{printed}"
        self.commands += 1
        return printed

    def _find(self, text: str) -> None:
        for line in text.splitlines():
            pattern = re.escape(line).replace("…", ".*")
            assert re.search(pattern, self.output), f"not printed: {line}\n{self.output}"
            self.lines_found += 1
