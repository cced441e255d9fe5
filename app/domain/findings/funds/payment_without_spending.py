"""PAYMENT_WITHOUT_SPENDING: nothing was spent, yet an indicator says that the money was used or paid out."""

import re
from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, name_of, pointer_to, warning
from app.domain.target import ValueKind
from app.domain.trace import as_printed

_PAYING = re.compile(r"(?:资金|经费|补助|补贴|补偿|贴息|奖补|款项?).{0,4}(?:使用|支付|支出|拨付|发放|兑付)")
_NOTHING = re.compile(r"未|没有|无")


def payment_without_spending(review: Review) -> Iterator[Finding]:
    executed = review.funds.total.executed if review.funds else None
    if executed is None or executed.value != 0:
        return
    for line in review.evaluation.lines:
        actual = as_printed(line.actual)
        missing = line.actual.kind is ValueKind.MISSING or review.indicator(line).not_applicable
        nothing = line.actual.quantity is not None and line.actual.quantity.value == 0
        if missing or nothing or _NOTHING.search(actual) or not _PAYING.search("".join((line.name or "").split())):
            continue
        yield warning(
            "PAYMENT_WITHOUT_SPENDING",
            pointer_to(line, "actual"),
            f"全年执行数为 {executed}，{name_of(line).zh}却填“{actual}”：资金没有支出，两者矛盾，请核实",
            f"nothing was spent ({executed}), yet {name_of(line).en} says “{actual}”",
            evidence(executed=str(executed), actual=actual),
        )
