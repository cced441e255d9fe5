"""docs/platform.md lists the columns there are, with their types, and its command works."""

import json
import os
import re
import subprocess
from pathlib import Path

from app.services.platform.columns import ECHOED, TABLES, Column, NumberColumn, TextColumn
from tests.callers import issue
from tests.databases import SqliteDatabases
from tests.forms import EXAMPLES
from tests.network import listening
from tests.serving import application

GUIDE = (Path(__file__).parents[2] / "docs" / "platform.md").read_text(encoding="utf-8")


def test_the_guide_lists_every_column_with_its_type() -> None:
    tables = re.split(r"^### (?=PM_)", GUIDE, flags=re.MULTILINE)[1:]
    listed = {each.split()[0]: re.findall(r"^\| `(\w+)` \| ([^|]+) \|", each, re.MULTILINE) for each in tables}
    assert listed == {
        table: [(name, oracle_type(column)) for name, column in columns.items()] for table, columns in TABLES.items()
    }


def oracle_type(column: Column) -> str:
    match column:
        case TextColumn():
            return f"VARCHAR2({column.longest})"
        case NumberColumn():
            return f"NUMBER({column.digits},{column.places})"
        case _:
            return "NUMBER(1)"


def test_the_columns_that_come_back_as_sent_are_marked() -> None:
    tables = re.split(r"^### (?=PM_)", GUIDE, flags=re.MULTILINE)[1:]
    marked = {each.split()[0]: re.findall(r"^\| `(\w+)` \|.*\| — \|$", each, re.MULTILINE) for each in tables}
    assert marked == {table: list(columns) for table, columns in ECHOED.items()}


def test_the_command_of_the_guide_scores_the_example(sqlite_databases: SqliteDatabases, tmp_path: Path) -> None:
    (tmp_path / "tables.json").write_bytes((EXAMPLES / "platform" / "beijing-training-2024.json").read_bytes())
    [commands] = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    with sqlite_databases.migrated() as url, listening(application(url)) as port:
        surroundings = {
            **os.environ,
            "JIXIAO_URL": f"http://127.0.0.1:{port}",
            "JIXIAO_KEY": issue(url, "evaluations:write"),
            "no_proxy": "*",
        }
        subprocess.run(["sh", "-ec", commands], cwd=tmp_path, env=surroundings, check=True, timeout=60)
    answer = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert answer["PM_PERF_SELF_EVAL"]["TOTAL_EVAL_VALUE"] == "98.480000"
