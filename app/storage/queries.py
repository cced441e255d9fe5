"""Reading. Every function raises StorageBusy or StorageUnavailable when the database cannot answer."""

from collections.abc import Generator
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, func, or_, select

from app.storage import rows
from app.storage.data_scope import DataScope
from app.storage.engine import reading, snapshot
from app.storage.errors import TooManySelected
from app.storage.records import EvaluationFilters, EvaluationSummary, StoredEvaluation
from app.storage.schema import check_schema
from app.storage.tables import effective_evaluation, evaluation, evaluation_finding

_AT_A_TIME = 50


def get(engine: Engine, tenant: str, evaluation_id: str) -> StoredEvaluation | None:
    """The evaluation as it stands now; None if this tenant has none of that id."""
    query = rows.select_stored().where(evaluation.c.id == evaluation_id, evaluation.c.tenant == tenant)
    with reading(engine) as connection:
        row = connection.execute(query).mappings().one_or_none()
    return None if row is None else rows.stored(row)


def between(engine: Engine, tenant: str, after: int, last: int) -> list[StoredEvaluation]:
    """The evaluations that the ledger has from the one behind position `after` to `last`, in its order."""
    places = evaluation.c.tenant == tenant, evaluation.c.position > after, evaluation.c.position <= last
    query = rows.select_stored().where(*places).order_by(evaluation.c.position)
    with reading(engine) as connection:
        return [rows.stored(row) for row in connection.execute(query).mappings()]


def list_evaluations(
    engine: Engine, tenant: str, filters: EvaluationFilters, before_position: int | None, limit: int
) -> list[EvaluationSummary]:
    """At most `limit` of the tenant's evaluations, newest first, from the one after `before_position` on.

    Newest is what was recorded last (by position); under a filter on the time, what was recorded latest (by time,
    then position). Pass the last one's position to get the next page.
    """
    query = _selected(rows.select_summaries(), tenant, filters, before_position).limit(limit)
    with reading(engine) as connection:
        return [rows.summary(row) for row in connection.execute(query).mappings()]


def submissions(
    engine: Engine, tenant: str, filters: EvaluationFilters, at_most: int
) -> Generator[tuple[EvaluationSummary, bytes], None, None]:
    """Every evaluation the filters select, each with its submission, in the order of a list.

    They come from one moment and are read as they are taken, so that many large forms are never held at once.
    Raises TooManySelected before the first if there are more than `at_most`.
    """
    chosen = _selected(rows.select_summaries().add_columns(evaluation.c.submission), tenant, filters, None)
    counted = chosen.with_only_columns(evaluation.c.position).order_by(None).limit(at_most + 1).subquery()
    with snapshot(engine) as connection:
        if connection.execute(select(func.count()).select_from(counted)).scalar_one() > at_most:
            raise TooManySelected(at_most)
        with connection.execution_options(yield_per=_AT_A_TIME).execute(chosen) as found:
            for row in found.mappings():
                yield rows.summary(row), row["submission"]


def following(
    engine: Engine, tenant: str, filters: EvaluationFilters, after: int, limit: int
) -> list[tuple[EvaluationSummary, bytes]]:
    """At most `limit` evaluations that the filters select, with their submissions, in the order of the ledger.

    They begin behind position `after`: pass the last one's to get the next ones.
    """
    query = rows.select_summaries().add_columns(evaluation.c.submission)
    query = query.where(evaluation.c.tenant == tenant, evaluation.c.position > after, *_conditions(filters))
    if filters.fiscal_year is not None:
        query = query.where(*_span_of_year(tenant, filters.fiscal_year))
    with reading(engine) as connection:
        found = connection.execute(query.order_by(evaluation.c.position).limit(limit)).mappings()
        return [(rows.summary(row), row["submission"]) for row in found]


def _selected(query: Select[Any], tenant: str, filters: EvaluationFilters, before_position: int | None) -> Select[Any]:
    query = query.where(evaluation.c.tenant == tenant, *_conditions(filters))
    position = evaluation.c.position
    if filters.finding is not None:
        query = query.join(evaluation_finding, _has_finding(filters.finding))
        position = evaluation_finding.c.position
    if filters.recorded_after is None and filters.recorded_before is None:
        query = _page(query, position, before_position)
    else:
        query = _page_by_time(query, tenant, before_position)
    if filters.fiscal_year is not None:
        query = query.where(*_span_of_year(tenant, filters.fiscal_year))
    return query


