"""What a check may look at, and the order in which the checks speak."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.domain.criterion import Criterion
from app.domain.evaluation import Evaluation, Finding, ScoreLine, Severity
from app.domain.funds import FundsFigures
from app.domain.methods.completion_ratio import METHOD as COMPLETION_RATIO
from app.domain.methods.tiers import METHOD as TIERS
from app.domain.rule_pack import RulePack, SectionRule
from app.domain.submission import Indicator, Submission
from app.domain.text import Text, plain


@dataclass(frozen=True, slots=True)
class Review:
    """A form with its score sheet, as the checks see it."""

    submission: Submission
    pack: RulePack
    funds: FundsFigures | None
    evaluation: Evaluation

    def indicator(self, line: ScoreLine) -> Indicator:
        return self.submission.indicators[line.index]

    def criterion(self, line: ScoreLine) -> Criterion | None:
        """The criterion of the pack that the line was matched to."""
        return None if line.criterion is None else self.pack.criteria_by_id.get(line.criterion)

    def section(self, line: ScoreLine) -> SectionRule | None:
        """The section of the pack that the line stands in."""
        for section in self.pack.sections:
            if section.id == line.section:
                return section
        return None


Check = Callable[[Review], Iterator[Finding]]

NO_REASON = frozenset(
    {
        "",
        "无",
        "暂无",
        "没有",
        "无偏差",
        "不存在偏差",
        "未发生偏差",
        "不适用",
        "/",
        "\\",
        "*",
        "-",
        "--",
        "–",
        "—",
        "——",
        "――",
        "－",
    }
)


def pointer_to(line: ScoreLine, field: str = "") -> str:
    """The JSON pointer of an indicator or one of its fields."""
    return f"/indicators/{line.index}/{field}" if field else f"/indicators/{line.index}"


def name_of(line: ScoreLine) -> Text:
    """How a message names a line: its name, or its row."""
    if line.name:
        inside = line.name.replace("“", "‘").replace("”", "’")
        return Text(f"“{inside}”", f"“{inside}”")
    return Text(f"第 {line.index + 1} 行指标", f"indicator row {line.index + 1}")


def has_target(line: ScoreLine) -> bool:
    """Whether a line is a matter of target and actual, not of the funds or of a person's judgement."""
    return line.verdict.method in (COMPLETION_RATIO, TIERS)


def is_reason(printed: str | None) -> bool:
    """Whether a reason cell holds a reason: 无, a dash, a stroke and blanks do not."""
    return printed is not None and "".join(printed.split()).rstrip("。.；;") not in NO_REASON


def evidence(**numbers: Decimal | str | None) -> tuple[tuple[str, str], ...]:
    """The numbers a finding rests on, as text, without those that are not there."""
    return tuple(
        (name, plain(value) if isinstance(value, Decimal) else value)
        for name, value in numbers.items()
        if value is not None
    )


def error(code: str, pointer: str, zh: str, en: str, numbers: tuple[tuple[str, str], ...] = ()) -> Finding:
    return Finding(code, Severity.ERROR, pointer, Text(zh, en), numbers)


def warning(code: str, pointer: str, zh: str, en: str, numbers: tuple[tuple[str, str], ...] = ()) -> Finding:
    return Finding(code, Severity.WARNING, pointer, Text(zh, en), numbers)


def info(code: str, pointer: str, zh: str, en: str, numbers: tuple[tuple[str, str], ...] = ()) -> Finding:
    return Finding(code, Severity.INFO, pointer, Text(zh, en), numbers)
