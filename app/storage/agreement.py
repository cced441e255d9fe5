"""Whether the rows beside the ledger agree with it: nothing unrecorded, the right attempts count, findings match."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Select, and_, case, func, or_, select

from app.storage.ledger import EVALUATION, REVISION, WITHDRAWAL, Fault
from app.storage.tables import effective_evaluation, evaluation, evaluation_finding, ledger_entry, withdrawal

Finding = tuple[int, str]
"""The position of an evaluation, and the code of a finding that it has."""


def unrecorded(connection: Connection, tenant: str, first: int, last: int | None) -> Iterator[Fault]:
    """Evaluations and withdrawals from position `first` to `last` (None: to the end) that no entry is about."""
    for column, kinds in ((evaluation.c.id, (EVALUATION, REVISION)), (withdrawal.c.evaluation_id, (WITHDRAWAL,))):
        table = column.table.name
        row = connection.execute(_without_entry(column, kinds, tenant, first, last)).one_or_none()
        if row is not None:
            yield Fault(row.position, f"unrecorded_{table}", f"{table}.{column.name}", f"evaluation {row.id}")


def wrong_effective(connection: Connection, tenant: str) -> Iterator[Fault]:
    """Series of which another attempt counts than the latest one not withdrawn, or whose attempts are miscounted."""
    row = connection.execute(_wrong_effective(tenant)).first()
    if row is not None:
        yield Fault(row.position, "wrong_effective", "effective_evaluation.evaluation_id", f"series {row.series_key}")
    row = connection.execute(_planted_effective(tenant)).first()
    if row is not None:
        yield Fault(0, "wrong_effective", "effective_evaluation.series_key", f"series {row.series_key}")


def wrong_findings(
    connection: Connection, tenant: str, expected: set[Finding], first: int, last: int
) -> Iterator[Fault]:
    """Findings of the evaluations from `first` to `last` that lists would not find, or find where they are not."""
    if expected:
        query = select(evaluation_finding.c.position, evaluation_finding.c.code).where(
            evaluation_finding.c.tenant == tenant,
            # The index begins with the code.
            evaluation_finding.c.code.in_(sorted({code for _, code in expected})),
            evaluation_finding.c.position >= first,
            evaluation_finding.c.position <= last,
        )
        found = {(row.position, row.code) for row in connection.execute(query)}
        for position, code in sorted(expected ^ found):
            yield _wrong_finding(position, code)


def planted_findings(connection: Connection, tenant: str, expected: int) -> Iterator[Fault]:
    """Whatever finding is listed beyond the `expected` many that the evaluations have."""
    of_tenant = evaluation_finding.c.tenant == tenant
    if (
        connection.execute(select(func.count()).select_from(evaluation_finding).where(of_tenant)).scalar_one()
        == expected
    ):
        return
    at_place = and_(
        evaluation.c.tenant == evaluation_finding.c.tenant, evaluation.c.position == evaluation_finding.c.position
    )
    query = (
        select(evaluation_finding.c.position, evaluation_finding.c.code, evaluation.c.finding_codes)
        .outerjoin(evaluation, at_place)
        .where(of_tenant)
    )
    found = connection.execution_options(yield_per=1000).execute(query)
    planted = ((row.position, row.code) for row in found if row.code not in (row.finding_codes or "").split())
    yield _wrong_finding(*min(planted))


def _without_entry(
    column: Column[Any], kinds: tuple[str, ...], tenant: str, first: int, last: int | None
) -> Select[Any]:
    table = column.table
    entry = and_(
        ledger_entry.c.tenant == table.c.tenant,
        ledger_entry.c.position == table.c.position,
        ledger_entry.c.evaluation_id == column,
        ledger_entry.c.entry_kind.in_(kinds),
    )
    query = (
        select(table.c.position, column.label("id"))
        .select_from(table)
        .outerjoin(ledger_entry, entry)
        .where(table.c.tenant == tenant, table.c.position >= first, ledger_entry.c.position.is_(None))
        .order_by(table.c.position)
        .limit(1)
    )
    return query if last is None else query.where(table.c.position <= last)


def _wrong_effective(tenant: str) -> Select[Any]:
    standing = case((withdrawal.c.evaluation_id.is_(None), evaluation.c.attempt))
    truth = (
        select(
            evaluation.c.series_key,
            func.count().label("attempts"),
            func.max(standing).label("attempt"),
            func.max(evaluation.c.position).label("position"),
        )
        .outerjoin(withdrawal, withdrawal.c.evaluation_id == evaluation.c.id)
        .where(evaluation.c.tenant == tenant)
        .group_by(evaluation.c.series_key)
        .subquery()
    )
    said, counted = effective_evaluation, evaluation.alias()
    right = and_(
        said.c.attempts == truth.c.attempts,
        or_(
            and_(truth.c.attempt.is_(None), said.c.evaluation_id.is_(None)),
            and_(counted.c.attempt == truth.c.attempt, counted.c.series_key == truth.c.series_key),
        ),
    )
    return (
        select(truth.c.position, truth.c.series_key)
        .outerjoin(said, and_(said.c.tenant == tenant, said.c.series_key == truth.c.series_key))
        .outerjoin(counted, and_(counted.c.id == said.c.evaluation_id, counted.c.tenant == tenant))
        # Null, where there is no row at all, is as wrong as false.
        .where(case((right, 1), else_=0) == 0)
        .order_by(truth.c.position)
        .limit(1)
    )


def _planted_effective(tenant: str) -> Select[Any]:
    same_series = and_(
        evaluation.c.tenant == effective_evaluation.c.tenant,
        evaluation.c.series_key == effective_evaluation.c.series_key,
    )
    return (
        select(effective_evaluation.c.series_key)
        .outerjoin(evaluation, same_series)
        .where(effective_evaluation.c.tenant == tenant, evaluation.c.id.is_(None))
        .limit(1)
    )


def _wrong_finding(position: int, code: str) -> Fault:
    return Fault(position, "wrong_finding", "evaluation_finding.code", code)
