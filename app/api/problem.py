"""What a refusal is made of; the kinds of refusals are in problem_types.py."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from starlette.exceptions import HTTPException

from app.api.wording import Bilingual

MAX_FIELD_ERRORS = 1000


class FieldError(NamedTuple):
    """One wrong place in a request: a JSON pointer into the body, or a parameter outside it."""

    pointer: str
    code: str
    message: Bilingual
    parameter: str | None = None


class Problem(HTTPException):
    """A refusal that a caller can read and act on; raised anywhere under `app.api`, rendered in problems.py.

    Without an `explanation` of this case the kind's own is given; `members` are further members of the answer
    (RFC 9457, 3.2). `reason` is a word for the log that the caller is not told.
    """

    status: ClassVar[int]
    slug: ClassVar[str]
    title: ClassVar[Bilingual]
    meaning: ClassVar[Bilingual]
    remedy: ClassVar[Bilingual]

    def __init__(
        self,
        explanation: Bilingual | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, int | str] | None = None,
    ) -> None:
        self.explanation = explanation or self.meaning
        self.errors = tuple(errors)
        self.members = dict(members or {})
        self.reason: str | None = None
        super().__init__(self.status, self.explanation.en, dict(headers or {}))


class RetryLater(Problem):
    """A refusal that time heals: the answer says after how many seconds to come back."""

    def __init__(self, explanation: Bilingual | None = None, *, retry_after: int = 1) -> None:
        super().__init__(explanation, headers={"Retry-After": str(retry_after)})
