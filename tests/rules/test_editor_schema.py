"""The committed JSON Schemas are the ones the models give today, and the packs keep to them."""

import json
from pathlib import Path

import pytest

from app.rules.cases import CASE_FILE
from app.rules.catalogue import PACKS, find_packs
from app.rules.editor_schema import SCHEMAS, rendered


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.name)
def test_a_committed_schema_is_current(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == rendered(file), "run: python -m app.rules.editor_schema"


def test_the_schema_forbids_unknown_keys_and_describes_the_known_ones() -> None:
    schema = json.loads(rendered(next(file for file in SCHEMAS if file.name == "rule-pack.schema.json")))

    assert schema["additionalProperties"] is False
    assert all(
        block.get("additionalProperties") is False for block in schema["$defs"].values() if "properties" in block
    )
    assert schema["$defs"]["TierBlock"]["properties"]["at_least"]["pattern"].endswith("%$")
    assert "fraction" not in json.dumps(schema).lower()


@pytest.mark.parametrize("file", find_packs(PACKS), ids=lambda file: "-".join(file.parts[-4:-1]))
def test_every_pack_and_case_file_names_its_schema_first(file: Path) -> None:
    for each, schema in ((file, "rule-pack.schema.json"), (file.with_name(CASE_FILE), "rule-cases.schema.json")):
        first = each.read_text(encoding="utf-8").splitlines()[0]
        named = first.removeprefix("# yaml-language-server: $schema=")

        assert (each.parent / named).resolve() == next(known for known in SCHEMAS if known.name == schema)
