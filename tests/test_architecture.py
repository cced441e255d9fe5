"""The house stands as drawn: the arrows between its rooms, and a domain without floats, clocks and files."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOMAIN = sorted((ROOT / "app" / "domain").rglob("*.py"))
# The command line of import-linter, in this interpreter wherever it is installed.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
# `round` goes to the even neighbour; scores are rounded in app/domain/rounding.py alone.
FORBIDDEN_CALLS = {"float", "round", "open", "print", "eval", "exec", "input", "__import__"}
FORBIDDEN_ATTRIBUTES = {"now", "utcnow", "today", "time", "getcontext", "setcontext", "localcontext", "read_text"}
FORBIDDEN_MODULES = {
    "os",
    "io",
    "sys",
    "time",
    "pathlib",
    "random",
    "locale",
    "socket",
    "subprocess",
    "logging",
    "uuid",
}


def test_imports_follow_the_arrows() -> None:
    found = subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout


def test_the_domain_is_found() -> None:
    names = {path.relative_to(ROOT / "app" / "domain").as_posix() for path in DOMAIN}
    assert {"scoring.py", "target.py", "methods/tiers.py", "findings/__init__.py"} <= names


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_domain_holds_no_float_no_clock_and_no_file(path: Path) -> None:
    assert list(impurities(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("code", "impurity"),
    [
        ("x = 0.5", "float literal 0.5"),
        ("x = 1e3", "float literal 1000.0"),
        ("x = 2j", "float literal 2j"),
        ("x = float('1')", "float()"),
        ("x = map(float, y)", "float()"),
        ("x = round(y, 2)", "round()"),
        ("x = open('a')", "open()"),
        ("x = datetime.now()", ".now"),
        ("x = date.today()", ".today"),
        ("x = decimal.getcontext()", ".getcontext"),
        ("import os.path", "import os"),
        ("from pathlib import Path", "import pathlib"),
        ("def f(): import random", "import random"),
    ],
)
def test_an_impurity_is_seen(code: str, impurity: str) -> None:
    assert list(impurities(code)) == [impurity]


@pytest.mark.parametrize(
    "code", ["x = Decimal('0.5')", "x = 'open(1.5)'", "import re", "x = Fraction(1, 2)", "class Pack:\n    open: bool"]
)
def test_what_is_pure_passes(code: str) -> None:
    assert list(impurities(code)) == []


def impurities(code: str) -> Iterator[str]:
    """What a value path must not touch, in the order of the syntax tree."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Constant(value=float() | complex()):
                yield f"float literal {node.value}"
            case ast.Name(id=name, ctx=ast.Load()) if name in FORBIDDEN_CALLS:
                yield f"{name}()"
            case ast.Attribute(attr=name) if name in FORBIDDEN_ATTRIBUTES:
                yield f".{name}"
            case ast.Import(names=names):
                yield from (f"import {_root(each.name)}" for each in names if _root(each.name) in FORBIDDEN_MODULES)
            case ast.ImportFrom(module=str(module)) if _root(module) in FORBIDDEN_MODULES:
                yield f"import {_root(module)}"


def _root(module: str) -> str:
    return module.partition(".")[0]
