"""Evaluations to store, and what the tests want to know of a database."""

import itertools
import struct
import uuid
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, func, select

from app.storage import tables
from app.storage.ledger import digest
from app.storage.merkle import Frontier
from app.storage.plan import Known
from app.storage.records import (
    AnsweredEvaluation,
    NewEvaluation,
    NewWithdrawal,
    Outcome,
    Recorded,
    Replayed,
    StoredEvaluation,
)

TENANT = "丰台区"
START = datetime(2025, 1, 20, 8, 0, tzinfo=UTC)

_numbers = itertools.count(1)


def new_evaluation(**changes: Any) -> NewEvaluation:
    """An evaluation like no other; its request digest follows its submission."""
    number = next(_numbers)
    submission = changes.setdefault("submission", f'{{"form":{number},"name":"岗位培训补助"}}'.encode())
    sheet = changes.setdefault("sheet", f'{{"sheet":{number},"sentence":"得分 ＝ 权重 × 完成率"}}'.encode())
    facts: dict[str, Any] = {
        "id": str(uuid.UUID(int=(0x0197 << 112) | number)),
        "tenant": TENANT,
        "recorded_at": START + timedelta(seconds=number),
        "recorded_by": "budget-office",
        "kind": "project_self_evaluation",
        "fiscal_year": 2024,
        "region_code": "110106",
        "department_code": "149",
        "unit_code": "149020",
        "project_code": f"11010624T{number:012d}",
        "series_key": f"2024|149020|{number}",
        "status": "scored",
        "score": Decimal("98.48"),
        "weight": Decimal(100),
        "declared_total": Decimal("95.5"),
        "grade": "excellent",
        "rule_pack_id": "beijing-project-self-evaluation",
        "rule_pack_version": "1.0.0",
        "rule_pack_digest": digest("pack"),
        "engine_version": "0.1.0",
        "submission_digest": digest(submission),
        "sheet_digest": digest(sheet),
        "finding_codes": ("MET_BUT_DEDUCTED", "DECLARED_SCORE_MISMATCH"),
        "request_digest": digest(submission),
    }
    return NewEvaluation(**(facts | changes))


def unstorable_evaluation() -> NewEvaluation:
    """Breaks a constraint when it is inserted, after everything about the batch has been looked up."""
    return new_evaluation(fiscal_year=None)


def new_withdrawal(target: StoredEvaluation, **changes: Any) -> NewWithdrawal:
    """A withdrawal of an evaluation; its request digest follows target and reason."""
    reason = changes.setdefault("reason", f"误报 {next(_numbers)}")
    facts: dict[str, Any] = {
        "target": target,
        "recorded_at": START + timedelta(days=1),
        "recorded_by": "budget-office",
        "request_digest": digest(f"{target.id} {reason}"),
    }
    return NewWithdrawal(**(facts | changes))


def nothing_known(*tenants: str) -> Known:
    """What a database without entries knows of a batch."""
    return Known({tenant: Frontier("sha256") for tenant in tenants})


def answered(stored: StoredEvaluation) -> AnsweredEvaluation:
    """What a query for its answer alone would find."""
    return AnsweredEvaluation(**{each.name: getattr(stored, each.name) for each in fields(AnsweredEvaluation)})


def recorded(outcome: Outcome) -> StoredEvaluation:
    assert isinstance(outcome, Recorded)
    return outcome.stored


def replayed(outcome: Outcome) -> StoredEvaluation:
    assert isinstance(outcome, Replayed)
    return outcome.stored


def count(engine: Engine, table: Table) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def counts(engine: Engine) -> dict[str, int]:
    """Rows of every table that recording may add to."""
    recording = (table for table in tables.METADATA.sorted_tables if table.info.get("changes") in (None, "forward"))
    return {table.name: count(engine, table) for table in recording}


def log_of(engine: Engine) -> tuple[int, int]:
    """How many pages SQLite's log has, and how many of them the database has taken in: its index says so."""
    index = Path(f"{engine.url.database}-shm").read_bytes()
    return struct.unpack_from("=I", index, 16)[0], struct.unpack_from("=I", index, 96)[0]
