"""A table of deductions for exceeding a target: read, checked, shown, compared, and held by its cases."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from app.rules.compiler import compile_document
from app.rules.describe import describe
from app.rules.diff import Difference, Effect, differences
from app.rules.errors import InvalidRulePack
from app.rules.loader import Document, read_text
from app.rules.trial import try_pack
from tests.own_packs import write_deducting

GUIDE = (Path(__file__).parents[2] / "docs" / "rule-packs.md").read_text(encoding="utf-8")
SOUND = (Path(__file__).parent / "sound.yaml").read_text(encoding="utf-8")
HEAD = """\
    over_fulfilment:
      standard: {zh: 超额完成的扣分。, en: Deducted for the excess.}
      authority: practice
      bands:
"""
SHARES = ("{at_least: 200%, deduct: 50%}", "{at_least: 130%, deduct: 10%}")
POINTS = ("{at_least: 200%, deduct: 5}", "{at_least: 130%, deduct: 0.5}")


def document(*bands: str) -> Document:
    rows = "".join(f"        - {band}\n" for band in bands)
    return read_text(SOUND.replace("    readings:\n", f"{HEAD}{rows}    readings:\n", 1), "pack.yaml")


def told(*bands: str) -> list[str]:
    try:
        compile_document(document(*bands))
    except InvalidRulePack as refused:
        return [each.en for each in refused.problems]
    return []


def test_shares_and_points_become_exact_fractions() -> None:
    shares = compile_document(document(*SHARES)).pack.quantitative.over_fulfilment
    points = compile_document(document(*POINTS)).pack.quantitative.over_fulfilment
    assert shares is not None
    assert points is not None
    assert [(each.at_least, each.deduct) for each in shares.bands] == [
        (2, Fraction(1, 2)),
        (Fraction(13, 10), Fraction(1, 10)),
    ]
    assert [each.deduct for each in points.bands] == [5, Fraction(1, 2)]
    assert (shares.in_points, points.in_points) == (False, True)
    assert shares.rule.authority.id == "practice"


def test_a_pack_without_a_table_has_none() -> None:
    assert compile_document(read_text(SOUND, "pack.yaml")).pack.quantitative.over_fulfilment is None


@pytest.mark.parametrize(
    ("bands", "problems"),
    [
        (("{at_least: 130%, deduct: 10%}", "{at_least: 130%, deduct: 5%}"), ["130% should be below the one above"]),
        (("{at_least: 200%, deduct: 10%}", "{at_least: 130%, deduct: 10%}"), ["10% should be below the one above"]),
        (("{at_least: 100%, deduct: 10%}",), ["“100%” should be above 100%"]),
        (("{at_least: 100.01%, deduct: 10%}",), []),
        (
            ("{at_least: 200%, deduct: 5}", "{at_least: 130%, deduct: 10%}"),
            ["points in every band, or percentages in every band"],
        ),
        (("{at_least: 130%, deduct: 0%}",), ["“0%” should be above 0, up to 100%"]),
        (("{at_least: 130%, deduct: 0}",), ["“0” should be above 0, up to the total 100"]),
        (("{at_least: 130%, deduct: 100%}",), []),
        (("{at_least: 130%, deduct: 100.01%}",), ["“100.01%” should be above 0, up to 100%"]),
        (("{at_least: 130%, deduct: 100}",), []),
        (("{at_least: 130%, deduct: 101}",), ["“101” should be above 0, up to the total 100"]),
        (
            ("{at_least: 130%, deduct: ten}",),
            ["“deduct” should be points such as 2 or a percentage such as 10%, not “ten”"],
        ),
        (("{at_least: 130, deduct: 10%}",), ["“at_least” should be a percentage such as 80%, not “130”"]),
        (("{at_least: 130%}",), ["“deduct” is missing"]),
        (("{at_least: 130%, deduct: 10%, add: 1}",), ["unknown key “add”"]),
    ],
)
def test_what_is_wrong_with_a_table_is_told(bands: tuple[str, ...], problems: list[str]) -> None:
    assert told(*bands) == problems


def test_the_table_of_the_guide_is_sound() -> None:
    block = re.search(r"^```\n(    over_fulfilment:\n.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert block is not None
    text = SOUND.replace("    readings:\n", f"{block[1]}    readings:\n", 1).replace("own_practice", "practice")
    table = compile_document(read_text(text, "pack.yaml")).pack.quantitative.over_fulfilment
    assert table is not None
    assert [each.deduct for each in table.bands] == [Fraction(1, 2), Fraction(1, 10)]


def test_an_empty_table_and_one_on_a_form_without_points_are_refused() -> None:
    empty = SOUND.replace("    readings:\n", f"{HEAD.rstrip()} []\n    readings:\n", 1)
    with pytest.raises(InvalidRulePack, match="bands"):
        compile_document(read_text(empty, "pack.yaml"))
    table = document(*SHARES)
    assert isinstance(table.data, dict)
    without = replace(table, data={**table.data, "scored": False})
    with pytest.raises(InvalidRulePack, match="a form without points has no “over_fulfilment”"):
        compile_document(without)


def test_a_description_tells_the_bands() -> None:
    shares, points = (describe(compile_document(document(*bands)).pack) for bands in (SHARES, POINTS))
    assert "  超额完成扣分\n    超额完成的扣分。\n    依据：样例做法" in shares
    assert "    ≥ 200%：扣分值的 50%\n    ≥ 130%：扣分值的 10%" in shares
    assert "    ≥ 200%：扣 5 分\n    ≥ 130%：扣 0.5 分" in points


def test_two_versions_that_deduct_otherwise_differ_in_scores() -> None:
    stricter = document("{at_least: 200%, deduct: 60%}", "{at_least: 120%, deduct: 10%}")
    found = differences(document(*SHARES), stricter)
    assert {each.effect for each in found} == {Effect.SCORE}
    assert ("50%", "60%") in [(each.before, each.after) for each in found]
    (added,) = differences(read_text(SOUND, "pack.yaml"), document(*SHARES))
    assert isinstance(added, Difference)
    assert (added.heading, added.effect) == ("定量指标", Effect.SCORE)
    assert "超额完成扣分" in added.what


def test_the_cases_of_a_pack_with_a_table_notice_every_number_of_it(tmp_path: Path) -> None:
    trial = try_pack(write_deducting(tmp_path), mutate=True)
    assert [str(each) for each in trial.problems] == []
    caught = [each.caught_by or "" for each in trial.mutations or () if "over_fulfilment" in each.place]
    assert len(caught) == 8
    assert all(each.startswith("算例") for each in caught)
