"""The commands of docs/batches.md hand a batch in and fetch its results."""

import json
import os
import re
import subprocess
from pathlib import Path

from tests.callers import issue
from tests.databases import SqliteDatabases
from tests.forms import NAMES, example
from tests.network import listening
from tests.serving import application

GUIDE = (Path(__file__).parents[2] / "docs" / "batches.md").read_text(encoding="utf-8")


def test_the_commands_of_the_guide_work(sqlite_databases: SqliteDatabases, tmp_path: Path) -> None:
    lines = [json.dumps(example(name), ensure_ascii=False) for name in NAMES]
    (tmp_path / "forms.ndjson").write_text("\n".join(lines), encoding="utf-8")
    [commands] = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    # Working a batch off is seen to elsewhere.
    settings = {"background_work": False}
    with sqlite_databases.migrated() as url, listening(application(url, settings=settings)) as port:
        surroundings = {
            **os.environ,
            "JIXIAO_URL": f"http://127.0.0.1:{port}",
            "JIXIAO_KEY": issue(url, "evaluations:write", "evaluations:read"),
            "no_proxy": "*",
        }
        done = subprocess.run(
            ["sh", "-ec", commands], cwd=tmp_path, env=surroundings, check=True, timeout=60, capture_output=True
        )
    assert json.loads(done.stdout)["forms"] == len(NAMES)
    results = [json.loads(line) for line in (tmp_path / "results.ndjson").read_text(encoding="utf-8").splitlines()]
    assert [(result["number"], result["status"]) for result in results] == [
        (number, "pending") for number in range(1, len(NAMES) + 1)
    ]
