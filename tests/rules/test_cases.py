"""The cases beside every pack hold, and the runner of cases notices when they do not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.rule import Interpretation
from app.domain.rule_pack import RulePack
from app.rules.cases import CASE_FILE, check_cases, read_cases
from app.rules.catalogue import PACKS, compile_files, find_packs
from app.rules.errors import InvalidRulePack

NATIONAL = PACKS / "national" / "project-self-evaluation" / "1.0.0"
HEAD = 'rule_pack: national-project-self-evaluation\nversion: "1.0.0"\ncases:\n'


def told(tmp_path: Path, *cases: str) -> list[str]:
    file = tmp_path / CASE_FILE
    file.write_text(HEAD + "".join(f"  - {case}\n" for case in cases), encoding="utf-8")
    (national,) = compile_files([NATIONAL / "pack.yaml"])
    return [f"{problem.line}:{problem.column} {problem.en}" for problem in check_cases(national.pack, file)]


@pytest.mark.parametrize("file", find_packs(PACKS), ids=lambda file: "-".join(file.parts[-4:-1]))
def test_every_case_of_a_pack_holds(file: Path) -> None:
    (compiled,) = compile_files([file])

    assert [str(problem) for problem in check_cases(compiled.pack, file.with_name(CASE_FILE))] == []


@pytest.mark.parametrize("file", find_packs(PACKS), ids=lambda file: "-".join(file.parts[-4:-1]))
def test_every_reading_that_can_move_a_score_has_a_case_that_names_it(file: Path) -> None:
    (compiled,) = compile_files([file])
    text = file.with_name(CASE_FILE).read_text(encoding="utf-8")

    for reading in readings_of(compiled.pack):
        assert f"reading: {reading.id}" in text or f"{reading.id}: " in text, reading.id


def readings_of(pack: RulePack) -> Iterator[Interpretation]:
    """Of targets, of the execution line, of criteria and their parts."""
    rule = pack.quantitative
    yield from (rule.cost_limit_reading, rule.deadline_month_reading, rule.bare_month_reading)
    if pack.qualitative is not None and pack.qualitative.beside_numbers is not None:
        yield pack.qualitative.beside_numbers
    if pack.execution.zero_reading is not None:
        yield pack.execution.zero_reading
    for criterion in pack.criteria:
        yield from (other.interpretation for other in criterion.alternatives)
        if criterion.measure is not None and criterion.measure.zero_reading is not None:
            yield criterion.measure.zero_reading


def test_a_case_that_comes_out_otherwise_is_told_with_its_line_and_both_values(tmp_path: Path) -> None:
    wrong = (
        "{name: 错的, source: 自拟, indicator: {target: ≥4, actual: 3, weight: 10}, expect: {score: 8, ratio: 75.00%}}"
    )

    assert told(tmp_path, wrong) == ["4:12 case “错的”: score should be 8, is 7.5"]


def test_null_is_a_value_of_its_own_and_not_left_out(tmp_path: Path) -> None:
    wrong = "{name: 空, source: 自拟, indicator: {target: ≥4, actual: 3, weight: 10}, expect: {score: null}}"

    assert told(tmp_path, wrong) == ["4:12 case “空”: score should be null, is 7.5"]


def test_a_finding_that_speaks_or_keeps_silent_against_the_case_is_told(tmp_path: Path) -> None:
    wrong = (
        "{name: 提示, source: 自拟, indicator: {target: ≥4, actual: 很多, weight: 10}, "
        "expect: {findings: [WEIGHTS_NEVER], silent: [ACTUAL_NOT_A_VALUE]}}"
    )

    assert told(tmp_path, wrong) == [
        "4:12 case “提示”: WEIGHTS_NEVER should be True, is False",
        "4:12 case “提示”: ACTUAL_NOT_A_VALUE should be False, is True",
    ]


def test_every_row_of_a_repeated_indicator_has_a_name_of_its_own(tmp_path: Path) -> None:
    _, file = read_cases(NATIONAL / CASE_FILE)
    (national,) = compile_files([NATIONAL / "pack.yaml"])
    repeated = next(case for case in file.cases if any(row.times > 1 for row in case.indicators))
    names = [indicator.name for indicator in repeated.submission(national.pack).indicators]

    assert len(names) == len(set(names)) > 1


def test_a_misspelt_field_of_the_form_is_refused_with_its_place(tmp_path: Path) -> None:
    wrong = "{name: 错字, source: 自拟, indicator: {target: ≥4, acutal: 3, weight: 10}, expect: {score: 8}}"

    assert told(tmp_path, wrong) == ["4:52 unknown key “acutal”"]


def test_cases_of_another_pack_are_refused(tmp_path: Path) -> None:
    beijing = PACKS / "beijing" / "project-self-evaluation" / "1.0.0"
    (compiled,) = compile_files([beijing / "pack.yaml"])

    (problem,) = check_cases(compiled.pack, NATIONAL / CASE_FILE)
    assert "beijing-project-self-evaluation@1.0.0" in problem.en


def test_a_case_names_where_its_figures_come_from(tmp_path: Path) -> None:
    file = tmp_path / CASE_FILE
    file.write_text(HEAD + "  - {name: 无来源, expect: {applies: true}}\n", encoding="utf-8")

    with pytest.raises(InvalidRulePack, match="“source” is missing"):
        read_cases(file)
