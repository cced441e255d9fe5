"""What an entry of the ledger says: the canonical JSON that is hashed, and that the feed hands out line by line.

A body holds every fact that is stored of its event, long texts by their digests: whoever keeps the lines of the feed
holds the leaves of the tree.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from app.storage.ledger import EVALUATION, REVISION, WITHDRAWAL, canonical, digest
from app.storage.records import EvaluationFacts, EvaluationSummary, Withdrawal
from app.storage.types import plain, utc_text


def evaluation_kind(supersedes: str | None) -> str:
    """An evaluation in whose favour another one stopped to count is a revision."""
    return EVALUATION if supersedes is None else REVISION


def evaluation_body(facts: EvaluationFacts, position: int, attempt: int, supersedes: str | None) -> str:
    """What the ledger says of an evaluation or a revision."""
    about = {
        "id": facts.id,
        "attempt": attempt,
        "declared_total": _number(facts.declared_total),
        "department_code": facts.department_code,
        "engine_version": facts.engine_version,
        "finding_codes": sorted(set(facts.finding_codes)),
        "fiscal_year": facts.fiscal_year,
        "grade": facts.grade,
        "kind": facts.kind,
        "project_code": facts.project_code,
        "region_code": facts.region_code,
        "rule_pack": {
            "id": facts.rule_pack_id,
            "version": facts.rule_pack_version,
            "digest": facts.rule_pack_digest,
        },
        "score": _number(facts.score),
        "series_key": facts.series_key,
        "sheet_digest": facts.sheet_digest,
        "status": facts.status,
        "submission_digest": facts.submission_digest,
        "supersedes": supersedes,
        "unit_code": facts.unit_code,
        "weight": _number(facts.weight),
    }
    return _body(
        facts.tenant, position, evaluation_kind(supersedes), facts.recorded_at, facts.recorded_by, EVALUATION, about
    )


def withdrawal_body(target: EvaluationSummary, withdrawal: Withdrawal, algorithm: str) -> str:
    """What the ledger says of a withdrawal; `effective` is the attempt that counts from now on."""
    about = {
        "attempt": target.attempt,
        "effective": withdrawal.effective_id,
        "evaluation": target.id,
        "reason_digest": digest(withdrawal.reason, algorithm),
        "series_key": target.series_key,
    }
    return _body(
        target.tenant,
        withdrawal.position,
        WITHDRAWAL,
        withdrawal.recorded_at,
        withdrawal.recorded_by,
        WITHDRAWAL,
        about,
    )


def entry_body(
    tenant: str, position: int, kind: str, facts: Mapping[str, object], recorded_at: datetime, recorded_by: str
) -> str:
    """What the ledger says of an event that is not about an evaluation."""
    return _body(tenant, position, kind, recorded_at, recorded_by, kind, facts)


def _body(
    tenant: str,
    position: int,
    entry: str,
    recorded_at: datetime,
    recorded_by: str,
    subject: str,
    about: Mapping[str, object],
) -> str:
    return canonical(
        {
            "entry": entry,
            "position": position,
            "recorded_at": utc_text(recorded_at),
            "recorded_by": recorded_by,
            "tenant": tenant,
            subject: about,
        }
    )


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
