"""Which pack applies: the nearest in force, with the reason; never a silent fallback."""

from pathlib import Path

import pytest

from app.domain.rule_pack import FormKind
from app.rules.catalogue import PACKS, Catalogue, check_paths, compile_files, find_packs, load_catalogue
from app.rules.errors import InvalidRulePack, NoRulePack, RulePackDraft, RulePackNotFound

SOUND = (Path(__file__).parent / "sound.yaml").read_text(encoding="utf-8")
SELF_EVALUATION = FormKind.PROJECT_SELF_EVALUATION


def write(folder: Path, **changes: str) -> Path:
    """A pack in a folder of its version, `sound.yaml` with some keys given other values."""
    text = SOUND
    for key, value in changes.items():
        line = next(line for line in text.splitlines() if line.strip().startswith(f"{key}:"))
        indent = line[: len(line) - len(line.lstrip())]
        text = text.replace(line, f"{indent}{key}: {value}", 1)
    file = folder / changes.get("version", '"1.0.0"').strip('"') / "pack.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def catalogue(*files: Path) -> Catalogue:
    return Catalogue(compile_files(files))


def test_the_nearest_region_wins_county_over_city_over_province_over_nation(tmp_path: Path) -> None:
    files = [
        write(tmp_path / place, rule_pack=f"pack-of-{place}", region=region)
        for place, region in (
            ("nation", "nationwide"),
            ("province", '"42"'),
            ("city", '"4201"'),
            ("county", '"420106"'),
        )
    ]
    all_four = catalogue(*files)

    def nearest(region_code: str) -> str:
        return all_four.resolve(SELF_EVALUATION, region_code, 2022).pack.id

    assert nearest("420106") == "pack-of-county"
    assert nearest("420111") == "pack-of-city"
    assert nearest("429004") == "pack-of-province"
    assert nearest("110106") == "pack-of-nation"


def test_a_resolution_says_in_both_languages_why(tmp_path: Path) -> None:
    reason = catalogue(write(tmp_path)).resolve(SELF_EVALUATION, "420106", 2022).reason

    assert "42" in reason.zh
    assert "2022" in reason.zh
    assert "nearest" in reason.en


@pytest.mark.parametrize(
    ("region_code", "year"), [("110106", 2022), ("420106", 2020), ("420106", 2024)], ids=["region", "before", "after"]
)
def test_outside_its_region_and_years_no_pack_is_found_rather_than_another(
    tmp_path: Path, region_code: str, year: int
) -> None:
    with pytest.raises(NoRulePack, match=region_code):
        catalogue(write(tmp_path)).resolve(SELF_EVALUATION, region_code, year)


def test_a_kind_without_a_pack_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(NoRulePack, match="department_self_evaluation"):
        catalogue(write(tmp_path)).resolve(FormKind.DEPARTMENT_SELF_EVALUATION, "420106", 2022)


@pytest.mark.parametrize("changes", [{"default": "false"}, {"status": "draft"}, {"status": "superseded"}])
def test_only_a_default_pack_in_force_is_resolved(tmp_path: Path, changes: dict[str, str]) -> None:
    with pytest.raises(NoRulePack):
        catalogue(write(tmp_path, **changes)).resolve(SELF_EVALUATION, "420106", 2022)


def test_a_pack_that_is_no_default_is_still_had_by_its_name(tmp_path: Path) -> None:
    assert catalogue(write(tmp_path, default="false")).get("sample-project-self-evaluation").version == "1.0.0"


def test_without_a_version_the_latest_in_force_is_taken_by_number_not_by_spelling(tmp_path: Path) -> None:
    versions = catalogue(
        write(tmp_path, version='"1.9.0"', status="superseded"),
        write(tmp_path, version='"1.10.0"'),
        write(tmp_path, version='"2.0.0"', status="draft"),
    )

    assert versions.get("sample-project-self-evaluation").version == "1.10.0"
    assert versions.get("sample-project-self-evaluation", "1.9.0").version == "1.9.0"
    assert [pack.version for pack in versions.versions("sample-project-self-evaluation")] == [
        "2.0.0",
        "1.10.0",
        "1.9.0",
    ]


def test_a_draft_is_for_previews_only(tmp_path: Path) -> None:
    drafts = catalogue(write(tmp_path, status="draft"))

    with pytest.raises(RulePackDraft):
        drafts.get("sample-project-self-evaluation", "1.0.0")
    with pytest.raises(RulePackDraft):
        drafts.get("sample-project-self-evaluation")
    assert drafts.get("sample-project-self-evaluation", drafts=True).version == "1.0.0"


