"""What can go wrong in a use case, beside bad input."""


class IdempotencyKeyReused(Exception):
    """The key was used before with another body."""


class RequestInFlight(Exception):
    """A request with the same key is being recorded right now."""


class EvaluationNotFound(Exception):
    """No evaluation of this caller has the id."""


class AlreadyWithdrawn(Exception):
    """The evaluation was withdrawn before."""


class AnotherForm(Exception):
    """A revision is of another form than what it revises; `members` are those of the form that tell them apart."""

    def __init__(self, members: tuple[str, ...]) -> None:
        super().__init__(f"not the same {', '.join(members)}")
        self.members = members


class OutsideDataScope(Exception):
    """The form belongs to a region or a department that the caller's data scope leaves out; `members` are those of the
    form that say so: `region_code`, `department/code`."""

    def __init__(self, members: tuple[str, ...]) -> None:
        super().__init__(f"outside by {', '.join(members)}")
        self.members = members


class AttemptOutsideDataScope(Exception):
    """The form would supersede an attempt that the caller's data scope leaves out."""


class TooManyForms(Exception):
    """A filter selects more than a roll-up may show; `forms` and `lines` are how much it may."""

    def __init__(self, forms: int, lines: int) -> None:
        super().__init__(f"more than {forms} forms, or {lines} indicators on them")
        self.forms = forms
        self.lines = lines


class BatchNotFound(Exception):
    """No batch of this caller has the id."""


class BatchTooLong(Exception):
    """There are more forms than a batch may have; `forms` is how many it may."""

    def __init__(self, forms: int) -> None:
        super().__init__(f"more than {forms} forms")
        self.forms = forms


class BatchEmpty(Exception):
    """There is no form in the batch."""


class TooManyWaiting(Exception):
    """As many callers as may wait for new entries already do."""


class LedgerContradiction(Exception):
    """The stored ledger contradicts itself, or a head that was signed: someone altered it, or it is damaged."""


class BeyondLedger(Exception):
    """A position or size that is not to be had; `name` is the parameter, or the pointer into a body, that asked for it,
    `size` the greatest that is."""

    def __init__(self, name: str, asked: int, size: int) -> None:
        super().__init__(f"{name} is {asked}, which is beyond {size}")
        self.name = name
        self.asked = asked
        self.size = size


class ForeignCheckpoint(Exception):
    """A checkpoint that this service has not signed for this ledger, or none at all; `index` says which one."""

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(reason)
        self.index = index


class VerificationBusy(Exception):
    """Another verification is under way."""


class NoPlatformTable(Exception):
    """The platform has no table that is known for a form of this kind."""
