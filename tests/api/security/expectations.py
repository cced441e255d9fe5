"""What each operation is expected to answer to whom. A new operation fails the matrix until it stands here."""

from dataclasses import dataclass, replace
from typing import Any

from app.api.security.caller import Scope


@dataclass(frozen=True)
class Expected:
    """Statuses by caller, for a request that is right in everything else.

    `other` is answered to another tenant, `outside` to a caller of the tenant whose data scope leaves the record out.
    """

    scope: Scope | None
    ok: int = 200
    other: int = 200
    outside: int = 200
    whole_tenant: bool = False
    """Whether every limit on the data scope is one too many."""
    batch: bool = False
    """Whether it is about a batch, which a caller with a limited data scope sees only if it is its own."""
    consumes: bool = False
    """Whether the record can be treated like this only once."""
    webhook: bool = False
    """Whether it is about a subscription; one that `consumes` gets one of its own."""
    query: dict[str, Any] | None = None
    """`EVALUATION` stands for the record's id."""


EVALUATION = "{evaluation_id}"
OPEN = Expected(None)
CALCULATION = Expected("evaluations:read")
OF_A_RECORD = Expected("evaluations:read", other=404, outside=404)
AUDIT_OF_A_RECORD = Expected("audit:read", other=404, outside=404)
OF_A_BATCH = Expected("evaluations:read", other=404, outside=404, batch=True)
RULES = Expected("rules:read")
LEDGER = Expected("audit:read", whole_tenant=True, outside=403)
WEBHOOKS = Expected("evaluations:read", whole_tenant=True, outside=403)
OF_A_WEBHOOK = replace(WEBHOOKS, webhook=True, other=404)

EXPECTED: dict[str, Expected] = {
    "createEvaluation": Expected("evaluations:write", ok=201, other=201, outside=403),
    "createPlatformEvaluation": Expected("evaluations:write", ok=201, other=201, outside=403),
    "previewEvaluation": CALCULATION,
    "listEvaluations": Expected("evaluations:read"),
    "getEvaluation": OF_A_RECORD,
    "getEvaluationChart": OF_A_RECORD,
    "getReceipt": OF_A_RECORD,
    "getEvaluationAudit": AUDIT_OF_A_RECORD,
    "replayEvaluation": AUDIT_OF_A_RECORD,
    "reviseEvaluation": Expected("evaluations:write", ok=201, other=404, outside=404),
    "withdrawEvaluation": Expected("evaluations:write", other=404, outside=404, consumes=True),
    "createBatch": Expected("evaluations:write", ok=202, other=202, outside=202),
    "listBatches": Expected("evaluations:read"),
    "getBatch": OF_A_BATCH,
    "getBatchResults": OF_A_BATCH,
    "cancelBatch": replace(OF_A_BATCH, scope="evaluations:write"),
    "pullScores": Expected("evaluations:read", whole_tenant=True, outside=403),
    "createWebhook": replace(WEBHOOKS, ok=201, other=201),
    "listWebhooks": WEBHOOKS,
    "getWebhook": OF_A_WEBHOOK,
    "deleteWebhook": replace(OF_A_WEBHOOK, ok=204, consumes=True),
    "listDeliveries": OF_A_WEBHOOK,
    "replayWebhook": OF_A_WEBHOOK,
    "pauseWebhook": OF_A_WEBHOOK,
    "resumeWebhook": OF_A_WEBHOOK,
    "renewWebhookSecret": OF_A_WEBHOOK,
    "getRollup": Expected("evaluations:read"),
    "calculateFundArrivalRate": CALCULATION,
    "calculateBudgetExecutionRate": CALCULATION,
    "calculateCompletionRatio": CALCULATION,
    "calculateDeduction": CALCULATION,
    "calculateGrade": CALCULATION,
    "calculateCriterion": CALCULATION,
    "calculateSatisfaction": CALCULATION,
    "listRulePacks": RULES,
    "resolveRulePack": RULES,
    "getRulePack": RULES,
    "getRulePackVersion": RULES,
    "getLedgerHead": LEDGER,
    "listLedgerEntries": LEDGER,
    "listCheckpoints": LEDGER,
    "proveConsistency": LEDGER,
    "verifyLedger": LEDGER,
    "proveInclusion": Expected(
        "audit:read", other=404, whole_tenant=True, outside=403, query={"evaluation": EVALUATION}
    ),
    "getVerifier": OPEN,
    "getHealth": OPEN,
    "getReadiness": OPEN,
    # Of the whole process, every tenant's ledger included.
    "getMetrics": Expected("admin", whole_tenant=True, outside=403),
}
