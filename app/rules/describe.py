"""A pack as a text that a person reads in a terminal: scope, numbers, documents, readings."""

from collections.abc import Iterator

from app.domain.methods.over_fulfilment import deducted
from app.domain.rule import ZeroDenominator
from app.domain.rule_pack import FORM_NAMES, BudgetBase, NegativeFormula, NotApplicablePolicy, PackStatus, RulePack
from app.domain.text import limit, plain
from app.rules.describe_criteria import criteria_lines
from app.rules.layout import rule_lines, table

STATUS = {PackStatus.DRAFT: "草案", PackStatus.IN_FORCE: "有效", PackStatus.SUPERSEDED: "已被替代"}
BASES = {
    BudgetBase.ADJUSTED_BUDGET: "全年预算数",
    BudgetBase.INITIAL_BUDGET: "年初预算数",
    BudgetBase.ARRIVED: "到位资金",
}
ZERO = {
    ZeroDenominator.FULL: "满分",
    ZeroDenominator.ZERO: "0 分",
    ZeroDenominator.NOT_APPLICABLE: "不计入总分",
}
NEGATIVE = {NegativeFormula.INVERSE: "目标÷实际", NegativeFormula.LINEAR: "1－（实际－目标）÷目标"}
NOT_APPLICABLE = {
    NotApplicablePolicy.FULL: "按满分计",
    NotApplicablePolicy.RESCALE: "不计分，其余折算到总分",
    NotApplicablePolicy.WEIGHT_TO_SIBLINGS: "分值由同级指标分担",
}
COUNTS_AS = {"output": "产出", "benefit": "效益", None: "—"}


def describe(pack: RulePack) -> str:
    """The whole pack, top to bottom, in Chinese with its English title."""
    parts = (
        _head,
        _sections,
        _execution,
        criteria_lines,
        _quantitative,
        _qualitative,
        _not_applicable,
        _grades,
        _review,
        _authorities,
        _readings,
    )
    written = ("\n".join(part(pack)) for part in parts)
    return "\n\n".join(text for text in written if text)


def _head(pack: RulePack) -> Iterator[str]:
    scope = pack.scope
    years = f"{scope.first_year} 年度起" if scope.last_year is None else f"{scope.first_year}–{scope.last_year} 年度"
    yield f"{pack.title.zh}  {pack.title.en}"
    yield f"{pack.id} {pack.version}（{STATUS[pack.status]}）"
    yield pack.digest
    region = f"区划 {scope.region}" if scope.region else "全国"
    default = "默认采用" if scope.default else "指名采用"
    yield f"适用：{FORM_NAMES[scope.kind].zh}，{region}，{years}，{default}"
    if pack.scored:
        yield f"总分 {plain(pack.total)}，每行得分四舍五入保留 {pack.score_places} 位小数"
    else:
        yield "表上没有分值，只核对完成情况"
    if not pack.open:
        yield "指标由规则包列明，单位不自填指标"


def _sections(pack: RulePack) -> Iterator[str]:
    yield "一级指标"
    rows = [
        (
            section.label.zh,
            plain(section.usual_weight) if section.usual_weight is not None else "—",
            "必填" if section.required else "选填",
            COUNTS_AS[section.counts_as],
        )
        for section in pack.sections
    ]
    yield from table(("名称", "通常分值", "填列", "计入"), rows)


def _execution(pack: RulePack) -> Iterator[str]:
    line = pack.execution
    points = f"{plain(line.weight)} 分" if line.weight is not None else "不单独计分"
    yield f"{line.label.zh}（{points}）"
    yield from rule_lines(line.rule)
    yield f"  全年执行数÷{BASES[line.denominator]}"
    if line.weight is not None:
        yield f"  计到 {limit(line.cap)} 为止"
        yield f"  0÷0：{ZERO[line.zero_over_zero]}；有支出而分母为 0：{ZERO[line.positive_over_zero]}"
        yield f"  另一种理解：都{ZERO[line.zero_other]}"


def _quantitative(pack: RulePack) -> Iterator[str]:
    yield "定量指标"
    yield from rule_lines(pack.quantitative.rule)
    if pack.scored:
        yield f"  反向指标未达到时：{NEGATIVE[pack.quantitative.negative_formula]}"
    table = pack.quantitative.over_fulfilment
    if table is not None:
        yield "  超额完成扣分"
        yield from (f"  {line}" for line in rule_lines(table.rule))
        yield from (f"    ≥ {limit(band.at_least)}：{deducted(band, table).zh}" for band in table.bands)


def _qualitative(pack: RulePack) -> Iterator[str]:
    if pack.qualitative is None:
        return
    yield "定性指标"
    yield from rule_lines(pack.qualitative.rule)
    rows = [
        (tier.label.zh, f"[{limit(tier.lower)}, {limit(tier.upper)}{']' if tier.upper_inside else ')'}")
        for tier in pack.qualitative.tiers
    ]
    yield from table(("档", "占分值" if pack.scored else "完成比例"), rows)
    yield from (f"  量级：{' > '.join(scale)}" for scale in pack.qualitative.scales)


def _not_applicable(pack: RulePack) -> Iterator[str]:
    if pack.scored:
        yield f"不适用的指标：{NOT_APPLICABLE[pack.not_applicable]}"


def _grades(pack: RulePack) -> Iterator[str]:
    if pack.grades is None:
        return
    yield "评价等级"
    yield from rule_lines(pack.grades.rule)
    rows = [(band.name, f"≥ {plain(band.at_least)}", "、".join(band.aliases)) for band in pack.grades.bands]
    yield from table(("等级", "总分", "又作"), rows)


def _review(pack: RulePack) -> Iterator[str]:
    limits = pack.review
    yield "审核提示（不影响得分）"
    if limits.output_benefit_minimum is not None:
        yield f"  产出＋效益的分值低于 {plain(limits.output_benefit_minimum)}"
    yield f"  执行率低于 {limit(limits.execution_reason_below)} 而未说明原因"
    yield f"  达标指标占比高出执行率 {limit(limits.unspent_gap).rstrip('%')} 个百分点以上"
    yield f"  完成 {limit(pack.quantitative.over_fulfilled_from)} 以上而未说明原因"
    yield f"  {limits.copies_from_indicators} 个以上指标中 {limit(limits.copies_share)} 以上照抄指标值"


def _authorities(pack: RulePack) -> Iterator[str]:
    yield "依据"
    rows = [
        (each.id, each.document, each.article or "—", "已核实" if each.verified else "未核实")
        for each in pack.authorities.values()
    ]
    yield from table(("代号", "文件", "条款", "核实"), rows)


def _readings(pack: RulePack) -> Iterator[str]:
    yield "口径"
    for each in pack.interpretations.values():
        yield f"  问：{each.question.zh}"
        yield f"  取：{each.reading.zh}"
        yield f"  据：{each.evidence}"
        yield f"  另：{each.other_reading.zh}"
