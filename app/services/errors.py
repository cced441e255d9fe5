"""What can go wrong in a use case, beside bad input."""


class IdempotencyKeyReused(Exception):
    """The key was used before with another body."""


class RequestInFlight(Exception):
    """A request with the same key is being recorded right now."""


class EvaluationNotFound(Exception):
    """No evaluation of this caller has the id."""
