"""Example forms as the platform's tables, the same in every run.

    python -m tests.services.platform.shown

writes the golden files anew; read what changed before committing it.
"""

import dataclasses
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.services.evaluate import scored_form
from app.services.platform.tables import platform_view
from app.services.score import Scorer
from app.storage.records import StoredEvaluation, Withdrawal
from tests.forms import Form, example, form_from
from tests.serving import shipped_packs

FOLDER = Path(__file__).parent / "golden"
GOLDEN = (
    "beijing-elderly-home-care-2024",
    "beijing-system-maintenance-2024",
    "beijing-training-2024",
    "shaanxi-loan-interest-2018",
    "shaanxi-wage-subsidy-2018",
)
RECORDED_AT = datetime(2025, 1, 20, 16, 30, 5, 123999, tzinfo=UTC)
WITHDRAWN = Withdrawal(
    reason="误报",
    recorded_at=datetime(2025, 2, 1, tzinfo=UTC),
    recorded_by="local",
    position=2,
    effective_id=None,
)


def stored(form: Form, **changes: Any) -> StoredEvaluation:
    """A form as it would be recorded; `changes` replace facts of the record."""
    read = form_from(form)
    scored = scored_form(read, Scorer(shipped_packs()).score(read.submission, drafts=True))
    made = StoredEvaluation(
        id="019ab3c2-7d10-7c3e-9a55-0242ac120002",
        tenant="default",
        recorded_at=RECORDED_AT,
        recorded_by="local",
        kind=scored.head.kind.value,
        fiscal_year=scored.head.fiscal_year,
        region_code=scored.head.region_code,
        department_code=scored.head.department.code,
        unit_code=scored.head.unit.code,
        project_code=scored.head.project.code,
        series_key="sha256:series",
        status=scored.status,
        score=scored.score,
        weight=Decimal(scored.weight),
        declared_total=scored.declared_total,
        grade=scored.grade,
        rule_pack_id=scored.pack.id,
        rule_pack_version=scored.pack.version,
        rule_pack_digest=scored.pack.digest,
        engine_version="0.1.0",
        submission_digest="sha256:submission",
        sheet_digest="sha256:sheet",
        finding_codes=scored.finding_codes,
        position=1,
        attempt=1,
        supersedes=None,
        effective=True,
        superseded_by=None,
        withdrawal=None,
        entry_digest="sha256:entry",
        submission=read.canonical.encode(),
        sheet=scored.sheet,
    )
    return dataclasses.replace(made, **changes)


def shown(form: Form, **changes: Any) -> dict[str, Any]:
    """The form in the platform's view."""
    return platform_view(stored(form, **changes), form_from(form).submission)


def golden_text(name: str) -> str:
    return json.dumps(shown(example(name)), ensure_ascii=False, indent=2) + "\n"


def golden_file(name: str) -> Path:
    return FOLDER / f"{name}.json"


if __name__ == "__main__":
    for each in GOLDEN:
        golden_file(each).write_text(golden_text(each), encoding="utf-8")
