"""A new pack from an old one: it compiles and passes at once, and claims nothing that nobody has checked."""

from pathlib import Path

import pytest

from app.domain.rule_pack import PackStatus, RulePack
from app.rules.cases import CASE_FILE, read_cases
from app.rules.catalogue import PACKS, compile_files, find_packs
from app.rules.errors import InvalidRulePack
from app.rules.scaffold import FolderTaken, NewPack, Scaffold, write_new_pack
from app.rules.trial import try_pack
from tests.own_packs import write_pack

NATIONAL = PACKS / "national" / "project-self-evaluation" / "1.0.0" / "pack.yaml"
WITH_COST = PACKS / "national" / "project-self-evaluation-with-cost" / "1.0.0" / "pack.yaml"
SOUND = Path(__file__).parent / "sound.yaml"
ONE_CASE = """\
rule_pack: sample-project-self-evaluation
version: "1.0.0"
cases:
  - {name: 一例, source: 自拟, indicator: {target: ≥4, actual: 3, weight: 10}, expect: {score: 7.5}}
"""


def hubei(folder: Path, **changes: str) -> Scaffold:
    return write_new_pack(NATIONAL, folder, NewPack(**{"pack_id": "hubei-exercise", "region": "42"} | changes))


def compiled(made: Scaffold) -> RulePack:
    (pack,) = compile_files(made.files[:1])
    return pack.pack


def names_of_cases(made: Scaffold) -> list[str]:
    return [case.name for case in read_cases(made.files[1])[1].cases]


@pytest.mark.parametrize("source", find_packs(PACKS), ids=lambda file: "-".join(file.parts[-4:-1]))
def test_a_new_pack_from_any_pack_of_the_product_is_a_draft_whose_cases_all_hold(source: Path, tmp_path: Path) -> None:
    trial = try_pack(write_new_pack(source, tmp_path, NewPack("exercise", region="54")).files[0])

    assert trial.pack.status is PackStatus.DRAFT
    assert [str(problem) for problem in trial.problems] == []
    assert trial.cases > 5


@pytest.mark.parametrize("source", [NATIONAL, WITH_COST], ids=["default", "by_name_only"])
def test_no_number_of_a_new_pack_can_change_unnoticed(source: Path, tmp_path: Path) -> None:
    trial = try_pack(write_new_pack(source, tmp_path, NewPack("exercise", region="54")).files[0], mutate=True)

    assert trial.mutations
    assert [str(mutation) for mutation in trial.unnoticed] == []


def test_three_files_are_written_into_the_folder_of_the_version(tmp_path: Path) -> None:
    made = hubei(tmp_path / "packs" / "hubei", version="1.2.0")

    home = tmp_path / "packs" / "hubei" / "1.2.0"
    assert made.files == (home / "pack.yaml", home / "cases.yaml", home / "SOURCE.md")
    assert sorted(home.iterdir()) == sorted(made.files)


def test_a_new_place_has_a_name_and_a_region_of_its_own_and_nothing_checked(tmp_path: Path) -> None:
    pack = compiled(hubei(tmp_path))

    assert (pack.id, pack.version, pack.scope.region) == ("hubei-exercise", "1.0.0", "42")
    assert "待填" in pack.title.zh
    assert pack.authorities
    assert not any(authority.verified for authority in pack.authorities.values())


def test_the_next_version_of_a_pack_keeps_its_name_its_region_and_what_was_checked(tmp_path: Path) -> None:
    (national,) = compile_files([NATIONAL])
    pack = compiled(write_new_pack(NATIONAL, tmp_path, NewPack(national.pack.id, version="1.1.0")))

    assert (pack.version, pack.status) == ("1.1.0", PackStatus.DRAFT)
    assert (pack.title, pack.scope, pack.authorities) == (
        national.pack.title,
        national.pack.scope,
        national.pack.authorities,
    )


