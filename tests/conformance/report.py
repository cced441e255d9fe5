"""The report of `make conformance`: one line a record, then how many of the known anomalies were raised."""

from collections import Counter
from decimal import Decimal

from app.domain.evaluation import Evaluation, Severity, difference
from app.domain.text import plain
from tests.conformance.anomalies import Anomaly, anomalies
from tests.conformance.records import RECORDS, evaluated

_COLUMNS = "{:<36} {:<11} {:>8} {:>8} {:>10}   {:>6} {:>8} {:>5}"


def report() -> str:
    head = _COLUMNS.format("record", "status", "declared", "by rules", "difference", "errors", "warnings", "infos")
    rows = [_row(record.name, evaluated(record.name)) for record in RECORDS]
    return "\n".join([head, "-" * len(head), *rows, "", *_raised(anomalies())])


def _row(name: str, evaluation: Evaluation) -> str:
    totals, told = evaluation.totals, Counter(each.severity for each in evaluation.findings)
    return _COLUMNS.format(
        name,
        evaluation.status.value,
        _number(totals.declared),
        _number(totals.score),
        _number(difference(totals.declared, totals.score)),
        *(told[severity] for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)),
    )


def _raised(known: tuple[Anomaly, ...]) -> list[str]:
    found = [each for each in known if each.found]
    lines = [f"anomalies raised: {len(found)} of {len(known)} ({len(found) / len(known):.1%})"]
    for each in known:
        if each.limit is not None:
            lines.append(f"  {each.id:<6} {each.grade:<6} limit: {each.words} (docs/limits.md)")
        elif not each.found:
            lines.append(f"  {each.id:<6} {each.grade:<6} NOT RAISED: {'; '.join(each.missing)}")
    return lines


def _number(value: Decimal | None) -> str:
    return "-" if value is None else plain(value)
