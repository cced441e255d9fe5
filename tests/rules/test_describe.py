"""`jixiao rules show`: the whole pack on one page."""

import pytest

from app.rules.catalogue import load_catalogue
from app.rules.describe import describe


@pytest.mark.parametrize("pack_id", load_catalogue().ids())
def test_a_description_tells_every_number_document_and_reading_of_a_pack(pack_id: str) -> None:
    pack = load_catalogue().get(pack_id)
    shown = describe(pack)

    for expected in (
        pack.title.zh,
        pack.digest,
        *(authority.document for authority in pack.authorities.values()),
        *(reading.other_reading.zh for reading in pack.interpretations.values()),
        *(section.label.zh for section in pack.sections),
        *(" > ".join(scale) for scale in pack.qualitative.scales),
        *(f"[{tier.lower * 100}%, {tier.upper * 100}%" for tier in pack.qualitative.tiers),
        "≥ 90",
        "130%",
        "20 个百分点",
        "未核实",
    ):
        assert expected in shown


def test_columns_line_up_where_a_chinese_character_is_two_wide() -> None:
    lines = describe(load_catalogue().get("national-project-self-evaluation")).splitlines()

    assert "  名称        通常分值  填列  计入" in lines
    assert "  产出指标    50        必填  产出" in lines
    assert "  满意度指标  10        必填  效益" in lines


def test_a_description_has_no_trailing_blanks() -> None:
    shown = describe(load_catalogue().get("beijing-project-self-evaluation"))

    assert not any(line.endswith(" ") for line in shown.splitlines())
    assert shown == shown.strip()
