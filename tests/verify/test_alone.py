"""The verifier runs by itself: one file, the standard library, any Python from 3.8 on, in any surroundings."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.verify import jixiao_verify
from tests.verify.ledgers import Kept, Ledger

FILE = Path(jixiao_verify.__file__)


def test_it_is_written_for_python_3_8() -> None:
    ast.parse(FILE.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_imports_nothing_but_the_standard_library() -> None:
    imported = {
        alias.name
        for node in ast.walk(ast.parse(FILE.read_text(encoding="utf-8")))
        for alias in (node.names if isinstance(node, ast.Import) else ())
    } | {
        str(node.module)
        for node in ast.walk(ast.parse(FILE.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    assert imported == {"__future__", "argparse", "base64", "hashlib", "json", "os", "re", "sys", "typing"}


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_a_copy_of_the_file_checks_a_receipt_without_any_package(tmp_path: Path, locale: str) -> None:
    ledger = Ledger(algorithm="sm3").grow(5)
    copy = shutil.copy(FILE, tmp_path / "copied.py")
    receipt = Kept(tmp_path, ledger.key).file("receipt.json", ledger.receipt(3))
    done = subprocess.run(
        [sys.executable, "-I", "-S", copy, receipt, "--key", ledger.key],
        cwd=tmp_path,
        env={"LC_ALL": locale},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"entry 3 is in the signed ledger, unaltered" in done.stdout


def test_it_is_installed_as_a_program() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("jixiao-verify"), "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "离线核验" in done.stdout


@pytest.mark.parametrize("words", [[], ["receipt"], ["receipt.json"], ["mirror", "feed.ndjson", "--key", "x"]])
def test_a_call_without_its_arguments_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        jixiao_verify.main(words)
    assert exit_.value.code == 2
    assert "usage:" in capsys.readouterr().err