def test_comments_stay_and_every_block_says_what_to_fill_in(tmp_path: Path) -> None:
    text = hubei(tmp_path).files[0].read_text(encoding="utf-8")
    lines = text.splitlines()

    assert "# 按比例计分" in text
    assert "status: draft                           # draft 草案" in text
    assert "全国；各地有自己的规则包时" not in text
    for key in ("applies_to", "authorities", "total", "sections", "execution", "indicators", "grades", "review"):
        (line,) = (number for number, each in enumerate(lines) if each.startswith(f"{key}:"))
        assert lines[line - 1].startswith("# 待填：")


def test_a_pack_written_on_single_lines_can_be_copied_too(tmp_path: Path) -> None:
    source = tmp_path / "sample" / "1.0.0" / "pack.yaml"
    source.parent.mkdir(parents=True)
    source.write_text(SOUND.read_text(encoding="utf-8"), encoding="utf-8")
    source.with_name(CASE_FILE).write_text(ONE_CASE, encoding="utf-8")

    made = write_new_pack(source, tmp_path / "new", NewPack("exercise", region="nationwide"))

    assert compiled(made).title.zh == "待填（抄自“样例”）"
    assert compiled(made).scope.region is None
    assert not any(authority.verified for authority in compiled(made).authorities.values())
    assert try_pack(made.files[0]).passed


def test_cases_that_no_longer_hold_are_left_out_and_named(tmp_path: Path) -> None:
    made = hubei(tmp_path)

    assert made.left_out == ("定性三档和等级见过原文，不提示",)
    assert made.left_out[0] not in names_of_cases(made)
    assert "恰好 90 分为优；分值合计 100 分" in names_of_cases(made)


def test_the_cases_on_the_scope_are_those_of_the_new_pack(tmp_path: Path) -> None:
    names = names_of_cases(hubei(tmp_path))

    assert names[:3] == ["2020 年度起适用", "2019 年度不适用", "外地不适用"]
    assert "以后年度继续适用" not in names


def test_a_heading_is_neither_lost_nor_left_without_cases(tmp_path: Path) -> None:
    lines = hubei(tmp_path).files[1].read_text(encoding="utf-8").splitlines()
    headings = [number for number, line in enumerate(lines) if line.lstrip().startswith("# ──")]

    assert len(headings) > 8
    assert all(lines[number + 1].lstrip().startswith("- ") for number in headings)
    assert len({lines[number] for number in headings}) == len(headings)


def test_a_pack_for_some_years_has_a_case_on_and_just_off_each_of_them(tmp_path: Path) -> None:
    beijing = PACKS / "beijing" / "project-self-evaluation" / "1.0.0" / "pack.yaml"
    names = names_of_cases(write_new_pack(beijing, tmp_path, NewPack("exercise")))

    assert names[:5] == ["2024 年度起适用", "2023 年度不适用", "2024 年度仍适用", "2025 年度不适用", "外地不适用"]


def test_the_source_note_has_a_row_for_every_rule(tmp_path: Path) -> None:
    note = hubei(tmp_path).files[2].read_text(encoding="utf-8")

    for rule in ("总分", "一级指标", "预算执行率", "定量指标", "定性指标", "评价等级", "审核提示：超额完成"):
        assert f"| {rule} | " in note
    assert "national-project-self-evaluation 1.0.0" in note


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"pack_id": "Hubei 42"}, "lower-case identifier"),
        ({"version": "1"}, "quoted version"),
        ({"region": "420"}, "GB/T 2260"),
    ],
)
def test_a_name_that_is_not_well_formed_is_refused_before_anything_is_written(
    changes: dict[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidRulePack, match=told):
        hubei(tmp_path / "packs", **changes)

    assert not (tmp_path / "packs").exists()


def test_files_that_are_there_are_left_alone(tmp_path: Path) -> None:
    before = {file: file.read_bytes() for file in hubei(tmp_path).files}

    with pytest.raises(FolderTaken, match=r"1\.0\.0"):
        hubei(tmp_path, pack_id="another")

    assert {file: file.read_bytes() for file in before} == before


def test_a_source_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRulePack, match=CASE_FILE):
        write_new_pack(write_pack(tmp_path / "bare", {}), tmp_path / "new", NewPack("exercise"))

    assert not (tmp_path / "new").exists()