def check_ready(engine: Engine) -> None:
    """Returns if the database answers and has this program's schema; else raises SchemaOutdated as well."""
    with reading(engine) as connection:
        check_schema(connection)


def _conditions(filters: EvaluationFilters) -> list[ColumnElement[bool]]:
    column = evaluation.c
    wanted = {
        column.fiscal_year: filters.fiscal_year,
        column.kind: filters.kind,
        column.department_code: filters.department_code,
        column.unit_code: filters.unit_code,
        column.project_code: filters.project_code,
        column.grade: filters.grade,
        column.rule_pack_id: filters.rule_pack_id,
        column.rule_pack_version: filters.rule_pack_version,
    }
    conditions = [field == value for field, value in wanted.items() if value is not None]
    conditions += within(filters.data)
    if filters.region is not None:
        conditions.append(_in_region(filters.region))
    if filters.recorded_after is not None:
        conditions.append(column.recorded_at > filters.recorded_after)
    if filters.recorded_before is not None:
        conditions.append(column.recorded_at < filters.recorded_before)
    if not filters.include_superseded:
        # PostgreSQL takes two columns that name the same evaluation for a rare coincidence, expects a single row, and
        # sorts the whole table for it; how often this holds it does not guess.
        conditions.append(func.coalesce(effective_evaluation.c.evaluation_id == column.id, False))
    return conditions


def within(data: DataScope) -> list[ColumnElement[bool]]:
    """The same as `data.admits`, in SQL."""
    conditions = []
    if data.region is not None:
        conditions.append(_in_region(data.region))
    if data.departments is not None:
        conditions.append(evaluation.c.department_code.in_(sorted(data.departments)))
    return conditions


def _span_of_year(tenant: str, fiscal_year: int) -> list[ColumnElement[bool]]:
    """Where in the ledger a year lies: two look-ups that spare the other filters' indexes all other years."""
    of_year = evaluation.alias()
    span = select(of_year.c.position).where(of_year.c.tenant == tenant, of_year.c.fiscal_year == fiscal_year).limit(1)
    return [
        evaluation.c.position >= span.order_by(of_year.c.position).scalar_subquery(),
        evaluation.c.position <= span.order_by(of_year.c.position.desc()).scalar_subquery(),
    ]


def _in_region(code: str) -> ColumnElement[bool]:
    levels = {2: evaluation.c.province_code, 4: evaluation.c.prefecture_code}
    if len(code) in levels:
        return levels[len(code)] == code
    if len(code) >= 6:
        return evaluation.c.region_code == code
    return evaluation.c.region_code.startswith(code, autoescape=True)


def _has_finding(code: str) -> ColumnElement[bool]:
    return and_(
        evaluation_finding.c.tenant == evaluation.c.tenant,
        evaluation_finding.c.position == evaluation.c.position,
        evaluation_finding.c.code == code,
    )


def _page(query: Select[Any], position: ColumnElement[int], before_position: int | None) -> Select[Any]:
    if before_position is not None:
        # Of both tables, where there are two: whichever is walked, the walk begins at the page.
        query = query.where(position < before_position, evaluation.c.position < before_position)
    return query.order_by(position.desc())


def _page_by_time(query: Select[Any], tenant: str, before_position: int | None) -> Select[Any]:
    """Clocks of several machines differ, so the order of positions is not quite that of times."""
    if before_position is not None:
        last = evaluation.alias()
        time = (
            select(last.c.recorded_at)
            .where(last.c.tenant == tenant, last.c.position == before_position)
            .scalar_subquery()
        )
        query = query.where(
            evaluation.c.recorded_at <= time,
            or_(evaluation.c.recorded_at < time, evaluation.c.position < before_position),
        )
    return query.order_by(evaluation.c.recorded_at.desc(), evaluation.c.position.desc())