def test_an_unknown_pack_or_version_is_not_found(tmp_path: Path) -> None:
    one = catalogue(write(tmp_path))

    with pytest.raises(RulePackNotFound, match="no-such-pack"):
        one.get("no-such-pack")
    with pytest.raises(RulePackNotFound, match=r"@9\.9\.9"):
        one.get("sample-project-self-evaluation", "9.9.9")
    with pytest.raises(RulePackNotFound, match=r"@9\.9\.9"):
        one.raw("sample-project-self-evaluation", "9.9.9")
    assert one.raw("sample-project-self-evaluation", "1.0.0")["version"] == "1.0.0"


def test_a_pack_with_no_version_in_force_is_not_had_without_naming_one(tmp_path: Path) -> None:
    old = catalogue(write(tmp_path, status="superseded"))

    with pytest.raises(RulePackNotFound):
        old.get("sample-project-self-evaluation")
    assert old.get("sample-project-self-evaluation", "1.0.0").version == "1.0.0"


def test_two_defaults_of_one_scope_are_refused(tmp_path: Path) -> None:
    one, rival = write(tmp_path / "a"), write(tmp_path / "b", rule_pack="rival-pack")

    with pytest.raises(InvalidRulePack, match="rivals"):
        catalogue(one, rival)
    write(tmp_path / "b", rule_pack="rival-pack", default="false")
    assert catalogue(one, rival).ids() == ("rival-pack", "sample-project-self-evaluation")


def test_two_defaults_of_one_region_may_follow_each_other(tmp_path: Path) -> None:
    one = write(tmp_path / "a")
    later = write(tmp_path / "b", rule_pack="later-pack", fiscal_years="{from: 2024, to: null}")

    resolved = catalogue(one, later)
    assert resolved.resolve(SELF_EVALUATION, "420106", 2023).pack.id == "sample-project-self-evaluation"
    assert resolved.resolve(SELF_EVALUATION, "420106", 2024).pack.id == "later-pack"


def test_two_versions_in_force_for_one_year_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRulePack, match="supersede the older"):
        catalogue(write(tmp_path), write(tmp_path, version='"1.1.0"'))


def test_one_version_in_two_places_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRulePack, match="is already in"):
        catalogue(write(tmp_path / "a"), write(tmp_path / "b"))


def test_a_version_must_live_in_the_folder_of_its_number(tmp_path: Path) -> None:
    file = write(tmp_path)
    moved = tmp_path / "1.0.1" / "pack.yaml"
    moved.parent.mkdir()
    file.rename(moved)

    (problem,) = check_paths(tmp_path)
    assert (problem.file, problem.line, problem.column) == (str(moved), 4, 10)
    assert "1.0.1" in problem.en


def test_check_paths_tells_the_problems_of_all_files_at_once(tmp_path: Path) -> None:
    one, other = write(tmp_path / "a", weight="9"), write(tmp_path / "b", cap="100")

    assert {Path(problem.file) for problem in check_paths(tmp_path)} == {one, other}
    assert {Path(problem.file) for problem in check_paths(one, other)} == {one, other}


def test_check_paths_of_nothing_says_so_rather_than_all_is_well(tmp_path: Path) -> None:
    assert [problem.en for problem in check_paths(tmp_path)] == ["no pack.yaml here"]


def test_the_product_s_own_packs_are_sound() -> None:
    assert check_paths(PACKS) == []
    assert len(find_packs(PACKS)) == len(list(PACKS.rglob("pack.yaml")))


def test_a_folder_of_one_s_own_adds_to_the_packs_of_the_product(tmp_path: Path) -> None:
    write(tmp_path / "hainan" / "sample", region='"46"')

    assert "sample-project-self-evaluation" in load_catalogue(tmp_path).ids()
    assert "sample-project-self-evaluation" not in load_catalogue().ids()


def test_beijing_has_a_pack_of_its_own_in_2024_and_the_national_one_otherwise() -> None:
    packs = load_catalogue()

    def resolved(region_code: str, year: int) -> str:
        return packs.resolve(SELF_EVALUATION, region_code, year).pack.id

    assert resolved("110106", 2024) == "beijing-project-self-evaluation"
    assert resolved("110106", 2025) == "national-project-self-evaluation"
    assert resolved("610403", 2024) == "national-project-self-evaluation"
    with pytest.raises(NoRulePack):
        resolved("110106", 2019)


def test_hubei_has_a_pack_of_its_own_and_the_one_with_cost_is_never_taken_unnamed() -> None:
    packs = load_catalogue()

    assert packs.resolve(SELF_EVALUATION, "420106", 2024).pack.id == "hubei-project-self-evaluation"
    assert not packs.get("national-project-self-evaluation-with-cost").scope.default
