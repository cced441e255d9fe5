"""docs/receipts.md, followed to the letter against a running service: its commands are run, its output found."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.storage.checkpoint import VerifierKey
from tests.databases import SqliteDatabases
from tests.forms import EXAMPLES
from tests.network import listening
from tests.serving import SIGNER, application

GUIDE = (Path(__file__).parents[2] / "docs" / "receipts.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_guide_works_as_it_is_written(sqlite_databases: SqliteDatabases, tmp_path: Path) -> None:
    (tmp_path / "form.json").write_bytes((EXAMPLES / "beijing-training-2024.json").read_bytes())
    (tmp_path / "key.txt").write_text(VerifierKey("jixiao/default", SIGNER.public_key).text())
    (tmp_path / "python3").symlink_to(sys.executable)
    output, blocks = "", BLOCK.findall(GUIDE)
    with sqlite_databases.migrated() as url, listening(application(url)) as port:
        surroundings = {
            "JIXIAO_URL": f"http://127.0.0.1:{port}",
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "no_proxy": "*",
        }
        for language, text in blocks:
            match language:
                case "sh":
                    output = run(text, tmp_path, surroundings)
                case "text":
                    assert [line for line in text.splitlines() if line not in output.splitlines()] == []
                case _:
                    pytest.fail(f"a reader does not know what to do with a block of {language}")
    assert [language for language, _ in blocks].count("sh") == 4


def run(commands: str, folder: Path, surroundings: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
    return done.stdout
