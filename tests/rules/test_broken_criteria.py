"""One mistake at a time in a sound pack that prescribes its indicators: the place and the word are told."""

from pathlib import Path
from typing import Any

import pytest

from app.rules.compiler import compile_document
from app.rules.errors import InvalidRulePack
from app.rules.loader import read_file, read_text

HERE = Path(__file__).parent
SOUND = (HERE / "sound_criteria.yaml").read_text(encoding="utf-8")
MISTAKES: Any = read_file(HERE / "broken_criteria.yaml").data


def told(text: str) -> list[str]:
    try:
        compile_document(read_text(text, "pack.yaml"))
    except InvalidRulePack as refused:
        return [f"{each.line}:{each.column} {each.en}" for each in refused.problems]
    return []


def test_the_pack_that_the_broken_ones_come_from_is_sound() -> None:
    assert told(SOUND) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["mistake"])
def test_a_mistake_among_criteria_is_told_with_its_place_and_the_word(mistake: dict[str, Any]) -> None:
    assert mistake["before"] in SOUND
    assert told(SOUND.replace(mistake["before"], mistake["after"], 1)) == mistake["told"] != []


def test_all_mistakes_of_shape_and_of_sense_come_out_at_once() -> None:
    text = SOUND.replace("{method: judged}", "{method: guessed}").replace("weight: 6\n", "weight: 5\n")

    assert [line.partition(" ")[2] for line in told(text.replace("add: [done]", "add: [completed]"))] == [
        "no measure uses “done”",
        "no “completed” among the inputs",
        "the parts add to 9, not to 10",
        "6 is above the weight 5",
        "“method” should be bands, step_deduction, per_violation, checklist, midpoint, proportional, "
        "completion_ratio, survey, judged, sum_of_parts, not “guessed”",
    ]
