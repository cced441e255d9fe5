"""The JSON Schemas that editors read, committed beside the packs: `python -m app.rules.editor_schema` writes them."""

import json
from pathlib import Path

from app.rules import cases, schema

_FOLDER = Path(__file__).parent
SCHEMAS = {
    _FOLDER / "rule-pack.schema.json": schema.json_schema,
    _FOLDER / "rule-cases.schema.json": cases.json_schema,
}


def rendered(file: Path) -> str:
    """What a committed schema file should hold today."""
    return json.dumps(SCHEMAS[file](), ensure_ascii=False, indent=2) + "\n"


def write() -> None:
    for file in SCHEMAS:
        file.write_text(rendered(file), encoding="utf-8")


if __name__ == "__main__":
    write()
