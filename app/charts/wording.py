"""What a chart says beside the sheet's own words, in both languages."""

from typing import Literal

from app.domain.text import Text

Language = Literal["zh", "en"]

LOST_POINTS = Text("失分图", "Points lost")
COMPLETION = Text("完成情况图", "Completion")
FISCAL_YEAR = Text("{} 年度", "fiscal year {}")
BY_SECTION = Text("各部分得失分（整条 = {} 分）", "By section (a whole bar = {} points)")
BY_LINE = Text("逐项得失分（整条 = {} 分）", "Line by line (a whole bar = {} points)")
LINES = Text("逐项", "Line by line")
BY_COMPLETION = Text("逐项完成情况（整条 = 100%）", "Line by line (a whole bar = 100%)")
EXECUTION = Text("预算执行率", "Budget execution rate")
UNNAMED = Text("未填名称", "without a name")

EARNED = Text("得分", "earned")
LOST = Text("失分", "lost")
UNSCORED = Text("未计分（不是零分）", "without a score (not zero)")
DECLARED = Text("填报得分", "declared")
DONE = Text("完成", "done")
NOT_DONE = Text("未完成", "not done")
UNKNOWN = Text("不能得出完成率", "no completion rate")

SCORE_COLUMN = Text("得分 / 分值", "score / weight")
LOST_COLUMN = Text("失分", "lost")
DECLARED_COLUMN = Text("填报", "declared")
RATE_COLUMN = Text("完成率", "completion")

TOTAL = Text("总分", "Total")
OUT_OF = Text("满分 {}", "of {}")
GRADE = Text("等级 {}", "grade {}")
LOST_TOTAL = Text("失分 {}", "{} lost")
NOTHING_LOST = Text("没有失分", "nothing lost")
DECLARED_TOTAL = Text("填报 {}", "declared {}")
HIGHER = Text("填报 {}，比计算高 {}", "declared {}, {} above the computed")
LOWER = Text("填报 {}，比计算低 {}", "declared {}, {} below the computed")
EQUAL = Text("填报 {}，与计算一致", "declared {}, as computed")
TOTAL_OPEN = Text(
    "总分待定：已计 {} 分（对应分值 {}，全表分值 {}）", "Total open: {} scored so far, of a weight of {} (form: {})"
)
WITHOUT_POINTS = Text("本表不设分值，只核对完成情况", "A form without points: completion only")
WITHOUT_WEIGHTS = Text("各行都没有分值，不能按评分规则计分", "No line states a weight: nothing can be scored")
RESCALED = Text(
    "有指标不适用，总分由已计 {} 分（对应分值 {}）折算。",
    "Lines that do not apply are left out: the total is rescaled from {} of a weight of {}.",
)

OUTCOMES = {
    "needs_judgement": Text("待评定", "unjudged"),
    "unreadable": Text("未计分", "unscored"),
    "not_applicable": Text("不适用", "n/a"),
    "assessed": Text("已核对", "assessed"),
}
STATUSES = {
    "superseded": Text("本次评价已被后来的提交替代，不再有效", "Superseded by a later attempt: no longer in effect"),
    "withdrawn": Text("本次评价已撤回，不再有效", "Withdrawn: no longer in effect"),
}
PREVIEW = Text("试算，未留存", "a preview, not recorded")

PACK = Text("规则包 {}", "rule pack {}")
RECORD = Text("评价 {}，留存于 {}", "evaluation {}, recorded {}")
DIGEST = Text("评分表摘要 {}", "sheet digest {}")


def say(text: Text, language: Language, *values: str) -> str:
    """The text in this language, with the values in its gaps."""
    return (text.en if language == "en" else text.zh).format(*values)
