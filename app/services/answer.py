"""The answer to a caller: the record's identity, which supersession changes, before the sheet, which nothing does."""

from datetime import datetime
from typing import Any

import orjson

from app.storage.ledger import digest
from app.storage.records import AnsweredEvaluation, EvaluationHead, StoredEvaluation, Withdrawal
from app.storage.types import utc_text

Parts = tuple[bytes, memoryview]
"""What follows each other in an answer; the second is the sheet as it was stored, but for its first byte."""


def answer_parts(stored: StoredEvaluation) -> Parts:
    """The answer as JSON in UTF-8; for the effective record it equals, byte for byte, what its creation answered."""
    return _parts(_head(stored), stored.sheet)


def answer_again(stored: AnsweredEvaluation) -> tuple[Parts, str]:
    """The same of an evaluation that was read back, and its digest."""
    head = _head(stored)
    return _parts(head, stored.sheet), digest(head)


def answer_digest(stored: EvaluationHead) -> str:
    """What tells answers apart: the head names the digest of the sheet, so the sheet itself is not needed."""
    return digest(_head(stored))


def _head(stored: StoredEvaluation | EvaluationHead) -> bytes:
    head = {
        "id": stored.id,
        "status": stored.status_now,
        "attempt": stored.attempt,
        "effective": stored.effective,
        "supersedes": stored.supersedes,
        "superseded_by": stored.superseded_by,
        "withdrawal": None if stored.withdrawal is None else _withdrawal(stored.withdrawal),
        "recorded_at": utc_text(stored.recorded_at),
        "links": {
            "self": f"/v1/evaluations/{stored.id}",
            "audit": f"/v1/evaluations/{stored.id}/audit",
            "receipt": f"/v1/evaluations/{stored.id}/receipt",
            "chart": f"/v1/evaluations/{stored.id}/chart.svg",
        },
        "audit": {
            "submission_digest": stored.submission_digest,
            "sheet_digest": stored.sheet_digest,
            "entry_digest": stored.entry_digest,
            "position": stored.position,
        },
    }
    return orjson.dumps(head)


def preview_text(status: str, sheet: str) -> str:
    """The same answer for a form that was scored and not recorded: it has no id and no place in the ledger."""
    head = {
        "id": None,
        "status": status,
        "attempt": None,
        "effective": None,
        "supersedes": None,
        "superseded_by": None,
        "withdrawal": None,
        "recorded_at": None,
        "links": None,
        "audit": None,
    }
    return b"".join(_parts(orjson.dumps(head), sheet.encode())).decode()


def _withdrawal(withdrawal: Withdrawal) -> dict[str, Any]:
    return {
        "reason": withdrawal.reason,
        "recorded_at": rfc3339(withdrawal.recorded_at),
        "position": withdrawal.position,
    }


def rfc3339(moment: datetime) -> str:
    """A moment in UTC with microseconds and offset."""
    return utc_text(moment)


def _parts(head: bytes, sheet: bytes) -> Parts:
    """The members of two JSON objects in one, without parsing them or copying the longer one."""
    return head[:-1] + b",", memoryview(sheet)[1:]
