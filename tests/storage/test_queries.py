"""Reading back: one, a filtered list page by page, the ledger."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from app.storage import queries
from app.storage.commit import record_batch
from app.storage.data_scope import DataScope
from app.storage.errors import SchemaOutdated, StorageUnavailable, TooManySelected
from app.storage.migrate import downgrade, upgrade
from app.storage.records import EvaluationFilters, EvaluationSummary, StoredEvaluation
from tests.bench.filled import fill
from tests.bench.lists import FILTERS
from tests.storage.making import START, TENANT, new_evaluation, recorded

ALL = EvaluationFilters(include_superseded=True)
DAY = timedelta(days=1)


def record(engine: Engine, *changes: dict[str, Any]) -> list[StoredEvaluation]:
    return [recorded(outcome) for outcome in record_batch(engine, [new_evaluation(**change) for change in changes])]


def positions(engine: Engine, filters: EvaluationFilters) -> list[int]:
    return [item.position for item in queries.list_evaluations(engine, TENANT, filters, None, 100)]


def test_an_evaluation_of_another_tenant_does_not_exist(engine: Engine) -> None:
    (stored,) = record(engine, {})
    assert queries.get(engine, TENANT, stored.id) == stored
    assert queries.get(engine, "another", stored.id) is None
    assert queries.get(engine, TENANT, "no such id") is None
    assert queries.list_evaluations(engine, "another", ALL, None, 10) == []


def test_a_list_shows_the_same_facts_as_the_evaluation_without_its_texts(engine: Engine) -> None:
    (stored,) = record(engine, {})
    (item,) = queries.list_evaluations(engine, TENANT, ALL, None, 10)
    assert type(item) is EvaluationSummary
    assert {name: getattr(stored, name) for name in EvaluationSummary.__dataclass_fields__} == {
        name: getattr(item, name) for name in EvaluationSummary.__dataclass_fields__
    }


MATCHING: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"fiscal_year": 2024}, {"fiscal_year": 2024}, {"fiscal_year": 2023}),
    ({"kind": "department_self_evaluation"}, {"kind": "department_self_evaluation"}, {}),
    ({"region": "110106"}, {"region_code": "110106"}, {"region_code": "110107"}),
    ({"region": "1101"}, {"region_code": "110106"}, {"region_code": "110206"}),
    ({"region": "11"}, {"region_code": "110106"}, {"region_code": "650106"}),
    ({"region": "1"}, {"region_code": "110106"}, {"region_code": "650106"}),
    ({"region": "11010"}, {"region_code": "110106"}, {"region_code": "110116"}),
    ({"region": "110106"}, {"region_code": "110106"}, {"region_code": None}),
    ({"department_code": "149"}, {"department_code": "149"}, {"department_code": "14"}),
    ({"unit_code": "149020"}, {"unit_code": "149020"}, {"unit_code": None}),
    ({"project_code": "P"}, {"project_code": "P"}, {"project_code": "p"}),
    ({"grade": "poor"}, {"grade": "poor"}, {"grade": None}),
    ({"finding": "UNIT_MISMATCH"}, {"finding_codes": ("A", "UNIT_MISMATCH")}, {"finding_codes": ("A",)}),
    ({"rule_pack_id": "p"}, {"rule_pack_id": "p"}, {"rule_pack_id": "q"}),
    (
        {"rule_pack_id": "p", "rule_pack_version": "2.0.0"},
        {"rule_pack_id": "p", "rule_pack_version": "2.0.0"},
        {"rule_pack_id": "p", "rule_pack_version": "1.0.0"},
    ),
    ({"recorded_after": START}, {"recorded_at": START + timedelta(microseconds=1)}, {"recorded_at": START}),
    ({"recorded_before": START}, {"recorded_at": START - timedelta(microseconds=1)}, {"recorded_at": START}),
    (
        {"fiscal_year": 2020, "grade": "poor", "finding": "A", "region": "65"},
        {"fiscal_year": 2020, "grade": "poor", "finding_codes": ("A",), "region_code": "652829"},
        {"fiscal_year": 2020, "grade": "poor", "finding_codes": ("B",), "region_code": "652829"},
    ),
]


def test_a_filter_shows_what_matches_and_nothing_else(engine: Engine) -> None:
    for at, (wanted, matching, other) in enumerate(MATCHING):
        tenant = f"tenant {at}"
        record(engine, *(facts | {"tenant": tenant} for facts in (other, matching, other, matching, other)))
        filters = EvaluationFilters(**wanted)
        shown = queries.list_evaluations(engine, tenant, filters, None, 100)
        assert [item.position for item in shown] == [4, 2], wanted
        next_page = queries.list_evaluations(engine, tenant, filters, 4, 100)
        assert [item.position for item in next_page] == [2], wanted


def test_a_filter_is_text_and_nothing_but_text(engine: Engine) -> None:
    record(engine, {})
    for hostile in ("%", "_", "1%", "'", '"', "\\", "11' OR '1'='1", "１１"):
        for name in ("kind", "region", "department_code", "unit_code", "project_code", "grade", "finding"):
            assert positions(engine, EvaluationFilters(**{name: hostile})) == [], (name, hostile)


def test_a_list_shows_effective_evaluations_unless_asked_for_all(engine: Engine) -> None:
    record(engine, {"series_key": "form"}, {}, {"series_key": "form"}, {})
    assert positions(engine, EvaluationFilters()) == [4, 3, 2]
    assert positions(engine, ALL) == [4, 3, 2, 1]


@pytest.mark.parametrize(
    "filters",
    [EvaluationFilters(), EvaluationFilters(finding="A"), EvaluationFilters(recorded_after=START - timedelta(days=9))],
    ids=["by position", "by finding", "by time"],
)
def test_pages_show_everything_once_while_more_is_recorded(engine: Engine, filters: EvaluationFilters) -> None:
    # Clocks that disagree: the order of times is not that of positions, and some times are equal.
    times = [START + timedelta(hours=at * 7 % 10) for at in range(25)]
    record(engine, *({"recorded_at": time, "finding_codes": ("A",)} for time in times))
    seen: list[EvaluationSummary] = []
    while page := queries.list_evaluations(engine, TENANT, filters, seen[-1].position if seen else None, 4):
        seen += page
        record(engine, {"recorded_at": START + timedelta(days=1), "finding_codes": ("A",)})
    assert sorted(item.position for item in seen) == list(range(1, 26))
    if filters.recorded_after is None:
        assert [item.position for item in seen] == list(range(25, 0, -1))
    else:
        assert seen == sorted(seen, key=lambda item: (item.recorded_at, item.position), reverse=True)


def test_a_page_after_a_position_that_does_not_exist_is_well_behaved(engine: Engine) -> None:
    record(engine, {})
    for before in (0, -1, 10**18):
        shown = queries.list_evaluations(engine, TENANT, EvaluationFilters(), before, 10)
        assert [item.position for item in shown] == ([1] if before > 1 else [])
        by_time = EvaluationFilters(recorded_before=START + timedelta(days=10))
        assert queries.list_evaluations(engine, TENANT, by_time, before, 10) == []


def test_the_submissions_of_a_selection_are_those_of_the_list_in_its_order(engine: Engine) -> None:
    # More than are fetched at a time, some of them superseded, their clocks not in the order of the ledger.
    stored = record(
        engine,
        *(
            {"series_key": f"form {at % 120}", "grade": ("poor", "good")[at % 2], "recorded_at": START - at * DAY}
            for at in range(130)
        ),
    )
    kept = {each.id: each.submission for each in stored}
    for filters in (
        EvaluationFilters(),
        EvaluationFilters(grade="good"),
        EvaluationFilters(finding="MET_BUT_DEDUCTED", region="11", fiscal_year=2024),
        EvaluationFilters(recorded_after=START - 100 * DAY),
        EvaluationFilters(fiscal_year=1999),
    ):
        listed = queries.list_evaluations(engine, TENANT, filters, None, 200)
        found = list(queries.submissions(engine, TENANT, filters, len(listed)))
        assert [summary for summary, _ in found] == listed
        assert all(text == kept[summary.id] for summary, text in found)
    assert list(queries.submissions(engine, "another", ALL, 10)) == []


def test_a_selection_beyond_what_may_be_read_is_refused_before_any_of_it(engine: Engine) -> None:
    record(engine, {}, {"finding_codes": ("A",)}, {})
    with pytest.raises(TooManySelected) as raised:
        next(queries.submissions(engine, TENANT, ALL, 2))
    assert raised.value.limit == 2
    assert len(list(queries.submissions(engine, TENANT, EvaluationFilters(finding="A"), 1))) == 1


def test_submissions_come_from_one_moment_and_leave_no_connection_behind(engine: Engine) -> None:
    record(engine, *({} for _ in range(60)))
    reading = queries.submissions(engine, TENANT, ALL, 60)
    first = next(reading)[0].position
    record(engine, {})
    assert [first, *(summary.position for summary, _ in reading)] == list(range(60, 0, -1))
    stopped = queries.submissions(engine, TENANT, ALL, 61)
    next(stopped)
    stopped.close()
    assert engine.pool.checkedout() == 0


@pytest.mark.parametrize("region", [None, "11", "110", "1101", "11010", "110106"])
@pytest.mark.parametrize("departments", [None, frozenset(), frozenset({"149"}), frozenset({"149", "150"})])
def test_a_list_shows_what_the_data_scope_admits(
    engine: Engine, region: str | None, departments: frozenset[str] | None
) -> None:
    places = [
        {"region_code": region_code, "department_code": department}
        for region_code in ("110106", "110107", "110206", "120106", None)
        for department in ("149", "150", "151", None)
    ]
    stored = record(engine, *places)
    data = DataScope(region, departments)
    admitted = [each.position for each in stored if data.admits(each.region_code, each.department_code)]
    assert positions(engine, EvaluationFilters(data=data)) == admitted[::-1]
    narrower = EvaluationFilters(data=data, department_code="149")
    assert positions(engine, narrower) == [
        each.position for each in reversed(stored) if each.position in admitted and each.department_code == "149"
    ]
    rolled = queries.submissions(engine, TENANT, EvaluationFilters(data=data), 100)
    assert [summary.position for summary, _ in rolled] == admitted[::-1]


INDEXES = [
    ({}, "uq_evaluation_position"),
    ({"kind": "k"}, "ix_evaluation_kind"),
    ({"region": "11"}, "ix_evaluation_province"),
    ({"region": "1101"}, "ix_evaluation_prefecture"),
    ({"region": "110106"}, "ix_evaluation_region"),
    ({"department_code": "149"}, "ix_evaluation_department"),
    ({"unit_code": "149020"}, "ix_evaluation_unit"),
    ({"project_code": "P"}, "ix_evaluation_project"),
    ({"grade": "poor"}, "ix_evaluation_grade"),
    ({"rule_pack_id": "p"}, "ix_evaluation_rule_pack"),
    ({"finding": "A"}, "pk_evaluation_finding"),
    ({"fiscal_year": 2024}, "ix_evaluation_fiscal_year"),
    ({"recorded_after": START}, "ix_evaluation_recorded_at"),
    ({"data": DataScope(region="11")}, "ix_evaluation_province"),
    ({"data": DataScope(region="110106")}, "ix_evaluation_region"),
    ({"data": DataScope(departments=frozenset({"149"}))}, "ix_evaluation_department"),
]
SQLITE_NAMES = {
    "uq_evaluation_position": "sqlite_autoindex_evaluation_2",
    "pk_evaluation_finding": "SEARCH evaluation_finding USING PRIMARY KEY",
}


@pytest.mark.not_on_seekdb(reason="its planner has no switch that makes a small table look large")
def test_each_filter_is_served_by_its_index_without_sorting(engine: Engine) -> None:
    record(engine, *({} for _ in range(5)))
    for wanted, index in INDEXES:
        name = SQLITE_NAMES.get(index, index) if engine.dialect.name == "sqlite" else index
        plan = _plan(engine, EvaluationFilters(**wanted))
        assert name in plan, plan
        assert "TEMP B-TREE" not in plan, plan
        assert "Sort" not in plan, plan


@pytest.mark.postgresql
def test_a_large_table_is_not_sorted_for_a_page_whatever_the_planner_may_choose(postgresql_engine: Engine) -> None:
    fill(postgresql_engine, 20_000)
    for wanted in FILTERS.values():
        statement, parameters = _listing(postgresql_engine, EvaluationFilters(**wanted), 10_000)
        with postgresql_engine.connect() as connection:
            plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars())
        assert "Sort" not in plan, plan
        assert "Seq Scan on evaluation" not in plan, plan


def _plan(engine: Engine, filters: EvaluationFilters) -> str:
    """How the engine would run the list's query if the tables were large."""
    statement, parameters = _listing(engine, filters, 4)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            return "\n".join(row.detail for row in rows)
        for setting in ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "enable_sort"):
            connection.execute(text(f"SET {setting} = off"))
        return "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars())


def _listing(engine: Engine, filters: EvaluationFilters, before: int) -> tuple[str, Any]:
    """The list's query, with what it was given."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    queries.list_evaluations(engine, TENANT, filters, before, 2)
    event.remove(engine, "before_cursor_execute", note)
    return next(item for item in seen if item[0].startswith("SELECT evaluation.id"))


def test_a_migrated_database_is_ready(engine: Engine) -> None:
    queries.check_ready(engine)


def test_a_database_with_another_schema_is_not_ready(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    downgrade(url, "base")
    with pytest.raises(SchemaOutdated, match="jixiao migrate"):
        queries.check_ready(engine)
    upgrade(url)
    queries.check_ready(engine)


def test_a_file_that_is_no_database_is_unavailable(sqlite_engine: Engine) -> None:
    sqlite_engine.dispose()
    database = str(sqlite_engine.url.database)
    with open(database, "wb") as file:
        file.write(b"no database at all" * 1000)
    with pytest.raises(StorageUnavailable):
        queries.check_ready(sqlite_engine)
