"""The command of docs/batches.md hands in a batch; what becomes of one is tried elsewhere (tests/services/batches)."""

import json
from pathlib import Path

from tests.databases import SqliteDatabases
from tests.docs.blocks import ROOT, Reader, blocks
from tests.forms import project_form
from tests.network import listening
from tests.serving import application

_WRITTEN = "http://127.0.0.1:8000"


def test_the_command_of_the_guide_hands_in_a_batch(sqlite_databases: SqliteDatabases, tmp_path: Path) -> None:
    lines = [json.dumps(project_form()), "", "no JSON"]
    (tmp_path / "forms.ndjson").write_text("\n".join(lines), encoding="utf-8")
    [command] = [block.text for block in blocks(ROOT / "docs" / "batches.md") if block.language == "sh"]
    assert _WRITTEN in command
    with sqlite_databases.migrated() as url:
        waiting = application(url, settings={"background_work": False})
        with listening(waiting) as port:
            reader = Reader(tmp_path, f"http://127.0.0.1:{port}")
            batch = json.loads(reader.run(command.replace(_WRITTEN, reader.address)))
    assert (batch["forms"], batch["status"], batch["defaults"]["fiscal_year"]) == (2, "queued", 2024)
