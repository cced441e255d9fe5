"""What can go wrong with subscriptions, beside bad input."""

from app.services.webhooks.targets import Refusal


class WebhookNotFound(Exception):
    """No subscription of this caller has the id."""


class TargetRefused(Exception):
    """Nothing may be sent to the URL."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyWebhooks(Exception):
    """The tenant has as many subscriptions as it may."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} subscriptions")
        self.limit = limit
