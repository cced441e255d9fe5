"""Two packs compared: every difference once, in words a person reads, marked by what it may change."""

from pathlib import Path

import pytest

from app.rules.catalogue import PACKS, find_packs
from app.rules.diff import Difference, Effect, differences, tell_differences
from app.rules.labels import GROUPS, HEADINGS, LABELS
from app.rules.loader import Document, read_file, read_text
from app.rules.schema import json_schema

SOUND = (Path(__file__).parent / "sound.yaml").read_text(encoding="utf-8")
SECTION = "    - {id: benefit, label: {zh: 效益, en: benefits}"
READING = "    reading: {zh: 所取, en: the reading taken}\n"


def document(text: str = SOUND) -> Document:
    return read_text(text, "pack.yaml")


def changed(*changes: tuple[str, str]) -> Document:
    text = SOUND
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return document(text)


def found(*changes: tuple[str, str]) -> list[Difference]:
    return differences(document(), changed(*changes))


@pytest.mark.parametrize("file", find_packs(PACKS), ids=lambda file: "-".join(file.parts[-4:-1]))
def test_a_pack_does_not_differ_from_itself(file: Path) -> None:
    assert differences(read_file(file), read_file(file)) == []


def test_name_version_and_state_stand_at_the_head_and_are_no_differences() -> None:
    later = changed(("1.0.0", "1.1.0"), ("in_force", "draft"), ("zh: 样例", "zh: 新样例"))

    assert differences(document(), later) == []
    assert tell_differences(document(), later).splitlines() == [
        "旧：样例  sample-project-self-evaluation@1.0.0（有效）",
        "新：新样例  sample-project-self-evaluation@1.1.0（草案）",
        "",
        "没有不同。",
    ]


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ("  weight: 10\n", "  weight: 20\n", ("预算执行率", "分值", "10", "20", Effect.SCORE)),
        (
            "adjusted_budget",
            "initial_budget",
            ("预算执行率", "分母", "全年预算数", "年初预算数", Effect.SCORE),
        ),
        (
            "zero_over_zero: not_applicable",
            "zero_over_zero: full",
            ("预算执行率", "分子、分母都是 0 时", "不计入总分", "按满分计", Effect.SCORE),
        ),
        ("at_least: 60%", "at_least: 50%", ("定性指标", "部分达成 下限", "60%", "50%", Effect.SCORE)),
        (
            "policy: rescale",
            "policy: full",
            ("不适用的指标", "处理办法", "不计分，其余折算到总分", "按满分计", Effect.SCORE),
        ),
        ("score_places: 2", "score_places: 0", ("总分", "得分小数位数", "2", "0", Effect.SCORE)),
        ("at_least: 90}", "at_least: 85}", ("评价等级", "优 下限", "90", "85", Effect.GRADE)),
        ("usual_weight: 60", "usual_weight: 50", ("一级指标", "产出 通常分值", "60", "50", Effect.FINDING)),
        ("required: true", "required: false", ("一级指标", "产出 必填", "是", "否", Effect.FINDING)),
        ("verified: true", "verified: false", ("依据", "clause 已核实", "是", "否", Effect.FINDING)),
        ("below: 80%", "below: 90%", ("审核提示", "执行率过低 低于", "80%", "90%", Effect.FINDING)),
        ("indicators: 5", "indicators: 6", ("审核提示", "照抄指标值 指标个数", "5", "6", Effect.FINDING)),
        ('"42"', "nationwide", ("适用范围", "地区", "42", "全国", Effect.SCOPE)),
        ("to: 2023", "to: null", ("适用范围", "终止年度", "2023", "无", Effect.SCOPE)),
        (
            "zh: 按执行率计分。",
            "zh: 按比例。",
            ("预算执行率", "评分标准", "按执行率计分。", "按比例。", Effect.WORDING),
        ),
        (
            "en: In proportion to the rate.",
            "en: As it is.",
            ("预算执行率", "评分标准 （英文）", "In proportion to the rate.", "As it is.", Effect.WORDING),
        ),
        ("evidence: 理由", "evidence: 样表", ("口径", "问题 理由", "理由", "样表", Effect.WORDING)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_changed_value_is_told_by_its_rule_old_and_new_and_what_it_moves(
    before: str, after: str, difference: tuple[str, str, str, str, Effect]
) -> None:
    assert found((before, after)) == [Difference(*difference)]


def test_a_number_written_otherwise_is_no_difference() -> None:
    assert found(("  weight: 10\n", "  weight: 10.00\n")) == []


def test_a_word_that_came_or_went_is_told_alone() -> None:
    assert found(("phrases: [部分达成]", "phrases: [基本达成, 部分达成]")) == [
        Difference("定性指标", "部分达成 写法", None, "基本达成", Effect.SCORE)
    ]
    assert found(("aliases: [优秀]", "aliases: []")) == [
        Difference("评价等级", "优 别名", "优秀", None, Effect.FINDING)
    ]


def test_words_in_another_order_are_told_with_the_whole_list() -> None:
    one, other = (changed(("names: [产出指标]", f"names: [{words}]")) for words in ("产出, 项目产出", "项目产出, 产出"))

    assert differences(one, other) == [
        Difference("一级指标", "产出 名称", "产出、项目产出", "项目产出、产出", Effect.FINDING)
    ]


def test_a_scale_is_told_as_a_whole() -> None:
    assert found(("[优, 良, 中, 差]", "[优, 良, 差]")) == [
        Difference("定性指标", "量级", "优、良、中、差", None, Effect.SCORE),
        Difference("定性指标", "量级", None, "优、良、差", Effect.SCORE),
    ]


def test_a_default_that_is_written_out_is_no_difference() -> None:
    assert found(("authorities:", "scored: true\nopen: true\nauthorities:")) == []
    assert found(("authorities:", "open: false\nauthorities:")) == [
        Difference("单位自填的指标", "单位自填的指标", "是", "否", Effect.SCORE)
    ]


def test_a_row_that_only_moved_is_no_difference() -> None:
    lines = SOUND.splitlines(keepends=True)
    first, second = (number for number, line in enumerate(lines) if line.startswith("    - {id:"))
    lines[first], lines[second] = lines[second], lines[first]

    assert differences(document(), document("".join(lines))) == []


def test_a_new_row_is_told_with_all_it_holds() -> None:
    cost = "    - {id: cost, label: {zh: 成本, en: cost}, names: [成本指标], level2_names: [], required: false}\n"

    assert found((SECTION, cost + SECTION)) == [
        Difference("一级指标", "成本", None, "名称 成本指标；二级指标名称 ；必填 否", Effect.FINDING)
    ]


def test_a_block_that_went_is_told_with_what_it_said() -> None:
    gone = "  reading: open_question\n    method: tiers"

    assert found((f"  {gone}", "    method: tiers")) == [
        Difference("定性指标", "所取口径", "所取", None, Effect.WORDING)
    ]


def test_what_only_another_reading_would_score_moves_no_score() -> None:
    assert found(("    other_reading: full", "    other_reading: zero")) == [
        Difference("预算执行率", "另一种理解", "按满分计", "0 分", Effect.FINDING)
    ]


def test_every_criterion_of_a_form_that_prescribes_them_is_told_by_its_name() -> None:
    lump = """\
criteria:
  - {id: lump, label: {zh: 项目产出, en: outputs}, names: [项目产出], weight: 40, score: {method: judged}}
indicators:
"""
    new = changed(("indicators:\n", lump))
    heavier = changed(("indicators:\n", lump.replace("40", "30")))

    assert [(each.heading, each.what, each.effect) for each in differences(document(), new)] == [
        ("评分指标", "项目产出", Effect.SCORE)
    ]
    assert differences(new, heavier) == [Difference("评分指标", "项目产出 分值", "40", "30", Effect.SCORE)]


def test_a_rule_s_document_is_told_by_its_title_not_by_its_id() -> None:
    other = ("  authority: clause\n  points: 100", "  authority: practice\n  points: 100")

    assert found(other) == [Difference("总分", "依据", "样例办法", "样例做法", Effect.WORDING)]


def test_the_text_groups_by_rule_marks_what_moves_scores_and_counts() -> None:
    told = tell_differences(
        document(), changed(("usual_weight: 60", "usual_weight: 50"), ("  weight: 10\n", "  weight: 20\n"))
    )

    assert told.splitlines()[2:] == [
        "",
        "一级指标",
        "  [提示] 产出 通常分值：60 → 50",
        "",
        "预算执行率",
        "★[得分] 分值：10 → 20",
        "",
        "共 2 处不同：得分 1，等级 0，提示 1，适用 0，文字 0。★ 会改变得分。",
    ]


def test_a_long_wording_is_told_on_two_lines() -> None:
    long = "按执行率计分，" * 5

    assert tell_differences(document(), changed(("zh: 按执行率计分。", f"zh: {long}"))).splitlines()[4:7] == [
        "  [文字] 评分标准：",
        "      旧 按执行率计分。",
        f"      新 {long}",
    ]


def test_the_pack_with_cost_differs_from_the_national_one_in_no_score() -> None:
    national, with_cost = (
        read_file(PACKS / "national" / name / "1.0.0" / "pack.yaml")
        for name in ("project-self-evaluation", "project-self-evaluation-with-cost")
    )

    assert {each.effect for each in differences(national, with_cost)} == {Effect.FINDING, Effect.SCOPE, Effect.WORDING}


# Blocks that only hold others together, what stands at the head, and the two languages: never told by their keys.
UNNAMED = {
    *("blocks", "fiscal_years", "quantitative", "qualitative", "readings", "tiers", "zero_denominator"),
    *("rule_pack", "version", "status", "title", "id", "tier", "grade", "point", "answer", "zh", "en"),
}


def test_every_key_of_the_format_has_a_chinese_name() -> None:
    schema = json_schema()
    keys = {key for block in (schema, *schema["$defs"].values()) for key in block.get("properties", {})}

    assert len(keys) > 80
    assert keys - LABELS.keys() - HEADINGS.keys() - GROUPS.keys() - UNNAMED == set()
