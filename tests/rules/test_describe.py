"""`jixiao rules show`: the whole pack on one page."""

from collections.abc import Iterator

import pytest

from app.domain.criterion import Bands, Checklist, Criterion, PerViolation, SumOfParts, SurveyShare
from app.domain.rule_pack import TiersRule
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
        *(f"≥ {band.at_least}" for band in (pack.grades.bands if pack.grades else ())),
        *(_tiers(pack.qualitative) if pack.qualitative else ()),
        *(words for criterion in pack.criteria for words in _criterion(criterion)),
        "130%",
        "20 个百分点",
        "未核实",
    ):
        assert expected in shown


def _tiers(rule: TiersRule) -> Iterator[str]:
    yield from (" > ".join(scale) for scale in rule.scales)
    yield from (f"[{tier.lower * 100}%, {tier.upper * 100}%" for tier in rule.tiers)


def _criterion(criterion: Criterion) -> Iterator[str]:
    yield f"{criterion.label.zh}（{criterion.weight} 分" if criterion.weight else f"{criterion.label.zh}（分值由表填列"
    yield criterion.rule.standard.zh
    methods = [criterion.method, *(other.method for other in criterion.alternatives)]
    methods += [part.method for method in methods if isinstance(method, SumOfParts) for part in method.parts]
    for method in methods:
        match method:
            case Bands():
                yield from (f"得 {band.score}" for band in method.bands)
            case PerViolation() | Checklist():
                yield from (f"{point.id} {point.label.zh}" for point in method.points)
            case SurveyShare():
                yield from (f"{answer.name}×" for answer in method.answers)


def test_a_prescribed_indicator_is_told_with_its_formula_its_numbers_and_its_other_reading() -> None:
    shown = describe(load_catalogue().get("shaanxi-department-self-evaluation"))

    assert (
        "预算完成率（10 分，投入 / 预算执行，必填）\n"
        "  预算完成率＝预算完成数÷预算数。100% 得 10 分，95%（含）以上 9 分，90%（含）8 分，85%（含）7 分，"
        "80%（含）6 分，70%（含）4 分，不足 70% 不得分。\n"
        "  依据：部门整体支出绩效自评表（2018 年度，陕西省，杨凌示范区医院填报）\n"
        "  预算完成率 = 预算完成数 ÷ 预算数\n"
        "  方法：分档计分\n"
        "    ≥ 100% 得 10；≥ 95% 得 9；≥ 90% 得 8；≥ 85% 得 7；≥ 80% 得 6；≥ 70% 得 4；其余得 0\n"
        "  另一种理解：按字面，只有恰为 100% 得满分，超过的落在“≥95%”一档。\n"
        "  方法：分档计分\n"
        "    = 100% 得 10；≥ 95% 得 9；"
    ) in shown
    assert "每增加 0.1 个百分点扣 0.5 分，扣完为止" in shown
    assert "半年进度（2 分）：半年支出进度 = 上半年实际支出 ÷ （上年结余结转 + 本年部门预算安排" in shown


def test_what_a_form_does_not_have_is_not_told_of_it() -> None:
    target = describe(load_catalogue().get("shaanxi-project-target-self-evaluation"))
    county = describe(load_catalogue().get("bohu-project-evaluation"))

    assert "表上没有分值" in target
    assert not any(words in target for words in ("总分 ", "评价等级", "不适用的指标", "反向指标未达到时"))
    assert "指标由规则包列明" in county
    assert "定性指标" not in county


def test_columns_line_up_where_a_chinese_character_is_two_wide() -> None:
    lines = describe(load_catalogue().get("national-project-self-evaluation")).splitlines()

    assert "  名称        通常分值  填列  计入" in lines
    assert "  产出指标    50        必填  产出" in lines
    assert "  满意度指标  10        必填  效益" in lines


def test_a_description_has_no_trailing_blanks() -> None:
    shown = describe(load_catalogue().get("beijing-project-self-evaluation"))

    assert not any(line.endswith(" ") for line in shown.splitlines())
    assert shown == shown.strip()
