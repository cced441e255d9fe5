"""A pack named as people name it: a path, an id, an id with its version."""

from pathlib import Path

import pytest

from app.rules.catalogue import PACKS, find_packs
from app.rules.errors import InvalidRulePack, RulePackNotFound
from app.rules.naming import file_named, files_named
from tests.own_packs import ID, write_draft, write_pack

BEIJING = PACKS / "beijing" / "project-self-evaluation" / "1.0.0" / "pack.yaml"


def test_an_id_means_all_its_versions_and_an_id_with_a_version_that_one(tmp_path: Path) -> None:
    draft = write_draft(tmp_path)

    assert files_named(ID, tmp_path) == [BEIJING, draft]
    assert files_named(f"{ID}@2.0.0", tmp_path) == [draft]
    assert files_named(f"{ID}@1.0.0") == [BEIJING]


def test_where_one_file_is_wanted_an_id_means_the_version_in_force_and_else_the_latest_draft(tmp_path: Path) -> None:
    write_draft(tmp_path)
    assert file_named(ID, tmp_path) == BEIJING

    drafts = {f"rule_pack: {ID}": "rule_pack: own-pack", "status: in_force": "status: draft"}
    write_pack(tmp_path / "own", drafts, version="1.9.0")
    latest = write_pack(tmp_path / "own", drafts, version="1.10.0")
    assert file_named("own-pack", tmp_path) == latest


def test_a_path_means_what_lies_there(tmp_path: Path) -> None:
    draft = write_draft(tmp_path)

    assert files_named(str(draft)) == files_named(str(tmp_path)) == [draft]
    assert file_named(str(tmp_path)) == draft
    assert files_named(str(PACKS)) == find_packs(PACKS)


def test_a_folder_with_several_packs_is_not_one_file(tmp_path: Path) -> None:
    write_draft(tmp_path)
    write_pack(tmp_path, {}, version="3.0.0")

    with pytest.raises(InvalidRulePack, match="several packs"):
        file_named(str(tmp_path))


def test_what_is_nowhere_is_not_found(tmp_path: Path) -> None:
    for name in ("nobody-has-this", f"{ID}@9.9.9"):
        with pytest.raises(RulePackNotFound, match=name):
            files_named(name, tmp_path)
    with pytest.raises(InvalidRulePack, match=r"no pack\.yaml"):
        files_named(str(tmp_path))


def test_a_broken_neighbour_does_not_hide_the_others(tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "1.0.0" / "pack.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text("rule_pack: [", encoding="utf-8")

    assert file_named(ID, tmp_path) == BEIJING
