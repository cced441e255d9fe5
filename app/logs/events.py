"""The events that an operator may build on: their names do not change within a major version."""

from enum import StrEnum


class SecurityEvent(StrEnum):
    """What a security officer watches for; written at `warning`, beside the request's own line."""

    AUTHENTICATION_FAILED = "authentication.failed"
    ACCESS_DENIED = "access.denied"
    RATE_LIMITED = "rate.limited"
    LEDGER_DAMAGED = "ledger.damaged"
    START_WITHOUT_KEYS = "start.without_keys"
    START_UNSAFE = "start.unsafe_durability"
    START_REFUSED = "start.refused"


class ServiceEvent(StrEnum):
    """What happens to the process and to its requests."""

    REQUEST = "request"
    SERVING = "start.serving"
    WORKING = "start.working"
    DRAINING = "stop.draining"
    STOPPED = "stop.finished"
    BATCH_FINISHED = "batch.finished"
    PACKS_CHANGED = "rule_packs.changed"
    PACKS_REFUSED = "rule_packs.refused"
    WEBHOOK_FAILING = "webhook.failing"
    WEBHOOK_RECOVERED = "webhook.recovered"
    WEBHOOK_PAUSED = "webhook.paused"
    UNAVAILABLE = "service.unavailable"
    UNFORESEEN_ERROR = "error.unforeseen"
