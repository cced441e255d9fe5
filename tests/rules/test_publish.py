"""A pack is published whole or not at all, once, and never while it contradicts what is in force."""

from pathlib import Path

import pytest

from app.domain.rule_pack import PackStatus
from app.rules.catalogue import Catalogue, compile_files, find_packs, load_catalogue
from app.rules.errors import AlreadyPublished, InvalidRulePack, RulePackNotInForce
from app.rules.publish import prepare, publish
from tests.own_packs import write_deducting

ID = "deducting-self-evaluation"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A finished pack with its cases, somewhere on an author's desk."""
    return write_deducting(tmp_path / "desk")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """RULE_PACKS_DIR, not there yet."""
    return tmp_path / "published"


def next_version(written: Path) -> Path:
    """The same pack as version 1.1.0, with one deduction changed and its case with it."""
    place = written.parent.with_name("1.1.0")
    place.mkdir()
    for name in ("pack.yaml", "cases.yaml"):
        text = (written.parent / name).read_text(encoding="utf-8").replace('"1.0.0"', '"1.1.0"')
        text = text.replace("deduct: 50%", "deduct: 40%").replace("expect: {score: 5}", "expect: {score: 6}")
        (place / name).write_text(text, encoding="utf-8")
    return place / "pack.yaml"


def statuses(folder: Path) -> dict[str, PackStatus]:
    return {each.pack.version: each.pack.status for each in compile_files(find_packs(folder))}


def test_a_finished_pack_goes_to_its_place_with_its_cases(written: Path, folder: Path) -> None:
    publish(prepare(written, folder))

    place = folder / ID / "1.0.0"
    assert sorted(file.name for file in place.iterdir()) == ["cases.yaml", "pack.yaml"]
    assert (place / "pack.yaml").read_bytes() == written.read_bytes()
    assert load_catalogue(folder).get(ID).version == "1.0.0"
    assert [file.name for file in place.parent.iterdir()] == ["1.0.0"]


def test_preparing_writes_nothing(written: Path, folder: Path) -> None:
    prepare(written, folder)
    assert not folder.exists()


def test_a_draft_is_not_published(written: Path, folder: Path) -> None:
    written.write_text(
        written.read_text(encoding="utf-8").replace("status: in_force", "status: draft"), encoding="utf-8"
    )
    with pytest.raises(RulePackNotInForce):
        prepare(written, folder)


def test_a_pack_whose_case_fails_is_not_published(written: Path, folder: Path) -> None:
    cases = written.with_name("cases.yaml")
    cases.write_text(cases.read_text(encoding="utf-8").replace("{score: 5}", "{score: 5.01}"), encoding="utf-8")
    with pytest.raises(InvalidRulePack, match=r"cases\.yaml:\d+"):
        prepare(written, folder)


def test_a_pack_that_rivals_one_of_the_product_is_not_published(written: Path, folder: Path) -> None:
    written.write_text(written.read_text(encoding="utf-8").replace("default: false", "default: true"), encoding="utf-8")
    with pytest.raises(InvalidRulePack, match="rivals"):
        prepare(written, folder)


def test_the_same_content_again_changes_nothing(written: Path, folder: Path) -> None:
    publish(prepare(written, folder))
    before = (folder / ID / "1.0.0" / "pack.yaml").stat()
    publish(prepare(written, folder))
    after = (folder / ID / "1.0.0" / "pack.yaml").stat()
    assert (after.st_ino, after.st_ctime_ns) == (before.st_ino, before.st_ctime_ns)


def test_a_version_never_changes(written: Path, folder: Path) -> None:
    publish(prepare(written, folder))
    written.write_text(written.read_text(encoding="utf-8").replace("at_least: 90", "at_least: 91"), encoding="utf-8")
    written.with_name("cases.yaml").write_text(
        written.with_name("cases.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    with pytest.raises(AlreadyPublished):
        prepare(written, folder)


def test_of_two_who_publish_one_version_the_slower_is_told(written: Path, folder: Path, tmp_path: Path) -> None:
    other = write_deducting(tmp_path / "another-desk")
    other.write_text(other.read_text(encoding="utf-8").replace("at_least: 90", "at_least: 91"), encoding="utf-8")
    quick, slow = prepare(written, folder), prepare(other, folder)
    publish(quick)
    place = folder / ID / "1.0.0" / "pack.yaml"
    # As it is for whoever has looked just before.
    place.rename(place.with_suffix(".hidden"))
    with pytest.raises(AlreadyPublished):
        publish(slow)
    assert [file.name for file in place.parent.parent.iterdir()] == ["1.0.0"]


def test_a_new_version_supersedes_the_old_one_whose_digest_stays(written: Path, folder: Path) -> None:
    publish(prepare(written, folder))
    old = load_catalogue(folder).get(ID)

    publication = prepare(next_version(written), folder)
    assert publication.replaces == (folder / ID / "1.0.0" / "pack.yaml",)
    publish(publication)

    assert statuses(folder) == {"1.0.0": PackStatus.SUPERSEDED, "1.1.0": PackStatus.IN_FORCE}
    catalogue = load_catalogue(folder)
    assert catalogue.get(ID).version == "1.1.0"
    assert catalogue.get(ID, "1.0.0").digest == old.digest


def test_what_was_cut_off_between_the_two_steps_is_refused_by_a_service_and_finished_the_next_time(
    written: Path, folder: Path
) -> None:
    publish(prepare(written, folder))
    newer = next_version(written)
    place = folder / ID / "1.1.0"
    place.mkdir()
    for name in ("pack.yaml", "cases.yaml"):
        (place / name).write_bytes(newer.with_name(name).read_bytes())
    with pytest.raises(InvalidRulePack, match="supersede"):
        load_catalogue(folder)

    publish(prepare(newer, folder))

    assert statuses(folder) == {"1.0.0": PackStatus.SUPERSEDED, "1.1.0": PackStatus.IN_FORCE}


def test_what_is_on_its_way_is_no_pack_yet(written: Path, folder: Path) -> None:
    staging = folder / ID / ".1.0.0-0123"
    staging.mkdir(parents=True)
    (staging / "pack.yaml").write_text("not even YAML: [", encoding="utf-8")
    assert find_packs(folder) == []
    assert isinstance(load_catalogue(folder), Catalogue)
