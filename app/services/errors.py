"""What can go wrong in a use case, beside bad input."""


class IdempotencyKeyReused(Exception):
    """The key was used before with another body."""


class RequestInFlight(Exception):
    """A request with the same key is being recorded right now."""


class EvaluationNotFound(Exception):
    """No evaluation of this caller has the id."""


class TooManyForms(Exception):
    """A filter selects more than a roll-up may show; `forms` and `lines` are how much it may."""

    def __init__(self, forms: int, lines: int) -> None:
        super().__init__(f"more than {forms} forms, or {lines} indicators on them")
        self.forms = forms
        self.lines = lines
